"""`duecourse review-call`: shows what would be sent, asks, and prints what stands."""

from __future__ import annotations

import json

import pytest

from duecourse.cli import main
from reviewer import fake_reviewer as fake
from reviewer.a_call import RIGHT, call_json


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.delenv("DUECOURSE_REVIEWER_URL", raising=False)
    path = tmp_path / "call.json"
    path.write_text(json.dumps(call_json()), "utf-8")
    return str(path)


def test_the_prompt_is_shown_and_nothing_is_sent(file, capsys):
    with fake.a_reviewer(fake.says("{}")) as reviewer:
        assert main(["review-call", file, "--show-prompt", "--endpoint", reviewer.url, "--model", "m"]) == 0
    told = capsys.readouterr()
    assert reviewer.seen == [] and "INV-1042" in told.out and "[THEIR_PERSON_1]" in told.out
    assert "Maria" not in told.out and "nothing was sent" in told.err


def test_what_is_shown_is_what_is_sent(file, capsys):
    with fake.a_reviewer(fake.says(json.dumps(RIGHT))) as reviewer:
        there = ["--endpoint", reviewer.url, "--model", "m"]
        assert main(["review-call", file, "--show-prompt", "--json", *there]) == 0
        shown = json.loads(capsys.readouterr().out)
        assert main(["review-call", file, *there]) == 0
    assert reviewer.seen[0][2] == shown
    told = capsys.readouterr().out
    assert "not a record, not a promise" in told and "found by both" in told
    assert "The client promised 890.00 on invoice INV-1042" in told


def test_json_says_what_stands_what_was_dropped_and_by_whom(file, capsys):
    answer = {**RIGHT, "marks": [*RIGHT["marks"], {"n": 5, "label": "aggression", "quote": "I will find you"}]}
    with fake.a_reviewer(fake.says(json.dumps(answer))) as reviewer:
        assert main(["review-call", file, "--json", "--endpoint", reviewer.url, "--model", "m"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["model"] == "m" and len(told["prompt_sha256"]) == 64 and told["tokens"] == {"in": 900, "out": 70}
    assert told["dropped_by_reason"] == {"not_verbatim": 1} and len(told["marks"]) == 4


def test_without_an_endpoint_it_says_what_to_set(file, capsys):
    assert main(["review-call", file]) == 2
    assert "no reviewer is set" in capsys.readouterr().err


def test_a_reviewer_that_fails_is_exit_status_one(file, capsys):
    with fake.a_reviewer(fake.refuses(401)) as reviewer:
        assert main(["review-call", file, "--endpoint", reviewer.url, "--model", "m"]) == 1
    assert "401: it refused the key" in capsys.readouterr().err


def test_a_call_that_cannot_be_read_is_exit_status_two(tmp_path, capsys):
    path = tmp_path / "call.json"
    path.write_text("{oops", "utf-8")
    assert main(["review-call", str(path), "--show-prompt"]) == 2
    assert main(["review-call", str(tmp_path / "absent.json"), "--show-prompt"]) == 2
