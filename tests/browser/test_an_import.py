"""A lead loads a file in Chromium, with and without JavaScript; every step is looked at by axe-core."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from browser.axe import violations
from browser.pages import PHONE, WIDE
from duecourse.receivables.models import Invoice
from make import make_creditor
from receivables.loading import ITEMS, ledger_totals

pytestmark = pytest.mark.django_db(transaction=True)


def choose(page: Page, name: str, content: bytes) -> None:
    page.get_by_label("File", exact=True).set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Upload and look at it").click()


def fine(page: Page) -> None:
    """Nothing for axe-core, and nothing wider than the screen."""
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_open_items_go_through_four_pages_into_the_ledger(people, open_page, size, javascript):
    make_creditor(name="Northwind Supplies")
    page = open_page(people.bob, "/imports/", size=size, javascript=javascript)
    broken = ITEMS + "C2,Müller GmbH,1004,2026-08-01,2026-02-30,7.00,7.00,EUR\n"
    choose(page, "open items.csv", broken.encode())
    expect(page.get_by_role("heading", name="How this file is read")).to_be_visible()
    expect(page.get_by_text("every byte fits UTF-8")).to_be_visible()
    if javascript:
        fine(page)
    page.get_by_role("button", name="Check it: a dry run").click()
    expect(page.get_by_role("heading", name="What loading it would do")).to_be_visible()
    expect(page.get_by_text("is not a date in the calendar")).to_be_visible()
    if javascript:
        fine(page)
    assert not Invoice.objects.exists()
    page.get_by_role("button", name="Load 4 rows").click()
    expect(page.get_by_text("is in the ledger")).to_be_visible()
    if javascript:
        fine(page)
    assert ledger_totals() == {"USD": 51_000, "EUR": 96_000}


def test_a_question_is_asked_before_anything_is_loaded(people, open_page):
    make_creditor(name="Northwind Supplies")
    page = open_page(people.bob, "/imports/", scheme="dark")
    choose(page, "dates.csv", b"Customer,Invoice Number,Due Date,Amount\nA,1,03/04/2026,5.00\n")
    expect(page.get_by_text("no date proves whether day or month comes first")).to_have_count(2)
    fine(page)
    page.get_by_label("Dates such as 03/04/2026").select_option("3 April 2026")
    page.get_by_role("button", name="Check it: a dry run").click()
    page.get_by_role("button", name="Load 1 row").click()
    expect(page.get_by_text("is in the ledger")).to_be_visible()
    assert Invoice.objects.get().due_on.isoformat() == "2026-04-03"


def test_a_file_that_cannot_be_read_says_why(people, open_page):
    make_creditor(name="Northwind Supplies")
    page = open_page(people.bob, "/imports/")
    choose(page, "scan.csv", b"%PDF-1.7 and so on")
    expect(page.get_by_text("the file is a PDF")).to_be_visible()
    fine(page)


def test_the_ibm_sample_through_the_page(people, open_page, shared_data):
    make_creditor(name="Northwind Supplies")
    page = open_page(people.bob, "/imports/")
    content = (shared_data / "ledgers/ibm-late-payments/WA_Fn-UseC_-Accounts-Receivable.csv").read_bytes()
    choose(page, "WA_Fn-UseC_-Accounts-Receivable.csv", content)
    page.get_by_role("button", name="Check it: a dry run").click()
    expect(page.get_by_text("147,703.18")).to_be_visible()
    page.get_by_role("button", name="Load 2466 rows").click()
    expect(page.get_by_text("is in the ledger")).to_be_visible()
    page.goto("/ageing/?as_of=2013-06-30")
    assert Invoice.objects.count() == 2466
