"""One recording measured: who spoke when, over whom, and what it cannot tell. No word of it is understood here."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from duecourse.domain.conversation.turns import CALLER, CLIENT
from duecourse.domain.conversation.voices import (
    SOMEBODY,
    NotMeasurable,
    Stretch,
    cannot_be_told,
    measure,
    told_apart,
    turns_of,
)
from duecourse.speech import detectors
from duecourse.speech.audio import RATE, Source, blocks, look_at
from duecourse.speech.bleed import bleed_in
from duecourse.speech.levels import FRAME, FRAMES_A_SECOND, QUIETEST_DB, Frames, frames_of, heard_by_level
from duecourse.speech.problems import RecordingProblem, package

LEFT, RIGHT = "left", "right"
SIDES = (LEFT, RIGHT)
JOIN_S, SHORTEST_S = 0.25, 0.12  # a gap within a word; a click
_SAME_SOUND, _CLIPPED, _OFFSET = 0.98, 0.001, 0.02

Tell = Callable[[float], None]


def nobody(_share: float) -> None:
    """Nobody is waiting to hear how far it is."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a recording gave. `turns` in the order in which they began; `caller_channel` is empty where both sides are
    on one channel. `notes` are sentences for people."""

    form: str
    rate: int
    channels: int
    seconds: float
    caller_channel: str
    detector: str
    turns: tuple[Stretch, ...]
    measures: dict[str, Any]
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "form": self.form,
            "rate": self.rate,
            "channels": self.channels,
            "seconds": round(self.seconds, 1),
            "caller_channel": self.caller_channel,
            "detector": self.detector,
            "segments": [turn.as_json() for turn in self.turns],
            "measures": self.measures,
            "notes": list(self.notes),
        }


def measure_recording(path: Path, *, caller_channel: str = LEFT, detector: str = "", tell: Tell = nobody) -> Measured:
    """Reads a recording once, in pieces, and measures it; `tell` hears the share that is done.

    Raises RecordingProblem (what is wrong with the file), SpeechNotInstalled, OSError.
    """
    if caller_channel not in SIDES:
        raise RecordingProblem(f"The caller's channel is left or right, not “{caller_channel}”.")
    source = look_at(path)
    name = detectors.chosen(detector)
    sound = _listen(source, name, tell)
    if not sound.seconds:
        raise RecordingProblem("There is no sound in this file.")
    notes = [*source.notes, *_remarks(source, sound)]
    missing, one_channel = _what_cannot_be_told(source, sound)
    if one_channel:
        speech = [Stretch(SOMEBODY, start, end) for start, end in sound.channels[0].stretches(name)]
        caller_channel = ""
    else:
        speech = _both_sides(sound, name, caller_channel, notes)
        missing = missing or _silent_side(speech)
    turns = told_apart(turns_of(speech))
    if not turns:
        notes.append("Nobody speaks in this recording.")
    return Measured(
        form=source.form,
        rate=source.rate,
        channels=source.channels,
        seconds=sound.seconds,
        caller_channel=caller_channel,
        detector=name,
        turns=turns,
        measures=measure(turns, sound.seconds, missing),
        notes=tuple(notes),
    )


def _numbers() -> array[float]:
    return array("f")


@dataclass(slots=True)
class _Channel:
    """What is kept of one channel: a few numbers for each hundredth of a second, in one piece each. Small pieces that
    live long would lie between the large ones that come and go, and a call of hours would fill the memory."""

    network: detectors.Network | None
    level: array[float] = field(default_factory=_numbers)
    crossings: array[float] = field(default_factory=_numbers)
    probabilities: array[float] = field(default_factory=_numbers)
    power: float = 0.0
    total: float = 0.0
    clipped: int = 0

    def hear(self, samples: Any) -> None:
        frames = frames_of(samples)
        self.level.frombytes(frames.level.tobytes())
        self.crossings.frombytes(frames.crossings.tobytes())
        if self.network is not None:
            self.probabilities.frombytes(self.network.hear(_whole_windows(samples)).tobytes())
        self.power += float(samples @ samples)
        self.total += float(samples.sum(dtype="float64"))
        self.clipped += int((abs(samples) >= 0.999).sum())

    def frames(self) -> Frames:
        numpy = package("numpy", "Finding speech")
        return Frames(numpy.frombuffer(self.level, "float32"), numpy.frombuffer(self.crossings, "float32"))

    def stretches(self, name: str, drop: Any = None) -> list[tuple[float, float]]:
        """Speech in seconds, without the frames of `drop`."""
        numpy = package("numpy", "Finding speech")
        frames = self.frames()
        spoken = numpy.zeros(len(frames.level), bool)
        if name == detectors.OWN:
            for first, last in heard_by_level(frames):
                spoken[first:last] = True
        else:
            for first, last in detectors.heard_by_network(numpy.frombuffer(self.probabilities, "float32")):
                start, end = (int(w * detectors.WINDOW / FRAME) for w in (first, last))
                spoken[start:end] = True
            spoken &= frames.level > QUIETEST_DB
        if drop is not None:
            spoken &= ~drop
        return _joined(numpy, spoken)


def _whole_windows(samples: Any) -> Any:
    numpy = package("numpy", "Finding speech")
    short = -len(samples) % detectors.WINDOW
    return numpy.concatenate([samples, numpy.zeros(short, "float32")]) if short else samples


def _joined(numpy: Any, spoken: Any) -> list[tuple[float, float]]:
    """Runs of frames in seconds: gaps within a word closed, clicks left out."""
    joined: list[list[int]] = []
    for first, last in detectors.spans(spoken.astype("int8"), 1, 1):
        if joined and first - joined[-1][1] <= JOIN_S * FRAMES_A_SECOND:
            joined[-1][1] = int(last)
        else:
            joined.append([int(first), int(last)])
    whole = numpy.concatenate([[0], numpy.cumsum(spoken)])
    shortest = SHORTEST_S * FRAMES_A_SECOND
    return [
        (first / FRAMES_A_SECOND, last / FRAMES_A_SECOND)
        for first, last in joined
        if whole[last] - whole[first] >= shortest
    ]


@dataclass(slots=True)
class _Sound:
    channels: list[_Channel]
    samples: int = 0
    shared: float = 0.0  # the two channels multiplied: how alike they are

    @property
    def seconds(self) -> float:
        return self.samples / RATE

    @property
    def likeness(self) -> float:
        if len(self.channels) < 2:
            return 0.0
        one, two = (c.power for c in self.channels)
        return self.shared / (one * two) ** 0.5 if one and two else 0.0


def _listen(source: Source, name: str, tell: Tell) -> _Sound:
    sound = _Sound([_Channel(detectors.network(name)) for _ in range(source.channels)])
    for block in blocks(source):
        for place, channel in enumerate(sound.channels):
            channel.hear(block[:, place].copy())
        if source.channels == 2:
            sound.shared += float(block[:, 0] @ block[:, 1])
        sound.samples += len(block)
        tell(min(1.0, sound.seconds / source.seconds) if source.seconds > 0 else 0.0)
    return sound


def _remarks(source: Source, sound: _Sound) -> list[str]:
    """What is odd about the sound, in sentences."""
    notes = []
    if source.seconds - sound.seconds > max(1.0, 0.02 * source.seconds):
        notes.append(f"Only {sound.seconds:.0f} of {source.seconds:.0f} seconds could be read: the rest is missing.")
    if any(c.clipped > _CLIPPED * sound.samples for c in sound.channels):
        notes.append("The recording is too loud in places (clipped). Times hold; words may be misheard.")
    if any(abs(c.total) > _OFFSET * sound.samples for c in sound.channels):
        notes.append("The line has a constant offset; it was taken out.")
    return notes


def _what_cannot_be_told(source: Source, sound: _Sound) -> tuple[tuple[NotMeasurable, ...], bool]:
    """What is missing, and whether there is only one channel to speak of."""
    if source.channels == 1:
        return cannot_be_told("both sides are on one channel; record each side on its own"), True
    if sound.likeness >= _SAME_SOUND:
        return cannot_be_told("both channels hold the same sound: one channel, saved as two"), True
    return (), False


def _both_sides(sound: _Sound, name: str, caller_channel: str, notes: list[str]) -> list[Stretch]:
    left, right = sound.channels
    levels = [c.frames().level for c in (left, right)]
    leaks = [bleed_in(levels[0], levels[1]), bleed_in(levels[1], levels[0])]
    for side, channel, leak in zip(SIDES, sound.channels, leaks, strict=True):
        taken = sum(e - s for s, e in channel.stretches(name)) - sum(e - s for s, e in channel.stretches(name, leak))
        if taken >= 1.0:
            notes.append(f"The {side} channel hears the other: {taken:.0f} seconds of it were left out.")
    sides = (CALLER, CLIENT) if caller_channel == LEFT else (CLIENT, CALLER)
    return [
        Stretch(who, start, end)
        for who, channel, leak in zip(sides, sound.channels, leaks, strict=True)
        for start, end in channel.stretches(name, leak)
    ]


def _silent_side(speech: list[Stretch]) -> tuple[NotMeasurable, ...]:
    """With one side missing there is nothing to compare. Nobody at all is no missing side but a silent call."""
    heard = {s.who for s in speech}
    if len(heard) == 2:
        return ()
    if not heard:
        return cannot_be_told("nobody speaks")
    missing = "client's" if CALLER in heard else "caller's"
    return cannot_be_told(f"nobody speaks on the {missing} channel")
