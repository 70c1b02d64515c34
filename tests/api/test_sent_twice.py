"""`Idempotency-Key`: a program whose answer got lost sends the request again."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from duecourse.api.models import KeptAnswer
from duecourse.calls.models import Call, CallRecord, Promise
from duecourse.compliance.models import ContactDecision
from duecourse.lib import clock
from make import NOW

pytestmark = pytest.mark.django_db

PROMISE = {"outcome": "promise", "points": ["amount"], "promises": [{"amount": "890.00", "due_on": "2026-11-27"}]}
KEY = {"Idempotency-Key": "call-of-nine"}


def test_the_same_request_with_its_key_is_done_once_and_answered_alike(alice, account):
    first = alice.ask("POST", "/calls", {"account": "A-100"}, **KEY)
    again = alice.ask("POST", "/calls", {"account": "A-100"}, **KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert "Idempotency-Replayed" not in first
    assert again["Idempotency-Replayed"] == "true"
    assert Call.objects.count() == 1


def test_without_a_key_the_second_one_is_a_second_one(alice, account):
    assert alice.post("/calls", {"account": "A-100"})[0] == 201
    assert alice.post("/calls", {"account": "A-100"})[0] == 409


def test_a_key_does_not_serve_for_another_request(alice, account):
    alice.post("/calls", {"account": "A-100"}, **KEY)
    status, body = alice.post("/calls", {"account": "A-100", "number": "+12125550100"}, **KEY)
    assert (status, body["error"]["code"]) == (409, "key_used")
    call = Call.objects.get()
    assert alice.post(f"/calls/{call.pk}/record", PROMISE, **KEY)[1]["error"]["code"] == "key_used"


def test_a_record_sent_twice_leaves_one_promise(alice, account):
    call = alice.post("/calls", {"account": "A-100"})[1]["id"]
    answers = [alice.post(f"/calls/{call}/record", PROMISE, **KEY) for _ in range(3)]
    assert [status for status, _ in answers] == [201, 201, 201]
    assert Promise.objects.count() == CallRecord.objects.count() == 1


def test_a_refused_request_may_be_mended_and_sent_with_its_key(alice, account):
    call = alice.post("/calls", {"account": "A-100"})[1]["id"]
    assert alice.post(f"/calls/{call}/record", {"outcome": "refused"}, **KEY)[0] == 422
    assert alice.post(f"/calls/{call}/record", PROMISE, **KEY)[0] == 201


def test_a_refusal_of_the_gate_is_kept_with_its_decision_and_not_answered_from_memory(alice, account):
    """What was not allowed at five is asked afresh at ten."""
    clock.set_demo(datetime(2026, 11, 19, 5, 0, tzinfo=ZoneInfo("America/New_York")))
    assert alice.post("/calls", {"account": "A-100"}, **KEY)[0] == 409
    assert ContactDecision.objects.count() == 1
    clock.set_demo(datetime(2026, 11, 19, 10, 0, tzinfo=ZoneInfo("America/New_York")))
    assert alice.post("/calls", {"account": "A-100"}, **KEY)[0] == 201


def test_a_key_is_one_persons_own(alice, program, people, account):
    alice.post("/calls", {"account": "A-100"}, **KEY)
    status, body = program(people.bob).post("/calls", {"account": "A-100"}, **KEY)
    assert "Idempotency" not in str(body)
    assert body.get("caller", "bob") == "bob"
    assert status in (201, 409)


def test_answers_are_forgotten_after_a_day(alice, account):
    alice.post("/calls", {"account": "A-100"}, **KEY)
    clock.set_demo(NOW + timedelta(days=1, minutes=1))
    status, body = alice.post("/calls", {"account": "A-100"}, **KEY)
    assert (status, body["error"]["code"]) == (409, "call_open")  # asked afresh
    assert not KeptAnswer.objects.exists()


@pytest.mark.parametrize("key", ["x" * 201, "tab\there", "nö"])
def test_a_key_is_short_and_printable(alice, account, key):
    status, body = alice.post("/calls", {"account": "A-100"}, **{"Idempotency-Key": key})
    assert (status, body["error"]["code"]) == (400, "bad_key")


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_make_one_call(alice, account):
    """The second waits for the first, on SQLite as on PostgreSQL."""
    seen: list[tuple[int, bytes]] = []
    ready = threading.Barrier(2)

    def send() -> None:
        ready.wait()
        answer = alice.ask("POST", "/calls", {"account": "A-100"}, **KEY)
        seen.append((answer.status_code, answer.content))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen[0] == seen[1]
    assert seen[0][0] == 201
    assert Call.objects.count() == 1
