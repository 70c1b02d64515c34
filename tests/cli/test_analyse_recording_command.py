"""`duecourse analyse-recording` for people and for programs."""

from __future__ import annotations

import json

from duecourse.cli import main
from speech.sounds import RECORDINGS


def test_a_person_reads_the_figures_one_a_line(capsys):
    assert main(["analyse-recording", str(RECORDINGS / "call.ogg"), "--detector", "own"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "OGG, 2 channels, 16000 Hz, 0:57 long; somebody speaks for 0:49"
    assert any(line.startswith("breaking in: we 1, they 0; our listening noises: 1") for line in lines)


def test_one_channel_names_what_is_missing_once_with_its_reason(capsys):
    assert main(["analyse-recording", str(RECORDINGS / "mono.mp3"), "--detector", "own"]) == 0
    out = capsys.readouterr().out
    assert out.count("cannot be measured: our share of the talk, ") == 1 and "both sides are on one channel" in out


def test_a_program_reads_json_and_the_channel_turns_the_sides(capsys):
    found = {}
    for side in ("left", "right"):
        main(
            ["analyse-recording", str(RECORDINGS / "call.ogg"), "--detector", "own", "--json", "--caller-channel", side]
        )
        found[side] = json.loads(capsys.readouterr().out)
    assert found["left"]["caller_channel"] == "left" and found["left"]["segments"][0]["who"] == "caller"
    assert found["right"]["segments"][0]["who"] == "client"


def test_what_cannot_be_read_is_said_on_standard_error(tmp_path, capsys, monkeypatch):
    (tmp_path / "talk.wav").write_text("Priya: Hello.\n")
    assert main(["analyse-recording", str(tmp_path / "talk.wav")]) == 2
    assert main(["analyse-recording", str(tmp_path / "nowhere.wav")]) == 2
    for name in ("DUECOURSE_SPEECH_URL", "DUECOURSE_SPEECH_MODEL"):
        monkeypatch.delenv(name, raising=False)
    assert main(["analyse-recording", str(RECORDINGS / "mono.mp3"), "--transcribe"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert all(word in said.err for word in ("it is text", "nowhere.wav", "No recogniser is set up"))
