"""Exports: numbers stay numbers, and nothing in them can run."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duecourse.lib.spreadsheets import csv_lines, harmless, xlsx_file

ROW = ("=HYPERLINK(1)", Decimal("-12.50"), 7, date(2026, 11, 18), None)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "|calc", "%x"])
def test_what_could_run_gets_an_apostrophe(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Harbour Café", "INV-1", "a=b", "", "1,000"])
def test_what_cannot_run_is_left_alone(text: str) -> None:
    assert harmless(text) == text


def test_csv_keeps_amounts_as_numbers_and_excel_reads_it_as_utf8() -> None:
    text = "".join(csv_lines(["Name", "Amount"], [ROW]))
    assert text == "\ufeffName,Amount\r\n'=HYPERLINK(1),-12.50,7,2026-11-18,\r\n"


def test_xlsx_keeps_amounts_as_numbers_and_holds_no_formula() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_file("Ageing", ["a", "b", "c", "d", "e"], [ROW]))).active
    cells = next(iter(sheet.iter_rows(min_row=2)))
    assert [cell.data_type for cell in cells] == ["s", "n", "n", "d", "n"]
    assert [cell.value for cell in cells][:3] == ["'=HYPERLINK(1)", -12.5, 7]
    assert cells[1].number_format == "#,##0.00"


@given(st.lists(st.text(max_size=30), min_size=1, max_size=5))
def test_any_text_survives_a_round_trip_and_starts_harmlessly(texts: list[str]) -> None:
    lines = "".join(csv_lines(["h"] * len(texts), [texts]))
    read = list(csv.reader(io.StringIO(lines.removeprefix("\ufeff"), newline="")))[1]
    for before, after in zip(texts, read or [""], strict=True):
        assert after.removeprefix("'") == before.removeprefix("'") or after == before
        assert not after.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))
