"""Whole exports of the systems that people have: every row is accounted for, the ledger says what the file says in its
own total, the same file again changes nothing, and undo leaves no trace."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any
from xml.sax.saxutils import escape

import pytest
import xlsxwriter

from domain.importing.whole_exports import WHOLE, Whole
from duecourse.receivables.importing import actions
from duecourse.receivables.models import Account, Creditor, Invoice, Payment
from make import NOW, make_creditor
from receivables.loading import an_order, explained, ledger_totals, load, state_of_ledger

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def as_workbook(text: str) -> bytes:
    """The export as a workbook has it: numbers where the text has numbers, nothing where it has nothing."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"default_date_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet()
    for row, cells in enumerate(csv.reader(io.StringIO(text.removeprefix("\ufeff")))):
        for column, cell in enumerate(cells):
            if cell:
                _write(sheet, row, column, cell)
    book.close()
    return target.getvalue()


def _write(sheet: Any, row: int, column: int, cell: str) -> None:
    plain = cell.replace(",", "")
    try:
        sheet.write_number(row, column, -float(plain[1:-1]) if plain.startswith("(") else float(plain))
    except ValueError:
        sheet.write_string(row, column, cell)


def as_xml_sheet(text: str) -> bytes:
    """The export as NetSuite writes it for Excel: XML under the name .xls, cells that are empty left out."""
    rows = []
    for cells in csv.reader(io.StringIO(text)):
        filled = [(at, cell) for at, cell in enumerate(cells, 1) if cell]
        body = "".join(
            f'<Cell ss:Index="{at}"><Data ss:Type="String">{escape(cell)}</Data></Cell>' for at, cell in filled
        )
        rows.append(f"<Row>{body}</Row>")
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0" encoding="utf-8"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="{space}"'
        f' xmlns:ss="{space}"><Worksheet ss:Name="A_RAgingDetail"><Table>{"".join(rows)}</Table></Worksheet></Workbook>'
    ).encode()


def assert_loaded_whole(people: Any, content: str | bytes, whole: Whole) -> None:
    before = state_of_ledger()
    assert an_order(content, Creditor.objects.get(), **whole.answers).found.profile.name == whole.profile
    batch, result = load(content, **whole.answers)
    assert result.errors == ()
    assert result.totals == whole.totals == ledger_totals()
    assert result.rows == result.loaded + result.left_out
    invoices, credits, payments = whole.kinds
    assert Invoice.objects.filter(amount_minor__gt=0).count() == invoices
    assert Invoice.objects.filter(amount_minor__lt=0).count() == credits
    assert Payment.objects.filter(unapplied_minor__gt=0).count() == payments
    assert Account.objects.count() == whole.accounts
    stated = {own.currency: own.stated_minor for own in result.own_totals}
    assert stated == ({} if whole.no_total else whole.totals)
    assert all(own.ties for own in result.own_totals)
    explained()
    loaded = state_of_ledger()
    _, again = load(content, now=LATER, **whole.answers)
    assert (again.loaded, again.unchanged) == (0, result.loaded)
    assert again.totals == whole.totals
    assert state_of_ledger() == loaded
    actions.undo_batch(actor=people.bob, now=LATER, batch=batch)
    assert state_of_ledger() == before


@pytest.mark.parametrize("name", WHOLE)
def test_an_export_is_taken_whole(people, name):
    make_creditor()
    whole = WHOLE[name]
    assert_loaded_whole(people, whole.text, whole)


@pytest.mark.parametrize("name", [name for name, whole in WHOLE.items() if not name.startswith("sap")])
def test_a_workbook_of_it_is_taken_whole(people, name):
    make_creditor()
    whole = WHOLE[name]
    assert_loaded_whole(people, as_workbook(whole.text), whole)


def test_netsuites_own_excel_export_is_taken_whole(people):
    make_creditor()
    whole = WHOLE["netsuite"]
    assert_loaded_whole(people, as_xml_sheet(whole.text), whole)


PAYMENTS_APART = """\
,Date,Transaction type,Num,Customer,Due date,Amount,Open balance
,05/13/2026,Invoice,1,Acme,06/13/2026,1000.00,1000.00
,05/14/2026,Payment,,Acme,05/14/2026,-390.00,-390.00
,05/14/2026,Payment,,Acme,05/14/2026,-250.00,-250.00
,05/14/2026,Payment,,Zed,05/14/2026,-250.00,-250.00
TOTAL,,,,,,,110.00
"""


def test_payments_without_a_number_are_told_by_customer_day_and_amount():
    make_creditor()
    _, result = load(PAYMENTS_APART)
    assert result.totals == {"USD": 11_000} == ledger_totals()
    first = set(Payment.objects.values_list("pk", flat=True))
    assert len(first) == 3
    later = PAYMENTS_APART.replace(",-390.00,-390.00", ",-390.00,-90.00")
    _, result = load(later.replace("110.00\n", "410.00\n"), now=LATER)
    assert (result.loaded, result.unchanged, result.totals) == (1, 3, {"USD": 41_000})
    assert set(Payment.objects.values_list("pk", flat=True)) == first, "part of it was applied: it is the same payment"
    gone = "".join(line + "\n" for line in later.splitlines() if "390" not in line)
    _, result = load(gone.replace("110.00\n", "500.00\n"), now=LATER, close_missing=True)
    assert result.totals == {"USD": 50_000} == ledger_totals()
    assert set(Payment.objects.values_list("amount_minor", flat=True)) == {25_000}


def test_a_file_whose_own_total_is_another_says_so():
    make_creditor()
    text = PAYMENTS_APART.replace("1000.00,1000.00", "1000.00,10x0.00")
    _, result = load(text)
    own = result.own_totals[0]
    assert (own.row, own.stated_minor, own.read_minor, own.apart_minor, own.ties) == (
        6,
        11_000,
        -89_000,
        100_000,
        False,
    )
    assert [error.row for error in result.errors] == [2]


@pytest.mark.parametrize(
    ("rows", "stated"),
    [
        ("Total,,,,300.00\n", 30_000),
        ("Grand total:,,,,310.00\n", 31_000),
        ("Subtotal,,,,300.00\n", None),
        ("Total,,,,0.00\n", None),
        ("Total,,,,\n", None),
        ("Summe,,,,300.00\nTotal,,,,300.00\n", 30_000),
    ],
)
def test_the_total_of_a_plain_file_is_held_beside_what_was_read(rows, stated):
    make_creditor()
    text = "Customer,Invoice Number,Invoice Date,Due Date,Balance\nA,1,2026-09-01,2026-10-01,100.00\n"
    _, result = load(text + "B,2,2026-09-01,2026-10-01,200.00\n" + rows)
    assert result.errors == ()
    assert [own.stated_minor for own in result.own_totals] == ([] if stated is None else [stated])


def test_totals_after_each_customer_are_parts_of_the_whole():
    make_creditor()
    head = "Customer,Invoice Number,Invoice Date,Due Date,Balance\n"
    parts = [
        "A,1,2026-09-01,2026-10-01,100.00\nTotal,,,,100.00\n",
        "B,2,2026-09-01,2026-10-01,200.00\nTotal,,,,200.00\n",
    ]
    _, result = load(head + "".join(parts))
    assert [(own.stated_minor, own.ties) for own in result.own_totals] == [(30_000, True)]
    _, result = load(head + "".join(parts) + "Grand total,,,,300.00\n")
    assert [(own.stated_minor, own.ties) for own in result.own_totals] == [(30_000, True)]


def test_a_currency_that_is_said_is_for_amounts_that_name_none():
    make_creditor()
    text = "Customer,Invoice Number,Invoice Date,Due Date,Balance\nA,1,2026-08-01,2026-09-01,£100.00\n"
    assert load(text, currency="USD")[1].totals == {"GBP": 10_000}
    assert load(text.replace("£", "$").replace("A,1", "A,2"), currency="CAD")[1].totals == {"CAD": 10_000}


def test_a_total_for_each_currency_is_held_beside_that_currency():
    make_creditor()
    text = "Customer,Invoice Number,Invoice Date,Due Date,Balance,Currency\nA,1,46235,46265,100.00,USD\n"
    _, result = load(
        text + "B,2,46235,46265,20.00,EUR\nTotal USD,,,,100.00,\nTotal (EUR):,,,,21.00,\nTotal,,,,120.00,\n"
    )
    assert result.errors == ()
    assert [(own.currency, own.stated_minor, own.ties) for own in result.own_totals] == [
        ("EUR", 2_100, False),
        ("USD", 10_000, True),
    ]
    assert str(Invoice.objects.get(number="1").issued_on) == "2026-08-01"
