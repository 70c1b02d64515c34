"""A call over the API, from the gate to a corrected record; by the same rules as on the page."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from duecourse.calls.models import Call, Callback, CallDraft, CallRecord, Commitment, DocumentRequest, Promise
from duecourse.compliance.models import ContactDecision, ContactEvent
from duecourse.lib import clock
from duecourse.receivables.models import Dispute
from duecourse.teams.models import AuditEntry
from make import NOW, make_account, make_contact, make_creditor, make_invoice

pytestmark = pytest.mark.django_db

FRIDAY = "2026-11-27"
PROMISE = {
    "outcome": "promise",
    "points": ["identified", "amount", "asked_payment"],
    "promises": [{"amount": "890.00", "due_on": FRIDAY, "method": "bank transfer", "promised_by": "Maria Lopez"}],
}


@pytest.fixture
def call(alice, account) -> int:
    status, body = alice.post("/calls", {"account": "northwind:A-100"})
    assert status == 201, body
    return body["id"]


def fields(answer: tuple[int, dict]) -> dict[str, str]:
    status, body = answer
    assert (status, body["error"]["code"]) == (422, "invalid"), body
    return {f["field"]: f["message"] for f in body["error"]["fields"]}


def test_a_call_starts_with_the_contacts_number_and_the_gates_leave(alice, account, call):
    _, body = alice.get(f"/calls/{call}")
    assert (body["state"], body["caller"], body["number"]) == ("open", "alice", "+12125550142")
    assert (body["record"], body["draft"]) == (None, {})
    assert body["started_at"].startswith("2026-11-18T15:0")  # UTC
    assert body["started_at"].endswith("Z")
    assert ContactDecision.objects.get().permits
    assert ContactEvent.objects.filter(kind="call").count() == 1
    assert AuditEntry.objects.filter(verb="start_call", actor_name="alice").count() == 1


def test_outside_hours_the_gate_says_no_with_reasons_and_the_earliest_time(alice, account):
    five_in_the_morning = datetime(2026, 11, 19, 5, 0, tzinfo=ZoneInfo("America/New_York"))
    clock.set_demo(five_in_the_morning)
    status, body = alice.post("/calls", {"account": "A-100"})
    error = body["error"]
    assert (status, error["code"]) == (409, "contact_not_allowed")
    assert error["decision"]["allowed"] is False
    assert all(reason["text"] and reason["rule"] for reason in error["decision"]["reasons"])
    assert error["decision"]["reasons"]
    earliest = datetime.fromisoformat(error["decision"]["earliest_allowed"])
    assert five_in_the_morning < earliest < five_in_the_morning + timedelta(hours=6)
    assert not Call.objects.exists()
    assert not ContactDecision.objects.get().permits  # that it was asked, and what it said, is kept
    seen = alice.get("/may-contact", account="A-100")
    assert (seen[0], seen[1]["verdict"]) == (200, error["decision"]["verdict"])
    assert seen[1]["reasons"] == error["decision"]["reasons"]


def test_only_a_lead_goes_ahead_against_the_rules_and_it_is_recorded(alice, program, people, account):
    clock.set_demo(datetime(2026, 11, 19, 5, 0, tzinfo=ZoneInfo("America/New_York")))
    asked = {"account": "A-100", "override_reason": "They asked for five o'clock in writing"}
    assert alice.post("/calls", asked)[0] == 403
    assert program(people.bob).post("/calls", asked)[0] == 201
    assert AuditEntry.objects.filter(verb="override_contact", actor_name="bob").exists()


def test_looking_whether_one_may_call_stores_nothing(alice, account):
    status, body = alice.get("/may-contact", account="A-100")
    assert (status, body["allowed"], body["account"]) == (200, True, "A-100")
    assert body["zones"] == ["America/New_York"]
    assert not ContactDecision.objects.exists()


def test_a_call_that_came_in_needs_no_leave(alice, account):
    clock.set_demo(datetime(2026, 11, 19, 5, 0, tzinfo=ZoneInfo("America/New_York")))
    status, body = alice.post("/calls", {"account": "A-100", "direction": "in", "number": "+12125550199"})
    assert (status, body["direction"], body["number"]) == (201, "in", "+12125550199")


def test_a_number_is_called_as_it_is_dialled_however_it_is_written(alice, account):
    status, body = alice.post("/calls", {"account": "A-100", "number": "(212) 555-0199"})
    assert (status, body["number"]) == (201, "+12125550199")


@pytest.mark.parametrize("typed", ["garbage", "12", "+1 212 555 0199 ext. 4"])
def test_what_nobody_can_dial_is_refused_and_no_call_begins(alice, account, typed):
    told = {"number": f"“{typed}” is no telephone number. Write it whole, with its country: +1 207 555 0142."}
    assert fields(alice.post("/calls", {"account": "A-100", "number": typed})) == told
    assert fields(alice.get("/may-contact", account="A-100", number=typed)) == told
    assert not Call.objects.exists()


def test_a_call_of_somebody_who_hides_their_number_can_be_answered(alice, account):
    status, body = alice.post("/calls", {"account": "A-100", "direction": "in", "number": "withheld"})
    assert (status, body["number"]) == (201, "withheld")


def test_one_call_at_a_time_and_the_answer_names_the_open_one(alice, account, call):
    status, body = alice.post("/calls", {"account": "A-100"})
    assert (status, body["error"]["code"], body["error"]["call"]) == (409, "call_open", call)


def test_a_contact_of_another_account_is_refused(alice, people, account):
    other = make_contact(make_account(people.portfolio))
    assert fields(alice.post("/calls", {"account": "A-100", "contact": other.pk})) == {
        "contact": "This account has no such contact."
    }
    assert fields(alice.get("/may-contact", account="A-100", contact=other.pk)) == {
        "contact": "This account has no such contact."
    }


def test_a_promise_closes_the_call_and_is_followed_up(alice, account, call):
    status, body = alice.post(f"/calls/{call}/record", PROMISE)
    assert status == 201, body
    assert body["state"] == "closed"
    assert body["record"]["next_step_on"] == FRIDAY
    assert "890.00" in body["record"]["discussed"]
    [promise] = body["promises"]
    assert (promise["amount"], promise["due_on"], promise["state"]) == ("890.00", FRIDAY, "open")
    assert Promise.objects.get().amount_minor == 89_000
    assert AuditEntry.objects.filter(verb="close_call").count() == 1
    assert alice.post(f"/calls/{call}/record", PROMISE)[1]["error"]["code"] == "call_closed"


def test_everything_that_a_record_may_hold_arrives(alice, account, call):
    record: dict[str, Any] = {
        "outcome": "dispute", "points": ["identified"], "discussed": "Two boxes were missing.",
        "dispute": {"reason": "quantity", "invoice": "INV-1", "amount": "120.00", "words": "Two boxes short",
                    "due_on": FRIDAY},
        "callback": {"at": "2026-11-20T14:30:00-05:00", "whose": "anyone", "note": "After two"},
        "commitments": [{"what": "Send the delivery note", "due_on": "2026-11-19"}],
        "documents": [{"what": "proof_of_delivery", "due_on": "2026-11-19"}],
        "delay_reason": "dispute", "delay_words": "We never got all of it",
        "next_step": "Ask the warehouse", "next_step_on": "2026-11-19",
    }  # fmt: skip
    record["dispute"]["reason"] = "short_delivery"
    status, body = alice.post(f"/calls/{call}/record", record)
    assert status == 201, body
    assert sorted(f["kind"] for f in body["follow_ups"]) == ["callback", "commitment", "dispute", "document"]
    assert Callback.objects.get().due_at == datetime.fromisoformat("2026-11-20T14:30:00-05:00")
    assert Callback.objects.get().owner is None
    assert Dispute.objects.get().amount_minor == 12_000
    assert Dispute.objects.get().invoice.number == "INV-1"
    assert Commitment.objects.get().what == "Send the delivery note"
    assert DocumentRequest.objects.get().what == "proof_of_delivery"
    assert body["record"]["delay_words"] == "We never got all of it"


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"outcome": "promise", "promises": []}, {"promises.0.amount"}),
        ({"promises": [{"amount": "890.00", "due_on": "2025-11-17"}]}, {"promises.0.due_on"}),
        ({"hold": {"kind": "checking", "until_on": "2026-11-17"}}, {"hold.until_on"}),
        ({"hold": {"kind": "legal", "until_on": FRIDAY}}, {"hold.kind"}),
        ({"keep": ["everything"]}, {"keep.0"}),
        ({"promises": [{"amount": "0", "due_on": FRIDAY}]}, {"promises.0.amount"}),
        ({"promises": [{"amount": "890.001", "due_on": FRIDAY}]}, {"promises.0.amount"}),
        ({"promises": [{"amount": "890.00", "due_on": FRIDAY, "currency": "EUR"}]}, {"promises.0.currency"}),
        ({"outcome": "plan"}, {"promises.1.amount"}),
        ({"outcome": "dispute"}, {"dispute.reason"}),
        ({"dispute": {"reason": "quality", "invoice": "INV-9"}}, {"dispute.invoice"}),
        ({"outcome": "callback"}, {"callback.at"}),
        ({"callback": {"at": "2026-11-17T10:00:00Z"}}, {"callback.at"}),
        ({"callback": {"at": "2026-11-18T14:59:00Z"}}, {"callback.at"}),
        ({"commitments": [{"what": " ", "due_on": FRIDAY}]}, {"commitments.0.what"}),
        ({"documents": [{"what": "invoice", "due_on": "2026-11-01"}]}, {"documents.0.due_on"}),
        ({"delay_reason": "cash_flow"}, {"delay_words"}),
        ({"outcome": "happy"}, {"outcome"}),
        ({"points": ["identified", "sang"]}, {"points.1"}),
        ({"next_step_on": "27.11.2026"}, {"next_step_on"}),
        ({"next_step_on": 1_795_000_000}, {"next_step_on"}),
        ({"callback": {"at": "2026-11-20T14:30:00"}}, {"callback.at"}),
        ({"promises": [{"amount": 890, "due_on": FRIDAY}]}, {"promises.0.amount"}),
        ({"promises": [{"amount": "1e9", "due_on": FRIDAY}]}, {"promises.0.amount"}),
        ({"discussed": "a\x00b"}, {"discussed"}),
        ({"note": "x"}, {"note"}),
    ],
)
def test_a_record_that_cannot_be_kept_names_each_field(alice, account, call, changes, where):
    told = fields(alice.post(f"/calls/{call}/record", {**PROMISE, **changes}))
    assert set(told) == where
    assert all(told.values())
    assert Call.objects.get().state == "open"
    assert not Promise.objects.exists()


def test_nothing_ends_without_a_next_step_or_a_stated_end(alice, account, call):
    bare = {"outcome": "refused", "discussed": "They will not pay."}
    assert "next_step_on" in fields(alice.post(f"/calls/{call}/record", bare))
    status, body = alice.post(f"/calls/{call}/record", {**bare, "ended_because": "With the lawyers now"})
    assert (status, body["record"]["next_step"]) == (201, "Nothing more: With the lawyers now")


def test_a_card_number_is_masked_before_it_is_kept(alice, account, call):
    told = {**PROMISE, "discussed": "They read 4111 1111 1111 1111 to me."}
    _, body = alice.post(f"/calls/{call}/record", told)
    assert "4111 1111 1111 1111" not in str(body)
    assert "1111" not in CallRecord.objects.get().discussed.replace("1111", "", 1)


def test_a_draft_survives_and_an_older_one_replaces_nothing(alice, program, people, account, call):
    typed = {"discussed": "They will call b", "points": ["identified"], "promise_1_amount": "eight hundred"}
    assert alice.put(f"/calls/{call}/draft", {"fields": typed, "revision": 3}) == (200, {"saved": True})
    assert alice.put(f"/calls/{call}/draft", {"fields": {}, "revision": 2}) == (200, {"saved": False})
    body = alice.get(f"/calls/{call}")[1]
    assert (body["draft"], body["draft_revision"]) == (typed, 3)
    assert program(people.bob).get(f"/calls/{call}")[1]["draft"] is None  # nobody's statement yet
    assert program(people.bob).put(f"/calls/{call}/draft", {"fields": typed, "revision": 9})[0] == 403
    alice.post(f"/calls/{call}/record", PROMISE)
    assert not CallDraft.objects.exists()
    assert alice.put(f"/calls/{call}/draft", {"fields": typed, "revision": 4})[1]["error"]["code"] == "call_closed"


@pytest.mark.parametrize("typed", [{"nonsense": "x"}, {"points": "identified"}, {"discussed": ["x"]}])
def test_a_draft_holds_what_the_form_has(alice, account, call, typed):
    assert "fields" in fields(alice.put(f"/calls/{call}/draft", {"fields": typed, "revision": 1}))


def test_a_correction_is_a_new_version_beside_the_old_one(alice, program, people, account, call):
    change = {"because": "Wrong day", "discussed": "They pay on Thursday.", "next_step_on": "2026-11-26"}
    assert alice.post(f"/calls/{call}/amendments", change)[1]["error"]["code"] == "no_record"
    alice.post(f"/calls/{call}/record", PROMISE)
    status, body = alice.post(f"/calls/{call}/amendments", change)
    assert status == 201, body
    assert [(v["version"], v["amends_because"]) for v in body["versions"]] == [(2, "Wrong day"), (1, "")]
    assert body["record"]["discussed"] == "They pay on Thursday."
    assert body["record"]["outcome"] == "promise"
    assert program(people.bob).post(f"/calls/{call}/amendments", change)[0] == 201  # the lead


@pytest.mark.parametrize(
    "change",
    [{"because": "x"}, {"because": " ", "discussed": "y"}, {"because": "x", "discussed": " "},
     {"because": "x", "next_step": None}, {"discussed": "y"}],
)  # fmt: skip
def test_a_correction_says_why_and_changes_something(alice, account, call, change):
    alice.post(f"/calls/{call}/record", PROMISE)
    assert fields(alice.post(f"/calls/{call}/amendments", change))
    assert CallRecord.objects.count() == 1


def test_a_call_that_was_never_dialled_is_taken_back(alice, account, call):
    status, body = alice.post(f"/calls/{call}/discard", {})
    assert (status, body["state"]) == (200, "discarded")
    assert alice.get(f"/calls/{call}")[0] == 404
    assert alice.post("/calls", {"account": "A-100"})[0] == 201


def test_calls_are_listed_newest_first_and_narrowed(alice, program, people, account, call):
    alice.post(f"/calls/{call}/record", PROMISE)
    clock.set_demo(NOW + timedelta(hours=1))
    make_account(people.portfolio, number="A-200")
    status, second = program(people.bob).post("/calls", {"account": "A-200"})
    assert status == 201, second

    def listed(**filters: Any) -> list[int]:
        status, body = alice.get("/calls", **filters)
        assert status == 200, body
        return [item["id"] for item in body["items"]]

    assert listed() == [second["id"], call]
    assert listed(caller="me") == [call]
    assert listed(caller="bob", state="open") == [second["id"]]
    assert listed(since="2026-11-18T15:30:00Z") == [second["id"]]
    assert listed(until="2026-11-18T15:30:00+00:00") == [call]
    assert listed(account="A-100") == [call]
    assert listed(limit=1) == [second["id"]]
    assert listed(limit=1, after=second["id"]) == [call]
    assert alice.get("/calls", limit=1)[1]["next"] == second["id"]


@pytest.mark.parametrize(
    ("name", "reads", "writes"),
    [("bob", 200, 403), ("charlie", 404, 404), ("dana", 200, 403), ("erin", 200, 403)],
)
def test_a_call_is_written_by_its_caller_alone(program, people, account, call, name, reads, writes):
    asking = program(getattr(people, name))
    assert asking.get(f"/calls/{call}")[0] == reads
    assert asking.put(f"/calls/{call}/draft", {"fields": {}, "revision": 1})[0] == writes
    assert asking.post(f"/calls/{call}/record", PROMISE)[0] == writes
    assert asking.post(f"/calls/{call}/discard", {})[0] == writes
    assert Call.objects.get().state == "open"


def test_a_stranger_learns_nothing_from_how_their_body_is_refused(program, people, account, call):
    charlie = program(people.charlie)
    for rest in ("record", "amendments", "discard"):
        assert charlie.post(f"/calls/{call}/{rest}", {"nonsense": 1})[0] == 404
        assert charlie.post(f"/calls/999999/{rest}", {"nonsense": 1})[0] == 404
    assert charlie.post("/calls", {"account": "northwind:A-100"})[0] == 404
    assert charlie.get("/may-contact", account="northwind:A-100")[0] == 404


def test_an_auditor_starts_no_call(program, people, account):
    dana = program(people.dana)
    assert dana.post("/calls", {"account": "A-100"})[0] == 403
    assert dana.post("/calls", {"nonsense": 1})[0] == 403
    assert dana.get("/may-contact", account="A-100")[0] == 200
    assert not ContactDecision.objects.exists()


def test_words_that_the_law_asks_for_are_said_or_explained(alice, people):
    creditor = make_creditor(is_client=True)
    account = make_account(people.portfolio, creditor, kind="consumer", name="J. Whitfield", region="OH", number="C-1")
    make_contact(account)
    _, call = alice.post("/calls", {"account": "C-1", "direction": "in"})
    assert [one["id"] for one in call["to_say"]] == ["US-SAY-1", "US-SAY-2", "US-VM-1"]
    record = {
        "outcome": "refused",
        "points": ["identified"],
        "discussed": "Will not pay",
        "ended_because": "Moved away",
    }
    status, body = alice.post(f"/calls/{call['id']}/record", record)
    assert (status, body["error"]["code"]) == (422, "left_unsaid")
    assert body["error"]["fields"][0]["field"] == "unsaid_because"
    status, body = alice.post(f"/calls/{call['id']}/record", {**record, "unsaid_because": "They hung up"})
    assert status == 201
    assert [(one["id"], one["said"], one["because"]) for one in body["record"]["said"]] == [
        ("US-SAY-1", True, ""),
        ("US-SAY-2", False, "They hung up"),
    ]


def test_far_more_than_is_open_is_asked_about_and_written_with_a_yes(alice, account, call):
    much = {**PROMISE, "promises": [{"amount": "4500.00", "due_on": "2026-11-17"}]}
    status, body = alice.post(f"/calls/{call}/record", much)
    assert (status, body["error"]["code"]) == (409, "confirm_promise")
    assert [f["field"] for f in body["error"]["fields"]] == ["promises.0.amount", "promises.0.due_on"]
    assert '"keep": ["more_than_open", "past_day"]' in body["error"]["message"]
    assert alice.post(f"/calls/{call}/record", {**much, "keep": ["past_day"]})[0] == 409
    assert alice.post(f"/calls/{call}/record", {**much, "keep": ["past_day", "more_than_open"]})[0] == 201


def test_what_is_worth_knowing_about_a_promise_comes_with_the_record(alice, account, call):
    record = {**PROMISE, "promises": [{"amount": "890.00", "due_on": "2026-11-26"}]}
    _, body = alice.post(f"/calls/{call}/record", record)
    assert body["remarks"] == ["Thu 26 Nov is Thanksgiving Day: banks move money on Fri 27 Nov."]


def test_a_call_back_for_an_hour_at_which_nobody_may_call_says_so_with_the_record(alice, account, call):
    sunday = {"outcome": "callback", "discussed": "Busy", "callback": {"at": "2026-11-22T15:00:00Z"}}
    _, body = alice.post(f"/calls/{call}/record", sunday)
    assert body["remarks"] == [
        "Sun 22 Nov, 10:00 is outside the hours in which we call them. The next are from Mon 23 Nov, 08:00 their time."
    ]


def test_a_promise_may_be_in_any_currency_in_which_something_is_open(alice, account, call):
    make_invoice(account, 70_000, number="INV-EUR", currency="EUR")
    record = {**PROMISE, "promises": [{"amount": "700.00", "due_on": FRIDAY, "currency": "EUR"}]}
    _, body = alice.post(f"/calls/{call}/record", record)
    assert [(p["amount"], p["currency"]) for p in body["promises"]] == [("700.00", "EUR")]


def test_a_hold_is_placed_with_the_record(alice, account, call):
    record = {"outcome": "already_paid", "discussed": "Paid on Monday.",
              "hold": {"kind": "checking", "until_on": FRIDAY}}  # fmt: skip
    assert alice.post(f"/calls/{call}/record", record)[0] == 201
    assert alice.get("/may-contact", account="A-100")[1]["allowed"] is False


def test_the_evidence_of_a_contact_is_there_for_programs_too(alice, program, people, call):
    decision = ContactDecision.objects.get().pk
    status, body = alice.get(f"/contact-decisions/{decision}/evidence")
    assert status == 200
    assert (body["contact"]["call"], body["decided_again"]["same"], body["audit"]["sealed"]) == (call, True, True)
    assert program(people.charlie).get(f"/contact-decisions/{decision}/evidence")[0] == 404
