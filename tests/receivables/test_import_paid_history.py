"""Paid history becomes invoices, payments and allocations, so that any past day can be aged."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from duecourse.receivables.ageing import ageing_report
from duecourse.receivables.importing import actions
from duecourse.receivables.models import Account, Allocation, Invoice, Payment
from make import NOW
from receivables.loading import explained, ledger_totals, load, state_of_ledger

pytestmark = pytest.mark.django_db
HEADER = "Customer,Invoice Number,Invoice Date,Due Date,Amount,Paid Date\n"


def test_the_ibm_sample_is_accounted_for_row_by_row_and_ties_on_a_past_day(shared_data):
    content = (shared_data / "ledgers/ibm-late-payments/WA_Fn-UseC_-Accounts-Receivable.csv").read_bytes()
    _, result = load(content)
    assert (result.rows, result.loaded, result.unchanged, result.error_rows, result.left_out) == (2466, 2466, 0, 0, 0)
    assert result.totals == {"USD": 14_770_318}
    assert (Invoice.objects.count(), Payment.objects.count(), Allocation.objects.count()) == (2466, 2466, 2466)
    ageing = ageing_report(Account.objects.all(), date(2013, 6, 30)).ageing
    assert ageing.ties
    # Invoiced by then and settled after it, added up from the file by hand.
    assert ageing.line("USD").total_minor == 511_985
    _, again = load(content, now=NOW + timedelta(days=1))
    assert (again.loaded, again.unchanged) == (0, 2466)


def test_a_settled_row_is_an_invoice_a_payment_and_what_joins_them():
    load(HEADER + "A,1,2026-01-02,2026-02-01,55.94,2026-02-11\nA,2,2026-10-02,2026-11-01,10.00,\n")
    paid = Invoice.objects.get(number="1")
    assert (paid.balance_minor, paid.closed_on, paid.paid_before_minor) == (0, date(2026, 2, 11), 0)
    move = paid.allocations.get()
    assert (move.kind, move.amount_minor, move.allocated_on) == ("payment", 5594, date(2026, 2, 11))
    assert (move.payment.received_on, move.payment.unapplied_minor) == (date(2026, 2, 11), 0)
    assert Invoice.objects.get(number="2").balance_minor == 1000
    explained()
    assert ledger_totals() == {"USD": 1000}


def test_an_open_item_that_the_next_file_says_was_paid_gets_its_payment():
    load(HEADER + "A,1,2026-01-02,2026-02-01,55.94,\nA,2,2026-01-02,2026-02-01,10.00,2026-02-01\n")
    _, result = load(
        HEADER + "A,1,2026-01-02,2026-02-01,55.94,2026-02-11\nA,2,2026-01-02,2026-02-01,10.00,2026-02-01\n",
        now=NOW + timedelta(days=1),
    )
    assert (result.loaded, result.unchanged) == (1, 1)
    assert Payment.objects.get(reference="1").received_on == date(2026, 2, 11)
    explained()


def test_a_settled_credit_takes_no_money():
    load(HEADER + "A,1,2026-01-02,2026-02-01,-20.00,2026-02-11\nA,2,2026-01-02,2026-02-01,1.00,2026-02-11\n")
    credit = Invoice.objects.get(number="1")
    assert credit.allocations.get().kind == "credit"
    assert Payment.objects.count() == 1
    explained()
    assert ledger_totals() == {}


def test_instalments_settled_on_one_day_keep_their_own_payments():
    rows = "A,1,2026-01-02,2026-02-01,5.00,2026-03-01\nA,1,2026-01-02,2026-03-01,7.00,2026-03-01\n"
    load(HEADER + rows)
    assert sorted(Allocation.objects.values_list("amount_minor", "payment__amount_minor")) == [(500, 500), (700, 700)]
    before = state_of_ledger()
    assert load(HEADER + rows, now=NOW + timedelta(days=1))[1].unchanged == 2
    assert state_of_ledger() == before


def test_a_payment_date_of_february_thirtieth_is_an_error_and_the_rest_loads():
    _, result = load(HEADER + "A,1,2026-01-02,2026-02-01,5.00,2026-02-30\nA,2,2026-01-02,2026-02-01,6.00,2026-02-11\n")
    assert [(e.row, e.column, e.value) for e in result.errors] == [(2, "Paid Date", "2026-02-30")]
    assert (result.loaded, result.totals) == (1, {"USD": 600})


def test_an_invoice_that_was_paid_on_a_day_to_come_is_an_error_and_the_rest_loads():
    _, result = load(HEADER + "A,1,2026-01-02,2026-02-01,5.00,2026-11-19\nA,2,2026-01-02,2026-02-01,6.00,2026-11-18\n")
    assert [(e.row, e.column, e.value) for e in result.errors] == [(2, "Paid Date", "2026-11-19")]
    assert (result.loaded, result.totals) == (1, {"USD": 600})


CUSTOMER = "Customer,Country,State\nA,US,NY\n"
PAYMENTS = "Customer,Payment Date,Amount,Currency,Reference,Invoice Number\n"
SETTLED = (
    HEADER
    + "A,1,2026-01-02,2026-02-01,100.00,2026-02-11\nA,2,2026-01-02,2026-02-01,150.00,2026-03-12\n"
    + "A,3,2026-01-02,2026-02-01,90.00,2026-03-12\nA,4,2026-01-02,2026-02-01,70.00,2026-04-01\n"
)


def test_payments_that_came_before_the_history_of_their_invoices_are_the_money_that_settled_them(people):
    load(CUSTOMER)
    load(PAYMENTS + "A,2026-02-11,100.00,USD,R1,1\nA,2026-03-12,200.00,USD,R2,\n")
    before = state_of_ledger()
    batch, _ = load(SETTLED, now=NOW + timedelta(days=1), kind="paid_history")
    paid = {
        (move.invoice.number, move.payment.reference): move.amount_minor
        for move in Allocation.objects.select_related("invoice", "payment")
    }
    # What the second payment does not cover of invoice 3 came with money that no file has brought.
    assert paid == {
        ("1", "R1"): 10_000, ("2", "R2"): 15_000, ("3", "R2"): 5_000, ("3", "3"): 4_000, ("4", "4"): 7_000,
    }  # fmt: skip
    assert set(Payment.objects.values_list("unapplied_minor", flat=True)) == {0}
    explained()
    assert ledger_totals() == {}
    actions.undo_batch(actor=people.bob, now=NOW + timedelta(days=2), batch=batch)
    assert state_of_ledger() == before


def test_money_of_another_day_or_currency_is_not_taken_for_what_settled_an_invoice():
    load(CUSTOMER)
    load(PAYMENTS + "A,2026-02-10,100.00,USD,R1,\nA,2026-02-11,100.00,EUR,R2,\n")
    load(SETTLED, now=NOW + timedelta(days=1), kind="paid_history")
    kept = Payment.objects.filter(reference__in=("R1", "R2")).values_list("unapplied_minor", flat=True)
    assert list(kept) == [10_000, 10_000]
    explained()
