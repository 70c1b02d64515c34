"""Fits what is learnt from what came back (`domain.conversation.hindsight`), for `train_conversation`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from duecourse.domain.conversation.hindsight import FALSE, PARTS, CameBack
from fitting import best_limit, in_hundredths, telling_scales

LABELS = ("aggression", "assumption", "dismissive", FALSE)
SAID, FACTS = PARTS[0], PARTS[-1]
# Writers beside whom no check of false statements was written: of the others' statements more is found by checks than
# of the next ones', and less wrongly. The limits are set by these.
UNSEEN = (
    "bakers", "brewers", "chandlers", "cobblers", "cutlers", "dentists", "drapers", "ferrymen", "foresters",
    "foundries", "garages", "glaziers", "graziers", "hauliers", "hospices", "hotels", "importers", "lenders",
    "lumbermen", "millwrights", "nurseries", "pharmacists", "plumbers", "potters", "quarries", "ranchers",
    "roofers", "saddlers", "services", "stables", "surveyors", "tanners", "tilers", "tutors", "vintners", "wardens",
    "weavers",
)  # fmt: skip
# How much worse a false alarm is than a miss: a statement called false, and a mark of a check that stands.
ALARM, ALARM_OF_CHECKS = 2.5, 1.0
STRENGTH = {FALSE: 0.3}  # inverse of the L2 penalty
USUAL_STRENGTH = 0.1
FACTS_SCALE = 0.5
LEAST_TURNS = 4  # a word in fewer turns says nothing
SMALL = 0.08  # weights below are dropped: twice the room would not bring more
GROUPS = 5  # of writers, each heard by what the others taught

Name = tuple[str, str]  # a part, and a word or fact in it


class Answered(NamedTuple):
    """A caller's turn of a whole call, what came back, what is right, and whether a check took it for false."""

    call: str
    writer: str
    turn: CameBack
    labels: frozenset[str]
    marked: bool


class Fitted(NamedTuple):
    """`data` for the file, and the `scores` of each turn (its call and number) by what never saw its writer."""

    data: dict[str, Any]
    scores: Mapping[tuple[str, int], Mapping[str, float]]


def fit_hindsight(turns: Sequence[Answered]) -> Fitted:
    """Weights and limits; prints how well they do on writers left out."""
    matrix = _Matrix(turns)
    heard, bias, weights = {}, [], []
    fair = 0.0
    for label in LABELS:
        truth = numpy.array([label in each.labels for each in turns])
        scores, (row, start) = matrix.left_out(label, truth), matrix.fit(label, truth, numpy.arange(len(turns)))
        if label == FALSE:
            limit, fair = _limits(scores, truth, turns)
            scores, start = scores - limit, start - limit
            fair -= limit
            _report(scores, fair, truth, turns)
        heard[label] = scores
        bias.append(round(float(start), 3))
        weights.append(row)
    parts = {part: matrix.as_data(part, weights) for part in PARTS}
    by_turn = [dict(zip(LABELS, map(float, line), strict=True)) for line in zip(*heard.values(), strict=True)]
    keys = [(each.call, each.turn.n) for each in turns]
    data = {"labels": LABELS, "bias": bias, "fair": round(fair, 3), "parts": parts}
    return Fitted(data, dict(zip(keys, by_turn, strict=True)))


class _Matrix:
    """Turns as rows, what came back to them as columns."""

    def __init__(self, turns: Sequence[Answered]) -> None:
        vectorizer = DictVectorizer(sort=True)
        vectors = vectorizer.fit_transform([dict.fromkeys(_names(each.turn), 1.0) for each in turns]).tocsr()
        often = numpy.asarray((vectors > 0).sum(axis=0)).ravel() >= LEAST_TURNS
        self.vectors = vectors[:, often]
        self.names: list[Name] = [name for name, kept in zip(vectorizer.feature_names_, often, strict=True) if kept]
        self.part = numpy.array([part for part, _ in self.names])
        self.writers = numpy.array([each.writer for each in turns])

    def fit(self, label: str, truth: Any, chosen: Any) -> tuple[Any, float]:
        """Weights of all names and where the label begins, over the chosen rows. The words of a turn itself tell
        whether it is false; its tone was weighed by them before."""
        rows, truth = self.vectors[chosen], truth[chosen]
        scales = numpy.where(self.part == FACTS, FACTS_SCALE, telling_scales(rows, truth))
        if label != FALSE:
            scales = numpy.where(self.part == SAID, 0.0, scales)
        model = LogisticRegression(
            C=STRENGTH.get(label, USUAL_STRENGTH), class_weight="balanced", solver="liblinear", random_state=0,
            max_iter=500,
        )  # fmt: skip
        model.fit(rows.multiply(scales).tocsr(), truth)
        return model.coef_[0] * scales, model.intercept_[0]

    def left_out(self, label: str, truth: Any) -> Any:
        scores, names = numpy.zeros(len(truth)), sorted(set(self.writers))
        for first in range(min(GROUPS, len(names))):
            asked = numpy.isin(self.writers, names[first::GROUPS])
            weights, start = self.fit(label, truth, numpy.flatnonzero(~asked))
            scores[asked] = self.vectors[asked] @ weights + start
        return scores

    def as_data(self, part: str, weights: Sequence[Any]) -> dict[str, dict[str, int]]:
        """Name in the part → (place of the label → weight)."""
        chosen = self.part == part
        names = [name for own, name in self.names if own == part]
        return in_hundredths(names, numpy.array(weights)[:, chosen], SMALL)


def _names(turn: CameBack) -> list[Name]:
    return [(part, name) for part, names in zip(PARTS, turn.parts, strict=True) for name in names]


def _limits(scores: Any, truth: Any, turns: Sequence[Answered]) -> tuple[float, float]:
    """Above which a statement is called false, and below which the mark of a check is taken back."""
    unseen = numpy.array([each.writer in UNSEEN for each in turns])
    marked = numpy.array([each.marked for each in turns])
    checked = unseen & marked
    return (
        best_limit(scores[unseen], truth[unseen], ALARM, marked[unseen]),
        best_limit(scores[checked], truth[checked], ALARM_OF_CHECKS),
    )


def _report(scores: Any, fair: float, truth: Any, turns: Sequence[Answered]) -> None:
    unseen = numpy.array([each.writer in UNSEEN for each in turns])
    marked = numpy.array([each.marked for each in turns])
    for what, given in (("by checks alone", marked), ("with hindsight", (marked & (scores > fair)) | (scores > 0))):
        hits = (given & truth & unseen).sum()
        f1 = 2 * hits / max(1, (given & unseen).sum() + (truth & unseen).sum())
        print(f"{FALSE} {what}: {(truth & unseen).sum()}, F1 {f1:.2f} on writers no check was made for")
