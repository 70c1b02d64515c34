"""What was said, judged by what came back.

A check against the ledger finds what somebody foresaw, and people contradict a ledger in endless ways. They are
contradicted themselves in few: "no, it says the 20th here", "you can't do that", "my mistake, I read you the wrong
line". So when a call is over each of the caller's turns is weighed by the client's answer, by what the caller said next
and by who of them named the days and figures that the account knows; a statement by its own words as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from duecourse.domain.conversation.classifier import Linear, Place
from duecourse.domain.conversation.turns import CALLER, CLIENT

FALSE = "false_statement"
# What is looked at: the turn itself, the client's answer and the caller's next turn with how each begins, and who named
# what the account knows.
PARTS = ("said", "answer", "answer begins", "then", "then begins", "facts")
_TURNS_OF = {CALLER: (PARTS.index("said"), PARTS.index("then")), CLIENT: (PARTS.index("answer"),)}  # whole turns


class CameBack(NamedTuple):
    """Turn `n` of the caller and what came back: by each of `PARTS` words, pairs of neighbours or names of facts.
    `answered`: with more than "I see", which lets pass what is so and what is not. `weights`: what each part that is a
    whole turn weighed when it was read."""

    n: int
    answered: bool
    parts: tuple[frozenset[str], ...]
    weights: tuple[int, ...] = (0,) * len(PARTS)

    @property
    def said(self) -> frozenset[str]:
        return self.parts[0]


@dataclass(frozen=True, slots=True)
class Hindsight:
    """`parts`: what each of `PARTS` weighs; where the labels begin stands in the first. A false statement is given
    above zero; one that a check gave is taken back below `fair`, once it was answered. `places`: where what a part
    weighs stands in the weight of its turn; none, and its words are looked up."""

    parts: tuple[Linear, ...]
    fair: float
    places: tuple[Place | None, ...] = (None,) * len(PARTS)

    def scores(self, came_back: CameBack) -> Mapping[str, float]:
        """Label → how much speaks for it."""
        total = self.said.start
        shown = zip(self.parts, came_back.parts, self.places, came_back.weights, strict=True)
        for part, names, place, weight in shown:
            total += place.of(weight) if place else part.packed_sum(names)
        return self.said.opened(total)

    @property
    def said(self) -> Linear:
        return self.parts[0]


def side_by_side(judges: Mapping[str, Linear], hindsight: Hindsight) -> tuple[dict[str, Linear], Hindsight]:
    """Judges that weigh the words of a turn for hindsight as well when they read it, and hindsight that knows so."""
    beside, places = dict(judges), list(hindsight.places)
    for who in _TURNS_OF.keys() & judges.keys():
        beside[who], found = judges[who].beneath(hindsight.parts[part] for part in _TURNS_OF[who])
        for part, place in zip(_TURNS_OF[who], found, strict=True):
            places[part] = place
    return beside, replace(hindsight, places=tuple(places))
