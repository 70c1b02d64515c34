"""A line as content writes it: alternatives with conditions and {placeholders}; the first that fits is said."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from duecourse.domain.spoken.conditions import CONDITIONS
from duecourse.domain.spoken.placeholders import PLACEHOLDERS, Figure
from duecourse.domain.wording import filled

_HOLE = re.compile(r"\{([^{}]*)\}")
_STRAY = re.compile(r"[{}]")
_FIGURE = re.compile(r"[\d$£€₹¥%]")
_SPOKEN_FIGURE = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|"
    r"ninety|hundred|thousand|grand)\s+(?:dollars?|pounds?|euros?|rupees?|cents|percent|per\s+cent|days?|weeks?|months?"
    r"|hundred|thousand)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Alternative:
    """One wording. `wants` are condition names, "not x" for the opposite; all have to be true."""

    text: str
    wants: tuple[str, ...] = ()

    @property
    def placeholders(self) -> tuple[str, ...]:
        return tuple(_HOLE.findall(self.text))


@dataclass(frozen=True, slots=True)
class Said:
    """A finished line with every figure in it."""

    text: str
    figures: tuple[Figure, ...] = ()


def choose(
    alternatives: Iterable[Alternative], figures: Mapping[str, Figure], conditions: Collection[str]
) -> Said | None:
    """The first wording whose conditions are true and whose placeholders all have a fact; None when none fits."""
    for alternative in alternatives:
        if missing(alternative, figures, conditions) is None:
            return _filled(alternative, figures)
    return None


def missing(alternative: Alternative, figures: Mapping[str, Figure], conditions: Collection[str]) -> str | None:
    """What the wording lacks, for people ("no fact for {promise_due}"), or None when it fits."""
    for want in alternative.wants:
        name = want.removeprefix("not ")
        if (name in conditions) == want.startswith("not "):
            return f"only when {_condition_words(want)}"
    for name in alternative.placeholders:
        if name not in figures:
            return f"no fact for {{{name}}}"
    return None


def _condition_words(want: str) -> str:
    meaning = CONDITIONS[want.removeprefix("not ")].meaning
    return f"not: {meaning}" if want.startswith("not ") else meaning


def _filled(alternative: Alternative, figures: Mapping[str, Figure]) -> Said:
    used = tuple(figures[name] for name in dict.fromkeys(alternative.placeholders))
    return Said(filled(alternative.text, lambda name: figures[name].text), used)


def line_problems(alternative: Alternative) -> Iterator[str]:
    """What is wrong with a wording before any account is known. A figure of its own is wrong: it would be said to
    everybody, and no ledger stands behind it."""
    for name in alternative.placeholders:
        if name not in PLACEHOLDERS:
            yield f"{{{name}}} is not a placeholder{_near(name, PLACEHOLDERS)}"
    if _STRAY.search(_HOLE.sub("", alternative.text)):
        yield "a { or } stands alone; placeholders look like {overdue}"
    for want in alternative.wants:
        if want.removeprefix("not ") not in CONDITIONS:
            yield f'"{want}" is not a condition{_near(want.removeprefix("not "), CONDITIONS)}'
    bare = _HOLE.sub("", alternative.text)
    found = _FIGURE.search(bare) or _SPOKEN_FIGURE.search(bare)
    if found:
        yield f'"{found.group()}" is a figure that no ledger stands behind; use a placeholder'


def _near(word: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    return f"; did you mean {near[0]}?" if near else ""
