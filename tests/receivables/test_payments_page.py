"""The page of an account's payments, as a caller uses it."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from duecourse.receivables.actions import enter_payment
from duecourse.receivables.models import Payment
from duecourse.receivables.standing import refresh_standing
from make import NOW, TODAY, make_account, make_invoice, make_promise

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_day_stands_still(monkeypatch):
    monkeypatch.setattr("duecourse.lib.clock.now", lambda: NOW)


@pytest.fixture
def account(people):
    account = make_account(people.portfolio)
    make_invoice(account, 89_000, number="INV-1", days_late=40)
    make_invoice(account, 5_000, number="INV-2", days_late=10)
    refresh_standing([account.pk])
    return account


def as_(person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def enter(person, account, **given):
    data = {"amount": "890", "currency": "USD", "received_on": TODAY.isoformat(), **given}
    return as_(person).post(reverse("receivables:payments", args=[account.pk]), data, follow=True)


def test_a_payment_is_entered_from_the_account_and_its_promise_is_seen_kept_there(people, account) -> None:
    make_promise(account, 89_000, due_on=TODAY)
    page = enter(people.alice, account, method="cheque").content.decode()
    assert "$890.00 entered: $890.00 for INV-1." in page
    assert "1 of 1 kept" in page
    assert "paid $890 today" in page
    listed = as_(people.alice).get(reverse("receivables:payments", args=[account.pk])).content.decode()
    assert "Alice, by hand" in listed


def test_it_may_pay_the_invoices_that_are_ticked_or_none(people, account) -> None:
    ticked = account.invoices.get(number="INV-2")
    assert (
        "$50.00 for INV-2 and $840.00 unapplied" in enter(people.alice, account, invoices=[ticked.pk]).content.decode()
    )
    page = enter(people.alice, account, amount="1.00", unapplied="on").content.decode()
    assert "$1.00 entered: $1.00 unapplied." in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"amount": "abc"}, "Write the amount like 1840.50"),
        ({"amount": "0"}, "more than nothing"),
        ({"amount": "1.000"}, "Write 1000 or 1,000 or 1.00"),
        ({"received_on": "2026-11-19"}, "has not come yet"),
        ({"invoices": ["77"]}, "77"),
        ({"currency": "EUR"}, "EUR"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_entered(people, account, change, said) -> None:
    answer = enter(people.alice, account, **change)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Payment.objects.exists()


def test_the_same_payment_twice_is_asked_about(people, account) -> None:
    enter(people.alice, account)
    asked = enter(people.alice, account)
    assert "$890.00 of that day is there already, entered by Alice." in asked.content.decode()
    assert "enter it a second time" in asked.content.decode()
    assert enter(people.alice, account, again="on").status_code == 200
    assert Payment.objects.count() == 2


def test_far_more_than_is_open_is_asked_about_before_it_is_entered(people, account) -> None:
    asked = enter(people.alice, account, amount="89000")
    assert asked.status_code == 422
    page = asked.content.decode()
    assert "That is $88,060.00 more than is open ($940.00). Is $89,000.00 right?" in page
    assert not Payment.objects.exists()
    yes = re.search(r'name="sure" value="([^"]+)"', page)[1]
    other = enter(people.alice, account, amount="98000", sure=yes)
    assert (other.status_code, Payment.objects.count()) == (422, 0), "a yes is for the figure that was asked about"
    page = enter(people.alice, account, amount="89000", sure=yes).content.decode()
    assert "$89,000.00 entered: $890.00 for INV-1, $50.00 for INV-2 and $88,060.00 unapplied." in page
    again = enter(people.alice, account, amount="89000", sure=yes).content.decode()
    assert "is there already" in again
    assert "checked> <span>The amount is right" in again, "what was answered stays answered"
    both = enter(people.alice, account, amount="89000", again="on")
    assert (both.status_code, Payment.objects.count()) == (200, 2)


def test_the_round_sum_above_what_is_open_is_not_asked_about(people, account) -> None:
    assert enter(people.alice, account, amount="950").status_code == 200


def test_it_is_taken_back_with_a_reason_and_both_entries_stay(people, account) -> None:
    enter(people.alice, account)
    payment = Payment.objects.get()
    address = reverse("receivables:take_back", args=[account.pk, payment.pk])
    assert "Say why" in as_(people.alice).post(address, follow=True).content.decode()
    page = as_(people.alice).post(address, {"because": "<i>Another client's</i>"}, follow=True).content.decode()
    assert "open again" in page
    assert "by Alice: &lt;i&gt;Another client" in page
    account.refresh_from_db()
    assert account.standings.get().open_minor == 94_000


def test_strangers_and_auditors_enter_nothing(people, account) -> None:
    assert enter(people.charlie, account).status_code == 404
    assert enter(people.dana, account).status_code == 403
    page = as_(people.dana).get(reverse("receivables:payments", args=[account.pk])).content.decode()
    assert "Enter the payment" not in page


def test_the_brief_of_an_account_in_credit_says_so_and_names_nothing_overdue(people) -> None:
    account = make_account(people.portfolio)
    enter_payment(
        actor=people.alice, now=NOW, today=TODAY, account=account, currency="USD", amount_minor=40_000,
        received_on=TODAY, sure=True,
    )  # fmt: skip
    page = strip_tags(as_(people.alice).get(reverse("worklist:account", args=[account.pk])).content.decode())
    assert "Nothing open" in page
    assert "−$400.00 in credit" in page
    assert "overdue of" not in page
