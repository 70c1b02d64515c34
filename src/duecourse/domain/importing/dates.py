"""Dates as people and systems write them, read into ISO text (2026-01-31).

ISO text is what the parser hands on, because both databases and JSON take it, it compares as a date does, and a date
object would cost an adapter call per cell. Whether 03/04/2026 is in March or in April is decided only by values that
allow one reading, over the whole file; otherwise it is asked.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from duecourse.domain.importing.findings import Finding, shown

DMY, MDY = "dmy", "mdy"
ORDERS = {DMY: "day/month", MDY: "month/day"}
_FIRST_YEAR, _LAST_YEAR = 1970, 2100  # outside this an invoice date is a slip of the keyboard
_CENTURY_TURN = 70  # two-digit years: 69 is 2069, 70 is 1970
_SERIALS = range(25569, 73051)  # spreadsheet day numbers of 1970-01-01 to 2099-12-31
_SERIAL_EPOCH = date(1899, 12, 30)  # day 0 of the 1900 date system, its false leap day included

_TIME = r"(?:[T ,]\s*\d{1,2}:\d{2}.*|T.*)?"
_YEAR_FIRST = re.compile(rf"(\d{{4}})([-/. ])(\d{{1,2}})\2(\d{{1,2}}){_TIME}")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\.0+)?")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_NUMERIC = re.compile(rf"(\d{{1,2}})([-/. ])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_TIME}")
_WEEKDAY = re.compile(r"^[^\W\d]{2,10}\.?,\s*")
_DAY_NAME_YEAR = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th|\.)?[\s/-]*(?:de |of )?([^\W\d]{{3,}})\.?,?[\s./-]*(?:de )?'?(\d{{4}}|\d{{2}}){_TIME}",
    re.I,
)
_NAME_DAY_YEAR = re.compile(
    rf"([^\W\d]{{3,}})\.?[\s-]*(\d{{1,2}})(?:st|nd|rd|th)?(?:,\s*|\s+|-)(\d{{4}}|\d{{2}}){_TIME}", re.I
)

# Month names by their first letters, without accents: enough to tell them apart in each language.
_MONTHS = {
    1: "jan gen ene", 2: "feb fev", 3: "mar mrt maa mae mrz", 4: "apr avr abr", 5: "may mai mei mag",
    6: "jun juin giu", 7: "jul juil lug", 8: "aug aou ago", 9: "sep set", 10: "oct okt ott out",
    11: "nov", 12: "dec dez dic",
}  # fmt: skip
_MONTH_OF = {prefix: month for month, prefixes in _MONTHS.items() for prefix in prefixes.split()}


def _month_named(name: str) -> int | None:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return _MONTH_OF.get(plain[:4]) or _MONTH_OF.get(plain[:3])


def _iso(year: int, month: int, day: int) -> str:
    """ISO text of a real date in a likely year. Raises ValueError with the reason."""
    if year < 100:
        year += 2000 if year < _CENTURY_TURN else 1900
    try:
        found = date(year, month, day)
    except ValueError:
        raise ValueError("is not a date in the calendar") from None
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise ValueError(f"is in the year {year}; dates from {_FIRST_YEAR} to {_LAST_YEAR} are read")
    return found.isoformat()


def _from_number(number: float) -> str:
    if number.is_integer() and (match := _COMPACT.fullmatch(str(int(number)))):
        return _iso(*map(int, match.groups()))
    if int(number) in _SERIALS:
        return (_SERIAL_EPOCH + timedelta(days=int(number))).isoformat()
    raise ValueError("is a number, not a date")


def _from_words(text: str) -> str | None:
    """A date with the month's name in it; None when it is not one."""
    plain = _WEEKDAY.sub("", text)
    if match := _DAY_NAME_YEAR.fullmatch(plain):
        day, name, year = match.groups()
    elif match := _NAME_DAY_YEAR.fullmatch(plain):
        name, day, year = match.groups()
    else:
        return None
    month = _month_named(name)
    return _iso(int(year), month, int(day)) if month else None


def _from_numerals(match: re.Match[str], order: str | None) -> str:
    first, _, second, year = match.groups()
    if order is None:
        if first != second:
            raise ValueError("could be day/month or month/day; say which (date order)")
        order = DMY
    day, month = (int(first), int(second)) if order == DMY else (int(second), int(first))
    if month > 12 >= day:
        raise ValueError(f"is not a date written {ORDERS[order]}/year")
    return _iso(int(year), month, day)


def read_date(cell: object, order: str | None = None) -> str | None:
    """The cell as ISO text, or None when it is empty. `order` ("dmy" or "mdy") reads 03/04/2026.

    Raises ValueError with a reason fit for the person who brought the file.
    """
    if isinstance(cell, date):
        return _iso(cell.year, cell.month, cell.day)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _from_number(float(cell))
    text = " ".join(cell.split()) if isinstance(cell, str) else ""
    if not text:
        return None
    if match := _NUMERIC.fullmatch(text):
        return _from_numerals(match, order)
    if match := _YEAR_FIRST.fullmatch(text):
        return _iso(int(match[1]), int(match[3]), int(match[4]))
    if match := _COMPACT.fullmatch(text):
        return _iso(*map(int, match.groups()))
    if _SERIAL.fullmatch(text):
        return _from_number(float(text))
    found = _from_words(text)
    if found is None:
        raise ValueError("is not a date")
    return found


def fits(text: str) -> str:
    """Which orders a written date allows: "dmy", "mdy", "both", "same" (03/03), or "" when it needs no order."""
    match = _NUMERIC.fullmatch(" ".join(text.split()))
    if not match:
        return ""
    first, second = int(match[1]), int(match[3])
    if first == second:
        return "same"
    if first <= 12 and second <= 12:
        return "both"
    if first > 12 >= second:
        return DMY
    return MDY if second > 12 >= first else ""


class DateEvidence:
    """Collects what the dates of a file say about their order. Every value of a column may be passed through it:
    each distinct one is looked at once."""

    def __init__(self) -> None:
        self._fits: dict[str, str] = {}
        self._counts: Counter[str] = Counter()
        self._examples: dict[str, str] = {}

    def add(self, cells: Sequence[object], numbers: Sequence[int]) -> None:
        """Take in the cells of one column and the number of each one's row in the file."""
        for cell, times in Counter(cell for cell in cells if isinstance(cell, str)).items():
            verdict = self._fits.get(cell)
            if verdict is None:
                verdict = self._fits[cell] = fits(cell)
            if not verdict:
                continue
            self._counts[verdict] += times
            if verdict not in self._examples:
                self._examples[verdict] = f"{shown(cell)} in row {numbers[cells.index(cell)]}"

    @property
    def is_mixed(self) -> bool:
        """Some values fit only day/month and others only month/day."""
        return bool(self._counts[DMY] and self._counts[MDY])

    def finding(self) -> Finding:
        """The order with its evidence; not certain when a person has to say."""
        dmy, mdy, both = self._counts[DMY], self._counts[MDY], self._counts["both"]
        if dmy and mdy:
            reason = f"{self._said(DMY)} and {self._said(MDY)}: the file mixes both"
            return Finding(None, reason, certain=False, options=(DMY, MDY))
        if dmy or mdy:
            order = DMY if dmy else MDY
            return Finding(order, self._said(order))
        if both:
            example = self._examples["both"]
            reason = f"no date proves whether day or month comes first, e.g. {example}: say which"
            return Finding(None, reason, certain=False, options=(DMY, MDY))
        return Finding(None, "the dates need no order: year first, month by name, or real dates of a spreadsheet")

    def _said(self, order: str) -> str:
        count = self._counts[order]
        values = "1 value fits" if count == 1 else f"{count:,} values fit"
        return f"{values} only {ORDERS[order]}, e.g. {self._examples[order]}"
