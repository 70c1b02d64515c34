"""Rows of cells → checked tuples ready for a database, a chunk of columns at a time.

A million rows have to pass in seconds, so nothing here runs per row unless something is wrong with it: columns are
read whole, checks are comparisons of two columns, and the tuples are put together by zip.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any
from zlib import crc32

from duecourse.domain.importing.cells import Amounts, Cells, Columns, Memory, column_for
from duecourse.domain.importing.fields import AMOUNT, ID, PAYMENTS, SOFT_FORMS, TEXT
from duecourse.domain.importing.findings import as_text
from duecourse.domain.importing.invoices import check_payments, derive_invoices, invoice_outputs
from duecourse.domain.importing.layout import BLANK, TOTAL, adds_up, columns_told_by, row_nature
from duecourse.domain.importing.own_totals import OwnTotals
from duecourse.domain.importing.plan import Plan, Remarks
from duecourse.domain.importing.tables import plain_name
from duecourse.domain.importing.unnumbered import Unnumbered
from duecourse.domain.money import exponent

_LONGEST_NUMBER = 64


def number_from_name(name: str) -> str:
    """What identifies an account when the file has only its name: the name, with a checksum when it is too long."""
    if len(name) <= _LONGEST_NUMBER:
        return name
    return f"{name[: _LONGEST_NUMBER - 9]}~{crc32(name.encode()):08x}"


class RowParser:
    """Reads chunks of rows by a plan. `outputs` names the items of the tuples that `parse` returns, the row's number
    in the file first; `remarks` collects errors and notes over all chunks, `own_totals` the file's own sums."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.remarks = Remarks()
        self.own_totals = OwnTotals(plan)
        self._unnumbered = Unnumbered(plan)
        self._told_by = columns_told_by(plan.names, plan.profile.totals_without)
        self._width = len(plan.names)
        self._header = frozenset(plain_name(name) for name in plan.header if name)
        self._readers = {
            field.name: column_for(
                field,
                date_order=plan.date_order,
                whole_floats=field.name in plan.whole_floats,
                time_zones=plan.time_zones,
            )
            for field in plan.kind.fields
            if field.name in plan.columns and field.form != AMOUNT
        }
        self._amount_fields = [f.name for f in plan.kind.fields if f.form == AMOUNT and f.name in plan.columns]
        self._amounts: dict[int, dict[str, Amounts]] = {}
        self.outputs = ("row", *self._output_fields())

    def _output_fields(self) -> Iterable[str]:
        names = invoice_outputs(self.plan) if self.plan.kind.is_invoices else self._plain_outputs()
        return ["account_number", *(name for name in names if name != "account_number")]

    def _plain_outputs(self) -> list[str]:
        names = [field.name for field in self.plan.kind.fields if field.name in self.plan.has]
        return [*names, "currency"] if self._amount_fields and "currency" not in names else names

    def parse(self, numbers: Sequence[int], rows: list[Sequence[Any]]) -> list[tuple[Any, ...]]:
        """The good rows of a chunk as tuples in the order of `outputs`."""
        columns = self.columns(numbers, rows)
        return list(zip(columns.numbers, *(columns[name] for name in self.outputs[1:]), strict=True))

    def columns(self, numbers: Sequence[int], rows: list[Sequence[Any]]) -> Columns:
        """The good rows of a chunk, as columns named as in `outputs`. `numbers`: each row's number in the file."""
        numbers, rows = self._same_width(numbers, rows)
        self.remarks.rows += len(rows)
        if not rows:
            return Columns([], {name: [] for name in self.outputs[1:]})
        cells = list(zip(*rows, strict=True))
        columns, wrong = Columns(numbers), _Wrong()
        for name, reader in self._readers.items():
            columns[name] = reader.column(cells[self.plan.columns[name]])
            if reader.bad:
                self._collect(name, cells[self.plan.columns[name]], reader.bad, numbers, wrong)
        self._fill_constants(columns, len(rows))
        self._read_amounts(columns, cells, wrong)
        self._require(columns, wrong)
        columns.without(self._judge(wrong, numbers, rows))
        if self.plan.kind.is_invoices:
            columns.without(derive_invoices(columns, self.plan, self.remarks, self._unnumbered))
        elif self.plan.kind.name == PAYMENTS:
            columns.without(check_payments(columns, self.plan, self.remarks))
        return Columns(columns.numbers, {name: columns[name] for name in self.outputs[1:]})

    def _same_width(
        self, numbers: Sequence[int], rows: list[Sequence[Any]]
    ) -> tuple[Sequence[int], list[Sequence[Any]]]:
        """Rows padded to the header's width, blank ones dropped. A row with more cells than the header is an error:
        most often a text with an unquoted delimiter, and then every later cell stands in the wrong column."""
        width = self._width
        if set(map(len, rows)) == {width}:
            return numbers, rows
        kept_numbers: list[int] = []
        kept: list[Sequence[Any]] = []
        for number, row in zip(numbers, rows, strict=True):
            extra = [cell for cell in row[width:] if cell not in ("", None)]
            if extra:
                reason = f"the row has {len(row)} cells, the header {width}: a {extra[0]!r:.30} is left over"
                self.remarks.error(number, "", extra[0], reason)
                self.remarks.error_rows += 1
                self.remarks.rows += 1
            elif row:
                kept_numbers.append(number)
                kept.append([*row[:width], *[""] * (width - len(row))])
        return kept_numbers, kept

    def _collect(self, name: str, cells: Cells, bad: dict[Any, str], numbers: Sequence[int], wrong: _Wrong) -> None:
        field = self.plan.kind.field(name)
        soft = field is not None and field.form in SOFT_FORMS
        for index, cell in enumerate(cells):
            if cell in bad:
                if soft:
                    self.remarks.note(f"{self.plan.column_name(name)} {bad[cell]}", numbers[index], cell)
                else:
                    wrong.add(index, self.plan.column_name(name), cell, bad[cell])

    def _fill_constants(self, columns: Columns, count: int) -> None:
        for name, value in self.plan.constants.items():
            field = self.plan.kind.field(name)
            if field is not None:
                reader = column_for(field, date_order=self.plan.date_order, time_zones=self.plan.time_zones)
                columns[name] = reader.column([value]) * count
        if "currency" not in columns and self._amount_fields:
            columns["currency"] = [self.plan.currency] * count
        elif self.plan.currency and None in columns.get("currency", ()):
            columns["currency"] = [code or self.plan.currency for code in columns["currency"]]

    def _read_amounts(self, columns: Columns, cells: Sequence[Cells], wrong: _Wrong) -> None:
        """Amount columns in minor units. How many decimals that takes depends on each row's currency."""
        if not self._amount_fields:
            return
        currencies = columns["currency"]
        places = {code: exponent(code) if code else 2 for code in set(currencies)}
        for name in self._amount_fields:
            column = cells[self.plan.columns[name]]
            if len(set(places.values())) == 1:
                reader: Memory = self._amounts_for(name, next(iter(places.values())))
                columns[name] = reader.column(column)
                if reader.bad:
                    self._collect(name, column, reader.bad, columns.numbers, wrong)
            else:
                columns[name] = self._mixed_amounts(name, column, [places[code] for code in currencies], wrong)

    def _amounts_for(self, name: str, places: int) -> Amounts:
        readers = self._amounts.setdefault(places, {})
        if name not in readers:
            readers[name] = Amounts(self.plan.decimal_mark, places)
        return readers[name]

    def _mixed_amounts(self, name: str, column: Cells, places: Sequence[int], wrong: _Wrong) -> list[int | None]:
        values: list[int | None] = []
        for index, (cell, decimals) in enumerate(zip(column, places, strict=True)):
            reader = self._amounts_for(name, decimals)
            reader.bad.clear()
            values.append(reader.once(cell))
            if reader.bad:
                wrong.add(index, self.plan.column_name(name), cell, reader.bad[cell])
        return values

    def _require(self, columns: Columns, wrong: _Wrong) -> None:
        """Every row needs a value in each required group; an account's name stands in for a number it never has."""
        if "account_number" not in columns and "account_name" in columns:
            columns["account_number"] = list(map(number_from_name, columns["account_name"]))
        groups = list(self.plan.kind.required)
        if self._amount_fields:
            groups.append(("currency",))
        for group in groups:
            present = [name for name in group if name in columns]
            if group[0] == "account_number":
                present = ["account_number"]
            if "settled_on" in group:
                continue  # an invoice that is still open has no date of payment
            if present == ["debit"] and "credit" in columns:
                present = ["debit", "credit"]
            if all(self._blank(name) in columns[name] for name in present):
                without = self._unnumbered.allowed(columns) if group == ("invoice_number",) else frozenset()
                self._missing(present, columns, wrong, without)

    def _blank(self, name: str) -> str | None:
        """What an empty cell of that field was read as."""
        field = self.plan.kind.field(name)
        return "" if field is not None and field.form in (ID, TEXT) else None

    def _missing(self, names: Sequence[str], columns: Columns, wrong: _Wrong, may_be: Collection[int]) -> None:
        shown_as = names[0]
        if shown_as == "account_number" and "account_number" not in self.plan.has:
            shown_as = "account_name"
        for index, values in enumerate(zip(*(columns[name] for name in names), strict=True)):
            if index not in may_be and not any(value or value == 0 for value in values):
                wrong.add(index, self.plan.column_name(shown_as), "", _EMPTY.get(shown_as, "is empty"), missing=True)

    def _judge(self, wrong: _Wrong, numbers: Sequence[int], rows: list[Sequence[Any]]) -> set[int]:
        """Rows in which something is wrong: no data at all (left out and said so) or errors. Their indexes."""
        for index, findings in sorted(wrong.items()):
            cells = rows[index][: len(self.plan.header)]  # without what the lines above say
            nature = row_nature(cells, self._header, self.plan.profile, self._told_by)
            if nature == BLANK:
                self.remarks.rows -= 1
                continue
            if nature:
                first = next(text for cell in cells if (text := as_text(cell).strip()))
                self.remarks.leave_out(nature, numbers[index], first)
                if nature == TOTAL:
                    self.own_totals.add(numbers[index], cells, adds_up(first, self.plan.profile))
                continue
            self.remarks.error_rows += 1
            for column, cell, reason in findings:
                self.remarks.error(numbers[index], column, cell, reason)
        return set(wrong)


# What to do about a cell that is empty, where more than the cell itself can mend it.
_EMPTY = {"currency": "is empty: say in which currency such amounts are"}


class _Wrong(dict[int, list[tuple[str, Any, str]]]):
    """Index of a row in the chunk → what is wrong in it. A cell that is missing because it could not be read is said
    once."""

    def add(self, index: int, column: str, cell: object, reason: str, *, missing: bool = False) -> None:
        found = self.setdefault(index, [])
        if not (missing and any(named == column for named, _, _ in found)):
            found.append((column, cell, reason))
