"""Quotes put back into the words that they were taken from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

DONT, DO, ACT, COMMITMENT = "dont", "do", "act", "commitment"
KINDS = (DONT, DO, ACT, COMMITMENT)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a turn's text. `kinds` are those of the finds whose words it is part of, the gravest first; empty
    for what is only said."""

    text: str
    kinds: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        return self.kinds[0] if self.kinds else ""


def place_of(quote: str, text: str) -> tuple[int, int] | None:
    """Where the quote stands. Blanks and the case of letters may differ; None when it does not stand there."""
    at = text.find(quote)
    if at >= 0 and quote:
        return at, at + len(quote)
    loose = r"\s+".join(map(re.escape, quote.split()))
    found = re.search(loose, text, re.IGNORECASE) if loose else None
    return found.span() if found else None


def segments_of(text: str, quotes: Iterable[tuple[str, str]]) -> tuple[Segment, ...]:
    """The text in stretches. `quotes` are (kind, quote); they may overlap, and one that does not stand in the text is
    left out. The stretches joined are the text."""
    spans = [(*place, kind) for kind, quote in quotes if (place := place_of(quote, text))]
    cuts = sorted({0, len(text), *(edge for first, last, _ in spans for edge in (first, last))})
    return tuple(
        Segment(text[first:last], _kinds(first, last, spans)) for first, last in pairwise(cuts) if first < last
    )


def _kinds(first: int, last: int, spans: Sequence[tuple[int, int, str]]) -> tuple[str, ...]:
    over = {kind for begin, end, kind in spans if begin <= first and last <= end}
    return tuple(kind for kind in KINDS if kind in over)
