"""Transcripts in the formats that people have."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duecourse.domain.conversation.transcripts import TranscriptError, as_turns, read_transcript, who_is_caller

PLAIN = """Priya: Hello, Priya Nair from Northwind.
Maria: Speaking.
Priya: It's about invoice 1042.
It was due in October.
"""
VTT = """WEBVTT

1
00:00:00.000 --> 00:00:02.500
<v Priya Nair>Hello, Priya Nair</v>

00:00:02.600 --> 00:00:04.000
<v Priya Nair>from Northwind.</v>

00:00:04.500 --> 00:00:05.500
<v Maria>Speaking.</v>
"""
SRT = """1
00:00:00,000 --> 00:00:02,500
Priya: Hello, Priya Nair from Northwind.

2
00:00:03,000 --> 00:00:04,000
Maria: Speaking.
"""
CSV = 'start,end,speaker,text\n0,2.5,Priya,"Hello, Priya Nair from Northwind."\n3,4,Maria,Speaking.\n'
JSON = json.dumps({"segments": [
    {"speaker": "SPEAKER_00", "start": 0.0, "end": 2.5, "text": "Hello, Priya Nair from Northwind."},
    {"speaker": "SPEAKER_01", "start": 3.0, "end": 4.0, "text": "Speaking."},
]})  # fmt: skip


@pytest.mark.parametrize(
    ("text", "form", "turns", "timed"),
    [
        (PLAIN, "plain text", 3, False),
        (VTT, "WebVTT", 2, True),
        (SRT, "SRT", 2, True),
        (CSV, "CSV", 2, True),
        (JSON, "JSON", 2, True),
        ("[00:01] Priya: Hello there.\n[00:03] Maria: Speaking.", "plain text", 2, False),
        ("Priya Nair  0:01\nHello there.\n\nMaria  0:03\nSpeaking.", "plain text", 2, False),
    ],
)
def test_a_transcript_is_read_in_each_format(text: str, form: str, turns: int, timed: bool) -> None:
    found = read_transcript(text)
    assert (found.form, len(found.spoken)) == (form, turns)
    assert (found.spoken[0].start is not None) is timed
    assert "Hello" in found.spoken[0].text


def test_a_line_without_a_name_goes_on_with_the_turn_before() -> None:
    assert read_transcript(PLAIN).spoken[2].text == "It's about invoice 1042. It was due in October."


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("hello there", "does not say who speaks"),
        ("{broken", "cannot be read"),
        ('[{"speaker": "a"}]', "has no text"),
        ('[{"text": "a"}]', "does not say who speaks"),
        ("WEBVTT\n\n", "Nobody says anything"),
    ],
)
def test_what_is_no_transcript_is_refused_with_advice(text: str, said: str) -> None:
    with pytest.raises(TranscriptError, match=said):
        read_transcript(text)


def test_turns_out_of_order_are_sorted_and_that_is_said() -> None:
    found = read_transcript("speaker,text,start,end\nA,second,5,6\nB,first,1,2\n")
    assert [s.text for s in found.spoken] == ["first", "second"]
    assert any("sorted" in note for note in found.notes)


@pytest.mark.parametrize(
    ("text", "caller"),
    [
        ("Agent: Hi.\nCustomer: Hello.", "Agent"),
        ("Priya: Hi.\nSomebody: Hello.", "Priya"),
        ("Maria: Hello?\nSpeaker 2: Hi.", "Speaker 2"),
        ("Speaker 1: Hello?\nSpeaker 2: Hi, this is Priya Nair from Northwind.", "Speaker 2"),
    ],
)
def test_our_caller_is_found_by_name_or_by_what_they_say(text: str, caller: str) -> None:
    found = who_is_caller(read_transcript(text), caller="Priya Nair", company="Northwind", contact="Maria Lopez")
    assert found.caller == caller
    assert found.evidence


def test_speakers_that_say_nothing_about_themselves_are_asked_about() -> None:
    found = who_is_caller(read_transcript("A B: Hello?\nC D: Hi."), caller="Priya Nair", company="Northwind")
    assert found.caller is None


def test_everybody_but_our_caller_is_the_other_side() -> None:
    turns = as_turns(read_transcript("Desk: Hold on.\nPriya: Hi.\nMaria: Speaking."), "Priya")
    assert [t.who for t in turns] == ["client", "caller", "client"]


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        found = read_transcript(text)
    except TranscriptError:
        return
    assert found.spoken and all(s.speaker and s.text for s in found.spoken)
