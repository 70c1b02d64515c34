"""A number that no example holds in place is a number that nobody checks: each is moved a little, and one of the rule's
examples has to fail."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from duecourse.domain.contact_policy import Malformed, Pack, Rule
from duecourse.domain.contact_policy.pack_reading import parse_rule
from duecourse.playbooks import PlaybookError
from duecourse.playbooks.policy_examples import asked_with, example_of, faults

# What a rule means lies in these numbers; the rest of a rule are words and dates.
NUMBERS = (
    "limit", "days", "minutes", "more_calls_days", "silence_days", "lasts_days", "starts_after_hours", "oral_days",
    "ask_days", "fresh_days",
)  # fmt: skip
_CLOCK = re.compile(r"\d\d:\d\d")


@dataclass(frozen=True, slots=True)
class Loose:
    """A number of a rule that could be another one without any example failing."""

    rule: str
    number: str  # "limit = 3", "open mon-fri 08:00-18:00"
    instead: str  # "4", "08:00-18:01"

    def __str__(self) -> str:
        return f"{self.rule}: {self.number} might as well be {self.instead}: no example would fail. Add one that does."


@dataclass(frozen=True, slots=True)
class _Mutant:
    number: str
    instead: str
    raw: dict[str, Any]


def loose_numbers(
    pack: Pack, index: int, raw: Mapping[str, Any], packs: tuple[Pack, ...], *, first: bool = False
) -> list[Loose]:
    """Of one rule of the pack: `raw` is the rule as plain data, `packs` all that are asked, this pack among them.
    `first`: stop at the first one."""
    found = []
    for mutant in _mutants(raw):
        try:
            rule = replace(parse_rule(mutant.raw, pack.id, pack.layer), last_on=pack.rules[index].last_on)
        except Malformed:
            continue  # the pack itself refuses the number
        if not _some_example_fails(pack, index, rule, packs):
            found.append(Loose(rule.id, mutant.number, mutant.instead))
            if first:
                break
    return found


def _some_example_fails(pack: Pack, index: int, rule: Rule, packs: tuple[Pack, ...]) -> bool:
    moved = replace(pack, rules=(*pack.rules[:index], rule, *pack.rules[index + 1 :]))
    asked = asked_with(moved, tuple(moved if one is pack else one for one in packs))
    for number in range(1, len(rule.examples) + 1):
        try:
            if faults(example_of(moved, rule, number), asked):
                return True
        except PlaybookError:
            return True
    return False


def _mutants(rule: Mapping[str, Any]) -> Iterator[_Mutant]:
    yield from _numbers(rule)
    yield from _hours(rule)


def _numbers(rule: Mapping[str, Any]) -> Iterator[_Mutant]:
    period = rule.get("period", {})
    places: list[tuple[str, ...]] = [(name,) for name in rule if name in NUMBERS]
    places += [("period", name) for name in period if isinstance(period[name], int)]
    for place in places:
        for step in (-1, 1):
            altered = copy.deepcopy(dict(rule))
            target = altered["period"] if len(place) == 2 else altered
            target[place[-1]] += step
            yield _Mutant(f"{'.'.join(place)} = {target[place[-1]] - step}", str(target[place[-1]]), altered)


def _hours(rule: Mapping[str, Any]) -> Iterator[_Mutant]:
    for days, text in rule.get("open", {}).items():
        spans = [text] if isinstance(text, str) else text
        for at, span in enumerate(spans):
            for moved in _moved_spans(span):
                altered = copy.deepcopy(dict(rule))
                altered["open"][days] = moved if isinstance(text, str) else [*spans[:at], moved, *spans[at + 1 :]]
                yield _Mutant(f"{days} {span}", moved, altered)


def _moved_spans(span: str) -> Iterator[str]:
    for number, clock in enumerate(_CLOCK.findall(span)):
        for step in (-1, 1):
            if (moved := _moved(clock, step)) is not None:
                start, end = span.split("-")
                yield f"{moved}-{end}" if number == 0 else f"{start}-{moved}"


def _moved(clock: str, minutes: int) -> str | None:
    hours, rest = (int(part) for part in clock.split(":"))
    total = hours * 60 + rest + minutes
    return f"{total // 60:02d}:{total % 60:02d}" if 0 <= total < 1440 else None
