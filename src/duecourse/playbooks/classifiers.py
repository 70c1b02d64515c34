"""Loads the weights of the conversation's classifiers: `classifiers/*.json`, written by `make train`."""

from __future__ import annotations

import json
from pathlib import Path

from duecourse.domain.conversation.acts.weighing import KINDS
from duecourse.domain.conversation.classifier import Linear
from duecourse.domain.conversation.hindsight import PARTS, Hindsight
from duecourse.domain.conversation.second_look import NAMES, SecondLook
from duecourse.domain.conversation.turns import CALLER, CLIENT
from duecourse.playbooks import PlaybookError, files

FOLDER = "classifiers"
SECOND_LOOK, HINDSIGHT = "second_look", "hindsight"


def load_classifiers(overlay: Path | None = None) -> dict[str, Linear]:
    """Side of the call (or kinds, of what a client does) → its classifier. Raises PlaybookError for what is no set of
    weights."""
    found = files(FOLDER, suffix=".json", overlay=overlay)
    return {side: _classifier(found[f"{side}.json"]) for side in (CALLER, CLIENT, KINDS) if f"{side}.json" in found}


def load_second_look(overlay: Path | None = None) -> SecondLook | None:
    """What weighs the tone of a call that is over. Raises PlaybookError for what is no set of weights."""
    path = files(FOLDER, suffix=".json", overlay=overlay).get(f"{SECOND_LOOK}.json")
    if path is None:
        return None
    try:
        data = json.loads(path.read_text("utf-8"))
        bias = {str(label): float(start) for label, start in data["bias"].items()}
        weights = {label: tuple(float(data["weights"][label][name]) for name in NAMES) for label in bias}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _no_weights(path, error) from error
    return SecondLook(bias, weights)


def load_hindsight(overlay: Path | None = None) -> Hindsight | None:
    """What weighs what came back to the caller's turns. Raises PlaybookError for what is no set of weights."""
    path = files(FOLDER, suffix=".json", overlay=overlay).get(f"{HINDSIGHT}.json")
    if path is None:
        return None
    try:
        data = json.loads(path.read_text("utf-8"))
        labels, fair = tuple(map(str, data["labels"])), float(data["fair"])
        starts = {PARTS[0]: tuple(map(float, data["bias"]))}
        nothing = (0.0,) * len(labels)
        parts = [_linear(labels, starts.get(part, nothing), data["parts"][part]) for part in PARTS]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _no_weights(path, error) from error
    return Hindsight(tuple(parts), fair)


def _no_weights(path: Path, error: Exception) -> PlaybookError:
    return PlaybookError(f"{path}: no weights of a classifier ({error}); make train writes them")


def _classifier(path: Path) -> Linear:
    try:
        data = json.loads(path.read_text("utf-8"))
        return _linear(tuple(map(str, data["labels"])), tuple(map(float, data["bias"])), data["weights"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _no_weights(path, error) from error


def _linear(labels: tuple[str, ...], bias: tuple[float, ...], rows: dict[str, dict[str, float]]) -> Linear:
    if len(bias) != len(labels):
        raise ValueError("as many biases as labels are needed")
    return Linear.of(labels, bias, {feature: _row(given, len(labels)) for feature, given in rows.items()})


def _row(given: dict[str, float], size: int) -> dict[int, float]:
    """{"3": 0.41}: the weight of the fourth label; those that are not there are nothing."""
    row = {int(place): float(weight) for place, weight in given.items()}
    if any(not 0 <= place < size for place in row):
        raise ValueError(f"a weight for a label that is not there: {given}")
    return row
