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


BROKEN = {
    "JSON cut in the middle": ('[{"speaker": "A", "text": "Hi"},\n {"speaker": "B", "te', "breaks off at line 2"),
    "JSON with a slip": ('[{"speaker": "A" "text": "Hi"}]', "at line 1, column 18"),
    "WebVTT cut in a time": (VTT[: VTT.rindex("-->") + 6], "Line 10: “00:00:04.500 --> 0"),
    "SRT with a bent arrow": (SRT.replace("00:00:03,000 --> ", "00:00:03,000 -> "), "Line 6: “00:00:03,000 ->"),
    "CSV with a quotation mark that never closes": (CSV.replace('Northwind."', "Northwind."), "Line 2: this row"),
    "CSV cut in a row": (CSV[: CSV.rindex(",")], "Line 3 has 3 cells and the header has 4"),
    "plain text without a name": ("12 October\nPriya: Hello.", "Line 1 does not say who speaks"),
    "a negative time": (CSV.replace("0,2.5", "-4,2.5"), "Line 2: “-4” lies before the call began"),
    "a time that is none": (CSV.replace("0,2.5", "soon,2.5"), "Line 2: “soon” is no time"),
    "an endless time": (JSON.replace("2.5", "1e999"), "Turn 1: “inf” is no time"),
    "a call of three days": (CSV.replace("3,4", "3,999999999999"), "Turn 2 lies more than a day into the call"),
    "a cue of nobody": (SRT.replace("Priya: ", "").replace("Maria: ", ""), "Turn 1, “Hello, Priya Nair"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "said"), BROKEN.values(), ids=BROKEN)
def test_a_transcript_that_is_broken_says_where(text: str, said: str) -> None:
    with pytest.raises(TranscriptError) as refused:
        read_transcript(text)
    assert said.lower() in str(refused.value).lower()


@given(st.sampled_from([PLAIN, VTT, SRT, CSV, JSON]), st.integers(0, 400), st.text(max_size=8))
def test_a_transcript_cut_or_scribbled_on_anywhere_is_read_or_refused_with_words(text: str, at: int, ink: str) -> None:
    for broken in (text[:at], text[:at] + ink + text[at:]):
        try:
            found = read_transcript(broken)
        except TranscriptError as refused:
            assert str(refused).endswith((".", "?", "]"))
            continue
        assert all(s.speaker and s.text for s in found.spoken)
        assert all((s.end or 0) >= (s.start or 0) >= 0 for s in found.spoken)


def test_what_ends_before_it_starts_counts_as_no_time_and_that_is_said() -> None:
    found = read_transcript(CSV.replace("3,4,", "3,1,"))
    assert found.spoken[1].start == found.spoken[1].end == 3
    assert any("ends before it starts (the first is turn 2)" in note for note in found.notes)


def test_times_of_some_turns_only_are_no_times_and_the_turn_is_named() -> None:
    found = read_transcript(CSV.replace("3,4,", ",,"))
    assert [s.start for s in found.spoken] == [None, None]
    assert "Turn 2 has no start or no end" in found.notes[0]


def test_a_very_long_turn_is_kept_and_the_part_that_is_looked_at_is_said() -> None:
    found = read_transcript(f"Priya: Hello.\nMaria: {'word ' * 8_000}")
    assert len(found.spoken[1].text) == 39_999
    assert "Turn 2 has 39,999 characters: only its first 4,000 are looked at for marks." in found.notes


def test_a_call_of_five_hours_is_read() -> None:
    rows = "".join(f"{n * 10},{n * 10 + 8},{'AB'[n % 2]},word {n}\n" for n in range(1_800))
    found = read_transcript("start,end,speaker,text\n" + rows)
    assert len(found.spoken) == 1_800 and found.spoken[-1].end == 17_998


def test_control_and_half_characters_go_and_emoji_stay() -> None:
    found = read_transcript("Priya:\x07 Hi\x00 \ud800there \u202e😀\nMaria: Yes.")
    assert [s.text for s in found.spoken] == ["Hi there 😀", "Yes."]


def test_a_name_in_brackets_is_no_json() -> None:
    assert read_transcript("[Priya]: Hello.\n[Maria]: Yes.").speakers == ("Priya", "Maria")
