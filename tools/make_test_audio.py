"""Two-channel calls out of a speech synthesiser, with the truth about who spoke when beside each.

    python tools/make_test_audio.py fixtures            # tests/data/recordings, which is committed
    python tools/make_test_audio.py calls FOLDER [N] [SEED]    # N calls for benchmarks/recording_quality.py FOLDER
    python tools/make_test_audio.py turns FILE OUT.ogg  # a call by its transcript (JSON: who, text, start, end)

The detector was tuned on the first seeds; those from 100 on have other voices and are kept apart.

Needs Debian's espeak-ng and the extra `speech`. The same seed gives the same calls.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy
import soundfile
import soxr

RATE = 16_000
FIXTURES = Path(__file__).parents[1] / "tests/data/recordings"
CALLER, CLIENT = "caller", "client"
VOICES = {CALLER: ("en-us+f3", 165), CLIENT: ("en-gb+m4", 150)}
SLOWEST, FASTEST = 110, 260  # words a minute
OTHER_VOICES = (
    {CALLER: ("en-gb+m2", 175), CLIENT: ("en-us+f5", 140)},
    {CALLER: ("en-gb-scotland+f2", 155), CLIENT: ("en-us+m7", 185)},
    {CALLER: ("en-us+m1", 145), CLIENT: ("en-gb-x-rp+f4", 170)},
)
LINES = {
    CALLER: [
        "Good morning, this is Priya from Northwind Supply. Am I speaking with Maria Lopez in accounts?",
        "I am calling about invoice ten forty two, for eight hundred and ninety dollars, due on the twelfth of May.",
        "Could you tell me what is holding it up at your end, and who would have to approve it?",
        "Thank you, that helps. When could we expect the payment then?",
        "So that is eight hundred and ninety dollars, by Friday the twenty seventh of November. Is that right?",
        "I will send the signed delivery note to you this afternoon, by e-mail.",
        "Thank you for your time, Maria. Have a good day, and goodbye.",
    ],
    CLIENT: [
        "Yes, speaking. What is it about? I have about two minutes before my next meeting starts.",
        "Let me have a look. I can see it here, but it was never matched to a delivery note on our side, so it waits.",
        "The warehouse moved in September, and a lot of the paper went to the old address, which nobody told us about.",
        "If you send me the note today I can put it into the run of next week, that would be Friday.",
        "Yes, that is right. Please put the order number on it, otherwise it comes back to me again.",
        "No, that is all. Thank you for calling, goodbye.",
    ],
}
NOISES = ["mm-hmm.", "right.", "okay.", "yes."]
CUT_IN = {
    CALLER: "Sorry, but I have to stop you there, because the invoice is already sixty days late.",
    CLIENT: "No, no, wait a moment, that is not what we agreed with your colleague last month.",
}


@dataclass
class Call:
    """`truth` has who, start, end and kind of each turn, in seconds."""

    tracks: dict[str, Any]
    truth: list[dict[str, Any]] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        return len(self.tracks[CALLER]) / RATE


class Speaker:
    """Says a line, with its silence trimmed; a line that was said before is not made again."""

    def __init__(self, voices: dict[str, tuple[str, int]] = VOICES) -> None:
        self._voices = voices
        self._said: dict[tuple[str, str, int], Any] = {}

    def say(self, who: str, text: str, seconds: float = 0.0) -> Any:
        """At the voice's own pace; or at the one that takes so many seconds, within what a mouth can do."""
        pace = self._voices[who][1]
        said = self._at(pace, who, text)
        if not seconds:
            return said
        return self._at(int(min(max(pace * len(said) / RATE / seconds, SLOWEST), FASTEST)), who, text)

    def _at(self, pace: int, who: str, text: str) -> Any:
        if (who, text, pace) not in self._said:
            voice = self._voices[who][0]
            with tempfile.NamedTemporaryFile(suffix=".wav") as file:
                subprocess.run(["espeak-ng", "-v", voice, "-s", str(pace), "-w", file.name, text], check=True)  # noqa: S607
                samples, rate = soundfile.read(file.name, dtype="float32")
            self._said[who, text, pace] = _trimmed(soxr.resample(samples, rate, RATE)) * 0.5
        return self._said[who, text, pace]


def _trimmed(samples: Any) -> Any:
    loud = numpy.flatnonzero(abs(samples) > 0.01)
    return samples[loud[0] : loud[-1] + 1]


def make_call(seed: int, speaker: Speaker, *, exchanges: int = 6) -> Call:
    """Turns in order, with breaks, listening noises and interruptions by either side strewn in."""
    luck = numpy.random.default_rng(seed)
    call = Call({who: numpy.zeros(0, "float32") for who in (CALLER, CLIENT)})
    at = 0.6
    for n in range(exchanges):
        for who, other in ((CALLER, CLIENT), (CLIENT, CALLER)):
            line = speaker.say(who, LINES[who][n % len(LINES[who])])
            length = len(line) / RATE
            what = luck.choice(["plain", "plain", "noise", "cut"]) if length > 3 else "plain"
            if what == "cut":
                at = _cut_in(call, speaker, luck, who, other, line, at)
            else:
                _put(call, who, at, line, "speech")
                if what == "noise":
                    noise = speaker.say(other, str(luck.choice(NOISES)))
                    _put(call, other, at + float(luck.uniform(1.3, length - 1.3)), noise, "backchannel")
                at += length
            at += float(luck.uniform(0.15, 1.3)) if luck.random() > 0.1 else float(luck.uniform(3.5, 6.0))
    return _padded(call, at + 1.0)


def _cut_in(call: Call, speaker: Speaker, luck: Any, who: str, other: str, line: Any, at: float) -> float:
    """The other side breaks in; who was speaking gives up a moment later. Returns when the floor is free again."""
    into = float(luck.uniform(1.3, len(line) / RATE - 1.2))
    gives_up = into + float(luck.uniform(0.45, 1.0))
    words = speaker.say(other, CUT_IN[other])
    _put(call, who, at, _trimmed(line[: int(gives_up * RATE)]), "speech")
    _put(call, other, at + into, words, "interruption")
    return at + into + len(words) / RATE


def _put(call: Call, who: str, at: float, samples: Any, kind: str) -> None:
    first = int(at * RATE)
    _padded(call, (first + len(samples) + 1) / RATE)
    call.tracks[who][first : first + len(samples)] += samples
    turn = {"who": who, "start": round(at, 3), "end": round(at + len(samples) / RATE, 3), "kind": kind}
    call.truth.append(turn)


def _padded(call: Call, seconds: float) -> Call:
    length = max(int(seconds * RATE), *(len(track) for track in call.tracks.values()))
    for who, track in call.tracks.items():
        call.tracks[who] = numpy.pad(track, (0, length - len(track)))
    call.truth.sort(key=lambda turn: turn["start"])
    return call


def on_the_line(call: Call, seed: int, *, noise_db: float | None = None, bleed_db: float | None = None) -> Any:
    """Both channels, the caller's on the left: noise that many dB under the speech, and what each hears of the other
    40 ms later."""
    luck = numpy.random.default_rng(seed)
    tracks = [call.tracks[CALLER].copy(), call.tracks[CLIENT].copy()]
    if bleed_db is not None:
        late = [numpy.concatenate([numpy.zeros(640, "float32"), t[:-640]]) for t in tracks]
        gain = 10 ** (-bleed_db / 20)
        tracks = [tracks[0] + gain * late[1], tracks[1] + gain * late[0]]
    if noise_db is not None:
        for place, track in enumerate(tracks):
            spoken = track[abs(track) > 0.01]
            size = float(numpy.sqrt((spoken**2).mean())) * 10 ** (-noise_db / 20)
            tracks[place] = track + luck.normal(0, size, len(track)).astype("float32")
    return numpy.stack(tracks, axis=1).clip(-1, 1).astype("float32")


LINES_OF_QUALITY: dict[str, dict[str, Any]] = {
    "clean": {},
    "noise 20 dB": {"noise_db": 20},
    "noise 10 dB": {"noise_db": 10},
    "noise 5 dB": {"noise_db": 5},
    "bleed 18 dB": {"bleed_db": 18, "noise_db": 30},
    "8 kHz mu-law, noise 20 dB": {"noise_db": 20},
}


def calls(folder: Path, count: int, first: int) -> None:
    """`count` calls, each on every kind of line, with truth.json."""
    folder.mkdir(parents=True, exist_ok=True)
    others, truths = [Speaker(voices) for voices in OTHER_VOICES], []
    usual = Speaker()
    for seed in range(first, first + count):
        call = make_call(seed, others[seed % len(others)] if seed >= 100 else usual)
        for place, (line, given) in enumerate(LINES_OF_QUALITY.items()):
            name = f"call-{seed:02}-{place}.wav"
            sound = on_the_line(call, seed, **given)
            if "mu-law" in line:
                soundfile.write(folder / name, soxr.resample(sound, RATE, 8000), 8000, subtype="ULAW")
            else:
                soundfile.write(folder / name, sound, RATE, subtype="PCM_16")
            truths.append({"file": name, "line": line, "seconds": call.seconds, "turns": call.truth})
    (folder / "truth.json").write_text(json.dumps(truths))


def fixtures() -> None:
    """A few hundred kilobytes: one call in each format, what is wrong with recordings, and their truth."""
    FIXTURES.mkdir(parents=True, exist_ok=True)
    speaker = Speaker()
    call = make_call(4, speaker, exchanges=4)
    sound, phone = on_the_line(call, 4, noise_db=45), on_the_line(call, 5, noise_db=20)
    _write_ogg(FIXTURES / "call.ogg", sound)
    _write_ogg(FIXTURES / "bleed.ogg", on_the_line(call, 6, bleed_db=18, noise_db=50))
    short = phone[: 12 * RATE]
    soundfile.write(FIXTURES / "phone-8k-mulaw.wav", soxr.resample(short, RATE, 8000), 8000, subtype="ULAW")
    soundfile.write(FIXTURES / "mono.mp3", short.mean(axis=1), RATE, format="MP3")
    _write_m4a(FIXTURES / "call.m4a", short)
    truth = {"seconds": call.seconds, "turns": call.truth}
    (FIXTURES / "truth.json").write_text(json.dumps(truth, indent=1) + "\n")


def turns(file: Path, out: Path) -> None:
    """A call in which every turn is heard when its transcript says: the demo's recording."""
    speaker = Speaker({CALLER: ("en-us+f3", 165), CLIENT: ("en-us+f5", 155)})
    call = Call({who: numpy.zeros(0, "float32") for who in (CALLER, CLIENT)})
    for turn in json.loads(file.read_text("utf-8")):
        words = speaker.say(turn["who"], turn["text"], seconds=turn["end"] - turn["start"])
        _put(call, turn["who"], turn["start"], words, "speech")
    sound = soxr.resample(on_the_line(_padded(call, call.seconds + 1.5), 7, noise_db=45), RATE, 8000)
    # Not Opus: so small a file would give both channels the same sound.
    soundfile.write(out, sound, 8000, format="OGG", subtype="VORBIS", compression_level=1.0)


def _write_ogg(path: Path, sound: Any) -> None:
    soundfile.write(path, sound, RATE, format="OGG", subtype="OPUS", compression_level=0.95)


def _write_m4a(path: Path, sound: Any) -> None:
    import av

    with av.open(str(path), "w", format="ipod") as container:
        stream = container.add_stream("aac", rate=RATE, layout="stereo")
        stream.bit_rate = 32_000
        for start in range(0, len(sound) - 1023, 1024):
            piece = numpy.ascontiguousarray(sound[start : start + 1024].T)
            frame = av.AudioFrame.from_ndarray(piece, format="fltp", layout="stereo")
            frame.sample_rate, frame.pts = RATE, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["fixtures"]:
            fixtures()
        case ["turns", file, out]:
            turns(Path(file), Path(out))
        case ["calls", folder, *rest]:
            calls(Path(folder), int(rest[0]) if rest else 20, int(rest[1]) if rest[1:] else 0)
        case _:
            raise SystemExit(__doc__)
