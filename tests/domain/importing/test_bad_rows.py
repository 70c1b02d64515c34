"""Rows that cannot be loaded say where and why; the good ones around them load; nothing disappears silently."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.importing.test_exports import PROFILES, read
from duecourse.domain.importing import Answers, FileProblem, RowParser, data_rows, examine, profile_from

HEADER = "Customer No,Invoice No,Invoice Date,Due Date,Amount,Balance,Currency\n"


def errors(rows: str, header: str = HEADER, **answers: object) -> list[tuple[int, str, str]]:
    _, _, parser = read(header + rows, **answers)
    return [(error.row, error.column, error.reason) for error in parser.remarks.errors]


GOOD = "C1,1,2026-01-31,2026-03-02,100.00,100.00,EUR\n"


OPPOSITE = "the open balance has the opposite sign of the amount (€1.00)"
SHORTENED = "was shortened by a spreadsheet program; export it as text"


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("C1,2,2026-02-30,2026-03-02,1.00,1.00,EUR", "Invoice Date", "is not a date in the calendar"),
        ("C1,2,2026-01-31,2026-03-02,1.00,1.00,EUX", "Currency", "is not a currency code (ISO 4217), such as EUR"),
        ("C1,2,2026-01-31,2026-03-02,1.001,1.00,EUR", "Amount", "has 3 decimals; the currency has 2"),
        ("C1,2,2026-01-31,2026-03-02,ten,1.00,EUR", "Amount", "is not an amount"),
        (",2,2026-01-31,2026-03-02,1.00,1.00,EUR", "Customer No", "is empty"),
        ("C1,,2026-01-31,2026-03-02,1.00,1.00,EUR", "Invoice No", "is empty"),
        ("C1,2,2026-01-31,2026-03-02,,,EUR", "Amount", "is empty"),
        ("C1,2,2026-01-31,2026-03-02,1.00,2.00,EUR", "Balance", "the open balance is more than the amount (€1.00)"),
        ("C1,2,2026-01-31,2026-03-02,1.00,-1.00,EUR", "Balance", OPPOSITE),

        (f"C1,{'x' * 40_000},2026-01-31,2026-03-02,1,1,EUR", "Invoice No", "is 40,000 characters long; at most 64 fit"),
        ("C1,9.18E+15,2026-01-31,2026-03-02,1,1,EUR", "Invoice No", SHORTENED),
    ],
)  # fmt: skip
def test_a_bad_cell_names_row_column_and_reason(row, column, reason):
    assert errors(GOOD + row + "\n") == [(3, column, reason)]


def test_a_row_with_a_cell_too_many_is_an_error_not_a_shifted_row():
    ((row, _, reason),) = errors(GOOD + "C1,2,Smith, Jones,2026-03-02,1.00,1.00,EUR\n")
    assert (row, reason) == (3, "the row has 8 cells, the header 7: a 'EUR' is left over")


def test_blank_lines_ruled_lines_repeated_headers_and_totals_are_no_errors():
    _, rows, parser = read(
        HEADER
        + GOOD
        + "\n,,,,,,\n-----,-----,,,,,\n"
        + HEADER
        + GOOD.replace(",1,", ",2,")
        + "Total,,,,200.00,200.00,\n"
    )
    assert [row["row"] for row in rows] == [2, 7]
    assert parser.remarks.errors == []
    assert [(note.reason, note.first_row) for note in parser.remarks.notes] == [
        ("ruled line, left out", 5),
        ("header repeated, left out", 6),
        ("totals row, left out", 8),
    ]


def test_a_customer_called_total_energies_is_no_totals_row():
    assert errors(GOOD + "Total Energies,,2026-01-31,2026-03-02,1.00,1.00,EUR\n") == [(3, "Invoice No", "is empty")]


def test_zero_and_negative_amounts_are_noted_and_loaded_as_credits():
    _, rows, parser = read(
        HEADER + GOOD + "C1,2,2026-01-31,2026-03-02,0.00,0.00,EUR\nC1,3,2026-01-31,,-5.00,-5.00,EUR\n"
    )
    assert [(row["row"], row["amount"]) for row in rows] == [(2, 10000), (4, -500)]
    assert [(note.reason, note.first_row) for note in parser.remarks.notes] == [("amount of zero, left out", 3)]


def test_paid_before_it_was_issued_is_noted_and_loaded():
    header = "Customer,Invoice Number,Invoice Date,Due Date,Amount,Paid Date\n"
    _, rows, parser = read(header + "A,1,2026-01-31,2026-03-02,1.00,2026-01-15\nA,2,2026-01-31,2026-03-02,1.00,\n")
    assert [(row["balance"], row["settled_on"]) for row in rows] == [(0, "2026-01-15"), (100, None)]
    assert [(note.reason, note.example) for note in parser.remarks.notes] == [("paid before it was issued", "1")]


def test_html_in_every_text_field_stays_text():
    html = "<script>alert(1)</script>"
    header = "Customer No,Customer Name,Invoice No,Amount,Description\n"
    _, rows, _ = read(header + f"{html},{html},{html},5.00,{html}\n")
    assert {rows[0][name] for name in ("account_number", "account_name", "invoice_number", "description")} == {html}


def test_an_ambiguous_date_order_is_asked_and_the_answer_is_taken():
    header = "Customer,Invoice Number,Invoice Date,Amount\n"
    with pytest.raises(
        FileProblem, match=r"no date proves whether day or month comes first, e\.g\. 03/04/2026 in row 2"
    ):
        read(header + "A,1,03/04/2026,5.00\n")
    assert read(header + "A,1,03/04/2026,5.00\n", date_order="dmy")[1][0]["issued_on"] == "2026-04-03"
    assert read(header + "A,1,03/04/2026,5.00\n", date_order="mdy")[1][0]["issued_on"] == "2026-03-04"


def test_a_date_against_the_proved_order_is_an_error():
    header = "Customer,Invoice Number,Invoice Date,Amount\n"
    rows = "A,1,31/01/2026,5.00\n"
    assert errors(rows + "A,2,01/31/2026,5.00\n", header, date_order="dmy") == [
        (3, "Invoice Date", "is not a date written day/month/year")
    ]


def test_float_written_ids_and_dates_are_read_as_meant():
    header = "cust_number,doc_id,document_create_date,due_in_date,total_open_amount,invoice_currency\n"
    _, rows, _ = read(header + "0200769623,1930438491.0,20200125,20200210.0,54273.28,USD\n", kind="open_items")
    assert rows[0]["invoice_number"] == "1930438491"
    assert rows[0]["account_number"] == "0200769623"
    assert (rows[0]["issued_on"], rows[0]["due_on"]) == ("2020-01-25", "2020-02-10")


def test_misspelt_headers_are_suggested_with_the_likeness_said():
    found, _, _ = read("Custommer Name,Invioce Number,Amuont Due,Ammount\nA,1,5.00,5.00\n")
    by_field = {suggestion.field: suggestion for suggestion in found.suggestions}
    assert by_field["invoice_number"].column == "Invioce Number"
    assert "like 'invoice number'" in by_field["invoice_number"].reason


def test_a_known_customer_column_alone_does_not_make_it_a_file_of_customers():
    found, _, _ = read("Customer,Invioce Number,Ammount,Due Daet\nA,1,5.00,2026-01-31\n")
    assert (found.kind.value, found.mapping["due_on"]) == ("open_items", "Due Daet")


def test_a_date_field_never_takes_a_column_without_dates():
    found, _, _ = read("Customer,Invoice Number,Date,Due Date,Amount\n" + "A,1,never,2026-01-31,5.00\n" * 3)
    assert "issued_on" not in found.mapping


def test_an_answered_mapping_wins_and_is_checked():
    text = "Customer,Invoice Number,Ref,Amount\nA,1,X9,5.00\n"
    assert read(text, mapping={"invoice_number": "Ref"})[1][0]["invoice_number"] == "X9"
    assert read(text, mapping={"currency": "=GBP"})[1][0]["currency"] == "GBP"
    for mapping, said in (
        ({"invoice_number": "Nope"}, "no column 'Nope'"),
        ({"invoice_number": "Ref", "po_number": "Ref"}, "chosen twice"),
        ({"invoice_number": ""}, "Choose a column for Invoice number"),
        ({"colour": "Ref"}, "no field 'colour'"),
        ({"currency": "=XXX"}, "not a currency code"),
    ):
        with pytest.raises(FileProblem, match=said):
            read(text, mapping=mapping)


def test_header_only_says_so():
    with pytest.raises(FileProblem, match="column names in row 1 but no rows below"):
        examine([["Customer", "Invoice Number", "Amount"]], PROFILES)


def test_debit_and_credit_columns_become_signed_amounts():
    _, rows, _ = read("Customer,Invoice Number,Date,Debit,Credit\nA,1,2026-01-31,10.00,\nA,2,2026-01-31,,4.00\n")
    assert [row["amount"] for row in rows] == [1000, -400]


def test_paid_so_far_gives_the_balance():
    _, rows, _ = read(
        "Customer,Invoice Number,Due Date,Amount,Paid\nA,1,2026-01-31,10.00,4.00\nA,2,2026-01-31,10.00,\n"
    )
    assert [row["balance"] for row in rows] == [600, 1000]


def test_a_soft_field_that_cannot_be_read_is_noted_and_left_blank():
    _, rows, parser = read(
        "Customer,Invoice Number,Due Date,Amount,E-mail,Country\nA,1,2026-01-31,5,no mail,Atlantis\n"
    )
    assert (rows[0]["email"], rows[0]["country"]) == (None, None)
    assert [note.count for note in parser.remarks.notes] == [1, 1]


def test_payments_that_are_negative_are_errors():
    text = "Customer,Payment Date,Amount,Reference\nA,2026-01-31,5.00,R1\nA,2026-01-31,-5.00,R2\nA,2026-01-31,0,R3\n"
    found, rows, parser = read(text)
    assert found.kind.value == "payments"
    assert [row["amount"] for row in rows] == [500]
    assert [error.row for error in parser.remarks.errors] == [3]
    assert [note.reason for note in parser.remarks.notes] == ["amount of zero, left out"]


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Customer,Invoice Number,Due Date,Amount", "open_items"),
        ("Customer,Invoice Number,Due Date,Amount,Paid Date", "paid_history"),
        ("Customer Number,Customer Name,Country,Payment Terms,Phone", "customers"),
        ("Customer Number,Contact Name,Job Title,Phone,Email", "contacts"),
        ("Customer Number,Payment Date,Amount,Reference,Payment Method", "payments"),
    ],
)
def test_the_kind_of_file_is_told_from_its_columns(header, kind):
    cells = {"Due Date": "2026-01-31", "Paid Date": "2026-02-01", "Payment Date": "2026-02-01", "Amount": "5.00"}
    row = ",".join(cells.get(name, "x") for name in header.split(","))
    assert examine([header.split(","), row.split(",")], PROFILES, creditor_currency="USD").kind.value == kind


@pytest.mark.parametrize("header", ["A/C,Name,Date,Due Date,Details,Balance", "Customer,Phone,Due Date,Amount,Slip"])
def test_a_file_of_dated_money_is_never_taken_for_one_of_customers(header):
    cells = {"Date": "2026-01-01", "Due Date": "2026-01-31", "Balance": "5.00", "Amount": "5.00"}
    row = ",".join(cells.get(name, "x") for name in header.split(","))
    kind = examine([header.split(","), row.split(",")], PROFILES, creditor_currency="USD").kind
    assert not kind.certain and "'Due Date'" in kind.reason


def test_two_columns_of_days_beside_an_amount_are_asked_about_whatever_they_are_called():
    rows = [
        ["Customer", "Slip", "Born", "Wanted", "Outstanding", "Ccy"],
        ["Alder", "A1", "1/9/2026", "1/10/2026", "9", "GBP"],
    ]
    kind = examine(rows, PROFILES, creditor_currency="USD").kind
    assert not kind.certain and "'Outstanding' and 'Born' and 'Wanted'" in kind.reason


def test_words_of_a_small_firms_own_sheet_are_known():
    rows = [
        ["Debtor ref", "Debtor", "Doc", "Raised", "Payable by", "Outstanding", "Ccy"],
        ["D-1", "Alder & Ash", "A100", "2026-09-01", "2026-10-01", "100.50", "GBP"],
    ]
    found = examine(rows, PROFILES)
    assert (found.kind.value, found.questions, found.problems) == ("open_items", {}, ())
    assert {name: found.mapping[name] for name in ("account_number", "account_name", "invoice_number", "due_on")} == {
        "account_number": "Debtor ref", "account_name": "Debtor", "invoice_number": "Doc", "due_on": "Payable by",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("header", "number", "name"),
    [
        ("Name,Invoice,Due Date,Amount", None, "Name"),
        ("A/C,Name,Inv Ref,Due Date,Balance", "A/C", "Name"),
        ("Customer,Name,Invoice,Due Date,Amount", "Customer", "Name"),
        ("Customer,Customer Name,Invoice,Due Date,Amount", "Customer", "Customer Name"),
        ("Kunde,Kundenname,Rechnung,Due Date,Betrag", "Kunde", "Kundenname"),
        ("Customer No,Customer,Customer Name,Invoice,Due Date,Amount", "Customer No", "Customer Name"),
    ],
)
def test_a_name_is_told_from_the_number_beside_it(header, number, name):
    row = ["2026-01-31" if each == "Due Date" else "5.00" for each in header.split(",")]
    found = examine([header.split(","), row], PROFILES, creditor_currency="USD")
    assert not found.problems
    assert (found.mapping.get("account_number"), found.mapping["account_name"]) == (number, name)


def test_an_empty_currency_that_nothing_stands_in_for_says_what_to_do():
    rows = [HEADER.strip().split(","), GOOD.strip().split(","), "C1,2,2026-01-31,2026-03-02,1.00,1.00,".split(",")]
    parser = RowParser(examine(rows, PROFILES).plan())
    parser.parse([2, 3], rows[1:])
    (error,) = parser.remarks.errors
    assert (error.row, error.column, error.reason) == (
        3,
        "Currency",
        "is empty: say in which currency such amounts are",
    )


def test_a_list_of_customers_may_show_their_balance():
    rows = ["Customer Number,Customer Name,Country,Phone,Balance".split(","), "1,A,DE,x,5.00".split(",")]
    assert examine(rows, PROFILES, creditor_currency="USD").kind.value == "customers"


MAPPED = {
    "account_number": "Customer No", "invoice_number": "Invoice No", "issued_on": "Invoice Date", "due_on": "Due Date",
    "amount": "Amount", "balance": "Balance", "currency": "Currency",
}  # fmt: skip
CELLS = st.sampled_from(
    ["", "C1", "7", "5.00", "-1.50", "2026-01-31", "EUR", "Total", "---", "x" * 70, "<b>", "=1+1", "31/01/2026"]
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=9), max_size=12))
def test_every_row_is_loaded_noted_or_an_error(body):
    header = HEADER.strip().split(",")
    rows = [header, "C9,99,2026-01-31,2026-03-02,1.00,1.00,EUR".split(","), *body]
    found = examine(rows, PROFILES, Answers(profile="generic", kind="open_items", mapping=MAPPED, date_order="dmy"))
    parser = RowParser(found.plan())
    numbered = list(data_rows(rows, found.header, found.profile))
    loaded = parser.parse([number for number, _ in numbered], [row for _, row in numbered])
    remarks = parser.remarks
    assert remarks.rows == sum(any(row) for _, row in numbered)
    assert len(loaded) + remarks.error_rows + remarks.left_out == remarks.rows
    assert remarks.left_out == sum(note.count for note in remarks.notes if note.reason.endswith("left out"))


def test_a_profile_with_a_wrong_entry_names_it():
    for body, said in (
        ({"kind": "cheques"}, "kind 'cheques'"),
        ({"colour": 1}, "colour"),
        ({"columns": {"shoe_size": ["x"]}}, "shoe_size"),
        ({"values": {"date_order": "ymd"}}, "date_order"),
        ({"layout": {"totals": ["("]}}, "regular expression"),
    ):
        with pytest.raises(ValueError, match=said):
            profile_from("mine", body)
