"""Is the call in a language that is read? What is not is said, and nothing is marked in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from duecourse.domain.conversation.numbers import CARDINALS
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CALLER, CLIENT
from duecourse.domain.conversation.views import LONGEST, View

LANGUAGES = ("en",)

_ENGLISH = frozenset(
    "the to and a of is it you i that in for on we have not this be are with at what can do was will my your so "
    "if".split()
)
_LEAST_WORDS, _LEAST_SHARE = 40, 0.12  # English speech has one of these words in three
_FEW_WORDS, _SHARE_OF_FEW = 12, 0.08
_LEAST_OF_ONE_SIDE = 0.05  # figures read out, one after another, are English too
_LEAST_LATIN = 0.5  # of the letters
_A_LETTER = 2
_SIDES = {CALLER: "what our side says", CLIENT: "what the client says"}


@dataclass(slots=True)
class _Tally:
    """Counts over some turns. `told` are the commonest English words, `spelt` single letters and number words."""

    letters: int = 0
    foreign: int = 0
    words: int = 0
    told: int = 0
    spelt: int = 0  # counted as long as the words are few: more of them speak for themselves

    def add(self, view: View) -> None:
        text = view.turn.text[:LONGEST]
        words = view.spoken
        if not text.isascii():
            self.foreign += sum(ch.isalpha() and not ch.isascii() for ch in text)
            self.letters += sum(map(str.isalpha, text))
        else:
            self.letters += len(text)  # all that matters is that they are Latin
        self.words += len(words)
        self.told += sum(map(_ENGLISH.__contains__, words))
        if self.words < _LEAST_WORDS:
            self.spelt += sum([len(word) <= _A_LETTER or word in CARDINALS for word in words])

    def with_(self, other: _Tally) -> _Tally:
        """Both together."""
        return _Tally(
            self.letters + other.letters,
            self.foreign + other.foreign,
            self.words + other.words,
            self.told + other.told,
            self.spelt + other.spelt,
        )

    def is_foreign(self, least_share: float) -> bool:
        """By the letters, and by how many of the commonest words there are. Too few words say nothing, and a reference
        that is spelt out is no sentence, so no language either."""
        if self.letters >= _FEW_WORDS and self.foreign > (1 - _LEAST_LATIN) * self.letters:
            return True
        if self.words >= _LEAST_WORDS:
            return self.told < least_share * self.words
        few = min(least_share, _SHARE_OF_FEW) * self.words
        return self.words >= _FEW_WORDS and self.told < few and self.spelt * 2 < self.words


def why_not_analysed(state: State) -> str:
    """Why the call cannot be analysed, or nothing."""
    if not state.views:
        return "nobody says anything"
    if not any(view.words.items for view in state.views):
        return "nobody says a word"
    if state.setting.language.lower().split("-")[0] not in LANGUAGES:
        return f"language {state.setting.language!r}: only English is read"
    sides = {side: _tally(state.said_by[side]) for side in _SIDES}
    if sides[CALLER].with_(sides[CLIENT]).is_foreign(_LEAST_SHARE):
        return "the words are not English: only English is read"
    for side, name in _SIDES.items():
        if sides[side].is_foreign(_LEAST_OF_ONE_SIDE):
            return f"{name} is not English: only English is read"
    return ""


def _tally(views: Iterable[View]) -> _Tally:
    found = _Tally()
    for view in views:
        found.add(view)
    return found
