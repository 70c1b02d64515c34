"""Loads the weights of the conversation's classifiers: `classifiers/*.json`, written by `make train`. Weights of words
are hundredths, as whole numbers: they take less room."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from duecourse.domain.conversation import hindsight, whole_call
from duecourse.domain.conversation.acts.weighing import KINDS
from duecourse.domain.conversation.classifier import Linear
from duecourse.domain.conversation.hindsight import Hindsight
from duecourse.domain.conversation.second_look import NAMES, SecondLook
from duecourse.domain.conversation.turns import CALLER, CLIENT
from duecourse.domain.conversation.whole_call import WholeCall
from duecourse.playbooks import PlaybookError, files

FOLDER = "classifiers"
SECOND_LOOK, HINDSIGHT, WHOLE_CALL = "second_look", "hindsight", "whole_call"
_HUNDRED = 100

Weights = TypeVar("Weights")


def load_classifiers(overlay: Path | None = None) -> dict[str, Linear]:
    """Side of the call (or kinds, of what a client does) → its classifier. Raises PlaybookError for what is no set of
    weights."""
    found = {side: _load(side, overlay, _classifier) for side in (CALLER, CLIENT, KINDS)}
    return {side: classifier for side, classifier in found.items() if classifier}


def load_second_look(overlay: Path | None = None) -> SecondLook | None:
    """What weighs the tone of a call that is over. Raises PlaybookError for what is no set of weights."""
    return _load(SECOND_LOOK, overlay, _second_look)


def load_hindsight(overlay: Path | None = None) -> Hindsight | None:
    """What weighs what came back to the caller's turns. Raises PlaybookError for what is no set of weights."""
    return _load(HINDSIGHT, overlay, lambda data: Hindsight(_by_part(data, hindsight.PARTS), float(data["fair"])))


def load_whole_call(overlay: Path | None = None) -> WholeCall | None:
    """What weighs all that was said in a call. Raises PlaybookError for what is no set of weights."""
    return _load(WHOLE_CALL, overlay, _whole_call)


def _load(name: str, overlay: Path | None, build: Callable[[Any], Weights]) -> Weights | None:
    """What `build` makes of a file of weights, or nothing where there is none."""
    path = files(FOLDER, suffix=".json", overlay=overlay).get(f"{name}.json")
    if path is None:
        return None
    try:
        return build(json.loads(path.read_text("utf-8")))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise PlaybookError(f"{path}: no weights of a classifier ({error}); make train writes them") from error


def _classifier(data: Any) -> Linear:
    return _linear(_labels(data), _bias(data), data["weights"])


def _second_look(data: Any) -> SecondLook:
    bias = {str(label): float(start) for label, start in data["bias"].items()}
    return SecondLook(bias, {label: tuple(float(data["weights"][label][name]) for name in NAMES) for label in bias})


def _whole_call(data: Any) -> WholeCall:
    return WholeCall(_by_part(data, whole_call.PARTS), float(data["trust"]), float(data["trust in points"]))


def _by_part(data: Any, parts: Sequence[str]) -> tuple[Linear, ...]:
    """A classifier for each part, with the same labels; where they begin goes to the first."""
    labels = _labels(data)
    starts = {parts[0]: _bias(data)}
    nothing = (0.0,) * len(labels)
    return tuple(_linear(labels, starts.get(part, nothing), data["parts"][part]) for part in parts)


def _labels(data: Any) -> tuple[str, ...]:
    return tuple(map(str, data["labels"]))


def _bias(data: Any) -> tuple[float, ...]:
    return tuple(map(float, data["bias"]))


def _linear(labels: tuple[str, ...], bias: tuple[float, ...], rows: Mapping[str, Mapping[str, int]]) -> Linear:
    if len(bias) != len(labels):
        raise ValueError("as many biases as labels are needed")
    return Linear.of(labels, bias, {feature: _row(given, len(labels)) for feature, given in rows.items()})


def _row(given: Mapping[str, int], size: int) -> dict[int, float]:
    """{"3": 41}: the weight of the fourth label, 0.41; those that are not there are nothing."""
    row = {int(place): weight / _HUNDRED for place, weight in given.items()}
    if any(not 0 <= place < size for place in row):
        raise ValueError(f"a weight for a label that is not there: {given}")
    if any(not isinstance(weight, int) for weight in given.values()):
        raise ValueError(f"weights are hundredths, in whole numbers: {given}")
    return row
