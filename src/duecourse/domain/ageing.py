"""Ageing: how late the open money is, per currency, with a proof that nothing fell between the columns.

An item lands in exactly one column: a credit in its own, everything else in the bucket of its days past due (or days
since the invoice date). Instalments are items of their own, so each due date ages by itself. Cash that no invoice has
claimed yet stands in the unapplied column as a negative figure, and

    current + 1-30 + ... + 120+ + credits + unapplied = total = control total

where the control total comes by another path (all that was invoiced less all that was received), never from the same
sum. `AgeingLine.difference_minor` is what the screen shows when the two disagree.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from duecourse.domain.facts import InvoiceFact
from duecourse.domain.money import decimal_text

CURRENT = "current"
BUCKETS = (CURRENT, "1-30", "31-60", "61-90", "91-120", "120+")
# The last day that still belongs to each bucket; what is later belongs to the last one.
BUCKET_ENDS = (0, 30, 60, 90, 120)

BY_DUE, BY_INVOICE = "due", "invoice"
BASES = (BY_DUE, BY_INVOICE)


class UnknownBasis(ValueError):
    """Ageing goes by due date or by invoice date; something else was asked for."""


def check_basis(basis: str) -> str:
    """The basis itself. Raises UnknownBasis with the two words that are understood."""
    if basis not in BASES:
        raise UnknownBasis(f"{basis!r} is not a basis for ageing: use {' or '.join(map(repr, BASES))}")
    return basis


def bucket_index(days: int) -> int:
    """Position in BUCKETS for that many days past the date; 0 (current) while it lies ahead or is today."""
    return bisect_left(BUCKET_ENDS, days)


def bucket_of(days: int) -> str:
    """The bucket's name: 0 days is "current", 30 is "1-30", 121 is "120+"."""
    return BUCKETS[bucket_index(days)]


@dataclass(frozen=True, slots=True)
class AgeingLine:
    """One currency of one account, or of many. Credits and unapplied cash are negative figures."""

    currency: str
    buckets: tuple[int, ...] = (0,) * len(BUCKETS)
    credits_minor: int = 0
    unapplied_minor: int = 0
    control_minor: int = 0
    items: int = 0
    assumed_items: int = 0  # aged by a date that the file did not carry
    assumed_minor: int = 0
    later_minor: int = 0  # booked after the day and so in no column: invoiced less received and closed

    @property
    def open_minor(self) -> int:
        """All buckets: what is open before credits and unapplied cash."""
        return sum(self.buckets)

    @property
    def overdue_minor(self) -> int:
        return sum(self.buckets[1:])

    @property
    def total_minor(self) -> int:
        """What the books should show as receivable: buckets + credits + unapplied."""
        return self.open_minor + self.credits_minor + self.unapplied_minor

    @property
    def ledger_minor(self) -> int:
        """All that the ledger holds, whatever its day: the control total and what was booked after the day."""
        return self.control_minor + self.later_minor

    @property
    def difference_minor(self) -> int:
        """Total less control total. Anything but 0 means that the ledger disagrees with itself."""
        return self.total_minor - self.control_minor

    @property
    def ties(self) -> bool:
        return self.difference_minor == 0

    def columns(self) -> dict[str, int]:
        """Every figure in minor units under the name that the contract gives it, in reading order."""
        return {
            **dict(zip(BUCKETS, self.buckets, strict=True)),
            "credits": self.credits_minor,
            "unapplied": self.unapplied_minor,
            "total": self.total_minor,
            "control_total": self.control_minor,
        }

    def as_text(self) -> dict[str, str]:
        """`columns()` as decimal text: what JSON and files carry."""
        return {name: decimal_text(minor, self.currency) for name, minor in self.columns().items()}

    def __add__(self, other: AgeingLine) -> AgeingLine:
        """Two accounts in one currency. Raises ValueError for two currencies: they have no sum."""
        if other.currency != self.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
        return AgeingLine(
            currency=self.currency,
            buckets=tuple(mine + theirs for mine, theirs in zip(self.buckets, other.buckets, strict=True)),
            credits_minor=self.credits_minor + other.credits_minor,
            unapplied_minor=self.unapplied_minor + other.unapplied_minor,
            control_minor=self.control_minor + other.control_minor,
            items=self.items + other.items,
            assumed_items=self.assumed_items + other.assumed_items,
            assumed_minor=self.assumed_minor + other.assumed_minor,
            later_minor=self.later_minor + other.later_minor,
        )


@dataclass(frozen=True, slots=True)
class Ageing:
    """One line per currency."""

    as_of: date
    basis: str
    lines: tuple[AgeingLine, ...]

    def line(self, currency: str) -> AgeingLine:
        """That currency's line; a line of zeros when nothing is open in it."""
        return next((line for line in self.lines if line.currency == currency), AgeingLine(currency))

    @property
    def ties(self) -> bool:
        return all(line.ties for line in self.lines)


def days_of(item: InvoiceFact, as_of: date, basis: str = BY_DUE) -> int:
    """Days past the date that the item ages by, negative while it lies ahead. An item without an invoice date ages
    by its due date even when invoice dates were asked for; `is_date_assumed` then says so."""
    from_on = item.due_on if basis == BY_DUE else item.issued_on or item.due_on
    return (as_of - from_on).days


def is_date_assumed(item: InvoiceFact, basis: str = BY_DUE) -> bool:
    """True when the date that it ages by was not in the file: the account's terms, or the due date, had to serve."""
    return item.due_is_assumed if basis == BY_DUE else item.issued_on is None


class _Sums:
    """The running figures of one currency while items are read once, in any order."""

    __slots__ = ("assumed_items", "assumed_minor", "buckets", "credits_minor", "items")

    def __init__(self) -> None:
        self.buckets = [0] * len(BUCKETS)
        self.credits_minor = self.items = self.assumed_items = self.assumed_minor = 0

    def add(self, item: InvoiceFact, as_of: date, basis: str) -> None:
        self.items += 1
        if item.balance_minor < 0:
            self.credits_minor += item.balance_minor
            return
        self.buckets[bucket_index(days_of(item, as_of, basis))] += item.balance_minor
        if is_date_assumed(item, basis):
            self.assumed_items += 1
            self.assumed_minor += item.balance_minor


def age(
    items: Iterable[InvoiceFact],
    unapplied: Mapping[str, int],
    as_of: date,
    basis: str = BY_DUE,
    control: Mapping[str, int] | None = None,
) -> Ageing:
    """Age the items that are open on `as_of`.

    `unapplied` is cash received and not yet applied, per currency, as positive minor units. `control` is what the
    ledger says is receivable per currency (invoiced less received); without it the plain sum of the balances less the
    unapplied cash serves, which still proves that no item was lost or counted twice. Raises UnknownBasis.
    """
    check_basis(basis)
    sums: dict[str, _Sums] = {currency: _Sums() for currency in unapplied}
    plain: dict[str, int] = {currency: -cash for currency, cash in unapplied.items()}
    for item in items:
        sums.setdefault(item.currency, _Sums()).add(item, as_of, basis)
        plain[item.currency] = plain.get(item.currency, 0) + item.balance_minor
    expected = plain if control is None else control
    currencies = sorted({*sums, *(control or ())})
    return Ageing(
        as_of,
        basis,
        tuple(_line(c, sums.get(c, _Sums()), unapplied.get(c, 0), expected.get(c, 0)) for c in currencies),
    )


def _line(currency: str, sums: _Sums, unapplied_minor: int, control_minor: int) -> AgeingLine:
    return AgeingLine(
        currency=currency,
        buckets=tuple(sums.buckets),
        credits_minor=sums.credits_minor,
        unapplied_minor=-unapplied_minor,
        control_minor=control_minor,
        items=sums.items,
        assumed_items=sums.assumed_items,
        assumed_minor=sums.assumed_minor,
    )
