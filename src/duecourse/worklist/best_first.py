"""The list in its order, worked out no further than somebody looks.

What is special about an account decides its place, so most of those are scored. Of the plain ones the score cannot pass
the `ceiling` of their bound: once that is below the score of the last row that is wanted, nobody further down can
be among them, and they are counted without being looked at.
"""

from __future__ import annotations

from collections.abc import Sequence

from duecourse.domain.priority import Candidate, Scored, Weights, arranged, ceiling, is_before_all_plain, order
from duecourse.worklist.candidates import Candidates


class BestFirst:
    """`left` counts the whole list and `money` is what all of it owes, per currency."""

    def __init__(self, found: Candidates, ready: Sequence[Candidate], weights: Weights) -> None:
        self._found, self._rest, self._weights = found, found.rest, weights
        self._ordered = order(ready, found.today, weights)
        self._made = found.first  # so many of the rest are among the ordered
        self.left = len(self._ordered) + len(self._rest) - self._made
        self.money = self._rest.money.copy()
        for _, _, minor, pile in self._rest.portion(0, self._made):
            self.money[pile.currency] -= minor
        for _, candidate in self._ordered:
            for currency, minor in candidate.overdue:
                self.money[currency] += minor

    def first(self, count: int) -> Sequence[Scored]:
        """The best `count`, or all when there are fewer. Made in portions: the better the last row that is wanted is
        known to be, the fewer may pass it."""
        missing = count - len(self._ordered)
        self._make_until(max(count, self._made + missing))
        while count <= len(self._ordered) and self._made < (until := self._may_pass(self._ordered[count - 1])):
            self._make_until(min(until, self._made + count))
        return self._ordered[:count]

    def _make_until(self, until: int) -> None:
        if until > self._made and (some := self._rest.portion(self._made, until)):
            today, weights = self._found.today, self._weights
            made = order(self._found.made(some), today, weights)
            self._ordered = arranged([*self._ordered, *made], today, weights)
            self._made += len(some)

    def _may_pass(self, last: Scored) -> int:
        """How many of the rest might stand before that one."""
        if is_before_all_plain(last, self._found.today, self._weights):
            return self._made
        until = self._made
        while (more := self._rest.portion(until, until + 1)) and ceiling(more[0][0], self._weights) >= last.score_minor:
            until += 1
        return until
