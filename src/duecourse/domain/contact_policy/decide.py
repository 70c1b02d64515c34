"""The one decision: may this contact take place now, why or why not, and when at the earliest.

Pure: a case and the packs in, a decision with its reasons out. The order of packs does not matter; every rule that
binds is applied and the strictest answer stands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from duecourse.domain.contact_policy import words
from duecourse.domain.contact_policy.case import Case, Debtor, Event
from duecourse.domain.contact_policy.clock import SECOND, local, start_of_day
from duecourse.domain.contact_policy.laws.hours import Hours, while_it_lasts
from duecourse.domain.contact_policy.laws.person import (
    PersonPlaces,
    PersonTimes,
    bars_of_person,
    last_word_bars,
    place_was_barred,
)
from duecourse.domain.contact_policy.laws.stops import Stop
from duecourse.domain.contact_policy.pack import BLOCK, LAYERS, PRESUME, WARN, Bite, Pack, Prepared, Rule
from duecourse.domain.contact_policy.places import UNKNOWN_COUNTRY
from duecourse.domain.contact_policy.situation import Situation, hours_agreed

ALLOWED, BLOCKED = "allowed", "blocked"
COMPLIANT, VIOLATION = "presumed_compliant", "presumed_violation"
VERDICTS = (ALLOWED, BLOCKED, COMPLIANT, VIOLATION)
OPEN_VERDICTS = (ALLOWED, COMPLIANT)

# How far ahead an opening is looked for, and in how many jumps. A year covers every wait there is but "never".
HORIZON = timedelta(days=400)
MAX_JUMPS = 2000


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that spoke, in plain words, with its source. `code` names a warning for machines."""

    rule: str
    text: str
    source: str = ""
    link: str = ""
    status: str = "verified"
    code: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """`verdict` is one of VERDICTS; `earliest_allowed` is set only where the contact is not open now and will be."""

    verdict: str
    reasons: tuple[Reason, ...]
    warnings: tuple[Reason, ...]
    earliest_allowed: datetime | None
    zones: tuple[str, ...]
    packs: tuple[str, ...]
    case_id: str = ""
    digests: tuple[str, ...] = ()  # of the text of every pack that was asked, also of one that begins later

    @property
    def is_open(self) -> bool:
        return self.verdict in OPEN_VERDICTS


@dataclass(slots=True)
class _Reading:
    """The rules that have something to say about one situation, ready to be asked about any instant."""

    situation: Situation
    rules: list[tuple[Rule, Prepared]]

    def bites(self, at: datetime, *effects: str) -> list[tuple[Rule, Bite]]:
        on = local(at, self.situation.zones[0]).date()
        found = []
        for rule, prepared in self.rules:
            if rule.effect in effects and rule.in_force(on) and (bite := prepared.check(at)):
                found.append((rule, self._until_it_ends(rule, bite)))
        return found

    def _until_it_ends(self, rule: Rule, bite: Bite) -> Bite:
        """A rule that ends stops biting then, whatever it says itself."""
        if rule.last_on is None:
            return bite
        over = start_of_day(self.situation.zones[0], rule.last_on.toordinal() + 1)
        return bite if bite.retry_at is not None and bite.retry_at <= over else Bite(bite.text, over, cut_short=True)

    def words(self, rule: Rule, bite: Bite) -> str:
        """What it says; where the rule itself ends before what it names has come, and none of its name follows that
        says the same, that too."""
        if not bite.cut_short or bite.retry_at is None or rule.last_on is None:
            return bite.text
        follows = any(rule.id == one.id for one, _ in self.bites(bite.retry_at, BLOCK, PRESUME))
        return bite.text if follows else f"{bite.text}; but this rule ends on {rule.last_on:%d %B %Y}"

    def first_open(self, after: datetime, bites: list[tuple[Rule, Bite]]) -> datetime | None:
        """The first instant after `after`, when those bite, at which nothing does. Each jump goes to an instant before
        which one of the biting rules cannot pass, so nothing open is jumped over."""
        at = after
        for _ in range(MAX_JUMPS):
            retries = [bite.retry_at for _rule, bite in bites]
            if any(retry is None for retry in retries):
                return None
            opens = max(retry for retry in retries if retry is not None)
            at = opens if opens > at else at + SECOND
            if at - after > HORIZON:
                return None
            bites = self.bites(at, BLOCK, PRESUME)
            if not bites:
                return at
        return None


def decide(case: Case, packs: tuple[Pack, ...]) -> Decision:
    """The verdict of these packs on this case, at the instant of its query."""
    situation = Situation(case)
    if not situation.zones:
        text = "where the person is, and so their local time, is not known"
        return _cannot_decide(case, situation, (), Reason("PLACE-UNKNOWN", text, "house policy"))
    on = local(case.query.at, situation.zones[0]).date()
    chosen = _packs_for(packs, case.jurisdiction)
    labels = _labels(chosen, on)
    if (gap := _gap(chosen, case, on)) is not None:
        return replace(_cannot_decide(case, situation, labels, gap), digests=_digests(chosen))
    return _decision(case, _read(situation, chosen), on, chosen)


def _decision(case: Case, reading: _Reading, on: date, chosen: tuple[Pack, ...]) -> Decision:
    at, situation = case.query.at, reading.situation
    bites = reading.bites(at, BLOCK, PRESUME)
    labels = _labels(chosen, on)
    if any(rule.effect == BLOCK for rule, _ in bites):
        verdict = BLOCKED
    elif bites:
        verdict = VIOLATION
    else:
        presumed = any(rule.effect == PRESUME and rule.in_force(on) for rule, _ in reading.rules)
        verdict = COMPLIANT if presumed else ALLOWED
    reasons = [_reason(rule, reading.words(rule, bite)) for rule, bite in bites] or _why_open(reading, at, on, labels)
    warnings = [_reason(rule, bite.text) for rule, bite in reading.bites(at, WARN)]
    return Decision(
        verdict=verdict,
        reasons=tuple(reasons),
        warnings=(*warnings, *_notes(case), *_region_unknown(chosen, case)),
        earliest_allowed=reading.first_open(at, bites) if bites else None,
        zones=situation.zones,
        packs=labels,
        case_id=case.id,
        digests=_digests(chosen),
    )


def _why_open(reading: _Reading, at: datetime, on: date, labels: tuple[str, ...]) -> list[Reason]:
    """A yes has its reasons too: how much of each limit is used, or that nothing stands against it."""
    notes = [
        Reason(rule.id, prepared.note(at), rule.citation, rule.link, rule.status)
        for rule, prepared in reading.rules
        if prepared.note and rule.effect != WARN and rule.in_force(on)
    ]
    if notes:
        return notes
    return [
        Reason("CLEAR", f"nothing in {', '.join(labels)} stands against it at {_clocks(at, reading.situation.zones)}")
    ]


def _clocks(at: datetime, zones: tuple[str, ...]) -> str:
    """ "10:00 their time"; where they may be on several clocks, every one of them by name."""
    if len(zones) == 1:
        return f"{local(at, zones[0]):%H:%M} their time"
    return " or ".join(f"{local(at, name):%H:%M} ({name})" for name in zones)


def _notes(case: Case) -> list[Reason]:
    return [Reason("INPUT", note, "the case itself", code="input") for note in case.notes]


def _reason(rule: Rule, said: str) -> Reason:
    return Reason(rule.id, f"{rule.text}: {said}", rule.citation, rule.link, rule.status, rule.code)


def undecided(case: Case, reason: Reason) -> Decision:
    """No, because nobody can say yes: no rule was asked."""
    return _cannot_decide(case, Situation(case), (), reason)


def _cannot_decide(case: Case, situation: Situation, labels: tuple[str, ...], reason: Reason) -> Decision:
    return Decision(BLOCKED, (reason,), tuple(_notes(case)), None, situation.zones, labels, case.id)


@lru_cache(maxsize=1024)
def _packs_for(packs: tuple[Pack, ...], jurisdiction: str) -> tuple[Pack, ...]:
    """The packs that cover a place, in a fixed order whatever order they came in."""
    found = [pack for pack in packs if pack.covers(jurisdiction)]
    return tuple(sorted(found, key=lambda pack: (LAYERS.index(pack.layer), pack.id, pack.starts or date.min)))


@lru_cache(maxsize=1024)
def _digests(chosen: tuple[Pack, ...]) -> tuple[str, ...]:
    return tuple(pack.digest for pack in chosen if pack.digest)


@lru_cache(maxsize=1024)
def _labels(chosen: tuple[Pack, ...], on: date) -> tuple[str, ...]:
    """The packs that have a rule in force on that day."""
    return tuple(pack.label for pack in chosen if _speaks(pack, on))


def _speaks(pack: Pack, on: date) -> bool:
    return any(rule.in_force(on) for rule in pack.rules)


def _gap(chosen: tuple[Pack, ...], case: Case, on: date) -> Reason | None:
    """Why nobody can say yes here: no law of the country is on file, or the place does not exist."""
    country = [pack for pack in chosen if pack.layer == "country" and pack.is_current(on)]
    region = "-".join(case.jurisdiction.split("-")[:2])
    if any(pack.regions and region != case.jurisdiction[:2] and region not in pack.regions for pack in country):
        return Reason("PLACE-UNKNOWN", f"{region} is not a known part of {case.jurisdiction[:2]}", "house policy")
    if country:
        return None
    if case.debt_type == words.COMMERCIAL and any(pack.decides_alone and _speaks(pack, on) for pack in chosen):
        return None
    if case.jurisdiction == UNKNOWN_COUNTRY:
        return Reason("PLACE-UNKNOWN", "in which country they are is not known", "house policy")
    return Reason("NO-PACK", f"no contact rules for {case.jurisdiction} are on file", "house policy")


def _region_unknown(chosen: tuple[Pack, ...], case: Case) -> tuple[Reason, ...]:
    """A consumer somewhere in a country whose parts have rules of their own: those were not asked."""
    if case.debt_type != words.CONSUMER or "-" in case.jurisdiction or not any(pack.regions for pack in chosen):
        return ()
    text = f"which part of {case.jurisdiction} they are in is not known, so the rules of its parts were not asked"
    return (Reason("REGION-UNKNOWN", text, "house policy", code="region_unknown"),)


def _read(situation: Situation, chosen: tuple[Pack, ...]) -> _Reading:
    rules = _rules_of(situation.case, chosen)
    situation.barred = _barred_by(rules)
    asked = situation.to_answer()
    prepared = [(rule, found) for rule in rules if (found := _prepare(rule, situation, asked)) is not None]
    return _Reading(situation, prepared)


def rules_asked(case: Case, packs: tuple[Pack, ...]) -> tuple[Rule, ...]:
    """The rules of these packs that bind such a contact, whatever the day."""
    return _rules_of(case, _packs_for(packs, case.jurisdiction))


def _rules_of(case: Case, chosen: tuple[Pack, ...]) -> tuple[Rule, ...]:
    return _rules_for(
        chosen, case.jurisdiction, case.party, case.debt_type, case.query.channel, case.query.purpose,
        _facts(case.debtor),
    )  # fmt: skip


def _prepare(rule: Rule, situation: Situation, asked: Event | None) -> Prepared | None:
    """The rule, ready to be asked. `asked`: what the person wrote and this contact answers, if it is a reply."""
    if asked is None or not rule.exempt_reply:
        return rule.law.prepare(rule, situation)
    if not isinstance(rule.law, Hours | PersonTimes):
        return None
    found = rule.law.prepare(rule, situation)
    return while_it_lasts(found, asked.at) if found else None


@lru_cache(maxsize=4096)
def _barred_by(rules: tuple[Rule, ...]) -> Callable[[Situation, Event, list[Event]], bool]:
    """Did a contact of ours break a bar: the hours of any rule in force then, what the person had said of times, a
    closed place, or a known attorney?"""
    blocking = [rule for rule in rules if rule.effect == BLOCK]

    def barred(situation: Situation, contact: Event, consents: list[Event]) -> bool:
        on = local(contact.at, situation.zones[0]).date()
        agreed = hours_agreed(consents, (contact.place, contact.number))
        said = sorted([*(e for e in bars_of_person(situation) if e.at < contact.at), *agreed], key=lambda e: e.at)
        return any(_breaks(rule, situation, contact, consents, said) for rule in blocking if rule.in_force(on))

    return barred


def _breaks(rule: Rule, situation: Situation, contact: Event, consents: list[Event], said: list[Event]) -> bool:
    """One rule, asked about a past contact with only the consents before it. `said`: of times, by the person."""
    law = rule.law
    if isinstance(law, Hours):
        return law.was_closed(situation, contact, consents)
    if isinstance(law, PersonTimes):
        return any(last_word_bars(situation, said, contact.at, name) for name in situation.zones)
    if isinstance(law, PersonPlaces):
        return place_was_barred(situation, contact, consents)
    if isinstance(law, Stop) and "attorney_representation" in law.on:
        stop = law.prepare(rule, situation)
        return stop is not None and stop.check(contact.at) is not None
    return False


Facts = tuple[str | None, str | None, bool | None, str | None, str | None, str | None, bool]


def _facts(debtor: Debtor) -> Facts:
    return (
        debtor.debt_kind,
        debtor.debtor_is,
        debtor.vat_registered,
        debtor.creditor_kind,
        debtor.creditor,
        debtor.past_due_band,
        debtor.third_party_name,
    )


@lru_cache(maxsize=4096)
def _rules_for(
    chosen: tuple[Pack, ...], jurisdiction: str, party: str, debt_type: str, channel: str, purpose: str, facts: Facts
) -> tuple[Rule, ...]:
    """The rules that bind this kind of contact, in a fixed order."""
    names = ("debt_kind", "debtor_is", "vat_registered", "creditor_kind", "creditor", "days_past_due_band")
    known = dict(zip(names, facts, strict=False))

    def binds(rule: Rule) -> bool:
        acts_as = {party, words.THIRD_PARTY} if rule.name_binds and facts[-1] else {party}
        return bool(
            acts_as & set(rule.parties)
            and debt_type in rule.debts
            and channel in rule.channels
            and purpose not in rule.exempt_purposes
            and rule.is_of(jurisdiction)
            and all(known[name] in values for name, values in (rule.when or {}).items())
            and not any(
                known[name] is not None and known[name] in values for name, values in (rule.unless or {}).items()
            )
        )

    return tuple(
        rule for pack in chosen for rule in sorted(pack.rules, key=lambda r: (r.id, r.effective)) if binds(rule)
    )
