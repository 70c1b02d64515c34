"""On which days money moves where somebody is: weekends and public holidays by country and region."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from duecourse.domain.promise_terms import weekend


@lru_cache(maxsize=256)
def _calendar(country: str, region: str, year: int) -> Any:
    """None where no calendar is known; the country's where the region has none."""
    import holidays  # a fifth of a second that only who asks about a day should pay

    for subdivision in (region or None, None):
        try:
            return holidays.country_holidays(country, subdiv=subdivision, years=year, language="en_US")
        except (NotImplementedError, KeyError, ValueError):
            continue
    return None


@lru_cache(maxsize=4096)
def closed_because(day: date, country: str, region: str = "") -> str:
    """ "a Saturday", "Thanksgiving Day", or "" on a day on which banks are open. `region` as in ISO 3166-2."""
    found: Mapping[date, str] | None = _calendar(country.upper(), region.upper().partition("-")[0], day.year)
    if found is None:
        return weekend(day)
    if found.is_weekend(day):  # type: ignore[attr-defined]  # a dictionary that knows its country's weekend
        return f"a {day:%A}"
    return found.get(day, "").partition("; ")[0]
