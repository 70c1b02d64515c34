"""Ageing over many accounts as of any day, added up by the database.

What was open on a past day is what is open now plus what has been allocated since. An allocation counts from the day
on which it was made, its invoice existed and its money had arrived, whichever is latest: prepayments and late bookings
so land in the unapplied column instead of vanishing.

The control total comes from the other end of the ledger: everything invoiced by that day, less everything received,
written off or closed by then. It never looks at a balance.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from duecourse.domain.ageing import BUCKET_ENDS, BUCKETS, BY_DUE, Ageing, AgeingLine, check_basis
from duecourse.domain.money import decimal_text
from duecourse.receivables.models import Account, Allocation, Payment

Row = tuple[Any, ...]  # account, currency, figures
ROWS_PER_ACCOUNT = 50  # invoices, or payments: about what an account collects in the years that a ledger goes back


@dataclass(frozen=True, slots=True)
class AccountAgeing:
    """One account's line in one currency."""

    account_id: int
    number: str
    name: str
    creditor: str
    line: AgeingLine


def rank_of(row: AccountAgeing) -> tuple[str, int, int, int]:
    """Largest overdue first within a currency."""
    return row.line.currency, -row.line.overdue_minor, -row.line.open_minor, row.account_id


@dataclass(frozen=True, slots=True)
class AgeingReport:
    """All accounts of the scope, largest overdue first within a currency, and their sum per currency."""

    ageing: Ageing
    accounts: Sequence[AccountAgeing]


class _Sums:
    """Running figures of one account in one currency while the parts come in."""

    __slots__ = ("assumed_items", "assumed_minor", "buckets", "control", "credits", "items", "unapplied")

    def __init__(self) -> None:
        self.buckets = [0] * len(BUCKETS)
        self.credits = self.unapplied = self.control = self.items = self.assumed_items = self.assumed_minor = 0

    def add_items(self, figures: Sequence[Any]) -> None:
        """The figures of `_figures`, then the number of items, and of those aged by an assumed date."""
        *buckets, credits, assumed_minor, items, assumed_items = map(int, figures)
        self.buckets = [mine + more for mine, more in zip(self.buckets, buckets, strict=True)]
        self.credits += credits
        self.assumed_minor += assumed_minor
        self.items += items
        self.assumed_items += assumed_items

    def line(self, currency: str) -> AgeingLine:
        return AgeingLine(
            currency=currency,
            buckets=tuple(self.buckets),
            credits_minor=self.credits,
            unapplied_minor=-self.unapplied,
            control_minor=self.control,
            items=self.items,
            assumed_items=self.assumed_items,
            assumed_minor=self.assumed_minor,
        )


class _Ledger:
    """The sums of every account in the scope, per currency."""

    def __init__(self) -> None:
        self.sums: dict[tuple[int, str], _Sums] = {}

    def of(self, account_id: int, currency: str) -> _Sums:
        return self.sums.setdefault((account_id, currency), _Sums())

    def add_items(self, rows: Iterable[Row]) -> None:
        for account_id, currency, *figures in rows:
            self.of(account_id, currency).add_items(figures)

    def add(self, figure: str, rows: Iterable[Row], sign: int = 1) -> None:
        for account_id, currency, minor in rows:
            sums = self.of(account_id, currency)
            setattr(sums, figure, getattr(sums, figure) + sign * int(minor))

    def totals(self) -> dict[str, AgeingLine]:
        """All accounts together, per currency."""
        found: dict[str, AgeingLine] = {}
        for (_, currency), sums in self.sums.items():
            line = sums.line(currency)
            found[currency] = found[currency] + line if currency in found else line
        return found


def _figures(amount: str, item: str, as_of: date, basis: str) -> str:
    """Sums over items as SQL: one per bucket, from the same edges as domain.ageing, credits, and assumed dates.

    `amount` is the column that is added up, `i` the invoice, and `item` says that it is none of the credits. Dates of
    ours stand in the text, so they need no escape.
    """
    ends = [f"'{(as_of - timedelta(days=days)).isoformat()}'" for days in BUCKET_ENDS]
    aged_from = "i.due_on" if basis == BY_DUE else "COALESCE(i.issued_on, i.due_on)"
    ranges = [
        f"{aged_from} >= {ends[0]}",
        *(f"{aged_from} >= {older} AND {aged_from} < {younger}" for younger, older in pairwise(ends)),
        f"{aged_from} < {ends[-1]}",
    ]
    conditions = [f"{item} AND {inside}" for inside in ranges]
    conditions += [f"NOT ({item})", f"{item} AND {_assumed(basis)}"]
    return ", ".join(f"SUM(CASE WHEN {condition} THEN {amount} ELSE 0 END)" for condition in conditions)


def _assumed(basis: str) -> str:
    """The date that the item ages by was not in the file (domain.ageing.is_date_assumed in SQL)."""
    return "i.due_is_assumed" if basis == BY_DUE else "i.issued_on IS NULL"


# Items that are open today and existed on that day, at today's balance. The condition on the balance is the partial
# index's own; an open balance has the sign of its amount, so that the index alone is read.
_OPEN_NOW = """
SELECT i.account_id, i.currency, {figures}, COUNT(*), SUM(CASE WHEN i.balance_minor > 0 AND {assumed} THEN 1 ELSE 0 END)
FROM receivables_invoice i
WHERE NOT (i.balance_minor = 0) AND (i.issued_on <= %(as_of)s OR i.issued_on IS NULL) AND i.{scope}
GROUP BY i.account_id, i.currency
"""
# What has been taken off those items after that day: so much more was open then. CROSS JOIN makes SQLite begin where
# fewer rows are read: with what was allocated since then, or with all that these accounts were ever invoiced and paid.
_BY_DAY = "receivables_allocation a CROSS JOIN {rows}"
_BY_ACCOUNT = "{rows} CROSS JOIN receivables_allocation a"
_ALLOCATED_SINCE = """
SELECT i.account_id, i.currency, {figures}, COUNT(DISTINCT CASE WHEN i.balance_minor = 0 THEN i.id END),
    COUNT(DISTINCT CASE WHEN i.balance_minor = 0 AND i.amount_minor > 0 AND {assumed} THEN i.id END)
FROM {joined}
WHERE i.id = a.invoice_id AND (a.allocated_on > %(as_of)s{early}) AND (i.issued_on <= %(as_of)s OR i.issued_on IS NULL)
    AND i.{scope}
GROUP BY i.account_id, i.currency
"""
# Money pays invoices of its own account only, so it is enough to look among those of the scope.
_MONEY_CAME_LATER = """
    OR a.payment_id IN (SELECT p.id FROM receivables_payment p WHERE p.received_on > %(as_of)s AND p.{scope})"""
_INVOICE_CAME_LATER = """
    OR a.invoice_id IN (SELECT i.id FROM receivables_invoice i WHERE i.issued_on > %(as_of)s AND i.{scope})"""

_RECEIVED = """
SELECT p.account_id, p.currency, SUM(p.amount_minor), SUM(p.unapplied_minor) FROM receivables_payment p
WHERE p.received_on <= %(as_of)s AND p.{scope} GROUP BY p.account_id, p.currency
"""
_APPLIED_SINCE = """
SELECT p.account_id, p.currency, SUM(a.amount_minor)
FROM {joined}
WHERE p.id = a.payment_id AND (a.allocated_on > %(as_of)s{early}) AND p.received_on <= %(as_of)s AND p.{scope}
GROUP BY p.account_id, p.currency
"""
# The index "invoice_booked" holds all of it, in the order of the groups.
_INVOICED = """
SELECT i.account_id, i.currency,
    SUM(CASE WHEN i.issued_on > %(as_of)s THEN 0 ELSE i.amount_minor - i.paid_before_minor END),
    SUM(CASE WHEN i.issued_on > %(as_of)s THEN 1 ELSE 0 END)
FROM receivables_invoice i WHERE i.{scope} GROUP BY i.account_id, i.currency
"""
# Written off, closed, or settled by a credit: whatever was no money. Few rows, with an index of their own.
_OTHERWISE_CLOSED = """
SELECT i.account_id, i.currency, SUM(CASE WHEN a.allocated_on <= %(as_of)s THEN a.amount_minor ELSE 0 END)
FROM receivables_allocation a CROSS JOIN receivables_invoice i
WHERE NOT (a.kind = 'payment') AND i.id = a.invoice_id AND (i.issued_on <= %(as_of)s OR i.issued_on IS NULL)
    AND i.{scope}
GROUP BY i.account_id, i.currency
"""


class _Reader:
    """Runs the statements for one scope and one day."""

    def __init__(self, accounts: QuerySet[Account], as_of: date) -> None:
        self.scope, self.parameters = scope_of(accounts)
        self.accounts, self.as_of = accounts, as_of
        self.parameters["as_of"] = as_of

    def rows(self, sql: str, **parts: str) -> list[Row]:
        parts = {name: part.format(scope=self.scope) for name, part in parts.items()}
        with connection.cursor() as cursor:
            cursor.execute(sql.format(scope=self.scope, **parts), self.parameters)
            found: list[Row] = cursor.fetchall()
        return found

    @cached_property
    def _since(self) -> str:
        """How to come to what was allocated since that day: whichever way reads fewer rows."""
        if not self.accounts.query.where:
            return _BY_DAY
        few = ROWS_PER_ACCOUNT * self.accounts.order_by().count()
        since = Allocation.objects.filter(allocated_on__gt=self.as_of)[: few + 1].count()
        return _BY_ACCOUNT if since > few else _BY_DAY

    def fill(self, ledger: _Ledger, basis: str) -> None:
        """Open items and unapplied cash, and from the other end the control total, which looks at no balance."""
        received, invoiced = self.rows(_RECEIVED), self.rows(_INVOICED)
        ledger.add_items(self._open_now(basis))
        self._add_what_was_open_then(ledger, basis)
        ledger.add("unapplied", ((*key, cash) for *key, _, cash in received))
        early = _INVOICE_CAME_LATER if any(later for *_, later in invoiced) else ""
        applied = self._since.format(rows="receivables_payment p")
        ledger.add("unapplied", self.rows(_APPLIED_SINCE, joined=applied, early=early))
        ledger.add("control", ((*key, minor) for *key, minor, _ in invoiced))
        ledger.add("control", ((*key, money) for *key, money, _ in received), -1)
        ledger.add("control", self.rows(_OTHERWISE_CLOSED), -1)

    def _open_now(self, basis: str) -> list[Row]:
        """Items that are open now, at today's balance."""
        figures = _figures("i.balance_minor", "i.balance_minor > 0", self.as_of, basis)
        return self.rows(_OPEN_NOW, figures=figures, assumed=_assumed(basis))

    def _add_what_was_open_then(self, ledger: _Ledger, basis: str) -> None:
        money_later = Payment.objects.filter(received_on__gt=self.as_of).exists()
        if money_later or Allocation.objects.filter(allocated_on__gt=self.as_of).exists():
            early = _MONEY_CAME_LATER if money_later else ""
            figures = _figures("a.amount_minor", "i.amount_minor > 0", self.as_of, basis)
            parts = {"figures": figures, "early": early, "assumed": _assumed(basis)}
            ledger.add_items(
                self.rows(_ALLOCATED_SINCE, joined=self._since.format(rows="receivables_invoice i"), **parts)
            )


def scope_of(accounts: QuerySet[Account]) -> tuple[str, dict[str, Any]]:
    """The condition on `account_id`, and its parameters by name. None at all for the whole ledger: then every table is
    read once from end to end, which is far cheaper than account by account."""
    if not accounts.query.where:
        return "account_id IS NOT NULL", {}
    sql, values = accounts.order_by().values("pk").query.sql_with_params()
    names = [f"scope_{n}" for n in range(len(values))]
    return f"account_id IN ({sql % tuple(f'%({name})s' for name in names)})", dict(zip(names, values, strict=True))


# The columns of a standing row that keep an ageing line: the buckets, then the rest in the order of `columns_of`.
BUCKET_COLUMNS = (
    "current_minor", "late_30_minor", "late_60_minor", "late_90_minor", "late_120_minor", "later_minor",
)  # fmt: skip
LINE_COLUMNS = (
    *BUCKET_COLUMNS, "aged_credits_minor", "aged_unapplied_minor", "control_minor", "aged_items", "assumed_items",
    "assumed_minor",
)  # fmt: skip


def columns_of(line: AgeingLine) -> dict[str, int]:
    """The line as a standing row keeps it."""
    rest = (line.credits_minor, line.unapplied_minor, line.control_minor, line.items, line.assumed_items)
    return dict(zip(LINE_COLUMNS, (*line.buckets, *rest, line.assumed_minor), strict=True))


def line_from(currency: str, figures: Sequence[Any]) -> AgeingLine:
    """The line again, from the figures of LINE_COLUMNS."""
    figures = [int(figure) for figure in figures]
    return AgeingLine(currency, tuple(figures[: len(BUCKETS)]), *figures[len(BUCKETS) :])


def lines_of(accounts: QuerySet[Account], as_of: date) -> dict[tuple[int, str], AgeingLine]:
    """By account and currency: everything that ever moved on those accounts, aged by due date."""
    ledger = _Ledger()
    _Reader(accounts, as_of).fill(ledger, BY_DUE)
    return {(key, currency): sums.line(currency) for (key, currency), sums in ledger.sums.items()}


def ageing_report(accounts: QuerySet[Account], as_of: date, basis: str = BY_DUE) -> AgeingReport:
    """Age everything that those accounts owed at the end of that day. Raises UnknownBasis.

    Accounts that owed nothing and agree with their control total are left out of the list.
    """
    check_basis(basis)
    ledger = _Ledger()
    _Reader(accounts, as_of).fill(ledger, basis)
    return _report(ledger, accounts, as_of, basis)


def _report(ledger: _Ledger, accounts: QuerySet[Account], as_of: date, basis: str) -> AgeingReport:
    lines = {key: sums.line(key[1]) for key, sums in ledger.sums.items()}
    shown = {key: line for key, line in lines.items() if any(line.columns().values())}
    names = {row[0]: row for row in accounts.order_by().values_list("pk", "number", "name", "creditor__code")}
    rows = [AccountAgeing(*names[pk], line) for (pk, _), line in shown.items()]
    rows.sort(key=rank_of)
    totals = ledger.totals()
    return AgeingReport(Ageing(as_of, basis, tuple(totals[c] for c in sorted(totals))), tuple(rows))


def ageing_json(report: AgeingReport) -> dict[str, Any]:
    """The report as `duecourse ageing --json` and the API give it: money as decimal text, the basis, and what was aged
    by an assumed date beside it."""
    lines = report.ageing.lines
    return {
        "as_of": report.ageing.as_of.isoformat(),
        "basis": report.ageing.basis,
        "currencies": {line.currency: line.as_text() for line in lines},
        "accounts": [
            {"account": row.number, "name": row.name, "creditor": row.creditor, "currency": row.line.currency,
             **row.line.as_text()}
            for row in report.accounts
        ],
        "assumed_dates": {
            line.currency: {"items": line.assumed_items, "amount": decimal_text(line.assumed_minor, line.currency)}
            for line in lines
            if line.assumed_items
        },
    }  # fmt: skip
