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


@dataclass(frozen=True, slots=True)
class Linear:
    """`weights`: feature → a weight for each of the labels, in their order; `bias` is where each begins."""

    labels: tuple[str, ...]
    bias: tuple[float, ...]
    weights: Mapping[str, tuple[float, ...]]

    def scores(self, features: Iterable[str]) -> Mapping[str, float]:
        weights = self.weights
        rows = [weights[f] for f in set(features) if f in weights]
        return dict(zip(self.labels, map(sum, zip(self.bias, *rows, strict=True)), strict=True))

    def strongest(self, label: str, pieces: Sequence[Iterable[str]]) -> int:
        place = self.labels.index(label)
        nothing = (0.0,) * len(self.labels)
        sums = [sum(self.weights.get(f, nothing)[place] for f in set(piece)) for piece in pieces]
        return sums.index(max(sums))
