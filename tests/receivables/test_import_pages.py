"""The import pages as a lead uses them: plain forms, one step after the other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from domain.importing.exports import QUICKBOOKS
from duecourse.lib import clock, uploads
from duecourse.receivables import jobs
from duecourse.receivables.models import Account, Creditor, ImportBatch, ImportProfile, Invoice
from duecourse.teams.models import Portfolio
from make import make_creditor
from receivables.loading import HEADER, ITEMS, ledger_totals
from receivables.test_import_reader import a_workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(people) -> Client:
    client = Client()
    client.force_login(people.bob, backend="django.contrib.auth.backends.ModelBackend")
    return client


def upload(client: Client, content: str | bytes, name: str = "items.csv", **given: Any) -> ImportBatch:
    creditor = given.pop("creditor", None) or Creditor.objects.first() or make_creditor()
    body = content.encode() if isinstance(content, str) else content
    portfolio = Portfolio.objects.earliest("pk").pk
    sent = {"file": SimpleUploadedFile(name, body), "creditor": creditor.pk, "portfolio": portfolio, **given}
    answer = client.post(reverse("receivables:upload"), sent)
    assert answer.status_code == 302, answer.content.decode()
    return ImportBatch.objects.latest("pk")


def page(client: Client, name: str, batch: ImportBatch) -> str:
    answer = client.get(reverse(f"receivables:{name}", args=[batch.pk]), follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def answers(client: Client, batch: ImportBatch, **given: Any) -> dict[str, Any]:
    """What the form of the reading page would send, with some answers changed."""
    form = client.get(reverse("receivables:reading", args=[batch.pk])).context["form"]
    values = {name: form[name].value() or "" for name in form.fields}
    return {name: value for name, value in {**values, **given}.items() if value is not False}


def check(client: Client, batch: ImportBatch, **given: Any) -> str:
    sent = answers(client, batch, **given)
    answer = client.post(reverse("receivables:reading", args=[batch.pk]), sent, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def press(client: Client, name: str, batch: ImportBatch, **given: Any) -> str:
    answer = client.post(reverse(f"receivables:{name}", args=[batch.pk]), given, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_file_goes_from_upload_to_the_ledger_and_back(lead, people, django_capture_on_commit_callbacks):
    batch = upload(lead, ITEMS, portfolio=people.portfolio.pk)
    shown = page(lead, "reading", batch)
    assert "usual name for it" in shown
    assert "every byte fits UTF-8" in shown
    shown = check(lead, batch)
    assert "EUR" in shown
    assert "960.00" in shown
    assert not Invoice.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        shown = press(lead, "load", batch)
    assert "is in the ledger" in shown
    assert ledger_totals() == {"USD": 51_000, "EUR": 96_000}
    assert set(Account.objects.values_list("portfolio", flat=True)) == {people.portfolio.pk}
    assert not uploads.path_of(batch.stored_as).exists(), "the file is kept no longer than it is needed"
    shown = press(lead, "undo", batch)
    assert "was taken back" in shown
    assert not Invoice.objects.exists()


@pytest.mark.on_one_database
def test_an_ambiguous_date_order_is_asked_on_the_page(lead):
    batch = upload(lead, "Customer,Invoice Number,Due Date,Amount\nA,1,03/04/2026,5.00\n")
    shown = check(lead, batch)
    assert "Please say:" in shown
    assert "03/04/2026 in row 2" in shown
    assert batch.state == "uploaded"
    check(lead, batch, date_order="mdy")
    press(lead, "load", batch)
    assert Invoice.objects.get().due_on.isoformat() == "2026-03-04"


def test_a_mapping_is_changed_and_kept_under_a_name(lead):
    text = "Kunde,Beleg,Bezug,Wert\nA,1,X9,5.00\n"
    batch = upload(lead, text)
    check(lead, batch, kind="open_items", again="")
    batch.refresh_from_db()
    shown = check(lead, batch, map_invoice_number="Bezug", map_account_name="Kunde", map_amount="Wert")
    assert "What loading it would do" in shown
    assert "Kept as" in press(lead, "save_profile", batch, title="Our Bezug list")
    second = upload(lead, text.replace("X9", "X10"))
    assert "Our Bezug list" in page(lead, "reading", second)
    check(lead, second)
    press(lead, "load", second)
    assert Invoice.objects.get().number == "X10"
    profile = ImportProfile.objects.get()
    assert lead.post(reverse("receivables:remove_profile", args=[profile.pk])).status_code == 302
    assert not ImportProfile.objects.exists()


def test_a_kept_reading_of_a_report_in_sections_keeps_its_rules(lead):
    batch = upload(lead, QUICKBOOKS)
    check(lead, batch)
    press(lead, "save_profile", batch, title="Our QuickBooks")
    again = upload(lead, QUICKBOOKS)
    assert "Our QuickBooks" in page(lead, "reading", again)
    check(lead, again)
    press(lead, "load", again)
    assert ledger_totals() == {"USD": 136_450}
    assert set(Account.objects.values_list("name", flat=True)) == {"Acme & Sons", "Harbour Cafe"}


@pytest.mark.on_one_database
def test_evidence_stays_on_the_page_after_the_answers_were_sent(lead):
    batch = upload(lead, ITEMS)
    check(lead, batch)
    shown = page(lead, "reading", batch)
    assert "usual name for it" in shown
    assert "its columns are those of open items" in shown


def test_a_file_that_nobody_loaded_is_gone_after_a_month(lead):
    batch = upload(lead, ITEMS)
    ImportBatch.objects.filter(pk=batch.pk).update(uploaded_at=clock.now() - timedelta(days=31))
    jobs.run_imports()
    assert not uploads.path_of(batch.stored_as).exists()
    assert "not loaded within a month" in page(lead, "import", batch)


def test_the_total_that_the_file_states_is_held_beside_what_would_be_loaded(lead):
    batch = upload(lead, QUICKBOOKS)
    shown = check(lead, batch)
    assert "The file’s own total in row 14 is the same" in shown
    batch = upload(lead, QUICKBOOKS.replace("390.00\n", "39o.00\n"))
    shown = check(lead, batch)
    assert "The file’s own total in row 14" in shown
    assert "USD 390.00</b> apart from what would be loaded" in shown


def test_errors_are_listed_and_downloaded_without_formulas(lead):
    batch = upload(
        lead, HEADER + "C1,Cafe,1,2026-01-31,2026-02-30,=1+1,5.00,USD\nC1,Cafe,2,2026-01-31,,5.00,5.00,USD\n"
    )
    shown = check(lead, batch)
    assert "2026-02-30" in shown
    assert "is not a date in the calendar" in shown
    lines = b"".join(lead.get(reverse("receivables:import_errors", args=[batch.pk])).streaming_content).decode()
    assert "2,Amount,'=1+1,is not an amount,error" in lines
    press(lead, "load", batch)
    assert Invoice.objects.get().number == "2"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7 ...", "the file is a PDF"),
        (bytes(range(256)) * 4, "binary"),
        (b"Name\nAcme\n", "one column only"),
        (b"Customer,Invoice Number,Amount\n", "no rows below them"),
        (b"Acme,1001,2026-01-31,5.00\nBeta,1002,2026-01-31,6.00\n", "already holds data"),
        ("Клиент;Сумма\n".encode("cp1251") + "Иванов и партнёры;15\n".encode("cp1251") * 20, "encoding is not certain"),
    ],
    ids=["pdf", "binary", "one column", "header only", "no header", "encoding"],
)
def test_a_file_that_cannot_be_read_is_named_with_the_reason(lead, content, said):
    batch = upload(lead, content, name="bad <i>.csv")
    shown = page(lead, "reading", batch)
    assert said in shown
    assert "bad &lt;i&gt;.csv" in shown


def test_an_empty_file_and_one_that_is_too_large_are_refused_at_the_door(lead, settings):
    creditor = make_creditor()
    settings.MAX_UPLOAD_MB = 0
    for content, said in ((b"", "empty"), (b"a,b\n1,2\n", "at most 0 MB can be uploaded")):
        answer = lead.post(
            reverse("receivables:upload"), {"file": SimpleUploadedFile("big.csv", content), "creditor": creditor.pk}
        )
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert not ImportBatch.objects.exists()


@pytest.mark.on_one_database
def test_html_in_a_file_is_shown_as_text(lead):
    html = "<script>alert(1)</script>"
    header = "Customer No,Customer Name,Invoice No,Due Date,Amount,<b>Text</b>\n"
    batch = upload(lead, header + f"{html},{html},{html},2026-10-01,5.00,{html}\n{html},,,,,\n")
    for shown in (page(lead, "reading", batch), check(lead, batch), press(lead, "load", batch)):
        assert "<script>alert" not in shown
        assert "<b>Text" not in shown


def test_a_large_file_is_left_to_the_worker_and_its_progress_shown(lead, monkeypatch):
    queued: list[str] = []
    monkeypatch.setattr("duecourse.receivables.views.imports.AT_ONCE", 10)
    monkeypatch.setattr("duecourse.receivables.views.imports.async_task", queued.append)
    batch = upload(lead, ITEMS)
    assert "Waiting for the worker" in check(lead, batch)
    jobs.run_imports()
    assert "What loading it would do" in page(lead, "import", batch)
    assert "Waiting for the worker" in press(lead, "load", batch)
    assert lead.get(reverse("receivables:import_progress", args=[batch.pk])).status_code == 200
    jobs.run_imports()
    jobs.run_imports()
    assert Invoice.objects.count() == 4
    assert lead.get(reverse("receivables:import_progress", args=[batch.pk]))["HX-Refresh"] == "true"
    assert len(queued) == 2


def test_closing_what_disappeared_is_announced_before_it_happens(lead):
    first = upload(lead, ITEMS)
    check(lead, first)
    press(lead, "load", first)
    shorter = "".join(line for line in ITEMS.splitlines(keepends=True) if ",1002," not in line)
    second = upload(lead, shorter)
    shown = check(lead, second, close_missing="on")
    assert "1 open item worth USD 120.00 is no longer in the file and will be closed" in shown
    assert Invoice.objects.get(number="1002").balance_minor == 12_000
    press(lead, "load", second)
    assert Invoice.objects.get(number="1002").balance_minor == 0
    assert "It cannot be undone." in page(lead, "import", first)


def test_a_new_creditor_is_added_with_the_file(lead, people):
    body = {"file": SimpleUploadedFile("a.csv", ITEMS.encode()), "new_creditor": "Northwind Ltd"}
    refused = lead.post(reverse("receivables:upload"), body)
    assert "Choose where new accounts go." in refused.content.decode()
    body |= {"file": SimpleUploadedFile("a.csv", ITEMS.encode()), "portfolio": people.portfolio.pk}
    assert lead.post(reverse("receivables:upload"), body).status_code == 302
    assert Creditor.objects.get().code == "northwind-ltd"


def test_callers_have_no_import_pages_and_auditors_only_look(people):
    batch = ImportBatch.objects.create(
        creditor=make_creditor(), kind="open_items", file_name="x.csv", file_sha256="", state="loaded",
        uploaded_by=people.bob, uploaded_at="2026-11-18T00:00Z",
    )  # fmt: skip
    client = Client()
    client.force_login(people.alice, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("receivables:imports")).status_code == 404
    assert client.get(reverse("receivables:import", args=[batch.pk])).status_code == 404
    client.force_login(people.dana, backend="django.contrib.auth.backends.ModelBackend")
    assert "Load a file" not in client.get(reverse("receivables:imports")).content.decode()
    assert client.post(reverse("receivables:undo", args=[batch.pk])).status_code == 403


def test_a_chosen_and_a_new_creditor_at_once_are_asked_about(lead):
    """The file of one creditor must never land in the ledger of another."""
    file = SimpleUploadedFile("items.csv", ITEMS.encode() if isinstance(ITEMS, str) else ITEMS)
    answer = lead.post(
        reverse("receivables:upload"), {"file": file, "creditor": make_creditor().pk, "new_creditor": "Somebody else"}
    )
    assert answer.status_code == 422
    assert "empty one of the two" in answer.content.decode()
    assert not ImportBatch.objects.exists()


@pytest.mark.on_one_database
def test_the_currency_of_a_new_creditor_is_asked_not_guessed(lead, people):
    batch = upload(lead, "Account,Invoice,Due date,Amount\nA,1,2026-10-13,5.00\n", creditor=make_creditor(currency=""))
    assert "the file does not say in which currency it is" in page(lead, "reading", batch)
    assert "EUR 5.00" in check(lead, batch, currency="EUR")


@pytest.mark.on_one_database
def test_a_row_without_a_currency_is_an_error_where_each_row_names_its_own(lead, people):
    rows = "Account,Invoice,Due date,Amount,Currency\nA,1,2026-10-13,5.00,EUR\nA,2,2026-10-13,7.00,\n"
    batch = upload(lead, rows, creditor=make_creditor(currency=""))
    assert "each row its own" in page(lead, "reading", batch)
    checked = check(lead, batch)
    assert "EUR 5.00" in checked
    assert "Rows that cannot be loaded" in checked


@pytest.mark.on_one_database
def test_two_columns_of_one_name_with_different_cells_are_asked_about(lead, people):
    batch = upload(lead, "Account,Invoice,Due date,Amount,Amount\nA,1,2026-10-13,5.00,6.00\n")
    asked = "The file has more than one column &#x27;Amount&#x27;: say which of them is Amount."
    assert asked in page(lead, "reading", batch)
    assert "USD 6.00" in check(lead, batch, map_amount="Amount (2)")


@pytest.mark.on_one_database
def test_a_column_called_customer_beside_one_called_name_is_the_number(lead, people):
    batch = upload(lead, "Customer,Name,Invoice,Due date,Amount\nK1,Bluebird Bakery,1,2026-10-13,5.00\n")
    check(lead, batch)
    press(lead, "load", batch)
    account = Account.objects.get(creditor=batch.creditor)
    assert (account.number, account.name) == ("K1", "Bluebird Bakery")


def test_a_file_with_nothing_but_errors_offers_nothing_to_load(lead, people):
    batch = upload(lead, "Account,Invoice,Due date,Amount\nA,1,2026-10-13,five\n")
    checked = check(lead, batch)
    assert "Nothing in this file can be loaded." in checked
    assert reverse("receivables:load", args=[batch.pk]) not in checked


@pytest.mark.on_one_database
def test_a_workbook_with_a_cover_is_read_from_its_first_sheet_with_a_table(lead, people):
    def fill(book: Any) -> None:
        cover = book.add_worksheet("Cover")
        cover.write(0, 0, "Report of Acme")
        cover.write_row(1, 0, ["Printed by", "Bob"])
        book.add_worksheet("Filters").write_column(0, 0, ["Company", "Day"])
        sheet = book.add_worksheet("AR")
        for row, line in enumerate(ITEMS.splitlines()):
            sheet.write_row(row, 0, line.split(","))
        book.add_worksheet("Old").write_row(0, 0, ["Customer", "Amount"])

    batch = upload(lead, a_workbook(fill), "items.xlsx")
    shown = page(lead, "reading", batch)
    assert "the first sheet with a table; before it: Cover, Filters" in shown
    assert "EUR 960.00" in check(lead, batch)
    press(lead, "load", batch)
    assert Invoice.objects.count() == 4


@pytest.mark.on_one_database
def test_a_workbook_without_a_table_says_what_its_first_sheet_lacks(lead, people):
    def fill(book: Any) -> None:
        for name in ("Cover", "Notes"):
            book.add_worksheet(name).write_column(0, 0, ["Report of Acme", "Printed by Bob"])

    shown = page(lead, "reading", upload(lead, a_workbook(fill), "items.xlsx"))
    assert "the first row should name the columns" in shown
