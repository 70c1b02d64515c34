"""Open items on Monday, payments on Tuesday, open items again on Wednesday: money is counted once, whichever brings
it first, and after each list of open items the ledger says what that list says."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from duecourse.receivables.actions import enter_payment
from duecourse.receivables.importing import actions
from duecourse.receivables.models import Account, Allocation, Creditor, Invoice, Payment
from make import NOW, TODAY, make_creditor
from personas import make_people
from receivables.loading import explained, ledger_totals, load, state_of_ledger

pytestmark = pytest.mark.django_db
TUESDAY, WEDNESDAY = NOW + timedelta(days=1), NOW + timedelta(days=2)
ITEMS_HEAD = ",Date,Num,Customer,Due date,Amount,Open balance\n"
HEAD = ",Date,Transaction type,Num,Customer,Due date,Amount,Open balance\n"
ACME_1001 = ",09/18/2026,Invoice,1001,Acme,10/18/2026,1000.00,1000.00\n"
ACME_1002 = ",10/18/2026,Invoice,1002,Acme,11/17/2026,200.00,200.00\n"
ZED_55 = ",10/20/2026,Invoice,55,Zed,11/19/2026,80.00,80.00\n"
UNAPPLIED_150 = ",11/14/2026,Payment,,Acme,11/14/2026,-150.00,-150.00\n"
MONDAY = HEAD + ACME_1001 + ACME_1002 + ZED_55 + UNAPPLIED_150
PAID = "Customer,Payment Date,Amount,Reference,Invoice Number\n"
PAYMENTS = PAID + "Acme,2026-11-14,150.00,CHK9,\nAcme,2026-11-17,1000.00,CHK1,1001\nZed,2026-11-17,80.00,,\n"


@pytest.fixture(autouse=True)
def monday():
    make_creditor()
    _, result = load(MONDAY)
    assert result.totals == {"USD": 113_000} == ledger_totals()


def cash() -> int:
    """All money that ever came in."""
    return sum(Payment.objects.that_count().values_list("amount_minor", flat=True))


def test_a_payment_that_the_list_called_unapplied_is_counted_once_when_the_payments_come():
    _, result = load(PAYMENTS, now=TUESDAY)
    assert (result.loaded, result.unchanged) == (2, 1)
    assert "on a list of open items already, counted once" in [note.reason for note in result.notes]
    assert ledger_totals() == {"USD": 113_000 - 108_000}
    assert cash() == 123_000
    loaded = state_of_ledger()
    _, again = load(PAYMENTS, now=TUESDAY)
    assert (again.loaded, again.unchanged) == (0, 3)
    assert state_of_ledger() == loaded
    explained()


def test_a_payment_of_the_list_is_applied_when_the_payments_say_to_what():
    text = PAYMENTS.replace("CHK9,\n", "CHK9,1002\n")
    batch, _ = load(text, now=TUESDAY)
    assert Invoice.objects.get(number="1002").balance_minor == 5_000
    assert cash() == 123_000
    explained()
    loaded = state_of_ledger()
    _, again = load(text, now=TUESDAY)
    assert (again.loaded, state_of_ledger()) == (0, loaded)
    assert ledger_totals() == {"USD": 113_000 - 108_000}
    assert Payment.objects.get(amount_minor=15_000).unapplied_minor == 0
    assert batch.pk


@pytest.mark.parametrize("close_missing", [False, True])
@pytest.mark.parametrize(
    ("wednesday", "open_minor"),
    [
        (ACME_1002 + UNAPPLIED_150, 5_000),
        (ACME_1001 + ACME_1002 + UNAPPLIED_150 + ",11/17/2026,Payment,CHK1,Acme,11/17/2026,-1000.00,-1000.00\n", 5_000),
        (ACME_1001 + ACME_1002 + UNAPPLIED_150 + ",11/17/2026,Payment,,Acme,11/17/2026,-1000.00,-400.00\n", 65_000),
    ],
    ids=["all applied there", "not applied there yet", "applied to something else there"],
)
def test_the_next_list_of_open_items_is_right_whatever_the_payments_did(people, wednesday, open_minor, close_missing):
    load(PAYMENTS, now=TUESDAY)
    before = state_of_ledger()
    zed = ZED_55 + ",11/17/2026,Payment,77,Zed,11/17/2026,-80.00,-80.00\n"
    text = HEAD + wednesday + zed + f"TOTAL,,,,,,,{open_minor / 100:.2f}\n"
    batch, result = load(text, now=WEDNESDAY, close_missing=close_missing)
    assert result.totals == {"USD": open_minor} == ledger_totals()
    assert [own.ties for own in result.own_totals] == [True]
    assert cash() == 123_000, "no money came in twice"
    explained()
    loaded = state_of_ledger()
    _, again = load(text, now=WEDNESDAY, close_missing=close_missing)
    assert (again.loaded, state_of_ledger()) == (0, loaded)
    actions.undo_batch(actor=people.bob, now=WEDNESDAY, batch=batch)
    assert state_of_ledger() == before


def test_money_that_was_not_applied_explains_what_the_next_list_closes(people):
    """Zed's 80.00 came without an invoice; on Wednesday invoice 55 is gone, and so is the payment: it was applied."""
    load(PAYMENTS, now=TUESDAY)
    before = state_of_ledger()
    text = HEAD + ACME_1002 + UNAPPLIED_150
    batch, result = load(text, now=WEDNESDAY, close_missing=True)
    assert result.totals == {"USD": 5_000} == ledger_totals()
    assert cash() == 123_000
    zed = Allocation.objects.get(invoice__number="55")
    assert (zed.kind, zed.payment.amount_minor, zed.allocated_on) == ("payment", 8_000, date(2026, 11, 17))
    assert Invoice.objects.get(number="55").closed_on == date(2026, 11, 17)
    explained()
    actions.undo_batch(actor=people.bob, now=WEDNESDAY, batch=batch)
    assert state_of_ledger() == before


def test_an_unapplied_payment_of_the_list_that_paid_an_item_of_it_is_kept_as_what_paid_it(people):
    before = state_of_ledger()
    text = HEAD + ACME_1001 + ACME_1002.replace("200.00\n", "50.00\n") + ZED_55
    batch, result = load(text, now=TUESDAY, close_missing=True)
    assert result.totals == {"USD": 113_000} == ledger_totals()
    assert cash() == 15_000
    assert Allocation.objects.get(invoice__number="1002").payment.amount_minor == 15_000
    explained()
    actions.undo_batch(actor=people.bob, now=TUESDAY, batch=batch)
    assert state_of_ledger() == before


def test_a_payment_that_was_entered_by_hand_is_the_one_that_the_list_calls_unapplied(people):
    enter_payment(
        actor=people.alice, now=TUESDAY, today=TODAY + timedelta(days=1), account=Account.objects.get(name="Zed"),
        currency="USD", amount_minor=8_000, received_on=date(2026, 11, 17), invoices=(),
    )  # fmt: skip
    text = MONDAY + ",11/17/2026,Payment,4711,Zed,11/17/2026,-80.00,-80.00\n"
    _, result = load(text, now=WEDNESDAY)
    assert result.totals == {"USD": 105_000} == ledger_totals()
    assert cash() == 23_000


def test_a_payment_that_the_first_list_knew_of_does_not_pay_the_item_again():
    """600.00 of invoice 2001 had been paid when the list was made: a file of last month's payments explains it."""
    load(HEAD + ",09/18/2026,Invoice,2001,Yew,10/18/2026,1000.00,400.00\n", now=NOW)
    _, result = load(PAID + "Yew,2026-10-30,600.00,CHK2,2001\n", now=TUESDAY)
    invoice = Invoice.objects.get(number="2001")
    assert (invoice.balance_minor, invoice.paid_before_minor) == (40_000, 0)
    assert Payment.objects.get(reference="CHK2").unapplied_minor == 0
    assert "was paid already when its item was first loaded" in [note.reason for note in result.notes]
    explained()


def test_a_payment_that_the_paid_history_brought_is_not_counted_again():
    history = "Customer,Invoice Number,Invoice Date,Due Date,Amount,Paid Date\n"
    load(history + "Acme,900,2026-08-01,2026-08-31,70.00,2026-09-05\n", now=NOW, kind="paid_history")
    before = cash()
    _, result = load(PAID + "Acme,2026-09-05,70.00,CHK0,900\n", now=TUESDAY)
    assert (result.loaded, result.unchanged) == (0, 1)
    assert cash() == before
    assert ledger_totals() == {"USD": 113_000}


@st.composite
def a_list(draw) -> str:
    """A list of open items of two customers: the same few invoices and payments, each with whatever is left of it."""
    lines = []
    for customer in ("Acme", "Zed"):
        for number, amount in draw(st.sets(st.sampled_from([(1, 900), (2, 250), (3, 40)]))):
            left = draw(st.sampled_from([amount, amount - 10, 30]))
            lines.append(f",09/18/2026,Invoice,P{number},{customer},10/18/2026,{amount}.00,{left}.00\n")
        for number, amount in draw(st.sets(st.sampled_from([("", 250), ("CHK5", 900), ("", 70)]))):
            left = draw(st.sampled_from([amount, amount - 20, 15]))
            lines.append(f",11/10/2026,Payment,{number},{customer},11/10/2026,-{amount}.00,-{left}.00\n")
    return HEAD + "".join(lines)


@st.composite
def items_alone(draw) -> str:
    """A list of open items that tells nothing of money that is not applied."""
    lines = [ITEMS_HEAD]
    for customer in ("Acme", "Zed"):
        for number, amount in draw(st.sets(st.sampled_from([(1, 900), (2, 250), (3, 40), (4, 250)]))):
            left = draw(st.sampled_from([amount, amount - 10, 30]))
            lines.append(f",09/18/2026,P{number},{customer},10/18/2026,{amount}.00,{left}.00\n")
    return "".join(lines)


@st.composite
def some_payments(draw) -> str:
    rows = st.tuples(
        st.sampled_from(["Acme", "Zed"]), st.sampled_from([250, 900, 70]), st.sampled_from(["", "CHK5", "X"]),
        st.sampled_from(["", "P1", "P2"]),
    )  # fmt: skip
    return PAID + "".join(
        f"{who},2026-11-10,{amount}.00,{ref},{number}\n"
        for who, amount, ref, number in draw(st.lists(rows, max_size=4))
    )


@pytest.mark.on_one_database  # the days of the other tests are tried on both
@settings(
    max_examples=10, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.one_of(a_list(), items_alone(), some_payments()), min_size=1, max_size=4),
    st.one_of(a_list(), items_alone()),
)
def test_after_any_days_a_whole_list_says_what_the_ledger_says(days, last):
    with transaction.atomic():
        people, creditor = make_people(), Creditor.objects.get()
        for day, text in enumerate([*days, last]):
            before, now = state_of_ledger(), NOW + timedelta(days=day)
            options = {"close_missing": True, "date_order": "mdy"} if text.startswith((HEAD, ITEMS_HEAD)) else {}
            if text in (HEAD, ITEMS_HEAD, PAID):
                continue
            batch, result = load(text, creditor, now=now, **options)
            explained()
            listed = ledger_totals(creditor).get("USD", 0)
            if options:
                apart = listed - result.totals.get("USD", 0)
                assert apart == 0 or (apart < 0 and any("stays unapplied" in note.reason for note in result.notes))
            again = state_of_ledger()
            assert load(text, creditor, now=now, **options)[1].loaded == 0
            assert state_of_ledger() == again
            actions.undo_batch(actor=people.bob, now=now, batch=batch)
            assert state_of_ledger() == before
            load(text, creditor, now=now, **options)
        transaction.set_rollback(True)


def test_money_that_came_after_the_list_that_closed_its_item_is_not_left_over(people):
    """Tuesday's list no longer has invoice 55; the bank's file comes after it and names nothing. Wednesday's list has
    no money of Zed that is not applied: so it was that."""
    rest = HEAD + ACME_1001 + ACME_1002 + UNAPPLIED_150
    load(rest, now=TUESDAY, close_missing=True)
    load(PAID + "Zed,2026-11-18,80.00,,\n", now=TUESDAY)
    before = state_of_ledger()
    assert ledger_totals() == {"USD": 105_000 - 8_000}
    batch, result = load(rest, now=WEDNESDAY, close_missing=True)
    assert result.totals == {"USD": 105_000} == ledger_totals()
    assert cash() == 23_000
    explained()
    actions.undo_batch(actor=people.bob, now=WEDNESDAY, batch=batch)
    assert state_of_ledger() == before


def test_a_payment_that_two_files_know_is_never_taken_out_because_a_list_no_longer_has_it():
    """The list of Monday called 150.00 unapplied, the payments of Tuesday have it too: it came, whatever it was for."""
    load(PAYMENTS, now=TUESDAY)
    whole = HEAD + ACME_1002 + ",11/17/2026,Payment,77,Zed,11/17/2026,-80.00,-80.00\n" + ZED_55
    _, result = load(whole, now=WEDNESDAY, close_missing=True)
    assert cash() == 123_000
    assert "money that is not on the list stays unapplied: $150.00" in [note.reason for note in result.notes]
    loaded = state_of_ledger()
    _, again = load(PAYMENTS, now=WEDNESDAY)
    assert (again.loaded, state_of_ledger()) == (0, loaded)


@pytest.mark.parametrize("left", [None, "10.00", "30.00"], ids=["gone now", "lowered now", "as it was"])
def test_money_not_on_the_list_pays_all_that_lists_closed_of_an_item_at_once(people, left):
    """One list lowered P1 by 870.00; 250.00 came with no word what for; the next list lowers P1 again, or closes it."""
    p1 = ",09/18/2026,Invoice,P1,Zed,10/18/2026,900.00,"
    load(HEAD + p1 + "900.00\n")
    load(HEAD + p1 + "30.00\n", now=TUESDAY, close_missing=True)
    load(PAID + "Zed,2026-11-16,250.00,,\n", now=TUESDAY)
    before = state_of_ledger()
    text = HEAD + ACME_1002 + ZED_55 + (f"{p1}{left}\n" if left else "")
    batch, _ = load(text, now=WEDNESDAY, close_missing=True)
    assert Payment.objects.get(account__name="Zed").unapplied_minor == 0
    explained()
    loaded = state_of_ledger()
    _, again = load(text, now=WEDNESDAY, close_missing=True)
    assert (again.loaded, state_of_ledger()) == (0, loaded)
    actions.undo_batch(actor=people.bob, now=WEDNESDAY, batch=batch)
    assert state_of_ledger() == before


def test_money_not_on_the_list_does_not_pay_what_the_list_opens_again(people):
    """P1 was lowered by 870.00 and is lowered by 100.00 only now: there is no more to pay than that."""
    p1 = ",09/18/2026,Invoice,P1,Zed,10/18/2026,900.00,"
    load(HEAD + p1 + "900.00\n")
    load(HEAD + p1 + "30.00\n", now=TUESDAY, close_missing=True)
    load(PAID + "Zed,2026-11-16,250.00,,\n", now=TUESDAY)
    text = HEAD + ACME_1002 + ZED_55 + f"{p1}800.00\n"
    load(text, now=WEDNESDAY, close_missing=True)
    assert Payment.objects.get(account__name="Zed").unapplied_minor == 15_000
    explained()
    loaded = state_of_ledger()
    _, again = load(text, now=WEDNESDAY, close_missing=True)
    assert (again.loaded, state_of_ledger()) == (0, loaded)
