"""Card numbers and security codes never reach the database: they are masked before anything typed or said is stored.

A card number is 13 to 19 digits that pass the Luhn check, written with spaces, dots or dashes, or spoken one by one
("four one one one ...", "double five", "oh"). Its last four digits stay, as PCI DSS 3.4.1 allows; a security code goes
altogether (3.3.1: never kept after authorisation). Other long numbers (invoices, accounts, telephones) fail the Luhn
check nine times in ten; the tenth loses its middle, which is the price of never keeping a card.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

SHORTEST, LONGEST = 13, 19
CODE_REMOVED = "[security code removed]"

_SPOKEN = {
    "zero": "0", "oh": "0", "o": "0", "nought": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5",
    "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
_REPEATED = {"double": 2, "triple": 3, "treble": 3}
_TOKEN = re.compile(r"[A-Za-z]+|\d+")
# What may stand between two parts of one number: spaces, dots, dashes, commas; never other words.
_GAP = re.compile(r"[\s.,\-–]{0,3}")
_DIGIT_WORD = f"(?:{'|'.join(_SPOKEN)})"
_CODE = re.compile(
    r"(?P<name>\b(?:cvv2?|cvc2?|cid|csc|security code|card verification (?:code|value)|"
    r"(?:three|four|3|4) digits? on the (?:back|front))\b[^\d\n]{0,24}?)"
    rf"(?P<code>\b\d{{3,4}}\b|\b{_DIGIT_WORD}(?:[\s,\-]+{_DIGIT_WORD}){{2,3}}\b)",
    re.IGNORECASE,
)


def passes_luhn(digits: str) -> bool:
    """The check digit of ISO/IEC 7812: every second digit from the right doubled, the sum a multiple of ten."""
    total = 0
    for n, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if n % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def redact(text: str) -> str:
    """The same text without card numbers and security codes. Text without any comes back unchanged."""
    if not text:
        return text
    for start, end, digits in reversed(list(_cards(text))):
        text = f"{text[:start]}[card ending {digits[-4:]}]{text[end:]}"
    return _CODE.sub(lambda match: match["name"] + CODE_REMOVED, text)


def _cards(text: str) -> Iterator[tuple[int, int, str]]:
    for run in _runs(text):
        at = 0
        while at < len(run):
            found = _card_from(run, at)
            if found is None:
                at += 1
            else:
                end, digits = found
                yield run[at][0], run[end - 1][1], digits
                at = end


def _card_from(run: list[tuple[int, int, str]], at: int) -> tuple[int, str] | None:
    """The longest card number that starts with part `at` of the run: where it ends, and its digits."""
    digits, best = "", None
    for end in range(at, len(run)):
        digits += run[end][2]
        if len(digits) > LONGEST:
            break
        if len(digits) >= SHORTEST and len(set(digits)) > 1 and passes_luhn(digits):
            best = (end + 1, digits)
    return best


def _runs(text: str) -> Iterator[list[tuple[int, int, str]]]:
    """Stretches of digits, written or spoken, with nothing but gaps between: (start, end, digits) for each part."""
    parts = list(_parts(text))
    run: list[tuple[int, int, str]] = parts[:1]
    for before, part in pairwise(parts):
        if _GAP.fullmatch(text, before[1], part[0]):
            run.append(part)
        else:
            yield run
            run = [part]
    if run:
        yield run


def _parts(text: str) -> Iterator[tuple[int, int, str]]:
    repeat: tuple[int, int] | None = None  # "double", waiting for its digit: where it started, how often
    for match in _TOKEN.finditer(text):
        word = match.group().lower()
        if word in _REPEATED:
            repeat = (match.start(), _REPEATED[word])
            continue
        digits = word if word.isdigit() else _SPOKEN.get(word, "")
        if digits:
            start, times = repeat if repeat and len(digits) == 1 else (match.start(), 1)
            yield start, match.end(), digits * times
        repeat = None
