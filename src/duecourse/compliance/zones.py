"""In which time zones an account may be: the gate must be content in every one of them."""

from __future__ import annotations

from functools import lru_cache

from duecourse.receivables.models import Account, Contact


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


def candidate_zones(account: Account, contact: Contact | None) -> tuple[str, ...]:
    """What is known wins: the contact's own zone, then the account's; else what the telephone numbers allow."""
    if contact is not None and contact.time_zone:
        return (contact.time_zone,)
    if account.time_zone:
        return (account.time_zone,)
    number = (contact.phone if contact else "") or account.phone
    return zones_of_number(number, account.country) if number else ()
