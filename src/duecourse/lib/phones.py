"""Telephone numbers as people read them out."""

from __future__ import annotations

from functools import lru_cache


def read_out(number: str) -> str:
    """ "+1 207-555-0142". What is not written with its country stays as it is."""
    return _formatted(number) if number.startswith("+") else number


@lru_cache(maxsize=2_000)
def _formatted(number: str) -> str:
    import phonenumbers  # heavy tables: loaded when the first number is shown

    try:
        return phonenumbers.format_number(phonenumbers.parse(number), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        return number
