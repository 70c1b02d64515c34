"""playbooks/reviewer/prompt.toml → what a language model is told. A file of one's own replaces ours as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from duecourse.domain.conversation.proposals import Instructions
from duecourse.domain.conversation.results import ACTS, DONTS, DOS
from duecourse.playbooks import PlaybookError, files, read_toml
from duecourse.playbooks.fields import Fields, did_you_mean

FOLDER, NAME = "reviewer", "prompt.toml"
_NOT_FROM_WORDS = {"interruption"}  # only the clock tells


def load_instructions(overlay: Path | None = None) -> Instructions:
    """Raises PlaybookError that names file, table and label."""
    path = files(FOLDER, overlay=overlay)[NAME]
    return read_instructions(read_toml(path), str(path))


def read_instructions(tables: dict[str, Any], source: str) -> Instructions:
    row = Fields(tables, source)
    found = Instructions(
        role=row.text("role"),
        answer=row.text("answer"),
        marks=_meanings(row.table("marks"), f"{source}: [marks]", set(DONTS + DOS) - _NOT_FROM_WORDS),
        acts=_meanings(row.table("acts"), f"{source}: [acts]", set(ACTS)),
    )
    row.nothing_else()
    return found


def _meanings(table: dict[str, Any], where: str, labels: set[str]) -> dict[str, str]:
    """Each label of the codebook with its meaning, no other."""
    for label in table:
        if label not in labels:
            raise PlaybookError(f"{where}: {label} is no label here{did_you_mean(label, labels)}")
    if missing := sorted(labels - set(table)):
        raise PlaybookError(f"{where}: {missing[0]} has no meaning yet: write one")
    row = Fields(table, where)
    return {label: row.text(label) for label in table}
