"""What a call came to, by all that was said in it.

A find (an act, a promise, a point) rests on a few words that somebody foresaw. What a call came to shows all over it:
in what both sides spoke of, and in how they parted. So when a call is over its words are weighed as a whole, without
any find. Where they speak plainly for another outcome than the finds do, or for or against a point, they win. How
hostile a call is by all that was said in it is told to the second look at tone.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from duecourse.domain.conversation.classifier import Linear
from duecourse.domain.conversation.results import HOSTILE, POINTS
from duecourse.domain.conversation.text import Words

# What is weighed: words and pairs of neighbours of each side, those of its last turns once more, the kind of account.
PARTS = ("client", "client at the end", "caller", "caller at the end", "account")
_CALLER = PARTS.index("caller")
_AT_THE_END = 3  # turns
_NO_OUTCOMES = HOSTILE.union(POINTS)

Scores = Mapping[str, float]


def parts_of(client: Sequence[Words], caller: Sequence[Words], kind: str) -> tuple[frozenset[str], ...]:
    """What a call shows for each of `PARTS`; `client` and `caller` are the turns of that side in their order."""
    sides = (client, client[-_AT_THE_END:], caller, caller[-_AT_THE_END:])
    return (*(frozenset[str]().union(*(turn.shown for turn in said)) for said in sides), frozenset((kind,)))


@dataclass(frozen=True, slots=True)
class WholeCall:
    """`parts`: what each of `PARTS` weighs, for outcomes, points and what is hostile; where they begin stands in the
    first. `trust` and `trust_in_points`: how much the finds weigh beside them."""

    parts: tuple[Linear, ...]
    trust: float
    trust_in_points: float

    def scores(self, parts: Sequence[frozenset[str]]) -> Scores:
        """Outcome, point or hostile label (that a turn of the call has it) → how much speaks for it."""
        first = self.parts[0]
        weighed = (linear.packed_sum(names) for linear, names in zip(self.parts, parts, strict=True))
        return first.opened(first.start + sum(weighed))

    def outcome(self, found: str, scores: Scores, without: Container[str] = ()) -> str:
        """How it ended, where the finds say `found`, which stands if no weights were learnt for it; none `without`."""
        if found not in scores:
            return found
        outcomes = (label for label in scores if label not in _NO_OUTCOMES and label not in without)
        return max(outcomes, key=lambda label: scores[label] + self.trust * (label == found))

    def earned(self, point: str, found: bool, scores: Scores) -> bool:
        """Whether the point was earned, where the finds say so or not."""
        return scores[point] + (self.trust_in_points if found else -self.trust_in_points) > 0

    @property
    def of_client(self) -> Linear:
        """What the words of the client weigh."""
        return self.parts[0]

    @property
    def of_caller(self) -> Linear:
        """What the words of the caller weigh."""
        return self.parts[_CALLER]
