"""The words of the calendar and the arithmetic behind them: what the date rules are made of."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from duecourse.domain.conversation.numbers import CARDINALS, ORDINALS, TENS, UNITS

WEEKDAYS = {w: n for n, w in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())}
WEEKDAY_WORDS = {
    **WEEKDAYS,
    **{f"{w}s": n for w, n in WEEKDAYS.items()},
    **{f"{w}'s": n for w, n in WEEKDAYS.items()},
    "mon": 0, "tue": 1, "tues": 1, "thu": 3, "thur": 3, "thurs": 3, "fri": 4,
}  # fmt: skip
MONTHS = {name.lower(): n for n, name in enumerate(calendar.month_name) if name}
MONTH_WORDS = {
    **MONTHS,
    **{name.lower(): n for n, name in enumerate(calendar.month_abbr) if name},
    **{f"{name}'s": n for name, n in MONTHS.items()},
    "sept": 9,
}  # fmt: skip

DAY, WEEK, MONTH, VAGUE = "day", "week", "month", "vague"

# What a date rule finds: the date ahead, the date behind, a second date that is in doubt, and the precision.
Found = tuple[date | None, date | None, date | None, str] | None


def ordinal(text: str) -> int:
    """ "27th", "twenty seventh", "third" → its number; 0 when it is none."""
    if text[0].isdigit():
        return int(re.sub(r"\D", "", text))
    head, _, tail = text.partition(" ")
    return (TENS[head] + ORDINALS[tail] if head in TENS and tail in ORDINALS else 0) if tail else ORDINALS.get(head, 0)


def cardinal(text: str) -> int:
    """ "10", "ten", "twenty one", "a" → its number."""
    if text.isdigit():
        return int(text)
    head, _, tail = text.partition(" ")
    return CARDINALS.get(head, 1) + (UNITS.get(tail, 0) if head in TENS else 0)


def coming(today: date, weekday: int) -> date:
    """The coming one, never today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def in_next_week(today: date, weekday: int) -> date:
    return today + timedelta(days=7 - today.weekday() + weekday)


def month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def shift(today: date, months: int) -> tuple[int, int]:
    index = today.year * 12 + today.month - 1 + months
    return index // 12, index % 12 + 1


def safe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def day_month(day: int, month: int, today: date, year: int | None = None) -> tuple[date | None, date | None]:
    """A day and month without a year: the next one ahead, and the last one behind."""
    if year is not None:
        exact = safe(year if year > 99 else 2000 + year, month, day)
        return exact, exact
    years = [safe(y, month, day) for y in (today.year - 1, today.year, today.year + 1)]
    ahead = next((d for d in years if d is not None and d >= today), None)
    behind = next((d for d in reversed(years) if d is not None and d <= today), None)
    return ahead, behind


def day_of_month(day: int, today: date) -> tuple[date | None, date | None]:
    """ "the twentieth": this month's or the next one that has such a day; and the last one behind."""
    ahead = behind = None
    for months in range(4):
        there = safe(*shift(today, months), day)
        if there is not None and there >= today and ahead is None:
            ahead = there
        back = safe(*shift(today, -months), day)
        if back is not None and back <= today and behind is None:
            behind = back
    return ahead, behind


def nth(which: str, weekday: int, year: int, month: int) -> date:
    days = [d for d in calendar.Calendar().itermonthdates(year, month) if d.month == month and d.weekday() == weekday]
    return days[-1] if which == "last" else days[ORDINALS[which] - 1]


def after(count: str, unit: str, business: bool, today: date) -> Found:
    """`count` units from today; "a few" is no date."""
    if count in ("a few", "the next"):
        return None, None, None, VAGUE
    many = 2 if count.startswith("a couple") else cardinal(count)
    if unit.startswith("month"):
        year, month = shift(today, many)
        return date(year, month, min(today.day, calendar.monthrange(year, month)[1])), None, None, DAY
    days = many * (14 if unit.startswith("fortnight") else 7 if unit.startswith("week") else 1)
    on = today
    if business and unit.startswith("day"):
        while days:
            on += timedelta(days=1)
            days -= on.weekday() < 5
        return on, None, None, DAY
    return today + timedelta(days=days), None, None, DAY


def month_after(day: date) -> date:
    """The same day a month later; the last day of a month stays the last day."""
    year, month = shift(day, 1)
    if day == month_end(day.year, day.month):
        return month_end(year, month)
    return date(year, month, min(day.day, month_end(year, month).day))
