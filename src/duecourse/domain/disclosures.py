"""What has to be said to this person by this channel, out of the packs in force: words filled from the facts, with the
rule behind them. Pure; the packs come from `duecourse.playbooks.policies`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from duecourse.domain.contact_policy import Pack, words
from duecourse.domain.contact_policy.duties import (
    ALL_PARTIES,
    CONSENTS,
    FIRST,
    LATER,
    ONE_PARTY,
    OPENING,
    RECORDING,
    VOICEMAIL,
    DisclosureRule,
    Duty,
    RecordingRule,
    strictest,
)
from duecourse.domain.contact_policy.pack import LAYERS
from duecourse.domain.contact_policy.places import UNKNOWN_COUNTRY, jurisdiction_of
from duecourse.domain.facts import CONSUMER, AccountFacts
from duecourse.domain.spoken import Caller
from duecourse.domain.spoken.conditions import name_tells
from duecourse.domain.wording import filled, tidy

_HOLE = re.compile(r"\{([^{}]*)\}")
_NOBODY = Caller("")
# Outcomes of a call → what had to be said on it. With nobody on the line there is nothing to say.
_UNHEARD = frozenset({"no_answer", "busy"})
_NOT_THEM = frozenset({"wrong_party"})


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Something that has to be said. `words` are filled; with `point` the script's own step for it says it. With
    `silent` nothing may be said at all, and `words` tell the caller so."""

    id: str
    title: str
    words: str
    verbatim: bool
    text: str  # what the rule asks for, in plain words
    citation: str
    link: str
    status: str
    pack: str
    stage: str = OPENING
    point: str = ""
    occasion: str = FIRST
    nothing_else: bool = False
    silent: bool = False
    tip: str = ""
    house: bool = False  # our own rule, not a law

    def as_json(self) -> dict[str, Any]:
        """Plain values, to be stored with a call."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Disclosure:
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in stored.items() if name in known})


def disclosures_for(
    facts: AccountFacts,
    packs: Iterable[Pack],
    now: datetime,
    channel: str,
    occasion: str,
    *,
    caller: Caller = _NOBODY,
    ours: str = "",
) -> tuple[Disclosure, ...]:
    """What must be said on this occasion (see `duties`), opening words first; the law of the country before that of its
    parts, the house last. For a recording `ours` is the place we call from: the rules of both ends hold.

    Where one of them is a message that allows nothing else, it alone comes back.
    """
    on, packs = _local_day(facts, now), tuple(packs)
    if occasion == RECORDING:
        return consent_for(facts, packs, now, caller=caller, ours=ours).announcement
    found = [
        _said(rule, pack, facts, caller, occasion)
        for pack in _covering(packs, place_of(facts), on)
        for rule in pack.duties.disclosures
        if channel in rule.channels and occasion in rule.occasions and _binds(rule, place_of(facts), facts, on)
    ]
    alone = [disclosure for disclosure in found if disclosure.nothing_else]
    return tuple(sorted(alone[:1] or _once(found), key=lambda disclosure: disclosure.stage != OPENING))


def _once(found: list[Disclosure]) -> list[Disclosure]:
    """The same words asked for by two laws are said once, and both laws are named."""
    kept: dict[tuple[str, str], Disclosure] = {}
    for one in found:
        same = kept.get((one.words, one.point))
        kept[one.words, one.point] = one if same is None else replace(same, citation=f"{same.citation}; {one.citation}")
    return list(kept.values())


def place_of(facts: AccountFacts) -> str:
    return jurisdiction_of(facts.country, facts.region)


def occasion_of(facts: AccountFacts) -> str:
    """Is this the first time that we speak with them?"""
    talked = any(call.reached and call.outcome not in _NOT_THEM for call in facts.calls)
    return LATER if talked else FIRST


def occasion_in_writing(facts: AccountFacts) -> str:
    """The first thing that we write to them, whether or not we have spoken: laws about the initial communication ask
    for their words in the initial written one as well (15 USC 1692e(11))."""
    return LATER if any(not one.confirms_stop for one in facts.messages) else FIRST


def _local_day(facts: AccountFacts, now: datetime) -> date:
    return now.astimezone(ZoneInfo(facts.tz_candidates[0])).date() if facts.tz_candidates else now.date()


def _covering(packs: Iterable[Pack], place: str, on: date) -> list[Pack]:
    found = [pack for pack in packs if pack.covers(place) and pack.is_current(on)]
    return sorted(found, key=lambda pack: (LAYERS.index(pack.layer), pack.id))


def _binds(duty: Duty, place: str, facts: AccountFacts, on: date) -> bool:
    party = words.THIRD_PARTY if facts.creditor_is_client else words.FIRST_PARTY
    debt = words.CONSUMER if facts.kind == CONSUMER else words.COMMERCIAL
    return duty.in_force(on) and duty.binds(place, party, debt, other_name=facts.creditor_uses_other_name)


def _said(rule: DisclosureRule, pack: Pack, facts: AccountFacts, caller: Caller, occasion: str) -> Disclosure:
    fills = _fills(facts, caller)
    silent = rule.nothing_else and (
        any(not fills[name] for name in _HOLE.findall(rule.say)) or (rule.hides_debt and name_tells(fills["company"]))
    )
    return Disclosure(
        id=rule.id, title=rule.title, words=rule.otherwise if silent else _filled(rule.say, fills),
        verbatim=rule.verbatim, text=rule.text, citation=rule.citation, link=rule.link, status=rule.status,
        pack=pack.label, stage=rule.stage, point=rule.point, occasion=occasion, nothing_else=rule.nothing_else,
        silent=silent, tip=rule.tip, house=rule.layer == "house",
    )  # fmt: skip


def _fills(facts: AccountFacts, caller: Caller) -> dict[str, str]:
    contact = facts.contact
    return {
        "caller": tidy(caller.name),
        "company": tidy(caller.company or ("" if facts.creditor_is_client else facts.creditor)),
        "creditor": tidy(facts.creditor),
        "callback_number": tidy(caller.phone, 30),
        "contact": tidy(contact.name) if contact else "",
        "account": tidy(facts.name),
    }


# What stands for a fact that is not on file, where the words must be said all the same.
_BLANKS = {
    "caller": "[your name]", "company": "[our company]", "creditor": "[who is owed]",
    "callback_number": "[the number to call back]", "contact": "[their name]", "account": "[their name]",
}  # fmt: skip


def _filled(say: str, fills: dict[str, str]) -> str:
    return filled(say, lambda name: fills[name] or _BLANKS[name])


@dataclass(frozen=True, slots=True)
class Basis:
    """A rule on recording, and the version of the pack it stands in."""

    rule: RecordingRule
    pack: str


@dataclass(frozen=True, slots=True)
class Consent:
    """Whose consent a recording of the call needs: the strictest of the rules of both ends. `unsure` says why a
    stricter rule was taken than any that is on file."""

    needs: str
    rules: tuple[Basis, ...]
    announcement: tuple[Disclosure, ...]
    unsure: str = ""

    def as_json(self) -> dict[str, Any]:
        """What a record keeps beside a recording or a transcript: under which rules it was made."""
        return {
            "needs": self.needs,
            "unsure": self.unsure,
            "rules": [
                {"id": r.id, "text": r.text, "consent": r.consent, "citation": r.citation, "link": r.link,
                 "status": r.status, "pack": basis.pack}
                for basis in self.rules
                for r in [basis.rule]
            ],
        }  # fmt: skip


def consent_for(
    facts: AccountFacts, packs: Iterable[Pack], now: datetime, *, caller: Caller = _NOBODY, ours: str = ""
) -> Consent:
    """The rules on recording where they are and where we are, the strictest first. Where a place is not known, or no
    rule of law for it is on file, everybody has to agree."""
    on, packs = _local_day(facts, now), tuple(packs)
    places = tuple(dict.fromkeys(place for place in (place_of(facts), ours) if place))
    bases = {
        rule: Basis(rule, pack.label)
        for place in places
        for pack in _covering(packs, place, on)
        for rule in pack.duties.recording
        if _binds(rule, place, facts, on)
    }
    unsure = next((why for place in places if (why := _no_law(place, packs, facts, on))), "")
    needs = ALL_PARTIES if unsure else strictest(rule.consent for rule in bases)
    ordered = tuple(sorted(bases.values(), key=lambda b: (b.rule.layer == "house", -CONSENTS.index(b.rule.consent))))
    return Consent(needs, ordered, tuple(_announcement(ordered, needs, facts, caller)), unsure)


def _no_law(place: str, packs: tuple[Pack, ...], facts: AccountFacts, on: date) -> str:
    if place == UNKNOWN_COUNTRY:
        return "where they are is not known"
    rules = [rule for pack in _covering(packs, place, on) for rule in pack.duties.recording]
    if any(rule.layer != "house" and _binds(rule, place, facts, on) for rule in rules):
        return ""
    return f"no rule on recording is on file for {place}"


def _announcement(bases: tuple[Basis, ...], needs: str, facts: AccountFacts, caller: Caller) -> Iterator[Disclosure]:
    """One announcement, in the words of the strictest rule."""
    speaking = [basis for basis in bases if basis.rule.consent != ONE_PARTY]
    if not speaking:
        return
    basis = max(speaking, key=lambda b: (CONSENTS.index(b.rule.consent), b.rule.layer != "house"))
    rule = basis.rule
    yield Disclosure(
        id=rule.id, title="Say that the call is recorded", words=_filled(rule.say, _fills(facts, caller)),
        verbatim=False, text=rule.text, citation=rule.citation, link=rule.link, status=rule.status, pack=basis.pack,
        stage=OPENING, occasion=RECORDING, house=rule.layer == "house",
        tip="Wait for their yes. Without it, stop the recording." if needs == ALL_PARTIES else "",
    )  # fmt: skip


def due_on(disclosures: Iterable[Disclosure], outcome: str) -> tuple[Disclosure, ...]:
    """Of everything that a call might have asked for, what this outcome did ask for: the message on a voicemail;
    nothing where nobody picked up; only the opening where it was somebody else."""
    if outcome in _UNHEARD:
        return ()
    if outcome == "voicemail":
        return tuple(d for d in disclosures if d.occasion == VOICEMAIL)
    spoken = tuple(d for d in disclosures if d.occasion != VOICEMAIL)
    return tuple(d for d in spoken if d.stage == OPENING) if outcome in _NOT_THEM else spoken


def left_unsaid(due: Iterable[Disclosure], said: Collection[str], points: Collection[str]) -> tuple[Disclosure, ...]:
    """What was due and neither ticked nor covered by a point."""
    return tuple(d for d in due if d.id not in said and not (d.point and d.point in points))


def in_writing(disclosures: Iterable[Disclosure]) -> tuple[str, ...]:
    """The paragraphs that a letter, e-mail or text message carries, in their order; each once."""
    return tuple(dict.fromkeys(d.words for d in disclosures if not d.silent))
