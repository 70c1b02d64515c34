"""How a file will be read: every decision in one frozen value, and the remarks that reading it leaves behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from duecourse.domain.importing.amounts import POINT
from duecourse.domain.importing.fields import Kind
from duecourse.domain.importing.findings import RowError, RowNote, shown
from duecourse.domain.importing.profile import Profile

MOST_ERRORS = 100_000  # kept one by one; what comes after is counted, so that a hopeless file cannot fill the memory


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that was detected or answered. `columns`: field → index of its column; `constants`: field → one
    value for all rows; `header`: the header row's own cells, to recognise it when it is repeated."""

    kind: Kind
    profile: Profile
    columns: Mapping[str, int]
    names: tuple[str, ...]
    header: tuple[str, ...]
    constants: Mapping[str, str] = field(default_factory=dict)
    date_order: str | None = None
    decimal_mark: str = POINT
    currency: str = ""
    currency_is_assumed: bool = False  # nobody says which; what a payment pays may tell
    whole_floats: frozenset[str] = frozenset()
    time_zones: frozenset[str] = frozenset()
    today: date = date.max  # of the creditor: money of a later day has not come

    def column_name(self, field_name: str) -> str:
        """The file's own name of the column that a field is read from; the field's label when it has none."""
        if field_name in self.columns:
            return self.names[self.columns[field_name]]
        known = self.kind.field(field_name)
        return known.label if known else field_name

    @property
    def has(self) -> frozenset[str]:
        """The fields that have a value, by column or by constant."""
        return frozenset(self.columns) | frozenset(self.constants)

    @property
    def tells_natures(self) -> bool:
        """Whether invoices, credits and payments can be told apart by more than their sign."""
        return "document_type" in self.has or self.profile.payment_numbers is not None


class Remarks:
    """What reading a file leaves behind: errors one by one, notes counted by reason.

    `rows` counts the rows that hold anything; each of them is handed on, has an error (`error_rows`) or is `left_out`.
    """

    def __init__(self) -> None:
        self.errors: list[RowError] = []
        self.errors_left_out = 0
        self.error_rows = 0
        self.rows = 0
        self.left_out = 0
        self._notes: dict[str, list[int | str]] = {}

    def error(self, row: int, column: str, cell: object, reason: str) -> None:
        if len(self.errors) >= MOST_ERRORS:
            self.errors_left_out += 1
            return
        self.errors.append(RowError(row, column, shown(cell), reason))

    def leave_out(self, reason: str, row: int, cell: object = "") -> None:
        """A row that is no item of the ledger, such as a totals row."""
        self.left_out += 1
        self.note(f"{reason}, left out", row, cell)

    def note(self, reason: str, row: int, cell: object = "", count: int = 1) -> None:
        """Count rows to which something applies; the first keeps its number and the cell."""
        known = self._notes.get(reason)
        if known is None:
            self._notes[reason] = [count, row, shown(cell)]
        else:
            known[0] += count  # type: ignore[operator]

    @property
    def notes(self) -> tuple[RowNote, ...]:
        """In the order of the file."""
        notes = (RowNote(why, int(count), int(row), str(cell)) for why, (count, row, cell) in self._notes.items())
        return tuple(sorted(notes, key=lambda note: note.first_row))
