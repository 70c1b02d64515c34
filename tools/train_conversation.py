"""Trains the conversation's classifiers from the labelled calls and scenes of this repository: `make train`.

Each file of tests/data/calls/corpus is one writer. Turns are replayed as on_turn reads them, so that the features are
the ones of live use. What a classifier sees of earlier verdicts (hostile so far, acts known) comes, in training, from
classifiers that never saw that writer, and so do the limits: nobody is graded by himself. Needs scikit-learn, here
only; the weights are plain numbers in src/duecourse/playbooks/classifiers. The same corpus gives the same weights.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from duecourse.domain.conversation.came_back import what_came_back
from duecourse.domain.conversation.classifier import Shown
from duecourse.domain.conversation.engine import begin, on_turn
from duecourse.domain.conversation.hindsight import FALSE
from duecourse.domain.conversation.phrases import Book, Family
from duecourse.domain.conversation.second_look import Scores, with_hindsight
from duecourse.domain.conversation.text import Words
from duecourse.domain.conversation.turns import CALLER, CLIENT, parse_call
from duecourse.playbooks.classifiers import HINDSIGHT, SECOND_LOOK, WHOLE_CALL
from duecourse.playbooks.phrases import load_families
from fitting import best_limit, in_hundredths, telling_scales
from train_hindsight import Answered, fit_hindsight
from train_second_look import Heard, fit_second_look
from train_whole_call import fit_whole_call

ROOT = Path(__file__).parents[1]
CORPUS = ROOT / "tests/data/calls/corpus"
WEIGHTS = ROOT / "src/duecourse/playbooks/classifiers"
# What the words around decide. Figures, dates, timing, terms and who is on the line are checked, not weighed.
CALLER_LABELS = (
    "aggression", "assumption", "dismissive", "overpromise", "acknowledgement", "empathy", "open_question",
    "clarifying", "solution", "explained_term",
)  # fmt: skip
# A promise is read by rules, and weighed only to take away what plainly is none; a refusal and who is not the right
# party are too rare to learn.
CLIENT_ACTS = (
    "delay_reason", "dispute", "document_request", "upset", "hardship", "already_paid", "callback", "stop_contact",
    "represented", "promise",
)  # fmt: skip
# Acts that come in kinds, and the field that holds it.
KINDS = {
    "delay_reason": "reason",
    "dispute": "reason",
    "document_request": "what",
    "stop_contact": "channel",
    "represented": "by",
}
# A feature seen in fewer turns says nothing: with two there are a quarter more, and writers left out gain nothing.
LEAST_TURNS = 3
LEAST_EXAMPLES = 6  # a kind with fewer is left to the phrases
STRENGTH = 0.1  # inverse of the L2 penalty
THEIR_WORDS, THEIR_SHARE = "heard ", 0.5  # what the other side said counts half
SMALL = 0.07  # weights below are dropped: they change nothing that can be measured, and take half of the room
# How much worse a false alarm is than a miss, when the limit is set: with a caller who has been fair so far, and once
# something hostile was heard. A caller wrongly called hostile stops trusting; and the corpus has more hostile callers
# than real life, because it was written to show them.
# What rules have read as a promise is one until its words say plainly that it is none.
ALARM = {"aggression": (4.0, 2.0), "dismissive": (3.0, 1.5), "promise": (0.2, 0.2)}
FAIR_SO_FAR = "hostile so far 0"
# What is hostile is hostile whatever went before: learnt from the turn's own words, from what phrases found in it and
# from what the caller was before, not from its length or the client's words. (To brush aside, there must be something.)
LENGTHS_AND_THEIR_WORDS = ("heard ", "size ", "amount", "day", "first")
LEFT_OUT = {
    "aggression": (*LENGTHS_AND_THEIR_WORDS, "after ", "shared "),
    "assumption": (*LENGTHS_AND_THEIR_WORDS, "after ", "shared "),
    "dismissive": LENGTHS_AND_THEIR_WORDS,
}
IN_CALL = 6.0  # how much more a turn of a whole call counts than one of a scene: calls are what is asked of it
GROUPS = 5  # of writers: with each left out by himself it takes three times as long, for the same figures
ONLY_IN_CALLS = ("stage ", "offered so far ")  # where a scene stands in its call, nobody knows
# A scene is a few turns out of the middle of a call; this is the call around it.
FRAME = {
    "started_at": "2026-03-04T10:05:00+00:00", "direction": "out", "language": "en",
    "caller": {"name": "Sam Carter", "company": "Northgate Supplies"},
    "account": {
        "name": "Oakfield", "kind": "business", "contact": "Lee Morgan", "currency": "USD", "known_facts": [],
        "invoices": [{
            "number": "INV-3310", "issued_on": "2026-01-05", "due_on": "2026-02-04", "amount": "640.00",
            "balance": "640.00", "status": "open",
        }],
    },
    "authority": {}, "commitments": [], "points": [], "disposition": "no_result",
}  # fmt: skip
OPENING = (
    ("caller", "Good morning, this is Sam Carter from Northgate Supplies. Is that Lee Morgan?"),
    ("client", "Speaking."),
    ("caller", "It's about INV-3310, 640 dollars, due on February 4th."),
    ("client", "Right, yes."),
)

Key = tuple[str, int]  # a call of a writer, a turn in it


@dataclass
class Row:
    """One turn as an example. Only turns of whole calls, not of scenes, say how often a label comes up."""

    key: Key
    writer: str
    features: list[str]
    labels: frozenset[str]
    in_call: bool


@dataclass
class Recorder:
    """A judge that notes what it is shown and answers what it is told; where it is told nothing the rules stand."""

    answers: Mapping[str, float] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)

    def weigh(self, words: Words) -> int:
        return 0

    def scores(self, shown: Shown) -> Mapping[str, float]:
        self.seen = shown.names()
        return self.answers

    def strongest(self, label: str, pieces: Sequence[Iterable[str]]) -> int:
        return 0


def read_corpus(apart: Sequence[str]) -> list[tuple[str, dict[str, Any]]]:
    """Writer and labelled call, for everything that is trained on."""
    paths = [path for path in sorted(CORPUS.glob("*.jsonl")) if path.stem not in apart]
    lines = [(path.stem, line) for path in paths for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [(writer, framed(json.loads(line))) for writer, line in lines]


def framed(data: dict[str, Any]) -> dict[str, Any]:
    """A scene as a call: its turns are numbered on from the opening. A whole call stays as it is."""
    if "account" in data:
        return data
    said = [*OPENING, *data["turns"]]
    turns = [
        {"n": n, "who": who, "start": 10.0 * n, "end": 10.0 * n + 9, "text": text}
        for n, (who, text) in enumerate(said, 1)
    ]
    moved = {
        name: [{**found, "n": found["n"] + len(OPENING)} for found in data[name]] for name in ("marks", "client_acts")
    }
    return {**FRAME, **moved, "id": data["id"], "turns": turns, "from": len(OPENING) + 1}


def labels_of(call: Mapping[str, Any]) -> dict[int, set[str]]:
    """Turn → what careful readers found in it."""
    found: dict[int, set[str]] = {}
    for mark in call["marks"]:
        found.setdefault(mark["n"], set()).add(mark["label"])
    for act in call["client_acts"]:
        names = {act["act"]}
        if act["act"] in KINDS:
            names.add(f"{act['act']} {act.get(KINDS[act['act']])}")
        found.setdefault(act["n"], set()).update(names)
    return found


def replay(
    calls: Iterable[tuple[str, dict[str, Any]]],
    families: Sequence[Family],
    told: Mapping[Key, frozenset[str]],
    labels: Mapping[str, Sequence[str]],
) -> dict[str, list[Row]]:
    """Every turn's features, by side. `told`: the verdicts that stand for the turns before."""
    judges = {CALLER: Recorder(), CLIENT: Recorder()}
    book = Book(families, judges)
    rows: dict[str, list[Row]] = {CALLER: [], CLIENT: []}
    for writer, data in calls:
        call, gold = parse_call(data), labels_of(data)
        state = begin(call.setting, book)
        for turn in call.turns:
            key, judge = (f"{writer}/{data['id']}", turn.n), judges[turn.who]
            verdict = told.get(key)
            judge.answers = {} if verdict is None else {x: 1.0 if x in verdict else -1.0 for x in labels[turn.who]}
            judge.seen = []
            on_turn(turn, state)
            if judge.seen and turn.n >= data.get("from", 1):
                found, in_call = frozenset(gold.get(turn.n, ())), "from" not in data
                seen = judge.seen if in_call else [name for name in judge.seen if not name.startswith(ONLY_IN_CALLS)]
                rows[turn.who].append(Row(key, writer, seen, found, in_call))
    return rows


class Side:
    """One side's turns as a matrix, and what is fitted to it."""

    def __init__(self, rows: list[Row], labels: Sequence[str]) -> None:
        self.rows, self.labels = rows, labels
        self.vectorizer = DictVectorizer()
        self.vectors = self.vectorizer.fit_transform([dict.fromkeys(row.features, 1.0) for row in rows])
        self.names = self.vectorizer.get_feature_names_out()
        self.theirs = numpy.array([name.startswith(THEIR_WORDS) for name in self.names])
        self.truth = numpy.array([[label in row.labels for label in labels] for row in rows])
        self.whole = numpy.array([row.in_call for row in rows])
        self.fair = numpy.array([FAIR_SO_FAR in row.features for row in rows])

    def fit(self, chosen: Any, kinds: bool = True) -> tuple[Any, Any]:
        """Weights (label x feature) and biases over the chosen rows; kinds are left out where nobody asks for them."""
        often = numpy.asarray((self.vectors[chosen] > 0).sum(axis=0)).ravel() >= LEAST_TURNS
        weights = numpy.zeros((len(self.labels), self.vectors.shape[1]))
        bias = numpy.full(len(self.labels), -9.0)
        for place, label in enumerate(self.labels):
            if " " in label and not kinds:
                continue
            asked = self._asked(label, chosen)
            truth, part = self.truth[asked, place], self.vectors[asked]
            used = often & self._of_use(label)
            if 1 < truth.sum() < len(truth):
                model = LogisticRegression(
                    C=STRENGTH, class_weight="balanced", solver="liblinear", random_state=0, tol=1e-3, max_iter=500
                )
                scales = (telling_scales(part, truth) * numpy.where(self.theirs, THEIR_SHARE, 1.0))[used]
                often_seen = numpy.where(self.whole[asked], IN_CALL, 1.0)
                model.fit(part[:, used].multiply(scales).tocsr(), truth, sample_weight=often_seen)
                weights[place, used], bias[place] = model.coef_[0] * scales, model.intercept_[0]
        return weights, bias

    def _of_use(self, label: str) -> Any:
        return numpy.array([not name.startswith(LEFT_OUT.get(label, "\0")) for name in self.names])

    def _asked(self, label: str, chosen: Any) -> Any:
        """The rows a label is learnt from: for a kind ("dispute quality") those with the act, for an act all."""
        act, _, kind = label.partition(" ")
        return chosen[self.truth[chosen, self.labels.index(act)]] if kind else chosen

    def out_of_fold(self, calls_only: bool) -> Any:
        """Scores of each row by classifiers that never saw its writer, a few writers left out at a time; `calls_only`:
        writers of scenes are not asked for."""
        writers = numpy.array([row.writer for row in self.rows])
        scores = numpy.zeros(self.truth.shape)
        asked = sorted(set(writers[self.whole] if calls_only else writers))
        for group in (asked[first::GROUPS] for first in range(min(GROUPS, len(asked)))):
            left_out = numpy.isin(writers, group)
            weights, bias = self.fit(numpy.flatnonzero(~left_out), kinds=False)
            rest = numpy.flatnonzero(left_out)
            scores[rest] = self.vectors[rest] @ weights.T + bias
        return scores

    def limits(self, scores: Any) -> tuple[Any, Any]:
        """For each label the score above which it is given, while the caller has been fair and afterwards: the best F1
        on whole calls of writers not trained on. Kinds are compared with each other and need none."""
        fair, after = numpy.zeros(len(self.labels)), numpy.zeros(len(self.labels))
        for place, label in enumerate(self.labels):
            if " " in label:
                continue
            groups = (self.whole & self.fair, self.whole & ~self.fair) if label in ALARM else (self.whole, self.whole)
            alarms = ALARM.get(label, (1.0, 1.0))
            fair[place], after[place] = (
                best_limit(scores[rows, place], self.truth[rows, place], alarm)
                for rows, alarm in zip(groups, alarms, strict=True)
            )
        return fair, after

    def given(self, scores: Any, limits: tuple[Any, Any]) -> Any:
        """Which labels each row gets."""
        fair, after = limits
        return scores > numpy.where(self.fair[:, None], fair, after)

    def told(self, verdicts: Any) -> dict[Key, frozenset[str]]:
        return {
            row.key: frozenset(label for label, given in zip(self.labels, line, strict=True) if given)
            for row, line in zip(self.rows, verdicts, strict=True)
        }

    def report(self, side: str, verdicts: Any) -> None:
        given, truth = verdicts[self.whole], self.truth[self.whole]
        for place, label in enumerate(self.labels):
            if " " in label:
                continue
            hits = (given[:, place] & truth[:, place]).sum()
            f1 = 2 * hits / max(1, given[:, place].sum() + truth[:, place].sum())
            print(f"{side} {label}: {truth[:, place].sum()} in calls, F1 {f1:.2f} on writers not trained on")

    def as_data(self, side: str, limits: tuple[Any, Any]) -> dict[str, dict[str, Any]]:
        """File → what is written to it: fitted to all rows, the limits moved into the biases, and what is stricter with
        a fair caller into the weight of that. Kinds have their own."""
        weights, bias = self.fit(numpy.arange(len(self.rows)))
        fair, after = limits
        weights[:, self.names == FAIR_SO_FAR] -= (fair - after)[:, None]
        parts = {side: [i for i, x in enumerate(self.labels) if " " not in x]}
        parts["kinds"] = [i for i, x in enumerate(self.labels) if " " in x]
        return {name: self._part(places, weights, bias - after) for name, places in parts.items() if places}

    def _part(self, places: Sequence[int], weights: Any, bias: Any) -> dict[str, Any]:
        return {
            "labels": [self.labels[place] for place in places],
            "bias": [round(float(bias[place]), 3) for place in places],
            "weights": in_hundredths(self.names, weights[places], SMALL),
        }


def answered(calls: Iterable[tuple[str, dict[str, Any]]], families: Sequence[Family]) -> list[Answered]:
    """What came back to each of the caller's turns, in whole calls."""
    book, found = Book(families), []
    for writer, data in calls:
        if "from" in data:
            continue
        call, gold = parse_call(data), labels_of(data)
        state = begin(call.setting, book)
        for turn in call.turns:
            on_turn(turn, state)
        marked = {mark.n for mark in state.marks if mark.label == FALSE}
        found += [
            Answered(f"{writer}/{data['id']}", writer, back, frozenset(gold.get(back.n, ())), back.n in marked)
            for back in what_came_back(state)
        ]
    return found


def second_look(
    side: Side, scores: Any, limits: tuple[Any, Any], came_back: Mapping[Key, Scores], in_all: Mapping[str, Scores]
) -> dict[str, Any]:
    """Learnt from whole calls, as classifiers that never saw their writers hear them."""
    over = scores - numpy.where(side.fair[:, None], *limits)
    rows = [(row, line) for row, line in zip(side.rows, over.tolist(), strict=True) if row.in_call]
    return fit_second_look(
        [
            Heard(
                row.key[0],
                row.writer,
                with_hindsight(dict(zip(side.labels, line, strict=True)), came_back[row.key], in_all[row.key[0]]),
                row.labels,
            )
            for row, line in rows
        ]
    )


def train(calls: list[tuple[str, dict[str, Any]]], families: Sequence[Family]) -> dict[str, dict[str, Any]]:
    """Side → weights. Two rounds: the second sees the first one's verdicts on the turns before."""
    counts = Counter(name for _, data in calls for names in labels_of(data).values() for name in names)
    kinds = [name for name in sorted(counts) if " " in name and counts[name] >= LEAST_EXAMPLES]
    labels = {CALLER: list(CALLER_LABELS), CLIENT: [*CLIENT_ACTS, *kinds]}
    told: dict[Key, frozenset[str]] = {}
    hindsight = fit_hindsight(answered(calls, families))
    whole_calls = [(writer, data) for writer, data in calls if "from" not in data]
    in_all = fit_whole_call(whole_calls)
    hostile = {f"{writer}/{data['id']}": each for (writer, data), each in zip(whole_calls, in_all.hostile, strict=True)}
    result: dict[str, dict[str, Any]] = {HINDSIGHT: hindsight.data, WHOLE_CALL: in_all.data}
    for last in (False, True):
        rows = replay(calls, families, told, labels)
        for name in (CALLER, CLIENT):
            side = Side(rows[name], labels[name])
            scores = side.out_of_fold(calls_only=last)
            limits = side.limits(scores)
            verdicts = side.given(scores, limits)
            told |= side.told(verdicts)
            if last:
                side.report(name, verdicts)
                result |= side.as_data(name, limits)
                if name == CALLER:
                    result[SECOND_LOOK] = second_look(side, scores, limits, hindsight.scores, hostile)
    return result


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--apart",
        nargs="*",
        default=[path.stem for path in sorted(CORPUS.glob("apart*.jsonl"))],
        help="writers that are not trained on",
    )
    parser.add_argument("--into", type=Path, default=WEIGHTS, help="the folder of the weights")
    given = parser.parse_args()
    given.into.mkdir(exist_ok=True)
    for side, data in train(read_corpus(given.apart), load_families()).items():
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        (given.into / f"{side}.json").write_text(text.replace("},", "},\n") + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
