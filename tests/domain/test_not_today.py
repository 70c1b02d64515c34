"""Whom to leave alone today, why, and until when."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from duecourse.domain.priority import Candidate, Coming, Postponed, not_today
from duecourse.playbooks.priority import load_weights

TODAY = date(2026, 11, 18)  # a Wednesday
WEIGHTS = load_weights(overlay=None)


def account(**more: object) -> Candidate:
    facts: dict[str, object] = {
        "account_id": 1, "number": "C-1", "name": "Castle & Sons", "kind": "business", "creditor": "Northwind",
        "currency": "GBP", "tz": "Europe/London", "overdue": (("GBP", 502000),), "overdue_base": 502000,
        "oldest_days": 20,
    }  # fmt: skip
    return Candidate(**{**facts, **more})  # type: ignore[arg-type]


def found(**more: object) -> Postponed:
    postponed = not_today(account(**more), TODAY, WEIGHTS)
    assert postponed is not None
    return postponed


def cash(minor: int) -> tuple[tuple[str, int], ...]:
    return (("GBP", minor),)


def coming(on: date, minor: int, counts_until: date | None = None) -> Coming:
    return Coming(on, cash(minor), minor, counts_until or on)


def promised(on: date, minor: int = 502000, counts_until: date | None = None) -> dict[str, object]:
    return {"promised": (coming(on, minor, counts_until),), "promised_base": minor}


def eight_on(day: int, month: int = 11, year: int = 2026) -> datetime:
    return datetime(year, month, day, 8, tzinfo=UTC)  # London in winter


def test_an_ordinary_overdue_account_may_be_called() -> None:
    assert not_today(account(), TODAY, WEIGHTS) is None


def test_cash_that_arrived_and_is_not_applied_waits_a_day() -> None:
    postponed = found(unapplied=cash(502000), unapplied_base=502000, last_paid_on=TODAY)
    assert postponed.text == "£5,020 arrived today, not yet applied"
    assert postponed.until == eight_on(19)


def test_paid_yesterday_is_a_quiet_day_but_a_token_payment_is_not() -> None:
    yesterday = TODAY - timedelta(days=1)
    postponed = found(last_paid=cash(300000), last_paid_base=300000, last_paid_on=yesterday)
    assert (postponed.text, postponed.until) == ("paid £3,000 yesterday", eight_on(19))
    token = account(last_paid=cash(1000), last_paid_base=1000, last_paid_on=yesterday)
    assert not_today(token, TODAY, WEIGHTS) is None
    last_week = account(last_paid=cash(300000), last_paid_base=300000, last_paid_on=TODAY - timedelta(days=7))
    assert not_today(last_week, TODAY, WEIGHTS) is None


def test_a_promise_for_friday_is_left_in_peace_until_friday() -> None:
    friday = date(2026, 11, 20)
    postponed = found(**promised(friday))
    assert (postponed.text, postponed.until) == ("promise of £5,020 for Friday is not due yet", eight_on(20))
    little = account(**promised(friday, 10000))
    assert not_today(little, TODAY, WEIGHTS) is None


PLAN = {"promised": (coming(date(2026, 12, 1), 200000), coming(date(2026, 12, 15), 152000)), "promised_base": 352000}


def test_each_part_of_a_plan_is_told_with_its_own_day() -> None:
    postponed = found(**PLAN)
    assert postponed.text == "promises of £2,000 for 1 Dec and £1,520 for 15 Dec are not due yet"
    assert postponed.until == eight_on(1, 12)
    first = coming(date(2026, 11, 17), 200000, date(2026, 11, 20))
    grace = found(promised=(first, coming(date(2026, 11, 19), 152000)), promised_base=352000)
    assert grace.text == (
        "promise of £2,000 was due yesterday, counts until Friday, promise of £1,520 for tomorrow is not due yet"
    )
    assert grace.until == eight_on(19)


def test_a_part_that_was_missed_outweighs_those_to_come_and_a_part_for_today_those_of_other_days() -> None:
    broken = account(**PLAN, broken=cash(150000), broken_base=150000, broken_on=date(2026, 11, 17))
    assert not_today(broken, TODAY, WEIGHTS) is None
    today = (coming(date(2026, 11, 17), 200000, date(2026, 11, 20)), coming(TODAY, 152000))
    assert not_today(account(promised=today, promised_base=352000), TODAY, WEIGHTS) is None


def test_a_promise_on_its_day_may_be_called_about_and_in_its_grace_days_not() -> None:
    on_its_day = account(**promised(TODAY))
    assert not_today(on_its_day, TODAY, WEIGHTS) is None
    grace = found(**promised(date(2026, 11, 17), counts_until=date(2026, 11, 20)))
    assert grace.text == "promise of £5,020 was due yesterday, counts until Friday"
    assert grace.until == eight_on(21)


def test_a_dispute_over_everything_waits_for_its_next_step() -> None:
    postponed = found(dispute="missing_po", dispute_until=date(2026, 11, 24))
    assert postponed.text == "dispute open over everything overdue (missing po)"
    assert postponed.until == eight_on(24)
    assert found(disputed=cash(502000), disputed_base=502000).until is None
    assert not_today(account(disputed=cash(500), disputed_base=500), TODAY, WEIGHTS) is None


def test_a_hold_binds_even_when_a_call_back_is_due() -> None:
    postponed = found(hold="with the lawyers", callback_is_due=True)
    assert (postponed.text, postponed.until) == ("on hold: with the lawyers", None)
    assert found(hold="hardship", hold_until=date(2026, 12, 1)).until == eight_on(2, 12)


def test_a_call_back_whose_hour_has_come_outranks_peace_and_one_for_later_waits() -> None:
    due = account(callback_is_due=True, reached_on=TODAY, **promised(date(2026, 11, 20)))
    assert not_today(due, TODAY, WEIGHTS) is None
    at = datetime(2026, 11, 18, 14, tzinfo=UTC)
    later = found(callback_at=at)
    assert (later.text, later.until) == ("call back planned for today, 14:00 their time", at)


def test_nobody_is_called_twice_after_a_conversation_or_three_times_without_one() -> None:
    assert found(reached_on=TODAY).text == "spoken to today already"
    assert found(tried_today=2).text == "tried 2 times today, nobody answered"
    assert not_today(account(tried_today=1, reached_on=TODAY - timedelta(days=1)), TODAY, WEIGHTS) is None


def test_whoever_pays_on_the_25th_is_given_until_the_25th_unless_a_promise_broke() -> None:
    tz = "Asia/Kolkata"
    habit = {"pays_on": date(2026, 11, 23), "pays_on_text": "pays on the 23rd", "settled_count": 12, "tz": tz}
    postponed = found(**habit)
    assert postponed.text == "pays on the 23rd: Monday"
    assert postponed.until == datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
    assert not_today(account(**{**habit, "pays_on": date(2026, 11, 25)}), TODAY, WEIGHTS) is None
    assert not_today(account(**habit, broken_on=date(2026, 11, 10)), TODAY, WEIGHTS) is None
    assert not_today(account(**{**habit, "settled_count": 5}), TODAY, WEIGHTS) is None


def test_all_reasons_are_shown_and_the_last_one_to_end_decides() -> None:
    postponed = found(reached_on=TODAY, **promised(date(2026, 11, 27)))
    assert postponed.text == "promise of £5,020 for 27 Nov is not due yet · spoken to today already"
    assert postponed.until == eight_on(27)
    assert found(reached_on=TODAY, hold="legal").until is None


@pytest.mark.parametrize("tz", ["America/Denver", "Asia/Tokyo", "UTC"])
def test_tomorrow_begins_at_eight_where_they_are(tz: str) -> None:
    until = found(reached_on=TODAY, tz=tz).until
    assert until is not None
    assert (until.hour, until.date(), str(until.tzinfo)) == (8, date(2026, 11, 19), tz)
