"""Taking a batch back: what it made goes, what it changed becomes what it was."""

# ruff: noqa: S608 - only names of our own tables and columns are put together into statements
from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection, models
from django.db.models import Q, QuerySet

from duecourse.receivables import standing
from duecourse.receivables.importing.days import count_from_new_days
from duecourse.receivables.importing.dialect import json_value
from duecourse.receivables.importing.journal import COLUMNS, REMOVED_PAYMENT
from duecourse.receivables.models import (
    Account,
    Allocation,
    Contact,
    ImportBatch,
    ImportChange,
    Invoice,
    Payment,
)

_TABLES: dict[str, type[models.Model]] = {
    "invoice": Invoice,
    "payment": Payment,
    "account": Account,
    "contact": Contact,
}
# When something was made, under the names that tables of other slices give it.
_MADE_AT = ("made_at", "opened_at", "started_at", "placed_at", "at")
_SQL_TYPES = {
    models.BigIntegerField: "bigint", models.PositiveSmallIntegerField: "integer", models.DateField: "date",
    models.BooleanField: "boolean",
}  # fmt: skip


def why_not(batch: ImportBatch) -> str:
    """Why the batch cannot be undone, in words for the person; empty when it can."""
    if batch.state != ImportBatch.State.LOADED:
        return "It was not loaded."
    later = _later_batch(batch)
    if later is not None:
        return (
            f"Batch {later.pk} ({later.file_name}) was loaded later and changed what this one loaded: undo that first."
        )
    return _other_dependents(batch)


def _made(model: type[models.Model], batch: ImportBatch) -> QuerySet[Any]:
    return model._default_manager.filter(batch=batch)


def _later_batch(batch: ImportBatch) -> ImportBatch | None:
    """The first later batch that stands on rows of this one: it changed them, or moved money on them."""
    changed = Q()
    for table, model in _TABLES.items():
        ours = Q(row_id__in=_made(model, batch).values("pk")) | Q(row_id__in=_changed(batch, table))
        changed |= Q(table=table) & ours
    ids = set(ImportChange.objects.filter(changed, batch__gt=batch.pk).values_list("batch", flat=True).distinct()[:1])
    invoices = Q(invoice__in=_made(Invoice, batch)) | Q(invoice__in=_changed(batch, "invoice"))
    payments = Q(payment__in=_made(Payment, batch)) | Q(payment__in=_changed(batch, "payment"))
    ids.update(Allocation.objects.filter(invoices | payments, batch__gt=batch.pk).values_list("batch", flat=True)[:1])
    for model in (Invoice, Payment, Contact):
        later = model._default_manager.filter(account__in=_made(Account, batch), batch__gt=batch.pk)
        ids.update(later.values_list("batch", flat=True)[:1])
    return ImportBatch.objects.filter(pk=min(ids)).first() if ids else None


def _changed(batch: ImportBatch, table: str) -> QuerySet[Any, Any]:
    return ImportChange.objects.filter(batch=batch, table=table).values("row_id")


def _other_dependents(batch: ImportBatch) -> str:
    """Work that people did on what the batch loaded: calls, promises, disputes, payments entered by hand."""
    by_hand = Allocation.objects.filter(batch=None).filter(
        Q(invoice__in=_made(Invoice, batch)) | Q(payment__in=_made(Payment, batch))
    )
    entered = Payment.objects.filter(batch=None, account__in=_made(Account, batch))
    if by_hand.exists() or entered.exists():
        return "Money was entered on its accounts since, by hand."
    for model in (Invoice, Payment, Account, Contact):
        for relation in _relations(model):
            rows = relation.related_model._default_manager.filter(**{f"{relation.field.name}__in": _made(model, batch)})
            if (found := rows.first()) is not None:
                return _said(found, f"is about {model._meta.verbose_name}s that it loaded")
    touched = _touched_accounts(batch)
    for relation in _relations(Account):
        made_at = next((f.name for f in relation.related_model._meta.fields if f.name in _MADE_AT), None)
        if made_at and batch.loaded_at:
            since = {f"{relation.field.name}__in": touched, f"{made_at}__gt": batch.loaded_at}
            if (found := relation.related_model._default_manager.filter(**since).first()) is not None:
                return _said(found, "was made since, on accounts that it changed")
    return ""


def _relations(model: type[models.Model]) -> list[Any]:
    """What of other tables points at a model and protects it, also where it has no name from there; the ledger's own
    tables are looked at by batch."""
    own = (Invoice, Payment, Allocation, Contact, ImportChange)
    return [
        relation
        for relation in model._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ForeignObjectRel)
        and relation.related_model not in own
        and (relation.many_to_many or relation.on_delete is models.PROTECT)
    ]


def _said(row: models.Model, why: str) -> str:
    name = str(row._meta.verbose_name)
    return f"{name[0].upper()}{name[1:]} {row.pk} {why}."


def _touched_accounts(batch: ImportBatch) -> QuerySet[Account]:
    invoices = Invoice.objects.filter(Q(batch=batch) | Q(pk__in=_changed(batch, "invoice"))).values("account")
    payments = Payment.objects.filter(Q(batch=batch) | Q(pk__in=_changed(batch, "payment"))).values("account")
    return Account.objects.filter(Q(pk__in=invoices) | Q(pk__in=payments) | Q(batch=batch))


def take_back(batch: ImportBatch, today: date) -> None:
    """Undo the batch. Runs inside the caller's transaction, after `why_not` found nothing."""
    touched = set(_touched_accounts(batch).values_list("pk", flat=True))
    gone = set(_made(Account, batch).values_list("pk", flat=True))
    for model in (Allocation, Payment, Invoice):
        rows = _made(model, batch)
        rows._raw_delete(rows.db)  # nothing depends on them: asked just before, in the same transaction
    _made(Contact, batch).delete()
    for table in _TABLES:
        _restore(batch, table)
    count_from_new_days(
        "i.id IN (SELECT c.row_id FROM receivables_importchange c WHERE c.batch_id = %s AND c.\"table\" = 'invoice')",
        [batch.pk],
    )
    touched |= _restore_removed(batch)
    _made(Account, batch).delete()
    ImportChange.objects.filter(batch=batch).delete()
    standing.refresh(touched - gone, today=today)


def _restore_removed(batch: ImportBatch) -> set[int]:
    """Make the payments again that the batch removed. Returns their accounts."""
    accounts = set()
    for change in ImportChange.objects.filter(batch=batch, table=REMOVED_PAYMENT):
        values = {name: None if value == "None" else value for name, value in change.before.items()}
        accounts.add(Payment.objects.create(**values).account_id)
    return {int(key) for key in accounts}


def _restore(batch: ImportBatch, table: str) -> None:
    """Put the journalled columns back, in one statement for any number of rows."""
    model = _TABLES[table]
    sets = ", ".join(
        f"{column} = {json_value('c.before', column, _sql_type(model, column))}" for column in COLUMNS[table]
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE receivables_{table} SET {sets} FROM receivables_importchange c"
            f' WHERE c.batch_id = %s AND c."table" = %s AND c.row_id = receivables_{table}.id',
            [batch.pk, table],
        )


def _sql_type(model: type[models.Model], column: str) -> str:
    return _SQL_TYPES.get(type(model._meta.get_field(column)), "text")
