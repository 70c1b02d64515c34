"""Clocks that change, half-hour zones, holidays: exact to the second."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duecourse.domain.contact_policy import Window
from duecourse.domain.contact_policy.clock import (
    easter,
    is_holiday,
    local,
    marks_of_day,
    next_instant,
    plus_working_days,
    start_of_day,
)

ZONES = ["America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns", "Africa/Cairo", "Asia/Beirut"]


def test_a_time_that_the_clock_skips_opens_when_the_clock_jumps():
    day = date(2026, 3, 8).toordinal()  # 02:00 becomes 03:00 in New York
    assert marks_of_day("America/New_York", day, (2 * 3600 + 1800,)) == (datetime(2026, 3, 8, 7, tzinfo=UTC),)


def test_a_time_that_the_clock_shows_twice_counts_twice():
    day = date(2026, 11, 1).toordinal()  # 02:00 becomes 01:00 in New York
    found = marks_of_day("America/New_York", day, (3600 + 1800,))
    assert [at.isoformat() for at in found] == [
        "2026-11-01T05:30:00+00:00", "2026-11-01T06:00:00+00:00", "2026-11-01T06:30:00+00:00",
    ]  # fmt: skip


def test_a_day_without_midnight_starts_when_its_first_second_exists():
    day = date(2026, 4, 24)  # Cairo jumps from 00:00 to 01:00 on the last Friday of April
    start = start_of_day("Africa/Cairo", day.toordinal())
    assert local(start, "Africa/Cairo").date() == day
    assert local(start - timedelta(seconds=1), "Africa/Cairo").date() == day - timedelta(days=1)


@given(st.sampled_from(ZONES), st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_a_day_starts_at_its_first_second(zone, day):
    start = start_of_day(zone, day.toordinal())
    assert local(start, zone).date() == day
    assert local(start - timedelta(seconds=1), zone).date() < day


@given(
    st.sampled_from(ZONES),
    st.integers(0, 2 * 365 * 86400).map(lambda s: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(seconds=s)),
    st.integers(0, 86399),
    st.integers(0, 86399),
)
def test_the_next_opening_of_a_daily_window_is_open_and_the_second_before_is_not(zone, after, start, end):
    if start == end:
        return
    window = Window(start, end)
    found = next_instant(after, zone, (0, start, end), lambda at: window.covers(local(at, zone)), days=3)
    assert found is not None and window.covers(local(found, zone))
    before = found - timedelta(seconds=1)
    assert before < after or not window.covers(local(before, zone)) or window.covers(local(after, zone))


def test_a_window_over_midnight_belongs_to_the_weekday_it_starts_on():
    fridays = Window(22 * 3600, 6 * 3600, frozenset({4}))
    zone = ZoneInfo("Europe/London")
    assert fridays.covers(datetime(2026, 5, 8, 23, 0, tzinfo=zone))
    assert fridays.covers(datetime(2026, 5, 9, 5, 59, tzinfo=zone))
    assert not fridays.covers(datetime(2026, 5, 8, 5, 59, tzinfo=zone))
    assert not fridays.covers(datetime(2026, 5, 9, 23, 0, tzinfo=zone))


@pytest.mark.parametrize(
    "sunday", [date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5), date(2027, 3, 28), date(2038, 4, 25)]
)
def test_easter_sunday(sunday):
    assert easter(sunday.year) == sunday


def test_holidays_of_a_place_of_the_calendar_and_around_easter():
    assert is_holiday(("CA-QC",), date(2026, 6, 24)) and not is_holiday(("CA-ON",), date(2026, 6, 24))
    assert is_holiday(("easter+1",), date(2026, 4, 6)) and is_holiday(("easter-2",), date(2026, 4, 3))
    assert is_holiday(("12-26",), date(2026, 12, 26)) and not is_holiday(("12-26",), date(2026, 12, 27))


@pytest.mark.parametrize(
    ("place", "day", "closed"),
    [
        ("AU-TAS", date(2026, 12, 28), True), ("AU-QLD", date(2027, 12, 28), True), ("AU-WA", date(2028, 1, 3), True),
        ("AU-NT", date(2031, 1, 27), True), ("AU-SA", date(2033, 12, 27), True), ("AU-WA", date(2026, 4, 27), True),
        ("AU-QLD", date(2026, 4, 27), False), ("AU", date(2026, 4, 27), True), ("AU-NSW", date(2026, 12, 29), False),
        ("AU-NSW", date(2026, 10, 5), False), ("AU-VIC", date(2026, 4, 4), False),
    ],
)  # fmt: skip
def test_a_national_holiday_at_a_weekend_is_made_up_for_on_the_days_that_their_state_gives_for_it(place, day, closed):
    assert is_holiday((f"AU>{place}",), day) is closed


def test_working_days_leave_out_weekends_and_holidays():
    # Wednesday 1 July 2026: Thursday, then Independence Day observed on Friday, then Monday to Thursday.
    assert plus_working_days(date(2026, 7, 1), 5, ("US",)) == date(2026, 7, 9)
