"""Policy packs: dated, cited rules as data. What a rule *means* is its law (see `laws/`), one of a few kinds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from duecourse.domain.contact_policy import words
from duecourse.domain.contact_policy.duties import NO_DUTIES, Duties
from duecourse.domain.contact_policy.places import covers
from duecourse.domain.contact_policy.situation import Situation

LAYERS = ("country", "region", "city", "house")
STATUSES = ("verified", "secondary", "verify")
IN_FORCE, PENDING, SUPERSEDED = "in_force", "pending", "superseded"
STATES = (IN_FORCE, PENDING, SUPERSEDED)
BLOCK, PRESUME, WARN = "block", "presume", "warn"
EFFECTS = (BLOCK, PRESUME, WARN)


@dataclass(frozen=True, slots=True)
class Bite:
    """A rule stands against the contact at some instant. No instant before `retry_at` passes this rule; None: something
    outside must happen first. `cut_short`: the rule itself ends then, whatever it says."""

    text: str
    retry_at: datetime | None = None
    cut_short: bool = False


Check = Callable[[datetime], Bite | None]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A law read against one situation: `check` answers for any instant, `note` says how much of a limit is used."""

    check: Check
    note: Callable[[datetime], str] | None = None


class Law(Protocol):
    """What a rule means. `prepare` returns None when the law has nothing to say about this situation."""

    def prepare(self, rule: Rule, situation: Situation) -> Prepared | None: ...


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One cited rule of a pack. Identity is the object itself, so that compiled rules are cheap to cache by."""

    id: str
    law: Law
    text: str
    effect: str
    parties: tuple[str, ...]
    debts: tuple[str, ...]
    channels: tuple[str, ...]
    citation: str
    link: str
    status: str
    effective: date
    first_on: date  # the first day of the rule in this version of its pack: `effective`, or when the version begins
    ends: date | None = None
    last_on: date | None = None  # the last day: `ends`, or the day before the next version begins
    state: str = IN_FORCE
    code: str = ""  # a short name for a warning, for machines
    when: Mapping[str, tuple[Any, ...]] | None = None  # applies only where the fact is known and one of these
    unless: Mapping[str, tuple[Any, ...]] | None = None  # does not apply where the fact is known and one of these
    places: tuple[str, ...] = ()  # only in these parts of the pack's place
    exempt_purposes: tuple[str, ...] = ()
    exempt_reply: bool = False  # one reply, in the medium the person just used, is free of this rule
    name_binds: bool = False  # binds a first party that uses a name suggesting a third party
    layer: str = "country"
    means: str = ""  # what it means for a caller, where the rule's own words do not say it
    replaces: str = ""  # the id of the rule that this one follows
    examples: tuple[Mapping[str, Any], ...] = ()

    def in_force(self, on: date) -> bool:
        return self.state != PENDING and self.first_on <= on and (self.last_on is None or on <= self.last_on)

    def is_of(self, jurisdiction: str) -> bool:
        """Whether it can hold there: in the place itself, or in a part of it where only the larger place is known."""
        return not self.places or any(covers(p, jurisdiction) or covers(jurisdiction, p) for p in self.places)

    def always(self) -> Rule:
        """The rule as if it had been in force on every day."""
        return replace(self, state=IN_FORCE, effective=date.min, first_on=date.min, ends=None, last_on=None)


NEWS = ("came", "changed", "ended", "announced", "postponed", "corrected")


@dataclass(frozen=True, slots=True)
class Note:
    """What happened, or is coming, in the law of a place, where the dates of the rules do not say it. `what`: one of
    NEWS."""

    on: date
    what: str
    text: str
    means: str
    rules: tuple[str, ...]
    citation: str
    link: str
    status: str


@dataclass(frozen=True, slots=True)
class Activation:
    """Who put a version of a pack in force, from which day, and why."""

    starts: date
    proposed_by: str
    approved_by: str
    why: str


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """The rules of one place (or of the house), with the date of the text they follow."""

    id: str
    title: str
    layer: str
    jurisdictions: tuple[str, ...]
    version: date
    rules: tuple[Rule, ...]
    regions: tuple[str, ...] = ()  # of a country: the parts that exist; empty: not listed
    example_zone: str = "UTC"
    decides_alone: bool = False  # a house pack that is enough where no law is on file (business debts only)
    duties: Duties = NO_DUTIES  # what must be said, whose consent a recording needs, how long things are kept
    notes: tuple[Note, ...] = ()
    activation: Activation | None = None  # a version that people put in force; None: as it is shipped or laid by hand
    until: date | None = None  # the last day of this version; None: until another one begins
    digest: str = ""  # SHA-256 of the text: what a decision keeps of the pack it was taken by

    @property
    def starts(self) -> date | None:
        return self.activation.starts if self.activation else None

    @property
    def label(self) -> str:
        return f"{self.id}@{(self.starts or self.version).isoformat()}"

    def is_current(self, on: date) -> bool:
        """This version of the pack is the one of that day."""
        return (self.starts is None or self.starts <= on) and (self.until is None or on <= self.until)

    def between(self, starts: date | None, until: date | None) -> Pack:
        """This version from the day it starts to the day before the next one begins."""
        rules = tuple(
            replace(
                rule,
                first_on=max(rule.effective, starts) if starts else rule.effective,
                last_on=min((day for day in (rule.ends, until) if day), default=None),
            )
            for rule in self.rules
        )
        return replace(self, rules=rules, duties=self.duties.between(starts, until), until=until)

    def with_in_force(self, rule: Rule) -> Pack:
        """The pack as it would be if this rule, now pending, were in force."""
        put = replace(rule, state="in_force")
        return replace(self, rules=tuple(put if one is rule else one for one in self.rules))

    def covers(self, jurisdiction: str) -> bool:
        return any(covers(place, jurisdiction) for place in self.jurisdictions)


def facts_asked(packs: Iterable[Pack], jurisdiction: str) -> frozenset[str]:
    """By which facts of a debt and of who owes it (`debt_kind`, `debtor_is` ...) rules of that place are told apart. A
    claim on an insurer is known from the account."""
    return frozenset(
        name
        for pack in packs
        if pack.covers(jurisdiction)
        for rule in pack.rules
        if rule.is_of(jurisdiction)
        for told in (rule.when or {}, rule.unless or {})
        for name, values in told.items()
        if set(values) != {words.INSURANCE_CLAIM}
    )


def creditors_named(pack: Pack) -> set[str]:
    """The codes of creditors for whom, or for all but whom, the pack has rules."""
    conditions = (told for rule in pack.rules for told in (rule.when, rule.unless) if told)
    return {str(code) for told in conditions for code in told.get("creditor", ())}


def as_versions(packs: Iterable[Pack]) -> tuple[Pack, ...]:
    """Packs of one id are versions of one pack: each lasts until the day before the next begins. Raises ValueError
    where two versions of a pack begin on the same day."""
    by_id: dict[str, list[Pack]] = defaultdict(list)
    for pack in packs:
        by_id[pack.id].append(pack)
    return tuple(version for listed in by_id.values() for version in _in_turn(listed))


def _in_turn(versions: list[Pack]) -> list[Pack]:
    if len(versions) == 1 and versions[0].starts is None:
        return versions
    ordered = sorted(versions, key=lambda pack: pack.starts or date.min)
    nexts = [*(pack.starts or date.min for pack in ordered[1:]), None]
    if any((pack.starts or date.min) == following for pack, following in zip(ordered, nexts, strict=True)):
        raise ValueError(f"the pack id {ordered[0].id!r} is used twice for the same days")
    return [
        pack.between(pack.starts, following - timedelta(days=1) if following else None)
        for pack, following in zip(ordered, nexts, strict=True)
    ]
