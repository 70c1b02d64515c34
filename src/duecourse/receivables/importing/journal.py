"""How rows were before a batch changed them: what undo puts back."""

# ruff: noqa: S608 - only names of our own tables and columns are put together into statements
from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from duecourse.receivables.importing.dialect import json_object
from duecourse.receivables.models import ImportChange, Payment

# Table (as ImportChange names it) → the columns that an import may change.
COLUMNS: dict[str, tuple[str, ...]] = {
    "invoice": (
        "amount_minor", "paid_before_minor", "balance_minor", "issued_on", "due_on", "due_is_assumed", "closed_on",
        "po_number", "description", "is_disputed",
    ),
    "payment": ("amount_minor", "unapplied_minor", "source_key"),
    "account": (
        "name", "kind", "country", "region", "city", "postal_code", "time_zone", "language", "currency", "terms_days",
        "phone", "phone_kind", "email", "email_kind", "debt_kind", "debtor_is", "vat_registered",
    ),
    "contact": (
        "name", "role", "phone", "phone_kind", "email", "email_kind", "time_zone", "language", "is_primary",
    ),
}  # fmt: skip
REMOVED_PAYMENT = "removed payment"
_AT_ONCE = 500


class Journal:
    """Keeps rows of one batch. A row that the batch changes twice is kept as it was the first time."""

    def __init__(self, batch_id: int) -> None:
        self.batch_id = batch_id
        self._kept: dict[str, set[int]] = {}

    def keep(self, table: str, keys: Iterable[int]) -> None:
        """Write down the rows with those keys as they are now."""
        kept = self._kept.setdefault(table, set())
        fresh = [key for key in keys if key not in kept]
        kept.update(fresh)
        for start in range(0, len(fresh), _AT_ONCE):
            some = fresh[start : start + _AT_ONCE]
            self.keep_where(table, f"t.id IN ({', '.join(['%s'] * len(some))})", some)

    def keep_removed(self, payments: Iterable[Payment]) -> None:
        """Write down payments that are about to be removed, with everything that is needed to make them again."""
        ImportChange.objects.bulk_create(
            ImportChange(
                batch_id=self.batch_id,
                table=REMOVED_PAYMENT,
                row_id=payment.pk,
                before={name: str(value) for name, value in vars(payment).items() if not name.startswith("_")},
            )
            for payment in payments
        )

    def keep_where(self, table: str, condition: str, parameters: Sequence[Any] = ()) -> None:
        """Write down the rows of that table (`t`) for which the condition holds."""
        with connection.cursor() as cursor:
            cursor.execute(
                'INSERT INTO receivables_importchange (batch_id, "table", row_id, before)'
                f" SELECT %s, '{table}', t.id, {json_object(COLUMNS[table], 't')} FROM receivables_{table} t"
                f" WHERE {condition}",
                [self.batch_id, *parameters],
            )
