"""A turn cut into what is said in one breath: sentences, and clauses where there is no punctuation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duecourse.domain.conversation.text import Words
from duecourse.domain.conversation.views import View

_SPLITS = frozenset("so but and okay then well because".split())
_STARTS_AGAIN = frozenset(
    "i we you he she they it that what how when can could would will is are the there i'll".split()
)
_LONG = 12
_DASHES = re.compile(r"[—;]| [-–] ")


def pieces(view: View) -> tuple[tuple[int, int], ...]:
    """Word ranges, in order. A sentence with a full stop is one; speech without is cut where a clause begins."""
    if view.pieces is None:
        view.pieces = tuple(_pieces(view.words))
    return view.pieces


def _pieces(words: Words) -> Iterator[tuple[int, int]]:
    text = words.text
    dashes = "—" in text or ";" in text or " - " in text or " – " in text
    for sentence in words.sentences:
        if sentence.last < len(words.items) or sentence.last - sentence.first <= _LONG:
            if dashes:
                yield from _at_dashes(words, sentence.first, sentence.last)
            else:
                yield sentence.first, sentence.last
            continue
        start = sentence.first
        for place in range(sentence.first + 3, sentence.last - 2):
            splits = words.items[place] in _SPLITS and words.items[place + 1] in _STARTS_AGAIN
            if splits and place - start >= 3:
                yield start, place
                start = place
        yield start, sentence.last


def _at_dashes(words: Words, first: int, last: int) -> Iterator[tuple[int, int]]:
    """A dash or a semicolon between words parts a sentence in two."""
    start = first
    for place in range(first + 1, last):
        gap = words.text[words.spans[place - 1][1] : words.spans[place][0]]
        if place - start >= 3 and _DASHES.search(gap):
            yield start, place
            start = place
    yield start, last


def overlaps(view: View, label: str, first: int, last: int) -> bool:
    """Does a phrase find of that label lie in the piece?"""
    return any(h.first < last and first < h.last for h in view.hits.get(label, ()))


def piece_quote(view: View, first: int, last: int) -> str:
    """The piece as it was said, with its full stop where it is a whole sentence."""
    sentence = view.words.sentence_at(first)
    if first == sentence.first and last >= sentence.last:
        return view.words.sentence_quote(first, last)
    return view.words.quote(first, last)
