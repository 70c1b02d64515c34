"""Interruption, by the clock (ruling 1): told apart from listening noises, simultaneous starts and tries that fail."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duecourse.domain.conversation.results import Mark
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CLIENT, Turn
from duecourse.domain.conversation.views import View

TALKED, OVERLAP = 1.0, 0.3  # seconds: the client had been talking, and still had to say
_SLACK = 0.001  # times come with one or two decimals; 1.0 must not fail as 0.9999
_MOST_WORDS = 4
_WORD = re.compile(r"[a-z][a-z'-]*")
_LISTENING = frozenset(
    "mm mmm mhm mm-hm mm-hmm mhmm hm hmm uh-huh uh huh right okay ok yeah yes yep sure oh ah i see of course "
    "gotcha got it understood go on no problem exactly absolutely alright fine wow really true indeed".split()
)


_LONGEST_NOISE = 80  # characters: four words are never longer


def is_backchannel(text: str) -> bool:
    """At most four words, all of them listening noises: "mm-hm", "right, I see", "oh no"."""
    if len(text) > _LONGEST_NOISE:
        return False
    said = text.lower().replace("’", "'")
    first = _WORD.search(said)
    if first is not None and first.group() not in _LISTENING:
        return False
    words = _WORD.findall(said)
    return len(words) <= _MOST_WORDS and all(w in _LISTENING for w in words)


def cuts_in(turn: Turn, other: Turn) -> bool:
    """Does `turn` take the floor from `other` while it is being spoken?"""
    if turn.start is None or turn.end is None or other.start is None or other.end is None:
        return False
    return (
        turn.start - other.start >= TALKED - _SLACK
        and min(other.end, turn.end) - turn.start >= OVERLAP - _SLACK
        and turn.end > other.end
    )


def interruption(view: View, state: State) -> Iterator[Mark]:
    """The caller starts while the client is talking, with words of their own, and goes on when the client stops."""
    start = view.turn.start
    if start is None:
        return
    talking = [v.turn for v in state.views[-6:] if v.turn.end is not None and v.turn.end > start]
    cut = any(cuts_in(view.turn, other) for other in talking if other.who == CLIENT)
    if cut and view.words.items and not is_backchannel(view.turn.text):
        first = view.words.sentences[0]
        yield Mark(view.n, "interruption", view.quote(first.first, first.first + 1), "timing")
