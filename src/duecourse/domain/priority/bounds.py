"""What a call can be worth, told from the overdue money alone: of a long list only its top has to be worked out.

Both bounds hold for a plain account: money is overdue and nothing else is known that could lift it or hold it back (no
promise, call back, commitment or hold, no fresh money, nobody reached or tried today, no pay day near). A part of the
money may be disputed; the second bound is then about the rest of it.
"""

from __future__ import annotations

from duecourse.domain.priority.weights import Weights

_WHOLE = 10_000  # basis points in one


def ceiling(overdue_base: int, weights: Weights) -> int:
    """No plain account with that much overdue scores higher. In minor units of the base currency, like the score."""
    share = max((points for _, points in weights.lift_bp), default=0)
    share += weights.unusual_bp + weights.high_balance_bp + weights.silence_bp
    plain = overdue_base * share // _WHOLE
    return plain + plain * weights.answers_now_bp // _WHOLE


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
