"""Reading outside data strictly: every value is taken by name, checked, and refused with the place it stands in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

_REQUIRED: Any = object()
_YEARS = range(1600, 2201)  # what every calendar can count from, in every time zone
MOST = 1_000_000  # so many days from now is still a date


class Malformed(ValueError):
    """A value cannot be used. The message starts with its place: `events[2].kind: ...`."""


def named(value: object) -> str:
    """How an error shows a value: short, quoted, never a page of it."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


class Reader:
    """One object of the input. Remembers which keys were read, so that leftovers can be reported.

    Each reading method returns the checked value, or the default where the key is absent or null; without a default
    the key is required.
    """

    def __init__(self, data: object, place: str) -> None:
        if not isinstance(data, Mapping):
            raise Malformed(f"{place}: expected an object, found {named(data)}")
        self.data: Mapping[str, Any] = data
        self.place = place
        self.read: set[str] = set()

    def at(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key

    def has(self, key: str) -> bool:
        return self.data.get(key) is not None

    def raw(self, key: str, default: Any = _REQUIRED) -> Any:
        """The value as it stands; null counts as absent."""
        self.read.add(key)
        value = self.data.get(key)
        if value is not None:
            return value
        if default is _REQUIRED:
            raise Malformed(f"{self.at(key)}: missing")
        return default

    def _typed(self, key: str, kind: type, what: str, default: Any) -> Any:
        value = self.raw(key, default)
        if value is default and value is not _REQUIRED:
            return value
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise Malformed(f"{self.at(key)}: expected {what}, found {named(value)}")
        return value

    def text(self, key: str, default: Any = _REQUIRED) -> Any:
        value = self._typed(key, str, "text", default)
        if value is not default and not value.strip():
            raise Malformed(f"{self.at(key)}: empty")
        return value

    def flag(self, key: str, default: Any = _REQUIRED) -> Any:
        return self._typed(key, bool, "true or false", default)

    def whole(self, key: str, default: Any = _REQUIRED, *, least: int = 0, most: int = MOST) -> Any:
        value = self._typed(key, int, "a whole number", default)
        if value is not default and value < least:
            raise Malformed(f"{self.at(key)}: {value} is below {least}")
        if value is not default and value > most:
            raise Malformed(f"{self.at(key)}: {value} is above {most}")
        return value

    def word(
        self, key: str, allowed: Iterable[str], default: Any = _REQUIRED, *, also: Mapping[str, str] | None = None
    ) -> Any:
        """One of the allowed words; `also` maps other spellings to them."""
        value = self.text(key, default)
        if value is default:
            return value
        return one_of(value, allowed, self.at(key), also=also)

    def words(self, key: str, allowed: Iterable[str] | None = None, default: Any = _REQUIRED) -> Any:
        """A list of words (one word alone is a list of one)."""
        value = self.raw(key, default)
        if value is default and value is not _REQUIRED:
            return value
        items = [value] if isinstance(value, str) else value
        if not isinstance(items, list | tuple) or not items or not all(isinstance(i, str) and i for i in items):
            raise Malformed(f"{self.at(key)}: expected one or more words, found {named(value)}")
        if allowed is None:
            return tuple(items)
        return tuple(one_of(item, allowed, self.at(key)) for item in items)

    def instant(self, key: str, default: Any = _REQUIRED) -> Any:
        value = self.raw(key, default)
        if value is default and value is not _REQUIRED:
            return value
        return instant(value, self.at(key))

    def on(self, key: str, default: Any = _REQUIRED) -> Any:
        """A date: a TOML date or ISO text."""
        value = self.raw(key, default)
        if value is default and value is not _REQUIRED:
            return value
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        return iso_date(value, self.at(key))

    def day(self, key: str, default: Any = _REQUIRED) -> Any:
        """A date that every calendar can count from."""
        found = self.on(key, default)
        if found is not default and found.year not in _YEARS:
            raise Malformed(f"{self.at(key)}: {found} is not between 1600 and 2200")
        return found

    def link(self, key: str) -> str:
        """An address of the web, as it may become a link on a page; "" where there is none."""
        found: str = self.text(key, "")
        if found and not found.startswith(("https://", "http://")):
            raise Malformed(f"{self.at(key)}: {named(found)} does not begin with https://")
        return found

    def inner(self, key: str, default: Any = _REQUIRED) -> Reader:
        return Reader(self.raw(key, default), self.at(key))

    def unread(self) -> list[str]:
        return sorted(str(key) for key in self.data if key not in self.read)

    def finish(self) -> None:
        """Refuse keys nobody asked for."""
        if left := self.unread():
            raise Malformed(f"{self.at(left[0])}: not a known key")


def one_of(value: str, allowed: Iterable[str], place: str, *, also: Mapping[str, str] | None = None) -> str:
    allowed = tuple(allowed)
    word = (also or {}).get(value, value)
    if word not in allowed:
        raise Malformed(f"{place}: {named(value)} is not one of {', '.join(sorted(allowed))}")
    return word


def instant(value: object, place: str) -> datetime:
    """ISO 8601 with an offset, as UTC; a time without one could mean two different hours."""
    if isinstance(value, str):
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            found = None
        if found is not None and len(value) > 10:
            if found.tzinfo is None:
                raise Malformed(f"{place}: {named(value)} has no offset (write 2026-04-07T10:00:00-04:00)")
            if found.year not in _YEARS:
                raise Malformed(f"{place}: {named(value)} is not between 1600 and 2200")
            return found.astimezone(UTC)
    raise Malformed(f"{place}: {named(value)} is not an ISO date and time with an offset")


def iso_date(value: object, place: str) -> date:
    try:
        return date.fromisoformat(value)  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise Malformed(f"{place}: {named(value)} is not a date (write 2026-04-07)") from error


def seconds_of_day(value: object, place: str) -> int:
    """ "08:00" as seconds since local midnight; "24:00" is the end of the day."""
    if value == "24:00":
        return 86400
    try:
        found = time.fromisoformat(value)  # type: ignore[arg-type]
    except (TypeError, ValueError) as error:
        raise Malformed(f"{place}: {named(value)} is not a time of day (write 08:00)") from error
    if found.tzinfo is not None:
        raise Malformed(f"{place}: {named(value)} is a local time and takes no offset")
    return found.hour * 3600 + found.minute * 60 + found.second


def clock_text(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}"
