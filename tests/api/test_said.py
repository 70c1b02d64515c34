"""A program writes down what they said or sent that binds: a STOP that a text gateway received."""

from __future__ import annotations

import pytest

from duecourse.compliance.models import ContactEvent
from make import make_account, make_contact

pytestmark = pytest.mark.django_db


def fields(answer) -> list[str]:
    status, body = answer
    assert (status, body["error"]["code"]) == (422, "invalid"), body
    return [error["field"] for error in body["error"]["fields"]]


def test_a_stop_holds_from_the_moment_of_the_answer(alice, account):
    contact = account.contacts.first()
    given = {"what": "opt_out_sms", "contact": contact.pk, "how": "sms", "note": "STOP"}
    status, body = alice.post("/accounts/A-100/said", given)
    assert status == 201, body
    assert (body["account"], body["what"], body["contact_id"]) == ("A-100", "opt_out_sms", contact.pk)
    asked = alice.get("/may-contact?account=A-100&channel=sms")[1]
    assert not asked["allowed"] and "HOUSE-MEDIUM" in {reason["rule"] for reason in asked["reasons"]}
    assert alice.get("/may-contact?account=A-100&channel=letter")[1]["allowed"]


def test_sent_twice_with_its_key_it_is_written_once(alice, account):
    for _ in range(2):
        assert alice.post("/accounts/A-100/said", {"what": "opt_out_sms"}, **{"Idempotency-Key": "s-1"})[0] == 201
    assert ContactEvent.objects.filter(kind="opt_out").count() == 1


def test_hours_are_theirs_and_a_number_may_be_typed_in_any_way(alice, account):
    given = {"what": "inconvenient_time", "hours": {"start": "09:00", "end": "12:00", "weekdays": [3]}}
    assert alice.post("/accounts/A-100/said", given)[0] == 201
    assert ContactEvent.objects.get().details["window"] == {"from": "09:00", "to": "12:00", "days": [3]}
    assert not alice.get("/may-contact?account=A-100")[1]["allowed"]
    given = {"what": "opt_out_phone", "number": "(212) 555-0177", "note": "card 4111 1111 1111 1111"}
    assert alice.post("/accounts/A-100/said", given)[0] == 201
    kept = ContactEvent.objects.get(kind="opt_out").details
    assert (kept["number"], kept["note"]) == ("+12125550177", "card [card ending 1111]")


def test_whole_days_on_which_they_are_not_called_are_weekdays_without_hours(alice, account):
    given = {"what": "inconvenient_time", "hours": {"weekdays": [3]}}
    assert alice.post("/accounts/A-100/said", given)[0] == 201
    answer = alice.get("/may-contact?account=A-100")[1]
    assert not answer["allowed"] and "called this time inconvenient" in answer["reasons"][0]["text"]  # a Wednesday
    same = alice.post(
        "/accounts/A-100/said", {"what": "inconvenient_time", "hours": {"start": "00:00", "end": "00:00"}}
    )
    assert "For whole days leave both out and give `weekdays`." in same[1]["error"]["fields"][0]["message"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"what": "stop"}, "what"), ({"what": "opt_out_sms", "contact": 999_999}, "contact"),
        ({"what": "opt_out_sms", "at": "2030-01-01T00:00:00Z"}, "what"), ({"what": "inconvenient_time"}, "hours"),
        ({"what": "opt_out_sms", "hours": {"start": "09:00", "end": "12:00"}}, "hours"),
        ({"what": "inconvenient_time", "hours": {"start": "9", "end": "12:00"}}, "hours.start"),
        ({"what": "inconvenient_time", "hours": {"start": "09:00", "end": "09:00"}}, "hours"),
        ({"what": "inconvenient_time", "hours": {"start": "09:00"}}, "hours"),
        ({"what": "inconvenient_time", "hours": {}}, "hours"),
        ({"what": "consent_time", "hours": {"weekdays": [3]}}, "hours"),
        ({"what": "opt_out_phone", "number": "the porter"}, "number"),
        ({"what": "opt_out_email", "number": "+12125550177"}, "number"),
        ({"what": "cease_written", "number": "+12125550177"}, "number"), ({"what": "opt_out_sms", "who": 1}, "who"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_named(alice, account, given, field):
    assert fields(alice.post("/accounts/A-100/said", given)) == [field]
    assert not ContactEvent.objects.exists()


def test_only_a_lead_takes_a_stop_back_auditors_and_strangers_write_nothing(program, people, alice, account):
    assert alice.post("/accounts/A-100/said", {"what": "cease_withdrawn"})[0] == 403
    assert program(people.bob).post("/accounts/A-100/said", {"what": "cease_withdrawn"})[0] == 201
    assert program(people.dana).post("/accounts/A-100/said", {"what": "opt_out_sms"})[0] == 403
    assert program(people.charlie).post("/accounts/A-100/said", {"what": "opt_out_sms"})[0] == 404


def test_somebody_elses_contact_is_none_of_theirs(alice, account):
    stranger = make_contact(make_account())
    assert fields(alice.post("/accounts/A-100/said", {"what": "opt_out_sms", "contact": stranger.pk})) == ["contact"]


def test_of_two_wishes_given_for_one_instant_the_one_sent_later_holds(alice, account):
    for what, allowed in (("consent_channel_phone", True), ("opt_out_phone", False), ("consent_channel_phone", True)):
        assert alice.post("/accounts/A-100/said", {"what": what, "at": "2026-11-16T00:00:00Z"})[0] == 201
        assert alice.get("/may-contact?account=A-100")[1]["allowed"] is allowed, what
