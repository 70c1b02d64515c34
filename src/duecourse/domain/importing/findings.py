"""What was found out about a file, what was wrong with a row: frozen values that a page can show as they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

SHOWN_CHARACTERS = 80  # of a cell in a message: enough to recognise it, never a whole pasted document


@dataclass(frozen=True, slots=True)
class Finding:
    """One detected property of a file, with the evidence for it.

    `value` is None when nothing was found. `certain` is False when a person has to answer before anything is loaded;
    `options` are then the answers to choose from. `assumed`: neither the file nor a person says so.
    """

    value: str | None
    reason: str
    certain: bool = True
    options: tuple[str, ...] = ()
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class RowError:
    """Why a row was not loaded. `row` counts as a spreadsheet does: the first row of the file is 1."""

    row: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class RowNote:
    """Something to know about rows that were loaded or left out on purpose: how many, and the first of them."""

    reason: str
    count: int
    first_row: int
    example: str = ""


class FileProblem(ValueError):
    """The file as a whole cannot be used. The message says what is wrong, where, and what to do about it."""


def as_text(cell: object) -> str:
    """A cell as a person would read it: whole numbers without ".0", dates as 2026-01-31, no cell as ""."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else format(cell, ".15g")
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    return str(cell)


def shown(cell: object) -> str:
    """A cell for a message: one line, printable, cut to SHOWN_CHARACTERS with its length stated."""
    text = " ".join("".join(c if c.isprintable() else " " for c in as_text(cell)[: SHOWN_CHARACTERS + 1]).split())
    length = len(as_text(cell))
    return text if length <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}… ({length:,} characters)"
