from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_ALLOCATIONS = """
UPDATE receivables_allocation SET account_id = i.account_id, counts_on = {latest}
FROM receivables_invoice i WHERE i.id = receivables_allocation.invoice_id
"""
_DAYS = (
    "receivables_allocation.allocated_on",
    "(SELECT p.received_on FROM receivables_payment p WHERE p.id = receivables_allocation.payment_id)",
    "i.issued_on",
)
# CROSS JOIN makes SQLite begin with the account's own invoices.
_STANDINGS = """
UPDATE receivables_accountstanding SET
    booked_minor = COALESCE((
        SELECT SUM(i.amount_minor - i.paid_before_minor) FROM receivables_invoice i
        WHERE i.account_id = receivables_accountstanding.account_id
            AND i.currency = receivables_accountstanding.currency), 0)
    - COALESCE((
        SELECT SUM(p.amount_minor) FROM receivables_payment p
        WHERE p.account_id = receivables_accountstanding.account_id
            AND p.currency = receivables_accountstanding.currency), 0)
    - COALESCE((
        SELECT SUM(a.amount_minor) FROM receivables_invoice i CROSS JOIN receivables_allocation a
        WHERE i.account_id = receivables_accountstanding.account_id
            AND i.currency = receivables_accountstanding.currency
            AND a.invoice_id = i.id AND NOT (a.kind = 'payment')), 0),
    overdue_minor = COALESCE((
        SELECT SUM(i.balance_minor) FROM receivables_invoice i
        WHERE i.account_id = receivables_accountstanding.account_id
            AND i.currency = receivables_accountstanding.currency
            AND i.due_on < receivables_accountstanding.aged_on
            AND i.balance_minor > 0 AND NOT (i.balance_minor = 0)), 0)
"""


def fill(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """What every later write keeps: the latest of three days, and what the ledger of each account adds up to."""
    if editor.connection.vendor == "postgresql":
        latest = f"GREATEST({', '.join(_DAYS)})"  # passes over what is NULL
    else:
        known = ", ".join(f"COALESCE({day}, '')" for day in _DAYS)
        latest = f"MAX({known})"
    with editor.connection.cursor() as cursor:
        cursor.execute(_ALLOCATIONS.format(latest=latest))
        cursor.execute(_STANDINGS)


class Migration(migrations.Migration):
    dependencies = [
        ("receivables", "0014_days_from_which_allocations_count"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
