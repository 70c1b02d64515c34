"""Words for what was said: one small interface, a model on this machine or an endpoint behind it. None by default.

A recogniser hears one piece of one channel at a time, so who speaks is known without asking it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from duecourse.domain.conversation.voices import Stretch
from duecourse.speech.audio import RATE, blocks, look_at
from duecourse.speech.problems import RecogniserProblem, package
from duecourse.speech.recording import RIGHT, Measured, Tell, nobody

LONGEST_S, LOOK_BACK_S, LEAST_S = 28, 5, 1.0  # recognisers hear half a minute at once, and invent words for a blink
_AROUND_S = 0.15  # a voice begins before it is loud
_MOST_HINTS = 40


@dataclass(frozen=True, slots=True)
class Hints:
    """What helps to hear right: names and words of this account, and the language."""

    words: tuple[str, ...] = ()
    language: str = "en"

    @property
    def text(self) -> str:
        return ", ".join(dict.fromkeys(word for word in self.words[:_MOST_HINTS] if word.strip()))


@dataclass(frozen=True, slots=True)
class Heard:
    """Words of a piece, in seconds from its start."""

    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words of one side, in seconds of the recording."""

    who: str
    start: float
    end: float
    text: str

    def as_json(self) -> dict[str, Any]:
        return {"who": self.who, "start": round(self.start, 2), "end": round(self.end, 2), "text": self.text}


class Recogniser(Protocol):
    """`name` is for people: what made the transcript."""

    name: str

    def hear(self, samples: Any, hints: Hints) -> list[Heard]:
        """Words in at most half a minute of one channel at 16 kHz. Raises RecogniserProblem."""


def recogniser_here() -> str:
    """What would make a transcript on this installation, in words; empty where nothing is set up."""
    if os.environ.get("DUECOURSE_SPEECH_MODEL"):
        return "a model on this machine"
    if url := os.environ.get("DUECOURSE_SPEECH_URL"):
        return f"sent to {url}"
    return ""


def set_up() -> Recogniser:
    """The recogniser of this installation: a model folder before an endpoint, because it keeps voices here. Raises
    RecogniserProblem where none is set up or it cannot be used, SpeechNotInstalled."""
    from duecourse.speech.endpoint import Endpoint  # they build on this module
    from duecourse.speech.local_model import LocalModel

    if folder := os.environ.get("DUECOURSE_SPEECH_MODEL"):
        return LocalModel(Path(folder))
    if url := os.environ.get("DUECOURSE_SPEECH_URL"):
        model = os.environ.get("DUECOURSE_SPEECH_ENDPOINT_MODEL", "whisper-1")
        return Endpoint(url, model=model, key=os.environ.get("DUECOURSE_SPEECH_KEY", ""))
    raise RecogniserProblem(
        "No recogniser is set up: name a model folder in DUECOURSE_SPEECH_MODEL or an endpoint in DUECOURSE_SPEECH_URL."
    )


def words_of(
    path: Path, measured: Measured, recogniser: Recogniser, hints: Hints, *, tell: Tell = nobody
) -> tuple[Utterance, ...]:
    """What was said in each turn of a measured recording, in the order in which it began. Raises RecogniserProblem,
    RecordingProblem."""
    said: list[Utterance] = []
    for piece in _pieces(path, measured):
        for heard in recogniser.hear(_long_enough(piece.samples), hints):
            text = " ".join(heard.text.split())
            start = max(piece.start + heard.start, piece.turn.start)
            end = min(piece.start + heard.end, piece.end, piece.turn.end)
            if text and end > start:
                said.append(Utterance(piece.turn.who, start, end, text))
        tell(min(1.0, piece.end / measured.seconds))
    return tuple(sorted(said, key=lambda u: (u.start, u.end)))


@dataclass(frozen=True, slots=True)
class _Piece:
    turn: Stretch
    start: float
    end: float
    samples: Any


def _pieces(path: Path, measured: Measured) -> Iterator[_Piece]:
    """The sound of each turn, cut where it is quietest once it is too long; one turn of each side is held."""
    numpy = package("numpy", "Reading a recording")
    waiting = {who: [t for t in measured.turns if t.who == who] for who in {t.who for t in measured.turns}}
    kept: dict[str, list[Any]] = {who: [] for who in waiting}
    first = 0
    for block in blocks(look_at(path)):
        for who, turns in waiting.items():
            channel = block[:, _channel_of(who, measured)]
            while turns and _first(turns[0]) < first + len(block):
                start = _first(turns[0]) if not kept[who] else first
                past = min(_past(turns[0]), first + len(block))
                kept[who].append(channel[max(0, start - first) : past - first])
                if past < _past(turns[0]):
                    break
                yield from _cut(numpy, turns.pop(0), numpy.concatenate(kept[who]))
                kept[who] = []
        first += len(block)
    for who, turns in waiting.items():
        if turns and kept[who]:
            yield from _cut(numpy, turns[0], numpy.concatenate(kept[who]))


def _first(turn: Stretch) -> int:
    return max(0, int((turn.start - _AROUND_S) * RATE))


def _past(turn: Stretch) -> int:
    return int((turn.end + _AROUND_S) * RATE)


def _channel_of(who: str, measured: Measured) -> int:
    """Both sides on one channel, or one saved as two: the first has it all."""
    if not measured.caller_channel:
        return 0
    ours = 1 if measured.caller_channel == RIGHT else 0
    return ours if who == "caller" else 1 - ours


def _cut(numpy: Any, turn: Stretch, samples: Any) -> Iterator[_Piece]:
    start = _first(turn) / RATE
    while len(samples) > LONGEST_S * RATE:
        place = _quietest(numpy, samples)
        yield _Piece(turn, start, start + place / RATE, samples[:place])
        start, samples = start + place / RATE, samples[place:]
    yield _Piece(turn, start, start + len(samples) / RATE, samples)


def _quietest(numpy: Any, samples: Any) -> int:
    """Where to cut: the middle of the quietest tenth of a second in the last seconds that fit."""
    frame = RATE // 10
    begin, end = (LONGEST_S - LOOK_BACK_S) * RATE, LONGEST_S * RATE
    power = (samples[begin:end].reshape(-1, frame) ** 2).sum(axis=1)
    return begin + int(power.argmin()) * frame + frame // 2


def _long_enough(samples: Any) -> Any:
    numpy = package("numpy", "Reading a recording")
    short = int(LEAST_S * RATE) - len(samples)
    return numpy.concatenate([samples, numpy.zeros(short, "float32")]) if short > 0 else samples
