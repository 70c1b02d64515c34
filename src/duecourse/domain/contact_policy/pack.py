"""Policy packs: dated, cited rules as data. What a rule *means* is its law (see `laws/`), one of a few kinds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Protocol

from duecourse.domain.contact_policy.situation import Situation

LAYERS = ("country", "region", "city", "house")
STATUSES = ("verified", "secondary", "verify")
STATES = ("in_force", "pending", "superseded")
BLOCK, PRESUME, WARN = "block", "presume", "warn"
EFFECTS = (BLOCK, PRESUME, WARN)
EVERYWHERE = "*"


@dataclass(frozen=True, slots=True)
class Bite:
    """A rule stands against the contact at some instant. No instant before `retry_at` passes this rule; None: something
    outside must happen first."""

    text: str
    retry_at: datetime | None = None


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
    ends: date | None = None
    state: str = "in_force"
    code: str = ""  # a short name for a warning, for machines
    when: Mapping[str, tuple[Any, ...]] | None = None  # applies only where the fact is known and one of these
    unless: Mapping[str, tuple[Any, ...]] | None = None  # does not apply where the fact is known and one of these
    places: tuple[str, ...] = ()  # only in these parts of the pack's place
    exempt_purposes: tuple[str, ...] = ()
    exempt_reply: bool = False  # one reply, in the medium the person just used, is free of this rule
    name_binds: bool = False  # binds a first party that uses a name suggesting a third party
    layer: str = "country"
    examples: tuple[Mapping[str, Any], ...] = ()

    def in_force(self, on: date) -> bool:
        return self.state != "pending" and self.effective <= on and (self.ends is None or on <= self.ends)


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

    @property
    def label(self) -> str:
        return f"{self.id}@{self.version.isoformat()}"

    def with_in_force(self, rule: Rule) -> Pack:
        """The pack as it would be if this rule, now pending, were in force."""
        put = replace(rule, state="in_force")
        return replace(self, rules=tuple(put if one is rule else one for one in self.rules))

    def covers(self, jurisdiction: str) -> bool:
        return any(covers(place, jurisdiction) for place in self.jurisdictions)


def covers(place: str, jurisdiction: str) -> bool:
    """US covers US-NY-NYC; "*" covers everything."""
    return place == EVERYWHERE or jurisdiction == place or jurisdiction.startswith(f"{place}-")
