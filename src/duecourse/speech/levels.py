"""Our own voice detector: how loud each hundredth of a second is, against the noise of that line at that time.

Level alone would take ringing, clicks and steady hiss for speech. Speech moves (syllables), and much of it is voiced:
few crossings of zero. What is steady, or never voiced, is left out. Music and a second voice in the room it cannot tell
from speech; the network can, mostly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from duecourse.speech.audio import RATE
from duecourse.speech.detectors import spans
from duecourse.speech.problems import package

FRAME = RATE // 100
FRAMES_A_SECOND = RATE // FRAME
_SILENT_DB = -100.0
QUIETEST_DB = -60.0  # below this nobody speaks, however still the line is
_FLOOR_S = 10  # the noise of a line changes over seconds, not within a word
_FLOOR_SHARE, _SMOOTH = 12, 5  # percentile that stands for noise; frames that are averaged
_ON_SHARE, _OFF_SHARE = 0.40, 0.25  # of the way from the noise to the loud parts of speech
_ON_DB, _OFF_DB = 4.5, 2.5  # at least so far above the noise
_FAINT_DB, _FAINTER_DB = 30.0, 36.0  # so far below the loud parts nobody speaks into this microphone
_VOICED_CROSSINGS, _VOICED_SHARE = 0.16, 0.12  # hiss below 4 kHz crosses zero at 0.23 of the samples
_STEADY_DB, _STEADY_CROSSINGS = 1.0, 0.012  # a tone: neither its level nor its pitch moves


@dataclass(frozen=True, slots=True)
class Frames:
    """One channel in hundredths of a second: level in dB of full scale, share of neighbours that cross zero."""

    level: Any
    crossings: Any


def frames_of(samples: Any) -> Frames:
    """Level and crossings of one channel's samples; a rest shorter than a frame is left out. Each frame is measured
    about its own mean, so that a constant offset of the line is no sound, and below 4 kHz, where voices are and hiss is
    not alone."""
    numpy = package("numpy", "Finding speech")
    count = len(samples) // FRAME
    cut = samples[: count * FRAME].reshape(count, FRAME)
    cut = cut - cut.mean(axis=1, keepdims=True)
    low = cut[:, :-3] + cut[:, 1:-2] + cut[:, 2:-1] + cut[:, 3:]
    power = numpy.einsum("ij,ij->i", low, low) / (16 * low.shape[1])
    above = low > 0
    crossings = (above[:, 1:] != above[:, :-1]).mean(axis=1, dtype="float32")
    return Frames((10 * numpy.log10(power + 1e-10)).astype("float32"), crossings)


def heard_by_level(frames: Frames) -> Any:
    """Stretches, in frames, that our own measure takes for speech."""
    numpy = package("numpy", "Finding speech")
    if not len(frames.level):
        return numpy.zeros((0, 2), int)
    level = _smoothed(numpy, frames.level)
    noise = _noise(numpy, level)
    loud = _loud(numpy, level)
    room = numpy.maximum(loud - noise, 0.0)
    on = numpy.maximum(noise + numpy.maximum(_ON_DB, _ON_SHARE * room), max(QUIETEST_DB, loud - _FAINT_DB))
    off = numpy.maximum(noise + numpy.maximum(_OFF_DB, _OFF_SHARE * room), max(QUIETEST_DB - 5, loud - _FAINTER_DB))
    found = spans(level, on, off)
    calm = Frames(level, numpy.convolve(frames.crossings, numpy.ones(_SMOOTH) / _SMOOTH, "same"))
    voices = [_is_voiced(frames, *span) and not _is_steady(calm, *span) for span in found]
    return found[voices] if len(found) else found


def _smoothed(numpy: Any, level: Any) -> Any:
    """The power, averaged over a twentieth of a second, in dB."""
    power = numpy.power(10.0, level / 10)
    return (10 * numpy.log10(numpy.convolve(power, numpy.ones(_SMOOTH) / _SMOOTH, "same") + 1e-10)).astype("float32")


def _noise(numpy: Any, level: Any) -> Any:
    """The noise of the line at each frame: a low percentile of the seconds around, drawn smoothly, and never far above
    what is normal for the whole call (a long monologue leaves few quiet frames)."""
    size = _FLOOR_S * FRAMES_A_SECOND // 2
    lows, middles = [], []
    for start in range(0, len(level), size):
        around = level[max(0, start - size // 2) : start + size + size // 2]
        lows.append(numpy.percentile(around, _FLOOR_SHARE))
        middles.append(start + min(size, len(level) - start) / 2)
    usual = numpy.percentile(level, 2 * _FLOOR_SHARE)
    drawn = numpy.interp(numpy.arange(len(level)), middles, numpy.minimum(lows, usual + 10))
    return numpy.maximum(drawn, _SILENT_DB)


def _loud(numpy: Any, level: Any) -> float:
    """How loud speech is on this line: the upper part of what is above silence."""
    sounding = level[level > QUIETEST_DB]
    return float(numpy.percentile(sounding, 95)) if len(sounding) else QUIETEST_DB


def _is_voiced(frames: Frames, first: int, last: int) -> bool:
    return float((frames.crossings[first:last] < _VOICED_CROSSINGS).mean()) >= _VOICED_SHARE


def _is_steady(calm: Frames, first: int, last: int) -> bool:
    """A tone, or two that beat against each other: without its ends, neither level nor pitch moves."""
    inner = slice(first + _SMOOTH, last - _SMOOTH) if last - first > 4 * _SMOOTH else slice(first, last)
    level, crossings = calm.level[inner], calm.crossings[inner]
    return float(level.std()) < _STEADY_DB and float(crossings.std()) < _STEADY_CROSSINGS
