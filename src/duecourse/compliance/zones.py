"""In which time zones an account may be: the gate must be content in every one of them."""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol

from duecourse.playbooks.places import zones_of_place


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
    if contact is not None and contact.time_zone:
        return (contact.time_zone,)
    if account.time_zone:
        return (account.time_zone,)
    number = (contact.phone if contact else "") or account.phone
    return zones_of(account.country, account.region, number)


@lru_cache(maxsize=50_000)
def zones_of(country: str, region: str, number: str) -> tuple[str, ...]:
    """Candidates from a place and a telephone number, either of which may be empty."""
    placed = zones_of_place(country, region)
    if len(placed) == 1 or not number:
        return placed
    numbered = zones_of_number(number, country)
    return tuple(zone for zone in placed if zone in numbered) or placed or numbered
