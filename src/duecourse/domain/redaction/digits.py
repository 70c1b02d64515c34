"""Digits as they are written and spoken, in runs with nothing between them that would end a number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_UNITS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
          "nine": "9"}  # fmt: skip
_ZEROS = {"zero": "0", "oh": "0", "o": "0", "nought": "0"}
_TEENS = {"ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15",
          "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19"}  # fmt: skip
_TENS = {"twenty": "2", "thirty": "3", "forty": "4", "fifty": "5", "sixty": "6", "seventy": "7", "eighty": "8",
         "ninety": "9"}  # fmt: skip
_GERMAN = {"null": "0", "eins": "1", "zwei": "2", "zwo": "2", "drei": "3", "vier": "4", "fünf": "5", "fuenf": "5",
           "sechs": "6", "sieben": "7", "acht": "8", "neun": "9"}  # fmt: skip
_SPANISH = {"cero": "0", "uno": "1", "dos": "2", "tres": "3", "cuatro": "4", "cinco": "5", "seis": "6", "siete": "7",
            "ocho": "8", "nueve": "9"}  # fmt: skip
SPOKEN = {**_UNITS, **_ZEROS, **_GERMAN, **_SPANISH, **_TEENS, **{word: f"{ten}0" for word, ten in _TENS.items()}}
_REPEATED = {"double": 2, "triple": 3, "treble": 3, "quadruple": 4}
TEN_OR_MORE = f"(?:{'|'.join([*_TEENS, *_TENS])})"
DIGIT_WORD = f"(?:{'|'.join([*SPOKEN, *_REPEATED])})"
_TOKEN = re.compile(r"[^\W\d_]+|\d+")

# What stands inside one number: spaces, dots, dashes, stars, and signs that nobody sees.
_TIGHT = re.compile(r"[\s.\-_*·‐-―−\u00ad\u200b-\u200f\u2060\ufeff]{0,4}")
# Groups of a card with a cross between them; measures have two or three numbers, and seldom of four figures.
_CROSSED = re.compile(r"(?<![\dx])(?:\d{4}x\d{4}x\d{4}x\d{4}|\d{4}x\d{6}x\d{5})(?![\dx])", re.IGNORECASE)
_CROSSES = str.maketrans("xX", "--")
# What people say or write between its groups.
_FILLERS = frozenset(
    "and then um uh er okay ok yes yeah next so dash space hyphen dot stroke that is s it its the rest was again right "
    "first last sorry wait please hold hang on let me see".split()
)
_LOOSE = re.compile(r"[\s.,;:!?/'’\"()\-_*·‐-―−\u00ad\u200b-\u200f\u2060\ufeff]{0,6}")
_MOST_FILLERS = 4


@dataclass(frozen=True, slots=True)
class Part:
    """Digits at `start` to `end` of a text. `loose`: something stands between them and the part before that may end a
    number. `named`: they are called the number of something else. `turn` is the turn they were said in."""

    start: int
    end: int
    digits: str
    loose: bool = False
    named: bool = False
    turn: int = 0


def parts_of(text: str) -> list[Part]:
    """Every stretch of digits, and every spoken digit or pair of them."""
    found: list[Part] = []
    repeat: tuple[int, int] | None = None  # "double", waiting for its digit: where it started, how often
    tens: Part | None = None  # "forty", waiting for "one"
    for match in _TOKEN.finditer(text):
        word = match.group().lower()
        if word in _REPEATED:
            repeat, tens = (match.start(), _REPEATED[word]), None
            continue
        if tens is not None and word in _UNITS and _TIGHT.fullmatch(text, tens.end, match.start()):
            found[-1] = Part(tens.start, match.end(), tens.digits[0] + _UNITS[word])
            repeat, tens = None, None
            continue
        digits = word if word.isdecimal() else SPOKEN.get(word, "")
        tens = None
        if digits:
            start, times = repeat if repeat and len(digits) == 1 else (match.start(), 1)
            found.append(Part(start, match.end(), _plain(digits) * times))
            tens = found[-1] if word in _TENS else None
        repeat = None
    return found


def _plain(digits: str) -> str:
    """Digits of any script as 0 to 9."""
    return digits if digits.isascii() else "".join(str(int(digit)) for digit in digits)


def runs_of(text: str, kept: Iterable[tuple[int, int]] = ()) -> Iterator[list[Part]]:
    """Parts with nothing but gaps between them. What lies in `kept` is no part of any run."""
    spans = tuple(kept)
    text = _CROSSED.sub(lambda match: match.group().translate(_CROSSES), text)
    run: list[Part] = []
    for part in parts_of(text):
        if any(start < part.end and part.start < end for start, end in spans):
            continue
        gap = _gap(text, run[-1].end, part.start) if run else "none"
        if gap == "none":
            if run:
                yield run
            run = [part]
        else:
            run.append(part if gap == "tight" else Part(part.start, part.end, part.digits, loose=True))
    if run:
        yield run


def _gap(text: str, start: int, end: int) -> str:
    if _TIGHT.fullmatch(text, start, end):
        return "tight"
    return "loose" if is_filler(text[start:end]) else "none"


def is_filler(text: str) -> bool:
    """Nothing but signs and the small words that people say between the groups of a number."""
    words = _TOKEN.findall(text)
    if len(words) > _MOST_FILLERS or any(word.lower() not in _FILLERS for word in words):
        return False
    return all(_LOOSE.fullmatch(piece) for piece in _TOKEN.split(text))
