"""What bounds the score of an account of which only its money is known: so the list's top is right without the rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from duecourse.domain.priority import (
    WHOLE,
    Candidate,
    Weights,
    ceiling,
    is_commitment_worth_a_call,
    most_above,
    most_lift,
    most_share,
    not_today,
    order,
    score,
    worth_a_call_from,
)
from duecourse.playbooks.priority import load_weights

TODAY = date(2026, 11, 18)
SHIPPED = load_weights(overlay=None)

percents = st.integers(0, 10_000)
weights = st.builds(
    lambda lifts, **more: replace(SHIPPED, lift_bp=tuple((1 + 20 * n, bp) for n, bp in enumerate(lifts)), **more),
    st.lists(percents, min_size=1, max_size=5), self_cure_bp=percents, unusual_bp=percents, silence_bp=percents,
    high_balance_bp=percents, high_balance_minor=st.integers(0, 10**9), answers_now_bp=percents,
    answers_other_bp=percents,
)  # fmt: skip
plain = st.builds(
    lambda minor, disputed, days, quiet, settled, usual, answers: Candidate(
        1, "C-1", "Harbour Café", "business", "Northwind", "USD", overdue=(("USD", minor),), overdue_base=minor,
        disputed_base=min(disputed, minor - 1), oldest_days=days, settled_count=settled, usual_days_late=usual,
        reached_on=TODAY - timedelta(days=quiet) if quiet else None, answers=answers, part_of_day="mornings",
    ),
    st.integers(1, 10**10), st.one_of(st.just(0), st.integers(0, 10**10)), st.integers(1, 900), st.integers(0, 90),
    st.integers(0, 30), st.one_of(st.none(), st.integers(-20, 120)), st.sampled_from(["", "mornings", "evenings"]),
)  # fmt: skip


def _most(one: Candidate, by: Weights) -> int:
    return one.overdue_base * most_share(one.oldest_days, by) // WHOLE + most_above(one.overdue_base, by)


@given(plain, st.one_of(st.just(SHIPPED), weights))
def test_a_plain_account_never_scores_above_the_ceiling_of_its_money(one: Candidate, by: Weights) -> None:
    assert score(one, TODAY, by) <= ceiling(_most(one, by), by)
    assert not_today(one, TODAY, by) is None


@given(plain, st.integers(0, 10**9), st.integers(4, 90), st.booleans(), st.one_of(st.just(SHIPPED), weights))
def test_nor_with_an_old_broken_promise_and_a_late_commitment_above_that_with_their_lift(
    one: Candidate, missing: int, days: int, late: bool, by: Weights
) -> None:
    broken = min(missing, one.overdue_base)
    lifted = one._replace(
        broken=(("USD", missing),), broken_base=broken, broken_on=TODAY - timedelta(days=days) if missing else None,
        commitment="Send it", commitment_due_on=TODAY - timedelta(days=2) if late else None,
    )  # fmt: skip
    assert score(lifted, TODAY, by) <= ceiling(_most(one, by) + most_lift(missing, late, by), by)
    assert not_today(lifted, TODAY, by) is None
    assert score(lifted, TODAY, by) >= score(one, TODAY, by)


@given(plain, st.one_of(st.just(SHIPPED), weights))
def test_from_some_amount_on_a_plain_account_is_always_on_the_list(one: Candidate, by: Weights) -> None:
    least = worth_a_call_from(by)
    if least is not None and one.at_risk_base >= least:
        assert order([one], TODAY, by)


def test_with_the_shipped_weights_that_amount_is_small_change() -> None:
    assert worth_a_call_from(SHIPPED) == 128  # a dollar and some cents


@given(st.integers(0, 10**9), st.sampled_from(["", "mornings", "evenings"]), weights)
def test_where_nothing_is_overdue_a_late_commitment_has_its_place_and_its_ceiling(
    minor: int, answers: str, by: Weights
) -> None:
    by = replace(by, commitment_minor=minor)
    bare = Candidate(
        1, "C-1", "Harbour Café", "business", "Northwind", "USD", commitment="Send it",
        commitment_due_on=TODAY - timedelta(days=2), answers=answers, part_of_day="mornings",
    )  # fmt: skip
    assert not_today(bare, TODAY, by) is None
    assert score(bare, TODAY, by) <= ceiling(most_lift(0, commitment=True, weights=by), by)
    if is_commitment_worth_a_call(by):
        assert order([bare], TODAY, by)


@given(st.integers(0, 10**12), st.integers(0, 10**12), weights)
def test_more_money_never_lowers_the_ceiling(some: int, more: int, by: Weights) -> None:
    assert ceiling(some, by) <= ceiling(some + more, by)
