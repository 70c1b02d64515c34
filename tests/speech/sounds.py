"""Sounds for tests, and where the recorded ones are. Everything here needs the extra `speech`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

numpy = pytest.importorskip("numpy", reason="numpy is not installed: recordings are the extra duecourse[speech]")
soundfile = pytest.importorskip("soundfile", reason="soundfile is not installed: the extra duecourse[speech]")
pytest.importorskip("soxr", reason="soxr is not installed: recordings are the extra duecourse[speech]")

RECORDINGS = Path(__file__).parents[1] / "data/recordings"
TRUTH = json.loads((RECORDINGS / "truth.json").read_text("utf-8"))
RATE = 16_000


def call():
    """The synthetic call, both channels."""
    samples, _ = soundfile.read(RECORDINGS / "call.ogg", dtype="float32", always_2d=True)
    return samples


def write(path, samples, rate=RATE, **options):
    soundfile.write(path, samples, rate, **options)
    return path
