"""Payment behaviour: medians, habits and answer times, never claimed from a handful of cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duecourse.domain.facts import CallFact, SettledFact
from duecourse.domain.payment_timing import PayDay, Prior, answer_times, habits, pay_day, pay_days_within, quantile

TODAY = date(2026, 11, 18)


def settled(days_late: int, paid_on: date = TODAY - timedelta(days=30), minor: int = 10000) -> SettledFact:
    return SettledFact(f"INV-{paid_on}", "USD", minor, paid_on - timedelta(days=days_late), paid_on)


def history(*days_late: int) -> list[SettledFact]:
    """Oldest first, one payment every 13 days, the last one 13 days ago."""
    newest_first = enumerate(reversed(days_late), 1)
    return [settled(days, TODAY - timedelta(days=13 * n)) for n, days in newest_first]


def call(hour: int, outcome: str, *, day: int = 3, direction: str = "out") -> CallFact:
    return CallFact(1, datetime(2026, 11, day, hour, tzinfo=UTC), direction, outcome, "alice")


def test_habits_are_read_from_what_money_paid_among_the_last_items_of_two_years() -> None:
    written_off = replace(settled(200, TODAY), by_money=False)
    old = settled(90, TODAY - timedelta(days=730))
    seen = habits([old, settled(3, TODAY - timedelta(days=729)), written_off], TODAY)
    assert (seen.count, seen.usual_days_late) == (1, 3)
    assert habits([settled(3), *[written_off] * 24], TODAY).count == 0


def test_an_account_without_history_has_the_prior_and_no_habit() -> None:
    empty = habits([], TODAY, Prior(days_late=9, on_time_share=0.5))
    assert (empty.count, empty.usual_days_late, empty.late_days, empty.last_paid_on) == (0, None, None, None)
    assert (empty.expected_days_late, empty.on_time_share, empty.drift, empty.pay_day) == (9, 0.5, None, None)


def test_one_payment_on_time_does_not_make_a_perfect_payer() -> None:
    once = habits(history(0), TODAY)
    assert once.on_time_count == once.count == 1
    assert once.on_time_share == pytest.approx((1 + 4 * 0.6) / 5)


def test_the_usual_lateness_is_the_median_and_the_band_holds_most_of_it() -> None:
    seen = habits(history(2, 4, 6, 8, 90), TODAY)
    assert (seen.usual_days_late, seen.early_days, seen.late_days) == (6, 2, 8)


def test_payments_of_tomorrow_are_not_known_today() -> None:
    assert habits([settled(0, TODAY + timedelta(days=1))], TODAY).count == 0


def test_a_payer_who_was_always_on_time_and_is_late_now_drifts() -> None:
    seen = habits(history(0, 0, 1, 0, 0, 1, 9, 12, 14, 20, 21), TODAY)
    assert seen.drift is not None
    assert (seen.drift.before_days, seen.drift.now_days, seen.drift.is_slower) == (0, 14, True)


def test_an_erratic_payer_does_not_drift() -> None:
    assert habits(history(0, 40, 3, 35, 1, 38, 20, 2, 41, 5, 30), TODAY).drift is None


def test_paying_on_the_25th_is_a_habit_even_when_a_weekend_moves_it() -> None:
    found = pay_day([date(2026, 5, 25), date(2026, 6, 25), date(2026, 7, 24), date(2026, 8, 25), date(2026, 9, 25),
                     date(2026, 10, 26)])  # fmt: skip
    assert found is not None
    assert (found.text, found.hits, found.of) == ("pays on the 25th", 6, 6)
    assert found.next_on(date(2026, 11, 18)) == date(2026, 11, 25)
    assert found.next_on(date(2026, 11, 26)) == date(2026, 12, 25)


def test_the_end_of_the_month_is_a_habit_of_its_own() -> None:
    found = pay_day([date(2026, 4, 30), date(2026, 5, 29), date(2026, 6, 30), date(2026, 7, 31), date(2026, 8, 31)])
    assert found is not None
    assert found.text == "pays at the end of the month"
    assert found.next_on(date(2027, 2, 3)) == date(2027, 2, 28)


def test_a_weekly_payment_run_is_seen() -> None:
    thursdays = [date(2026, 9, 3) + timedelta(days=7 * n) for n in range(8)]
    found = pay_day(thursdays)
    assert found is not None
    assert (found.text, found.next_on(date(2026, 11, 18))) == ("pays on Thursdays", date(2026, 11, 19))


def test_ten_invoices_paid_in_one_run_are_one_payment_day() -> None:
    assert pay_day([date(2026, 10, 25)] * 10) is None


def test_scattered_payments_are_no_habit() -> None:
    assert pay_day([TODAY - timedelta(days=17 * n) for n in range(14)]) is None


def test_a_31st_that_a_month_does_not_have_falls_on_its_last_day() -> None:
    assert PayDay("day_of_month", 31, 6, 6).next_on(date(2026, 11, 1)) == date(2026, 11, 30)


any_pay_day = st.one_of(
    st.builds(PayDay, st.just("weekday"), st.integers(0, 6), st.just(0), st.just(0)),
    st.builds(PayDay, st.just("day_of_month"), st.integers(1, 31), st.just(0), st.just(0)),
    st.just(PayDay("month_end", 0, 0, 0)),
)


@given(any_pay_day, st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(0, 31))
def test_the_pay_days_of_the_coming_days_are_all_those_whose_next_time_falls_into_them(
    one: PayDay, on: date, days: int
) -> None:
    assert (one in pay_days_within(on, days)) == (one.next_on(on) <= on + timedelta(days=days))


def test_they_answer_mornings_in_their_own_time() -> None:
    # 15:00 UTC is 10:00 in New York; 20:00 UTC is 15:00.
    calls = [call(15, "promise", day=d) for d in (2, 3, 4, 5)] + [call(15, "no_answer", day=6)]
    calls += [call(20, "no_answer", day=d) for d in (2, 3)]
    times = answer_times(calls, "America/New_York")
    assert times.text == "answers mornings (4 of 5)"
    assert answer_times(calls, "Asia/Tokyo").best is None


def test_two_calls_and_their_own_calls_to_us_prove_nothing() -> None:
    assert answer_times([call(15, "promise"), call(16, "promise")], "America/New_York").text == ""
    inbound = [call(15, "promise", day=d, direction="in") for d in range(1, 9)]
    assert answer_times(inbound, "America/New_York").text == ""


def test_somebody_who_answers_all_day_has_no_best_time() -> None:
    calls = [call(hour, "promise", day=d) for hour in (15, 20) for d in (2, 3, 4, 5)]
    assert answer_times(calls, "America/New_York").best is None


def test_there_is_no_quantile_of_nothing() -> None:
    with pytest.raises(ValueError, match="no observations"):
        quantile([], 0.5)


@given(st.lists(st.integers(-60, 400), min_size=1, max_size=60))
def test_figures_stay_inside_what_was_observed(days_late: list[int]) -> None:
    seen = habits(history(*days_late), TODAY)
    recent = days_late[-24:]
    assert seen.count == len(recent)
    assert seen.usual_days_late in recent
    assert 0 < seen.on_time_share < 1
    assert min([*recent, 6]) <= seen.expected_days_late <= max([*recent, 6])
    if seen.early_days is not None and seen.late_days is not None:
        assert seen.early_days <= seen.usual_days_late <= seen.late_days


@given(st.lists(st.dates(date(2024, 1, 1), date(2026, 11, 18)), max_size=40), st.dates(date(2026, 1, 1)))
def test_a_stated_habit_rests_on_at_least_five_days_and_points_ahead(paid_on: list[date], on: date) -> None:
    found = pay_day(paid_on)
    if found is not None:
        assert 5 <= found.hits <= found.of
        if on.year < 9999:
            assert found.next_on(on) >= on
