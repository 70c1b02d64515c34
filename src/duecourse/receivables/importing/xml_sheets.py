"""Spreadsheets written as XML (SpreadsheetML 2003): what NetSuite and others export under the name .xls.

Read as a stream. A document type is refused, so that no entity of its own can stand for anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from xml.parsers import expat

from duecourse.domain.importing import FileProblem

_SPACE = "urn:schemas-microsoft-com:office:spreadsheet "  # the name space of its tags, as expat puts it in front
_BLOCK = 2**14
_MOST_COLUMNS, _MOST_ROWS = 16_384, 1_048_576  # what a spreadsheet has; a larger index is a trap or damage
_MOST_CELLS = 20_000_000  # of all sheets, with those that an index leaves out
_MOST_CELL = 2**20  # characters

Row = list[Any]


def sheets_in(path: Path) -> dict[str, int]:
    """Name of each sheet → how many rows of it hold anything."""
    counts: dict[str, int] = {}
    for sheet, row in _read(path):
        counts[sheet] = counts.get(sheet, 0) + any(cell != "" for cell in row)
    return counts


def rows_of(path: Path, wanted: str) -> Iterator[Row]:
    """The rows of one sheet from the first, by their values. Raises FileProblem."""
    return (row for sheet, row in _read(path) if sheet == wanted)


def _read(path: Path) -> Iterator[tuple[str, Row]]:
    collector = _Collector()
    with path.open("rb") as file:
        try:
            while block := file.read(_BLOCK):
                collector.parser.Parse(block, False)
                yield from collector.taken()
            collector.parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise FileProblem(f"line {error.lineno:,}: the spreadsheet is damaged ({error})") from error
    yield from collector.taken()


class _Collector:
    """Turns the events of the parser into rows."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self._sheet, self._row_number, self._cells = "", 0, 0
        self._row: Row = []
        self._ready: list[tuple[str, Row]] = []
        self._kind: str | None = None
        self._parts: list[str] = []

    def taken(self) -> list[tuple[str, Row]]:
        """The rows that are complete since this was last asked."""
        ready, self._ready = self._ready, []
        return ready

    def _refuse(self, *_: Any) -> None:
        raise FileProblem("the XML has a document type of its own, which no spreadsheet has")

    def _start(self, tag: str, given: dict[str, str]) -> None:
        name = tag.removeprefix(_SPACE)
        if name == "Worksheet":
            self._sheet, self._row_number = given.get(f"{_SPACE}Name", "Sheet"), 0
        elif name == "Row":
            number = self._index(given, self._row_number + 1, _MOST_ROWS)
            self._count(number - self._row_number)
            self._ready += [(self._sheet, []) for _ in range(number - self._row_number - 1)]
            self._row_number, self._row = number, []
        elif name == "Cell":
            number = self._index(given, len(self._row) + 1, _MOST_COLUMNS)
            self._count(number - len(self._row))
            self._row += [""] * (number - len(self._row))
        elif name == "Data":
            self._kind, self._parts = given.get(f"{_SPACE}Type", "String"), []

    def _index(self, given: dict[str, str], following: int, most: int) -> int:
        said = given.get(f"{_SPACE}Index", "")
        number = int(said) if said.isdecimal() and len(said) < 9 else following
        if not following <= number <= most:
            line = self.parser.CurrentLineNumber
            raise FileProblem(f"line {line:,}: a row or cell says that it is number {number:,}: the file is damaged")
        return number

    def _count(self, more: int) -> None:
        self._cells += more
        if self._cells > _MOST_CELLS:
            raise FileProblem(f"the spreadsheet claims to have more than {_MOST_CELLS:,} cells: save it as CSV")

    def _text(self, text: str) -> None:
        if self._kind is not None:
            self._parts.append(text)
            if sum(map(len, self._parts[-2:])) > _MOST_CELL or len(self._parts) > _MOST_CELL:
                raise FileProblem(
                    f"line {self.parser.CurrentLineNumber:,}: a cell of more than {_MOST_CELL:,} characters"
                )

    def _end(self, tag: str) -> None:
        name = tag.removeprefix(_SPACE)
        if name == "Data" and self._row:
            self._row[-1], self._kind = _value("".join(self._parts), self._kind or ""), None
        elif name == "Row":
            self._ready.append((self._sheet, self._row))


def _value(text: str, kind: str) -> Any:
    """A cell's value: a number, a day, or its text."""
    try:
        if kind == "Number":
            return float(text)
        if kind == "DateTime":
            return date.fromisoformat(text[:10])
    except ValueError:
        return text
    return text
