"""A second look at tone, once a call is over.

While a call goes on a turn is judged by what went before it. At its end the whole call is known: one sharp word in an
otherwise fair call is more often a misreading, and what was doubtful beside much that was hostile seldom was fair. So
each turn is weighed again, by its own scores and by those of the caller's other turns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp
from operator import mul

from duecourse.domain.conversation.results import HOSTILE

Scores = Mapping[str, float]
_MOST = 30.0  # scores beyond it say no more, and their exponent would not fit
_LABELS = tuple(sorted(HOSTILE))
_WEIGHED = (  # what the caller's classifier gives scores for
    *_LABELS, "acknowledgement", "clarifying", "empathy", "explained_term", "open_question", "overpromise", "solution",
)  # fmt: skip
# What a turn shows: its own scores, the chances (0 to 1) that the caller's other turns are so, on average and at the
# most, and the chances that the turns just before and after it are hostile in any way.
NAMES = (
    *(f"own {label}" for label in _WEIGHED),
    *(f"{what} {label}" for label in (*_LABELS, "hostile") for what in ("others", "most")),
    "before",
    "after",
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
    own = [tuple([scores.get(label, -_MOST) for label in _WEIGHED]) for scores in turns]
    chances = [tuple(map(_chance, each[: len(_LABELS)])) for each in own]
    kinds = [*zip(*chances, strict=True), tuple(map(max, chances))] if chances else []
    around = [_others(each) for each in kinds]
    hostile = (0.0, *kinds[-1], 0.0) if kinds else ()
    return [
        (*scores, *(value for each in around for value in each[place]), hostile[place], hostile[place + 2])
        for place, scores in enumerate(own)
    ]


def _others(chances: Sequence[float]) -> list[tuple[float, float]]:
    """For each turn the average and the most of the others; nothing where there are none."""
    if len(chances) < 2:
        return [(0.0, 0.0)] * len(chances)
    total, (second, most) = sum(chances), sorted(chances)[-2:]
    return [((total - own) / (len(chances) - 1), second if own == most else most) for own in chances]


def _chance(score: float) -> float:
    return 1 / (1 + exp(-max(-_MOST, min(score, _MOST))))
