"""`duecourse analyse-call` on files that are no calls: which file, and what is wrong with it."""

from __future__ import annotations

import json

import pytest

from duecourse.cli import main

SAID = "Alice: Hi, is that Maria?\nMaria: Yes, speaking.\n"
ABOUT = {"started_at": "2026-11-18T10:00:00-05:00", "account": {"name": "Harbour", "currency": "USD", "items": []}}


@pytest.fixture
def files(tmp_path):
    (tmp_path / "said.txt").write_text(SAID, "utf-8")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    (tmp_path / "about.json").write_text(json.dumps(ABOUT), "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("file", "call", "says"),
    [
        ("picture.png", "", "picture.png is not text in UTF-8"),
        ("said.txt", "picture.png", "picture.png is not text in UTF-8"),
        ("nothing.txt", "", "nothing.txt: No such file or directory"),
        ("said.txt", "nothing.json", "nothing.json: No such file or directory"),
        ("said.txt", "", "A transcript needs --call"),
        ("said.txt", "said.txt", "the call that says what it is about is not JSON"),
        ("about.json", "about.json", "JSON needs a list of turns"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_the_reason(files, capsys, file, call, says):
    given = ["analyse-call", str(files / file), *(["--call", str(files / call)] if call else [])]
    assert main(given) == 2
    out, err = capsys.readouterr()
    assert says in err and not out


def test_a_transcript_beside_its_call_is_analysed(files, capsys):
    given = ["analyse-call", str(files / "said.txt"), "--call", str(files / "about.json"), "--speaker", "Alice"]
    assert main(given) == 0
    assert [turn["who"] for turn in json.loads(capsys.readouterr().out)["turns"]] == ["caller", "client"]
