"""Fits the second look at tone (`domain.conversation.second_look`) to whole calls, for `train_conversation`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

import numpy
from sklearn.linear_model import LogisticRegression

from duecourse.domain.conversation.second_look import NAMES, in_call
from fitting import best_limit

# How much worse a false alarm is than a miss. It may be less than at the first look: fair calls are told from others.
ALARM = {"aggression": 1.5, "assumption": 1.0, "dismissive": 1.5}
STRENGTH = 0.1  # inverse of the L2 penalty, of features of one spread
GROUPS = 5  # of writers, each graded by what the others taught


class Heard(NamedTuple):
    """A caller's turn of a whole call: what classifiers that never saw its writer give it, and what is right."""

    call: str
    writer: str
    scores: Mapping[str, float]
    labels: frozenset[str]


def fit_second_look(turns: Sequence[Heard]) -> dict[str, Any]:
    """Its weights; prints how well it does on writers left out. The turns of a call stand together, in their order."""
    vectors = numpy.array([seen for call in _calls(turns) for seen in in_call(call)])
    middle, spread = vectors.mean(axis=0), vectors.std(axis=0) + 1e-9
    vectors = (vectors - middle) / spread
    writers = numpy.array([turn.writer for turn in turns])
    bias, weights = {}, {}
    for label, alarm in ALARM.items():
        truth = numpy.array([label in turn.labels for turn in turns])
        limit = best_limit(scores := _left_out(vectors, truth, writers), truth, alarm)
        _report(label, scores > limit, truth)
        model = _fit(vectors, truth)
        each = model.coef_[0] / spread
        bias[label] = round(float(model.intercept_[0] - each @ middle - limit), 3)
        weights[label] = dict(zip(NAMES, each.round(3).tolist(), strict=True))
    return {"bias": bias, "weights": weights}


def _calls(turns: Sequence[Heard]) -> Iterator[list[Mapping[str, float]]]:
    for _, call in groupby(turns, key=lambda turn: turn.call):
        yield [turn.scores for turn in call]


def _fit(vectors: Any, truth: Any) -> Any:
    return LogisticRegression(C=STRENGTH, max_iter=3000).fit(vectors, truth)


def _left_out(vectors: Any, truth: Any, writers: Any) -> Any:
    names = sorted(set(writers))
    scores = numpy.zeros(len(truth))
    for first in range(min(GROUPS, len(names))):
        asked = numpy.isin(writers, names[first::GROUPS])
        scores[asked] = _fit(vectors[~asked], truth[~asked]).decision_function(vectors[asked])
    return scores


def _report(label: str, given: Any, truth: Any) -> None:
    hits = (given & truth).sum()
    f1 = 2 * hits / max(1, given.sum() + truth.sum())
    print(f"second look {label}: {truth.sum()}, F1 {f1:.2f} on writers left out")
