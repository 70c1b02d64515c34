"""Told inside the transaction of every write that moves money: what depends on the ledger follows at once.

Slices above (promises that were kept by it) connect to `money_moved`; this one knows nothing of them. It is sent with
`now` (UTC) and `accounts` (a query, keys, or None for all).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet
from django.dispatch import Signal

from duecourse.receivables.models import Account, Payment

money_moved = Signal()


def tell(now: datetime, accounts: QuerySet[Account] | Iterable[int] | None = None) -> None:
    """Everybody who depends on the ledger looks at those accounts again. What they raise undoes the write as well."""
    money_moved.send(sender=Payment, now=now, accounts=accounts)
