"""A record's text, each sentence that came from the transcript tied to its turn; what somebody typed stands free."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Traced:
    """`turn` and `quote` are empty for words that were typed."""

    text: str
    turn: int | None = None
    quote: str = ""


def traced(text: str, sentences: Iterable[tuple[str, int, str]]) -> tuple[Traced, ...]:
    """`sentences` are (sentence, turn, quote) of the draft. The pieces joined are the text without its outer blanks."""
    left, pieces = text.strip(), list[Traced]()
    for sentence, turn, quote in sentences:
        before, found, after = left.partition(sentence)
        if found:
            pieces += [Traced(before)] if before.strip() else []
            pieces.append(Traced(sentence, turn, quote))
            left = after
    return (*pieces, Traced(left)) if left.strip() else tuple(pieces)
