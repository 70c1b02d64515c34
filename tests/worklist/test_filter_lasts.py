"""A filter of the list lasts through a call, its record and the next account, until everything is asked for."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from duecourse.calls.models import Call
from duecourse.receivables import standing
from duecourse.worklist.models import Claim
from make import NOW, TODAY, make_account, make_creditor, make_invoice

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(people, monkeypatch) -> Client:
    monkeypatch.setattr("duecourse.lib.clock.now", lambda: NOW)
    for name in ("Acme", "Beta"):
        creditor = make_creditor(name=name)
        for n in (1, 2):
            make_invoice(make_account(people.portfolio, creditor, name=f"{name} {n}"), 100_000 * n)
    standing.refresh(today=TODAY)
    client = Client()
    client.force_login(people.alice, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_it_lasts_from_one_call_to_the_next(client) -> None:
    page = client.get(reverse("worklist:desk"), {"creditor": "Acme"}).content.decode()
    assert "Today · 2 left" in page
    client.post(reverse("worklist:next"))
    client.post(reverse("calls:start", args=[Claim.objects.get().account_id]))
    call = Call.objects.get()
    assert call.account.name == "Acme 2"
    record = {"outcome": "no_answer", "next_step": "Try again", "next_step_on": "2026-11-19", "then": "next"}
    answer = client.post(reverse("calls:close", args=[call.pk]), record)
    answer = client.post(answer["Location"], record, follow=True)
    page = answer.content.decode()
    assert "<h1>Acme 1</h1>" in page
    assert "Beta 2" not in page
    assert "Filtered" in page
    assert "Beta 2" in client.get(reverse("worklist:desk"), {"everything": "1"}).content.decode()
    assert "Beta 2" in client.get(reverse("worklist:desk")).content.decode()


def test_an_empty_form_asks_for_everything(client) -> None:
    client.get(reverse("worklist:desk"), {"creditor": "Acme"})
    page = client.get(reverse("worklist:desk"), {"creditor": "", "kind": "", "text": ""}).content.decode()
    assert "Today · 4 left" in page
