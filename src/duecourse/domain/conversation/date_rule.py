"""What a date rule is, and the patterns that rules are built from."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from duecourse.domain.conversation.date_words import MONTH_WORDS, WEEKDAY_WORDS, Found
from duecourse.domain.conversation.numbers import CARDINALS, ORDINALS, TENS, UNITS


@dataclass(frozen=True, slots=True)
class Rule:
    """Runs when one of `triggers` is in the turn: `pattern` on the line, then `make` turns a match into a date."""

    name: str
    triggers: frozenset[str]
    pattern: re.Pattern[str]
    make: Callable[[re.Match[str], date], Found]


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
_Maker = Callable[[re.Match[str], date], Found]


def rules_into(rules: list[Rule]) -> Callable[[str, str, str], Callable[[_Maker], _Maker]]:
    """A decorator that keeps each rule of a module in `rules`: its name, its trigger words and its pattern."""

    def rule(name: str, triggers: str, pattern: str) -> Callable[[_Maker], _Maker]:
        def keep(make: _Maker) -> _Maker:
            compiled = re.compile(rf"(?<= )(?:{pattern}){_END}")
            rules.append(Rule(name, frozenset(triggers.split()), compiled, make))
            return make

        return keep

    return rule
