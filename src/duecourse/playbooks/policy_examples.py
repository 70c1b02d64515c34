"""The examples inside the policy packs, as contact cases: each rule shows when it bites and when it does not.

An example is a table: `at` (local time), `channel` (phone), `events` (one line each), `expect` (a verdict), `earliest`
(local time, or "never"), `bites` (does this rule speak? by default: exactly when the verdict is not open), and `place`,
`party`, `debt`, `zones`, `debtor`, `query` where they differ from the rule's first ones. `as_if_in_force` shows what a
pending rule would do.

An event line: `2026-04-06 10:00 call no_answer number=cell x3`: local time, kind, then a channel, an outcome, `in` or
`out`, `key=value` (`window=21:00-22:00` or `window=2026-04-07/2026-04-09`, `days=sat,sun`), and `xN` for the same on N
days in a row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from duecourse.domain.contact_policy import Case, Malformed, Pack, Rule, decide, parse_case, words
from duecourse.domain.contact_policy.decide import OPEN_VERDICTS
from duecourse.domain.contact_policy.pack import WARN
from duecourse.playbooks import PlaybookError
from duecourse.playbooks.policies import HOUSE

_KEYS = {
    "debt": "debt_id", "person": "consumer_id", "account": "account_id", "actor": "actor_id", "number": "number",
    "purpose": "purpose", "medium": "medium", "place": "place", "given_to": "given_to", "class": "text_class",
}  # fmt: skip
MOST_REPEATED = 366
_FLAGS = {"written": "written", "in_file": "in_placement_file", "reply": "in_reply"}
_OUTGOING = ("call", "message", "validation_notice", "verification_sent", "written_notice", "on_written_notice", "nv_medical_notice")  # fmt: skip # noqa: E501
_ALLOWED_KEYS = frozenset(
    "at channel events expect earliest bites place party debt zones debtor query why as_if_in_force".split()
)


@dataclass(frozen=True, slots=True)
class Example:
    """One example, ready to run. `earliest`: an instant, "never", or None (not said)."""

    rule: Rule
    case: Case
    expect: str
    earliest: datetime | str | None
    bites: bool
    why: str
    as_if_in_force: bool  # for a pending rule: what it would do


def examples_of(pack: Pack) -> Iterator[Example]:
    """Raises PlaybookError that names pack, rule and example."""
    for rule in pack.rules:
        for number, _raw in enumerate(rule.examples, 1):
            yield example_of(pack, rule, number)


def example_of(pack: Pack, rule: Rule, number: int) -> Example:
    """One example of a rule, counted from 1. Raises PlaybookError that names pack, rule and example."""
    place = f"{pack.id} rule {rule.id} example {number}"
    try:
        return _example(pack, rule, rule.examples[number - 1], place)
    except Malformed as error:
        raise PlaybookError(str(error) if str(error).startswith(place) else f"{place}: {error}") from error
    except KeyError as error:
        raise PlaybookError(f"{place}: {error.args[0]} is missing or not known") from error
    except (ValueError, TypeError, AttributeError, IndexError, OverflowError) as error:
        raise PlaybookError(f"{place}: {error}") from error


def asked_with(pack: Pack, packs: tuple[Pack, ...]) -> tuple[Pack, ...]:
    """The law is judged without the house rules, the house rules with the law."""
    return packs if pack.layer == HOUSE else tuple(one for one in packs if one.layer != HOUSE)


def faults(example: Example, packs: tuple[Pack, ...]) -> list[str]:
    """How the decision of these packs differs from what the example says; empty when it holds."""
    if example.as_if_in_force:
        packs = tuple(pack.with_in_force(example.rule) if example.rule in pack.rules else pack for pack in packs)
    decision = decide(example.case, packs)
    speaking = decision.warnings if example.rule.effect == WARN else () if decision.is_open else decision.reasons
    found = []
    if decision.verdict != example.expect:
        found.append(f"is {decision.verdict}, not {example.expect}")
    if (example.rule.id in {reason.rule for reason in speaking}) != example.bites:
        found.append("the rule is silent" if example.bites else "the rule speaks")
    if example.earliest is not None:
        wanted = None if example.earliest == "never" else example.earliest
        if decision.earliest_allowed != wanted:
            zone = example.case.debtor.zones[0]
            opens = "is open now" if decision.is_open else f"opens {_moment(decision.earliest_allowed, zone)}"
            found.append(f"{opens}, not {_moment(wanted, zone)}")
    return found


def _moment(at: datetime | str | None, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" if isinstance(at, datetime) else "never"


def _example(pack: Pack, rule: Rule, raw: Mapping[str, Any], place: str) -> Example:
    if unknown := sorted(set(raw) - _ALLOWED_KEYS):
        raise Malformed(f"{unknown[0]}: not a known key")
    zones = raw.get("zones", [pack.example_zone])
    home = ZoneInfo(zones[0])
    case = {
        "jurisdiction": raw.get("place", _place_of(pack, rule)),
        "debt_type": raw.get("debt", rule.debts[0]),
        "party": raw.get("party", rule.parties[0]),
        "debtor": {"tz_candidates": zones, **_debtor_of(rule), **raw.get("debtor", {})},
        "events": [event for line in raw.get("events", []) for event in _events(line, home)],
        "query": {
            "t": _instant(raw["at"], home).isoformat(), "channel": raw.get("channel", rule.channels[0]),
            "debt_id": "D1", "consumer_id": "P1", "includes_opt_out": True, **raw.get("query", {}),
        },
    }  # fmt: skip
    earliest = raw.get("earliest")
    if earliest not in (None, "never"):
        earliest = _instant(earliest, home)
    expect = raw["expect"]
    bites = raw.get("bites", expect in ("blocked", "presumed_violation"))
    return Example(
        rule, parse_case(case, place), expect, earliest, bites, raw.get("why", ""), raw.get("as_if_in_force", False)
    )


def _place_of(pack: Pack, rule: Rule) -> str:
    if rule.places:
        return rule.places[0]
    first = pack.jurisdictions[0]
    return "US-OH" if first == "*" else first


def _debtor_of(rule: Rule) -> dict[str, Any]:
    """What the rule's own condition asks for, so that examples need not repeat it."""
    return {name: values[0] for name, values in (rule.when or {}).items() if name != "days_past_due_band"}


def _instant(text: str, home: ZoneInfo) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=home)


def _events(line: str, home: ZoneInfo) -> list[dict[str, Any]]:
    day, clock, kind, *rest = line.split()
    start = datetime.fromisoformat(f"{day} {clock}")
    event: dict[str, Any] = {"kind": kind, "debt_id": "D1", "consumer_id": "P1"}
    event["direction"] = "out" if kind in _OUTGOING else "in"
    repeat = 1
    for word in rest:
        if re.fullmatch(r"x\d+", word):
            repeat = int(word[1:])
            if repeat > MOST_REPEATED:
                raise Malformed(f"{word}: at most x{MOST_REPEATED}")
        else:
            _put(event, word)
    if kind == "call":
        event.setdefault("channel", "phone")
    moments = [(start + timedelta(days=n)).replace(tzinfo=home) for n in range(repeat)]
    return [{**event, "t": moment.isoformat()} for moment in moments]


def _put(event: dict[str, Any], word: str) -> None:
    key, equals, value = word.partition("=")
    if not equals:
        _put_word(event, word)
    elif key in _FLAGS:
        event[_FLAGS[key]] = value == "yes"
    elif key == "window":
        first, _, last = value.partition("/" if "/" in value else "-")
        event.setdefault("window", {}).update({"from": first, "to": last})
    elif key == "days":
        days: Any = int(value) if value.isdigit() else value.split(",")
        event.setdefault("window", {})["days"] = days
    else:
        event[_KEYS[key]] = value.split("+") if key == "debt" and "+" in value else value


def _put_word(event: dict[str, Any], word: str) -> None:
    if word in ("in", "out"):
        event["direction"] = word
    elif word in words.CHANNELS:
        event["channel"] = word
    else:
        event["outcome"] = word


@dataclass(frozen=True, slots=True)
class ExampleInWords:
    """An example as one reads it: what is asked when, what had happened before, and the answer."""

    asked: str
    before: tuple[str, ...]
    answer: str
    is_open: bool
    why: str


_ASKED = {"phone": "a call", "sms": "a text message", "email": "an e-mail", "letter": "a letter"}


def example_in_words(rule: Rule, raw: Mapping[str, Any]) -> ExampleInWords:
    """For a page: what the example says, as it stands."""
    given = [str(raw[key]) for key in ("party", "debt", "place") if key in raw]
    given += [f"{key} {value}" for part in ("debtor", "query") for key, value in _pairs(raw.get(part))]
    if len(raw.get("zones", ())) > 1:
        given.append(f"in {' or '.join(raw['zones'])}")
    channel = str(raw.get("channel", rule.channels[0]))
    opens = {None: "", "never": ", and nothing opens it by itself"}.get(
        raw.get("earliest"), f", open again {raw.get('earliest')}"
    )
    return ExampleInWords(
        asked=_plain(f"{_ASKED.get(channel, channel)} at {raw.get('at')}{''.join(f', {one}' for one in given)}"),
        before=tuple(_plain(str(line)) for line in raw.get("events", ())),
        answer=_plain(f"{raw.get('expect')}{opens}"),
        is_open=raw.get("expect") in OPEN_VERDICTS,
        why=str(raw.get("why", "")),
    )


def _plain(code: str) -> str:
    return code.replace("_", " ")


def _pairs(value: Any) -> list[tuple[str, Any]]:
    return list(value.items()) if isinstance(value, Mapping) else []
