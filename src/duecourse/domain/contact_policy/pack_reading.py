"""A policy pack out of plain data (TOML, or JSON from an editor). What is unknown is refused with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from duecourse.domain.contact_policy import words
from duecourse.domain.contact_policy.case_json import check_zone
from duecourse.domain.contact_policy.clock import check_calendar
from duecourse.domain.contact_policy.duty_reading import read_duties
from duecourse.domain.contact_policy.laws import LAWS
from duecourse.domain.contact_policy.laws.hours import OF_THEIR_PLACE, Hours
from duecourse.domain.contact_policy.laws.stops import Stop
from duecourse.domain.contact_policy.pack import (
    BLOCK,
    EFFECTS,
    IN_FORCE,
    LAYERS,
    NEWS,
    PRESUME,
    STATES,
    STATUSES,
    WARN,
    Activation,
    Note,
    Pack,
    Rule,
)
from duecourse.domain.contact_policy.reading import Malformed, Reader, named

_PACK_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
# Facts about the debtor that a rule may depend on, and what each may be: a misspelt one would never be true. A creditor
# goes by its code, which is the house's own.
CONDITIONS: Mapping[str, tuple[Any, ...]] = {
    "debt_kind": words.DEBT_KINDS, "debtor_is": words.DEBTOR_IS, "vat_registered": (True, False),
    "creditor_kind": words.CREDITOR_KINDS, "creditor": (), "days_past_due_band": words.PAST_DUE_BANDS,
}  # fmt: skip


def parse_pack(data: object, place: str) -> Pack:
    """Plain data → Pack. Raises Malformed, whose message names the place."""
    top = Reader(data, place)
    layer = top.word("layer", LAYERS)
    zone = top.text("example_zone", "UTC")
    check_zone(zone, top.at("example_zone"))
    raw_rules = top.raw("rules", [])
    if not isinstance(raw_rules, list):
        raise Malformed(f"{top.at('rules')}: expected a list")
    rules = tuple(parse_rule(item, rule_place(place, item, n), layer) for n, item in enumerate(raw_rules))
    pack = Pack(
        id=_pack_id(top),
        title=top.text("title"),
        layer=layer,
        jurisdictions=top.words("jurisdictions"),
        version=top.day("version"),
        rules=rules,
        regions=top.words("regions", None, ()),
        example_zone=zone,
        decides_alone=top.flag("decides_alone", False),
        notes=_notes(top),
        activation=_activation(top.inner("activation")) if top.has("activation") else None,
        duties=read_duties(top, layer=layer),
    )
    top.finish()
    if not rules and not any(pack.duties):
        raise Malformed(f"{top.at('rules')}: a pack needs at least one rule")
    _refuse_twins(pack, place)
    return pack


def _pack_id(top: Reader) -> str:
    """It names files, too."""
    found: str = top.text("id")
    if not _PACK_ID.fullmatch(found):
        raise Malformed(f"{top.at('id')}: {named(found)} is no id (small letters, digits and -, at most 60)")
    return found


def rule_place(place: str, item: object, number: int) -> str:
    """How an error names a rule: by its id, else by its number."""
    name = item.get("id") if isinstance(item, Mapping) else None
    return f"{place} rule {name}" if name else f"{place}.rules[{number}]"


def _notes(top: Reader) -> tuple[Note, ...]:
    listed = top.raw("changes", [])
    if not isinstance(listed, list):
        raise Malformed(f"{top.at('changes')}: expected a list of tables: [[changes]]")
    return tuple(_note(Reader(item, f"{top.at('changes')}[{n}]")) for n, item in enumerate(listed))


def _note(source: Reader) -> Note:
    note = Note(
        on=source.day("on"),
        what=source.word("what", NEWS),
        text=source.text("text"),
        means=source.text("means"),
        rules=source.words("rules", None, ()),
        citation=source.text("citation"),
        link=source.link("link"),
        status=source.word("status", STATUSES),
    )
    source.finish()
    return note


def _activation(source: Reader) -> Activation:
    found = Activation(
        starts=source.day("from"),
        proposed_by=source.text("proposed_by"),
        approved_by=source.text("approved_by"),
        why=source.text("why"),
    )
    source.finish()
    return found


def _refuse_twins(pack: Pack, place: str) -> None:
    """One id may come back only for another time (a rule that was replaced)."""
    seen: dict[str, list[Rule]] = {}
    for rule in pack.rules:
        for other in seen.get(rule.id, []):
            apart = (other.ends and other.ends < rule.effective) or (rule.ends and rule.ends < other.effective)
            if not apart:
                raise Malformed(f"{place} rule {rule.id}: the id is used twice for the same days")
        seen.setdefault(rule.id, []).append(rule)
    for duty in pack.duties:
        if duty.id in seen:
            raise Malformed(f"{place} {duty.id}: a rule about contact has this id already")


def parse_rule(item: object, place: str, layer: str) -> Rule:
    """One rule of a pack. Raises Malformed."""
    source = Reader(item, place)
    kind = source.word("kind", LAWS)
    effect = source.word("effect", EFFECTS, BLOCK)
    params = {key: value for key, value in source.data.items() if key not in _RULE_KEYS}
    law_source = Reader(params, source.place)
    law = LAWS[kind].read(law_source)
    law_source.finish()
    rule = Rule(
        id=source.text("id"),
        law=law,
        text=source.text("text"),
        effect=effect,
        parties=source.words("parties", words.PARTIES, words.PARTIES),
        debts=source.words("debts", words.DEBT_TYPES, words.DEBT_TYPES),
        channels=source.words("channels", words.CHANNELS, words.CHANNELS),
        citation=source.text("citation"),
        link=source.link("link"),
        status=source.word("status", STATUSES),
        effective=source.day("effective"),
        first_on=source.day("effective"),
        ends=source.day("ends", None),
        last_on=source.day("ends", None),
        state=source.word("state", STATES, IN_FORCE),
        code=source.text("code", ""),
        when=_conditions(source, "when"),
        unless=_conditions(source, "unless"),
        places=source.words("places", None, ()),
        exempt_purposes=source.words("exempt_purposes", words.PURPOSES, ()),
        exempt_reply=source.flag("exempt_reply", False),
        name_binds=source.flag("name_binds", False),
        layer=layer,
        means=source.text("means", ""),
        replaces=source.text("replaces", ""),
        examples=_examples(source),
    )
    _check_rule(source, rule)
    return rule


_RULE_KEYS = frozenset(
    """id kind text effect parties debts channels citation link status effective ends state code when unless places
    exempt_purposes exempt_reply name_binds means replaces examples""".split()
)


def _examples(source: Reader) -> tuple[Mapping[str, Any], ...]:
    listed = source.raw("examples", ())
    if not isinstance(listed, list | tuple) or not all(isinstance(item, Mapping) for item in listed):
        raise Malformed(f"{source.at('examples')}: expected a list of tables")
    return tuple(listed)


def _check_rule(source: Reader, rule: Rule) -> None:
    if rule.ends and rule.ends < rule.effective:
        raise Malformed(f"{source.at('ends')}: {rule.ends} is before the rule begins ({rule.effective})")
    if rule.effect == WARN and not rule.code:
        raise Malformed(f"{source.at('code')}: a warning needs a short name")
    if rule.effect == PRESUME and rule.channels != (words.PHONE,):
        raise Malformed(f"{source.at('channels')}: presumptions are for telephone calls")
    if not rule.examples:
        raise Malformed(f"{source.at('examples')}: every rule needs at least one example")


def check_calendars(pack: Pack) -> None:
    """Every holiday calendar of the pack exists. Slow (it reads the calendars), so not part of parsing. Raises
    Malformed."""
    for rule in pack.rules:
        for name in _calendars_of(rule.law):
            try:
                if name not in OF_THEIR_PLACE:
                    check_calendar(name)
            except ValueError as error:
                raise Malformed(f"{pack.id} rule {rule.id}.holidays: {error}") from error


def _calendars_of(law: object) -> tuple[str, ...]:
    if isinstance(law, Hours):
        return law.calendars
    return law.period.calendars if isinstance(law, Stop) and law.period else ()


def _conditions(source: Reader, key: str) -> Mapping[str, tuple[Any, ...]] | None:
    if not source.has(key):
        return None
    inner = source.inner(key)
    found: dict[str, tuple[Any, ...]] = {}
    for name, value in inner.data.items():
        if name not in CONDITIONS:
            raise Malformed(f"{inner.at(name)}: {named(name)} is not one of {', '.join(CONDITIONS)}")
        found[name] = tuple(value) if isinstance(value, list) else (value,)
        for each in found[name] if CONDITIONS[name] else ():
            if each not in CONDITIONS[name]:
                raise Malformed(
                    f"{inner.at(name)}: {named(each)} is not one of {', '.join(map(str, CONDITIONS[name]))}"
                )
    return found
