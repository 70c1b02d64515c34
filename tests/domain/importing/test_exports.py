"""What people's own systems export is recognised and read: every row is loaded, noted or an error, and totals tie."""

from __future__ import annotations

from collections import defaultdict

import pytest

from domain.importing.exports import (
    ERPNEXT,
    NETSUITE,
    ODOO,
    QUICKBOOKS,
    QUICKBOOKS_BY_CUSTOMER,
    SAP,
    XERO,
    rows_of,
)
from duecourse.domain.importing import Answers, Examination, RowParser, data_rows, examine
from duecourse.playbooks.imports import import_profiles

PROFILES = import_profiles()


def read(text: str, **answers: object) -> tuple[Examination, list[dict], RowParser]:
    """Examine and read an export. Returns what was found, the good rows as dicts, and the parser with its remarks."""
    rows = rows_of(text)
    found = examine(rows, PROFILES, Answers(**answers), creditor_currency="USD")
    parser = RowParser(found.plan())
    numbered = list(data_rows(rows, found.header, found.profile))
    good = parser.parse([number for number, _ in numbered], [row for _, row in numbered])
    return found, [dict(zip(parser.outputs, row, strict=True)) for row in good], parser


def balances(rows: list[dict]) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for row in rows:
        sums[row["currency"]] += row["balance"]
    return dict(sums)


def test_quickbooks_by_age_band_ties_to_its_own_total():
    found, rows, parser = read(QUICKBOOKS)
    assert found.profile.name == "quickbooks-online-ar-ageing"
    assert found.date_order.value == "mdy"
    assert balances(rows) == {"USD": 136450}
    assert [(row["account_name"], row["nature"], row["amount"]) for row in rows] == [
        ("Harbour Cafe", "invoice", 120000),
        ("Acme & Sons", "invoice", 89000),
        ("Acme & Sons", "payment", -15000),
        ("Harbour Cafe", "credit", -7550),
    ]
    assert rows[0]["row"] == 7
    assert parser.remarks.errors == []


def test_quickbooks_by_customer_takes_the_name_from_the_line_above():
    found, rows, _ = read(QUICKBOOKS_BY_CUSTOMER)
    assert found.profile.name == "quickbooks-online-ar-ageing"
    assert found.date_order.value == "dmy"
    assert [(row["account_number"], row["balance"]) for row in rows] == [
        ("Acme & Sons", 39000),
        ("Harbour Cafe", 120000),
    ]


def test_quickbooks_workbooks_keep_the_names_in_a_column_of_their_own():
    lines = []
    for line in QUICKBOOKS_BY_CUSTOMER.splitlines():
        is_title = line.startswith(("A/R", "Acme", "Total", "Harbour", "TOTAL"))
        lines.append(line.replace(",", ",,", 1) if is_title else f",{line}")
    _, rows, parser = read("\n".join(lines))
    assert [(row["account_number"], row["balance"]) for row in rows] == [
        ("Acme & Sons", 39000),
        ("Harbour Cafe", 120000),
    ]
    assert parser.remarks.errors == []


def test_xero_sections_are_contacts_even_one_called_total():
    found, rows, parser = read(XERO)
    assert found.profile.name == "xero-aged-receivables"
    assert balances(rows) == {"USD": 57995}
    assert [row["account_name"] for row in rows] == ["Total Energies", "Total Energies", "Zed Ltd"]
    assert rows[1]["balance"] == -2000
    assert parser.remarks.errors == []


def test_sap_reads_trailing_minus_decimal_commas_and_starred_totals():
    found, rows, parser = read(SAP)
    assert found.profile.name == "sap-fbl5n"
    assert (found.date_order.value, found.decimal_mark.value) == ("dmy", ",")
    assert balances(rows) == {"EUR": 108456, "JPY": 12500}
    assert [row["nature"] for row in rows] == ["invoice", "credit", "payment", "invoice"]
    assert [(note.reason, note.count, note.first_row) for note in parser.remarks.notes] == [
        ("totals row, left out", 2, 7)
    ]


SAP_CURRENCIES = (
    "Customer\tDocument Number\tDocument Type\tDocument Date\tNet Due Date\tAmount in doc. curr.\tDocument currency\t"
    "Amount in local currency\tLocal Currency\n"
    "10002\t1800000004\tRV\t01.09.2026\t13.10.2026\t2.000,00\tUSD\t1.800,00\tEUR\n"
    "10002\t1800000005\tRV\t01.09.2026\t13.10.2026\t3.000,00\tGBP\t3.500,00\tEUR\n"
    "*\t\t\t\t\t\t\t5.300,00\tEUR\n"
)


def test_sap_amounts_in_the_currency_of_the_document_are_paired_with_no_other():
    found, rows, parser = read(SAP_CURRENCIES)
    assert found.mapping["balance"] == "Amount in doc. curr."
    assert "amount" not in found.mapping
    assert [(row["currency"], row["amount"], row["balance"]) for row in rows] == [
        ("USD", 200000, 200000),
        ("GBP", 300000, 300000),
    ]
    assert parser.own_totals.beside(balances(rows)) == (), "the sum is of the other amounts"
    local = ["\t".join(line.split("\t")[:5] + line.split("\t")[6:]) for line in SAP_CURRENCIES.splitlines()]
    found, rows, parser = read("\n".join(local))
    assert (found.mapping["balance"], found.mapping["currency"]) == ("Amount in local currency", "Local Currency")
    assert balances(rows) == {"EUR": 530000}
    assert [own.ties for own in parser.own_totals.beside(balances(rows))] == [True]


XERO_CURRENCIES = """\
Aged Receivables Detail
Invoice Date,Due Date,Invoice Number,Current,< 1 Month,1 Month,2 Months,3 Months,Older,Total,Total (Source),Currency
Bayside Club,,,,,,,,,,,
3 Sep 2026,3 Oct 2026,INV-0011,0.00,0.00,234.00,0.00,0.00,0.00,234.00,300.00,USD
1 Nov 2026,1 Dec 2026,INV-0012,150.00,0.00,0.00,0.00,0.00,0.00,150.00,150.00,GBP
Total Bayside Club,,,150.00,0.00,234.00,0.00,0.00,0.00,384.00,,
"""


def test_xero_totals_are_in_the_currency_of_the_organisation_whatever_a_row_names():
    found, rows, _ = read(XERO_CURRENCIES)
    assert (found.mapping["balance"], found.mapping["currency"]) == ("Total (Source)", "Currency")
    assert balances(rows) == {"USD": 30000, "GBP": 15000}
    found, rows, _ = read(XERO_CURRENCIES.replace("Total (Source)", "Tax"), currency="GBP")
    assert found.mapping["balance"] == "Total"
    assert "currency" not in found.mapping
    assert balances(rows) == {"GBP": 38400}


def test_erpnext_payment_entries_are_unapplied_cash():
    found, rows, parser = read(ERPNEXT)
    assert found.profile.name == "erpnext-accounts-receivable"
    assert balances(rows) == {"USD": 41000}
    assert [(row["nature"], row["amount"], row["balance"]) for row in rows] == [
        ("invoice", 100000, 75000),
        ("invoice", -4000, -4000),
        ("payment", -30000, -30000),
    ]
    assert rows[0]["po_number"] == "PO-9"
    assert [note.reason for note in parser.remarks.notes] == [
        "amount of zero with an open balance: the balance counts",
        "totals row, left out",
    ]


def test_netsuite_sections_and_their_dashed_totals():
    found, rows, parser = read(NETSUITE)
    assert found.profile.name == "netsuite-ar-ageing"
    assert balances(rows) == {"USD": 475000}
    assert {row["account_name"] for row in rows} == {"Customer 12 Acme"}
    assert parser.remarks.errors == []


def test_odoo_partners_stand_above_their_items():
    found, rows, parser = read(ODOO)
    assert found.profile.name == "odoo-aged-receivable"
    assert [(row["account_name"], row["invoice_number"], row["balance"]) for row in rows] == [
        ("Azure Interior", "INV/2026/00012", 10000)
    ]
    assert parser.remarks.errors == []


def test_the_ibm_sample_is_read_row_for_row(shared_data):
    text = (shared_data / "ledgers/ibm-late-payments/WA_Fn-UseC_-Accounts-Receivable.csv").read_text("utf-8")
    found, rows, parser = read(text)
    assert found.profile.name == "ibm-late-payments"
    assert (found.kind.value, found.date_order.value, found.currency.value) == ("paid_history", "mdy", "USD")
    assert len(rows) == 2466
    assert parser.remarks.errors == []
    assert sum(row["amount"] for row in rows) == 14770318
    assert all(row["balance"] == 0 and row["settled_on"] for row in rows)


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
def test_every_profile_says_what_it_is_for(profile):
    assert profile.title
    assert profile.about
    assert profile.columns
