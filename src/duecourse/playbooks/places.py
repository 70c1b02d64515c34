"""Places as data. Place → time zones: `places.toml` for regions of large countries, the tz database's table for the
rest. An address → the part of the country whose rules hold there."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from duecourse.playbooks import files, read_toml


@lru_cache(maxsize=1)
def _places() -> dict[str, Any]:
    return read_toml(files("", "places.toml")["places.toml"])


def _regions() -> dict[str, dict[str, list[str]]]:
    return _places()


def _cities() -> dict[str, dict[str, list[str]]]:
    cities: dict[str, dict[str, list[str]]] = _places()["cities"]
    return cities


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


@lru_cache(maxsize=64)
def _names_of_parts(country: str) -> dict[str, str]:
    """How the parts of a country are written → their code (ISO 3166-2 without the country): "ohio" and "oh" → OH."""
    import holidays  # heavy: only files and forms that name a place should pay

    calendar = getattr(holidays, country, None)
    codes = getattr(calendar, "subdivisions", ())
    names = {name.casefold(): code for name, code in getattr(calendar, "subdivisions_aliases", {}).items()}
    return names | {code.casefold(): code for code in codes}


def is_part(country: str, region: str) -> bool:
    """Whether that is the code of a part of the country; true where its parts are not known here."""
    known = _names_of_parts(country)
    return not known or region.partition("-")[0].casefold() in known


def country_codes() -> tuple[str, ...]:
    """ISO 3166-1, as far as anybody lives there."""
    return tuple(sorted(_countries()))


def region_of(country: str, region: str, city: str = "", postal_code: str = "") -> str:
    """The part of the country as the contact rules name it: Ohio, oh and US-OH → OH; in a city with rules of its own,
    that city: NY and Brooklyn → NY-NYC. What is no part that we know stays when it looks like a code, so that the gate
    can say so; else ""."""
    known = _names_of_parts(country) if country else {}
    text = region.strip().removeprefix(f"{country}-") if country else region.strip()
    part, _, within = text.upper().partition("-")
    code = known.get(text.casefold(), text.upper() if len(part) <= 4 and part.isalnum() and len(within) <= 3 else "")
    return _city_at(f"{country}-{code}" if code else country, city, postal_code)


def _city_at(place: str, city: str, postal_code: str) -> str:
    """The region, with the city where the address lies in one that has rules of its own. "" where nothing is known. A
    name alone tells only together with the region: there is a Brooklyn in Ohio."""
    digits, region = postal_code.strip(), place.partition("-")[2]
    for name, how in _cities().items():
        state, is_by_code = name.rpartition("-")[0], digits.startswith(tuple(how["postal"]))
        if place in (name, state) and digits:
            return (name if is_by_code else state).partition("-")[2]
        is_named = place == state and _is_named(city, how["names"])
        if is_named or (place == state.partition("-")[0] and is_by_code):
            return name.partition("-")[2]
    return region


def _is_named(city: str, names: list[str]) -> bool:
    return city.strip().casefold() in {name.casefold() for name in names}


def different_clocks(zones: list[str]) -> tuple[str, ...]:
    """One zone of those whose clocks agree all year."""
    days = [datetime(2026, month, day, tzinfo=UTC) for month in range(1, 13) for day in (1, 15)]
    by_clock: dict[tuple[Any, ...], str] = {}
    for name in zones:
        by_clock.setdefault(tuple(day.astimezone(ZoneInfo(name)).utcoffset() for day in days), name)
    return tuple(by_clock.values())


@lru_cache(maxsize=4096)
def has_clock_of(zone: str, zones: tuple[str, ...]) -> bool:
    """Whether its clock agrees all year with that of one of them, by whatever name."""
    return any(len(different_clocks([zone, other])) == 1 for other in zones)


def may_keep(zone: str, country: str, region: str) -> bool:
    """Whether a clock somebody has told us can be that of this place; true where nothing is known of the place."""
    placed = zones_of_place(country, region)
    return not placed or has_clock_of(zone, placed)


@lru_cache(maxsize=4096)
def zones_of_place(country: str, region: str = "") -> tuple[str, ...]:
    """The IANA zones a place may be in; none when the country is unknown. `region` as in ISO 3166-2 without the
    country; a part of it after a dash (NY-NYC) is left aside."""
    regions = _regions().get(country, {})
    if known := regions.get(region.partition("-")[0]):
        return tuple(known)
    if regions:  # the region is not known: anywhere in the country's inhabited regions
        return tuple(dict.fromkeys(zone for zones in regions.values() for zone in zones))
    return different_clocks(_countries().get(country, []))
