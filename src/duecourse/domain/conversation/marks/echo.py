"""An answer said back at once: "Two o'clock, after the trucks", "box 227, Springfield", "pinecrest dot ortho at gmail".
It has no verb of its own and opens the turn, and what it says back was asked for or is easily misheard."""

from __future__ import annotations

from duecourse.domain.conversation.phrases import asks
from duecourse.domain.conversation.pieces import pieces
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.text import ENDERS, content_words, stem
from duecourse.domain.conversation.turns import CALLER
from duecourse.domain.conversation.views import View

_MOST = 16  # words of an echo; what follows is the caller's own
_LEAST_SHARED = 2
_OPENERS = frozenset(
    "okay right all lovely great perfect good thanks thank you so and sure yes fine got it ah oh".split()
)
_OWN = frozenset(
    "i we is are was were have has had will would can could do does did am let my our us sounds please what why how "
    "when who where".split()
)
_ENDS = frozenset(("okay", "i", "we", "and", "thank", "thanks", "kindly", "good", "so", "but"))
_EASILY_MISHEARD = frozenset("dot oclock box street avenue road lane fax".split())
_SHORT_ANSWER = 14  # words


def echo(view: View, before: View, state: State) -> tuple[int, int] | None:
    """Words of the turn that only say the answer back."""
    found = _opening(view)
    if found is None or asks(view.words, *found):
        return None
    first, last = found
    own = content_words(view.words.items[first:last])
    shared = own.intersection(map(stem, before.words.vocabulary))
    if len(shared) < _LEAST_SHARED or 3 * len(shared) < 2 * len(own):
        return None
    return found if _was_asked_for(view, before, first, last, state) else None


def _opening(view: View) -> tuple[int, int] | None:
    """The fragment that opens the turn, without the words that only open it; None where it has a verb of its own."""
    first, last = (pieces(view) or ((0, 0),))[0]
    items = view.words.items
    while first < last and items[first] in _OPENERS:
        first += 1
    end = last = min(last, first + _MOST)
    for place in range(first, last):
        if items[place] in ENDERS or (place > first + 1 and items[place] in _ENDS):
            end = place
            break
        if items[place] in _OWN:
            return None
    return (first, end) if end - first >= _LEAST_SHARED else None


def _was_asked_for(view: View, before: View, first: int, last: int, state: State) -> bool:
    said = view.words.items[first:last]
    if not _EASILY_MISHEARD.isdisjoint(said) or any(first <= w.first < last for w in view.whens):
        return True
    asked = state.before(before, CALLER)
    return asked is not None and "?" in asked.turn.text and before.size <= _SHORT_ANSWER
