"""Place → time zones, as data: `places.toml` for regions of large countries, the tz database's table for the rest."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from duecourse.playbooks import files, read_toml


@lru_cache(maxsize=1)
def _regions() -> dict[str, dict[str, list[str]]]:
    return read_toml(files("", "places.toml")["places.toml"])


@lru_cache(maxsize=1)
def _countries() -> dict[str, list[str]]:
    """ISO 3166-1 code → every zone of the country, from zone.tab."""
    found: dict[str, list[str]] = {}
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    for line in table.splitlines():
        if line and not line.startswith("#"):
            country, _coordinates, zone, *_comment = line.split("\t")
            found.setdefault(country, []).append(zone)
    return found


def _different(zones: list[str]) -> tuple[str, ...]:
    """One zone of those whose clocks agree all year."""
    days = [datetime(2026, month, day, tzinfo=UTC) for month in range(1, 13) for day in (1, 15)]
    by_clock: dict[tuple[Any, ...], str] = {}
    for name in zones:
        by_clock.setdefault(tuple(day.astimezone(ZoneInfo(name)).utcoffset() for day in days), name)
    return tuple(by_clock.values())


@lru_cache(maxsize=4096)
def zones_of_place(country: str, region: str = "") -> tuple[str, ...]:
    """The IANA zones a place may be in; none when the country is unknown. `region` as in ISO 3166-2 without the
    country; a part of it after a dash (NY-NYC) is left aside."""
    regions = _regions().get(country, {})
    if known := regions.get(region.partition("-")[0]):
        return tuple(known)
    if regions:  # the region is not known: anywhere in the country's inhabited regions
        return tuple(dict.fromkeys(zone for zones in regions.values() for zone in zones))
    return _different(_countries().get(country, []))
