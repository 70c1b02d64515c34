"""Dates said on the telephone, by ruling 18 of the codebook."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duecourse.domain.conversation.dates import find
from duecourse.domain.conversation.text import read

WEDNESDAY = date(2026, 11, 18)


def said(text: str, today: date = WEDNESDAY) -> list[str | None]:
    return [w.on.isoformat() if w.on else None for w in find(read(text), today)]


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("Friday", "2026-11-20"),
        ("this friday", "2026-11-20"),
        ("on Wednesday", "2026-11-25"),  # never today
        ("next Friday", "2026-11-27"),
        ("friday week", "2026-11-27"),
        ("a week on Friday", "2026-11-27"),
        ("the friday after", "2026-11-27"),
        ("Thursday of next week", "2026-11-26"),
        ("in a fortnight", "2026-12-02"),
        ("by the end of the month", "2026-11-30"),
        ("month end", "2026-11-30"),
        ("end of next month", "2026-12-31"),
        ("at the end of January", "2027-01-31"),
        ("the twenty third", "2026-11-23"),
        ("on the 3rd", "2026-12-03"),
        ("the first of next month", "2026-12-01"),
        ("in ten days", "2026-11-28"),
        ("two weeks from today", "2026-12-02"),
        ("within 3 business days", "2026-11-23"),
        ("the last Thursday of the month", "2026-11-26"),
        ("the last friday of december", "2026-12-25"),
        ("this weekend", "2026-11-22"),
        ("tomorrow", "2026-11-19"),
        ("the day after tomorrow", "2026-11-20"),
        ("before noon", "2026-11-18"),
        ("within the hour", "2026-11-18"),
        ("by close of business Friday", "2026-11-20"),
        ("November 27th", "2026-11-27"),
        ("monday march ninth", "2027-03-09"),
        ("Friday the 27th", "2026-11-27"),
        ("2026-12-01", "2026-12-01"),
        ("next friday the twenty seventh", "2026-11-27"),
    ],
)
def test_a_day_is_worked_out_from_the_date_of_the_call(text: str, on: str) -> None:
    assert said(f"We will pay {text}.") == [on]


@pytest.mark.parametrize(
    ("text", "today", "on"),
    [
        ("on Thanksgiving", WEDNESDAY, "2026-11-26"),
        ("the Friday after Thanksgiving", WEDNESDAY, "2026-11-27"),
        ("the day before Good Friday", date(2026, 3, 24), "2026-04-02"),
        ("the day after Labor Day", date(2026, 8, 24), "2026-09-08"),
        ("two days before the 15th", date(2026, 3, 2), "2026-03-13"),
        ("the day after Thanksgiving", WEDNESDAY, "2026-11-27"),
        ("by Labor Day", date(2026, 9, 1), "2026-09-07"),
        ("Remembrance Day", date(2026, 11, 2), "2026-11-11"),
        ("on Good Friday", date(2026, 2, 26), "2026-04-03"),
        ("Easter Monday", WEDNESDAY, "2027-03-29"),
        ("Victoria Day", date(2026, 5, 4), "2026-05-18"),
        ("the Friday before Memorial Day", date(2026, 5, 4), "2026-05-22"),
    ],
)
def test_a_holiday_is_a_day(text: str, today: date, on: str) -> None:
    assert said(f"We will pay {text}.", today) == [on]


@pytest.mark.parametrize("text", ["It was busy on Labor Day weekend.", "We called twice since Friday."])
def test_a_holiday_weekend_and_the_day_since_when_are_no_days_ahead(text: str) -> None:
    assert [on for on in said(text) if on] == []


def test_next_friday_keeps_the_friday_that_others_mean() -> None:
    (when,) = find(read("next Friday"), WEDNESDAY)
    assert (when.on, when.or_on) == (date(2026, 11, 27), date(2026, 11, 20))


def test_three_month_ends_in_a_row_are_three_days() -> None:
    assert said("the end of May, June and July", date(2026, 4, 14)) == ["2026-05-31", "2026-06-30", "2026-07-31"]


@pytest.mark.parametrize("text", ["soon", "next week", "in December", "mid December", "a few days"])
def test_vague_words_name_no_day(text: str) -> None:
    assert [on for on in said(f"We will pay {text}.") if on] == []


@pytest.mark.parametrize("text", ["May I ask who is calling?", "the first one", "one second please", "march on"])
def test_words_that_only_look_like_dates_are_none(text: str) -> None:
    assert [on for on in said(text) if on] == []


def test_a_date_in_figures_keeps_both_orders_where_both_exist() -> None:
    (when,) = find(read("by 3/4/2027"), WEDNESDAY)
    assert {when.on, when.or_on} == {date(2027, 4, 3), date(2027, 3, 4)}


def test_what_was_due_is_looked_for_behind() -> None:
    (when,) = find(read("it was due on august ninth"), WEDNESDAY)
    assert when.past == date(2026, 8, 9)


def test_the_day_before_a_feast_that_is_past_is_behind_us() -> None:
    (when,) = find(read("It was due the day before Thanksgiving."), date(2026, 12, 8))
    assert when.past == date(2026, 11, 25)


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.integers(0, 6))
def test_a_weekday_is_always_within_the_coming_seven_days_and_next_is_in_the_next_calendar_week(
    today: date, n: int
) -> None:
    name = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"][n]
    (coming,) = find(read(f"this {name}"), today)
    (following,) = find(read(f"next {name}"), today)
    assert coming.on is not None and following.on is not None
    assert 1 <= (coming.on - today).days <= 7 and coming.on.weekday() == n
    monday = today - timedelta(days=today.weekday()) + timedelta(days=7)
    assert monday <= following.on < monday + timedelta(days=7)


@given(st.text(max_size=200), st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_no_text_breaks_the_reader_and_every_find_lies_in_the_text(text: str, today: date) -> None:
    words = read(text)
    for when in find(words, today):
        assert 0 <= when.first < when.last <= len(words.items)
        assert words.quote(when.first, when.last) in text
