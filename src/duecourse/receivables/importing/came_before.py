"""Payments that are in the ledger before a file of payments brings them: somebody entered them by hand, a list of open
items called them unapplied, or a history said when their invoice was settled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from duecourse.receivables.models import Payment

# How the key of a payment begins that a list of open items called unapplied; and once a file of payments had it too.
UNAPPLIED, CONFIRMED = "u:", "c:"
BY_HAND, ON_A_LIST, IN_A_HISTORY = "by hand", "on a list", "in a history"
_Row = dict[str, Any]


def is_listed() -> Q:
    """Payments that a list of open items brought."""
    return Q(source_key__startswith=UNAPPLIED) | Q(source_key__startswith=CONFIRMED)


class CameBefore:
    """Finds the payment that a row of a file of payments is, by account, day and amount. Each stands for one row."""

    def __init__(self) -> None:
        self._read: set[tuple[int, str]] = set()
        self._waiting: dict[tuple[int, str, str], list[Payment]] = defaultdict(list)

    def read(self, rows: Sequence[_Row]) -> None:
        """Look at what the accounts of these rows have on their days."""
        wanted = {(row["account_id"], str(row["received_on"])) for row in rows} - self._read
        self._read |= wanted
        came = Q(entered_by__isnull=False) | is_listed() | Q(source_key="", batch__isnull=False)
        found = Payment.objects.that_count().filter(
            came, account__in={account for account, _ in wanted}, received_on__in={day for _, day in wanted}
        )
        for payment in found.order_by("pk"):
            key = (payment.account_id, str(payment.received_on))
            if key in wanted:
                self._waiting[(*key, payment.currency)].append(payment)

    def found(self, row: _Row) -> tuple[Payment, str] | None:
        """The payment that this row is, and how it came; it is then used up, unless its reference proves it."""
        waiting = self._waiting.get((row["account_id"], str(row["received_on"]), row["currency"]), [])
        said = (row.get("reference") or "").casefold()
        for payment in waiting:
            how = _how(payment)
            if how == ON_A_LIST and said and payment.reference.casefold() == said:
                return payment, how  # of it one part may have been applied before the list was made
        for n, payment in enumerate(waiting):
            how = _how(payment)
            if payment.amount_minor == row["amount"] and _may_be(payment, how, row, said):
                del waiting[n]
                return payment, how
        return None


def _how(payment: Payment) -> str:
    if payment.entered_by_id is not None:
        return BY_HAND
    return ON_A_LIST if payment.source_key else IN_A_HISTORY


def _may_be(payment: Payment, how: str, row: _Row, said: str) -> bool:
    if how == BY_HAND:
        return not said or not payment.reference or payment.reference.casefold() == said
    if how == IN_A_HISTORY:  # it is named after the invoice that it settled
        return row["invoice_number"] in ("", None, payment.reference.partition("/")[0])
    return True
