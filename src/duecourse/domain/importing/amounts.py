"""Amounts as people and systems write them, read into integer minor units.

1.234,56 · 1,234.56 · 1 234,56 · 1'234.56 · (1,234.56) · 1234.56- · 1,234.56 CR · € 12,50 · 2,41,000.00
Which mark is the decimal one is decided over the whole file from values that allow only one reading.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from duecourse.domain.importing.findings import Finding, as_text
from duecourse.domain.money import CURRENCIES

POINT, COMMA = ".", ","
_SPACES = dict.fromkeys(map(ord, " \u00a0\u2009\u202f\u2007"))  # all used between thousands
_APOSTROPHES = dict.fromkeys(map(ord, "'’"))
_MINUS = str.maketrans("−–—", "---")
_WORD = re.compile(r"[A-Za-zł]+\.?\$?|[$€£¥₹]")
_SYMBOLS = {"€": "EUR", "£": "GBP", "¥": "", "₹": "INR", "$": "", "US$": "USD", "CA$": "CAD", "A$": "AUD", "NZ$": "NZD"}
_NAMES = frozenset({"RS", "RS.", "FR", "FR.", "KR", "KR.", "ZŁ"})  # of several currencies: they say nothing
_SIDE = re.compile(r"\s*(CR|DR|C|D|H|S)\s*$", re.I)  # H/S: Haben/Soll
_CREDIT_SIDES = frozenset({"CR", "C", "H"})
_BODY = {
    POINT: re.compile(r"(?:\d+|\d{1,3}(?:,\d{2,3})*,\d{3})(?:\.\d*)?|\.\d+"),
    COMMA: re.compile(r"(?:\d+|\d{1,3}(?:\.\d{2,3})*\.\d{3})(?:,\d*)?|,\d+"),
}
_MOST = 10**15  # minor units: ten million million; a longer number is an account or a telephone
_FLOAT_DIGITS = 15  # a binary float carries this many; more are an artefact such as 0.30000000000000004


def _money_word(match: re.Match[str]) -> str:
    """Nothing for a currency's code or symbol, the word itself for any other."""
    word = match.group().upper()
    return "" if word in CURRENCIES or word in _SYMBOLS or word in _NAMES else match.group()


def currency_in(text: str) -> str | None:
    """The currency that an amount states by itself ("€ 12,50", "12.50 USD"); "" for a symbol that several share
    ("$"), None when it states none."""
    for word in _WORD.findall(text.upper()):
        if word in CURRENCIES:
            return str(word)
        if word in _SYMBOLS:
            return _SYMBOLS[word]
    return None


def _unsigned(text: str) -> tuple[str, bool]:
    """The amount without sign, side, currency and spaces, and whether any of them made it negative."""
    body = text.strip().translate(_MINUS)
    side = _SIDE.search(body)
    negative = False
    if side and body[: side.start()].rstrip()[-1:].isdigit():
        body, negative = body[: side.start()], side.group(1).upper() in _CREDIT_SIDES
    body = _WORD.sub(_money_word, body).translate(_SPACES).translate(_APOSTROPHES)
    if body.startswith("(") and body.endswith(")"):
        body, negative = body[1:-1], True
    for trimmed in (body.removeprefix("-"), body.removesuffix("-")):
        if trimmed != body and trimmed:
            return trimmed, True
    return body.removeprefix("+"), negative


def _scaled(digits: str, decimals: str, exponent: int) -> int:
    """Digits before and after the mark as minor units. Raises ValueError when that would round somebody's money."""
    significant = (digits + decimals).lstrip("0")
    if len(significant) > _FLOAT_DIGITS and len(decimals) > exponent:
        kept = max(len(decimals) - (len(significant) - _FLOAT_DIGITS), 0)
        decimals = f"{round(int(digits + decimals) / 10 ** (len(decimals) - kept)):0{kept}d}"
        digits, decimals = decimals[: len(decimals) - kept] or "0", decimals[len(decimals) - kept :]
    decimals = decimals.rstrip("0") if len(decimals) > exponent else decimals
    if len(decimals) > exponent:
        raise ValueError(f"has {len(decimals)} decimals; the currency has {exponent}")
    return int((digits or "0") + decimals.ljust(exponent, "0"))


def read_amount(cell: object, mark: str = POINT, exponent: int = 2) -> int | None:
    """The cell in minor units, or None when it is empty. A lone dash is nil, as accountants write it.

    Raises ValueError with a reason fit for the person who brought the file.
    """
    if isinstance(cell, str):
        whole, dot, part = cell.partition(mark)
        # The usual shape, without a regular expression: "1234.56".
        if dot and len(part) == exponent and len(whole) < 13 and whole.isdigit() and part.isdigit() and cell.isascii():
            return int(whole + part)
    elif isinstance(cell, bool) or not (cell is None or isinstance(cell, int | float)):
        raise ValueError("is not an amount")
    else:
        mark, cell = POINT, as_text(cell)
    body, negative = _unsigned(cell)
    if body in ("", "-"):
        return _nothing(cell)
    if not _BODY[mark].fullmatch(body) or not body.isascii():
        raise ValueError(_complaint(body, mark))
    whole, _, part = body.partition(mark)
    minor = _scaled(whole.replace(COMMA if mark == POINT else POINT, ""), part, exponent)
    if minor > _MOST:
        raise ValueError("is larger than any amount owed")
    return -minor if negative else minor


def _nothing(cell: str) -> int | None:
    """Nothing but signs and spaces: an empty cell is None, a dash is nil. Raises ValueError on a lone symbol."""
    stripped = cell.strip().translate(_MINUS)
    if not stripped:
        return None
    if "-" in stripped:
        return 0
    raise ValueError("is not an amount")


def _complaint(body: str, mark: str) -> str:
    other = COMMA if mark == POINT else POINT
    name = {POINT: "point", COMMA: "comma"}
    if _BODY[other].fullmatch(body):
        return f"is not an amount with a decimal {name[mark]}; it would be one with a decimal {name[other]}"
    return "is not an amount"


@lru_cache(maxsize=4096)
def proves_mark(text: str) -> str:
    """Which decimal mark this value proves: "." or ","; "?." or "?," when its one mark could be either; "" for neither.

    Three digits behind a single mark may be thousands or decimals; any other number of digits is decimals.
    """
    body, _ = _unsigned(text)
    marks = [c for c in body if c in ".,"]
    if not marks or not body.replace(".", "").replace(",", "").isdigit():
        return ""
    last = marks[-1]
    other = COMMA if last == POINT else POINT
    if other in marks:
        return last if marks.count(last) == 1 and _BODY[last].fullmatch(body) else ""
    if len(marks) > 1:
        return other if _BODY[other].fullmatch(body) else ""
    whole, _, part = body.partition(last)
    if len(part) != 3 or len(whole) > 3 or whole in ("", "0"):
        return last
    return f"?{last}"


class MarkEvidence:
    """Collects, value by value, what the amounts of a file say about their decimal mark."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._examples: dict[str, str] = {}
        self._has_numbers = False
        self.currencies: dict[str, str] = {}  # code (or "" for a shared symbol) → the first cell that states it

    def add(self, cells: Sequence[object], numbers: Sequence[int]) -> None:
        """Take in the cells of one column and the number of each one's row in the file."""
        for row, cell in zip(numbers, cells, strict=True):
            if not isinstance(cell, str):
                self._has_numbers = True
                continue
            if not cell.isascii() or cell.upper() != cell.lower() or "$" in cell:
                stated = currency_in(cell)
                if stated is not None:
                    self.currencies.setdefault(stated, f"{cell.strip()} in row {row}")
            if proof := proves_mark(cell):
                self._counts[proof] += 1
                self._examples.setdefault(proof, f"{cell.strip()} in row {row}")

    def finding(self, *, three_decimals: bool = False) -> Finding:
        """The decimal mark with its evidence. `three_decimals`: the file's currency has three (KWD, TND ...), so a
        mark before three digits cannot be told from a thousands mark and has to be asked."""
        point, comma = self._counts[POINT], self._counts[COMMA]
        if point and comma:
            reason = (
                f"{self._said(POINT, 'a decimal point')}, {self._said(COMMA, 'a decimal comma')}: the file mixes both"
            )
            return Finding(None, reason, certain=False, options=(POINT, COMMA))
        if point or comma:
            mark, name = (POINT, "a decimal point") if point else (COMMA, "a decimal comma")
            return Finding(mark, self._said(mark, name))
        return self._unproven(three_decimals=three_decimals)

    def _said(self, mark: str, name: str) -> str:
        return f"{_values(self._counts[mark])} only with {name}, e.g. {self._examples[mark]}"

    def _unproven(self, *, three_decimals: bool) -> Finding:
        either = [mark for mark in (POINT, COMMA) if self._counts[f"?{mark}"]]
        if not either:
            plain = "the amounts are numbers of a spreadsheet" if self._has_numbers else "no amount has a mark in it"
            return Finding(POINT, plain)
        example = self._examples[f"?{either[0]}"]
        if three_decimals or len(either) == 2:
            reason = f"{example} could be thousands or decimals, and no amount proves which"
            return Finding(None, reason, certain=False, options=(POINT, COMMA))
        thousands = either[0]
        name = {POINT: "point", COMMA: "comma"}[thousands]
        decimal = COMMA if thousands == POINT else POINT
        return Finding(decimal, f"every {name} has three digits behind it, so it marks thousands, e.g. {example}")


def _values(count: int) -> str:
    return "1 value reads" if count == 1 else f"{count:,} values read"
