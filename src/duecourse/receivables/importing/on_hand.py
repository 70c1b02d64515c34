"""Money that is here, not applied, before a paid history says which invoices it settled: counted once, it is what came
in on their day."""

# ruff: noqa: S608 - only names of our own tables and columns are put together into statements
from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

from duecourse.lib.sql import rows_of
from duecourse.receivables.importing.journal import Journal
from duecourse.receivables.importing.stage import ACCOUNTS, ROWS
from duecourse.receivables.models import Allocation, Invoice, Payment

_SETTLED = f"""
SELECT r.row, r.invoice_id, r.moved, p.id
FROM {ROWS} r JOIN {ACCOUNTS} a ON a.local = r.account JOIN receivables_payment p ON p.account_id = a.account_id
WHERE r.moved > 0 AND r.settled_on = p.received_on AND r.currency = p.currency AND p.unapplied_minor > 0
    AND p.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM receivables_payment t WHERE t.reverses_id = p.id)
ORDER BY p.id, ABS(p.unapplied_minor - r.moved), r.row
"""


class _Settled(NamedTuple):
    """A row of the history and a payment of its account, day and currency."""

    row: int
    invoice_id: int
    minor: int
    payment_id: int


def apply_money_on_hand(cursor: Any, journal: Journal) -> None:
    """Allocate such payments to the rows they settled, what fits exactly first, and lower `moved`: the rest of a row is
    money that nobody has brought yet."""
    pairs = [_Settled._make(row) for row in rows_of(_SETTLED)]
    if not pairs:
        return
    payments = Payment.objects.in_bulk({pair.payment_id for pair in pairs})
    left = {pair.row: pair.minor for pair in pairs}
    taken: dict[int, list[tuple[_Settled, int]]] = defaultdict(list)
    for pair in pairs:
        payment = payments[pair.payment_id]
        minor = min(left[pair.row], payment.unapplied_minor)
        if minor:
            left[pair.row] -= minor
            payment.unapplied_minor -= minor
            taken[payment.pk].append((pair, minor))
    _write(cursor, journal, {key: payments[key] for key in taken}, taken, left)


def _write(
    cursor: Any,
    journal: Journal,
    payments: dict[int, Payment],
    taken: dict[int, list[tuple[_Settled, int]]],
    left: dict[int, int],
) -> None:
    journal.keep("payment", payments)
    Payment.objects.bulk_update(payments.values(), ["unapplied_minor"])
    moves = [(payments[key], pair, minor) for key, listed in taken.items() for pair, minor in listed]
    invoices = Invoice.objects.select_related("account").in_bulk({pair.invoice_id for _, pair, _ in moves})
    Allocation.objects.bulk_create(
        Allocation.of(invoices[pair.invoice_id], minor, payment.received_on, payment=payment, batch_id=journal.batch_id)
        for payment, pair, minor in moves
    )
    rows = {pair.row for _, pair, _ in moves}
    cursor.executemany(f"UPDATE {ROWS} SET moved = %s WHERE row = %s", [(left[row], row) for row in rows])
