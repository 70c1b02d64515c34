"""Were the words said that the law asks for? A disclosure is looked for in what our side said; nothing is guessed: what
cannot be found says so, and a person decides what that means."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from duecourse.domain.contact_policy.duties import RECORDING
from duecourse.domain.conversation.text import ENDERS, is_content, read
from duecourse.domain.conversation.turns import CALLER, Turn
from duecourse.domain.disclosures import Disclosure

HEARD, PARTLY, NOT_HEARD, MORE = "heard", "partly", "not_heard", "more"
# Of the words of a disclosure, in their order: a recogniser loses one in ten, a person changes a few.
ENOUGH, SOME = 0.8, 0.45
# Words beyond a message that allows nothing else: a greeting and a goodbye are none.
_MANNERS = 8
_ABOUT_RECORDING = frozenset({"recorded", "recording", "record", "records", "taped", "monitored", "transcribed"})


@dataclass(frozen=True, slots=True)
class Hearing:
    """What the transcript shows: `result` is heard, partly, not_heard or (where nothing else may be said) more.
    `turn` is where it was said, `quote` its words."""

    result: str
    turn: int | None = None
    quote: str = ""


def hearing_of(disclosure: Disclosure, turns: Sequence[Turn], points: Iterable[str] = ()) -> Hearing:
    """`points` are those that the analysis of the call found: a rule that only wants a point covered rests on them."""
    ours = [turn for turn in turns if turn.who == CALLER]
    if disclosure.occasion == RECORDING:
        return _told_of_recording(ours)
    if disclosure.silent:
        return Hearing(MORE, ours[0].n, ours[0].text) if ours else Hearing(HEARD)
    if disclosure.point:
        return Hearing(HEARD if disclosure.point in set(points) else NOT_HEARD)
    return _spoken(disclosure, ours)


def told_of_recording(turns: Sequence[Turn]) -> Hearing:
    """Did our side say that the call is recorded?"""
    return _told_of_recording([turn for turn in turns if turn.who == CALLER])


def _told_of_recording(ours: Iterable[Turn]) -> Hearing:
    for turn in ours:
        if read(turn.text).vocabulary & _ABOUT_RECORDING:
            return Hearing(HEARD, turn.n, turn.text)
    return Hearing(NOT_HEARD)


def _words(text: str) -> list[str]:
    return [word for word in read(text).items if word not in ENDERS]


def _spoken(disclosure: Disclosure, ours: Sequence[Turn]) -> Hearing:
    """Looked for in each turn, and across a turn and the next: somebody may say "mhm" in between."""
    wanted = _words(disclosure.words)
    best, where = 0.0, None
    for length in (1, 2):
        for place, turn in enumerate(ours):
            found = _share(wanted, _words(" ".join(t.text for t in ours[place : place + length])))
            if found > best:
                best, where = found, turn
    if where is None or best < SOME:
        return Hearing(NOT_HEARD)
    if best < ENOUGH:
        return Hearing(PARTLY, where.n, where.text)
    said_in_all = sum(len(_words(turn.text)) for turn in ours)
    more = disclosure.nothing_else and said_in_all > len(wanted) + _MANNERS
    return Hearing(MORE if more else HEARD, where.n, where.text)


def _share(wanted: Sequence[str], said: Sequence[str]) -> float:
    """How much of what was wanted was said, in its order; words that mean nothing by themselves weigh half."""
    blocks = SequenceMatcher(None, wanted, said, autojunk=False).get_matching_blocks()
    matched = {n for block in blocks for n in range(block.a, block.a + block.size)}
    weights = [2 if is_content(word) else 1 for word in wanted]
    return sum(weights[n] for n in matched) / sum(weights) if weights else 0.0
