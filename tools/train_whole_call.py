"""Fits what all that was said in a call says of its outcome, its points and its tone
(`domain.conversation.whole_call`), for `train_conversation`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from duecourse.domain.conversation.results import HOSTILE, POINTS
from duecourse.domain.conversation.text import read
from duecourse.domain.conversation.turns import CALLER, CLIENT
from duecourse.domain.conversation.whole_call import PARTS, parts_of
from fitting import in_hundredths

LEAST_CALLS = 12  # a word in fewer says nothing
STRENGTH, STRENGTH_OF_OTHERS = 0.15, 0.08  # inverse of the L2 penalty
SMALL, SMALL_FOR_OTHERS = 0.02, 0.03  # weights below are dropped
# How much the finds weigh beside what was said, in the same measure as the scores: measured on writers that neither
# rules were mended beside nor weights learnt from. At 1 as many outcomes are lost as won, at 3.5 hardly any changes.
TRUST, TRUST_IN_POINTS = 2.25, 1.5
GROUPS = 5  # of writers, each heard by what the others taught


class Fitted(NamedTuple):
    """`data` for the file, and for each call the scores of what is hostile by what never saw its writer."""

    data: dict[str, Any]
    hostile: list[dict[str, float]]


def fit_whole_call(calls: Sequence[tuple[str, Mapping[str, Any]]]) -> Fitted:
    """Weights, from writers and their labelled calls; prints how well they do on writers left out."""
    matrix = _Matrix([call for _, call in calls])
    outcomes = numpy.array([call["disposition"] for _, call in calls])
    is_so = {point: numpy.array([point in call["points"] for _, call in calls]) for point in POINTS}
    marked = [{mark["label"] for mark in call["marks"]} for _, call in calls]
    is_so |= {label: numpy.array([label in labels for labels in marked]) for label in sorted(HOSTILE)}
    scores = _left_out(matrix, outcomes, is_so, numpy.array([writer for writer, _ in calls]))
    everything = numpy.arange(len(calls))
    whole = matrix.fit_outcomes(outcomes, everything)
    others = [matrix.fit(truth, everything) for truth in is_so.values()]
    rows = [*_kept(whole.coef_, SMALL), *(_kept(each.coef_[0], SMALL_FOR_OTHERS) for each in others)]
    data = {
        "labels": [*whole.classes_.tolist(), *is_so],
        "bias": [round(float(start), 3) for model in (whole, *others) for start in model.intercept_],
        "parts": {part: matrix.as_data(part, numpy.array(rows)) for part in PARTS},
        "trust": TRUST,
        "trust in points": TRUST_IN_POINTS,
    }
    return Fitted(data, [{label: float(scores[label][n]) for label in HOSTILE} for n in range(len(calls))])


def _kept(weights: Any, small: float) -> Any:
    return numpy.where(numpy.abs(weights) < small, 0.0, weights)


class _Matrix:
    """Calls as rows, what they show as columns."""

    def __init__(self, calls: Sequence[Mapping[str, Any]]) -> None:
        vectorizer = DictVectorizer(sort=True)
        vectors = vectorizer.fit_transform([dict.fromkeys(_shown(call), 1.0) for call in calls]).tocsr()
        often = numpy.asarray((vectors > 0).sum(axis=0)).ravel() >= LEAST_CALLS
        self.vectors = vectors[:, often]
        self.names = [name for name, kept in zip(vectorizer.feature_names_, often, strict=True) if kept]

    def fit_outcomes(self, truth: Any, chosen: Any) -> LogisticRegression:
        return LogisticRegression(C=STRENGTH, max_iter=1000).fit(self.vectors[chosen], truth[chosen])

    def fit(self, truth: Any, chosen: Any) -> LogisticRegression:
        model = LogisticRegression(C=STRENGTH_OF_OTHERS, solver="liblinear", random_state=0, max_iter=500)
        return model.fit(self.vectors[chosen], truth[chosen])

    def as_data(self, part: str, weights: Any) -> dict[str, dict[str, int]]:
        chosen = [place for place, (own, _) in enumerate(self.names) if own == part]
        return in_hundredths([self.names[place][1] for place in chosen], weights[:, chosen], SMALL)


def _shown(call: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each part with each of the names that it shows."""
    client, caller = ([read(t["text"]) for t in call["turns"] if t["who"] == who] for who in (CLIENT, CALLER))
    for part, names in zip(PARTS, parts_of(client, caller, call["account"]["kind"]), strict=True):
        yield from ((part, name) for name in names)


def _left_out(matrix: _Matrix, outcomes: Any, is_so: Mapping[str, Any], writers: Any) -> dict[str, Any]:
    """The scores of everything but the outcome by what never saw the writer; prints how often what was said is right by
    itself, without any find."""
    names, right = sorted(set(writers)), 0
    scores = {name: numpy.zeros(len(writers)) for name in is_so}
    for first in range(min(GROUPS, len(names))):
        asked = numpy.isin(writers, names[first::GROUPS])
        taught, vectors = numpy.flatnonzero(~asked), matrix.vectors[asked]
        right += int((matrix.fit_outcomes(outcomes, taught).predict(vectors) == outcomes[asked]).sum())
        for name, truth in is_so.items():
            scores[name][asked] = matrix.fit(truth, taught).decision_function(vectors)
    print(f"whole call outcome: {right / len(writers):.3f} right on writers left out")
    for name, truth in is_so.items():
        print(f"whole call {name}: {((scores[name] > 0) == truth).mean():.3f} right on writers left out")
    return scores
