"""What a call can be worth, told from little more than the overdue money: of a long list only its top has to be worked
out.

All bounds hold for a plain account: money is overdue and nothing else is known that could lift it or hold it back (no
promise, call back, commitment or hold, no fresh money, nobody reached or tried today, no pay day near). A part of the
money may be disputed; the lower bound is then about the rest of it. A promise that broke longer ago and a commitment of
ours that is late do not hold it back and lift it by `most_lift` at most. With such a commitment an account where
nothing is overdue has its place on the list too.
"""

from __future__ import annotations

from datetime import date

from duecourse.domain.priority.weights import Weights

WHOLE = 10_000  # basis points in one


def most_share(days: int, weights: Weights) -> int:
    """No more of money that has been overdue for so many days counts, in basis points, whatever the time of day; for
    what makes it a high balance see `most_above`."""
    return weights.lift_of(days) + weights.unusual_bp + weights.silence_bp


def most_above(overdue_base: int, weights: Weights) -> int:
    """Nor more for being a high balance, in minor units of the base currency."""
    return max(0, overdue_base - weights.high_balance_minor) * weights.high_balance_bp // WHOLE


def most_lift(broken_base: int, commitment: bool, weights: Weights) -> int:
    """Nor more on top for such a broken promise and a late commitment, in minor units of the base currency."""
    return broken_base * weights.broken_bp // WHOLE + (weights.commitment_minor if commitment else 0)


def ceiling(most_minor: int, weights: Weights) -> int:
    """No plain account scores higher, in the best part of its day, where `most_minor` is its `most_share` of what it
    owes, `most_above` of it and its `most_lift`."""
    return most_minor + most_minor * weights.answers_now_bp // WHOLE


def is_fresh(broken_on: date, today: date, weights: Weights) -> bool:
    """A promise that broke that day stands before everything but call backs."""
    return (today - broken_on).days <= weights.broken_first_days


def worth_a_call_from(weights: Weights) -> int | None:
    """Any plain account with at least that much overdue and not disputed has a score above 0; None where the weights
    promise nothing."""
    return next((1 << n for n in range(40) if _least(1 << n, weights) > 0), None)


def is_commitment_worth_a_call(weights: Weights) -> bool:
    """Whether a late commitment puts an account on the list where nothing is overdue, at any time of its day."""
    return weights.commitment_minor + weights.commitment_minor * -weights.answers_other_bp // WHOLE > 0


def _least(overdue_base: int, weights: Weights) -> int:
    """The lowest score: as usual for them, reached just now, and in the wrong part of their day."""
    first_day = weights.lift_bp[0][0] if weights.lift_bp else 2
    lift = min(points for _, points in weights.lift_bp) if first_day <= 1 else 0
    overdue = overdue_base * lift // WHOLE
    plain = overdue - overdue * weights.self_cure_bp // WHOLE
    return plain + plain * -weights.answers_other_bp // WHOLE
