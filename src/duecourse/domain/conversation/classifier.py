"""Small linear classifiers: a weight for each feature and label, plain numbers that somebody can read.

They decide what words alone do not carry (tone, sympathy, whether something was taken up), from the finds of the rules
and the words around them. A label is given when its weights sum to more than zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


class Judge(Protocol):
    """What weighs the features of a turn."""

    def scores(self, features: Iterable[str]) -> Mapping[str, float]:
        """Label → how much speaks for it; above zero it is given. For a label that is not there the rules stand."""

    def strongest(self, label: str, pieces: Sequence[Iterable[str]]) -> int:
        """Which of the pieces of a turn speaks most for the label."""


# The weights of a feature stand side by side in one whole number, thousandths in lanes of 32 bits, so that a turn's
# features are added up in one sum. Two hundred features of weight 10 fit a lane a thousand times over.
_WHOLE, _LANE = 1000, 32
_MASK, _HALF = (1 << _LANE) - 1, 1 << (_LANE - 1)


@dataclass(frozen=True, slots=True)
class Linear:
    """`packed`: feature → its weights for all labels (see `packed`); `bias`, packed alike, is where each begins."""

    labels: tuple[str, ...]
    bias: int
    packed: Mapping[str, int]

    def scores(self, features: Iterable[str]) -> Mapping[str, float]:
        known = self.packed.get
        left = sum([known(feature, 0) for feature in set(features)], self.bias)
        found = {}
        for label in self.labels:
            lane, left = _first(left)
            found[label] = lane / _WHOLE
        return found

    def strongest(self, label: str, pieces: Sequence[Iterable[str]]) -> int:
        speaks = [self.scores(piece)[label] for piece in pieces]
        return speaks.index(max(speaks))


def packed(weights: Iterable[tuple[int, float]]) -> int:
    """(place of the label, weight) pairs as one whole number."""
    return sum(round(weight * _WHOLE) << (place * _LANE) for place, weight in weights)


def _first(lanes: int) -> tuple[int, int]:
    """The lowest lane, which may be negative, and the others."""
    low = lanes & _MASK
    if low >= _HALF:
        low -= 1 << _LANE
    return low, (lanes - low) >> _LANE
