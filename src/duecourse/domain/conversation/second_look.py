"""A second look at tone, once a call is over.

While a call goes on a turn is judged by what went before it. At its end the whole call is known: one sharp word in an
otherwise fair call is more often a misreading, and what was doubtful beside much that was hostile seldom was fair. So
each turn is weighed again, by its own scores, by those of the caller's other turns, by what came back (`hindsight`) and
by all that both sides said (`whole_call`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from math import exp
from operator import mul

from duecourse.domain.conversation.results import HOSTILE

Scores = Mapping[str, float]
_MOST = 30.0  # scores beyond it say no more, and their exponent would not fit
_LABELS = tuple(sorted(HOSTILE))
_WEIGHED = (  # what the caller's classifier gives scores for
    *_LABELS, "acknowledgement", "clarifying", "empathy", "explained_term", "open_question", "overpromise", "solution",
)  # fmt: skip
_CAME_BACK = {label: f"came back {label}" for label in _LABELS}
_IN_ALL = {label: f"in all {label}" for label in _LABELS}
# What a turn shows: its own scores, the chances (0 to 1) that the caller's other turns are so, on average and at the
# most, the chances that the turns just before and after it are hostile in any way, the scores of what came back, and
# how much all that was said in the call speaks for each.
NAMES = (
    *(f"own {label}" for label in _WEIGHED),
    *(f"{what} {label}" for label in (*_LABELS, "hostile") for what in ("others", "most")),
    "before",
    "after",
    *_CAME_BACK.values(),
    *_IN_ALL.values(),
)


@dataclass(frozen=True, slots=True)
class SecondLook:
    """`bias`: label → where it begins; `weights`: label → the weight of each of `NAMES`. Above zero it is given."""

    bias: Mapping[str, float]
    weights: Mapping[str, tuple[float, ...]]

    def verdicts(self, turns: Sequence[Scores]) -> list[frozenset[str]]:
        """Which of its labels each of the caller's turns gets, from the scores of all of them."""
        terms = [(label, start, self.weights[label]) for label, start in self.bias.items()]
        return [
            frozenset([label for label, start, weights in terms if start + sum(map(mul, weights, seen)) > 0])
            for seen in in_call(turns)
        ]


def in_call(turns: Sequence[Scores]) -> list[tuple[float, ...]]:
    """For each of the caller's turns what `NAMES` names, in that order."""
    if not turns:
        return []
    own = [tuple(map(scores.get, _WEIGHED, repeat(-_MOST))) for scores in turns]
    chances = [tuple(map(_chance, each[: len(_LABELS)])) for each in own]
    hostile = tuple(map(max, chances))
    around = [column for each in (*zip(*chances, strict=True), hostile) for column in _others(each)]
    back = [tuple(map(scores.get, (*_CAME_BACK.values(), *_IN_ALL.values()), repeat(0.0))) for scores in turns]
    return [
        (*scores, *others, before, after, *came_back)
        for scores, others, before, after, came_back in zip(
            own, zip(*around, strict=True), (0.0, *hostile[:-1]), (*hostile[1:], 0.0), back, strict=True
        )
    ]


def with_hindsight(scores: Scores, came_back: Scores, in_all: Scores) -> Scores:
    """A turn's own scores, those of what came back, and those of all that was said in the call."""
    looked_back = {name: came_back.get(label, 0.0) for label, name in _CAME_BACK.items()}
    return {**scores, **looked_back, **{name: in_all.get(label, 0.0) for label, name in _IN_ALL.items()}}


def _others(chances: Sequence[float]) -> tuple[Sequence[float], Sequence[float]]:
    """For each turn the average of the others, and the most of them; nothing where there are none."""
    many = len(chances) - 1
    if not many:
        return (0.0,), (0.0,)
    total, (second, most) = sum(chances), sorted(chances)[-2:]
    return [(total - own) / many for own in chances], [second if own == most else most for own in chances]


def _chance(score: float) -> float:
    if not -_MOST <= score <= _MOST:
        score = -_MOST if score < 0 else _MOST
    return 1 / (1 + exp(-score))
