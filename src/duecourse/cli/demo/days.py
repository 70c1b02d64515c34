"""Days on which money moves: banks work from Monday to Friday."""

from __future__ import annotations

from datetime import date, timedelta

FRIDAY, SATURDAY, SUNDAY = 4, 5, 6


def next_working(on: date) -> date:
    """That day, or the Monday after it when it falls on a weekend."""
    return on + timedelta(days={SATURDAY: 2, SUNDAY: 1}.get(on.weekday(), 0))


def previous_working(on: date) -> date:
    """That day, or the Friday before it when it falls on a weekend."""
    return on - timedelta(days={SATURDAY: 1, SUNDAY: 2}.get(on.weekday(), 0))


def nearest_working(on: date) -> date:
    """That day; Friday instead of Saturday, Monday instead of Sunday."""
    return on + timedelta(days={SATURDAY: -1, SUNDAY: 1}.get(on.weekday(), 0))


def month_end(on: date) -> date:
    """The last working day of the month."""
    first_of_next = (on.replace(day=28) + timedelta(days=4)).replace(day=1)
    return previous_working(first_of_next - timedelta(days=1))


def day_of_month(on: date, day: int) -> date:
    """The first payment day around the `day`th (1-28) that is not before `on`."""
    this_month = nearest_working(on.replace(day=day))
    if this_month >= on:
        return this_month
    return nearest_working((on.replace(day=28) + timedelta(days=4)).replace(day=day))


def weekday_from(on: date, weekday: int) -> date:
    """The first such weekday (Monday 0) on or after that date."""
    return on + timedelta(days=(weekday - on.weekday()) % 7)
