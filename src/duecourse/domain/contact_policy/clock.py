"""Local time: days, holidays, and the instants at which a local clock shows a given time.

Everything a rule says about hours and days is said in the debtor's place, so every conversion comes through here.
Clock changes are exact: a time that a clock skips starts when the clock jumps, a time it shows twice counts twice.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def local(at: datetime, zone_name: str) -> datetime:
    return at.astimezone(zone(zone_name))


def day_number(at: datetime, zone_name: str) -> int:
    """The local calendar day as an ordinal: what "in 7 days" is counted with."""
    return at.astimezone(zone(zone_name)).toordinal()


def _midnight(place: ZoneInfo, day: int) -> datetime:
    return datetime.combine(date.fromordinal(day), datetime.min.time(), place).astimezone(UTC)


@lru_cache(maxsize=16384)
def marks_of_day(zone_name: str, day: int, marks: tuple[int, ...]) -> tuple[datetime, ...]:
    """UTC instants, in order, at which the clock of `zone_name` shows one of `marks` (seconds since midnight; 86400 is
    the next midnight) on that local day, and any change of the clock itself."""
    place = zone(zone_name)
    start = datetime.combine(date.fromordinal(day), datetime.min.time())
    found: set[datetime] = set()
    for mark in marks:
        wall = start + timedelta(seconds=mark)
        for fold in (0, 1):
            instant = wall.replace(fold=fold, tzinfo=place).astimezone(UTC)
            if instant.astimezone(place).replace(tzinfo=None, fold=0) == wall:  # else the clock skips this time
                found.add(instant)
    before, last = _midnight(place, day) - SECOND, _midnight(place, day + 1) - SECOND
    if before.astimezone(place).utcoffset() != last.astimezone(place).utcoffset():
        found.add(_clock_change(place, before, last))
    return tuple(sorted(found))


def _clock_change(place: ZoneInfo, first: datetime, last: datetime) -> datetime:
    """The first second after `first` that has another offset; there is one at or before `last`."""
    before = first.astimezone(place).utcoffset()
    while last - first > SECOND:
        middle = (first + (last - first) // 2).replace(microsecond=0)
        if middle.astimezone(place).utcoffset() == before:
            first = middle
        else:
            last = middle
    return last


@lru_cache(maxsize=16384)
def start_of_day(zone_name: str, day: int) -> datetime:
    return _midnight(zone(zone_name), day)


def start_of_day_everywhere(zones: tuple[str, ...], day: int) -> datetime:
    """When that day has begun in the last of the zones."""
    return max(start_of_day(name, day) for name in zones)


def next_instant(
    after: datetime, zone_name: str, marks: tuple[int, ...], passes: Callable[[datetime], bool], *, days: int
) -> datetime | None:
    """The first mark after `after`, within so many local days, at which `passes` says yes."""
    today = day_number(after, zone_name)
    for day in range(today, today + days + 1):
        for instant in marks_of_day(zone_name, day, marks):
            if instant > after and passes(instant):
                return instant
    return None


@lru_cache(maxsize=256)
def _calendar(name: str, year: int) -> frozenset[date]:
    import holidays  # heavy: 0.2 s that only cases with a holiday rule should pay

    country, _, region = name.partition("-")
    return frozenset(holidays.country_holidays(country, subdiv=region or None, years=year))


@lru_cache(maxsize=256)
def _days_in_lieu(country: str, place: str, year: int) -> frozenset[date]:
    """Working days on which a place makes up for a holiday of the whole country that fell on a weekend: on the first of
    them after it. Where the part of the country is not known, the days of any part."""
    import holidays

    parts = holidays.country_holidays(country).subdivisions if place == country else ()
    places = [f"{country}-{part}" for part in parts] or [place]

    def makes_up(name: str, day: date) -> bool:
        before = day - DAY
        while before.weekday() > 4 or before in _calendar(name, before.year):
            if before.weekday() > 4 and before in _calendar(country, before.year):
                return True
            before -= DAY
        return False

    fresh = ((name, day) for name in places for day in _calendar(name, year) - _calendar(country, year))
    return frozenset(day for name, day in fresh if day.weekday() < 5 and makes_up(name, day))


@lru_cache(maxsize=64)
def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (the anonymous algorithm of 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (b - (b + 8) // 25 + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=16384)
def is_holiday(calendars: tuple[str, ...], day: date) -> bool:
    """`calendars`: ISO places ("CA-ON"), fixed days ("12-26"), days around Easter Sunday ("easter+1"), and the days on
    which a place makes up for holidays of its country ("AU>AU-NSW")."""
    return any(_is_in(name, day) for name in calendars)


def _is_in(name: str, day: date) -> bool:
    if name.startswith("easter"):
        return day == easter(day.year) + timedelta(days=int(name.removeprefix("easter") or 0))
    if name[0].isdigit():
        return f"{day:%m-%d}" == name
    if ">" in name:
        return day in _days_in_lieu(*name.split(">"), day.year)
    return day in _calendar(name, day.year)


def check_calendar(name: str) -> None:
    """Raises ValueError when the calendar does not exist."""
    try:
        _is_in(name, date(2026, 1, 1))
    except (KeyError, NotImplementedError, ValueError, AttributeError) as error:
        raise ValueError(f"{name!r} is not a holiday calendar (write CA-ON, 12-26 or easter+1)") from error


def plus_working_days(day: date, count: int, calendars: tuple[str, ...]) -> date:
    """`count` days after `day`, leaving out Saturdays, Sundays and the holidays of the calendars."""
    while count:
        day += DAY
        if day.weekday() < 5 and not is_holiday(calendars, day):
            count -= 1
    return day
