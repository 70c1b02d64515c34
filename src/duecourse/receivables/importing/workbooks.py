"""Is it safe to open this spreadsheet? A few kilobytes of zip can claim to be terabytes of rows.

Everything is looked at as a stream before the real reader, which holds a whole sheet in memory, gets to see it.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from duecourse.domain.importing import FileProblem

MOST_UNPACKED = 600 * 2**20  # bytes of all parts together: a sheet of a million rows has about 300 MB
MOST_RATIO = 200  # unpacked / packed; honest sheets stay below 60
RATIO_COUNTS_FROM = 50 * 2**20
MOST_CELLS = 60_000_000  # of the rectangle around the filled cells: it is held in memory whole
_BLOCK = 2**20
_TAIL = 256  # bytes carried over to the next block, so that a tag cut in two is still seen
_FILLED_CELL = re.compile(rb'<(?:\w+:)?c [^>]*?r="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>')
# A formula without its result, as programs write it that only fill files in; the result "" is of type str. Some write 0
# and ask the next program to calculate everything.
_FORMULA = (
    rb'<(?:\w+:)?c (?![^>]*t="str")[^>]*?r="([A-Z]{1,3}\d{1,7})"[^>]*>'
    rb"<(?:\w+:)?f(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)(?:<(?:\w+:)?v ?/>|<(?:\w+:)?v>%s</(?:\w+:)?v>)?</(?:\w+:)?c>"
)
_NO_RESULT, _NO_RESULT_OR_ZERO = re.compile(_FORMULA % b""), re.compile(_FORMULA % b"0?")
_CALCULATE_FIRST = re.compile(rb'fullCalcOnLoad="(?:1|true)"')
_ODS_ROW = re.compile(rb"<table:table-row([^>]*)>(.*?)</table:table-row>", re.S)
_ODS_CELL = re.compile(rb"<table:table-cell([^>]*office:value-type[^>]*)>")
_ODS_ROWS = re.compile(rb'number-rows-repeated="(\d+)"')
_ODS_COLUMNS = re.compile(rb'number-columns-repeated="(\d+)"')
_MOST_ODS = 150 * 2**20  # OpenDocument content is looked at in one piece


def check_archive(path: Path) -> None:
    """Raises FileProblem for a zip bomb, a sheet too large for memory, or a damaged archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _check_size(sum(part.file_size for part in parts), path.stat().st_size)
            uncalculated = _sign_of_no_result(archive, parts)
            for part in parts:
                if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                    _check_sheet(_blocks(archive, part), part.filename, uncalculated)
                elif part.filename == "content.xml":
                    _check_ods(archive, part)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise FileProblem(f"the spreadsheet is damaged or protected by a password ({error})") from error


def _check_size(unpacked: int, packed: int) -> None:
    if unpacked > MOST_UNPACKED:
        raise FileProblem(f"the spreadsheet would unpack to {unpacked / 2**20:,.0f} MB: it looks like a zip bomb")
    if unpacked > RATIO_COUNTS_FROM and unpacked > MOST_RATIO * packed:
        raise FileProblem(f"the spreadsheet unpacks to {unpacked // packed} times its size: it looks like a zip bomb")


def _blocks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The unpacked part block by block. Python stops at the size that the archive states and checks the sum there, so
    a part that lies about its size is refused as damaged."""
    tail = b""
    with archive.open(part) as stream:
        while block := stream.read(_BLOCK):
            yield tail + block
            tail = block[-_TAIL:]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _sign_of_no_result(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> re.Pattern[bytes]:
    book = next((part for part in parts if part.filename == "xl/workbook.xml"), None)
    asks = book is not None and any(_CALCULATE_FIRST.search(block) for block in _blocks(archive, book))
    return _NO_RESULT_OR_ZERO if asks else _NO_RESULT


def _check_sheet(blocks: Iterator[bytes], name: str, uncalculated: re.Pattern[bytes]) -> None:
    """The rectangle around the filled cells, from their own references, and no formula whose result is missing: it
    would read as an empty cell."""
    rows = columns = 0
    for block in blocks:
        if missing := uncalculated.search(block):
            raise FileProblem(
                f"cell {missing[1].decode()} holds a formula that was never calculated: open the file in a spreadsheet"
                " program, save it there and load it again"
            )
        for letters, row in _FILLED_CELL.findall(block):
            rows, columns = max(rows, int(row)), max(columns, _column(letters))
    if rows * columns > MOST_CELLS:
        raise FileProblem(f"{name} spans {rows:,} rows by {columns:,} columns: too large to open; save it as CSV")


def _check_ods(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Cells with a value that are said to repeat: each repetition is a cell in memory."""
    if part.file_size > _MOST_ODS:
        raise FileProblem("the OpenDocument spreadsheet is too large to open; save it as CSV")
    cells = 0
    for attributes, content in _ODS_ROW.findall(archive.read(part)):
        rows = _ODS_ROWS.search(attributes)
        filled = _ODS_CELL.findall(content)
        columns = [_ODS_COLUMNS.search(cell) for cell in filled]
        cells += (int(rows[1]) if rows and filled else 1) * sum(int(each[1]) if each else 1 for each in columns)
        if cells > MOST_CELLS:
            raise FileProblem("the spreadsheet repeats cells beyond what can be opened; save it as CSV")
