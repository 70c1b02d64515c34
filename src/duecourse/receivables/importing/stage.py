"""The good rows of one file in temporary tables of this connection: compared with the ledger in sets, written in sets.

`import_account` has one row for each account that the file names, under a small number of its own (`local`), so that
a million rows carry an integer instead of a text. Filling the stage touches no table of the product.
"""

# ruff: noqa: S608 - only names of our own tables and columns are put together into statements
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import connection

from duecourse.domain.importing import Plan, Remarks, fields
from duecourse.domain.importing.cells import Columns
from duecourse.domain.importing.fields import Kind
from duecourse.lib.phones import as_dialled
from duecourse.receivables.importing.dialect import insert_many, is_postgresql
from duecourse.receivables.models import Creditor

ROWS, ACCOUNTS = "import_row", "import_account"
PAGE = 1_000

_TYPES = {
    fields.AMOUNT: "bigint",
    fields.DATE: "date",
    fields.FLAG: "integer",
    fields.WHOLE: "integer",
    fields.TERMS: "integer",
}
# What an account is said to be, kept once per account, from its first row in the file.
ACCOUNT_FIELDS = ("account_name", "account_kind", "country", "email", "phone")
_NOT_PER_ROW = (*ACCOUNT_FIELDS, "account_number", "creditor")


def figure_of(kind: Kind) -> str:
    """What is added up to a file's totals: what was invoiced in a paid history, what is open in open items."""
    return "amount" if kind.name == fields.PAID_HISTORY else "balance"


class _Locals(dict[Any, int]):
    """Account → its number in this file: 1, 2, 3 ... in the order in which they come."""

    def __missing__(self, key: Any) -> int:
        number = self[key] = len(self) + 1
        return number


class Stage:
    """Tables for the kind of file of the plan. `creditors`: what a creditor column may say, in lower case → key; a row
    that says something else is an error in `remarks`. Without such a column every row belongs to `creditor`."""

    def __init__(self, plan: Plan, creditor: Creditor, creditors: Mapping[str, int], remarks: Remarks) -> None:
        self._kind = plan.kind
        self._creditor_column = plan.column_name("creditor")
        self._creditor_id = creditor.pk
        self._country = creditor.country
        self._creditors = creditors
        self._remarks = remarks
        self._locals = _Locals()
        self.rows = 0
        self.totals: Counter[str] = Counter()
        self._names: list[str] = [""]  # of account 1, 2, 3 ...

    def create(self) -> None:
        """Fresh, empty tables. A column that the file does not have is there too, and NULL."""
        self.drop()
        names = {field.name: _TYPES.get(field.form, "text") for field in self._kind.fields}
        per_row = {name: form for name, form in names.items() if name not in _NOT_PER_ROW or not self._kind.is_invoices}
        columns = {"nature": "text", **per_row, "invoice_id": "bigint", "outcome": "text", "moved": "bigint"}
        listed = ", ".join(f"{name} {form}" for name, form in columns.items())
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TEMPORARY TABLE {ROWS} (row integer PRIMARY KEY, account integer, {listed})")
            cursor.execute(
                f"CREATE TEMPORARY TABLE {ACCOUNTS} (local integer PRIMARY KEY, creditor_id bigint, number text,"
                " name text, kind text, country text, email text, phone text, currency text, account_id bigint,"
                " terms_days integer)"
            )

    def drop(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {ROWS}")
            cursor.execute(f"DROP TABLE IF EXISTS {ACCOUNTS}")

    def add(self, columns: Columns) -> None:
        """Take in one chunk of good rows."""
        if "creditor" in columns:
            self._resolve_creditors(columns)
        if not columns.numbers:
            return
        numbers = columns["account_number"]
        keys = list(zip(columns["creditor"], numbers, strict=True)) if "creditor" in columns else numbers
        known = len(self._locals)
        local = list(map(self._locals.__getitem__, keys))
        if len(self._locals) > known:
            self._add_accounts(columns, local, known)
        self._note_varying_names(columns, local)
        kept = [name for name in columns if name not in _NOT_PER_ROW or not self._kind.is_invoices]
        self._add_up(columns)
        rows = zip(columns.numbers, local, *(columns[name] for name in kept), strict=True)
        insert_many(ROWS, ("row", "account", *kept), rows)

    def _add_up(self, columns: Columns) -> None:
        """Rows and totals while they pass: a first load then has nothing to count in the database."""
        self.rows += len(columns.numbers)
        if not self._kind.is_invoices:
            return
        figures, currencies = columns[figure_of(self._kind)], columns["currency"]
        if len(set(currencies)) == 1:
            self.totals[currencies[0]] += sum(figures)
        else:
            for currency, minor in zip(currencies, figures, strict=True):
                self.totals[currency] += minor

    def _resolve_creditors(self, columns: Columns) -> None:
        """The creditor column's texts as keys; rows whose creditor is not known are errors."""
        said = columns["creditor"]
        found = [self._creditors.get(text.lower()) if text else self._creditor_id for text in said]
        unknown = {index for index, key in enumerate(found) if key is None}
        for index in sorted(unknown):
            self._remarks.error_rows += 1
            reason = "is no creditor here: add the creditor first, or leave this column out"
            self._remarks.error(columns.numbers[index], self._creditor_column, said[index], reason)
        columns["creditor"] = found
        columns.without(unknown)

    def _add_accounts(self, columns: Columns, local: Sequence[int], known: int) -> None:
        """One row for each account that this chunk names for the first time."""
        fresh: list[tuple[Any, ...]] = []
        count = len(columns.numbers)
        blank = [None] * count
        creditors = columns.get("creditor", [self._creditor_id] * count)
        described = [columns.get(name, blank) for name in (*ACCOUNT_FIELDS, "currency")]
        for index, number in enumerate(local):
            if number == known + len(fresh) + 1:
                name, kind, country, email, phone, currency = (values[index] for values in described)
                dialled = as_dialled(phone, country or self._country) if phone else None
                account = (number, creditors[index], columns["account_number"][index])
                fresh.append((*account, name, kind, country, email, dialled, currency))
        names = ("local", "creditor_id", "number", "name", "kind", "country", "email", "phone", "currency")
        insert_many(ACCOUNTS, names, fresh)
        if "account_name" in columns:
            self._names.extend(str(row[3]) for row in fresh)

    def _note_varying_names(self, columns: Columns, local: Sequence[int]) -> None:
        """Customer names that differ between rows of one number: the first stays."""
        if "account_name" not in columns:
            return
        first = list(map(self._names.__getitem__, local))
        if first != columns["account_name"]:
            for index, (kept, given) in enumerate(zip(first, columns["account_name"], strict=True)):
                if kept != given:
                    reason = "the name differs from the account's first row, whose name stays"
                    self._remarks.note(reason, columns.numbers[index], given)

    def analyse(self) -> None:
        """Tell PostgreSQL how large the tables are: it never looks by itself at temporary ones."""
        if is_postgresql():
            with connection.cursor() as cursor:
                cursor.execute(f"ANALYZE {ROWS}")
                cursor.execute(f"ANALYZE {ACCOUNTS}")

    def pages(self, *, where: str = "true") -> Iterator[list[dict[str, Any]]]:
        """The staged rows with their account's `number`, `account_id` and `creditor_id`, page by page."""
        last = 0
        while True:
            with connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT r.*, a.number, a.account_id, a.creditor_id FROM {ROWS} r JOIN {ACCOUNTS} a"
                    f" ON a.local = r.account WHERE r.row > %s AND {where} ORDER BY r.row LIMIT {PAGE}",
                    [last],
                )
                names = [column[0] for column in cursor.description]
                page = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            if not page:
                return
            yield page
            last = page[-1]["row"]

    def has_invoice(self, invoice_id: int) -> bool:
        """Whether the file has that invoice of the ledger, once its rows were compared."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {ROWS} WHERE invoice_id = %s LIMIT 1", [invoice_id])
            return cursor.fetchone() is not None

    def match_accounts(self) -> int:
        """Find the accounts that the ledger has already. Returns how many of the file's are new."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {ACCOUNTS} AS f SET account_id = a.id, terms_days = COALESCE(a.terms_days, c.terms_days)"
                " FROM receivables_account a JOIN receivables_creditor c ON c.id = a.creditor_id"
                " WHERE a.creditor_id = f.creditor_id AND a.number = f.number AND f.account_id IS NULL"
            )
            cursor.execute(f"SELECT COUNT(*) FROM {ACCOUNTS} WHERE account_id IS NULL")
            return int(cursor.fetchone()[0])

    def forget_accounts(self) -> None:
        """After new accounts were made and taken back."""
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {ACCOUNTS} SET account_id = NULL, terms_days = NULL")

    def add_accounts(self, batch_id: int, portfolio_id: int | None, *, with_rows_only: bool) -> None:
        """Make the accounts that are new; with `with_rows_only` those alone of which some row loads."""
        loads = f"AND local IN (SELECT account FROM {ROWS} WHERE outcome IS NULL OR outcome = 'payment')"
        columns = (
            "creditor_id", "number", "name", "kind", "country", "email", "phone", "currency", "portfolio_id",
            "batch_id", "region", "city", "postal_code", "time_zone", "language",
        )  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO receivables_account ({', '.join(columns)})"
                " SELECT f.creditor_id, f.number, COALESCE(NULLIF(f.name, ''), f.number), COALESCE(f.kind, 'business'),"
                " COALESCE(f.country, ''), COALESCE(f.email, ''), COALESCE(f.phone, ''),"
                " COALESCE(NULLIF(f.currency, ''), c.currency), %s, %s, '', '', '', '', 'en'"
                f" FROM {ACCOUNTS} f JOIN receivables_creditor c ON c.id = f.creditor_id"
                f" WHERE f.account_id IS NULL {loads if with_rows_only else ''} ORDER BY f.local",
                [portfolio_id, batch_id],
            )
        self.match_accounts()
