"""Small pieces of plain English: dates, counts and lists as a person would say them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date

_ENDS = tuple(".!?…")
_HOLE_AND_STOP = re.compile(r"\{([^{}]*)\}(\.(?!\.))?")
_SPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")

# A year is spoken only when the day could be taken for another one: another calendar year, and not close by.
_SAME_SEASON_DAYS = 120


def plain_date(day: date, today: date) -> str:
    """ "Tuesday 17 November"; with the year when the day lies in another year and more than 120 days away."""
    text = f"{day:%A} {day.day} {day:%B}"
    if day.year != today.year and abs((day - today).days) > _SAME_SEASON_DAYS:
        return f"{text} {day.year}"
    return text


def short_date(day: date, today: date) -> str:
    """ "17 Nov"; with the year under the same rule as `plain_date`. For tables, not for speech."""
    text = f"{day.day} {day:%b}"
    if day.year != today.year and abs((day - today).days) > _SAME_SEASON_DAYS:
        return f"{text} {day.year}"
    return text


def dated_day(day: date, today: date) -> str:
    """ "Wed 18 Nov"; with the year whenever it is another one. For lists of what is to be done."""
    text = f"{day:%a} {day.day} {day:%b}"
    return text if day.year == today.year else f"{text} {day.year}"


def relative_day(day: date, today: date) -> str:
    """ "today", "tomorrow", "yesterday", "6 days ago", "in 13 days"."""
    away = (day - today).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    if away in near:
        return near[away]
    return f"in {away} days" if away > 0 else f"{-away} days ago"


def count(number: int, one: str, many: str = "") -> str:
    """ "1 invoice", "3 invoices", "1 day": the number with its noun."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(parts: Iterable[str]) -> str:
    """ "A", "A and B", "A, B and C"."""
    items = [part for part in parts if part]
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def with_full_stop(text: str) -> str:
    """Unless it brings its end along: “Castle Inc.”, or words of theirs, “nobody read her mail.”"""
    return text if text.rstrip("”")[-1:] in _ENDS else f"{text}."


def filled(text: str, value_of: Callable[[str], str]) -> str:
    """A text with its {holes} filled. A name with a dot of its own at its end ends the sentence as well: "This is Ann
    from Castle Inc.", with one dot."""

    def fill(hole: re.Match[str]) -> str:
        value = value_of(hole[1])
        return with_full_stop(value) if hole[2] else value

    return _HOLE_AND_STOP.sub(fill, text)


def code_words(code: str) -> str:
    """A code of the ledger or the codebook in words: "short_delivery" is "short delivery"."""
    return " ".join("PO" if word == "po" else word for word in code.split("_"))


def tidy(text: str, limit: int = 120) -> str:
    """One line of text without control characters, cut at `limit` characters. What comes from a file or a form may
    hold line breaks or forty thousand letters; neither belongs in a sentence."""
    line = _SPACE.sub(" ", text).strip()
    return line if len(line) <= limit else f"{line[: limit - 1].rstrip()}…"
