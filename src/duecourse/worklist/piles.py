"""Accounts of which nothing special is known, in piles of those that are alike: thousands are counted and added up, and
drawn no further than somebody looks, those first that can stand highest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from heapq import merge
from itertools import islice
from operator import itemgetter

from duecourse.domain.priority import WHOLE, Weights, most_above, most_share
from duecourse.domain.priority.weights import MILLION
from duecourse.worklist.rows import Alike, Late, creditor_names

# One that was drawn: what it can be worth at most before the hour counts (domain.priority.bounds), the account, overdue
# minor units, where it lay.
Plain = tuple[int, int, int, "Pile"]
_BOUND = itemgetter(0)


@dataclass(frozen=True, slots=True)
class Seen:
    """What kinds of accounts there are: names of creditors, kinds, currencies."""

    creditors: Collection[str] = ()
    kinds: Collection[str] = ()
    currencies: Collection[str] = ()


class Pile:
    """Accounts of one creditor, kind and currency ("" where nothing is overdue) of whose overdue money the same `share`
    counts at most, in basis points. `minors`: account → overdue minor units; `lifts`: what may lift some of them as so
    much more in the base currency."""

    __slots__ = ("_weights", "creditor", "currency", "factor", "kind", "lifts", "minors", "share")

    def __init__(self, creditor: str, kind: str, currency: str, share: int, weights: Weights) -> None:
        self.creditor, self.kind, self.currency, self.share = creditor, kind, currency, share
        self.factor, self._weights = weights.factor(currency) if currency else 0, weights
        self.minors: dict[int, int] = {}
        self.lifts: dict[int, int] = {}

    def in_order(self) -> Iterator[Plain]:
        """Who can stand highest first."""
        plain = self.minors.keys() - self.lifts.keys() if self.lifts else self.minors.keys()
        by_money = map(self._drawn, sorted(plain, key=self.minors.__getitem__, reverse=True))
        lifted = sorted(map(self._drawn, self.lifts), key=_BOUND, reverse=True)
        return merge(by_money, lifted, key=_BOUND, reverse=True)

    def _drawn(self, key: int) -> Plain:
        minor = self.minors[key]
        base = minor * self.factor // MILLION
        most = base * self.share // WHOLE + most_above(base, self._weights) + self.lifts.get(key, 0)
        return most, key, minor, self


class Piles(dict[str, Pile]):
    """By what is said of an account to be like others (`Alike`, as text); several say the same of the share."""

    def __init__(self, today: date, weights: Weights) -> None:
        self._today, self._weights, self._creditors = today, weights, creditor_names()
        self._found: dict[tuple[str, str, str, int], Pile] = {}

    def __missing__(self, text: str) -> Pile:
        alike = Alike.read(text)
        share = most_share((self._today - date.fromisoformat(alike.since)).days, self._weights)
        self[text] = pile = self._pile(int(alike.creditor_id), alike.kind, alike.currency, share)
        return pile

    def without_money(self, late: Late) -> Pile:
        """Where nothing is overdue and we are late with something."""
        return self._pile(late.creditor_id, late.kind, "", 0)

    def _pile(self, creditor_id: int, kind: str, currency: str, share: int) -> Pile:
        key = self._creditors[creditor_id], kind, currency, share
        if key not in self._found:
            self._found[key] = Pile(*key, self._weights)
        return self._found[key]

    def every(self) -> Collection[Pile]:
        return self._found.values()

    def seen(self) -> Seen:
        every = self._found.values()
        return Seen({p.creditor for p in every}, {p.kind for p in every}, {p.currency for p in every if p.currency})


class Rest:
    """Some piles as one list in its order. `money`: what all of it owes, per currency."""

    def __init__(self, piles: Iterable[Pile] = ()) -> None:
        listed = list(piles)
        self.money: Counter[str] = Counter()
        for pile in listed:
            self.money[pile.currency] += sum(pile.minors.values())
        self._count = sum(len(pile.minors) for pile in listed)
        self._drawn: list[Plain] = []
        self._more = merge(*(pile.in_order() for pile in listed), key=_BOUND, reverse=True)

    def __len__(self) -> int:
        return self._count

    def portion(self, start: int, until: int) -> list[Plain]:
        """Those at the places from `start` (the first is 0) to before `until`; fewer where it ends."""
        self._drawn += islice(self._more, max(0, until - len(self._drawn)))
        return self._drawn[start:until]
