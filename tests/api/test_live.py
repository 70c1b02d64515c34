"""Turns of an open call, sent by a program: answered with what helps, kept once, masked, and from nobody else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from api.conftest import Program
from duecourse.calls.actions import CallNotOpen
from duecourse.calls.live import listening
from duecourse.calls.live import turns as live
from duecourse.calls.models import Call, CallDraft, LiveTurn, Promise, Transcript
from duecourse.domain.conversation.turns import Turn
from duecourse.teams.models import AuditEntry
from make import NOW, make_account, make_invoice

pytestmark = pytest.mark.django_db

SAID = (
    ("caller", "Good morning, this is Alice from Northwind. Is that Maria Lopez?"),
    ("client", "Yes, speaking."),
    ("caller", "Thank you. It's about invoice INV-1, 890 dollars. When could you pay it?"),
    ("client", "I'll pay the 890 next Friday."),
)


def turns(*said: tuple[str, str], first: int = 1, **more: Any) -> dict[str, Any]:
    return {"turns": [{"n": n, "who": who, "text": text} for n, (who, text) in enumerate(said, first)], **more}


@pytest.fixture
def call(alice: Program, account) -> int:
    return alice.post("/calls", {"account": account.ref})[1]["id"]


@pytest.fixture
def path(call: int) -> str:
    return f"/calls/{call}/turns"


def test_turns_are_answered_with_what_was_found_and_the_prompt(alice: Program, path: str) -> None:
    status, heard = alice.post(path, turns(*SAID))
    assert (status, heard["next"]) == (200, 5)
    assert heard["prompt"]["say"] == "Which Friday: 20 November or 27 November?"
    assert heard["prompt"]["quote"] in SAID[3][1]
    assert [(a["act"], a["amount"], a["on"]) for a in heard["client_acts"]] == [("promise", "890.00", "2026-11-27")]
    assert {"identified", "verified_party", "purpose", "amount", "asked_payment"} <= set(heard["points"])
    assert {(m["n"], m["label"]) for m in heard["marks"]} >= {(3, "courtesy")}


def test_one_by_one_or_all_at_once_is_the_same(alice: Program, path: str) -> None:
    for n, said in enumerate(SAID, 1):
        one_by_one = alice.post(path, turns(said, first=n))[1]
    LiveTurn.objects.all().delete()
    listening._KEPT.clear()
    at_once = alice.post(path, turns(*SAID))[1]
    assert {**one_by_one, "marks": []} == {**at_once, "marks": []}


def test_another_process_goes_on_where_this_one_stopped(alice: Program, path: str) -> None:
    """The state is worked out again from the turns."""
    alice.post(path, turns(*SAID[:3]))
    listening._KEPT.clear()
    assert alice.post(path, turns(SAID[3], first=4))[1]["prompt"]["kind"] == "date"


def test_a_process_catches_up_with_turns_that_another_took(alice: Program, call: int, path: str) -> None:
    alice.post(path, turns(*SAID[:2]))
    LiveTurn.objects.create(call_id=call, n=3, who="caller", text=SAID[2][1], heard_at=NOW)
    assert alice.post(path, turns(SAID[3], first=4))[1]["prompt"]["kind"] == "date"


def test_a_turn_sent_again_changes_nothing(alice: Program, path: str) -> None:
    first = alice.post(path, turns(*SAID))
    assert alice.post(path, turns(*SAID)) == first
    assert LiveTurn.objects.count() == 4
    assert AuditEntry.objects.filter(verb="listen").count() == 1


def test_the_same_number_with_other_words_is_refused(alice: Program, path: str) -> None:
    alice.post(path, turns(*SAID))
    status, body = alice.post(path, turns(("client", "I never said that."), first=4))
    assert (status, body["error"]["code"]) == (409, "turn_differs")


def test_a_gap_is_refused_with_the_number_that_is_waited_for(alice: Program, path: str) -> None:
    alice.post(path, turns(*SAID[:2]))
    status, body = alice.post(path, turns(SAID[3], first=4))
    assert (status, body["error"]["code"], body["error"]["next"]) == (409, "turn_missing", 3)
    assert LiveTurn.objects.count() == 2


def test_only_the_caller_and_their_lead_speak_for_a_call(program, people, alice: Program, path: str) -> None:
    alice.post(path, turns(*SAID[:1]))
    assert program(people.bob).post(path, turns(SAID[1], first=2))[0] == 200
    assert program(people.charlie).post(path, turns(SAID[1], first=2))[0] == 404
    assert program(people.dana).post(path, turns(SAID[1], first=2))[0] == 403
    status, body = program(people.erin).post(path, turns(SAID[1], first=2))
    assert (status, body["error"]["code"]) == (403, "not_allowed")
    assert alice.ask("GET", path.replace("turns", "events")).status_code == 200
    assert program(people.erin).ask("GET", path.replace("turns", "events")).status_code == 403


@pytest.mark.parametrize(
    ("turn", "field"),
    [
        ({"n": 0, "who": "caller", "text": "x"}, "turns.0.n"),
        ({"n": "1", "who": "caller", "text": "x"}, "turns.0.n"),
        ({"n": 1, "who": "bot", "text": "x"}, "turns.0.who"),
        ({"n": 1, "who": "caller", "text": "x" * 20_001}, "turns.0.text"),
        ({"n": 1, "who": "caller", "text": "a\x00b"}, "turns.0.text"),
        ({"n": 1, "who": "caller", "text": "x", "start": -1, "end": 2}, "turns.0.start"),
        ({"n": 1, "who": "caller", "text": "x", "start": 3, "end": 2}, "turns.0"),
        ({"n": 1, "who": "caller", "text": "x", "start": 3}, "turns.0"),
        ({"n": 1, "who": "caller", "text": "x", "mood": "loud"}, "turns.0.mood"),
    ],
)
def test_a_turn_that_cannot_be_used_is_refused_with_its_place(alice: Program, path: str, turn: Any, field: str) -> None:
    status, body = alice.post(path, {"turns": [turn]})
    assert (status, body["error"]["fields"][0]["field"]) == (422, field)


def test_a_turn_that_is_too_long_is_refused_in_plain_words(alice: Program, path: str) -> None:
    status, body = alice.post(path, {"turns": [{"n": 1, "who": "client", "text": "long " * 8_000}]})
    said = "This holds 20,000 characters at most: shorten it, or send it in parts."
    assert (status, body["error"]["fields"][0]["message"]) == (422, said)


def test_hostile_words_are_kept_as_they_are_and_break_nothing(alice: Program, path: str) -> None:
    hostile = (
        "",
        "‮\u200bпривет 👋 <script>alert(1)</script>\r\n\r\ndata: x\n",
        "'; DROP TABLE calls_call; --",
        "1" * 20_000,
    )
    status, heard = alice.post(path, turns(*(("client", text) for text in hostile)))
    assert (status, heard["next"]) == (200, 5)


def test_a_card_is_masked_before_it_is_kept(alice: Program, path: str) -> None:
    alice.post(path, turns(("client", "My card is 4111 1111 1111 1111, security code 123.")))
    alice.post(path, turns(("caller", "And it expires?"), ("client", "12/27"), first=2))
    assert [row.text for row in LiveTurn.objects.order_by("n")] == [
        "My card is [card ending 1111], security code [security code removed].", "And it expires?", "[expiry removed]",
    ]  # fmt: skip


def test_a_card_said_over_several_turns_is_masked_in_those_that_are_kept_already(alice: Program, path: str) -> None:
    groups = ("four one one one", "one one one one", "one one one one", "one one one one")
    for n, group in enumerate(groups):
        assert alice.post(path, turns(("client", group), ("caller", "okay"), first=2 * n + 1))[0] == 200
    kept = [row.text for row in LiveTurn.objects.order_by("n")]
    assert kept[::2] == ["[card digits]", "[card digits]", "[card digits]", "[card ending 1111]"]
    status, again = alice.post(path, turns(("client", groups[0])))
    assert (status, again["next"]) == (200, 9)  # sent again: as far as it still stands, it is the same
    assert alice.post(path, turns(("client", "Five five five."), first=9))[0] == 200  # the code, right after the card
    assert LiveTurn.objects.get(n=9).text == "[security code removed]."


def test_the_database_lets_nobody_change_what_was_heard(alice: Program, path: str) -> None:
    alice.post(path, turns(*SAID))
    change = "UPDATE calls_liveturn SET text = 'changed' WHERE n = 4"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_a_muted_call_gets_no_prompt_and_everything_else(alice: Program, people, call: int, path: str) -> None:
    live.set_quiet(actor=people.alice, call=Call.objects.get(pk=call), quiet=True)
    heard = alice.post(path, turns(*SAID))[1]
    assert heard["prompt"] is None and heard["client_acts"]
    live.set_quiet(actor=people.alice, call=Call.objects.get(pk=call), quiet=False)
    assert alice.post(path, turns(*SAID))[1]["prompt"] is not None
    people.alice.prompts = False
    people.alice.save(update_fields=["prompts"])
    assert alice.post(path, turns(*SAID))[1]["prompt"] is None


def test_a_prompt_that_its_caller_dismissed_is_told_to_nobody_again(
    alice: Program, people, call: int, path: str
) -> None:
    row = Call.objects.get(pk=call)
    first = alice.post(path, turns(*SAID))[1]["prompt"]
    live.dismiss(actor=people.alice, call=row, prompt="another:prompt")
    assert alice.post(path, turns(*SAID))[1]["prompt"] == first
    live.dismiss(actor=people.alice, call=row, prompt=first["id"])
    for n in range(3):
        told = alice.post(path, turns(("client", "Mhm."), first=len(SAID) + 1 + n))[1]["prompt"]
        assert told is None or told["id"] != first["id"]
    assert first["id"] not in {p.id for _, result in live.heard_after(row, 0) for p in result.prompts}
    later = alice.post(path, turns(("client", "My lawyer will speak with you."), first=len(SAID) + 4))[1]["prompt"]
    assert later["kind"] == "gate"


def test_only_the_caller_of_the_open_call_dismisses_its_prompts(alice: Program, people, call: int, path: str) -> None:
    first = alice.post(path, turns(*SAID))[1]["prompt"]
    with pytest.raises(CallNotOpen):
        live.dismiss(actor=people.bob, call=Call.objects.get(pk=call), prompt=first["id"])
    assert alice.post(path, turns(*SAID))[1]["prompt"] == first


def test_muting_leaves_no_trace(alice: Program, people, call: int) -> None:
    before = AuditEntry.objects.count()
    live.set_quiet(actor=people.alice, call=Call.objects.get(pk=call), quiet=True)
    assert AuditEntry.objects.count() == before


def test_when_the_conversation_is_over_the_draft_is_filled_and_nothing_is_promised(
    alice: Program, call: int, path: str
):
    agreed = (
        ("caller", "So 890 dollars on Friday the 27th?"),
        ("client", "That's right."),
        ("caller", "Thank you, bye."),
    )
    status, heard = alice.post(path, turns(*SAID, *agreed, over=True))
    assert (status, heard["drafted"]) == (200, True)
    body = CallDraft.objects.get(call=call).body
    assert (body["outcome"], body["promise_1_amount"], body["promise_1_on"]) == ("promise", "890.00", "2026-11-27")
    assert not Promise.objects.exists()
    assert alice.post(path, {"turns": [], "over": True})[1]["drafted"] is True


def test_closing_the_call_makes_its_turns_the_transcript(alice: Program, call: int, path: str) -> None:
    alice.post(path, turns(*SAID))
    record = {"outcome": "promise", "points": ["amount"], "promises": [{"amount": "890.00", "due_on": "2026-11-27"}]}
    assert alice.post(f"/calls/{call}/record", record)[0] == 201
    kept = Transcript.objects.get(call=call)
    assert (kept.source, [t["text"] for t in kept.turns]) == ("live", [text for _, text in SAID])
    assert kept.analysis["client_acts"][0]["on"] == "2026-11-27"
    assert not LiveTurn.objects.exists()
    status, body = alice.post(path, turns(("client", "Hello?"), first=5))
    assert (status, body["error"]["code"]) == (409, "call_closed")


def test_a_call_that_was_never_dialled_leaves_no_words(alice: Program, call: int, path: str) -> None:
    alice.post(path, turns(SAID[0]))  # the caller, trying the microphone
    assert alice.post(f"/calls/{call}/discard", {})[0] == 200
    assert not LiveTurn.objects.exists() and not Transcript.objects.exists()


def test_a_call_on_which_they_were_heard_was_made(alice: Program, call: int, path: str) -> None:
    alice.post(path, turns(*SAID))
    assert alice.post(f"/calls/{call}/discard", {})[0] == 403
    assert LiveTurn.objects.count() == len(SAID)


def test_a_call_has_only_so_many_turns(alice: Program, call: int, path: str, monkeypatch) -> None:
    monkeypatch.setattr(live, "MOST_TURNS", 3)
    assert alice.post(path, turns(*SAID))[1]["error"]["code"] == "too_many_turns"
    assert alice.post(path, turns(*SAID[:3]))[0] == 200


def test_a_process_forgets_the_calls_it_has_not_heard_for_longest(people, monkeypatch) -> None:
    monkeypatch.setattr(listening, "MOST_KEPT", 2)
    listening._KEPT.clear()
    for _ in range(3):
        account = make_account(people.portfolio)
        make_invoice(account)
        Call.objects.filter(caller=people.alice).update(state="closed")
        call = Call.objects.create(account=account, caller=people.alice, started_at=NOW)
        CallDraft.objects.create(call=call, saved_at=NOW)
        live.add_turns(actor=people.alice, now=NOW, call=call, turns=[Turn(1, "caller", "Hello.")])
    assert len(listening._KEPT) == 2 and call.pk in listening._KEPT


# --- the stream, where the server cannot keep it open


def events(program: Program, path: str, **headers: str) -> list[dict[str, str]]:
    answer = program.ask("GET", path, **headers)
    assert answer["Content-Type"] == "text/event-stream"
    blocks = b"".join(answer.streaming_content).decode().split("\n\n")
    return [dict(line.split(": ", 1) for line in block.split("\n")) for block in blocks if block]


def test_a_stream_tells_each_turn_with_its_number_as_id(alice: Program, call: int, path: str) -> None:
    alice.post(path, turns(*SAID))
    retry, *told = events(alice, f"/calls/{call}/events")
    assert retry == {"retry": "2000"}
    assert [(e["event"], e["id"]) for e in told] == [("turn", str(n)) for n in (1, 2, 3, 4)]
    last = json.loads(told[-1]["data"])
    assert (last["who"], last["text"], last["prompt"]["kind"]) == ("client", SAID[3][1], "date")


def test_a_stream_goes_on_behind_the_last_event_that_came(alice: Program, call: int, path: str) -> None:
    alice.post(path, turns(*SAID))
    said = [e["id"] for e in events(alice, f"/calls/{call}/events", **{"Last-Event-ID": "2"}) if "id" in e]
    assert said == ["3", "4"]
    assert [e["id"] for e in events(alice, f"/calls/{call}/events?after=3") if "id" in e] == ["4"]
    for odd in ("-1", "x", "9" * 40, "99"):
        assert len(events(alice, f"/calls/{call}/events", **{"Last-Event-ID": odd})) in (1, 5)


def test_the_stream_of_a_closed_call_says_so(alice: Program, call: int, path: str) -> None:
    alice.post(
        f"/calls/{call}/record", {"outcome": "no_answer", "next_step": "Try again", "next_step_on": "2026-11-19"}
    )
    assert events(alice, f"/calls/{call}/events")[-1]["event"] == "closed"
