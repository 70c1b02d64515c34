"""What the trainings share: how features are scaled before fitting, where a label's limit is set, and how weights are
written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy

# A feature is scaled by how rare it is (1 where so many turns have it), so that one rare word may say as much as many
# common ones, and by how unevenly the label is spread over it.
USUAL_TURNS = 30
TELLING = 0.3  # power
NEARLY = 0.02  # of F1: limits that are as good


def telling_scales(vectors: Any, truth: Any) -> Any:
    """What each feature is multiplied by before fitting. Its weight takes it over: nobody pays for it later."""
    turns, hits = (numpy.asarray((rows > 0).sum(axis=0)).ravel() for rows in (vectors, vectors[truth]))
    rare = numpy.log(vectors.shape[0] / numpy.maximum(turns, 1)) / numpy.log(vectors.shape[0] / USUAL_TURNS)
    with_it, without = hits + 1, turns - hits + 1
    telling = numpy.abs(numpy.log(with_it / with_it.sum()) - numpy.log(without / without.sum()))
    return rare * telling**TELLING


def best_limit(scores: Any, truth: Any, alarm: float, given: Any = None) -> float:
    """The limit with the best F1, each false alarm counted `alarm` times: the middle of all that come near it, because
    the very best of them is chance. `given`: what has the label whatever its score."""
    given = numpy.zeros(len(truth), dtype=bool) if given is None else given
    order = numpy.argsort(-scores[~given], kind="stable")
    asked = truth[~given][order]
    hits = numpy.cumsum(asked) + (given & truth).sum()
    alarms = (numpy.cumsum(~asked) + (given & ~truth).sum()) * alarm
    f1 = 2 * hits / (hits + alarms + max(truth.sum(), 1))
    near = scores[~given][order][f1 >= f1.max() - NEARLY]
    return float((near.max() + near.min()) / 2)


def in_hundredths(names: Sequence[str], weights: Any, small: float) -> dict[str, dict[str, int]]:
    """Name → (place of the label → weight in hundredths) of `weights` (label x name), without those below `small`."""
    rows = {
        name: {str(place): round(float(weight) * 100) for place, weight in enumerate(column) if abs(weight) >= small}
        for name, column in zip(names, numpy.asarray(weights).round(2).T, strict=True)
    }
    return {name: row for name, row in rows.items() if row}
