"""Bytes → rows: CSV as a stream, spreadsheets by their values. No Django here, and nothing is ever executed.

Rows are counted as a spreadsheet counts them: the first row of the file is 1, blank rows count, and a cell that spans
lines does not make a second row.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

from duecourse.domain.importing import FileProblem, Finding
from duecourse.domain.importing.encoding import NAMES, WORKBOOK, XML_SHEET, detect_encoding, file_form
from duecourse.domain.importing.tables import DELIMITERS, detect_delimiter
from duecourse.receivables.importing import xml_sheets

MOST_CELL = 2**20  # characters; a longer one means a quote that was opened and never closed
_BLOCK = 2**20
_HEAD = 2**16
_AT_ONCE = 200
_WIDE = ("utf-16", "utf-32")

Row = list[Any]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Source:
    """A file that can be read again and again. `encoding` and `delimiter` belong to text, `sheet` to a spreadsheet."""

    path: Path
    size: int
    encoding: Finding | None = None
    delimiter: Finding | None = None
    sheet: Finding | None = None
    is_xml: bool = False  # a spreadsheet that is written as XML

    def rows(self, progress: Progress | None = None) -> Iterator[Row]:
        """Every row of the file from the first. `progress(done, all)` is told bytes of a text file, rows of a sheet.

        Raises FileProblem, naming the row, where the file cannot be read on.
        """
        if self.sheet and self.is_xml:
            return xml_sheets.rows_of(self.path, self.sheet.value or "")
        if self.sheet:
            return self._sheet_rows(progress)
        return chain.from_iterable(self._text_rows(progress))

    def sample(self, rows: int) -> list[Row]:
        """The first rows of the file."""
        return list(islice(self.rows(), rows))

    def _text_rows(self, progress: Progress | None) -> Iterator[list[Row]]:
        """Rows by the hundred: a step of Python per row would cost a fifth of the time that reading takes."""
        assert self.encoding and self.encoding.value and self.delimiter and self.delimiter.value
        csv.field_size_limit(MOST_CELL)
        with self.path.open("rb") as raw:
            counted = io.BufferedReader(_Counted(raw, self.size, progress), _BLOCK)
            text = io.TextIOWrapper(counted, encoding=self.encoding.value, newline="")
            if self.encoding.value.startswith(_WIDE):
                lines: Iterator[str] = (line.replace("\0", "") for line in text)
            else:
                lines = text
            reader = csv.reader(lines, delimiter=self.delimiter.value)
            try:
                while some := list(islice(reader, _AT_ONCE)):
                    yield some
            except UnicodeDecodeError as error:
                name = NAMES.get(self.encoding.value, self.encoding.value)
                byte = f"0x{error.object[error.start]:02X}"
                raise FileProblem(
                    f"line {reader.line_num + 1:,} or soon after: byte {byte} is no letter in {name}"
                ) from error
            except csv.Error as error:
                raise FileProblem(_broken(reader.line_num, str(error))) from error

    def _sheet_rows(self, progress: Progress | None) -> Iterator[Row]:
        assert self.sheet and self.sheet.value
        with _workbook(self.path) as book:
            sheet = book.get_sheet_by_name(self.sheet.value)
            if sheet.start is None:
                return
            above, left = sheet.start  # empty columns are skipped by calamine, empty rows are not
            for row, cells in enumerate(sheet.iter_rows(), 1):
                if progress and row % 10_000 == 0:
                    progress(row, above + sheet.height)
                yield [""] * left + [_plain(cell) for cell in cells]


class _Counted(io.RawIOBase):
    """A raw file that tells how far it has been read."""

    def __init__(self, raw: io.BufferedReader, size: int, progress: Progress | None) -> None:
        self._raw, self._size, self._progress, self._done = raw, size, progress, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        count = self._raw.readinto(buffer)
        self._done += count
        if self._progress:
            self._progress(self._done, self._size)
        return count


def _broken(line: int, error: str) -> str:
    if "field larger" in error:
        return (
            f"line {line:,}: a cell of more than {MOST_CELL:,} characters; was a quotation mark opened and not closed?"
        )
    return f"line {line:,} cannot be read: {error}"


def _plain(cell: Any) -> Any:
    return cell.replace("\0", "") if isinstance(cell, str) else cell


def open_source(path: Path, *, encoding: str = "", sheet: str = "", delimiter: str = "") -> Source:
    """Look at a file and find out how to read it. What is given (`encoding`, ...) is taken instead of detected.

    Raises FileProblem for what cannot be read at all: empty, binary, an archive, a zip bomb, one column.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(_HEAD)
    form = file_form(head)
    if form == WORKBOOK:
        return Source(path, size, sheet=_choose_sheet(path, head, sheet))
    if form == XML_SHEET:
        return Source(path, size, sheet=_choose_xml_sheet(path, sheet), is_xml=True)
    found = _encoding(path, head, encoding)
    text = head.decode(found.value or "utf-8", errors="replace")
    if size > len(head):
        text = text[: text.rfind("\n") + 1] or text
    if delimiter:
        return Source(path, size, found, Finding(delimiter, "as you said"))
    return Source(path, size, found, detect_delimiter(text))


def _encoding(path: Path, head: bytes, given: str) -> Finding:
    if given:
        try:
            return Finding(codecs.lookup(given).name, "as you said")
        except LookupError:
            raise FileProblem(f"{given!r} is no encoding that is known; try utf-8, cp1252 or utf-16") from None
    if not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and b"\0" not in head:
        line, around = _first_not_utf8(path)
        if line:
            byte = f"0x{around[0]:02X}"
            return detect_encoding(head + around, f"line {line:,} holds byte {byte}, which cannot be UTF-8")
    return detect_encoding(head)


def _first_not_utf8(path: Path) -> tuple[int, bytes]:
    """The line of the first byte that cannot be UTF-8, and the bytes from there on; (0, b"") when all can.

    Raises FileProblem at a zero byte: no text in an 8-bit encoding has one.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    lines = 1
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            if b"\0" in block:
                line = lines + block[: block.index(b"\0")].count(b"\n")
                raise FileProblem(f"line {line:,} holds a zero byte: the file is damaged, or not text")
            try:
                decoder.decode(block)
            except UnicodeDecodeError as error:
                at = max(error.start - (len(error.object) - len(block)), 0)
                return lines + block[:at].count(b"\n"), block[at : at + _HEAD]
            lines += block.count(b"\n")
    if pending := decoder.getstate()[0]:
        return lines, pending
    return 0, b""


def _workbook(path: Path) -> Any:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError  # a compiled library of its own

    try:
        return CalamineWorkbook.from_path(str(path))
    except PasswordError as error:
        raise FileProblem("the spreadsheet is protected by a password: save it without one") from error
    except (CalamineError, OSError) as error:
        raise FileProblem(f"the spreadsheet cannot be opened: {error}") from error


def _choose_xml_sheet(path: Path, wanted: str) -> Finding:
    """The sheet asked for, or the first with data, of a spreadsheet that is written as XML."""
    sheets = xml_sheets.sheets_in(path)
    if wanted and wanted not in sheets:
        raise FileProblem(f"there is no sheet {wanted!r}; there are: {', '.join(sheets)}")
    return _first_filled([name for name, rows in sheets.items() if rows > 1], tuple(sheets), wanted)


def _first_filled(filled: Sequence[str], names: tuple[str, ...], wanted: str) -> Finding:
    if wanted:
        return Finding(wanted, "as you said", options=names)
    if not filled:
        raise FileProblem("no sheet of the spreadsheet holds a row of data")
    others = f"; the others are {', '.join(filled[1:])}" if filled[1:] else ""
    return Finding(filled[0], f"the first sheet with data{others}", options=tuple(filled))


def _choose_sheet(path: Path, head: bytes, wanted: str) -> Finding:
    """The sheet asked for, or the first visible one with data."""
    from python_calamine import SheetVisibleEnum  # a compiled library of its own

    if head.startswith(b"PK"):
        # calamine holds a sheet in memory whole, so what it is about to unpack is looked at first.
        from duecourse.receivables.importing.workbooks import check_archive

        check_archive(path)
    with _workbook(path) as book:
        names = [
            sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible
        ] or book.sheet_names
        if wanted and wanted not in book.sheet_names:
            raise FileProblem(f"there is no sheet {wanted!r}; there are: {', '.join(book.sheet_names)}")
        filled = [] if wanted else [name for name in names if book.get_sheet_by_name(name).height > 1]
    return _first_filled(filled, tuple(names), wanted)


def describe(source: Source) -> dict[str, Finding]:
    """What was detected, under the words that a page shows."""
    shown: dict[str, Finding] = {}
    if source.sheet:
        shown["Sheet"] = source.sheet
    if source.encoding:
        value = source.encoding.value or ""
        name = re.sub(r"^cp(\d+)$", r"Windows-\1", NAMES.get(value, value))
        shown["Encoding"] = Finding(name, source.encoding.reason, source.encoding.certain, source.encoding.options)
    if source.delimiter:
        mark = source.delimiter.value or ""
        shown["Delimiter"] = Finding(DELIMITERS.get(mark, mark), source.delimiter.reason)
    return shown
