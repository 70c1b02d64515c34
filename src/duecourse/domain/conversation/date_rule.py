"""What a date rule is, and the patterns that rules are built from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Protocol

from duecourse.domain.conversation.date_words import MONTH_WORDS, WEEKDAY_WORDS, Found
from duecourse.domain.conversation.numbers import CARDINALS, ORDINALS, TENS, UNITS


@dataclass(frozen=True, slots=True)
class Rule:
    """Runs when one of `triggers` is in the turn, and one of `also` where there are any (words, or two that stand side
    by side, with any number as "#"): `pattern` on the line, then `make` turns a match into a date. `names_month`: the
    pattern has a month, as its group "m"."""

    name: str
    triggers: frozenset[str]
    pattern: re.Pattern[str]
    make: Callable[[re.Match[str], date], Found]
    also: frozenset[str]
    names_month: bool


WEEKDAY = "|".join(sorted(WEEKDAY_WORDS, key=len, reverse=True))
MONTH_NAME = "|".join(sorted((re.escape(m) for m in MONTH_WORDS), key=len, reverse=True))
_UNIT = "|".join(w for w in UNITS if w != "zero")
_ORD_WORD = (
    "(?:twenty|thirty) (?:" + "|".join(o for o, n in ORDINALS.items() if n < 10) + ")|"
    + "|".join(sorted(ORDINALS, key=len, reverse=True))
)  # fmt: skip
ORDINAL = rf"(?:\d{{1,2}}(?:st|nd|rd|th)|{_ORD_WORD})"
CARDINAL = rf"(?:\d{{1,2}}|(?:{'|'.join(TENS)}) (?:{_UNIT})|{'|'.join(sorted(CARDINALS, key=len, reverse=True))})"
COUNT = rf"(?:{CARDINAL}|a couple of|a couple|a few|a|an|the next)"
_END = r"(?= |$)"


WEEKDAY_TRIGGERS = " ".join(WEEKDAY_WORDS)
MONTH_TRIGGERS = " ".join(MONTH_WORDS)
DAY_WORDS = ("#", *ORDINALS, *TENS)  # what the number of a day begins with
_Maker = Callable[[re.Match[str], date], Found]


def beside(firsts: Iterable[str], seconds: Iterable[str]) -> frozenset[str]:
    """Each of the first words with each of the second ones behind it."""
    return frozenset(f"{first} {second}" for first, second in product(firsts, seconds))


class RuleOf(Protocol):
    """A decorator that keeps a rule: its name, its trigger words, its pattern, and what must be said as well."""

    def __call__(
        self, name: str, triggers: str, pattern: str, also: Iterable[str] = ()
    ) -> Callable[[_Maker], _Maker]: ...


def rules_into(rules: list[Rule]) -> RuleOf:
    """The decorator that keeps each rule of a module in `rules`."""

    def rule(name: str, triggers: str, pattern: str, also: Iterable[str] = ()) -> Callable[[_Maker], _Maker]:
        def keep(make: _Maker) -> _Maker:
            compiled = re.compile(rf" ({pattern}){_END}")  # a search for a blank is a fast one
            month = "m" in compiled.groupindex
            rules.append(Rule(name, frozenset(triggers.split()), compiled, make, frozenset(also), month))
            return make

        return keep

    return rule
