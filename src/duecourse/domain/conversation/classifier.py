"""Small linear classifiers: a weight for each feature and label, plain numbers that somebody can read.

They decide what words alone do not carry (tone, sympathy, whether something was taken up), from the finds of the rules
and the words around them. A label is given when its weights sum to more than zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from struct import unpack
from typing import Protocol


class Judge(Protocol):
    """What weighs the features of a turn."""

    def scores(self, features: Iterable[str]) -> Mapping[str, float]:
        """Label → how much speaks for it; above zero it is given. For a label that is not there the rules stand."""

    def strongest(self, label: str, pieces: Sequence[Iterable[str]]) -> int:
        """Which of the pieces of a turn speaks most for the label."""


# The weights of a feature stand side by side in one whole number, thousandths in lanes of 32 bits, so that a turn's
# features are added up in one sum. Two hundred features of weight 10 fit a lane a thousand times over. Each lane begins
# at its half, so that it is never negative and the sum can be read lane by lane.
_WHOLE, _LANE = 1000, 32
_HALF = 1 << (_LANE - 1)


@dataclass(frozen=True, slots=True)
class Linear:
    """`packed`: feature → its weights for all labels; `start`, packed alike, is where each begins."""

    labels: tuple[str, ...]
    start: int
    packed: Mapping[str, int]

    @classmethod
    def of(cls, labels: Sequence[str], bias: Sequence[float], weights: Mapping[str, Mapping[int, float]]) -> Linear:
        """`bias`: where each label begins. `weights`: feature → (place of the label → weight)."""
        halves = sum(_HALF << (place * _LANE) for place in range(len(labels)))
        start = halves + _packed(dict(enumerate(bias)))
        common_first = sorted(weights.items(), key=lambda feature: -len(feature[1]))  # side by side: found faster
        return cls(tuple(labels), start, {feature: _packed(row) for feature, row in common_first})

    def scores(self, features: Iterable[str]) -> Mapping[str, float]:
        total = sum(filter(None, map(self.packed.get, set(features))), self.start)
        lanes = unpack(f"<{len(self.labels)}I", total.to_bytes(len(self.labels) * _LANE // 8, "little"))
        return {label: (lane - _HALF) / _WHOLE for label, lane in zip(self.labels, lanes, strict=True)}

    def strongest(self, label: str, pieces: Sequence[Iterable[str]]) -> int:
        speaks = [self.scores(piece)[label] for piece in pieces]
        return speaks.index(max(speaks))


def _packed(weights: Mapping[int, float]) -> int:
    return sum(round(weight * _WHOLE) << (place * _LANE) for place, weight in weights.items())
