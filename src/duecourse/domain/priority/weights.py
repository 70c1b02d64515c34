"""The weights of the ranking. Content: playbooks/priority.toml says them in percent and whole units of money."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from duecourse.domain.money import exponent

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Weights:
    """`_bp` are basis points (hundredths of a percent), `_minor` minor units of the base currency: integers throughout,
    so that a score is the same on every machine."""

    base_currency: str
    # Currency → millionths of a base minor unit that one of its minor units is worth; for ordering only.
    factors: Mapping[str, int]

    # What a call today adds to the chance that the money comes: (from days overdue, basis points), ascending.
    lift_bp: tuple[tuple[int, int], ...]
    self_cure_bp: int  # share of that lift that is lost while they are no later than they usually are
    unusual_bp: int  # on top when they are later than usual by `unusual_margin_days`
    unusual_margin_days: int
    min_history: int  # settled invoices before a habit counts
    broken_bp: int  # of the missing money, on the morning after the promise broke
    broken_fades_days: int  # after so many days only the floor is left
    broken_floor_bp: int  # share of `broken_bp` that never fades
    broken_first_days: int  # a promise that broke no longer ago stands before everything but call backs; 0: never
    due_today_bp: int
    silence_bp: int  # of the money at risk, full after `silence_full_days` without a conversation
    silence_full_days: int
    high_balance_minor: int
    high_balance_bp: int  # of what lies above it
    callback_minor: int  # a call back whose hour has come
    commitment_minor: int  # something that we owe them and have not done in time
    answers_now_bp: int  # on top of everything in the part of the day in which they answer
    answers_other_bp: int  # off everything in the other parts

    promise_covers_bp: int  # share of the overdue money that an open promise must cover to be left in peace
    paid_quiet_days: int
    paid_covers_bp: int  # share of what was overdue that a fresh payment must cover
    habit_wait_days: int  # how far off their usual pay day may be
    tries_per_day: int
    opens_at_hour: int  # "tomorrow" begins at that hour of theirs

    def lift_of(self, days: int) -> int:
        """What a call adds to the chance that money comes which has been overdue for so many days, in basis points."""
        found = 0
        for from_days, points in self.lift_bp:
            if days < from_days:
                break
            found = points
        return found

    def to_base(self, minor: int, currency: str) -> int:
        """A comparison value in base minor units."""
        return minor * self.factor(currency) // MILLION

    def most_first(self, money: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
        """(currency, minor units), the most valuable amount first, equal ones by letter: the order of currencies
        wherever several stand below or beside each other."""
        return tuple(sorted(money, key=lambda amount: (-self.to_base(amount[1], amount[0]), amount[0])))

    def factor(self, currency: str) -> int:
        """A currency without a rate counts unit for unit, so that its accounts are never left out of the list."""
        known = self.factors.get(currency)
        return factor_of(1.0, currency, self.base_currency) if known is None else known


def factor_of(rate: float, currency: str, base_currency: str) -> int:
    """From "one unit of the currency is worth `rate` units of the base" to millionths between minor units."""
    return round(rate * MILLION * 10.0 ** (exponent(base_currency) - exponent(currency)))
