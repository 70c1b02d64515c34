"""`duecourse analyse-call`: calls in as JSON or JSON Lines, the same calls out with what was said. No database."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from duecourse.domain.conversation.engine import analyse
from duecourse.domain.conversation.turns import CallError, parse_call
from duecourse.playbooks.phrases import load_book

ANALYSED, MALFORMED = 0, 2
_ANSWERS = ("marks", "client_acts", "commitments", "points", "disposition", "measures")


@dataclass(frozen=True, slots=True)
class Output:
    """`lines` for standard output (one JSON object each), `errors` for standard error, the exit status."""

    lines: tuple[str, ...]
    errors: tuple[str, ...]
    status: int


def analyse_call_json(text: str) -> Output:
    """Every call of the input that can be read, analysed; an error for each that cannot, and then exit status 2."""
    lines: list[str] = []
    errors: list[str] = []
    for where, raw in _objects(text):
        try:
            lines.append(_line(_analysed(raw)))
        except CallError as error:
            errors.append(f"{where}{error}")
    if not lines and not errors:
        errors.append("there is no call in the input")
    return Output(tuple(lines), tuple(errors), MALFORMED if errors else ANALYSED)


def _line(call: dict[str, Any]) -> str:
    """As it is read; half characters, which no output takes, stay escaped."""
    line = json.dumps(call, ensure_ascii=False)
    return line if _HALF_CHARACTERS.search(line) is None else json.dumps(call)


_HALF_CHARACTERS = re.compile("[\ud800-\udfff]")


def _objects(text: str) -> Iterator[tuple[str, str]]:
    """The whole input as one call, or one call a line."""
    stripped = text.strip().removeprefix("\ufeff")
    if not stripped:
        return
    try:
        json.loads(stripped)
    except (ValueError, RecursionError):
        several = [(n, line) for n, line in enumerate(stripped.split("\n"), 1) if line.strip()]
        if len(several) > 1 and several[0][1].rstrip().endswith("}"):
            yield from ((f"line {n}: ", line) for n, line in several)
            return
    yield "", stripped


def _analysed(raw: str) -> dict[str, Any]:
    """The call as it came, its own answers left out, with ours."""
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise CallError(f"this is not JSON: {error}") from error
    found = analyse(parse_call(data), load_book()).as_json()
    return {**{key: value for key, value in data.items() if key not in _ANSWERS}, **found}
