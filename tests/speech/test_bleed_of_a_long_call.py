"""What one channel hears of the other is found in pieces, and the pieces fit."""

from __future__ import annotations

import pytest

from duecourse.speech import bleed
from speech.sounds import numpy


@pytest.mark.parametrize("piece", [150, 400, 999])
def test_a_call_looked_at_in_pieces_gives_what_the_whole_gives(monkeypatch, piece):
    chance = numpy.random.default_rng(7)
    loud = (12 * numpy.convolve(chance.normal(0, 1, 1_500), numpy.ones(9) / 3, "same") - 25).astype("float32")
    quiet = (numpy.roll(loud, 8) - 20 + chance.normal(0, 1, 1_500)).astype("float32")
    whole = bleed.bleed_in(quiet, loud)
    monkeypatch.setattr(bleed, "_PIECE", piece)
    assert whole.sum() > 500
    assert (bleed.bleed_in(quiet, loud) == whole).all()
