"""A call's transcript and its review, through the API."""

from __future__ import annotations

import json

import pytest

from duecourse.calls.models import Transcript
from make import make_call
from quality.talks import HARBOUR, as_json

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(people, account):
    return make_call(account, people.alice)


def said(extra: str = "") -> str:
    return as_json(HARBOUR).replace("INV-1042", "INV-1").replace("890.00", "890.00" + extra)


def test_a_transcript_is_taken_and_the_review_answered(alice, call):
    status, body = alice.post(f"/calls/{call.pk}/transcript", {"transcript": said()})
    assert status == 201
    mark = next(m for m in body["marks"] if m["label"] == "assumption")
    assert mark["quote"] in Transcript.objects.get(call=call).turns[mark["turn"] - 1]["text"]
    assert (mark["kind"], mark["say"]) == ("dont", "Has invoice INV-1 reached you?")
    share = next(m for m in body["measures"] if m["measure"] == "talk_share")
    assert 0 < share["value"] < 1 and share["team"] == {"median": None, "calls": 0}
    assert body["agreed"][0]["text"] == "You will pay $890.00 by Friday 20 November 2026."
    assert alice.get(f"/calls/{call.pk}/review") == (200, body)


def test_nobody_elses_review_is_told(program, people, alice, call):
    alice.post(f"/calls/{call.pk}/transcript", {"transcript": said()})
    people.portfolio.callers.add(people.charlie)
    assert program(people.charlie).get(f"/calls/{call.pk}/review")[0] == 404
    assert program(people.charlie).post(f"/calls/{call.pk}/transcript", {"transcript": said()})[0] == 403
    assert program(people.bob).get(f"/calls/{call.pk}/review")[0] == 200


def test_a_call_without_a_transcript_has_no_review(alice, call):
    assert alice.get(f"/calls/{call.pk}/review")[0] == 404


def test_a_closed_call_takes_one_transcript(alice, call):
    alice.post(f"/calls/{call.pk}/transcript", {"transcript": said()})
    status, body = alice.post(f"/calls/{call.pk}/transcript", {"transcript": said()})
    assert (status, body["error"]["code"]) == (409, "has_transcript")


def test_which_speaker_is_ours_is_asked_with_the_names(alice, call):
    status, body = alice.post(f"/calls/{call.pk}/transcript", {"transcript": "A B: Hello.\nC D: Hello."})
    assert (status, body["error"]["code"]) == (409, "who_speaks")
    assert "A B, C D" in body["error"]["message"]
    status, _ = alice.post(f"/calls/{call.pk}/transcript", {"transcript": "A B: Hello.\nC D: Hello.", "caller": "C D"})
    assert status == 201


@pytest.mark.parametrize(
    ("transcript", "message"),
    [
        ("", "The transcript is empty."),
        ("who said this?", "Line 1 does not say who speaks"),
        ('[{"speaker": "A", "text": "Hi', "breaks off at line 1"),
        ('[{"speaker": "A", "text": "Hi", "start": -2, "end": 1}]', "Turn 1: “-2” lies before the call began"),
        ("WEBVTT\n\n00:00:01.000 --> 00:", "Line 3: “00:00:01.000 --> 00:” belongs to no cue"),
        ("1\n00:00:00,000 -> 00:00:02,000\nA: Hi.\n\n2\n00:00:03,000 --> 00:00:04,000\nB: Yes.", "Line 2"),
        ('speaker,text\nA,"Hi\nB,Yes', "Line 2"),
    ],
)
def test_what_cannot_be_read_says_where_and_keeps_nothing(alice, call, transcript, message):
    status, body = alice.post(f"/calls/{call.pk}/transcript", {"transcript": transcript})
    assert status == 422
    assert message in body["error"]["fields"][0]["message"]
    assert not Transcript.objects.exists()


def test_control_and_half_characters_are_taken_out_and_emoji_stay(alice, call):
    text = json.dumps(
        [{"speaker": "Alice", "text": "Hi \u0000there \ud83d\ude00"}, {"speaker": "B", "text": "\ud800Yo\u202e"}]
    )
    assert alice.post(f"/calls/{call.pk}/transcript", {"transcript": text})[0] == 201
    assert [t["text"] for t in Transcript.objects.get().turns] == ["Hi there 😀", "Yo"]
