"""What a recording shows without a word of it being understood: who spoke when, over whom, for how long.

Made from stretches of speech per channel. Words are not known here, so a listening noise is told from an interruption
by its length, and the figures say so ("by length"); the limits are those of a transcript's marks (`marks.timing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Any

from duecourse.domain.conversation.turns import CALLER, CLIENT

SOMEBODY = "somebody"  # speech on a single channel: nobody can say whose
SIDES = (CALLER, CLIENT)

SPEECH, BACKCHANNEL, INTERRUPTION, TALKED_OVER = "speech", "backchannel", "interruption", "talked_over"
PAUSE_S = 0.8  # a pause within one turn: shorter silences of the same side do not end it
TALKED_S, OVERLAP_S = 1.0, 0.3  # the other had been talking, and still had to say (as for turns with words)
LISTENING_S = 1.0  # "mm-hm", "right, I see": nobody says more in that time while the other talks on
SILENCE_S = 3.0  # nobody speaks for so long: worth showing
_MONOLOGUE_GAP_S = 2.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """Speech of one side, in seconds of the recording. `kind` is what it was beside the other's."""

    who: str
    start: float
    end: float
    kind: str = SPEECH

    @property
    def seconds(self) -> float:
        return self.end - self.start

    def as_json(self) -> dict[str, Any]:
        return {"who": self.who, "start": round(self.start, 2), "end": round(self.end, 2), "kind": self.kind}


def turns_of(speech: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Stretches of one side with only a pause between them are one turn; in the order in which they began."""
    turns: dict[str, list[Stretch]] = {}
    for stretch in sorted(speech, key=lambda s: (s.start, s.end)):
        mine = turns.setdefault(stretch.who, [])
        if mine and stretch.start - mine[-1].end <= PAUSE_S:
            mine[-1] = replace(mine[-1], end=max(mine[-1].end, stretch.end))
        else:
            mine.append(stretch)
    return tuple(sorted((t for mine in turns.values() for t in mine), key=lambda t: (t.start, t.end)))


def told_apart(turns: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """Each turn with what it was: an interruption takes the floor from the other while they speak; a backchannel is
    short and the other talks on through it; talked over is a longer try that fails."""
    longest = max((t.seconds for t in turns), default=0.0)
    return tuple(replace(turn, kind=_kind(turn, turns, place, longest)) for place, turn in enumerate(turns))


def _kind(turn: Stretch, turns: Sequence[Stretch], place: int, longest: float) -> str:
    for other in reversed(turns[:place]):
        if turn.start - other.start > longest:
            break
        if other.who == turn.who or other.end <= turn.start:
            continue
        if turn.end <= other.end:
            return BACKCHANNEL if turn.seconds <= LISTENING_S else TALKED_OVER
        if turn.start - other.start >= TALKED_S and other.end - turn.start >= OVERLAP_S:
            return BACKCHANNEL if turn.seconds <= LISTENING_S else INTERRUPTION
    return SPEECH


def overlaps(turns: Sequence[Stretch]) -> tuple[tuple[float, float], ...]:
    """When both sides speak at once: start and end of each time."""
    found: list[tuple[float, float]] = []
    mine = {side: [t for t in turns if t.who == side] for side in SIDES}
    one, two = 0, 0
    while one < len(mine[CALLER]) and two < len(mine[CLIENT]):
        ours, theirs = mine[CALLER][one], mine[CLIENT][two]
        start, end = max(ours.start, theirs.start), min(ours.end, theirs.end)
        if start < end:
            found.append((start, end))
        one, two = (one + 1, two) if ours.end <= theirs.end else (one, two + 1)
    return tuple(found)


def silences(turns: Sequence[Stretch], length: float) -> tuple[tuple[float, float], ...]:
    """When nobody speaks for SILENCE_S or more, before the first word and after the last as well."""
    found, reached = [], 0.0
    for turn in turns:
        if turn.start - reached >= SILENCE_S:
            found.append((reached, turn.start))
        reached = max(reached, turn.end)
    if length - reached >= SILENCE_S:
        found.append((reached, length))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class NotMeasurable:
    """A figure that this recording cannot give, and why: said instead of a guess."""

    what: str
    why: str


# What needs both sides apart, in plain words.
TWO_SIDES = {
    "talk_share": "our share of the talk",
    "longest_monologue": "the longest without a break",
    "interruptions": "who breaks in",
    "backchannels": "listening noises",
    "overlaps": "both at once",
    "response_gap": "the pause before we answer",
}


def cannot_be_told(why: str) -> tuple[NotMeasurable, ...]:
    """Everything that needs both sides apart."""
    return tuple(NotMeasurable(name, why) for name in TWO_SIDES)


def measure(turns: Sequence[Stretch], length: float, missing: Sequence[NotMeasurable] = ()) -> dict[str, Any]:
    """The measures of a recording of that many seconds, under the names that a transcript's measures have. Seconds are
    rounded to a tenth, shares to a thousandth. Where something is `missing`, what needs both sides is left out."""
    quiet = silences(turns, length)
    found: dict[str, Any] = {
        "length": round(length, 1),
        "speech": round(_covered(turns), 1),
        "silences": _summed(quiet) | {"longest": round(max((e - s for s, e in quiet), default=0.0), 1)},
        "timed": True,
        "by_length": True,
        "not_measurable": [{"what": m.what, "why": m.why} for m in missing],
    }
    return found if missing else found | _two_sides(turns)


def _covered(turns: Sequence[Stretch]) -> float:
    """Seconds in which anybody speaks."""
    total = reached = 0.0
    for turn in turns:
        total += max(0.0, turn.end - max(reached, turn.start))
        reached = max(reached, turn.end)
    return total


def _two_sides(turns: Sequence[Stretch]) -> dict[str, Any]:
    seconds = {side: sum(t.seconds for t in turns if t.who == side) for side in SIDES}
    both = seconds[CALLER] + seconds[CLIENT]
    gaps = _response_gaps(turns)
    return {
        "seconds": {side: round(spoken, 1) for side, spoken in seconds.items()},
        "talk_share": round(seconds[CALLER] / both, 3) if both else None,
        "longest_monologue": {side: _longest(turns, side) for side in SIDES},
        "interruptions": {f"by_{side}": _count(turns, side, INTERRUPTION) for side in SIDES},
        "talked_over": {f"by_{side}": _count(turns, side, TALKED_OVER) for side in SIDES},
        "backchannels": _count(turns, CALLER, BACKCHANNEL),
        "overlaps": _summed(overlaps(turns)),
        "response_gap": {"median": round(median(gaps), 1) if gaps else None, "of": len(gaps)},
    }


def _count(turns: Sequence[Stretch], side: str, kind: str) -> int:
    return sum(t.who == side and t.kind == kind for t in turns)


def _summed(spans: Sequence[tuple[float, float]]) -> dict[str, Any]:
    return {"count": len(spans), "seconds": round(sum(end - start for start, end in spans), 1)}


def _response_gaps(turns: Sequence[Stretch]) -> list[float]:
    """Silence before the caller answers, in seconds; listening noises are no answers, talking over is no gap."""
    floor = [t for t in turns if t.kind not in (BACKCHANNEL, TALKED_OVER)]
    return [
        after.start - before.end
        for before, after in pairwise(floor)
        if (before.who, after.who) == (CLIENT, CALLER) and after.start >= before.end
    ]


def _longest(turns: Sequence[Stretch], side: str) -> float:
    """The longest that one side held the floor; listening noises of the other do not end it."""
    longest = current = 0.0
    ended: float | None = None
    for turn in turns:
        if turn.who == side:
            joined = ended is not None and turn.start - ended <= _MONOLOGUE_GAP_S
            current = current + turn.seconds if joined else turn.seconds
            ended, longest = turn.end, max(longest, current)
        elif turn.kind not in (BACKCHANNEL, TALKED_OVER):
            ended, current = None, 0.0
    return round(longest, 1)
