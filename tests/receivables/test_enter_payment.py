"""One payment entered by hand: what it pays, what follows at once, and how it is taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from duecourse.receivables import actions
from duecourse.receivables.ageing import ageing_report
from duecourse.receivables.importing.actions import CannotUndo, undo_batch
from duecourse.receivables.models import Account, Invoice, Payment
from duecourse.receivables.standing import refresh_standing
from duecourse.teams import audit
from duecourse.teams.models import AuditEntry
from duecourse.teams.queries import NotAllowed
from make import NOW, TODAY, make_account, make_invoice, make_promise, pay
from receivables.loading import ITEMS, explained, load

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def account(people):
    account = make_account(people.portfolio)
    make_invoice(account, 89_000, number="INV-1", days_late=40)
    make_invoice(account, 5_000, number="INV-2", days_late=10)
    refresh_standing([account.pk])
    return account


def enter(actor, account, minor: int, **given) -> Payment:
    options = {"now": NOW, "today": TODAY, "currency": "USD", "received_on": TODAY, **given}
    return actions.enter_payment(actor=actor, account=account, amount_minor=minor, **options)


def balances() -> dict[str, int]:
    return dict(Invoice.objects.values_list("number", "balance_minor"))


def ties() -> None:
    """Bucket sum = control total on every day around it, and every balance is explained."""
    for days in (-2, -1, 0, 1):
        assert ageing_report(Account.objects.all(), TODAY + timedelta(days=days)).ageing.ties
    explained()


def test_it_pays_the_oldest_first_and_the_rest_stays_unapplied(people, account) -> None:
    payment = enter(people.alice, account, 95_000, method="cheque", reference=" 4711 ")
    assert balances() == {"INV-1": 0, "INV-2": 0}
    assert (payment.unapplied_minor, payment.reference, payment.entered_by) == (1_000, "4711", people.alice)
    standing = account.standings.get()
    assert (standing.open_minor, standing.unapplied_minor, standing.last_paid_minor) == (0, 1_000, 95_000)
    assert Invoice.objects.get(number="INV-1").closed_on == TODAY
    entry = AuditEntry.objects.get(verb="enter_payment")
    assert entry.facts["invoices"] == ["INV-1", "INV-2"]
    ties()


def test_it_pays_the_invoices_that_were_named(people, account) -> None:
    named = Invoice.objects.get(number="INV-2")
    payment = enter(people.alice, account, 95_000, invoices=[named.pk], received_on=TODAY - DAY)
    assert balances() == {"INV-1": 89_000, "INV-2": 0}
    assert payment.unapplied_minor == 90_000
    enter(people.alice, account, 700, invoices=[])
    assert account.standings.get().unapplied_minor == 90_700
    ties()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"minor": 0}, "amount"),
        ({"minor": -5}, "amount"),
        ({"minor": 5, "currency": "EUR"}, "currency"),
        ({"minor": 5, "received_on": TODAY + DAY}, "received_on"),
        ({"minor": 5, "received_on": TODAY - 400 * DAY}, "received_on"),
        ({"minor": 5, "invoices": [10**6]}, "invoices"),
    ],
)
def test_what_cannot_be_a_payment_is_refused_with_the_field_to_go_to(people, account, given, field) -> None:
    with pytest.raises(actions.NotAPayment) as refused:
        enter(people.alice, account, given.pop("minor"), **given)
    assert refused.value.field == field
    assert not Payment.objects.exists()


def test_the_same_payment_is_entered_twice_only_when_asked_for(people, account) -> None:
    enter(people.alice, account, 5_000)
    with pytest.raises(actions.SamePayment, match=r"\$50.00 of that day is there already, entered by Alice"):
        enter(people.bob, account, 5_000)
    enter(people.bob, account, 5_000, again=True)
    assert Payment.objects.count() == 2


def test_an_auditor_enters_nothing(people, account) -> None:
    with pytest.raises(NotAllowed):
        enter(people.dana, account, 5_000)


def test_a_promise_is_kept_at_once(people, account) -> None:
    promise = make_promise(account, 89_000, due_on=TODAY + DAY)
    enter(people.alice, account, 40_000)
    promise.refresh_from_db()
    assert (promise.state, promise.received_minor) == ("open", 40_000)
    second = enter(people.alice, account, 49_000)
    promise.refresh_from_db()
    assert (promise.state, promise.received_minor) == ("kept", 89_000)
    actions.take_back_payment(actor=people.alice, now=NOW, today=TODAY, payment=second, because="Another client's")
    promise.refresh_from_db()
    assert (promise.state, promise.received_minor) == ("open", 40_000)
    assert AuditEntry.objects.filter(verb="judge_promise").count() == 3
    assert audit.verify().first_broken is None


def test_taking_it_back_opens_again_what_it_paid_and_keeps_both_rows(people, account) -> None:
    pay(Invoice.objects.get(number="INV-2"), 1_000, on=TODAY - 9 * DAY)
    payment = enter(people.alice, account, 95_000, received_on=TODAY - DAY)
    turned = actions.take_back_payment(
        actor=people.bob, now=NOW, today=TODAY, payment=payment, because="It was for another client"
    )
    assert balances() == {"INV-1": 89_000, "INV-2": 4_000}
    assert Invoice.objects.get(number="INV-1").closed_on is None
    assert (turned.amount_minor, turned.unapplied_minor, turned.received_on) == (-95_000, -2_000, TODAY)
    payment.refresh_from_db()
    assert payment.amount_minor == 95_000
    standing = account.standings.get()
    assert (standing.open_minor, standing.unapplied_minor) == (93_000, 0)
    assert (standing.last_paid_on, standing.last_paid_minor) == (TODAY - 9 * DAY, 1_000)
    ties()


def test_it_is_taken_back_once_with_a_reason_by_whoever_entered_it_or_a_lead(people, account) -> None:
    people.portfolio.callers.add(people.charlie)
    payment = enter(people.alice, account, 5_000)
    given = {"now": NOW, "today": TODAY, "payment": payment}
    with pytest.raises(NotAllowed):
        actions.take_back_payment(actor=people.charlie, because="No", **given)
    with pytest.raises(actions.CannotTakeBack, match="Say why"):
        actions.take_back_payment(actor=people.alice, because=" ", **given)
    actions.take_back_payment(actor=people.alice, because="Twice", **given)
    with pytest.raises(actions.CannotTakeBack, match="already"):
        actions.take_back_payment(actor=people.bob, because="Twice", **given)
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.create(
            account=account, currency="USD", amount_minor=-5_000, received_on=TODAY, reverses=payment,
            entered_by=people.alice, entered_at=NOW, unapplied_minor=0,
        )  # fmt: skip


def test_a_file_that_was_loaded_since_stands_in_the_way_and_the_other_way_round(people) -> None:
    first, _ = load(ITEMS)
    account = Account.objects.get(number="C1")
    payment = enter(people.erin, account, 39_000)
    with pytest.raises(CannotUndo, match="by hand"):
        undo_batch(actor=people.erin, now=NOW, batch=first)
    later, _ = load(ITEMS.replace("890.00,390.00", "890.00,100.00"), now=NOW + DAY)
    with pytest.raises(actions.CannotTakeBack, match=r"file\.csv, loaded since"):
        actions.take_back_payment(actor=people.erin, now=NOW, today=TODAY, payment=payment, because="Wrong")
    undo_batch(actor=people.erin, now=NOW, batch=later)
    actions.take_back_payment(actor=people.erin, now=NOW, today=TODAY, payment=payment, because="Wrong")
    with pytest.raises(CannotUndo, match="by hand"):  # both rows stay, and they are the account's
        undo_batch(actor=people.erin, now=NOW, batch=first)
    explained()


def test_a_payment_from_a_file_is_not_taken_back_by_hand(people, account) -> None:
    payment = pay(Invoice.objects.get(number="INV-2"))
    with pytest.raises(actions.CannotTakeBack, match="came with a file"):
        actions.take_back_payment(actor=people.bob, now=NOW, today=TODAY, payment=payment, because="Wrong")
