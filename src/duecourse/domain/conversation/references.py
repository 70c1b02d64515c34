"""Invoice numbers in what was said, in digits or in words, resolved to the account's own items.

People rarely say a whole number: "thirty three zero one" is SOS/25-26/3301, "5618" is MRS-5618. The end of a number is
enough when only one item of the account ends so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from duecourse.domain.conversation import numbers
from duecourse.domain.conversation.numbers import CARDINALS, Number
from duecourse.domain.conversation.text import Words

_LEAST = 3  # digits that the end of a number must have to be recognised
_MOST_PARTS = 12  # in which what is due may be paid
_PARTS = re.compile(r"[A-Za-z]+|\d+")


@dataclass(frozen=True, slots=True)
class Reference:
    """Words `first`..`last` name the item `number` of the account; None for a number in the account's own form that
    the account does not have."""

    first: int
    last: int
    number: str | None
    said: str


@dataclass(frozen=True, slots=True)
class Numbering:
    """The account's item numbers, prepared once a call: the digits they end with, the letters in them."""

    digits: tuple[tuple[str, str], ...]  # (all digits, number)
    prefixes: frozenset[str]  # letter groups, lower case: "inv", "clm"
    settled: frozenset[str] = frozenset()  # numbers of items that are paid
    sums: frozenset[Decimal] = frozenset()  # balances of items that are open, in whole units
    shares: frozenset[Decimal] = frozenset()  # equal parts of what is due in all, in whole units

    @classmethod
    def of(cls, item_numbers: Sequence[str], settled: Iterable[str] = (), sums: Iterable[Decimal] = ()) -> Numbering:
        digits: list[tuple[str, str]] = []
        prefixes: set[str] = set()
        balances = tuple(sums)
        due = sum(balances, Decimal(0))
        shares = {due / parts for parts in range(2, _MOST_PARTS + 1)}
        for number in item_numbers:
            parts = _PARTS.findall(number)
            digits.append(("".join(p for p in parts if p[0].isdigit()), number))
            prefixes.update(p.lower() for p in parts if p[0].isalpha())
        return cls(tuple(digits), frozenset(prefixes), frozenset(settled), frozenset(balances), frozenset(shares))

    def ending(self, digits: str) -> str | None:
        """The one item whose digits end so; None when none does or several do."""
        if len(digits) < _LEAST:
            return None
        whole = [number for own, number in self.digits if own == digits]
        ends = whole or [number for own, number in self.digits if own.endswith(digits)]
        return ends[0] if len(ends) == 1 else None

    def said_short(self, digits: str) -> str | None:
        """The one item whose digits are these without their noughts: "sixty fifty one" for 60051."""
        told = _without_noughts(digits)
        found = [number for own, number in self.digits if _without_noughts(own) == told]
        return found[0] if len(told) > 1 and len(found) == 1 else None

    def may_end(self, word: str) -> bool:
        """Can an item's number end with this word? A scale word may stand for any digits."""
        said = CARDINALS.get(word)
        return said is None or any(own.endswith(str(said)) for own, _ in self.digits)

    def names(self, digits: str) -> bool:
        """Do these digits alone name an item: all of its digits, or the last four and more?"""
        return any(own == digits for own, _ in self.digits) or (
            len(digits) > _LEAST and self.ending(digits) is not None
        )


def _without_noughts(digits: str) -> str:
    return digits.replace("0", "")


def apart(items: tuple[str, ...], found: Iterable[Number], numbering: Numbering) -> Iterator[Number]:
    """The same numbers, a run in which an item is named in parts: "four four one nine sixteen seventy five" is item
    4419 and 1,675."""
    for number in found:
        cut = None
        if number.spoken and number.last - number.first > _LEAST and not numbering.names(number.digits):
            cut = _item_within(items, number, numbering)
        if cut is None:
            yield number
            continue
        for first, last in ((number.first, cut[0]), cut, (cut[1], number.last)):
            yield from _numbers_in(items, first, last)


def _item_within(items: tuple[str, ...], number: Number, numbering: Numbering) -> tuple[int, int] | None:
    ends = [last for last in range(number.last, number.first + 1, -1) if numbering.may_end(items[last - 1])]
    for first in range(number.first, number.last - 1) if ends else ():
        for last in ends:
            if last <= first + 1:
                break
            inside = next(numbers.find(items[first:last]), None)
            if inside is not None and first + inside.last == last and numbering.names(inside.digits):
                return first, last
    return None


def _numbers_in(items: tuple[str, ...], first: int, last: int) -> list[Number]:
    return [replace(n, first=n.first + first, last=n.last + first) for n in numbers.find(items[first:last])]


def find(words: Words, found: Iterable[Number], numbering: Numbering) -> tuple[Reference, ...]:
    """References in the order they were said."""
    return tuple(_references(words, found, numbering))


def _references(words: Words, found: Iterable[Number], numbering: Numbering) -> Iterator[Reference]:
    reached = 0
    for number in found:
        if number.first < reached or number.symbol:
            continue
        first, digits, last = _whole_number(words, number)
        begins = _prefix_start(words.items, first, numbering.prefixes)
        resolved = numbering.ending(digits)
        if begins == first and _is_a_sum_due(words.items, number, resolved, numbering):
            continue
        if resolved is not None and not _is_money(words.items, number):
            reached = last
            yield Reference(begins, last, resolved, words.quote(begins, last))
        elif begins < first and len(digits) >= _LEAST and not _is_money(words.items, number):
            reached = last
            short = numbering.said_short(digits) if number.spoken else None
            yield Reference(begins, last, short, words.quote(begins, last))


_NAMES_A_PAPER = frozenset("invoice invoices bill bills claim claims item number numbers no reference ref".split())


def _is_a_sum_due(items: tuple[str, ...], number: Number, resolved: str | None, numbering: Numbering) -> bool:
    """ "I'll pay the 890": a balance that is open, though a paid invoice ends so as well; "invoice 890" is that one.
    So is a share of what is due the end of an open one: "210 each", of 840 on TH-2210."""
    if resolved is None or number.digits[:1] == "0":
        return False
    known = numbering.sums if resolved in numbering.settled else numbering.shares
    named = number.first > 0 and items[number.first - 1] in _NAMES_A_PAPER
    whole = resolved not in numbering.settled and any(own == number.digits for own, _ in numbering.digits)
    return not named and not whole and not known.isdisjoint(number.values)


def _is_money(items: tuple[str, ...], number: Number) -> bool:
    word = items[number.first]
    following = items[number.last] if number.last < len(items) else ""
    return "." in word or "," in word or following in ("dollars", "pounds", "euro", "euros", "rupees", "bucks", "quid")


def _whole_number(words: Words, number: Number) -> tuple[int, str, int]:
    """A number written with separators ("25-26/3301") is several words of one token run: join what touches."""
    first, digits = number.first, number.digits
    while first > 0 and _touches(words, first - 1, first) and words.items[first - 1].isdigit():
        first -= 1
        digits = words.items[first] + digits
    last = number.last
    while last < len(words.items) and _touches(words, last - 1, last) and words.items[last].isdigit():
        digits, last = digits + words.items[last], last + 1
    return first, digits, last


def _touches(words: Words, left: int, right: int) -> bool:
    gap = words.text[words.spans[left][1] : words.spans[right][0]]
    return len(gap) == 1 and gap in "-/_#."


def _prefix_start(items: tuple[str, ...], first: int, prefixes: frozenset[str]) -> int:
    """Where the letters before a number begin: "INV 1042", "c l m four zero", "SOS/25"."""
    if first and items[first - 1] in prefixes:
        return first - 1
    start = first
    while start > 0 and len(items[start - 1]) == 1 and items[start - 1].isalpha() and first - start < 5:
        start -= 1
    return start if "".join(items[start:first]) in prefixes else first
