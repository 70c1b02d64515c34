"""What was said, judged by what came back.

A check against the ledger finds what somebody foresaw, and people contradict a ledger in endless ways. They are
contradicted themselves in few: "no, it says the 20th here", "you can't do that", "my mistake, I read you the wrong
line". So when a call is over each of the caller's turns is weighed by the client's answer, by what the caller said next
and by who of them named the days and figures that the account knows; a statement by its own words as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from duecourse.domain.conversation.classifier import Linear

FALSE = "false_statement"
# What is looked at: the turn itself, the client's answer and the caller's next turn with how each begins, and who named
# what the account knows.
PARTS = ("said", "answer", "answer begins", "then", "then begins", "facts")


class CameBack(NamedTuple):
    """Turn `n` of the caller and what came back: by each of `PARTS` words, pairs of neighbours or names of facts.
    `answered`: with more than "I see", which lets pass what is so and what is not."""

    n: int
    answered: bool
    parts: tuple[frozenset[str], ...]

    @property
    def said(self) -> frozenset[str]:
        return self.parts[0]


@dataclass(frozen=True, slots=True)
class Hindsight:
    """`parts`: what each of `PARTS` weighs; where the labels begin stands in the first. A false statement is given
    above zero; one that a check gave is taken back below `fair`, once it was answered."""

    parts: tuple[Linear, ...]
    fair: float

    def scores(self, came_back: CameBack) -> Mapping[str, float]:
        """Label → how much speaks for it."""
        weighed = zip(self.parts, came_back.parts, strict=True)
        return self.said.opened(self.said.start + sum(part.packed_sum(names) for part, names in weighed))

    @property
    def said(self) -> Linear:
        return self.parts[0]
