"""Tables as files that people open in a spreadsheet: CSV and XLSX, with nothing in them that could run.

A text that starts like a formula gets an apostrophe in front, in both formats: an XLSX saved as CSV later must not
come alive either. Numbers stay numbers.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

Cell = str | int | Decimal | date | None
Row = Sequence[Cell]

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def harmless(text: str) -> str:
    """The text as a cell: "=1+1" becomes "'=1+1". Spreadsheets read a leading blank away, so it is looked past."""
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS_A_FORMULA) else text


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return harmless(cell)
    return cell.isoformat() if isinstance(cell, date) else f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


class _Line:
    """What csv.writer writes to: it hands each line back."""

    def write(self, line: str) -> str:
        return line


def csv_lines(header: Sequence[str], rows: Iterable[Row]) -> Iterator[str]:
    """Lines of a CSV file (RFC 4180). The first starts with a byte order mark, so that Excel reads it as UTF-8."""
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow(header)
    for row in rows:
        yield writer.writerow([_plain(cell) for cell in row])


def xlsx_file(title: str, header: Sequence[str], rows: Iterable[Row]) -> bytes:
    """One sheet with a bold, frozen header. Amounts keep their decimals; no cell is a formula or a link."""
    import xlsxwriter  # a tenth of a second that only exports should pay

    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"constant_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
    )
    sheet = book.add_worksheet(title[:31])
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    # No currency has more than four decimals.
    formats = [book.add_format({"num_format": "#,##0" + ("." + "0" * n if n else "")}) for n in range(5)]
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(header):
        sheet.write_string(0, column, name, bold)
    for line, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(line, column, cell, day)
            elif isinstance(cell, int | Decimal):
                places = max(-int(cell.as_tuple().exponent), 0) if isinstance(cell, Decimal) else 0
                sheet.write_number(line, column, float(cell), formats[places])
            elif cell:
                sheet.write_string(line, column, harmless(cell))
    book.close()
    return target.getvalue()
