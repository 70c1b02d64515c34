"""Loading small files in tests, the way the command does."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db.models import F

from duecourse.domain.ageing import AgeingLine
from duecourse.domain.importing import Answers
from duecourse.receivables.ageing import LINE_COLUMNS, ageing_report, columns_of, lines_of
from duecourse.receivables.importing import actions, looking
from duecourse.receivables.importing.load import Order
from duecourse.receivables.importing.result import ImportResult
from duecourse.receivables.models import Account, AccountStanding, Allocation, Creditor, ImportBatch, Invoice
from make import NOW, TODAY, make_creditor

HEADER = "Customer No,Customer Name,Invoice No,Invoice Date,Due Date,Amount,Balance,Currency\n"
ITEMS = (
    HEADER + "C1,Harbour Cafe,1001,2026-09-01,2026-10-01,890.00,390.00,USD\n"
    "C1,Harbour Cafe,1002,2026-10-20,2026-11-19,120.00,120.00,USD\n"
    "C2,Müller GmbH,1003,2026-08-01,2026-08-31,1000.00,1000.00,EUR\n"
    "C2,Müller GmbH,CN-1,2026-08-05,2026-08-05,-40.00,-40.00,EUR\n"
)


def an_order(content: str | bytes, creditor: Creditor, *, now: datetime = NOW, **given: Any) -> Order:
    """How the command would load a file with that content. Answers and options by name."""
    options = {name: given.pop(name) for name in ("close_missing", "portfolio_id") if name in given}
    folder = TemporaryDirectory()
    path = Path(folder.name) / "file"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    look = looking.look_into(path, Answers(**given), creditor_currency=creditor.currency)
    order = looking.order_for(look, creditor, now, **options)
    _KEPT.append(folder)
    return order


_KEPT: list[TemporaryDirectory[str]] = []  # files live as long as the tests


def load(
    content: str | bytes, creditor: Creditor | None = None, *, now: datetime = NOW, **given: Any
) -> tuple[ImportBatch, ImportResult]:
    """Load a file with that content, after a dry run that has to say the same."""
    creditor = creditor or Creditor.objects.first() or make_creditor()
    order = an_order(content, creditor, now=now, **given)
    foretold = actions.dry_run(order)
    batch, result = actions.import_file(actor=None, now=now, order=order, file_name="file.csv")
    assert foretold == result, "the dry run said something else"
    return batch, result


def ledger_totals(creditor: Creditor | None = None) -> dict[str, int]:
    """Currency → what the ledger says is receivable in the end; the report ties or the test ends here."""
    accounts = Account.objects.filter(creditor=creditor) if creditor else Account.objects.all()
    ageing = ageing_report(accounts, TODAY + timedelta(days=7)).ageing
    assert ageing.ties, ageing
    kept_lines_are_true()
    return {line.currency: line.total_minor for line in ageing.lines if line.total_minor}


def explained() -> None:
    """For every invoice: amount − paid before − Σ allocations = balance. Money pays invoices of its own account."""
    for invoice in Invoice.objects.prefetch_related("allocations"):
        moved = sum(allocation.amount_minor for allocation in invoice.allocations.all())
        assert invoice.amount_minor - invoice.paid_before_minor - moved == invoice.balance_minor, invoice
    assert not Allocation.objects.exclude(payment=None).exclude(payment__account=F("invoice__account")).exists()
    kept_lines_are_true()


def allocations_are_true() -> None:
    """Each counts on the account of its invoice, from the latest of its three days."""
    for each in Allocation.objects.select_related("invoice", "payment"):
        days = (each.allocated_on, each.invoice.issued_on, each.payment.received_on if each.payment else None)
        assert each.counts_on == max(filter(None, days)), each.pk
        assert each.account_id == each.invoice.account_id, each.pk


def booked_sums_are_true() -> None:
    """What is kept of all days is the control total of the last of them."""
    last = {key: line.control_minor for key, line in lines_of(Account.objects.all(), date.max).items()}
    for row in AccountStanding.objects.all():
        assert row.booked_minor == last.get((row.account_id, row.currency), 0), (row.account_id, row.currency)


def kept_lines_are_true() -> None:
    """The ageing line that a write has kept is the one that its items add up to, on the day for which it was kept; so
    is what is overdue on that day, and what past days are taken from."""
    allocations_are_true()
    booked_sums_are_true()
    for day in AccountStanding.objects.exclude(aged_on=None).values_list("aged_on", flat=True).distinct():
        fresh = lines_of(Account.objects.all(), day)
        for row in AccountStanding.objects.filter(aged_on=day):
            kept = {name: getattr(row, name) for name in LINE_COLUMNS}
            line = fresh.get((row.account_id, row.currency), AgeingLine(row.currency))
            assert kept == columns_of(line), (row.account_id, row.currency, day)
            items = Invoice.objects.filter(account=row.account_id, currency=row.currency, balance_minor__gt=0)
            assert row.overdue_minor == sum(item.balance_minor for item in items.filter(due_on__lt=day)), row.account_id


def state_of_ledger() -> list[Any]:
    """Everything an import may change, to compare before and after."""
    from duecourse.receivables.models import AccountStanding, Allocation, Contact, Payment

    tables: dict[Any, tuple[str, ...]] = {
        Account: ("creditor", "number", "name", "phone", "email", "country", "currency", "terms_days", "kind"),
        Contact: ("account__number", "name", "phone", "email", "role", "is_primary"),
        Invoice: ("account__number", "number", "instalment", "amount_minor", "paid_before_minor", "balance_minor",
                  "issued_on", "due_on", "due_is_assumed", "closed_on", "is_disputed"),
        Payment: ("account__number", "amount_minor", "unapplied_minor", "received_on", "reference"),
        Allocation: ("invoice__number", "kind", "amount_minor", "allocated_on"),
        AccountStanding: ("account__number", "currency", "open_minor", "credits_minor", "unapplied_minor"),
    }  # fmt: skip
    rows = [sorted(table.objects.values_list(*columns), key=repr) for table, columns in tables.items()]
    # An account that owes nothing has a standing of zeros, or none yet: both say the same.
    return [*rows[:-1], [row for row in rows[-1] if any(row[2:])]]
