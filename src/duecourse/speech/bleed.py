"""What one channel hears of the other: line echo, a loudspeaker, a headset that leaks. Taken out before anybody is said
to have talked.

A frame is bleed when the other channel is more than 12 dB louder and the two rise and fall together, at once or up to a
quarter of a second later. Once a second of it is certain, how much the line leaks is known, and what is no louder than
that is bleed too, also where both speak in turn. A quiet "mm-hm" under a loud voice moves on its own and stays.
"""

from __future__ import annotations

from typing import Any

from duecourse.speech.levels import FRAMES_A_SECOND, QUIETEST_DB
from duecourse.speech.problems import package

LOUDER_DB = 12.0
_TOGETHER = 0.65  # correlation of the two envelopes
_AROUND = FRAMES_A_SECOND  # frames over which they are compared
_ENOUGH, _SPREAD_DB = FRAMES_A_SECOND, 6.0  # a line leaks alike all through the call
_LATEST, _STEP = FRAMES_A_SECOND // 4, 2
_PIECE, _MARGIN = 600 * FRAMES_A_SECOND, _LATEST + _AROUND  # what a frame's correlation looks at lies within the margin


def bleed_in(level: Any, other: Any) -> Any:
    """For each frame, whether what this channel (levels in dB) has is the other's."""
    numpy = package("numpy", "Finding speech")
    if not len(level):
        return numpy.zeros(0, bool)
    below = _latest_loudest(numpy, other) - level
    suspect = (below > LOUDER_DB) & (level > QUIETEST_DB - 20)
    if not suspect.any():
        return suspect
    certain = suspect & _together(numpy, level, other)
    if certain.sum() < _ENOUGH:
        return certain
    return certain | (suspect & (below > numpy.median(below[certain]) - _SPREAD_DB))


def _latest_loudest(numpy: Any, level: Any) -> Any:
    """The loudest of this frame and the quarter second before it, as an echo lags behind."""
    best = level.copy()
    for lag in range(_STEP, _LATEST + 1, _STEP):
        best[lag:] = numpy.maximum(best[lag:], level[:-lag])
    return best


def _together(numpy: Any, level: Any, other: Any) -> Any:
    """For each frame, whether the two rise and fall together there. In pieces: the sums of a call of hours would need
    more memory than its sound."""
    found = numpy.zeros(len(level), bool)
    for start in range(0, len(level), _PIECE):
        end = min(start + _PIECE, len(level))
        first, last = max(0, start - _MARGIN), min(len(level), end + _MARGIN)
        one, two = (_envelope(numpy, series[first:last]) for series in (level, other))
        found[start:end] = _correlation(numpy, one, two)[start - first : end - first] >= _TOGETHER
    return found


def _envelope(numpy: Any, level: Any) -> Any:
    return numpy.maximum(level, QUIETEST_DB - 20).astype("float64")


def _correlation(numpy: Any, one: Any, two: Any) -> Any:
    """The best correlation of the two over the frames around each frame, with the second up to a quarter second
    ahead."""
    best = numpy.full(len(one), -1.0)
    mean_one, spread_one = _moments(numpy, one)
    for lag in range(0, _LATEST + 1, _STEP):
        moved = two if lag == 0 else numpy.concatenate([numpy.full(lag, two[0]), two[:-lag]])
        mean_two, spread_two = _moments(numpy, moved)
        shared = _around(numpy, one * moved) - mean_one * mean_two
        best = numpy.maximum(best, shared / numpy.maximum(spread_one * spread_two, 1e-6))
    return best


def _moments(numpy: Any, series: Any) -> tuple[Any, Any]:
    mean = _around(numpy, series)
    return mean, numpy.sqrt(numpy.maximum(_around(numpy, series * series) - mean * mean, 0.0))


def _around(numpy: Any, series: Any) -> Any:
    """The mean of the frames around each frame."""
    half = _AROUND // 2
    summed = numpy.concatenate([[0.0], numpy.cumsum(series)])
    last = numpy.minimum(numpy.arange(len(series)) + half, len(series))
    first = numpy.maximum(numpy.arange(len(series)) - half, 0)
    return (summed[last] - summed[first]) / (last - first)
