"""Where a label's limit is set, shared by the trainings."""

from __future__ import annotations

from typing import Any

import numpy

NEARLY = 0.02  # of F1: limits that are as good


def best_limit(scores: Any, truth: Any, alarm: float) -> float:
    """The limit with the best F1, each false alarm counted `alarm` times: the middle of all that come near it, because
    the very best of them is chance."""
    order = numpy.argsort(-scores, kind="stable")
    hits, alarms = numpy.cumsum(truth[order]), numpy.cumsum(~truth[order]) * alarm
    f1 = 2 * hits / (hits + alarms + max(truth.sum(), 1))
    near = scores[order][f1 >= f1.max() - NEARLY]
    return float((near.max() + near.min()) / 2)
