"""`duecourse may-contact`: contact cases in, verdicts out. Needs no database."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from duecourse.domain.contact_policy import Malformed, Pack, decide, decision_json, parse_case
from duecourse.playbooks.policies import all_packs, law_packs

MALFORMED = 2
_NOT_JSON = (ValueError, RecursionError)  # too deep, or a number with too many digits, is none either


@dataclass(frozen=True, slots=True)
class Answers:
    """`lines` for standard output, one JSON object for each case; `errors` for standard error."""

    lines: tuple[str, ...]
    errors: tuple[str, ...]

    @property
    def exit_code(self) -> int:
        return MALFORMED if self.errors else 0


def may_contact_json(text: str, *, house: bool = False) -> Answers:
    """Decide one JSON object, an array of them, or JSON Lines, by the law alone or by the house rules as well.

    A case that cannot be read gets no verdict but a line with its `error`, and the exit code is 2.
    """
    packs = all_packs() if house else law_packs()
    lines, errors = [], []
    try:
        cases = _cases(text)
    except Malformed as error:
        return Answers((), (str(error),))
    for place, raw in cases:
        try:
            lines.append(_answer(raw, place, packs))
        except Malformed as error:
            errors.append(_whole(str(error)))
            name = raw.get("id", "") if isinstance(raw, dict) else ""
            lines.append(_whole(_line({"id": name, "error": str(error)})))
    return Answers(tuple(lines), tuple(errors))


def _line(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


def _answer(raw: Any, place: str, packs: tuple[Pack, ...]) -> str:
    """One verdict. Raises Malformed, also where the answer would repeat a text that nobody can write."""
    line = _line(decision_json(decide(parse_case(raw, place), packs)))
    if _whole(line) != line:
        raise Malformed(f"{place}: its id, or the name of a key, holds half a character (a lone surrogate)")
    return line


def _whole(line: str) -> str:
    """The line with a question mark for every half of a character."""
    return line.encode(errors="replace").decode()


def _cases(text: str) -> list[tuple[str, Any]]:
    """The cases with the place each stands in. JSON Lines is what is not one JSON value as a whole."""
    if not text.strip():
        raise Malformed("the input is empty: give one contact case, a list of them, or one on each line")
    try:
        whole = json.loads(text)
    except _NOT_JSON as error:
        # Only a line feed ends a line: other separators may stand inside a text.
        rows = [(n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip()]
        if len(rows) == 1 or not _starts_complete(rows[0][1]):
            raise Malformed(f"this is not JSON: {error}") from error
        return [(f"line {n}", _row(n, line)) for n, line in rows]
    if isinstance(whole, list):
        return [(f"case {n}", item) for n, item in enumerate(whole, 1)]
    return [("case", whole)]


def _starts_complete(line: str) -> bool:
    """The first line is a whole JSON value, so this is JSON Lines and not one broken object over many lines."""
    try:
        json.loads(line)
    except _NOT_JSON:
        return False
    return True


def _row(number: int, line: str) -> Any:
    try:
        return json.loads(line)
    except _NOT_JSON as error:
        raise Malformed(f"line {number}: not JSON: {error}") from error
