"""Is the call in a language that is read? What is not is said, and nothing is marked in it."""

from __future__ import annotations

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
_FEW_WORDS = 12  # with none of them at all
_LEAST_OF_ONE_SIDE = 0.05  # figures read out, one after another, are English too
_LEAST_LATIN = 0.5  # of the letters
_A_LETTER = 2
_SIDES = {CALLER: "what our side says", CLIENT: "what the client says"}


def why_not_analysed(state: State) -> str:
    """Why the call cannot be analysed, or nothing."""
    if not state.views:
        return "nobody says anything"
    if state.setting.language.lower().split("-")[0] not in LANGUAGES:
        return f"language {state.setting.language!r}: only English is read"
    if _is_foreign(state.views, _LEAST_SHARE):
        return "the words are not English: only English is read"
    for side, name in _SIDES.items():
        if _is_foreign([v for v in state.views if v.turn.who == side], _LEAST_OF_ONE_SIDE):
            return f"{name} is not English: only English is read"
    return ""


def _is_foreign(views: list[View], least_share: float) -> bool:
    """By the letters, and by how many of the commonest words there are; too few words say nothing."""
    letters = [ch for v in views for ch in v.turn.text[:LONGEST] if ch.isalpha()]
    if len(letters) >= _FEW_WORDS and sum(map(str.isascii, letters)) < _LEAST_LATIN * len(letters):
        return True
    words = [w for v in views for w in v.words.items if w[0].isalpha()]
    known = sum(w in _ENGLISH for w in words)
    if len(words) >= _LEAST_WORDS:
        return known < least_share * len(words)
    return len(words) >= _FEW_WORDS and not known and not _reads_out(words)


def _reads_out(words: list[str]) -> bool:
    """Names and figures only, as in a spelt reference: no sentence, so no language either."""
    return sum(w in CARDINALS or len(w) <= _A_LETTER for w in words) * 2 >= len(words)
