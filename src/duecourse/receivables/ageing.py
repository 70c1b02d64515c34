"""Ageing over many accounts as of any day, added up by the database.

What was open on a past day is what is open now plus what has been allocated since. An allocation counts from the day
on which it was made, its invoice existed and its money had arrived, whichever is latest (`Allocation.counts_on`):
prepayments and late bookings so land in the unapplied column instead of vanishing.

The control total comes from the other end of the ledger: everything invoiced by that day, less everything received,
written off or closed by then. It never looks at a balance. What was booked after the day is added up beside it: the
two are the whole ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from duecourse.domain.ageing import BUCKET_ENDS, BUCKETS, BY_DUE, Ageing, AgeingLine, check_basis
from duecourse.domain.money import decimal_text
from duecourse.playbooks.priority import load_weights
from duecourse.receivables.models import Account

Row = tuple[Any, ...]  # account, currency, figures


@dataclass(frozen=True, slots=True)
class AccountAgeing:
    """One account's line in one currency."""

    account_id: int
    number: str
    name: str
    creditor: str
    line: AgeingLine


def ranked_by(lines: Iterable[AgeingLine]) -> Callable[[AccountAgeing], tuple[int, int, int, int]]:
    """The place of an account in a list of the currencies of those lines: largest overdue first within a currency."""
    places = {line.currency: place for place, line in enumerate(lines)}

    def rank(row: AccountAgeing) -> tuple[int, int, int, int]:
        line = row.line
        return places[line.currency], -line.overdue_minor, -line.open_minor, row.account_id

    return rank


def in_order(lines: Iterable[AgeingLine]) -> tuple[AgeingLine, ...]:
    """One line per currency, that in which the most is open first, as everywhere on the desk."""
    by_currency = {line.currency: line for line in lines}
    ordered = load_weights().most_first((line.currency, line.open_minor) for line in by_currency.values())
    return tuple(by_currency[currency] for currency, _ in ordered)


@dataclass(frozen=True, slots=True)
class AgeingReport:
    """All accounts of the scope, largest overdue first within a currency, and their sum per currency. Currencies stand
    in the order of `in_order`."""

    ageing: Ageing
    accounts: Sequence[AccountAgeing]


_PLAIN_SUMS = ("assumed_items", "assumed_minor", "control", "credits", "items", "later", "unapplied")


class _Sums:
    """Running figures of one account in one currency while the parts come in."""

    __slots__ = ("buckets", *_PLAIN_SUMS)

    def __init__(self) -> None:
        self.buckets = [0] * len(BUCKETS)
        self.credits = self.unapplied = self.control = self.later = 0
        self.items = self.assumed_items = self.assumed_minor = 0

    def add_items(self, place: int, is_assumed: bool, minor: int, items: int) -> None:
        """So many items worth that much, at one of the places that `_place` tells apart."""
        self.items += items
        if place == _CREDIT:
            self.credits += minor
            return
        self.buckets[place] += minor
        if is_assumed:
            self.assumed_minor += minor
            self.assumed_items += items

    def add(self, more: _Sums) -> None:
        self.buckets = [mine + theirs for mine, theirs in zip(self.buckets, more.buckets, strict=True)]
        for name in _PLAIN_SUMS:
            setattr(self, name, getattr(self, name) + getattr(more, name))

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
            later_minor=self.later,
        )


class Ledger:
    """The sums of every account in the scope, per currency."""

    def __init__(self) -> None:
        self.sums: dict[tuple[int, str], _Sums] = {}

    def of(self, account_id: int, currency: str) -> _Sums:
        key = account_id, currency
        sums = self.sums.get(key)
        if sums is None:
            sums = self.sums[key] = _Sums()
        return sums

    def add_items(self, rows: Iterable[Row]) -> None:
        for account_id, currency, place, is_assumed, minor, items in rows:
            self.of(account_id, currency).add_items(place, bool(is_assumed), int(minor), items)

    def add(self, figure: str, rows: Iterable[Row], sign: int = 1) -> None:
        for account_id, currency, minor in rows:
            sums = self.of(account_id, currency)
            setattr(sums, figure, getattr(sums, figure) + sign * int(minor))

    def book(self, rows: Iterable[Row], sign: int = 1) -> None:
        """Sums by the day and of all days: the first is control total, the rest came later."""
        for account_id, currency, by_then, ever in rows:
            sums = self.of(account_id, currency)
            sums.control += sign * int(by_then)
            sums.later += sign * (int(ever) - int(by_then))

    def lines(self) -> dict[tuple[int, str], AgeingLine]:
        """By account and currency."""
        return {key: sums.line(key[1]) for key, sums in self.sums.items()}

    def totals(self) -> tuple[AgeingLine, ...]:
        """All accounts together, one line per currency."""
        found: dict[str, _Sums] = {}
        for (_, currency), sums in self.sums.items():
            found.setdefault(currency, _Sums()).add(sums)
        return in_order(sums.line(currency) for currency, sums in found.items())


# Where an item stands: its bucket, or one of these.
_CREDIT = len(BUCKETS)
_NOT_YET = _CREDIT + 1  # its invoice came later


def _place(is_item: str, as_of: date, basis: str) -> str:
    """The place of an item as SQL, from the same edges as domain.ageing. `i` is the invoice, `is_item` says that it is
    none of the credits. Dates of ours stand in the text, so they need no escape."""
    ends = [f"'{(as_of - timedelta(days=days)).isoformat()}'" for days in BUCKET_ENDS]
    aged_from = "i.due_on" if basis == BY_DUE else "COALESCE(i.issued_on, i.due_on)"
    steps = " ".join(f"WHEN {aged_from} >= {end} THEN {place}" for place, end in enumerate(ends))
    return f"""CASE WHEN i.issued_on > '{as_of.isoformat()}' THEN {_NOT_YET} WHEN NOT ({is_item}) THEN {_CREDIT}
        {steps} ELSE {len(ends)} END"""


def _assumed(basis: str) -> str:
    """The date that the item ages by was not in the file (domain.ageing.is_date_assumed in SQL)."""
    return "i.due_is_assumed" if basis == BY_DUE else "i.issued_on IS NULL"


# Items that are open today and existed on that day, at today's balance. The condition on the balance is the partial
# index's own; an open balance has the sign of its amount, so that the index alone is read.
_OPEN_NOW = """
SELECT i.account_id, i.currency, {place}, {assumed}, SUM(i.balance_minor), COUNT(*)
FROM receivables_invoice i
WHERE NOT (i.balance_minor = 0) AND (i.issued_on <= %(as_of)s OR i.issued_on IS NULL) AND i.{scope}
GROUP BY 1, 2, 3, 4
"""
# What has been taken off items after that day: so much more was open then, and so much cash was not applied. CROSS JOIN
# makes SQLite begin with the index that has these allocations side by side.
_SINCE = """
SELECT i.account_id, i.currency, {place}, {assumed}, SUM(a.amount_minor),
    COUNT(DISTINCT CASE WHEN i.balance_minor = 0 AND NOT COALESCE(i.issued_on > %(as_of)s, false) THEN i.id END),
    SUM(CASE WHEN a.payment_id IS NULL THEN 0 ELSE a.amount_minor END)
FROM receivables_allocation a CROSS JOIN receivables_invoice i
WHERE i.id = a.invoice_id AND a.counts_on > %(as_of)s AND a.{scope}
GROUP BY 1, 2, 3, 4
"""
# The unapplied part as if the rest of what came later had been applied before: that is among what was applied since.
_RECEIVED = """
SELECT p.account_id, p.currency, SUM(CASE WHEN p.received_on > %(as_of)s THEN 0 ELSE p.amount_minor END),
    SUM(p.amount_minor),
    SUM(CASE WHEN p.received_on > %(as_of)s THEN p.unapplied_minor - p.amount_minor ELSE p.unapplied_minor END)
FROM receivables_payment p WHERE p.{scope} GROUP BY p.account_id, p.currency
"""
# The index "invoice_booked" holds all of it, in the order of the groups.
_INVOICED = """
SELECT i.account_id, i.currency,
    SUM(CASE WHEN i.issued_on > %(as_of)s THEN 0 ELSE i.amount_minor - i.paid_before_minor END),
    SUM(i.amount_minor - i.paid_before_minor)
FROM receivables_invoice i WHERE i.{scope} GROUP BY i.account_id, i.currency
"""
# Written off, closed, or settled by a credit: whatever was no money. Few rows, with an index of their own.
_OTHERWISE_CLOSED = """
SELECT i.account_id, i.currency, SUM(CASE WHEN a.counts_on <= %(as_of)s THEN a.amount_minor ELSE 0 END),
    SUM(a.amount_minor)
FROM receivables_allocation a CROSS JOIN receivables_invoice i
WHERE NOT (a.kind = 'payment') AND i.id = a.invoice_id AND i.{scope}
GROUP BY i.account_id, i.currency
"""


class Reader:
    """Runs the statements for one scope and one day."""

    def __init__(self, accounts: QuerySet[Account], as_of: date) -> None:
        self.scope, self.parameters = scope_of(accounts)
        self.accounts, self.as_of = accounts, as_of
        self.parameters["as_of"] = as_of

    def rows(self, sql: str, **parts: str) -> list[Row]:
        with connection.cursor() as cursor:
            cursor.execute(sql.format(scope=self.scope, **parts), self.parameters)
            found: list[Row] = cursor.fetchall()
        return found

    def fill(self, ledger: Ledger, basis: str) -> None:
        """Open items and unapplied cash, and from the other end the control total, which looks at no balance."""
        self.add_items(ledger, basis)
        received = self.rows(_RECEIVED)
        ledger.add("unapplied", ((*row[:2], row[-1]) for row in received))
        ledger.book(self.rows(_INVOICED))
        ledger.book((row[:-1] for row in received), -1)
        ledger.book(self.rows(_OTHERWISE_CLOSED), -1)

    def add_items(self, ledger: Ledger, basis: str) -> list[Row]:
        """What was open then: what is open now and was there, and what was taken off since. With it the money that was
        applied since. Returns what was closed otherwise since: account, currency, minor units."""
        assumed = _assumed(basis)
        open_now = self.rows(_OPEN_NOW, place=_place("i.balance_minor > 0", self.as_of, basis), assumed=assumed)
        since = self.rows(_SINCE, place=_place("i.amount_minor > 0", self.as_of, basis), assumed=assumed)
        ledger.add_items(open_now)
        ledger.add_items(row[:-1] for row in since if row[2] != _NOT_YET)
        ledger.add("unapplied", ((*row[:2], row[-1]) for row in since))
        return [(*row[:2], row[-3] - row[-1]) for row in since]


def scope_of(accounts: QuerySet[Account]) -> tuple[str, dict[str, Any]]:
    """The condition on `account_id`, and its parameters by name. None at all for the whole ledger: then every table is
    read once from end to end, which is far cheaper than account by account."""
    if not accounts.query.where:
        return "account_id IS NOT NULL", {}
    keys, parameters = keys_of(accounts)
    return f"account_id IN ({keys})", parameters


def keys_of(accounts: QuerySet[Account]) -> tuple[str, dict[str, Any]]:
    """The statement that reads their keys, as `pk`, and its parameters by name."""
    sql, values = accounts.order_by().values("pk").query.sql_with_params()
    names = [f"scope_{n}" for n in range(len(values))]
    return sql % tuple(f"%({name})s" for name in names), dict(zip(names, values, strict=True))


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
    """The line again, from the figures of LINE_COLUMNS and what came later."""
    figures = [int(figure) for figure in figures]
    return AgeingLine(currency, tuple(figures[: len(BUCKETS)]), *figures[len(BUCKETS) :])


def lines_of(accounts: QuerySet[Account], as_of: date) -> dict[tuple[int, str], AgeingLine]:
    """By account and currency: everything that ever moved on those accounts, aged by due date."""
    ledger = Ledger()
    Reader(accounts, as_of).fill(ledger, BY_DUE)
    return ledger.lines()


def ageing_report(accounts: QuerySet[Account], as_of: date, basis: str = BY_DUE) -> AgeingReport:
    """Age everything that those accounts owed at the end of that day. Raises UnknownBasis.

    Accounts that owed nothing and agree with their control total are left out of the list.
    """
    check_basis(basis)
    ledger = Ledger()
    Reader(accounts, as_of).fill(ledger, basis)
    return report_from(ledger, accounts, as_of, basis)


def report_from(ledger: Ledger, accounts: QuerySet[Account], as_of: date, basis: str) -> AgeingReport:
    """The report from the sums of its accounts."""
    lines = ledger.lines()
    shown = {key: line for key, line in lines.items() if any(line.columns().values())}
    names = {row[0]: row for row in accounts.order_by().values_list("pk", "number", "name", "creditor__code")}
    rows = [AccountAgeing(*names[pk], line) for (pk, _), line in shown.items()]
    totals = ledger.totals()
    rows.sort(key=ranked_by(totals))
    return AgeingReport(Ageing(as_of, basis, totals), tuple(rows))


def ageing_json(report: AgeingReport) -> dict[str, Any]:
    """The report as `duecourse ageing --json` and the API give it: money as decimal text, the basis, and what was aged
    by an assumed date beside it, and what was booked after that day."""
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
        "later": {
            line.currency: decimal_text(line.later_minor, line.currency) for line in lines if line.later_minor
        },
    }  # fmt: skip
