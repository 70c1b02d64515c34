"""The ageing page and its files: the proof is shown, and only what one may see is added up."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from duecourse.receivables import standing
from duecourse.receivables.models import Invoice
from make import NOW, TODAY, make_account, make_creditor, make_invoice, pay

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_day_stands_still(monkeypatch):
    monkeypatch.setattr("duecourse.lib.clock.now", lambda: NOW)


def page(person, **query: str) -> str:
    return answer(person, "ageing", **query).content.decode()


def answer(person, name: str, **query: str):
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(reverse(f"receivables:{name}"), query)


@pytest.fixture
def account(people):
    account = make_account(people.portfolio, make_creditor(code="north"), name="Harbour <b>Cafe</b>", number="A-1")
    make_invoice(account, 890_00, days_late=61)
    make_invoice(account, 1_400_00, days_late=46, due_is_assumed=True)
    make_invoice(account, -50_00)
    return account


def test_the_page_shows_the_buckets_and_that_they_add_up(people, account) -> None:
    shown = page(people.alice)
    assert "✓ adds up" in shown
    assert "buckets $2,290.00 + credits −$50.00 + unapplied $0.00 = total $2,240.00" in shown
    assert "1 item worth $1,400.00 came without a due date" in shown
    assert "Harbour &lt;b&gt;Cafe" in shown


def test_what_is_dated_after_the_day_is_on_the_page_and_ties_with_the_whole_ledger(people, account) -> None:
    alone = make_account(people.portfolio, account.creditor, name="Only ahead", number="A-7")
    make_invoice(alone, 120_00, days_late=-60, issued_on=TODAY + timedelta(days=1), number="INV-AHEAD")
    make_invoice(alone, 9_00, currency="EUR", days_late=-60, issued_on=TODAY + timedelta(days=2))
    for kept in (False, True):
        if kept:
            standing.refresh(today=TODAY)
        shown = " ".join(strip_tags(page(people.alice)).split())
        assert "Dated after this day, and so in no column: $120.00. With it the ledger stands at $2,360.00." in shown
        assert "With it the ledger stands at €9.00." in shown
    assert "19 Nov 2026Only ahead A-7 INV-AHEAD$120.00" in shown
    since = " ".join(strip_tags(page(people.alice, as_of="2026-10-01")).split())
    assert "Booked since then (invoiced less received and closed): $" in since
    assert "INV-AHEAD" not in since


def test_a_ledger_that_disagrees_with_itself_says_where(people, account) -> None:
    pay(Invoice.objects.get(amount_minor=890_00), 100_00, on=TODAY - timedelta(days=1))
    Invoice.objects.filter(amount_minor=890_00).update(balance_minor=890_00)
    shown = page(people.alice)
    assert shown.count("✗ $100.00 apart") == 2
    assert "The ledger disagrees with itself" in shown


def test_another_day_basis_and_creditor_can_be_asked_for(people, account) -> None:
    assert "Ageing on 1 Oct 2026" in page(people.alice, as_of="2026-10-01")
    assert "days since the invoice date" in page(people.alice, basis="invoice")
    assert "Nothing was owed on that day to this creditor" in page(people.alice, creditor="nobody")
    assert "Harbour" in page(people.alice, creditor="north")


def test_a_date_that_is_none_is_named_and_today_is_shown(people, account) -> None:
    shown = page(people.alice, as_of="30.02.26<script>")
    assert "“30.02.26&lt;script&gt;” is not a date" in shown
    assert "Ageing on 18 Nov 2026" in shown


def test_a_stranger_sees_nothing_of_it(people, account) -> None:
    assert "Harbour" not in page(people.charlie)
    assert "Harbour" in page(people.dana)


def test_the_csv_has_every_account_and_the_totals(people, account) -> None:
    make_invoice(make_account(people.portfolio, account.creditor, name="=cmd()", number="A-2"), 10_00, days_late=5)
    got = answer(people.alice, "ageing_csv")
    assert got["Content-Disposition"] == 'attachment; filename="ageing-2026-11-18.csv"'
    lines = b"".join(got.streaming_content).decode("utf-8-sig").splitlines()
    # A spreadsheet that opens the file would make a day in January of a bare "1-30".
    assert lines[0].split(",")[4:10] == ["current", "1-30 days", "31-60 days", "61-90 days", "91-120 days", "120+ days"]
    assert (
        lines[1]
        == "north,A-1,Harbour <b>Cafe</b>,USD,0.00,0.00,1400.00,890.00,0.00,0.00,-50.00,0.00,2240.00,2240.00,0.00,0.00"
    )
    assert lines[2].startswith("north,A-2,'=cmd(),USD,0.00,10.00")
    assert lines[3] == ",,Total,USD,0.00,10.00,1400.00,890.00,0.00,0.00,-50.00,0.00,2250.00,2250.00,0.00,0.00"


def test_the_workbook_opens_and_holds_numbers(people, account) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    sheet = openpyxl.load_workbook(io.BytesIO(answer(people.alice, "ageing_xlsx").content)).active
    assert [cell.value for cell in sheet[2]][:8] == ["north", "A-1", "Harbour <b>Cafe</b>", "USD", 0, 0, 1400, 890]


def test_the_page_costs_the_same_number_of_queries_however_many_accounts_there_are(people) -> None:
    client = Client()
    client.force_login(people.alice, backend="django.contrib.auth.backends.ModelBackend")
    counts = []
    for rows in (1, 20):
        for _ in range(rows):
            make_invoice(make_account(people.portfolio), days_late=10)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("receivables:ageing"))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 16
