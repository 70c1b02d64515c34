"""In which time zones an account may be: the gate must be content in every one of them."""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol

from duecourse.playbooks.places import different_clocks, has_clock_of, zones_of_place


@lru_cache(maxsize=50_000)
def zones_of_number(number: str, country: str) -> tuple[str, ...]:
    """The IANA zones a telephone number can belong to; none when it is not valid or not tied to a place."""
    import phonenumbers  # heavy tables: loaded when the first number is looked at
    from phonenumbers import timezone

    try:
        parsed = phonenumbers.parse(number, country or None)
    except phonenumbers.NumberParseException:
        return ()
    if not phonenumbers.is_possible_number(parsed):
        return ()
    return tuple(z for z in timezone.time_zones_for_number(parsed) if z != timezone.UNKNOWN_TIMEZONE)


class Reached(Protocol):
    """Somebody at the account, as far as their whereabouts go."""

    @property
    def time_zone(self) -> str: ...
    @property
    def phone(self) -> str: ...


class Placed(Protocol):
    """An account, as far as its whereabouts go."""

    @property
    def country(self) -> str: ...
    @property
    def region(self) -> str: ...
    @property
    def time_zone(self) -> str: ...
    @property
    def phone(self) -> str: ...


def candidate_zones(account: Placed, contact: Reached | None) -> tuple[str, ...]:
    """What is known wins: the contact's own zone, then the account's. Else where the place and the telephone number can
    both be; where they disagree the place stands, because numbers move with people."""
    if known := known_zone(account, contact):
        return (known,)
    number = (contact.phone if contact else "") or account.phone
    return zones_of(account.country, account.region, number)


def known_zone(account: Placed, contact: Reached | None) -> str:
    """The zone somebody has said they are in; "" where nobody has."""
    return (contact.time_zone if contact else "") or account.time_zone


@lru_cache(maxsize=50_000)
def zones_of_person(country: str, region: str, number: str) -> tuple[tuple[str, ...], str | None]:
    """Every zone in which a person may be who has said nothing of it, and that of the area code. A company is at its
    address; a person with an address in one zone and an area code of another may be in either, and the law wants the
    hour to suit in both (12 CFR 1006.6(b)(1)(i), comment 2). A number that is tied to no place tells nothing."""
    placed, coded = zones_of_place(country, region), _zones_of_area_code(number, country) if number else ()
    if not placed:
        return zones_of(country, region, number), None
    agrees = any(has_clock_of(zone, placed) for zone in coded)
    zones = different_clocks([*placed, *(() if agrees else coded)])
    return zones, _of_those(zones, coded[0]) if len(coded) == 1 else None


def _of_those(zones: tuple[str, ...], coded: str) -> str:
    """The zone of the area code by the name it has among the candidates: many go by an older name as well."""
    return next((zone for zone in zones if has_clock_of(zone, (coded,))), coded)


def _zones_of_area_code(number: str, country: str) -> tuple[str, ...]:
    import phonenumbers

    zones = zones_of_number(number, country)
    tied = bool(zones) and phonenumbers.is_number_geographical(phonenumbers.parse(number, country or None))
    return zones if tied else ()


@lru_cache(maxsize=50_000)
def zones_of(country: str, region: str, number: str) -> tuple[str, ...]:
    """Candidates from a place and a telephone number, either of which may be empty."""
    placed = zones_of_place(country, region)
    if len(placed) == 1 or not number:
        return placed
    numbered = zones_of_number(number, country)
    return tuple(zone for zone in placed if has_clock_of(zone, numbered)) or placed or numbered
