"""`duecourse analyse-call`: JSON in, JSON out, errors named."""

from __future__ import annotations

import json

from duecourse.playbooks.analyse_call import analyse_call_json

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
