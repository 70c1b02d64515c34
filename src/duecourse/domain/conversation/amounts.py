"""Amounts of money in what was said: digits or words, with cents, and with every reading the ledger may choose from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Set
from dataclasses import dataclass, replace
from decimal import Decimal

from duecourse.domain.conversation.date_words import MONTHS
from duecourse.domain.conversation.numbers import Number
from duecourse.domain.money import exponent

_UNITS = frozenset(
    "dollar dollars buck bucks pound pounds quid euro euros rupee rupees rs inr usd gbp eur cad aud franc francs yen "
    "rand dirham dirhams naira kroner krone kronor krona zloty zlotys peso pesos shilling shillings cedi cedis ringgit "
    "baht yuan renminbi lira riyal riyals dinar dinars chf sek nok dkk pln zar ngn sgd nzd jpy hkd aed $ £ € ₹".split()
)
_IN_FRONT = frozenset("r s a c us ca au nz hk sg kr fr".split())  # R48,120, S$ and the like


def is_currency(word: str) -> bool:
    """Does the word, or do the letters right before a figure, name a currency?"""
    return word in _UNITS or word in _IN_FRONT


_MAJOR = _UNITS | {f"{unit}{own}" for unit in _UNITS for own in ("'s", "'")}  # "forty quid's worth"
_MINOR = frozenset("cent cents pence penny p paise".split())
_NEARLY = frozenset(
    (("getting", "on", "for"), ("thick", "end", "of"), ("best", "part", "of"), ("better", "part", "of"))
)  # the three words before a sum
_NEAR = frozenset(
    "about around roughly near nearly almost approximately over under circa some nearer".split()
)  # "about five hundred" is rounding said to be rounding
# A number behind one of these is a code or a count, not money.
_CODE_BEFORE = frozenset(
    "number numbers reference ref po extension ext ending ends box room code postcode zip order page line form unit "
    "suite apartment flat street phone fax telephone version route building gate id ticket sort account check policy "
    "area press option dial call text on".split()
) - {"on", "call", "text", "check", "account", "order"}
_NOT_MONEY_AFTER = frozenset(
    """percent % oclock am pm day days week weeks month months year years time times minute minutes hour hours second
    seconds invoice invoices payment payments part parts instalment instalments installment installments unit units box
    boxes sheet sheets pallet pallets business working calendar people person different separate equal of them items
    item bags sets hundredweight kilos metres meters miles emails email letters calls call claims claim visits visit
    orders order things thing lines line pages page st street avenue road lane old plus degrees staff drivers trucks
    more other copies copy weeks' days' months' or monthly weekly january february march april may june july august
    september october november december""".split()
) - {"or", "more", "other", "may", "call", "line", "order", "of", "plus"}
_PLURALS_THAT_ARE_NO_COUNT = frozenset(
    "is was has us this goes yes pays was's does plus as its clears lands arrives leaves comes thanks less gets sits "
    "stands remains always across yours ours because unless perhaps covers makes tomorrow's today's works needs sounds "
    "starts towards looks takes stays puts hits shows keeps".split()
)


@dataclass(frozen=True, slots=True)
class Amount:
    """Words `first`..`last` that may say money. `readings` in minor units, likeliest first. `sure` when a currency
    word or sign stands with it; `near` when it was said to be rounded."""

    first: int
    last: int
    readings: tuple[int, ...]
    sure: bool
    near: bool
    digits: str

    @property
    def minor(self) -> int:
        return self.readings[0]

    def pick(self, known: Collection[int]) -> int:
        """The reading that the ledger knows, else the likeliest one."""
        return next((r for r in self.readings if r in known), self.readings[0])

    def known(self, figures: Collection[int]) -> bool:
        for reading in self.readings:  # noqa: SIM110  as for `View.has`
            if reading in figures:
                return True
        return False


def find(items: tuple[str, ...], found: Iterable[Number], currency: str, taken: Set[int]) -> tuple[Amount, ...]:
    """Amounts among the numbers of a turn. `taken` are words already read as a date or a reference."""
    return tuple(_amounts(items, [n for n in found if taken.isdisjoint(range(n.first, n.last))], currency))


def _amounts(items: tuple[str, ...], found: list[Number], currency: str) -> Iterator[Amount]:
    scale = 10 ** exponent(currency)
    skip = -1
    for place, number in enumerate(found):
        if number.first < skip:
            continue
        if (telephone := _telephone(found[place:])) is not None:
            skip = telephone
            continue
        following = items[number.last] if number.last < len(items) else ""
        if following in _MINOR and (following != "p" or not number.spoken):
            yield Amount(number.first, number.last + 1, (int(number.value),), True, False, number.digits)
            continue
        if following in _MAJOR:
            amount = _with_cents(items, number, found[place + 1 :], scale)
            skip = amount.last
            yield amount
        elif _hundredths(items, number, found[place + 1 :]):
            skip = found[place + 1].last
            yield _amount(items, number, *_hundredths_read(items, number, found[place + 1]), scale, sure=True)
        elif number.symbol or not _is_count(items, number, following) or _goes_on(items, found[:place], number):
            before = items[number.first - 1] if number.first else ""
            sure = bool(number.symbol) or _is_money_form(items, number) or before in _MAJOR
            yield _amount(items, number, number.last, number.values, scale, sure=sure)


def within_reach(found: tuple[Amount, ...], total: int) -> tuple[Amount, ...]:
    """ "Forty-two eighty" of a bill of 47.80 is no four thousand: of several readings those that are not above all that
    is due go first."""
    if all(len(a.readings) == 1 or a.readings[0] <= total for a in found):
        return found
    return tuple(replace(a, readings=tuple(sorted(a.readings, key=lambda r: r > total))) for a in found)


_TELEPHONE = (3, 9, 12)  # groups of a telephone number at least, and its digits at least and at most


def _telephone(found: list[Number]) -> int | None:
    """Where a telephone number ends that begins here: "888 555 0149", groups of digits side by side."""
    groups, least, most = _TELEPHONE
    if len(found) < groups or found[0].spoken or found[0].symbol:
        return None
    last = 1
    while last < len(found) and found[last].first == found[last - 1].last and not found[last].spoken:
        last += 1
    said = sum(len(n.digits) for n in found[:last])
    return found[last - 1].last if last >= groups and least <= said <= most else None


def _with_cents(items: tuple[str, ...], number: Number, later: list[Number], scale: int) -> Amount:
    """ "six thousand dollars", "86 pounds 40", "6,425 dollars and 50 cents", "eighty six pound forty"."""
    last = number.last + 1
    values: tuple[Decimal, ...] = number.values
    cents = later[0] if later else None
    if cents is not None and cents.first in (last, last + 1) and 0 < cents.value < 100:
        joined = items[last] == "and" if cents.first == last + 1 else True
        said = cents.last < len(items) and items[cents.last] in _MINOR
        if joined and (said or cents.first == last) and not (cents.last < len(items) and items[cents.last] in _MAJOR):
            values = tuple(v + cents.value / 100 for v in values)
            last = cents.last + (1 if said else 0)
    return _amount(items, number, last, values, scale, sure=True)


def _hundredths(items: tuple[str, ...], number: Number, later: list[Number]) -> bool:
    """ "Seven hundred thirty four and sixty", "two thousand one forty five and fifty cents": cents behind "and", where
    the number before it is complete."""
    if not later or later[0].first != number.last + 1 or items[number.last] != "and" or later[0].symbol:
        return False
    cents = later[0]
    said = cents.last < len(items) and items[cents.last] in _MINOR
    complete = number.grand and number.value >= 100 and number.value % 10 != 0 and cents.spoken
    return 10 <= cents.value < 100 and cents.value % 1 == 0 and (said or (complete and not _is_count_of(items, cents)))


def _is_count_of(items: tuple[str, ...], number: Number) -> bool:
    following = items[number.last] if number.last < len(items) else ""
    return _is_count(items, number, following) or following in _MAJOR


def _hundredths_read(items: tuple[str, ...], number: Number, cents: Number) -> tuple[int, tuple[Decimal, ...]]:
    said = cents.last < len(items) and items[cents.last] in _MINOR
    return cents.last + said, tuple(v + cents.value / 100 for v in number.values)


def _amount(
    items: tuple[str, ...], number: Number, last: int, values: tuple[Decimal, ...], scale: int, *, sure: bool
) -> Amount:
    readings = tuple(dict.fromkeys(int(v * scale) for v in values))
    before = items[max(0, number.first - 3) : number.first]
    near = any(w in _NEAR for w in before[-2:]) or before in _NEARLY or _vague_tail(items, last)
    return Amount(number.first, last, readings, sure, near, number.digits)


def _vague_tail(items: tuple[str, ...], last: int) -> bool:
    """ "fourteen hundred and change", "two grand odd", "five hundred or so", "two thousand in round numbers"."""
    tail = items[last : last + 2]
    return tail in _ROUNDED or tail[:1] in (("odd",), ("ish",), ("something",))


_ROUNDED = (
    ("and", "change"), ("and", "something"), ("or", "so"), ("or", "thereabouts"), ("in", "round"), ("give", "or"),
    ("near", "enough"), ("more", "or"),
)  # fmt: skip


def _is_money_form(items: tuple[str, ...], number: Number) -> bool:
    """A number with two decimals, with a comma, or in grand is money even where no currency is named."""
    word = items[number.first]
    return (word[-3:-2] == "." and word[-2:].isdigit()) or "," in word or number.grand


def _before_a_month(number: Number, following: str) -> bool:
    """ "Twelve hundred july twenty fourth": too much for a day of that month."""
    return following in MONTHS and number.value > 31


_GOES_ON_WITHIN = 6  # words


def _goes_on(items: tuple[str, ...], earlier: list[Number], number: Number) -> bool:
    """ "Four thousand this Wednesday, seven on the twentieth": thousands too, where a day stands behind."""
    if not earlier or items[number.last : number.last + 2] not in (("on", "the"), ("by", "the")):
        return False
    before = earlier[-1]
    thousands = not {"thousand", "grand"}.isdisjoint(items[before.first : before.last])
    clock = number.first > 0 and items[number.first - 1] in ("at", "around", "about", "before", "after")
    return thousands and not clock and number.first - before.last <= _GOES_ON_WITHIN


_BEFORE_NO_SUM = ("thanks", "cheers", "in")  # "thanks a million", "one in a million"
_QUARTERS = (15, 30, 45)


def _is_clock(number: Number) -> bool:
    """ "Five thirty": an hour and a quarter of one."""
    hour, minutes = divmod(number.value, 100)
    return number.spoken and not number.grand and 1 <= hour <= 12 and minutes in _QUARTERS


def _is_count(items: tuple[str, ...], number: Number, following: str) -> bool:
    """A number that counts things, names a code, a year or a time of day."""
    before = items[number.first - 1] if number.first else ""
    if before in _BEFORE_NO_SUM and items[number.first : number.last] == ("a", "million"):
        return True
    if (items[number.first][0] == "0" or number.digits[:1] == "0") and number.value >= 1:
        return True  # "00918", "oh seven twelve": a reference
    if before == "is" and number.first > 1 and items[number.first - 2] in _CODE_BEFORE:
        return True  # "the PO is 6118"
    if before in _CODE_BEFORE or (following in _NOT_MONEY_AFTER and not _before_a_month(number, following)):
        return True
    if len(following) > 3 and following.endswith("s") and following not in _PLURALS_THAT_ARE_NO_COUNT:
        return True
    if before in ("in", "since", "from", "during", "of") and 1990 <= number.value <= 2100 and not number.grand:
        return True
    if before == "at" and _is_clock(number):
        return True  # "at five thirty"
    small = number.value < 13 and not number.grand
    return (small and before in ("at", "until", "before", "by", "after")) or (small and number.last - number.first == 1)
