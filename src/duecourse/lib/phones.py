"""Telephone numbers: as they are dialled from anywhere (+12125550142), and as people read them out."""

from __future__ import annotations

import re
from functools import lru_cache

_NUMBER = re.compile(r"[(0-9][0-9\s().\-]*")
_DIGITS = re.compile(r"[0-9]")


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


@lru_cache(maxsize=10_000)
def as_dialled(text: str, country: str) -> str:
    """The number in E.164 when it is one in that country (ISO code) or written with its own, " x5" behind it where it
    has an extension; else its digits alone, where nothing but digits and the signs between them was given."""
    import phonenumbers  # heavy tables: loaded when the first number is looked at

    try:
        parsed = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return _plain(text)
    if not phonenumbers.is_valid_number(parsed):
        return _plain(text)
    number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return f"{number} x{parsed.extension}" if parsed.extension else number


def _plain(text: str) -> str:
    return "".join(_DIGITS.findall(text)) if _NUMBER.fullmatch(text) else text
