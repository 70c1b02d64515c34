"""Numbers in speech: digits and number words, with every reading that a listener could give them.

"eight ninety" may be 890 or 8.90, "ten forty two" 1042 or 10.42, "fourteen six" 146 or 14,600. Nothing here decides:
the readings are kept in order of likelihood, and the ledger decides later which of them exists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from duecourse.domain.conversation.text import Words

UNITS = {w: n for n, w in enumerate("zero one two three four five six seven eight nine".split())}
TEENS = {
    w: n
    for n, w in enumerate(
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(), start=10
    )
}
TENS = {w: n * 10 for n, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)}
_FIGURES = frozenset("0123456789")
_ZEROS = ("oh", "o", "nought", "nil")
SCALES = {
    "hundred": 100, "hundreds": 100, "thousand": 1000, "thousands": 1000, "grand": 1000, "lakh": 100_000,
    "lakhs": 100_000, "lac": 100_000, "crore": 10_000_000, "crores": 10_000_000, "million": 1_000_000,
}  # fmt: skip
CARDINALS = {**UNITS, **TEENS, **TENS}
_FRACTIONS = {"half": Decimal("0.5"), "quarter": Decimal("0.25"), "third": Decimal(1) / 3}

ORDINALS = {
    w: n
    for n, w in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(),
        start=1,
    )
} | {"thirtieth": 30}


@dataclass(slots=True)  # as for `Words`: never changed
class Number:
    """Words `first`..`last` (without) that say a number. `values` are its readings, likeliest first; `digits` the
    digits one after another, as in a reference; `grand` when a scale word ("thousand", "k") made it large."""

    first: int
    last: int
    values: tuple[Decimal, ...]
    digits: str
    spoken: bool
    grand: bool = False
    symbol: str = ""

    @property
    def value(self) -> Decimal:
        return self.values[0]


@dataclass(slots=True)
class _Group:
    """One number within a run: "eight", "ninety", "two thousand three hundred"."""

    value: Decimal
    simple: bool  # below one hundred, no scale word
    unit: bool  # a single digit


def _digits_value(token: str) -> tuple[Decimal, bool, str] | None:
    """A token of digits: value, whether "k" or a comma made it a large one, its currency symbol."""
    symbol = token[0] if token[0] in "$£€₹¥" else ""
    body = token[1:] if symbol else token
    grand = body.endswith("k")
    if grand:
        body = body[:-1]
    if (
        not body
        or not body[0].isdigit()
        or not body.isascii()
        or not body.replace(",", "").replace(".", "", 1).isdigit()
    ):
        return None
    value = Decimal(body.replace(",", ""))
    return (value * 1000 if grand else value), grand, symbol


def small(word: str) -> int:
    """A small whole number said in one word, "12" or "twelve"; 0 when the word is none."""
    return int(word) if word.isascii() and word.isdigit() else CARDINALS.get(word, 0)


_TELLING_WORDS = frozenset((*CARDINALS, *SCALES, *_ZEROS, *_FRACTIONS, "couple"))
_IN_FIGURES = re.compile(r"[\d$£€₹¥]")


def may_be_in(words: Words) -> bool:
    """Quickly: is there a figure, a sign of money or a number word at all? Most turns have none."""
    return not _TELLING_WORDS.isdisjoint(words.vocabulary) or bool(_IN_FIGURES.search(words.line))


_FIRST_WORDS = frozenset((*CARDINALS, *SCALES, *_ZEROS, "a", "half", "quarter", "couple"))
_BEHIND_A = frozenset((*SCALES, "couple"))
# Most numbers are a single word: its readings and its digits, where none of the words behind which it goes on follows.
_ALONE = {word: ((Decimal(value),), str(value)) for word, value in CARDINALS.items()}
_GOES_ON = frozenset((*CARDINALS, *SCALES, *_ZEROS, *_FRACTIONS, "a", "and", "point"))


def find(items: tuple[str, ...]) -> Iterator[Number]:
    """Every number in the words, from left to right. Ordinals, times and dates are not numbers here."""
    place, end = 0, len(items)
    while place < end:
        word = items[place]
        number = None
        if word in _FIRST_WORDS:
            begins = word != "a" or (place + 1 < end and items[place + 1] in _BEHIND_A)
            if word in _ALONE and (place + 1 == end or items[place + 1] not in _GOES_ON):
                number = Number(place, place + 1, *_ALONE[word], True)
            elif begins:
                number = _from_words(items, place)
        elif word[0].isdigit() or word[0] in "$£€₹¥":
            number = _from_digits(items, place)
        if number is None:
            place += 1
        else:
            yield number
            place = number.last


def _from_digits(items: tuple[str, ...], place: int) -> Number | None:
    """ "1,840", "$5k", "2 lakh", "1.5 million"; and digits said apart, "0 1 1 8"."""
    read = _digits_value(items[place])
    symbol_apart = ""
    start = place
    if read is None and items[place] in ("$", "£", "€", "₹", "¥") and place + 1 < len(items):
        symbol_apart, place = items[place], place + 1
        read = _digits_value(items[place])
    if read is None:
        return None
    value, grand, symbol = read
    digits = "".join(c for c in items[place] if c.isdecimal())
    last = place + 1
    if last < len(items) and items[last] in SCALES:
        value, grand, last = value * SCALES[items[last]], True, last + 1
        more = _digits_value(items[last]) if last < len(items) else None
        if more and more[0] < 1000:  # "2 thousand 50"
            value, last = value + more[0], last + 1
        return Number(start, last, (value,), str(int(value)), False, grand, symbol or symbol_apart)
    while len(items[place]) == 1 and last < len(items) and len(items[last]) == 1 and items[last] in _FIGURES:
        digits, last = digits + items[last], last + 1
    if last > place + 1:
        return Number(start, last, (Decimal(digits),), digits, False)
    return Number(start, last, (value,), digits, False, grand, symbol or symbol_apart)


def _from_words(items: tuple[str, ...], place: int) -> Number | None:
    """A run of number words: groups that English joins into one number, and every way to read them in a row."""
    groups: list[_Group] = []
    digits: list[str] = []
    cursor = place
    while cursor < len(items) and len(groups) < 40:
        step = _group(items, cursor, bool(groups))
        if step is None:
            break
        group, after, said = step
        if groups and not group.simple and all(g.simple for g in groups):
            break  # "in three, twelve hundred each": a number with a scale word begins anew
        cursor = after
        groups.append(group)
        digits.append(said)
    if not groups:
        return None
    grand = any(not g.simple for g in groups)
    readings = (*_readings(groups), *_with_hundreds(items[place:cursor], groups))
    return Number(place, cursor, readings, "".join(digits), True, grand)


def _with_hundreds(said: tuple[str, ...], groups: list[_Group]) -> tuple[Decimal, ...]:
    """ "Two thousand five" may be 2,500 as well."""
    if len(groups) > 1 or said[-2:-1] != ("thousand",) or said[-1] not in UNITS:
        return ()
    unit = UNITS[said[-1]]
    return (groups[0].value + unit * (SCALES["hundred"] - 1),)


def _group(items: tuple[str, ...], place: int, joined: bool) -> tuple[_Group, int, str] | None:
    """One group from `place`: its value, where it ends and its digits; None when no number starts here."""
    word = items[place]
    following = items[place + 1] if place + 1 < len(items) else ""
    if word in _ZEROS:
        near_number = joined or following in UNITS or following in _ZEROS
        return (_Group(Decimal(0), True, True), place + 1, "0") if near_number else None
    if word in ("double", "triple"):
        return None
    small = _below_hundred(items, place)
    if small is None:
        return _indefinite(items, place)
    value, cursor = Decimal(small[0]), small[1]
    value, cursor = _halves(items, cursor, value)
    if cursor < len(items) and items[cursor] in SCALES:
        value, cursor = _scaled(items, cursor, value)
        return _Group(value, False, False), cursor, str(int(value))
    if value != small[0]:
        return None  # "two and a half" of something that is no scale: days, hours
    return _Group(value, True, small[0] < 10), cursor, str(small[0])


def _below_hundred(items: tuple[str, ...], place: int) -> tuple[int, int] | None:
    word = items[place]
    if word in TENS:
        following = items[place + 1] if place + 1 < len(items) else ""
        if following in UNITS and following != "zero":
            return TENS[word] + UNITS[following], place + 2
        return TENS[word], place + 1
    if word in TEENS:
        return TEENS[word], place + 1
    return (UNITS[word], place + 1) if word in UNITS else None


def _indefinite(items: tuple[str, ...], place: int) -> tuple[_Group, int, str] | None:
    """ "a hundred", "half a grand", "a couple of thousand", "hundred and ten"."""
    word = items[place]
    rest = items[place : place + 4]
    if word in SCALES and word not in ("hundreds", "thousands", "grand"):
        value, cursor = _scaled(items, place, Decimal(1))
    elif word == "a" and len(rest) > 1 and rest[1] in SCALES:
        value, cursor = _scaled(items, place + 1, Decimal(1))
    elif word in _FRACTIONS and len(rest) > 2 and rest[1] in ("a", "of") and rest[2] in SCALES:
        value, cursor = _FRACTIONS[word] * SCALES[rest[2]], place + 3
    elif rest[:2] == ("a", "couple") and len(rest) > 3 and rest[2] == "of" and rest[3] in SCALES:
        value, cursor = Decimal(2 * SCALES[rest[3]]), place + 4
    elif rest[:2] == ("a", "couple") and len(rest) > 2 and rest[2] in SCALES:
        value, cursor = Decimal(2 * SCALES[rest[2]]), place + 3
    else:
        return None
    return _Group(value, False, False), cursor, str(int(value))


def _halves(items: tuple[str, ...], cursor: int, value: Decimal) -> tuple[Decimal, int]:
    """ "two and a half", "one point five": what may stand between a number and its scale."""
    if items[cursor : cursor + 3] == ("and", "a", "half"):
        return value + Decimal("0.5"), cursor + 3
    if cursor + 1 < len(items) and items[cursor] == "point" and items[cursor + 1] in UNITS:
        decimals = ""
        cursor += 1
        while cursor < len(items) and items[cursor] in UNITS:
            decimals, cursor = decimals + str(UNITS[items[cursor]]), cursor + 1
        return value + Decimal(f"0.{decimals}"), cursor
    return value, cursor


def _scaled(
    items: tuple[str, ...], cursor: int, value: Decimal, below: int = max(SCALES.values()) + 1
) -> tuple[Decimal, int]:
    """Scale words and what follows them: "thousand three hundred and fifteen", "lakh eighteen thousand", "million eight
    hundred thousand". Every scale is under `below`."""
    scale = SCALES[items[cursor]]
    total, cursor = value * scale, cursor + 1
    larger = SCALES.get(items[cursor], 0) if cursor < len(items) else 0
    if scale == 100 and 1000 <= larger < below:  # "three hundred thousand"
        total, scale, cursor = total * larger, larger, cursor + 1
    while cursor < len(items):
        start = cursor + 1 if items[cursor] == "and" and cursor + 1 < len(items) else cursor
        if items[start : start + 2] == ("a", "half") and items[cursor] == "and":  # "a grand and a half"
            return total + Decimal(scale) / 2, start + 2
        part = _below_hundred(items, start)
        if part is None:
            break
        small, after = Decimal(part[0]), part[1]
        if after < len(items) and SCALES.get(items[after], scale) < scale:
            inner, cursor = _scaled(items, after, small, scale)
            return total + inner, cursor
        if items[start - 1] == "and" and start > cursor and scale < 100:
            break
        if part[0] < 10 and after < len(items) and (items[after] in TENS or items[after] in TEENS):
            tail = _below_hundred(items, after)  # "four thousand two fifty"
            if tail is not None and scale >= 1000:
                return total + small * 100 + tail[0], tail[1]
        larger = SCALES.get(items[after], 0) if after < len(items) else 0
        if scale == 100 and 1000 <= larger < below:  # "three hundred fifty thousand two hundred"
            total, scale, cursor = (total + small) * larger, larger, after + 1
            continue
        return total + small, after
    return total, cursor


def _readings(groups: list[_Group]) -> tuple[Decimal, ...]:
    """Readings of groups said in a row, likeliest first."""
    if len(groups) == 1:
        return (groups[0].value,)
    if not all(g.simple for g in groups):
        first, last = groups[0].value, groups[-1].value
        if _is_oh_and_unit(groups[1:]):  # "a hundred and fifty six oh seven"
            return (first + last / 100, first)
        if len(groups) > _LEAST_BEHIND and (thousands := _in_thousands(groups)) is not None:
            return (first, thousands)  # "a hundred and two nine fifty": 102,950
        return (first, first + last / 100) if len(groups) == 2 and 10 <= last < 100 else (first,)
    joined = Decimal("".join(str(int(g.value)) for g in groups))
    if all(g.unit for g in groups):
        return (joined,)
    if len(groups) == 2:
        return _pair(groups[0].value, groups[1].value, joined)
    if len(groups) == 3 and groups[1].value >= 10 and groups[2].value >= 10:
        large = groups[0].value * 100 + groups[1].value
        return (large + groups[2].value / 100, joined)
    cents = 1 if groups[-1].value >= 10 else 2 if _is_oh_and_unit(groups[-2:]) else 0
    if cents:  # "thirteen oh two eighty", "one fifty six oh seven"
        whole = Decimal("".join(str(int(g.value)) for g in groups[:-cents]))
        return (whole + groups[-1].value / 100, joined)
    return (joined,)


_LEAST_BEHIND = 2  # groups: the thousands, and at least two for what is behind them
_HUNDREDS = 3  # digits behind the thousands that are said without the word


def _in_thousands(groups: list[_Group]) -> Decimal | None:
    """Hundreds of thousands without the word, where three digits follow them."""
    behind = "".join(str(int(g.value)) for g in groups[1:])
    plain = all(g.simple for g in groups[1:]) and SCALES["hundred"] <= groups[0].value < SCALES["thousand"]
    return groups[0].value * 1000 + int(behind) if plain and len(behind) == _HUNDREDS else None


def _is_oh_and_unit(groups: list[_Group]) -> bool:
    """ "oh seven"."""
    return len(groups) == 2 and groups[0].unit and groups[0].value == 0 and groups[1].unit


def _pair(left: Decimal, right: Decimal, joined: Decimal) -> tuple[Decimal, ...]:
    """Two small numbers in a row: hundreds and rest, units and cents, or thousands and hundreds."""
    if right < 10:  # "fourteen six"
        return (left * 1000 + right * 100, joined)
    return (left * 100 + right, left + right / 100)
