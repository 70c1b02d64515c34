"""The day from which an allocation counts, in SQL: `Allocation.of` says the same for single rows."""

# ruff: noqa: S608 - only names of our own tables and columns are put together into statements
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from duecourse.receivables.importing.dialect import latest

_RECEIVED_ON = "(SELECT p.received_on FROM receivables_payment p WHERE p.id = receivables_allocation.payment_id)"


def count_from_new_days(condition: str, parameters: Sequence[Any] = ()) -> None:
    """Invoices (`i`) for which the condition holds may have another day than before: say again since when their
    allocations count."""
    counts_on = latest("receivables_allocation.allocated_on", _RECEIVED_ON, "i.issued_on")
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE receivables_allocation SET counts_on = {counts_on} FROM receivables_invoice i"
            f" WHERE i.id = receivables_allocation.invoice_id AND {condition}",
            parameters,
        )
