"""Loads what is said about a call looked back on: a file for each label and each point, ours and the user's own laid
over them."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from duecourse.domain.conversation.results import DONTS, DOS, POINTS
from duecourse.domain.facts import ACCOUNT_KINDS
from duecourse.domain.reviewing.wordings import PLACEHOLDERS, Advice, Example, Moment, Wording, kind_of, problems
from duecourse.playbooks import PlaybookError, files, read_toml, stamp
from duecourse.playbooks.fields import Fields

FOLDER = "better"


def load_advice(overlay: Path | None = None) -> dict[str, Advice]:
    """Label or point → what is said about it. Unchanged files are not read again. Raises PlaybookError."""
    found = files(FOLDER, overlay=overlay)
    return dict(_advice(tuple(found.items()), tuple(stamp(path) for path in found.values())))


@lru_cache(maxsize=8)
def _advice(found: tuple[tuple[str, Path], ...], stamps: object) -> dict[str, Advice]:
    read = {
        name.removesuffix(".toml"): read_advice(read_toml(path), Path(name).stem, str(path)) for name, path in found
    }
    missing = [about for about in (*DONTS, *DOS, *POINTS) if about not in read]
    if missing:
        raise PlaybookError(f"{FOLDER}/: there is no file for {', '.join(missing)}")
    return read


def read_advice(data: dict[str, Any], about: str, where: str) -> Advice:
    """One file. `where` leads every message. Raises PlaybookError."""
    try:
        kind = kind_of(about)
    except KeyError:
        raise PlaybookError(f"{where}: “{about}” is neither a label nor a point of the codebook") from None
    row = Fields(data, where)
    advice = Advice(
        about=about,
        kind=kind,
        title=row.text("title"),
        why=row.text("why"),
        rule=row.text("rule"),
        wordings=tuple(_wording(Fields(one, f"{where}: say {n}")) for n, one in enumerate(row.entries("say"), 1)),
        examples=tuple(
            _example(Fields(one, f"{where}: example {n}")) for n, one in enumerate(row.entries("example"), 1)
        ),
    )
    row.nothing_else()
    wrong = list(problems(advice))
    if wrong:
        raise PlaybookError("\n".join(f"{where}: {problem}" for problem in wrong))
    return advice


def _wording(row: Fields) -> Wording:
    wording = Wording(
        text=row.text("text"),
        if_said=_pattern(row, "if_said"),
        if_heard=_pattern(row, "if_heard"),
        if_acts=row.texts("if_acts"),
        kinds=row.choices("kinds", ACCOUNT_KINDS),
        found_by=row.text("found_by", ""),
    )
    row.nothing_else()
    return wording


def _pattern(row: Fields, field: str) -> re.Pattern[str] | None:
    source = row.text(field, "")
    if not source:
        return None
    try:
        return re.compile(rf"\b(?:{source})\b".replace("'", "['’]"), re.IGNORECASE)
    except re.error as error:
        raise row.error(field, f"is not a valid pattern ({error})") from error


def _example(row: Fields) -> Example:
    values = row.table("values")
    for name, value in values.items():
        if name not in PLACEHOLDERS or not isinstance(value, str):
            raise row.error("values", f'"{name}" must be a placeholder with a text')
    kind = row.choice("kind", ACCOUNT_KINDS) if "kind" in row.row else "business"
    moment = Moment(
        said=row.text("said", ""),
        heard=row.text("heard", ""),
        acts=frozenset(row.texts("acts")),
        kind=kind,
        found_by=row.text("found_by", ""),
        values=values,
    )
    example = Example(moment, row.text("gives"))
    row.nothing_else()
    return example
