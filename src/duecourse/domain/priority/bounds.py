"""What a call can be worth, told from the overdue money alone: of a long list only its top has to be worked out.

Both bounds hold for a plain account: money is overdue and nothing else is known that could lift it or hold it back (no
promise, call back, commitment or hold, no fresh money, nobody reached or tried today, no pay day near). A part of the
money may be disputed; the second bound is then about the rest of it. A promise that broke longer ago and a commitment
of ours that is late do not hold it back and lift it by `lift_as_overdue` at most.
"""

from __future__ import annotations

from datetime import date

from duecourse.domain.priority.weights import Weights

_WHOLE = 10_000  # basis points in one


def ceiling(overdue_base: int, weights: Weights) -> int:
    """No plain account with that much overdue scores higher. In minor units of the base currency, like the score."""
    plain = overdue_base * _most_share(weights) // _WHOLE
    return plain + plain * weights.answers_now_bp // _WHOLE


def lift_as_overdue(broken_base: int, commitment: bool, weights: Weights) -> int:
    """With so much more overdue, `ceiling` holds for an account with such a broken promise and a late commitment."""
    lift = broken_base * weights.broken_bp // _WHOLE + (weights.commitment_minor if commitment else 0)
    return -(-lift * _WHOLE // _most_share(weights))


def _most_share(weights: Weights) -> int:
    """Of the overdue money, in basis points; more than 0 wherever a call about it is worth something."""
    lift = max((points for _, points in weights.lift_bp), default=0)
    return lift + weights.unusual_bp + weights.high_balance_bp + weights.silence_bp


def is_fresh(broken_on: date, today: date, weights: Weights) -> bool:
    """A promise that broke that day stands before everything but call backs."""
    return (today - broken_on).days <= weights.broken_first_days


def worth_a_call_from(weights: Weights) -> int | None:
    """Any plain account with at least that much overdue and not disputed has a score above 0; None where the weights
    promise nothing."""
    return next((1 << n for n in range(40) if _least(1 << n, weights) > 0), None)


def _least(overdue_base: int, weights: Weights) -> int:
    """The lowest score: as usual for them, reached just now, and in the wrong part of their day."""
    first_day = weights.lift_bp[0][0] if weights.lift_bp else 2
    lift = min(points for _, points in weights.lift_bp) if first_day <= 1 else 0
    overdue = overdue_base * lift // _WHOLE
    plain = overdue - overdue * weights.self_cure_bp // _WHOLE
    return plain + plain * -weights.answers_other_bp // _WHOLE
