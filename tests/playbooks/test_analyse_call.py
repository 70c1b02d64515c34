"""`duecourse analyse-call`: JSON in, JSON out, errors named."""

from __future__ import annotations

import json

import pytest

from duecourse.playbooks.analyse_call import analyse_call_json, analyse_transcript

CALL = {
    "id": "c-1",
    "started_at": "2026-11-18T10:02:00-05:00",
    "account": {"name": "Harbour Cafe", "kind": "business", "currency": "USD", "invoices": []},
    "turns": [{"n": 1, "who": "caller", "start": 0.0, "end": 2.0, "text": "Could I speak to Maria, please?"}],
    "marks": [{"n": 1, "label": "jargon", "quote": "Maria"}],
}


def test_one_call_in_gives_the_same_call_with_its_finds() -> None:
    output = analyse_call_json(json.dumps(CALL))
    answer = json.loads(output.lines[0])
    assert output.status == 0 and answer["id"] == "c-1" and answer["turns"] == CALL["turns"]
    assert answer["marks"] == [{"n": 1, "label": "courtesy", "quote": "Could I speak to Maria, please?"}]
    assert {"client_acts", "commitments", "points", "disposition", "measures"} <= set(answer)


def test_json_lines_in_give_json_lines_out_in_the_same_order() -> None:
    text = "\n".join(json.dumps({**CALL, "id": name}) for name in ("a", "b"))
    assert [json.loads(line)["id"] for line in analyse_call_json(text).lines] == ["a", "b"]


def test_a_pretty_printed_call_is_one_call() -> None:
    assert len(analyse_call_json(json.dumps(CALL, indent=2)).lines) == 1


def test_a_broken_line_is_named_and_the_good_ones_are_answered() -> None:
    output = analyse_call_json(json.dumps(CALL) + "\n{oops\n" + json.dumps(CALL))
    assert output.status == 2 and len(output.lines) == 2
    assert output.errors[0].startswith("line 2: this is not JSON")


def test_an_empty_input_is_an_error() -> None:
    assert analyse_call_json("  \n").status == 2


def analysed(*turns: dict) -> dict:
    rows = [{"n": n, **turn} for n, turn in enumerate(turns, 1)]
    output = analyse_call_json(json.dumps({**CALL, "turns": rows}))
    assert output.status == 0, output.errors
    return json.loads(output.lines[0])


def test_a_call_in_which_nobody_speaks_says_that_nothing_was_measured() -> None:
    found = analysed()
    assert (found["marks"], found["disposition"]) == ([], "no_result")
    assert found["measures"]["not_analysed"] == "nobody says anything"
    assert "talk_share" in found["measures"]["not_measurable"]


def test_one_speaker_has_no_share_of_talking() -> None:
    measures = analysed({"who": "caller", "start": 0, "end": 3, "text": "Please call me back."})["measures"]
    assert "talk_share" not in measures and measures["longest_monologue"]["caller"] == 3
    assert measures["because"] == "only one side of the call is in the transcript"


@pytest.mark.parametrize(
    ("turns", "said"),
    [
        ([{"who": "caller", "start": -1, "end": 2, "text": "Hi"}], "turn 1: start -1 is not a time"),
        ([{"who": "caller", "start": 5, "end": 2, "text": "Hi"}], "turn 1: ends at 2.0 before it starts"),
        ([{"who": "caller", "start": float("nan"), "end": 2, "text": "Hi"}], "turn 1: start nan is not a time"),
        ([{"who": "caller", "start": 9, "end": 10, "text": "A"}, {"who": "client", "start": 1, "end": 2, "text": "B"}],
         "turn 2: starts at 1.0, before the turn ahead of it at 9.0"),
        ([{"who": "agent", "text": "Hi"}], "turn 1: who is 'agent'"),
    ],
)  # fmt: skip
def test_turns_that_cannot_be_are_refused_with_their_number(turns: list[dict], said: str) -> None:
    output = analyse_call_json(json.dumps({**CALL, "turns": turns}))
    assert output.status == 2 and said in output.errors[0]


@pytest.mark.parametrize(
    "text",
    [
        "Guten Tag, hier ist Priya von Northwind, es geht um die offene Rechnung bei Ihnen im Hause, wann zahlen Sie?",
        "Здравствуйте, это Прия, я звоню по поводу счета",
        "您好，我是北风公司的，想问一下发票的付款情况怎么样",
    ],
)
def test_another_language_is_said_and_nothing_is_marked(text: str) -> None:
    found = analysed({"who": "caller", "text": text}, {"who": "client", "text": "Ja."})
    assert found["marks"] == [] and "only English is read" in found["measures"]["not_analysed"]


def test_a_reference_that_is_spelt_out_is_no_other_language() -> None:
    found = analysed(
        {"who": "caller", "text": "Nine nine two one B as in Bravo four seven C as in Charlie zero eight two."}
    )
    assert "not_analysed" not in found["measures"]


def test_a_turn_of_40000_characters_names_what_was_not_looked_at() -> None:
    found = analysed({"who": "caller", "text": "I see. " * 6_000}, {"who": "client", "text": "Yes."})
    assert found["measures"]["cut_turns"] == [1]


def test_emoji_and_half_characters_come_out_as_they_went_in() -> None:
    found = analysed({"who": "caller", "text": "Could I speak to Maria, please? 😀 \ud800 \x00"})
    assert found["turns"][0]["text"].endswith("😀 \ud800 \x00") and found["marks"]


WORDS = "Priya: Hello, this is Priya Nair from Northwind.\nMaria: I'll pay it on Friday."


def test_a_transcript_in_any_form_is_analysed_with_the_call_it_is_about() -> None:
    about = json.dumps({**CALL, "caller": {"name": "Priya Nair", "company": "Northwind"}, "turns": "not these"})
    found = json.loads(analyse_transcript(WORDS, about).lines[0])
    assert [turn["who"] for turn in found["turns"]] == ["caller", "client"]
    assert found["client_acts"][0]["on"] == "2026-11-20" and found["notes"]


@pytest.mark.parametrize(
    ("text", "about", "speaker", "said"),
    [
        ("A B: Hi.\nC D: Yes.", json.dumps(CALL), "", "--speaker NAME, one of A B, C D"),
        (WORDS, json.dumps(CALL), "Zoe", "Nobody in the transcript is called Zoe"),
        (WORDS, "[1", "", "is not JSON"),
        (WORDS, "[]", "", "a call must be a JSON object"),
        ("WEBVTT\n\n00:00 -> 00:02\nHi", json.dumps(CALL), "", "Line 3"),
        ("", json.dumps(CALL), "", "The transcript is empty."),
    ],
)
def test_a_transcript_that_cannot_be_analysed_says_why(text: str, about: str, speaker: str, said: str) -> None:
    output = analyse_transcript(text, about, speaker)
    assert output.status == 2 and said in output.errors[0]
