"""Payments find their invoices, once; what is left is unapplied and says why."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from duecourse.receivables.actions import enter_payment
from duecourse.receivables.ageing import ageing_report
from duecourse.receivables.importing import actions
from duecourse.receivables.models import Account, Invoice, Payment
from duecourse.receivables.moved import money_moved
from make import NOW, TODAY
from receivables.loading import HEADER, ITEMS, explained, ledger_totals, load, state_of_ledger

pytestmark = pytest.mark.django_db
PAID = "Customer No,Payment Date,Amount,Currency,Reference,Invoice No\n"
LATER = NOW + timedelta(days=1)


def test_a_payment_lowers_the_invoice_that_it_names():
    load(ITEMS)
    _, result = load(PAID + "C1,2026-11-10,100.00,USD,R1,1001\nC1,2026-11-11,120.00,USD,R2,1002\n")
    assert (result.loaded, result.totals) == (2, {"USD": 22_000})
    assert dict(Invoice.objects.filter(account__number="C1").values_list("number", "balance_minor")) == {
        "1001": 29_000,
        "1002": 0,
    }
    assert Invoice.objects.get(number="1002").closed_on == date(2026, 11, 11)
    explained()
    assert ledger_totals()["USD"] == 29_000


def test_the_same_payments_twice_change_nothing():
    load(ITEMS)
    text = PAID + "C1,2026-11-10,100.00,USD,R1,1001\nC1,2026-11-10,5.00,USD,,\nC1,2026-11-10,5.00,USD,,\n"
    load(text)
    before = state_of_ledger()
    _, result = load(text, now=LATER)
    assert (result.loaded, result.unchanged) == (0, 3)
    assert state_of_ledger() == before
    assert Payment.objects.filter(reference="").count() == 2, "two equal payments without reference are two payments"


def test_an_invoice_paid_twice_leaves_the_second_payment_unapplied_with_the_reason():
    load(ITEMS)
    _, result = load(PAID + "C1,2026-11-10,120.00,USD,R1,1002\nC1,2026-11-12,120.00,USD,R2,1002\n")
    assert Payment.objects.get(reference="R2").unapplied_minor == 12_000
    assert [(n.reason, n.first_row) for n in result.notes] == [
        ("the invoice is paid already: what is left of the payment stays unapplied", 3)
    ]
    explained()
    assert ledger_totals()["USD"] == 39_000 - 12_000


def test_a_payment_in_another_currency_or_for_an_unknown_invoice_stays_unapplied():
    load(ITEMS)
    _, result = load(PAID + "C1,2026-11-10,100.00,EUR,R1,1001\nC1,2026-11-10,50.00,USD,R2,9999\n")
    assert {payment.unapplied_minor for payment in Payment.objects.all()} == {10_000, 5_000}
    assert [note.reason.split(":")[0] for note in result.notes] == [
        "the invoice is in another currency",
        "the account has no invoice of that number",
    ]


def test_payments_without_a_currency_are_in_that_of_what_they_pay_and_it_is_said():
    load(ITEMS + "C3,Sato KK,2001,2026-08-01,2026-08-31,5000,5000,JPY\n")
    text = (
        "Customer No,Payment Date,Amount,Reference,Invoice No\n"
        "C2,2026-11-10,1000.00,R1,1003\nC1,2026-11-10,5.00,R2,\nC3,2026-11-10,5000.00,R3,2001\n"
        "C2,2026-11-11,7.00,R4,9999\nC3,2026-11-10,12.50,R5,2001\n"
    )
    _, result = load(text)
    assert result.totals == {"EUR": 100_700, "USD": 500, "JPY": 5_000}
    assert Invoice.objects.get(number="1003").balance_minor == Invoice.objects.get(number="2001").balance_minor == 0
    assert [(note.reason, note.count) for note in result.notes if "currency" in note.reason] == [
        ("no currency in the file: taken as EUR, that of the invoice that it pays", 1),
        ("no currency in the file: taken as USD, that of its account", 1),
        ("no currency in the file: taken as JPY, that of the invoice that it pays", 1),
        ("no currency in the file: taken as EUR, that of its account", 1),
    ]
    assert [(e.row, e.value) for e in result.errors] == [(6, "12.50")]
    load(HEADER + "C2,Müller GmbH,9999,2026-08-01,2026-08-31,7.00,7.00,GBP\n", now=LATER)
    _, again = load(text, now=LATER)
    assert (again.loaded, again.unchanged) == (0, 4)
    assert Payment.objects.count() == 4
    explained()


def test_a_currency_that_somebody_says_is_not_assumed():
    load(ITEMS)
    text = "Customer No,Payment Date,Amount,Reference,Invoice No\nC2,2026-11-10,1000.00,R1,1003\n"
    _, result = load(text, currency="USD")
    assert result.totals == {"USD": 100_000}
    assert [note.reason.split(":")[0] for note in result.notes] == ["the invoice is in another currency"]


def test_a_payment_for_an_account_that_nobody_knows_is_an_error():
    load(ITEMS)
    _, result = load(PAID + "C9,2026-11-10,100.00,USD,R1,\nC1,2026-11-10,1.00,USD,R2,\n")
    assert [(e.row, e.value) for e in result.errors] == [(2, "C9")]
    assert result.loaded == 1


def test_a_repeated_row_with_a_reference_counts_once():
    load(ITEMS)
    _, result = load(PAID + "C1,2026-11-10,1.00,USD,R1,1001\nC1,2026-11-10,1.00,USD,R1,1001\n")
    assert (result.loaded, result.left_out) == (1, 1)


def test_instalments_are_paid_in_the_order_in_which_they_fall_due():
    load(HEADER + "".join(f"C1,Cafe,7,2026-09-01,2026-{month}-01,30.00,30.00,USD\n" for month in (12, 10, 11)))
    load(PAID + "C1,2026-11-10,40.00,USD,R1,7\n")
    assert list(Invoice.objects.order_by("instalment").values_list("balance_minor", flat=True)) == [0, 2000, 3000]
    explained()


def test_a_payment_explains_what_a_ledger_file_closed_before_it():
    load(ITEMS)
    load(ITEMS.replace("890.00,390.00", "890.00,0.00"), now=LATER)
    _, result = load(PAID + "C1,2026-11-17,390.00,USD,R1,1001\n", now=LATER)
    assert result.notes == ()
    payment = Payment.objects.get()
    assert payment.unapplied_minor == 0
    item = Invoice.objects.get(number="1001")
    sums = {kind: sum(a.amount_minor for a in item.allocations.filter(kind=kind)) for kind in ("payment", "closure")}
    assert sums == {"payment": 39_000, "closure": 0}
    explained()
    assert ledger_totals()["USD"] == 12_000


MIN_ONE = HEADER + "M1,Min One,M-1,2026-09-01,2026-10-01,1000.00,1000.00,EUR\n"
LOWERED = ("1000.00,1000.00", "1000.00,400.00")


@pytest.mark.parametrize(
    ("received_on", "left"),
    [("2026-11-17", 40_000), ("2026-11-18", 40_000), ("2026-11-19", 40_000), ("2026-11-20", 0)],
)
def test_a_payment_pays_the_same_whether_it_comes_before_or_after_the_list_that_knew_of_it(received_on, left):
    """600.00 of 1,000.00: a list of the 19th has 400.00 left, and money of a later day is new money."""
    load(MIN_ONE)
    load(MIN_ONE.replace(*LOWERED), now=LATER)
    text = PAID + f"M1,{received_on},600.00,EUR,X1,M-1\n"
    load(text, now=NOW + timedelta(days=3))
    assert Invoice.objects.get(number="M-1").balance_minor == left == ledger_totals().get("EUR", 0)
    assert Payment.objects.get().unapplied_minor == 0
    explained()
    again = state_of_ledger()
    assert load(text, now=NOW + timedelta(days=3))[1].loaded == 0
    assert state_of_ledger() == again


def test_each_payment_takes_the_place_of_what_the_list_after_it_closed():
    """Two lists lowered the item, by 600.00 and by 300.00; each payment stands for the list that knew of it first."""
    load(MIN_ONE)
    load(MIN_ONE.replace(*LOWERED), now=LATER)
    load(MIN_ONE.replace("1000.00,1000.00", "1000.00,100.00"), now=NOW + timedelta(days=4))
    load(PAID + "M1,2026-11-21,300.00,EUR,X2,M-1\n", now=NOW + timedelta(days=5))
    load(PAID + "M1,2026-11-18,600.00,EUR,X1,M-1\n", now=NOW + timedelta(days=5))
    item = Invoice.objects.get(number="M-1")
    assert item.balance_minor == 10_000
    closed = item.allocations.filter(kind="closure").values_list("allocated_on", "amount_minor")
    sums = {day: sum(minor for on, minor in closed if on == day) for day, _ in closed}
    assert sums == {date(2026, 11, 19): 0, date(2026, 11, 22): 0}
    explained()
    load(PAID + "M1,2026-11-18,50.00,EUR,X3,M-1\n", now=NOW + timedelta(days=5))
    assert ledger_totals() == {"EUR": 5_000}


NAMELESS = PAID + "M1,2026-11-17,600.00,EUR,X1,\n"
STAYS = "money that is not on the list stays unapplied: €600.00"


def test_money_that_names_nothing_takes_the_place_of_what_a_list_lowered_by_as_much(people):
    load(MIN_ONE)
    lower = MIN_ONE.replace(*LOWERED)
    load(lower, now=LATER, close_missing=True)
    load(NAMELESS, now=LATER)
    before = state_of_ledger()
    assert ledger_totals() == {"EUR": -20_000}
    batch, result = load(lower, now=LATER, close_missing=True)
    assert result.totals == {"EUR": 40_000} == ledger_totals()
    assert [note.reason for note in result.notes] == ["money not applied pays what lists closed"]
    explained()
    loaded = state_of_ledger()
    assert load(lower, now=LATER, close_missing=True)[1].notes == ()
    assert state_of_ledger() == loaded
    actions.undo_batch(actor=people.bob, now=LATER, batch=batch)
    assert state_of_ledger() == before


def test_what_depends_on_the_ledger_hears_of_money_that_takes_the_place_of_a_closing():
    load(MIN_ONE)
    lower = MIN_ONE.replace(*LOWERED)
    load(lower, now=LATER)
    load(NAMELESS, now=LATER)
    heard: list[type[Payment]] = []

    def hear(sender: type[Payment], **_: object) -> None:
        heard.append(sender)

    money_moved.connect(hear)
    load(lower, now=LATER, close_missing=True)
    money_moved.disconnect(hear)
    assert heard == [Payment]


@pytest.mark.parametrize(
    ("lists", "received_on"),
    [
        (["1000.00,500.00", "1000.00,400.00"], "2026-11-17"),
        (["1000.00,400.00"], "2026-11-20"),
        ([], "2026-11-17"),
    ],
    ids=["not to the cent", "came after the list", "nothing was closed"],
)
def test_money_that_names_nothing_and_fits_nothing_stays_unapplied_and_the_trial_run_says_so(lists, received_on):
    load(MIN_ONE)
    text = MIN_ONE
    for day, figures in enumerate(lists, 1):
        text = MIN_ONE.replace("1000.00,1000.00", figures)
        load(text, now=NOW + timedelta(days=day), close_missing=True)
    later = NOW + timedelta(days=5)
    load(NAMELESS.replace("2026-11-17", received_on), now=later)
    before = ledger_totals()["EUR"]
    _, result = load(text, now=later, close_missing=True)
    assert [note.reason for note in result.notes] == [STAYS]
    assert ledger_totals() == {"EUR": before}
    assert load(text, now=later)[1].notes == (), "a list that may be a part of it says nothing of other money"


def test_money_that_fits_two_closings_stays_unapplied():
    load(MIN_ONE + "M1,Min One,M-2,2026-09-01,2026-10-01,700.00,700.00,EUR\n")
    text = MIN_ONE.replace(*LOWERED) + "M1,Min One,M-2,2026-09-01,2026-10-01,700.00,100.00,EUR\n"
    load(text, now=LATER, close_missing=True)
    load(NAMELESS, now=LATER)
    _, result = load(text, now=LATER, close_missing=True)
    assert [note.reason for note in result.notes] == [STAYS]
    assert ledger_totals() == {"EUR": 50_000 - 60_000}


def test_money_of_a_report_is_not_taken_out_by_a_list_that_knows_no_payments():
    report = HEADER.replace("Currency", "Currency,Type")
    load(
        report
        + "M1,Min One,M-1,2026-09-01,2026-10-01,1000.00,1000.00,EUR,Invoice\n"
        + "M1,Min One,Z-1,2026-11-02,,50.00,50.00,EUR,Payment\n"
    )
    _, result = load(MIN_ONE.replace(*LOWERED), now=LATER, close_missing=True)
    assert result.missing == ()
    assert Payment.objects.get().reference == "Z-1"


def test_money_of_a_day_to_come_is_an_error_of_its_row():
    load(ITEMS)
    text = PAID + "C1,2026-11-19,100.00,USD,R1,1001\nC1,2026-11-18,5.00,USD,R2,1001\n"
    _, result = load(text)
    assert (result.loaded, result.error_rows) == (1, 1)
    assert [(e.row, e.column, e.value, e.reason) for e in result.errors] == [
        (2, "Payment Date", "2026-11-19", "is a day that has not come yet: money counts once it has arrived")
    ]
    assert load(text, now=LATER)[1].loaded == 1


@pytest.mark.parametrize(("open_now", "to_come"), [("100.00", "100.00"), ("70.00", "60.00"), ("90.00", "60.00")])
def test_money_of_a_later_day_that_is_on_file_already_never_doubles_an_item(people, open_now, to_come):
    """An older ledger has a payment of the next month. The list has the item open as it was: it is there once."""
    item = HEADER + "F1,Fut One,F-1,2026-10-01,2026-10-31,100.00,{},EUR\n"
    load(item.format("100.00"))
    load(PAID + f"F1,2026-12-20,{to_come},EUR,X1,F-1\n", now=NOW + timedelta(days=32))
    before = state_of_ledger()
    batch, result = load(item.format(open_now), now=LATER)
    for day in (LATER.date(), date(2026, 12, 20)):
        ageing = ageing_report(Account.objects.all(), day).ageing
        assert ageing.ties
        assert {line.currency: line.total_minor for line in ageing.lines} == result.totals
    explained()
    assert load(item.format(open_now), now=LATER)[1].loaded == 0
    actions.undo_batch(actor=people.bob, now=LATER, batch=batch)
    assert state_of_ledger() == before


def test_a_list_that_opens_an_item_again_leaves_nothing_for_a_payment_to_explain():
    load(MIN_ONE)
    load(MIN_ONE.replace(*LOWERED), now=LATER)
    load(MIN_ONE, now=NOW + timedelta(days=2))
    load(PAID + "M1,2026-11-18,600.00,EUR,X1,M-1\n", now=NOW + timedelta(days=3))
    assert ledger_totals() == {"EUR": 40_000}
    explained()


def test_a_payment_that_somebody_entered_by_hand_is_not_counted_again_when_the_file_comes(people):
    load(ITEMS)
    account = Account.objects.get(number="C1")
    entered = enter_payment(
        actor=people.erin, now=NOW, today=TODAY, account=account, currency="USD", amount_minor=10_000,
        received_on=date(2026, 11, 10), reference="r1",
    )  # fmt: skip
    text = PAID + "C1,2026-11-10,100.00,USD,R1,1001\nC1,2026-11-10,100.00,USD,R2,1001\n"
    for _ in range(2):
        _, result = load(text, now=LATER)
        assert [n.reason for n in result.notes] == ["entered by hand already, counted once"]
    assert [p.reference for p in Payment.objects.order_by("pk")] == ["r1", "R2"]
    assert entered.allocations.get().invoice.number == "1001"
    explained()
    assert ledger_totals()["USD"] == 39_000 + 12_000 - 20_000
