"""Open items go into the ledger, again and again, and the ledger always says what the file says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from duecourse.domain.importing import FileProblem
from duecourse.receivables.importing import actions
from duecourse.receivables.models import Account, Allocation, Creditor, Dispute, ImportBatch, Invoice, Payment
from make import NOW, TODAY, make_creditor
from receivables.loading import HEADER, ITEMS, an_order, explained, ledger_totals, load, state_of_ledger

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def test_totals_per_currency_equal_the_ledger_after():
    _, result = load(ITEMS)
    assert (result.rows, result.loaded, result.new_accounts, result.error_rows) == (4, 4, 2, 0)
    assert result.totals == {"USD": 51_000, "EUR": 96_000} == ledger_totals()
    explained()


def test_a_part_paid_item_keeps_what_was_paid_before_we_knew_it():
    load(ITEMS)
    item = Invoice.objects.get(number="1001")
    assert (item.amount_minor, item.paid_before_minor, item.balance_minor) == (89_000, 50_000, 39_000)


def test_a_dry_run_writes_nothing():
    creditor = make_creditor()
    before = state_of_ledger()
    result = actions.dry_run(an_order(ITEMS, creditor))
    assert result.loaded == 4
    assert state_of_ledger() == before
    assert not ImportBatch.objects.exists()


def test_the_same_file_twice_changes_nothing():
    load(ITEMS)
    before = state_of_ledger()
    _, result = load(ITEMS, now=LATER)
    assert (result.loaded, result.unchanged) == (0, 4)
    assert state_of_ledger() == before


def test_a_lower_balance_becomes_an_allocation_that_names_the_file():
    load(ITEMS)
    _, result = load(ITEMS.replace("890.00,390.00", "890.00,90.00"), now=LATER)
    assert (result.loaded, result.unchanged) == (1, 3)
    move = Allocation.objects.get()
    assert (move.kind, move.amount_minor, move.allocated_on) == ("closure", 30_000, TODAY + timedelta(days=1))
    explained()
    assert ledger_totals()["USD"] == 21_000


def test_an_item_that_the_file_reopens_is_open_again():
    load(ITEMS.replace("120.00,120.00", "120.00,0.00"))
    load(ITEMS, now=LATER)
    item = Invoice.objects.get(number="1002")
    assert (item.balance_minor, item.closed_on) == (12_000, None)
    explained()
    assert ledger_totals()["USD"] == 51_000


def test_a_corrected_amount_and_due_date_are_taken_over():
    load(ITEMS)
    load(ITEMS.replace("2026-11-19,120.00,120.00", "2026-12-31,150.00,150.00"), now=LATER)
    item = Invoice.objects.get(number="1002")
    assert (item.amount_minor, item.balance_minor, item.due_on) == (15_000, 15_000, date(2026, 12, 31))
    assert not Allocation.objects.exists()
    explained()


def test_what_disappeared_stays_open_unless_closing_was_asked_for():
    load(ITEMS)
    shorter = "".join(line for line in ITEMS.splitlines(keepends=True) if ",1002," not in line)
    _, result = load(shorter, now=LATER)
    assert (result.missing, result.closed) == ((), False)
    assert Invoice.objects.get(number="1002").balance_minor == 12_000
    _, result = load(shorter, now=LATER, close_missing=True)
    assert [(each.currency, each.items, each.balance_minor) for each in result.missing] == [("USD", 1, 12_000)]
    assert result.closed
    item = Invoice.objects.get(number="1002")
    assert (item.balance_minor, item.closed_on) == (0, TODAY + timedelta(days=1))
    assert item.allocations.get().kind == "closure"
    explained()
    assert ledger_totals() == result.totals


def test_nothing_is_closed_while_rows_have_errors():
    load(ITEMS)
    broken = ITEMS.replace("1002,2026-10-20", "1002,2026-02-30")
    _, result = load(broken, now=LATER, close_missing=True)
    assert (result.error_rows, result.closed) == (1, False)
    assert Invoice.objects.get(number="1002").balance_minor == 12_000
    assert any("stay open" in note.reason for note in result.notes)


def test_closing_is_limited_to_the_creditor_of_the_file():
    mine, other = make_creditor(), make_creditor()
    load(ITEMS, mine)
    load(ITEMS, other)
    load(HEADER + "C1,Harbour Cafe,1001,2026-09-01,2026-10-01,890.00,390.00,USD\n", mine, close_missing=True)
    assert ledger_totals(mine) == {"USD": 39_000}
    assert ledger_totals(other) == {"USD": 51_000, "EUR": 96_000}


def test_the_same_number_at_two_creditors_is_two_invoices():
    load(ITEMS, make_creditor())
    _, result = load(ITEMS, make_creditor())
    assert result.loaded == 4
    assert Invoice.objects.filter(number="1001").count() == 2


def test_one_file_may_hold_two_creditors_and_an_unknown_one_is_an_error():
    north, south = make_creditor(code="north"), make_creditor(code="south", name="South Ltd")
    rows = "Company,Customer,Invoice Number,Due Date,Amount\nnorth,A,1,2026-10-01,5.00\nSouth Ltd,A,1,2026-10-01,7.00\n"
    _, result = load(rows + "west,A,2,2026-10-01,9.00\n", north, mapping={"creditor": "Company"})
    assert [(error.row, error.column, error.value) for error in result.errors] == [(4, "Company", "west")]
    assert (ledger_totals(north), ledger_totals(south)) == ({"USD": 500}, {"USD": 700})


def test_a_column_that_is_called_creditor_says_whose_each_row_is_without_being_asked():
    north, south = make_creditor(code="north"), make_creditor(code="south")
    rows = "Creditor,Customer,Invoice Number,Due Date,Amount\nnorth,A,1,2026-10-01,5.00\nSOUTH,A,1,2026-10-01,7.00\n"
    _, result = load(rows + "west,A,2,2026-10-01,9.00\n,A,3,2026-10-01,1.00\n", north)
    assert [(error.row, error.value) for error in result.errors] == [(4, "west")]
    assert (ledger_totals(north), ledger_totals(south)) == ({"USD": 600}, {"USD": 700})
    load(
        "Creditor,Customer,Invoice Number,Due Date,Amount\nwest,B,4,2026-10-01,2.00\n", south, mapping={"creditor": ""}
    )
    assert ledger_totals(south) == {"USD": 900}


def test_no_column_is_taken_for_the_creditor_because_it_is_spelt_nearly_so():
    north, other = make_creditor(code="north"), make_creditor(code="other")
    rows = "Editor,Customer,Invoice Number,Due Date,Amount\nother,A,1,2026-10-01,5.00\n"
    load(rows, north)
    assert (ledger_totals(north), ledger_totals(other)) == ({"USD": 500}, {})


def test_a_missing_due_date_takes_the_terms_and_says_so():
    creditor = make_creditor(terms_days=14)
    text = "Customer,Invoice Number,Invoice Date,Due Date,Amount,Terms\n"
    load(text + "A,1,2026-11-01,,5.00,\nA,2,2026-11-01,,5.00,Net 30\nA,3,,,5.00,\n", creditor)
    dues = dict(Invoice.objects.values_list("number", "due_on"))
    assert dues == {"1": date(2026, 11, 15), "2": date(2026, 12, 1), "3": TODAY + timedelta(days=14)}
    assert Invoice.objects.filter(due_is_assumed=True).count() == 3
    _, again = load(text + "A,1,2026-11-01,,5.00,\nA,2,2026-11-01,,5.00,Net 30\nA,3,,,5.00,\n", creditor, now=LATER)
    assert again.unchanged == 3


def test_repeated_rows_count_once_and_contradictions_are_not_loaded():
    rows = ITEMS.splitlines(keepends=True)
    text = "".join(rows) + rows[1] + rows[2].replace("120.00,120.00", "125.00,125.00")
    _, result = load(text)
    assert (result.rows, result.loaded, result.left_out, result.error_rows) == (6, 3, 1, 2)
    assert [(error.row, error.column) for error in result.errors] == [(3, "Invoice No"), (7, "Invoice No")]
    assert "also in row 7" in result.errors[0].reason
    assert ledger_totals() == result.totals


def test_one_number_with_several_due_dates_is_paid_in_instalments():
    text = HEADER + "".join(f"C1,Cafe,7,2026-09-01,2026-{month}-01,30.00,30.00,USD\n" for month in (12, 10, 11))
    load(text)
    found = Invoice.objects.order_by("instalment").values_list("instalment", "due_on")
    assert list(found) == [(1, date(2026, 10, 1)), (2, date(2026, 11, 1)), (3, date(2026, 12, 1))]
    assert load(text, now=LATER)[1].unchanged == 3


def test_an_instalment_that_was_paid_does_not_shift_the_others():
    line = "C1,Cafe,7,2026-09-01,2026-{}-01,30.00,30.00,USD\n"
    load(HEADER + line.format(10) + line.format(11) + line.format(12))
    _, result = load(HEADER + line.format(11) + line.format(12), now=LATER, close_missing=True)
    assert (result.unchanged, result.loaded) == (2, 0)
    assert dict(Invoice.objects.values_list("instalment", "balance_minor")) == {1: 0, 2: 3000, 3: 3000}


def test_another_currency_for_a_known_invoice_is_an_error():
    load(ITEMS)
    _, result = load(
        ITEMS.replace("1002,2026-10-20,2026-11-19,120.00,120.00,USD", "1002,2026-10-20,2026-11-19,120.00,120.00,EUR")
    )
    assert [(error.row, error.reason) for error in result.errors] == [(3, "the invoice is in USD in the ledger")]


def test_a_dispute_that_was_opened_here_is_not_ended_by_a_file():
    text = "Customer,Invoice Number,Due Date,Amount,Disputed\nA,1,2026-10-01,5.00,{}\nA,2,2026-10-01,5.00,Yes\n"
    load(text.format("No"))
    item = Invoice.objects.get(number="1")
    Dispute.objects.create(account=item.account, invoice=item, reason="other", currency="USD", opened_at=NOW)
    Invoice.objects.filter(pk=item.pk).update(is_disputed=True)
    _, result = load(text.format("No"), now=LATER)
    assert result.unchanged == 2
    _, result = load(text.format("No").replace("Yes", "No"), now=LATER)
    assert dict(Invoice.objects.values_list("number", "is_disputed")) == {"1": True, "2": False}


def test_customer_names_that_vary_for_one_number_are_noted_and_the_first_stays():
    _, result = load(ITEMS.replace("C1,Harbour Cafe,1002", "C1,HARBOUR CAFE LLC,1002"))
    assert Account.objects.get(number="C1").name == "Harbour Cafe"
    assert [note.count for note in result.notes] == [1]


def test_unapplied_payments_of_a_report_are_unapplied_cash_and_follow_it():
    text = "Customer,Invoice Number,Type,Invoice Date,Due Date,Amount\nA,1,Invoice,2026-09-01,2026-10-01,100.00\n"
    _, result = load(text + "A,777,Payment,2026-10-05,,-30.00\n")
    assert result.totals == {"USD": 7000} == ledger_totals()
    assert Payment.objects.get().unapplied_minor == 3000
    _, result = load(text + "A,777,Payment,2026-10-05,,-30.00\n", now=LATER)
    assert (result.loaded, result.unchanged) == (0, 2)
    _, result = load(text + "A,777,Payment,2026-10-05,,-10.00\n", now=LATER)
    assert (result.loaded, result.unchanged, result.totals) == (1, 1, {"USD": 9000})
    assert ledger_totals() == {"USD": 9000}
    _, result = load(text, now=LATER, close_missing=True, mapping={"document_type": "Type"})
    assert ledger_totals() == {"USD": 10_000} == result.totals


def test_a_report_of_balances_never_lowers_the_amount_that_is_known():
    load(ITEMS)
    text = "Customer No,Invoice No,Due Date,Balance\nC1,1002,2026-11-19,20.00\nC1,2000,2026-11-19,5.00\n"
    load(text, now=LATER, kind="open_items")
    item = Invoice.objects.get(number="1002")
    assert (item.amount_minor, item.balance_minor) == (12_000, 2_000)
    explained()


def test_a_crash_half_way_leaves_nothing(monkeypatch):
    creditor = make_creditor()
    before = state_of_ledger()
    order = an_order(ITEMS, creditor)

    def break_down(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("the power went")

    with monkeypatch.context() as patch:
        patch.setattr(actions.audit, "record", break_down)
        with pytest.raises(RuntimeError):
            actions.import_file(actor=None, now=NOW, order=order, file_name="x.csv")
    assert state_of_ledger() == before
    assert not ImportBatch.objects.exists()
    assert actions.import_file(actor=None, now=NOW, order=order, file_name="x.csv")[1].loaded == 4


def test_html_is_text_and_nothing_else():
    html = "<script>alert('x')</script>"
    header = "Customer No,Customer Name,Invoice No,Due Date,Amount,Description\n"
    load(f"{header}{html},{html},{html},2026-10-01,5.00,{html}\n")
    item = Invoice.objects.select_related("account").get()
    assert {item.number, item.description, item.account.name, item.account.number} == {html}


def test_a_file_of_which_more_than_half_is_unreadable_is_given_up(monkeypatch):
    monkeypatch.setattr("duecourse.receivables.importing.load.HOPELESS", 50)
    rows = "".join(f"A,{n},2026-02-30,5.00\n" for n in range(100))
    with pytest.raises(FileProblem, match="is the mapping right"):
        load("Customer,Invoice Number,Due Date,Amount\nA,x,2026-01-31,5\nA,y,2026-01-31,5\n" + rows)


def test_new_accounts_go_into_the_portfolio_that_was_chosen(people):
    load(ITEMS, portfolio_id=people.portfolio.pk)
    assert set(Account.objects.values_list("portfolio", flat=True)) == {people.portfolio.pk}


def test_a_number_that_could_not_be_guessed_is_never_guessed():
    creditor = Creditor.objects.create(code="x", name="X", currency="USD")
    with pytest.raises(FileProblem, match="day or month"):
        an_order("Customer,Invoice Number,Due Date,Amount\nA,1,03/04/2026,5.00\n", creditor).found.plan()
