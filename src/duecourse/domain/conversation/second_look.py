"""A second look at tone, once a call is over.

While a call goes on a turn is judged by what went before it. At its end the whole call is known: one sharp word in an
otherwise fair call is more often a misreading, and what was doubtful beside much that was hostile seldom was fair. So
each turn is weighed again, by its own scores and by those of the caller's other turns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp

from duecourse.domain.conversation.results import HOSTILE

Scores = Mapping[str, float]
_MOST = 30.0  # scores beyond it say no more, and their exponent would not fit


@dataclass(frozen=True, slots=True)
class SecondLook:
    """`bias`: label → where it begins; `weights`: label → (feature → weight). A label is given above zero."""

    bias: Mapping[str, float]
    weights: Mapping[str, Mapping[str, float]]

    def verdicts(self, turns: Sequence[Scores]) -> list[frozenset[str]]:
        """Which of its labels each of the caller's turns gets, from the scores of all of them."""
        return [frozenset(label for label in self.bias if self._score(label, seen) > 0) for seen in in_call(turns)]

    def _score(self, label: str, seen: Mapping[str, float]) -> float:
        weights = self.weights[label]
        return self.bias[label] + sum(weights.get(name, 0.0) * value for name, value in seen.items())


def in_call(turns: Sequence[Scores]) -> list[dict[str, float]]:
    """For each of the caller's turns, what it and the others of its call show: its own scores (`own`), how hostile the
    others are together and the most hostile of them (`others`, `most`, as chances from 0 to 1), and how hostile those
    just before and after it are."""
    chances = {label: [_chance(scores.get(label, -_MOST)) for scores in turns] for label in sorted(HOSTILE)}
    chances["hostile"] = [max(each) for each in zip(*chances.values(), strict=True)]
    hostile = [0.0, *chances["hostile"], 0.0]
    seen: list[dict[str, float]] = []
    for place, scores in enumerate(turns):
        shown = {f"own {label}": score for label, score in scores.items()}
        for label, each in chances.items():
            others = each[:place] + each[place + 1 :]
            shown[f"others {label}"] = sum(others) / max(len(others), 1)
            shown[f"most {label}"] = max(others, default=0.0)
        seen.append({**shown, "before": hostile[place], "after": hostile[place + 2]})
    return seen


def _chance(score: float) -> float:
    return 1 / (1 + exp(-max(-_MOST, min(score, _MOST))))
