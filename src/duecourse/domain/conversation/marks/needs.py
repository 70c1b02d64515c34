"""What a turn must hold for a check to find anything in it: asked for all checks together, so that those which cannot
find anything are never called. Most turns call five of fifty."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import compress
from typing import NamedTuple

from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.views import View

Check = Callable[[View, State], tuple[int, int] | None]
WORDS, NUMBERS, AMOUNTS, DATES, REFERENCES = "words", "numbers", "amounts", "dates", "references"


class _Needs(NamedTuple):
    """One of `words`, or a find of one of `hits`, or something of the `kind`."""

    words: frozenset[str]
    hits: frozenset[str]
    kind: str


_ALWAYS = _Needs(frozenset(), frozenset(), WORDS)
_NEEDS: dict[Check, _Needs] = {}  # filled while the modules of the checks are read


def needs(words: Iterable[str] = (), *, hits: Iterable[str] = (), kind: str = "") -> Callable[[Check], Check]:
    """Says of a check that it finds nothing in a turn that has none of these."""

    def keep(check: Check) -> Check:
        _NEEDS[check] = _Needs(frozenset(words), frozenset(hits), kind)
        return check

    return keep


class Checks:
    """Checks with their names, looked up by what a turn holds. One that does not say its needs is always asked."""

    def __init__(self, checks: Sequence[tuple[str, Check]]) -> None:
        self.all = tuple(checks)
        asked = [_NEEDS.get(check, _ALWAYS) for _, check in checks]
        self._by_word = _places((each.words, place) for place, each in enumerate(asked))
        self._by_hit = _places((each.hits, place) for place, each in enumerate(asked))
        by_kind = _places(((each.kind,), place) for place, each in enumerate(asked))
        self._by_kind = [by_kind.get(kind, ()) for kind in (WORDS, NUMBERS, AMOUNTS, DATES, REFERENCES)]
        self._words = frozenset(self._by_word)

    def worth_asking(self, view: View) -> list[tuple[str, Check]]:
        """The checks that may find something in the turn, in their order."""
        met = [self._by_word[word] for word in self._words & view.words.vocabulary]
        met += [places for hit in view.hits if (places := self._by_hit.get(hit))]
        met += compress(self._by_kind, (view.words.items, view.numbers, view.amounts, view.whens, view.references))
        return [self.all[place] for place in sorted({place for places in met for place in places})]


def _places(asked: Iterable[tuple[Iterable[str], int]]) -> dict[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for keys, place in asked:
        for key in keys:
            found.setdefault(key, []).append(place)
    return {key: tuple(places) for key, places in found.items()}
