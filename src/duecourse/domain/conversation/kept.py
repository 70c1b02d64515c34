"""What the engine found, as it is kept: everything, with the rule behind each find, and read back as it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from duecourse.domain.conversation.results import Analysis, ClientAct, Commitment, Mark, ReadsLike

_DAYS = ("on", "or_on", "due_on")


def as_kept(found: Analysis) -> dict[str, Any]:
    """Plain JSON; what is empty is left out."""
    return {
        "marks": [_row(mark) for mark in found.marks],
        "acts": [_row(act) for act in found.acts],
        "commitments": [_row(commitment) for commitment in found.commitments],
        "earned": [[point, turn] for point, turn in found.earned],
        "disposition": found.disposition,
        "reads_like": asdict(found.reads_like) if found.reads_like else None,
        "measures": found.measures,
    }


def _row(find: Mark | ClientAct | Commitment) -> dict[str, Any]:
    row = asdict(find)
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in row.items()
        if value not in (None, "", False)
    }


def from_kept(data: Mapping[str, Any]) -> Analysis:
    """The finds as the engine gave them. A field that this version does not know is passed over."""
    earned = tuple((str(point), int(turn)) for point, turn in data.get("earned", ()))
    return Analysis(
        marks=tuple(_find(Mark, row) for row in data.get("marks", ())),
        acts=tuple(_find(ClientAct, row) for row in data.get("acts", ())),
        commitments=tuple(_find(Commitment, {"due_on": None, **row}) for row in data.get("commitments", ())),
        points=tuple(point for point, _ in earned),
        disposition=str(data.get("disposition", "no_result")),
        measures=dict(data.get("measures", {})),
        earned=earned,
        reads_like=_find(ReadsLike, data["reads_like"]) if data.get("reads_like") else None,
    )


def _find(kind: type[Any], row: Mapping[str, Any]) -> Any:
    known = {f.name for f in fields(kind)}
    given = {name: value for name, value in row.items() if name in known}
    for name in _DAYS:
        if isinstance(given.get(name), str):
            given[name] = date.fromisoformat(given[name])
    return kind(**{"rule": "", **given} if kind is Mark else given)
