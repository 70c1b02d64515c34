"""The same invoice number more than once: repeated rows, instalments, or a contradiction."""

# ruff: noqa: S608 - only names of our own tables and columns are put together into statements
from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from django.db import connection

from duecourse.domain.importing import Remarks
from duecourse.receivables.importing.stage import ACCOUNTS, ROWS

REPEATED, ERROR = "repeated", "error"
_COMPARED = (
    "currency", "amount", "balance", "nature", "issued_on", "due_on", "settled_on", "disputed", "terms_days",
    "po_number", "description",
)  # fmt: skip
_Row = dict[str, Any]


def settle_duplicates(remarks: Remarks, *, has_instalments: bool, number_column: str) -> None:
    """Mark repeated rows, number instalments, and make contradictions errors.

    Rows that agree in everything are one row. Rows that differ in their due dates are instalments, numbered by due
    date. Anything else contradicts itself, and none of those rows is loaded: asking for a wrong amount is worse than
    asking for none.
    """
    key = "account, invoice_number, instalment" if has_instalments else "account, invoice_number"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE INDEX {ROWS}_key ON {ROWS} ({key})")
    updates: list[tuple[int | None, str | None, int]] = []
    for group in _groups(key):
        updates += _settle(group, remarks, has_instalments=has_instalments, number_column=number_column)
    _apply(updates)


def _groups(key: str) -> Iterator[list[_Row]]:
    """Rows that share their key, in the order of the file. Payments are no invoices and may share a number with one."""
    joined = " AND ".join(f"r.{name} = g.{name}" for name in key.split(", ") if name != "instalment")
    if "instalment" in key:
        joined += " AND COALESCE(r.instalment, 1) = COALESCE(g.instalment, 1)"
    names = ("row", "account", "invoice_number", "instalment", *_COMPARED)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(f'r.{name}' for name in names)} FROM {ROWS} r"
            f" JOIN (SELECT {key} FROM {ROWS} GROUP BY {key} HAVING COUNT(*) > 1) g ON {joined}"
            f" WHERE r.outcome IS NULL ORDER BY r.account, r.invoice_number, r.instalment, r.row"
        )
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    wide = "instalment" in key
    for _, group in groupby(rows, key=lambda r: (r["account"], r["invoice_number"], r["instalment"] if wide else 0)):
        yield list(group)


def _settle(
    group: Sequence[_Row], remarks: Remarks, *, has_instalments: bool, number_column: str
) -> list[tuple[int | None, str | None, int]]:
    first: dict[tuple[Any, ...], _Row] = {}
    updates: list[tuple[int | None, str | None, int]] = []
    for row in group:
        figures = tuple(row[name] for name in _COMPARED)
        if figures in first:
            remarks.left_out += 1
            remarks.note("row repeated, counted once", row["row"], row["invoice_number"])
            updates.append((row["instalment"], REPEATED, row["row"]))
        else:
            first[figures] = row
    distinct = sorted(first.values(), key=lambda row: (str(row["due_on"]), row["row"]))
    if len(distinct) == 1:
        return updates
    if not has_instalments and _are_instalments(distinct):
        return updates + [(number, None, row["row"]) for number, row in enumerate(distinct, 1)]
    for row in distinct:
        others = ", ".join(str(other["row"]) for other in distinct if other is not row)
        remarks.error_rows += 1
        reason = f"the number is also in row {others} of the same account, with other figures"
        remarks.error(row["row"], number_column, row["invoice_number"], reason)
        updates.append((row["instalment"], ERROR, row["row"]))
    return updates


def _are_instalments(rows: Sequence[_Row]) -> bool:
    dues = {row["due_on"] for row in rows}
    signs = {(row["currency"], row["amount"] > 0) for row in rows}
    return None not in dues and len(dues) == len(rows) and len(signs) == 1


def _apply(updates: Sequence[tuple[int | None, str | None, int]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {ROWS} SET instalment = %s, outcome = %s WHERE row = %s", updates)


def align_instalments() -> None:
    """Give rows the instalment that the ledger knows them by, where it knows several for one number.

    A file names no instalments, and one that was paid is gone from it: so a row is the instalment of its due date,
    else the one of its amount, else the next free one.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT a.local, i.number FROM receivables_invoice i JOIN {ACCOUNTS} a"
            " ON a.account_id = i.account_id WHERE i.instalment > 1"
        )
        several = cursor.fetchall()
        updates: list[tuple[int | None, str | None, int]] = []
        for local, number in several:
            updates += _aligned(*_both_sides(cursor, local, number))
    _apply(updates)


def _both_sides(cursor: Any, local: int, number: str) -> tuple[list[Any], list[Any]]:
    """(row, due, amount) of the file, and (instalment, due, amount) of the ledger, for one invoice number."""
    cursor.execute(
        f"SELECT row, due_on, amount FROM {ROWS} WHERE account = %s AND invoice_number = %s AND outcome IS NULL"
        " ORDER BY due_on, row",
        [local, number],
    )
    rows = cursor.fetchall()
    cursor.execute(
        f"SELECT i.instalment, i.due_on, i.amount_minor FROM receivables_invoice i JOIN {ACCOUNTS} a"
        " ON a.account_id = i.account_id WHERE a.local = %s AND i.number = %s ORDER BY i.instalment",
        [local, number],
    )
    return rows, cursor.fetchall()


def _aligned(rows: Sequence[Any], known: Sequence[Any]) -> list[tuple[int | None, str | None, int]]:
    left, free = list(rows), list(known)
    chosen: dict[int, int] = {}
    for column in (1, 2):  # by due date, then by amount
        for row in list(left):
            found = next((at for at in free if str(at[column]) == str(row[column])), None)
            if found is not None:
                chosen[row[0]] = found[0]
                free.remove(found)
                left.remove(row)
    following = max(instalment for instalment, _, _ in known) + 1
    chosen |= {row[0]: number for number, row in enumerate(left, following)}
    return [(instalment, None, row) for row, instalment in chosen.items()]
