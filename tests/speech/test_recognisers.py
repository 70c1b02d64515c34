"""Words by an endpoint on loopback that behaves, stalls, lies and breaks; and by a model folder, where there is one."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path

import pytest

from duecourse.speech.endpoint import Endpoint
from duecourse.speech.local_model import LocalModel
from duecourse.speech.problems import RecogniserProblem
from duecourse.speech.recognisers import Hints, set_up, words_of
from duecourse.speech.recording import measure_recording
from speech import fake_endpoint
from speech.fake_endpoint import good
from speech.sounds import RATE, RECORDINGS, call, numpy, write

KEY = "sk-very-secret"
QUIET = numpy.zeros(2 * RATE, "float32")


@contextmanager
def endpoint(answers):
    with fake_endpoint.endpoint(answers) as (url, asked):
        yield Endpoint(url, key=KEY, seconds=0.5, waits=(0.0, 0.0)), asked


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def test_the_words_come_back_with_their_times():
    with endpoint([good((0.1, 1.0, " Good morning. "), (1.0, 1.9, "This is Priya."))]) as (heard, asked):
        found = heard.hear(QUIET, Hints(("Harbour Café", "INV-1042"), "en"))
    assert [(h.start, h.end, h.text) for h in found] == [(0.1, 1.0, " Good morning. "), (1.0, 1.9, "This is Priya.")]
    headers, body = asked[0]
    assert headers["Authorization"] == f"Bearer {KEY}"
    assert "Harbour Café, INV-1042".encode() in body and b"RIFF" in body and b"verbose_json" in body


@pytest.mark.parametrize(
    ("first", "tries"),
    [((500, b"oops"), 2), ((429, b""), 2), ((200, b"{not json"), 2), ((200, b"[1]"), 2), ("stall", 2)],
    ids=["500", "429", "broken JSON", "no transcript", "stall"],
)
def test_trouble_that_passes_is_tried_again(first, tries):
    with endpoint([first, good((0, 1, "Hello."))]) as (heard, asked):
        assert [h.text for h in heard.hear(QUIET, Hints())] == ["Hello."]
    assert len(asked) == tries


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("stall", "no answer within 0.5 seconds, 3 times"),
        ((503, b"secret inside"), "answers with 503, 3 times"),
        ((200, b"\xff\xfe"), "no JSON, 3 times"),
        ((200, b"[" * 100_000), "no JSON, 3 times"),
        ((200, b'{"segments": [{"text": 5}]}'), "no transcript"),
        ((200, b'{"segments": [{"text": "x", "start": NaN, "end": 1}]}'), "times that are none"),
        ((200, b'{"text": "' + b"x" * 3_000_000 + b'"}'), "far too much"),
        ((401, b"bad key sk-very-secret"), "DUECOURSE_SPEECH_KEY"),
        ((404, b""), "as far as /v1"),
        ((302, b""), "sends elsewhere"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_trouble_that_stays_is_said_without_giving_anything_away(answer, says):
    with endpoint([answer]) as (heard, _asked), pytest.raises(RecogniserProblem, match=says) as problem:
        heard.hear(QUIET, Hints())
    assert KEY not in str(problem.value) and "secret inside" not in str(problem.value)


def test_nobody_listening_is_said():
    with pytest.raises(RecogniserProblem, match="cannot be reached, 1 times"):
        Endpoint("http://127.0.0.1:9/v1", waits=()).hear(QUIET, Hints())


def test_an_answer_longer_than_the_piece_is_cut_to_it():
    with endpoint([good((-5, 900, "word " * 5_000))]) as (heard, _asked):
        (found,) = heard.hear(QUIET, Hints())
    assert (found.start, found.end) == (0.0, 2.0) and len(found.text) <= 160


def test_voices_leave_the_machine_over_https_only():
    with pytest.raises(RecogniserProblem, match="https only"):
        Endpoint("http://speech.example.com/v1")
    with pytest.raises(RecogniserProblem, match="no web address"):
        Endpoint("file:///etc/passwd")


def test_nothing_is_sent_unless_somebody_set_it_up(monkeypatch):
    for name in ("DUECOURSE_SPEECH_URL", "DUECOURSE_SPEECH_MODEL"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(RecogniserProblem, match="No recogniser is set up"):
        set_up()


def test_each_turn_is_heard_on_its_own_channel_and_gets_its_place():
    with endpoint([good((0.0, 60.0, "Hello."))]) as (heard, asked):
        measured = measure_recording(RECORDINGS / "call.ogg", detector="own")
        said = words_of(RECORDINGS / "call.ogg", measured, heard, Hints())
    assert len(asked) == len(measured.turns) == len(said)
    for words, turn in zip(said, measured.turns, strict=True):
        assert words.who == turn.who
        assert (words.start, words.end) == pytest.approx((turn.start, turn.end), abs=0.01)


def test_a_long_monologue_is_cut_where_it_is_quiet(tmp_path):
    sound = numpy.concatenate([call()[int(0.6 * RATE) : 6 * RATE, :1]] * 12)
    path = write(tmp_path / "long.wav", numpy.hstack([sound, numpy.zeros_like(sound)]))
    measured = measure_recording(path, detector="own")
    with endpoint([good((0.0, 60.0, "Hello."))]) as (heard, asked):
        said = words_of(path, measured, heard, Hints())
    assert len(measured.turns) == 1 and len(said) == len(asked) == 3
    assert all(len(body) < 28.5 * RATE * 2 for _, body in asked)
    assert [s.end for s in said[:-1]] == [s.start for s in said[1:]]


def test_a_model_folder_that_lacks_a_part_is_refused(tmp_path):
    (tmp_path / "model.bin").write_bytes(b"")
    with pytest.raises(RecogniserProblem, match=r"lacks config\.json, tokenizer\.json"):
        LocalModel(tmp_path)


def test_a_model_on_this_machine_hears_the_call():
    folder = os.environ.get("WHISPER_MODEL_FOR_TESTS", "")
    if not folder:
        pytest.skip("WHISPER_MODEL_FOR_TESTS names no faster-whisper model folder")
    measured = measure_recording(RECORDINGS / "call.ogg", detector="own")
    hints = Hints(("Northwind Supply", "Maria Lopez", "invoice"))
    said = words_of(RECORDINGS / "call.ogg", measured, LocalModel(Path(folder)), hints)
    text = " ".join(s.text for s in said).lower()
    assert "northwind" in text and "invoice" in text and "delivery note" in text
