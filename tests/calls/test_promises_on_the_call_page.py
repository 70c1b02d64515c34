"""The call page: what is asked about a promise, in which currency it is, and holds with one tick."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from duecourse.calls import actions
from duecourse.calls.models import Call, Callback, Promise
from duecourse.compliance.models import Hold
from make import NOW, make_account, make_contact, make_creditor, make_invoice

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(people, monkeypatch):
    monkeypatch.setattr("duecourse.lib.clock.now", lambda: NOW)
    creditor = make_creditor(authority={"may_agree_days": 30})
    account = make_account(people.portfolio, creditor)
    make_contact(account)
    make_invoice(account, 100_000, number="INV-1")
    return account


@pytest.fixture
def client(people) -> Client:
    client = Client()
    client.force_login(people.alice, backend="django.contrib.auth.backends.ModelBackend")
    return client


def start(people, account) -> Call:
    return actions.start_call(actor=people.alice, now=NOW, account=account)


def promised(amount: str, on: str = "2026-11-20", **more: str) -> dict[str, str]:
    return {"outcome": "promise", "discussed": "Agreed.", "promise_1_amount": amount, "promise_1_on": on, **more}


def close(client, call, record):
    return client.post(reverse("calls:close", args=[call.pk]), record, follow=True)


def test_far_more_than_is_open_is_asked_and_a_yes_holds_for_that_figure(people, account, client) -> None:
    call = start(people, account)
    page = close(client, call, promised("4200"))
    html = page.content.decode()
    assert page.status_code == 422
    assert html.count("That is $3,200.00 more than is open. Keep it?") >= 2
    assert 'name="keep_more_than_open" value="USD 4200.00"' in html
    still = close(client, call, promised("42000", keep_more_than_open="USD 4200.00"))
    assert "That is $41,000.00 more than is open" in still.content.decode()
    close(client, call, promised("4200", keep_more_than_open="USD 4200.00"))
    assert Promise.objects.get().amount_minor == 420_000


def test_a_second_press_of_save_leads_to_the_record_and_a_window_left_open_is_told(
    people, account, client, monkeypatch
):
    account.name = "Castle Inc."
    account.save()
    call = start(people, account)
    for _ in range(2):
        page = close(client, call, promised("1000"))
        assert page.redirect_chain == [(reverse("calls:call", args=[call.pk]), 302)]
        assert "Record written: Castle Inc.<" in page.content.decode()
    monkeypatch.setattr("duecourse.lib.clock.now", lambda: NOW + timedelta(minutes=1))
    assert "not open on your desk any more" in close(client, call, promised("1000")).content.decode()
    assert Promise.objects.count() == 1


def test_a_point_that_may_stand_for_a_thousand_becomes_no_promise(people, account, client) -> None:
    call = start(people, account)
    page = close(client, call, promised("1.000"))
    assert page.status_code == 422
    assert "1.000 could be read in two ways. Write 1000 or 1,000 or 1.00" in page.content.decode()
    assert not Promise.objects.exists()


def test_a_day_that_has_passed_is_asked_about_and_can_be_kept(people, account, client) -> None:
    call = start(people, account)
    assert "Mon 16 Nov has passed. Keep it?" in close(client, call, promised("1000", "2026-11-16")).content.decode()
    close(client, call, promised("1000", "2026-11-16", keep_past_day="2026-11-16"))
    assert Promise.objects.exists()


def test_a_holiday_or_a_day_beyond_their_authority_is_named_and_the_record_written(people, account, client) -> None:
    page = close(client, start(people, account), promised("1000", "2026-12-25")).content.decode()
    assert "Fri 25 Dec is Christmas Day: banks move money on Mon 28 Dec." in page
    assert "Fri 25 Dec is 37 days away. You may agree 30 days: your lead decides." in page
    assert Promise.objects.exists()


def test_the_page_is_told_while_they_type(people, account, client) -> None:
    call = start(people, account)
    typed = {**promised("4,200", "2026-11-21"), "revision": "1"}
    said = client.post(reverse("calls:draft", args=[call.pk]), typed, headers={"accept": "application/json"}).json()
    assert said["asked"][0] == {
        "kind": "more_than_open", "about": "USD 4200.00", "kept": False,
        "text": "That is $3,200.00 more than is open. Keep it?",
    }  # fmt: skip
    assert said["remarks"] == ["Sat 21 Nov is a Saturday: banks move money on Mon 23 Nov."]
    page = client.get(reverse("calls:call", args=[call.pk])).content.decode()
    assert "banks move money on Mon 23 Nov" in page


def test_a_promise_in_each_currency_in_which_something_is_open(people, account, client) -> None:
    make_invoice(account, 300_000, number="INV-EUR", currency="EUR")
    call = start(people, account)
    page = client.get(reverse("calls:call", args=[call.pk])).content.decode()
    assert page.index('<option value="EUR"') < page.index('<option value="USD"')
    assert "{&quot;promise&quot;: &quot;3000.00&quot;}" in page
    record = promised("3000", outcome="promise", promise_1_currency="EUR", promise_2_amount="1000",
                      promise_2_on="2026-11-27", promise_2_currency="USD")  # fmt: skip
    close(client, call, record)
    assert dict(Promise.objects.values_list("currency", "amount_minor")) == {"EUR": 300_000, "USD": 100_000}


def test_an_account_that_owes_in_another_currency_than_its_own_promises_in_that(people, account, client) -> None:
    account.invoices.update(currency="EUR")
    close(client, start(people, account), promised("1000"))
    assert Promise.objects.get().currency == "EUR"


def test_a_hold_takes_one_tick_and_is_there_at_once(people, account, client) -> None:
    record = {"outcome": "hardship", "discussed": "Flooded.", "hardship_hold": "on"}
    call = start(people, account)
    assert "Until which day?" in close(client, call, record).content.decode()
    close(client, call, {**record, "hardship_until": "2026-12-18"})
    assert Hold.objects.get().kind == "hardship"
    desk = client.get(reverse("worklist:desk")).content.decode()
    assert "on hold: Told us of a hardship" in desk


def test_one_hold_is_enough(people, account, client) -> None:
    both = {"hardship_hold": "on", "hardship_until": "2026-12-18", "checking_hold": "on",
            "checking_until": "2026-11-23"}  # fmt: skip
    page = close(client, start(people, account), {"outcome": "hardship", "discussed": "x", **both})
    assert "One hold is enough" in page.content.decode()
    assert not Hold.objects.exists()


def test_a_call_back_for_an_hour_that_has_passed_is_refused(people, account, client) -> None:
    gone = {"outcome": "callback", "discussed": "Later.", "callback_on": "2026-11-18", "callback_at": "03:00"}
    page = close(client, start(people, account), gone)
    assert page.status_code == 422
    assert "Wed 18 Nov, 03:00 has passed: it is 10:00 now." in page.content.decode()
    assert not Callback.objects.exists()


def test_a_call_back_at_an_hour_when_nobody_may_call_is_remarked_on(people, account, client) -> None:
    sunday = {"outcome": "callback", "discussed": "Try on Sunday.", "callback_on": "2026-11-22", "callback_at": "10:00"}
    page = close(client, start(people, account), sunday).content.decode()
    assert "Sun 22 Nov, 10:00 is outside the hours in which we call them." in page
    assert "The next are from Mon 23 Nov, 08:00 their time." in page
