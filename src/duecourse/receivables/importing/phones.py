"""Telephone numbers as they are dialled from anywhere: +12125550142."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=10_000)
def as_dialled(text: str, country: str) -> str:
    """The number in E.164 when it is one in that country (ISO code) or written with its own; else as it was given."""
    import phonenumbers  # heavy tables: loaded when the first number is looked at

    try:
        parsed = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return text
    if not phonenumbers.is_valid_number(parsed) or parsed.extension:
        return text
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
