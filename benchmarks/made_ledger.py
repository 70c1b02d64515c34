"""A ledger of any size, made by the database itself: a million invoices in a fraction of a minute.

Twenty callers and their lead, one account per fifty invoices with a heavy tail, 7.6 % of the invoices open, contacts
on a tenth, promises on a fiftieth, and callbacks, what we owe them and disputes on a two-hundredth of them.
Everything is arithmetic on row numbers, so the same size is the same ledger.
"""

from __future__ import annotations

import os
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import NOT_PROVIDED, Model

from duecourse.calls.models import Call, Callback, CallRecord, CallStanding, Commitment, Promise
from duecourse.compliance.models import ContactEvent
from duecourse.lib.sql import gather_statistics
from duecourse.receivables import standing
from duecourse.receivables.models import Account, Allocation, Creditor, Dispute, Invoice, Payment
from duecourse.teams.models import Portfolio, Role, Team, User

TODAY = date(2026, 11, 18)
NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
CALLERS = 20
INVOICES_PER_ACCOUNT = 50
_ZONES = ("America/New_York", "America/Chicago", "America/Los_Angeles", "Europe/London")

# Numbers that look random and are the same on every machine: a full-period linear congruence of the row number.
_MIX = "((n * 1103515245 + 12345) % 2147483648)"


def make_ledger(invoices: int) -> None:
    """Fill an empty, migrated database. Standing rows are refreshed at the end, as a load does."""
    accounts = max(invoices // INVOICES_PER_ACCOUNT, CALLERS)
    with transaction.atomic():
        _people()
        _accounts(accounts)
        _invoices(invoices, accounts)
        _payments()
        _calls(invoices // 10, accounts)
        _promises(invoices // 50, accounts)
        _follow_ups(invoices // 200, accounts)
    standing.refresh(today=TODAY)
    gather_statistics()


def ledger_in(home: Path, invoices: int) -> None:
    """That ledger as the database of `home`, which Django is set up for. Made once for all benches of a run: they
    find it in the folder that BENCH_LEDGERS names."""
    database, kept = home / "duecourse.sqlite3", os.environ.get("BENCH_LEDGERS")
    known = Path(kept) / f"{invoices}.sqlite3" if kept else None
    if known is None or not known.exists():
        call_command("migrate", verbosity=0)
        make_ledger(invoices)
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    if known is not None:
        shutil.copy(*((known, database) if known.exists() else (database, known)))


def _fill(model: type[Model], source: str, **columns: str) -> None:
    """One row per row of `source`, each column by its expression; what is not named has the model's default."""
    for field in model._meta.concrete_fields:
        given = field.column in columns or field.null or field.primary_key or field.db_default is not NOT_PROVIDED
        if not given:
            columns[field.column] = _literal(field.get_db_prep_save(field.get_default(), connection))
    names, values = ", ".join(columns), ", ".join(columns.values())
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {model._meta.db_table} ({names}) SELECT {values} {source}")


def _literal(value: object) -> str:
    """A default as SQL."""
    return f"'{value}'" if isinstance(value, str) else str(int(value))  # type: ignore[call-overload]


def _people() -> None:
    team = Team.objects.create(name="Bench")
    for n in range(CALLERS):
        caller = User.objects.create(pk=1 + n, username=f"caller{n}", role=Role.CALLER, team=team, time_zone=_ZONES[0])
        Portfolio.objects.create(pk=1 + n, name=f"Portfolio {n}", team=team).callers.add(caller)
    User.objects.create(username="lead", role=Role.LEAD, team=team, time_zone=_ZONES[0])


def _series(count: int) -> str:
    """The numbers from 1 to `count` as the column n."""
    return f"FROM (WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {count}) SELECT n FROM s)"


def _accounts(count: int) -> None:
    Creditor.objects.create(pk=1, code="bench", name="Bench", time_zone=_ZONES[0])
    zone = f"CASE n / {CALLERS} % 4 " + " ".join(f"WHEN {i} THEN '{z}'" for i, z in enumerate(_ZONES)) + " END"
    _fill(
        Account, _series(count), id="n", creditor_id="1", number="'A-' || n", name="'Account ' || n",
        portfolio_id=f"1 + n % {CALLERS}", country="'US'", region="'NY'", time_zone=zone, currency="'USD'",
        phone="'+1212' || (1000000 + n)",
    )  # fmt: skip


def _invoices(count: int, accounts: int) -> None:
    """Due over two years, a heavy tail of accounts; the open ones are mostly young."""
    is_open, amount = "n % 1000 < 76", f"1000 + {_MIX} % 900000"
    late = f"(CASE WHEN {is_open} THEN {_MIX} % 150 - 30 ELSE 40 + {_MIX} % 690 END)"
    due = f"date('{TODAY}', (0 - {late}) || ' days')"
    _fill(
        Invoice, _series(count), id="n",
        account_id=f"1 + CAST({accounts} * ({_MIX} % 10000) / 10000.0 * ({_MIX} % 10000) / 10000.0 AS integer)",
        number="'INV-' || n", currency="'USD'", amount_minor=amount,
        balance_minor=f"CASE WHEN {is_open} THEN {amount} ELSE 0 END", issued_on=f"date({due}, '-30 days')", due_on=due,
        closed_on=f"CASE WHEN {is_open} THEN NULL ELSE date({due}, (n % 45 - 10) || ' days') END",
        is_disputed="n % 1000 = 7",
    )  # fmt: skip


def _payments() -> None:
    """What is closed was paid in full on that day."""
    closed = "FROM receivables_invoice WHERE closed_on IS NOT NULL"
    _fill(
        Payment, closed, id="id", account_id="account_id", currency="'USD'", amount_minor="amount_minor",
        received_on="closed_on",
    )  # fmt: skip
    _fill(
        Allocation, closed, account_id="account_id", invoice_id="id", payment_id="id", amount_minor="amount_minor",
        allocated_on="closed_on", counts_on="MAX(closed_on, issued_on)",
    )  # fmt: skip


def _calls(count: int, accounts: int) -> None:
    """Calls of the last nine months with their records, and each as an event that the gate counts."""
    _fill(
        ContactEvent, _series(count), id="n", account_id=f"1 + {_MIX} % {accounts}",
        at=f"datetime('{NOW:%Y-%m-%d %H:%M:%S}', '-' || ({_MIX} % 400000) || ' minutes')", kind="'call'",
        channel="'phone'", direction="'out'", outcome="CASE WHEN n % 3 = 0 THEN 'conversation' ELSE 'no_answer' END",
    )  # fmt: skip
    _fill(
        Call, "FROM compliance_contactevent", id="id", account_id="account_id",
        caller_id=f"1 + account_id % {CALLERS}", state="'closed'", started_at="at", ended_at="at", event_id="id",
    )  # fmt: skip
    _fill(
        CallRecord, "FROM calls_call", call_id="id", written_at="ended_at", written_by_id="caller_id",
        outcome="CASE WHEN id % 3 = 0 THEN 'promise' ELSE 'no_answer' END", discussed="'Talked'",
        next_step="'See the payment'",
    )  # fmt: skip
    _fill(
        CallStanding, "FROM calls_call GROUP BY account_id", account_id="account_id", tried_on="date(MAX(started_at))",
        tries="1", reached_on="date(MAX(CASE WHEN id % 3 = 0 THEN started_at END))",
        answers="CASE account_id % 4 WHEN 0 THEN 'mornings' WHEN 1 THEN 'afternoons' ELSE '' END", attempts="5",
        answered="4", counted_at=f"'{NOW:%Y-%m-%d %H:%M:%S}'",
    )  # fmt: skip


def _promises(count: int, accounts: int) -> None:
    made = f"'{NOW - timedelta(days=750):%Y-%m-%d %H:%M:%S}'"
    _fill(
        Promise, _series(count), account_id=f"1 + {_MIX} % {accounts}", made_at=made, currency="'USD'",
        amount_minor=f"1000 + {_MIX} % 500000", due_on=f"date('{TODAY}', (({_MIX} % 720) - 700) || ' days')",
        state=f"CASE WHEN {_MIX} % 720 > 697 THEN 'open' WHEN n % 3 = 0 THEN 'broken' ELSE 'kept' END", judged_at=made,
    )  # fmt: skip


def _follow_ups(count: int, accounts: int) -> None:
    """Callbacks, what we said we would do, and disputes: of each, one in ten is open. The owner is who calls there."""
    account, series = f"1 + {_MIX} % {accounts}", _series(count)
    day = f"date('{TODAY}', (n % 400 - 390) || ' days')"
    common = {
        "account_id": account, "owner_id": f"1 + ({account}) % {CALLERS}",
        "made_at": f"'{NOW - timedelta(days=400):%Y-%m-%d %H:%M:%S}'",
    }  # fmt: skip
    _fill(Callback, series, **common, due_at=f"{day} || ' 16:00:00'", state=_open_or("done"))
    _fill(Commitment, series, **common, what="'Send the statement'", due_on=day, state=_open_or("kept"))
    _fill(
        Dispute, f"{series} JOIN receivables_invoice ON receivables_invoice.id = n * 200 + n % 76",
        account_id="account_id", invoice_id="id", owner_id=f"1 + account_id % {CALLERS}", reason="'quality'",
        currency="'USD'", state=_open_or("settled"), opened_at=common["made_at"], next_step="'Ask sales'", due_on=day,
    )  # fmt: skip


def _open_or(closed: str) -> str:
    return f"CASE WHEN n % 10 = 0 THEN 'open' ELSE '{closed}' END"
