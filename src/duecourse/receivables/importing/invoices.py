"""Open items and paid history: the staged rows against the ledger, in sets.

What a file says about an item that we have already wins: its balance becomes the file's, so that the totals tie, and
what moved is kept as an allocation. For every invoice stays true: amount − paid before − Σ allocations = balance.
"""

# ruff: noqa: S608 - only names of our own tables and columns are put together into statements
from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from duecourse.domain.importing import Plan, Remarks
from duecourse.receivables.importing.closures import MISSING, Closure
from duecourse.receivables.importing.days import count_from_new_days
from duecourse.receivables.importing.dialect import latest, plus_days
from duecourse.receivables.importing.duplicates import align_instalments, settle_duplicates
from duecourse.receivables.importing.journal import Journal
from duecourse.receivables.importing.on_hand import apply_money_on_hand
from duecourse.receivables.importing.stage import ACCOUNTS, ROWS, figure_of

NEW, SAME, CHANGED, MISMATCH, PAYMENT = "new", "same", "changed", "mismatch", "payment"

# The amount after the load. A report that shows balances only never lowers the amount that we know.
_NEW_AMOUNT = """CASE WHEN r.balance = 0 THEN i.amount_minor
    WHEN (i.amount_minor > 0) <> (r.balance > 0) OR ABS(r.balance) > ABS(i.amount_minor) THEN r.balance
    ELSE i.amount_minor END"""
_UNDER_DISPUTE = """EXISTS (SELECT 1 FROM receivables_dispute d WHERE d.state = 'open'
    AND (d.invoice_id = i.id OR (d.invoice_id IS NULL AND d.account_id = i.account_id)))"""
# Field of the file → SQL that says the ledger agrees with it already.
_AGREES = {
    "due_on": "(r.due_on IS NULL OR (r.due_on = i.due_on AND NOT i.due_is_assumed))",
    "issued_on": "(r.issued_on IS NULL OR r.issued_on = i.issued_on)",
    "settled_on": "(r.settled_on IS NULL OR r.balance <> 0 OR r.settled_on = i.closed_on)",
    "po_number": "(COALESCE(r.po_number, '') IN ('', i.po_number))",
    "description": "(COALESCE(r.description, '') IN ('', i.description))",
    # A dispute that was opened here is not ended by a file that does not know of it.
    "disputed": f"(r.disputed IS NULL OR (r.disputed = 1) = i.is_disputed OR (r.disputed = 0 AND {_UNDER_DISPUTE}))",
}


@dataclass(frozen=True, slots=True)
class Missing:
    """Open items that the file no longer has, in one currency."""

    currency: str
    items: int
    balance_minor: int


def prepare(plan: Plan) -> None:
    """Set payments apart: they share a report with invoices and are none."""
    if plan.tells_natures:
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {ROWS} SET outcome = '{PAYMENT}' WHERE nature = 'payment'")


def compare(plan: Plan, remarks: Remarks) -> None:
    """Decide for every staged row what loading it does; a row without an outcome is new."""
    settle_duplicates(
        remarks, has_instalments="instalment" in plan.has, number_column=plan.column_name("invoice_number")
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {ACCOUNTS} WHERE account_id IS NOT NULL LIMIT 1")
        if cursor.fetchone():
            if "instalment" not in plan.has:
                align_instalments()
            _match(cursor, plan)
            _refuse_other_currency(cursor, plan, remarks)


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows by what loading them does, and per currency what is in the ledger from this file after it: what was
    invoiced in a paid history, what is open in open items (credits are negative)."""

    new: int
    changed: int
    same: int
    totals: dict[str, int]


def count(plan: Plan) -> Counts:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT COALESCE(outcome, '{NEW}'), currency, COUNT(*), SUM({figure_of(plan.kind)}) FROM {ROWS}"
            f" WHERE outcome IS NULL OR outcome IN ('{SAME}', '{CHANGED}') GROUP BY 1, 2 ORDER BY 2"
        )
        found = cursor.fetchall()
    rows: Counter[str] = Counter()
    totals: Counter[str] = Counter()
    for outcome, currency, number, minor in found:
        rows[outcome] += number
        totals[currency] += int(minor)
    return Counts(rows[NEW], rows[CHANGED], rows[SAME], dict(totals))


def _new_amount(plan: Plan) -> str:
    return "r.amount" if plan.has & {"amount", "debit"} else _NEW_AMOUNT


def _match(cursor: Any, plan: Plan) -> None:
    cursor.execute(
        f"UPDATE {ROWS} SET invoice_id = (SELECT i.id FROM {ACCOUNTS} a JOIN receivables_invoice i"
        f" ON i.account_id = a.account_id AND i.number = {ROWS}.invoice_number"
        f" AND i.instalment = COALESCE({ROWS}.instalment, 1) WHERE a.local = {ROWS}.account)"
        f" WHERE outcome IS NULL OR outcome <> '{PAYMENT}'"
    )
    agrees = [f"i.amount_minor = {_new_amount(plan)}", "i.balance_minor = r.balance"]
    agrees += [sql for name, sql in _AGREES.items() if name in plan.has]
    cursor.execute(
        f"UPDATE {ROWS} AS r SET outcome = CASE WHEN i.currency <> r.currency THEN '{MISMATCH}'"
        f" WHEN {' AND '.join(agrees)} THEN '{SAME}' ELSE '{CHANGED}' END"
        " FROM receivables_invoice i WHERE i.id = r.invoice_id AND r.outcome IS NULL"
    )


def _refuse_other_currency(cursor: Any, plan: Plan, remarks: Remarks) -> None:
    cursor.execute(
        f"SELECT r.row, r.currency, i.currency FROM {ROWS} r JOIN receivables_invoice i ON i.id = r.invoice_id"
        f" WHERE r.outcome = '{MISMATCH}' ORDER BY r.row"
    )
    for row, given, known in cursor.fetchall():
        remarks.error_rows += 1
        remarks.error(row, plan.column_name("currency"), given, f"the invoice is in {known} in the ledger")


def find_missing(creditor_ids: list[int]) -> list[Missing]:
    """Open items of those creditors that the file does not have, kept in a table of their own for `write`."""
    keys = ", ".join(["%s"] * len(creditor_ids))
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {MISSING}")
        cursor.execute(f"CREATE INDEX {ROWS}_invoice ON {ROWS} (invoice_id)")
        cursor.execute(
            f"CREATE TEMPORARY TABLE {MISSING} AS"
            " SELECT i.id AS invoice_id, i.account_id, i.currency, i.balance_minor, i.issued_on"
            " FROM receivables_invoice i JOIN receivables_account a ON a.id = i.account_id"
            f" WHERE a.creditor_id IN ({keys}) AND NOT (i.balance_minor = 0)"
            f" AND NOT EXISTS (SELECT 1 FROM {ROWS} r WHERE r.invoice_id = i.id)",
            creditor_ids,
        )
        cursor.execute(f"SELECT currency, COUNT(*), SUM(balance_minor) FROM {MISSING} GROUP BY currency ORDER BY 1")
        return [Missing(currency, items, int(minor)) for currency, items, minor in cursor.fetchall()]


def find_closings(plan: Plan, today: date, *, closes: bool) -> list[Closure]:
    """By how much the file lowers items without saying by what (negative: raises them), on accounts that have money
    not applied, the oldest due first. `closes`: what it no longer has is closed too."""
    has_money = (
        "EXISTS (SELECT 1 FROM receivables_payment p WHERE p.account_id = i.account_id AND p.unapplied_minor > 0)"
    )
    moved = f"({_new_amount(plan)} - i.amount_minor) - (r.balance - i.balance_minor)"
    parts = [
        f"SELECT i.id, i.account_id, i.currency, {moved}, i.due_on FROM {ROWS} r"
        " JOIN receivables_invoice i ON i.id = r.invoice_id"
        f" WHERE r.outcome = '{CHANGED}' AND r.settled_on IS NULL"
        f" AND i.amount_minor > 0 AND {moved} <> 0 AND {has_money}"
    ]
    if closes:
        parts.append(
            f"SELECT i.id, i.account_id, i.currency, i.balance_minor, i.due_on FROM {MISSING} m"
            f" JOIN receivables_invoice i ON i.id = m.invoice_id WHERE i.balance_minor > 0 AND {has_money}"
        )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts) + " ORDER BY 5, 1")
        rows = cursor.fetchall()
    return [Closure(item, account, currency, int(minor), today) for item, account, currency, minor, _ in rows]


class Writer:
    """Writes the compared rows. Everything runs inside the caller's transaction."""

    def __init__(self, plan: Plan, journal: Journal, today: date) -> None:
        self._plan, self._journal, self._today = plan, journal, today
        self._batch_id = journal.batch_id
        self._settles = "settled_on" in plan.has

    def write(self, counts: Counts) -> None:
        """New items, changed items with their journal, and what moved them. Accounts exist already."""
        with connection.cursor() as cursor:
            if counts.changed:
                self._change(cursor)
            if counts.new:
                self._insert(cursor)
            if self._settles:
                self._settle(cursor)
            if counts.changed or self._settles:
                self._allocate_rest(cursor)

    def close_missing(self) -> None:
        """Close what `find_missing` found: an allocation of the kind "no longer in the ledger file" takes the rest."""
        with connection.cursor() as cursor:
            self._journal.keep_where("invoice", f"t.id IN (SELECT invoice_id FROM {MISSING})")
            cursor.execute(
                "INSERT INTO receivables_allocation"
                " (account_id, invoice_id, kind, amount_minor, allocated_on, counts_on, batch_id)"
                f" SELECT account_id, invoice_id, 'closure', balance_minor, %s, {latest('%s', 'issued_on')}, %s"
                f" FROM {MISSING}",
                [self._today, self._today, self._batch_id],
            )
            cursor.execute(
                "UPDATE receivables_invoice SET balance_minor = 0, closed_on = %s"
                f" WHERE id IN (SELECT invoice_id FROM {MISSING})",
                [self._today],
            )

    def _change(self, cursor: Any) -> None:
        """Items that the ledger has: by how much each row lowers its item is what an allocation has to say later."""
        cursor.execute(
            f"UPDATE {ROWS} AS r SET"
            f" moved = ({_new_amount(self._plan)} - i.amount_minor) - (r.balance - i.balance_minor)"
            f" FROM receivables_invoice i WHERE i.id = r.invoice_id AND r.outcome = '{CHANGED}'"
        )
        changed = f"t.id IN (SELECT invoice_id FROM {ROWS} WHERE outcome = '{CHANGED}')"
        self._journal.keep_where("invoice", changed)
        self._update(cursor)
        if "issued_on" in self._plan.has:
            count_from_new_days(changed.replace("t.id", "i.id"))

    def _update(self, cursor: Any) -> None:
        keeps = {name: name in self._plan.has for name in _AGREES}
        sets = [f"amount_minor = {_new_amount(self._plan)}", "balance_minor = r.balance"]
        if keeps["due_on"]:
            sets.append("due_on = COALESCE(r.due_on, i.due_on)")
            sets.append("due_is_assumed = CASE WHEN r.due_on IS NULL THEN i.due_is_assumed ELSE false END")
        if keeps["issued_on"]:
            sets.append("issued_on = COALESCE(r.issued_on, i.issued_on)")
        sets += [
            f"{name} = COALESCE(NULLIF(r.{name}, ''), i.{name})" for name in ("po_number", "description") if keeps[name]
        ]
        if keeps["disputed"]:
            sets.append(
                f"is_disputed = CASE WHEN r.disputed IS NULL OR (r.disputed = 0 AND {_UNDER_DISPUTE})"
                " THEN i.is_disputed ELSE r.disputed = 1 END"
            )
        cursor.execute(
            f"UPDATE receivables_invoice AS i SET {', '.join(sets)}, closed_on = CASE WHEN r.balance <> 0 THEN NULL"
            " WHEN r.settled_on IS NOT NULL THEN r.settled_on WHEN i.balance_minor <> 0 THEN %s ELSE i.closed_on END"
            f" FROM {ROWS} r WHERE r.invoice_id = i.id AND r.outcome = '{CHANGED}'",
            [self._today],
        )

    def _insert(self, cursor: Any) -> None:
        """New items account by account: the key's index grows at its end, and what is read together lies together."""
        terms = "COALESCE(r.terms_days, a.terms_days)"
        assumed = plus_days("COALESCE(r.issued_on, %s)", terms)
        columns = (
            "account_id", "number", "instalment", "currency", "amount_minor", "paid_before_minor", "balance_minor",
            "issued_on", "due_on", "due_is_assumed", "closed_on", "po_number", "description", "is_disputed", "batch_id",
        )  # fmt: skip
        cursor.execute(
            f"INSERT INTO receivables_invoice ({', '.join(columns)})"
            " SELECT a.account_id, r.invoice_number, COALESCE(r.instalment, 1), r.currency, r.amount,"
            " CASE WHEN r.settled_on IS NULL THEN r.amount - r.balance ELSE 0 END, r.balance, r.issued_on,"
            f" COALESCE(r.due_on, {assumed}), r.due_on IS NULL, CASE WHEN r.balance = 0 THEN r.settled_on END,"
            " COALESCE(r.po_number, ''), COALESCE(r.description, ''), COALESCE(r.disputed, 0) = 1, %s"
            f" FROM {ROWS} r JOIN {ACCOUNTS} a ON a.local = r.account WHERE r.outcome IS NULL"
            " ORDER BY r.account, r.invoice_number",
            [self._today, self._batch_id],
        )

    def _settle(self, cursor: Any) -> None:
        """Settled rows: money on hand of that day, else one payment of the day of settlement, allocated to its invoice.
        Credits take no money."""
        cursor.execute(
            f"UPDATE {ROWS} SET moved = amount - balance, invoice_id = (SELECT i.id FROM {ACCOUNTS} a"
            f" JOIN receivables_invoice i ON i.account_id = a.account_id AND i.number = {ROWS}.invoice_number"
            f" AND i.instalment = COALESCE({ROWS}.instalment, 1) WHERE a.local = {ROWS}.account)"
            " WHERE outcome IS NULL AND settled_on IS NOT NULL"
        )
        apply_money_on_hand(cursor, self._journal)
        reference = "CASE WHEN i.instalment = 1 THEN i.number ELSE i.number || '/' || i.instalment END"
        cursor.execute(
            "INSERT INTO receivables_payment (account_id, currency, amount_minor, unapplied_minor, received_on,"
            f" reference, method, source_key, batch_id) SELECT i.account_id, i.currency, r.moved, 0, r.settled_on,"
            f" {reference}, '', '', %s FROM {ROWS} r JOIN receivables_invoice i ON i.id = r.invoice_id"
            " WHERE r.moved > 0 AND r.settled_on IS NOT NULL",
            [self._batch_id],
        )
        cursor.execute(
            "INSERT INTO receivables_allocation"
            " (account_id, invoice_id, payment_id, kind, amount_minor, allocated_on, counts_on, batch_id)"
            " SELECT i.account_id, i.id, p.id, 'payment', r.moved, r.settled_on,"
            f" {latest('r.settled_on', 'i.issued_on')}, %s FROM {ROWS} r"
            " JOIN receivables_invoice i ON i.id = r.invoice_id"
            " JOIN receivables_payment p ON p.account_id = i.account_id AND p.received_on = r.settled_on"
            f" AND p.batch_id = %s AND p.reference = {reference} WHERE r.moved > 0 AND r.settled_on IS NOT NULL",
            [self._batch_id, self._batch_id],
        )

    def _allocate_rest(self, cursor: Any) -> None:
        """What moved without a date of payment: we only know that the ledger file says so. Money of a day to come has
        not paid what a list of today has open: it is taken back on its own day, so that an item is there once."""
        paid = "r.settled_on IS NOT NULL AND r.moved > 0"
        today = latest("%(today)s", "i.issued_on")
        to_come = f"c.invoice_id = i.id AND c.counts_on > {today} AND r.settled_on IS NULL"
        moved = f"r.moved + COALESCE((SELECT SUM(c.amount_minor) FROM receivables_allocation c WHERE {to_come}), 0)"
        rows = f"{ROWS} r JOIN receivables_invoice i ON i.id = r.invoice_id"
        columns = "(account_id, invoice_id, kind, amount_minor, allocated_on, counts_on, batch_id)"
        days = {"today": self._today, "batch": self._batch_id}
        cursor.execute(
            f"INSERT INTO receivables_allocation {columns}"
            f" SELECT i.account_id, i.id, CASE WHEN r.settled_on IS NOT NULL THEN 'credit' ELSE 'closure' END, {moved},"
            f" COALESCE(r.settled_on, %(today)s), {latest('COALESCE(r.settled_on, %(today)s)', 'i.issued_on')},"
            f" %(batch)s FROM {rows} WHERE r.moved <> 0 AND NOT ({paid}) AND {moved} <> 0",
            days,
        )
        cursor.execute(
            f"INSERT INTO receivables_allocation {columns}"
            f" SELECT i.account_id, i.id, 'closure', -SUM(c.amount_minor), c.counts_on, c.counts_on, %(batch)s"
            f" FROM {rows} JOIN receivables_allocation c ON {to_come} WHERE r.moved <> 0"
            " GROUP BY i.account_id, i.id, c.counts_on HAVING SUM(c.amount_minor) <> 0",
            days,
        )
