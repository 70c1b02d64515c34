"""Small linear classifiers: a weight for each feature and label, plain numbers that somebody can read.

They decide what words alone do not carry (tone, sympathy, whether something was taken up), from the finds of the rules
and the words around them. A label is given when its weights sum to more than zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import repeat
from operator import truediv
from struct import Struct
from sys import intern
from typing import NamedTuple, Protocol

from duecourse.domain.conversation.text import ENDERS, Words, pairs_of

HEARD = "heard "  # and a word: what the other side said before


class Shown(NamedTuple):
    """What a turn shows to a classifier: the names of its features, each counted once. Its own `words` were weighed
    when it was read (`weight`); `heard` are the words of the other side, sentence ends among them though they are no
    feature, `more` is everything else."""

    words: Words
    weight: int
    heard: frozenset[str]
    more: Sequence[str]

    def names(self) -> list[str]:
        """All of them as plain strings, so that a weight can be read and argued with."""
        return [*grams(self.words.folded), *[HEARD + word for word in self.heard - ENDERS], *self.more]


def grams(folded: Sequence[str]) -> list[str]:
    """Words and pairs of neighbours, of words in which a number is any number."""
    return [*[word for word in folded if word not in ENDERS], *pairs_of(folded)]


class Judge(Protocol):
    """What weighs the features of a turn."""

    def weigh(self, words: Words) -> int:
        """What the words of a turn weigh by themselves, however it is that the judge adds up."""

    def scores(self, shown: Shown) -> Mapping[str, float]:
        """Label → how much speaks for it; above zero it is given. For a label that is not there the rules stand."""

    def strongest(self, label: str, pieces: Sequence[Iterable[str]]) -> int:
        """Which of the pieces of a turn speaks most for the label."""


# The weights of a feature stand side by side in one whole number, thousandths in lanes of 32 bits, so that a turn's
# features are added up in one sum. Two hundred features of weight 10 fit a lane a thousand times over. Each lane begins
# at its half, so that it is never negative and the sum can be read lane by lane.
_WHOLE, _LANE = 1000, 32
_HALF = 1 << (_LANE - 1)


class Place(NamedTuple):
    """Where the lanes of a classifier stand in a sum, above those of others, which take up so many `bits`."""

    bits: int
    halves: int  # of the lanes below

    def of(self, total: int) -> int:
        """What the sum is to that classifier. What stands above it in turn is still there: `opened` passes it over."""
        return (total + self.halves) >> self.bits


@dataclass(frozen=True, slots=True)
class Linear:
    """`packed`: feature → its weights for all labels; `heard`: the same for the words of the other side; `start`: where
    each begins, packed alike. With the `halves` taken off, `lanes` are plain whole numbers, one for each label; `own`
    are all their bits: other weights may stand above them."""

    labels: tuple[str, ...]
    lanes: Struct
    halves: int
    own: int
    start: int
    packed: Mapping[str, int]
    heard: Mapping[str, int]

    @classmethod
    def of(cls, labels: Sequence[str], bias: Sequence[float], weights: Mapping[str, Mapping[int, float]]) -> Linear:
        """`bias`: where each label begins. `weights`: feature → (place of the label → weight)."""
        halves = sum(_HALF << (place * _LANE) for place in range(len(labels)))
        start = halves + _packed(dict(enumerate(bias)))
        common_first = sorted(weights.items(), key=lambda feature: -len(feature[1]))  # side by side: found faster
        packed = {intern(feature): _packed(row) for feature, row in common_first}
        told = {name.removeprefix(HEARD): weight for name, weight in packed.items() if name.startswith(HEARD)}
        heard = {intern(word): weight for word, weight in told.items() if word not in ENDERS}
        lanes, own = Struct(f"<{len(labels)}i"), (1 << len(labels) * _LANE) - 1
        return cls(tuple(labels), lanes, halves, own, start, packed, heard)

    def beneath(self, others: Iterable[Linear]) -> tuple[Linear, tuple[Place, ...]]:
        """The same, with the weights of others in lanes above its own, so that one look at each word of a turn serves
        them all; and where those stand."""
        packed, places = dict(self.packed), list[Place]()
        bits, halves = len(self.labels) * _LANE, self.halves
        for other in others:
            places.append(Place(bits, halves))
            for feature, weight in other.packed.items():
                packed[feature] = packed.get(feature, 0) + (weight << bits)
            halves |= other.halves << bits
            bits += len(other.labels) * _LANE
        return replace(self, packed=packed), tuple(places)

    def weigh(self, words: Words) -> int:
        """Their weights, packed."""
        return self.packed_sum(words.shown)

    def scores(self, shown: Shown) -> Mapping[str, float]:
        heard = sum(filter(None, map(self.heard.get, shown.heard)))
        more = set(shown.more)
        if not more.isdisjoint(shown.words.keys):
            more -= shown.words.keys
        return self.opened(self.start + shown.weight + heard + self.packed_sum(more))

    def opened(self, total: int) -> Mapping[str, float]:
        """A packed sum, its start among it, by label."""
        lanes = self.lanes.unpack((total & self.own ^ self.halves).to_bytes(self.lanes.size, "little"))
        return dict(zip(self.labels, map(truediv, lanes, repeat(_WHOLE)), strict=True))

    def strongest(self, label: str, pieces: Sequence[Iterable[str]]) -> int:
        below = self.labels.index(label) * _LANE
        speaks = [(self.start + self.packed_sum(frozenset(piece)) >> below) % (1 << _LANE) for piece in pieces]
        return speaks.index(max(speaks))

    def packed_sum(self, features: Set[str]) -> int:
        """What the features weigh together, packed."""
        return sum(filter(None, map(self.packed.get, features)))


def _packed(weights: Mapping[int, float]) -> int:
    return sum(round(weight * _WHOLE) << (place * _LANE) for place, weight in weights.items())
