"""Money: integer minor units beside an ISO 4217 currency code, never a float.

Not every currency has cents: JPY has no minor unit, KWD has three decimals. Everything that turns an
amount into text or text into an amount comes through here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

# ISO 4217 exponents that are not two (list one, 2024-06-25 edition).
_EXPONENTS = {
    **dict.fromkeys("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
    **dict.fromkeys("CLF UYW".split(), 4),
}

CURRENCIES = frozenset(
    """AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF
    CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD
    HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL
    LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR
    PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP
    TRY TTD TWD TZS UAH UGX USD UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG""".split()
)

_SYMBOLS = {
    "USD": "$", "GBP": "£", "EUR": "€", "INR": "₹", "JPY": "¥", "CAD": "CA$", "AUD": "A$", "NZD": "NZ$",
    "CHF": "CHF ",
}  # fmt: skip


_GROUP = 3  # digits from one sign for thousands to the next


class UnknownCurrency(ValueError):
    """The code is not an ISO 4217 currency."""


def exponent(currency: str) -> int:
    """How many decimals the currency has: 2 for USD, 0 for JPY, 3 for KWD. Raises UnknownCurrency."""
    if currency not in CURRENCIES:
        raise UnknownCurrency(f"{currency!r} is not an ISO 4217 currency code")
    return _EXPONENTS.get(currency, 2)


def to_minor(amount: Decimal | str, currency: str) -> int:
    """Decimal text such as "890.00" as integer minor units. Raises ValueError when it has more decimals than
    the currency, or is no number: rounding somebody's money silently is never right."""
    try:
        scaled = Decimal(amount).scaleb(exponent(currency))
        whole = int(scaled)
    except (InvalidOperation, OverflowError, ValueError) as error:
        if isinstance(error, UnknownCurrency):
            raise
        raise ValueError(f"{amount!r} is not an amount") from error
    if scaled != whole:
        raise ValueError(f"{amount} has more decimals than {currency} allows")
    return whole


def written_minor(text: str, currency: str) -> int:
    """`to_minor` of what somebody wrote down. In "1.000" the point may stand for a thousand, unless the currency has
    three decimals: ValueError says what to write instead."""
    whole, _, part = text.partition(".")
    places = exponent(currency)
    if len(part) != _GROUP or places >= _GROUP:
        return to_minor(text, currency)
    thousands = int(whole + part)
    exact = [] if part[places:].strip("0") else [decimal_text(to_minor(text, currency), currency)]
    ways = dict.fromkeys([str(thousands), f"{thousands:,}", *exact])
    raise ValueError(f"{text} could be read in two ways. Write {' or '.join(ways)}")


def to_decimal(minor: int, currency: str) -> Decimal:
    """Minor units as a Decimal with the currency's own number of decimals."""
    return Decimal(minor).scaleb(-exponent(currency))


def decimal_text(minor: int, currency: str) -> str:
    """Minor units as plain decimal text ("-1234.50"): what JSON and CSV carry."""
    return f"{to_decimal(minor, currency):f}"


def _grouped(digits: str, currency: str) -> str:
    if currency != "INR" or len(digits) <= 3:
        return f"{int(digits):,}"
    head, tail = digits[:-3], digits[-3:]
    pairs: list[str] = []
    while head:
        pairs.insert(0, head[-2:])
        head = head[:-2]
    return ",".join([*pairs, tail])


def format_money(minor: int, currency: str, *, decimals: bool = True) -> str:
    """What a person reads: "$4,215.00", "₹2,41,000", "−£12.50". Without decimals it drops the minor part only
    when that part is zero, so that a shortened figure is still exact."""
    places = exponent(currency)
    digits = f"{abs(minor):0{places + 1}d}"
    whole, part = (digits[:-places], digits[-places:]) if places else (digits, "")
    text = _SYMBOLS.get(currency, f"{currency} ") + _grouped(whole, currency)
    if part and (decimals or int(part)):
        text += f".{part}"
    return f"−{text}" if minor < 0 else text


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount with its currency. Adding different currencies is an error, not a sum."""

    currency: str
    minor: int

    def __add__(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return Money(self.currency, self.minor + other.minor)

    def __str__(self) -> str:
        return format_money(self.minor, self.currency)


_LONGEST_TYPED = 12  # digits before the decimal point; what fits the ledger's columns is far longer
_TYPED = re.compile(r"(?P<whole>\d{1,3}(?:[, ]\d{2,3})*|\d+)(?:\.(?P<part>\d+))?")


def parse_typed(text: str, currency: str) -> int:
    """What a caller types into an amount field ("890", "$1,840.50", "2,41,000") as minor units. A comma never stands
    for the decimal point here: "890,50" is refused rather than taken for 89,050. Raises ValueError with what to do, and
    for a figure longer than any account owes: a key that stuck, or a number from another field."""
    bare = text.strip().removeprefix(_SYMBOLS.get(currency, currency).strip()).removeprefix(currency).strip()
    match = _TYPED.fullmatch(bare)
    groups = re.split("[, ]", match["whole"]) if match else []
    if match is None or (len(groups) > 1 and len(groups[-1]) != _GROUP):
        raise ValueError("Write the amount like 1840.50")
    if sum(len(group) for group in groups) > _LONGEST_TYPED:
        raise ValueError("That is more than an account can owe. Look at the digits again")
    part = f".{match['part']}" if match["part"] else ""
    return written_minor("".join(groups) + part, currency)
