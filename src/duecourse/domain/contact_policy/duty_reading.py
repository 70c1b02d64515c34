"""The duties of a pack out of plain data: `[[disclosures]]`, `[[recording]]` and `[[retention]]`, read strictly."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from duecourse.domain.contact_policy import words
from duecourse.domain.contact_policy.duties import (
    ALL_PARTIES,
    CONFIRMED,
    CONSENTS,
    FILLS,
    FIRST,
    KEEPS,
    LATER,
    NOTICE,
    OCCASIONS,
    STAGES,
    VOICEMAIL,
    DisclosureRule,
    Duties,
    Duty,
    RecordingRule,
    RetentionRule,
)
from duecourse.domain.contact_policy.pack import STATES, STATUSES
from duecourse.domain.contact_policy.reading import Malformed, Reader
from duecourse.domain.facts import ACCOUNT_KINDS
from duecourse.domain.record import POINTS

_HOLE = re.compile(r"\{([^{}]*)\}")
D = TypeVar("D", bound=Duty)


def read_duties(top: Reader, *, layer: str) -> Duties:
    """What stands in the pack; a table that is absent has no entry. Raises Malformed."""
    duties = Duties(
        disclosures=_table(top, "disclosures", _disclosure, layer),
        recording=_table(top, "recording", _recording, layer),
        retention=_table(top, "retention", _retention, layer),
    )
    seen: set[str] = set()
    for duty in duties:
        if duty.id in seen:
            raise Malformed(f"{top.place} {duty.id}: the id is used twice")
        seen.add(duty.id)
    return duties


def _table(top: Reader, key: str, make: Callable[[Reader, dict[str, Any]], D], layer: str) -> tuple[D, ...]:
    rows = top.raw(key, ())
    if not isinstance(rows, list | tuple):
        raise Malformed(f"{top.at(key)}: expected a list")
    found = []
    for number, row in enumerate(rows):
        name = row.get("id") if isinstance(row, Mapping) else None
        source = Reader(row, f"{top.place} {key} {name}" if name else f"{top.at(key)}[{number}]")
        found.append(make(source, {**_common(source), "layer": layer}))
        source.finish()
    return tuple(found)


def _common(source: Reader) -> dict[str, Any]:
    found = {
        "id": source.text("id"),
        "text": source.text("text"),
        "parties": source.words("parties", words.PARTIES, words.PARTIES),
        "debts": source.words("debts", words.DEBT_TYPES, words.DEBT_TYPES),
        "citation": source.text("citation"),
        "link": source.link("link"),
        "status": source.word("status", STATUSES),
        "effective": source.day("effective"),
        "ends": source.day("ends", None),
        "state": source.word("state", STATES, "in_force"),
        "places": source.words("places", None, ()),
        "name_binds": source.flag("name_binds", False),
    }
    if found["ends"] and found["ends"] < found["effective"]:
        raise Malformed(f"{source.at('ends')}: {found['ends']} is before it begins ({found['effective']})")
    return found


def _disclosure(source: Reader, common: dict[str, Any]) -> DisclosureRule:
    rule = DisclosureRule(
        **common,
        title=source.text("title"),
        say=source.text("say"),
        channels=source.words("channels", words.CHANNELS),
        occasions=source.words("occasions", OCCASIONS, (FIRST, LATER)),
        stage=source.word("stage", STAGES, CONFIRMED),
        point=source.word("point", POINTS, ""),
        verbatim=source.flag("verbatim", False),
        nothing_else=source.flag("nothing_else", False),
        hides_debt=source.flag("hides_debt", False),
        otherwise=source.text("otherwise", ""),
        tip=source.text("tip", ""),
    )
    _check_fills(source, rule.say)
    if rule.nothing_else and not rule.otherwise:
        raise Malformed(f"{source.at('otherwise')}: missing: what to do when a fact for the message is not on file")
    if VOICEMAIL in rule.occasions and words.PHONE not in rule.channels:
        raise Malformed(f"{source.at('channels')}: a voicemail is left on the telephone")
    return rule


def _check_fills(source: Reader, say: str) -> None:
    for name in _HOLE.findall(say):
        if name not in FILLS:
            raise Malformed(f"{source.at('say')}: {{{name}}} is not one of {', '.join(FILLS)}")
    if re.search(r"[{}]", _HOLE.sub("", say)):
        raise Malformed(f"{source.at('say')}: a {{ or }} stands alone")


def _recording(source: Reader, common: dict[str, Any]) -> RecordingRule:
    rule = RecordingRule(**common, consent=source.word("consent", CONSENTS), say=source.text("say", ""))
    if rule.consent in (NOTICE, ALL_PARTIES) and not rule.say:
        raise Malformed(f"{source.at('say')}: missing: the words that tell them")
    _check_fills(source, rule.say)
    return rule


def _retention(source: Reader, common: dict[str, Any]) -> RetentionRule:
    return RetentionRule(
        **common,
        keeps=source.word("keeps", KEEPS),
        months=source.whole("months", least=1),
        kinds=source.words("kinds", ACCOUNT_KINDS, ()),
    )
