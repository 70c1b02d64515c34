"""Keeping the standing rows true: a few statements for any number of accounts, the same on SQLite and PostgreSQL.

`refresh` belongs at the end of every write that moves an invoice, a payment or an allocation, in its transaction.
What depends on the day (`refresh_history`, `refresh_ageing`) is made again when the day changes.
"""

# ruff: noqa: S608 - only names of our own tables and columns are put together into statements
from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import QuerySet

from duecourse.domain.facts import SettledFact
from duecourse.domain.payment_timing import HABIT_DAYS, RECENT, habits, recent_items
from duecourse.receivables.ageing import LINE_COLUMNS, columns_of, lines_of
from duecourse.receivables.models import Account, AccountStanding, Creditor

# Which accounts: a query for them (stays in the database), their keys, or None for all.
Scope = QuerySet[Account] | Iterable[int] | None
_KEYS_AT_ONCE = 500  # SQLite before 3.32 takes 999 parameters in one statement

# A payment that was not taken back; both tables that use it call it by its bare columns.
_COUNTS = """amount_minor > 0
    AND id NOT IN (SELECT t.reverses_id FROM receivables_payment t WHERE t.reverses_id IS NOT NULL)"""
# The condition on balance is written as the partial index has it, so that SQLite recognises it; the plus keeps it with
# the index by account.
_SUMS = """
INSERT INTO receivables_accountstanding (account_id, currency, open_minor, credits_minor, unapplied_minor, open_count,
    oldest_due_on, last_paid_on, booked_minor, settled_count, days_late_sum, late_count, pay_day_kind, pay_day_value)
SELECT account_id, currency, SUM(open_minor), SUM(credits_minor), SUM(unapplied_minor), SUM(open_count),
    MIN(oldest_due_on), MAX(last_paid_on), SUM(booked_minor), 0, 0, 0, '', 0
FROM (
    SELECT account_id, currency,
        SUM(CASE WHEN balance_minor > 0 THEN balance_minor ELSE 0 END) AS open_minor,
        SUM(CASE WHEN balance_minor < 0 THEN balance_minor ELSE 0 END) AS credits_minor,
        0 AS unapplied_minor, SUM(CASE WHEN balance_minor > 0 THEN 1 ELSE 0 END) AS open_count,
        MIN(CASE WHEN balance_minor > 0 THEN due_on END) AS oldest_due_on, NULL AS last_paid_on, 0 AS booked_minor
    FROM receivables_invoice WHERE NOT (balance_minor = 0) AND {scope} GROUP BY account_id, currency
    UNION ALL
    SELECT account_id, currency, 0, 0, SUM(unapplied_minor), 0, NULL, MAX(CASE WHEN {counts} THEN received_on END),
        -SUM(amount_minor)
    FROM receivables_payment WHERE {scope} GROUP BY account_id, currency
    UNION ALL
    SELECT account_id, currency, 0, 0, 0, 0, NULL, NULL, SUM(amount_minor - paid_before_minor)
    FROM receivables_invoice WHERE {scope} GROUP BY account_id, currency
    UNION ALL
    SELECT account_id, (SELECT i.currency FROM receivables_invoice i WHERE i.id = invoice_id), 0, 0, 0, 0, NULL, NULL,
        -amount_minor
    FROM receivables_allocation WHERE +payment_id IS NULL AND {scope}
    UNION ALL
    SELECT account_id, currency, 0, 0, 0, 0, NULL, NULL, 0 FROM receivables_accountstanding WHERE {scope}
) AS parts
WHERE true GROUP BY account_id, currency
ON CONFLICT (account_id, currency) DO UPDATE SET
    open_minor = excluded.open_minor, credits_minor = excluded.credits_minor,
    unapplied_minor = excluded.unapplied_minor, booked_minor = excluded.booked_minor, open_count = excluded.open_count,
    oldest_due_on = excluded.oldest_due_on, last_paid_on = excluded.last_paid_on
"""
_SUMS_SCOPES = _SUMS.count("{scope}")

_LAST_PAID = """
UPDATE receivables_accountstanding SET last_paid_minor = (
    SELECT SUM(p.amount_minor) FROM receivables_payment p
    WHERE p.account_id = receivables_accountstanding.account_id
        AND p.received_on = receivables_accountstanding.last_paid_on
        AND p.currency = receivables_accountstanding.currency AND {counts})
WHERE {scope}
"""

# Of each account the newest that habits are read from, and all of the day on which the last of those was settled.
_SETTLED = """
SELECT i.account_id, i.number, i.currency, i.amount_minor, i.due_on, i.closed_on,
    NOT EXISTS (SELECT 1 FROM receivables_allocation a WHERE a.invoice_id = i.id AND NOT (a.kind = 'payment'))
FROM (
    SELECT id, account_id, number, currency, amount_minor, due_on, closed_on,
        RANK() OVER (PARTITION BY account_id ORDER BY closed_on DESC) AS place
    FROM receivables_invoice
    WHERE balance_minor = 0 AND amount_minor > 0 AND closed_on > %s AND closed_on <= %s AND {scope}
) AS i WHERE i.place <= %s ORDER BY i.account_id
"""
_NO_HISTORY = """
UPDATE receivables_accountstanding SET history_on = %s, settled_count = 0, days_late_sum = 0, late_count = 0,
    usual_days_late = NULL, pay_day_kind = '', pay_day_value = 0
WHERE {scope}
"""
_KEEP_LINE = f"""
INSERT INTO receivables_accountstanding (account_id, currency, aged_on, {", ".join(LINE_COLUMNS)}, open_minor,
    credits_minor, unapplied_minor, open_count, settled_count, days_late_sum, late_count, pay_day_kind, pay_day_value)
VALUES ({", ".join(["%s"] * (3 + len(LINE_COLUMNS)))}, 0, 0, 0, 0, 0, 0, 0, '', 0)
ON CONFLICT (account_id, currency) DO UPDATE SET
    {", ".join(f"{name} = excluded.{name}" for name in ("aged_on", *LINE_COLUMNS))}
"""
_KEEP_OVERDUE = """
UPDATE receivables_accountstanding SET overdue_minor = COALESCE((
    SELECT SUM(i.balance_minor) FROM receivables_invoice i
    WHERE i.account_id = receivables_accountstanding.account_id AND i.currency = receivables_accountstanding.currency
        AND i.due_on < %s AND i.balance_minor > 0 AND NOT (i.balance_minor = 0)), 0)
WHERE {scope}
"""
_LOCK = "SELECT id FROM receivables_account WHERE {scope} ORDER BY id FOR NO KEY UPDATE"
_HISTORY_FIELDS = (
    "history_on", "settled_count", "days_late_sum", "late_count", "usual_days_late", "pay_day_kind", "pay_day_value",
)  # fmt: skip


def _scopes(accounts: Scope) -> Iterator[tuple[str, list[Any]]]:
    """The condition on `account_id` and its parameters, once for each statement that it takes."""
    if accounts is None:
        yield "true", []
    elif isinstance(accounts, QuerySet):
        sql, parameters = accounts.order_by().values("pk").query.sql_with_params()
        yield f"account_id IN ({sql})", list(parameters)
    else:
        keys = sorted(set(accounts))
        for start in range(0, len(keys), _KEYS_AT_ONCE):
            some = keys[start : start + _KEYS_AT_ONCE]
            yield f"account_id IN ({', '.join(['%s'] * len(some))})", list(some)


def refresh(accounts: Scope = None, *, today: date) -> None:
    """Everything that is kept about those accounts, as of `today`: after each write to their ledger."""
    with transaction.atomic():
        _one_at_a_time(accounts)
        refresh_standing(accounts)
        refresh_history(today, accounts)
        refresh_ageing(today, accounts)


def _one_at_a_time(accounts: Scope) -> None:
    """Two people book on one account at once: the second adds up only what the first has committed. SQLite has one
    writer anyway; PostgreSQL locks the accounts, in the order of their keys so that nobody waits in a circle."""
    if connection.vendor == "sqlite":
        return
    with connection.cursor() as cursor:
        for scope, keys in _scopes(accounts):
            mine = scope.replace("account_id", "id", 1)
            cursor.execute(_LOCK.format(scope=mine), keys)


def refresh_standing(accounts: Scope = None) -> None:
    """Add up the balances, unapplied cash and last payment of those accounts again. Harmless to repeat."""
    with transaction.atomic(), connection.cursor() as cursor:
        for scope, keys in _scopes(accounts):
            cursor.execute(_SUMS.format(scope=scope, counts=_COUNTS), keys * _SUMS_SCOPES)
            cursor.execute(_LAST_PAID.format(scope=scope, counts=_COUNTS), keys)


def refresh_history(today: date, accounts: Scope = None) -> int:
    """Read the last settled invoices again (domain.payment_timing): how late they were paid, and on which days. Every
    currency of an account has the same habits. How many accounts (and currencies) have such a history. Harmless to
    repeat."""
    found, since = 0, today - timedelta(days=HABIT_DAYS)
    for scope, keys in _scopes(accounts):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_NO_HISTORY.format(scope=scope), [today, *keys])
            cursor.execute(_SETTLED.format(scope=scope), [since, today, *keys, RECENT])
            rows = [
                row
                for account_id, settled in groupby(cursor, key=itemgetter(0))
                for row in _history(account_id, list(settled), today)
            ]
            AccountStanding.objects.bulk_create(
                rows,
                batch_size=500,
                update_conflicts=True,
                unique_fields=["account", "currency"],
                update_fields=_HISTORY_FIELDS,
            )
        found += len(rows)
    return found


def refresh_ageing(today: date, accounts: Scope = None) -> None:
    """Keep the ageing line of that day, as the report of those accounts gives it, and what is overdue on it. Harmless
    to repeat."""
    nothing = dict.fromkeys(LINE_COLUMNS, 0)
    for some in _querysets(accounts):
        lines = ((key, columns_of(line)) for key, line in lines_of(some, today).items())
        rows: list[tuple[Any, ...]] = [
            (*key, today, *figures.values()) for key, figures in lines if any(figures.values())
        ]
        rows_of_some = AccountStanding.objects.all() if accounts is None else _standings_of(some)
        with transaction.atomic(), connection.cursor() as cursor:
            rows_of_some.update(aged_on=today, **nothing)
            cursor.executemany(_KEEP_LINE, rows)
            for scope, keys in _scopes(None if accounts is None else some):
                cursor.execute(_KEEP_OVERDUE.format(scope=scope), [today, *keys])


def _standings_of(accounts: QuerySet[Account]) -> QuerySet[AccountStanding]:
    return AccountStanding.objects.filter(account__in=accounts.order_by().values("pk"))


def _querysets(accounts: Scope) -> Iterator[QuerySet[Account]]:
    if accounts is None or isinstance(accounts, QuerySet):
        yield Account.objects.all() if accounts is None else accounts
        return
    keys = sorted(set(accounts))
    for start in range(0, len(keys), _KEYS_AT_ONCE):
        yield Account.objects.filter(pk__in=keys[start : start + _KEYS_AT_ONCE])


def refresh_stale_history(today: date) -> int:
    """`refresh_history` for the accounts whose history is of another day than today, some hundred at a time so that
    nobody waits long for the database; nothing on the second run."""
    stale = AccountStanding.objects.exclude(history_on=today, history_on__isnull=False)
    return refresh_history(today, list(stale.values_list("account", flat=True).distinct()))


def refresh_stale_ageing(now: datetime) -> int:
    """`refresh_ageing` for the accounts whose line is of another day than it is at their creditor's. How many."""
    found = 0
    for creditor in Creditor.objects.order_by("pk"):
        today = now.astimezone(ZoneInfo(creditor.time_zone)).date()
        stale = AccountStanding.objects.filter(account__creditor=creditor).exclude(aged_on=today, aged_on__isnull=False)
        keys = list(stale.order_by("account").values_list("account", flat=True).distinct())
        for start in range(0, len(keys), _KEYS_AT_ONCE):
            some = keys[start : start + _KEYS_AT_ONCE]
            with transaction.atomic():
                _one_at_a_time(some)
                refresh_ageing(today, some)
        found += len(keys)
    return found


def _item(row: tuple[Any, ...]) -> SettledFact:
    _, number, currency, minor, due_on, closed_on, by_money = row
    return SettledFact(number, currency, minor, due_on, closed_on, bool(by_money))


def _history(account_id: int, settled: Sequence[tuple[Any, ...]], today: date) -> Iterator[AccountStanding]:
    """One account's rows, their history filled in."""
    recent = recent_items(map(_item, settled), today)
    late, seen = [item.days_late for item in recent], habits(recent, today)
    for currency in sorted({item.currency for item in recent}):
        yield AccountStanding(
            account_id=account_id,
            currency=currency,
            history_on=today,
            settled_count=len(late),
            days_late_sum=sum(late),
            late_count=sum(days > 0 for days in late),
            usual_days_late=seen.usual_days_late,
            pay_day_kind=seen.pay_day.kind if seen.pay_day else "",
            pay_day_value=seen.pay_day.value if seen.pay_day else 0,
        )
