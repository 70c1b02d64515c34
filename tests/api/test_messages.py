"""A program writes to a client: the gate at that moment, the text of the ledger, the outcome told back."""

from __future__ import annotations

import pytest

from duecourse.compliance.actions import place_hold
from duecourse.outbox.models import Message, Sending
from make import NOW

pytestmark = pytest.mark.django_db
PATH = "/accounts/A-100/messages"


def fields(answer) -> list[str]:
    status, body = answer
    assert (status, body["error"]["code"]) == (422, "invalid"), body
    return [error["field"] for error in body["error"]["fields"]]


def test_a_text_message_is_handed_over_and_its_outcome_told(alice, account):
    status, body = alice.post(PATH, {"channel": "sms"})
    assert status == 201, body
    assert (body["state"], body["by_hand"], body["template"]) == ("handed", True, "later_reminder")
    assert "INV-1" in body["text"] or "$890.00" in body["text"]
    assert body["sendings"][0]["decision"]["allowed"] is True
    status, told = alice.post(f"/messages/{body['id']}/outcome", {"sent": True})
    assert (status, told["state"]) == (200, "sent")
    status, again = alice.post(f"/messages/{body['id']}/outcome", {"sent": False})
    assert (status, again["error"]["code"]) == (409, "not_in_hand")
    assert alice.get(f"/messages/{body['id']}")[1]["state"] == "sent"
    assert [row["id"] for row in alice.get(PATH, state="sent")[1]["items"]] == [body["id"]]


def test_sent_twice_with_its_key_it_is_written_once(alice, account):
    for _ in range(2):
        assert alice.post(PATH, {"channel": "sms"}, **{"Idempotency-Key": "m-1"})[0] == 201
    assert Message.objects.count() == Sending.objects.count() == 1


def test_the_gate_says_no_with_reasons_and_the_decision_is_kept(alice, account, people):
    place_hold(actor=people.bob, now=NOW, account=account, kind="other", reason="Stocktaking")
    status, body = alice.post(PATH, {"channel": "sms"})
    assert (status, body["error"]["code"]) == (409, "contact_not_allowed")
    assert not body["error"]["decision"]["allowed"]
    assert not Sending.objects.exists()


def test_it_waits_for_the_earliest_time_where_it_is_told_to(alice, account):
    for _ in range(3):
        assert alice.post(PATH, {"channel": "sms"})[0] == 201
    assert alice.post(PATH, {"channel": "sms"})[0] == 409
    status, body = alice.post(PATH, {"channel": "sms", "when": "when_allowed"})
    assert (status, body["state"]) == (201, "waiting")
    assert body["due_at"].startswith("2026-11-25")


def test_a_lead_goes_ahead_with_a_reason(program, people, account):
    place_hold(actor=people.bob, now=NOW, account=account, kind="other", reason="Stocktaking")
    given = {"channel": "sms", "override_reason": "They asked for it"}
    assert program(people.alice).post(PATH, given)[0] == 403
    assert program(people.bob).post(PATH, given)[0] == 201


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"channel": "pigeon"}, ["channel"]),
        ({"channel": "sms", "template": "statement"}, ["template"]),
        ({"channel": "letter"}, ["address"]),
        ({"channel": "email"}, ["address"]),
        ({"channel": "sms", "body": " "}, ["body"]),
        ({"channel": "sms", "contact": 999_999}, ["contact"]),
    ],
)
def test_what_cannot_be_used_is_named(alice, account, given, named):
    assert fields(alice.post(PATH, given)) == named
    assert not Message.objects.exists()


def test_auditors_and_strangers_write_nothing(program, people, account):
    assert program(people.dana).post(PATH, {"channel": "sms"})[0] == 403
    assert program(people.charlie).post(PATH, {"channel": "sms"})[0] == 404
