"""Which invoices a payment pays when no file says so: those the payer named, else the oldest first."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class OpenItem:
    """One open invoice in the payment's currency; `key` is the reader's own."""

    key: int
    balance_minor: int
    due_on: date
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """The part of a payment that one invoice gets."""

    key: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Allocated:
    """The shares, earliest due date first; what is left stays unapplied cash."""

    shares: tuple[Share, ...]
    left_minor: int


def allocate_payment(amount_minor: int, items: Iterable[OpenItem], named: Collection[int] | None = None) -> Allocated:
    """Share a payment out. `named`: the keys of the invoices it is for, disputed or not; none of them (an empty
    collection) leaves all of it unapplied. None: the oldest due first, and what is disputed is passed over, because
    nobody pays what they dispute without saying so. Credits take no money."""
    left = amount_minor
    shares: list[Share] = []
    for item in sorted(items, key=lambda item: (item.due_on, item.key)):
        meant = not item.disputed if named is None else item.key in named
        given = min(left, max(item.balance_minor, 0)) if meant else 0
        if given:
            shares.append(Share(item.key, given))
            left -= given
    return Allocated(tuple(shares), left)
