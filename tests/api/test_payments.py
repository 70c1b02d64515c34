"""A program enters a payment that arrived."""

from __future__ import annotations

import pytest

from duecourse.receivables.models import Payment
from make import TODAY, make_promise

pytestmark = pytest.mark.django_db
PAID = {"amount": "890.00", "received_on": "2026-11-18", "method": "wire", "reference": "4711"}


def fields(answer) -> list[str]:
    status, body = answer
    assert (status, body["error"]["code"]) == (422, "invalid"), body
    return [error["field"] for error in body["error"]["fields"]]


def test_it_pays_the_oldest_invoice_and_keeps_the_promise_at_once(alice, account):
    promise = make_promise(account, 89_000, due_on=TODAY)
    status, body = alice.post("/accounts/A-100/payments", PAID)
    assert status == 201, body
    assert (body["amount"], body["unapplied"], body["entered_by"]) == ("890.00", "0.00", "alice")
    assert body["paid"] == [{"invoice": "INV-1", "instalment": 1, "amount": "890.00"}]
    assert alice.get(f"/promises/{promise.pk}")[1]["state"] == "kept"


def test_sent_twice_with_its_key_it_is_entered_once(alice, account):
    for _ in range(2):
        assert alice.post("/accounts/A-100/payments", PAID, **{"Idempotency-Key": "p-1"})[0] == 201
    assert Payment.objects.count() == 1
    status, body = alice.post("/accounts/A-100/payments", PAID)
    assert (status, body["error"]["code"]) == (409, "payment_exists")
    assert alice.post("/accounts/A-100/payments", {**PAID, "again": True})[0] == 201


def test_it_pays_the_invoices_that_are_named_or_none(alice, account):
    _, body = alice.post("/accounts/A-100/payments", {**PAID, "invoices": ["INV-2"]})
    assert (body["paid"][0]["invoice"], body["unapplied"]) == ("INV-2", "439.50")
    _, body = alice.post("/accounts/A-100/payments", {**PAID, "amount": "1.00", "invoices": []})
    assert (body["paid"], body["unapplied"]) == ([], "1.00")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount": "0.00"}, "amount"),
        ({"amount": "1.005"}, "amount"),
        ({"amount": "1.000"}, "amount"),
        ({"amount": "-5"}, "amount"),
        ({"currency": "EUR"}, "currency"),
        ({"currency": "XXX"}, "currency"),
        ({"received_on": "2026-11-19"}, "received_on"),
        ({"invoices": ["INV-1", "CR-1"]}, "invoices.1"),
    ],
)
def test_what_cannot_be_used_is_named(alice, account, change, field):
    assert fields(alice.post("/accounts/A-100/payments", {**PAID, **change})) == [field]
    assert not Payment.objects.exists()


def test_auditors_and_strangers_enter_nothing(program, people, account):
    assert program(people.dana).post("/accounts/A-100/payments", PAID)[0] == 403
    assert program(people.charlie).post("/accounts/A-100/payments", PAID)[0] == 404
