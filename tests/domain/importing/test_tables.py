"""Where the table starts, what separates its columns, and what each column is called."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duecourse.domain.importing.encoding import TEXT, WORKBOOK, detect_encoding, file_form
from duecourse.domain.importing.findings import FileProblem, shown
from duecourse.domain.importing.tables import DELIMITERS, detect_delimiter, find_header, plain_name, unique_names

KNOWN = {"customer", "invoice number", "due date", "amount", "invoice date", "balance"}


@pytest.mark.parametrize(
    "header", ["InvoiceNumber", "invoice_number", "INVOICE  NUMBER:", "Invoice-Number ", "ínvoice number"]
)
def test_headers_are_compared_without_case_marks_and_accents(header):
    assert plain_name(header) == "invoice number"


@given(
    st.sampled_from(list(DELIMITERS)),
    st.lists(st.lists(st.text("abc 19.,;|\"'é-", max_size=6), min_size=3, max_size=3), min_size=3, max_size=20),
)
def test_the_delimiter_that_wrote_a_table_is_found_when_no_other_fits(mark, rows):
    others = "".join(DELIMITERS)
    rows = [["id", "name", "note"], *([cell.translate({ord(c): "_" for c in others}) for cell in row] for row in rows)]
    text = io.StringIO()
    csv.writer(text, delimiter=mark).writerows(rows)
    assert detect_delimiter(text.getvalue()).value == mark


def test_decimal_commas_do_not_make_a_semicolon_file_a_comma_file():
    text = "Kunde;Nummer;Betrag\nA;1;12,50\nB;2;1.000,00\n"
    found = detect_delimiter(text)
    assert (found.value, found.reason) == (";", "every row has 3 columns when split at each semicolon")


def test_excels_own_hint_decides():
    assert detect_delimiter("sep=;\na;b,c\n").value == ";"


def test_a_file_of_one_column_says_so():
    with pytest.raises(FileProblem, match="one column only"):
        detect_delimiter("Name\nAcme\nBeta\n")


def test_title_lines_above_the_header_are_passed_over():
    titles = [["Aged receivables"], ["Northwind Ltd"], ["As at 31 March 2026"], []]
    rows = [*titles, ["Customer", "Invoice Number", "Amount"], ["Acme", "1", "5.00"]]
    header = find_header(rows, KNOWN)
    assert (header.row, header.names) == (5, ("Customer", "Invoice Number", "Amount"))
    assert "4 rows above it hold titles" in header.finding.reason


def test_merged_header_cells_complete_the_names_below_them():
    rows = [["", "Invoice", "", "Payment", ""], ["Customer", "Date", "Amount", "Date", "Amount"],
            ["Acme", "2026-01-01", "5.00", "2026-02-01", "5.00"]]  # fmt: skip
    header = find_header(rows, KNOWN)
    assert header.names == ("Customer", "Invoice Date", "Invoice Amount", "Payment Date", "Payment Amount")


def test_a_repeated_header_gets_a_number_and_is_said():
    header = find_header([["Customer", "Amount", "Amount", ""], ["Acme", "1", "2", ""]], KNOWN)
    assert header.names == ("Customer", "Amount", "Amount (2)", "Column 4")
    assert "'Amount' occurs more than once" in header.finding.reason


def test_a_file_without_header_is_refused_instead_of_losing_its_first_row():
    with pytest.raises(FileProblem, match="row 1 already holds data"):
        find_header([["Acme", "1001", "2026-01-31", "5.00"], ["Beta", "1002", "2026-01-31", "6.00"]], KNOWN)


@given(st.lists(st.text(max_size=5), max_size=12))
def test_column_names_are_always_unique(names):
    unique, _ = unique_names(names)
    assert len({name for name in unique}) == len(names)


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (b"a,b\n1,2\n", "utf-8"),
        ("Müller".encode(), "utf-8"),
        (b"\xef\xbb\xbfa,b\n", "utf-8-sig"),
        ("a;b\nMüller;1\n".encode("utf-16"), "utf-16"),
        ("a;b\nMüller;1\n".encode("utf-16-le"), "utf-16-le"),
        ("a;b\nMüller;1\n".encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_the_encoding_is_found_with_its_evidence(content, encoding):
    found = detect_encoding(content)
    assert (found.value, found.certain) == (encoding, True)
    assert found.reason


def test_windows_1252_is_taken_for_western_text_that_is_not_utf8():
    found = detect_encoding("Kunde;Betrag\nMüller & Söhne;1,5 €\n".encode("cp1252"), "line 2 holds a byte")
    assert (found.value, found.certain) == ("cp1252", True)


def test_another_alphabet_is_never_taken_silently():
    found = detect_encoding(("Клиент;Сумма\n" + "Иванов и партнёры;15\n" * 20).encode("cp1251"), "line 1 holds a byte")
    assert not found.certain
    assert found.value == "cp1251"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"  \r\n ", "empty"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n", "picture"),
        (b"\x1f\x8b\x08", "gzip"),
        (bytes(range(256)), "binary"),
        (b"<html><table>", "web page"),
        (b"<?xml version='1.0'?><Invoice/>", "XML"),
    ],
)
def test_what_is_no_table_is_named(content, said):
    with pytest.raises(FileProblem, match=said):
        file_form(content)


def test_text_and_workbooks_are_told_apart():
    assert file_form(b"a,b\n") == TEXT
    assert file_form("a;b\n1;2\n".encode("utf-16-le")) == TEXT
    assert file_form(b"PK\x03\x04rest") == WORKBOOK


def test_a_cell_in_a_message_is_one_short_line():
    assert shown("a\nb\x00c") == "a b c"
    assert shown("x" * 40_000) == "x" * 80 + "… (40,000 characters)"
