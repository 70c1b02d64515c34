"""Where the table is inside a file: its delimiter, its header row, and a name for each column."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import islice

from duecourse.domain.importing.amounts import read_amount
from duecourse.domain.importing.dates import read_date
from duecourse.domain.importing.findings import FileProblem, Finding, as_text, shown

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_LOOKED_AT = 200  # rows of the sample from which the delimiter is judged
_TITLE_ROWS = 40  # a header is looked for this far down: reports start with a name, a date, a filter, blank lines
_SHORT_FORMS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NOT_WORDS = re.compile(r"[^a-z0-9%#]+")


@dataclass(frozen=True, slots=True)
class Header:
    """The header row. `row` counts from 1; `names` are unique, so that a mapping can say which column it means."""

    row: int
    names: tuple[str, ...]
    raw: tuple[str, ...]
    finding: Finding


def plain_name(header: str) -> str:
    """A header as it is compared: "InvoiceNumber", "invoice_number" and "INVOICE  NUMBER:" are one."""
    spaced = _SHORT_FORMS.sub(" ", header)
    bare = unicodedata.normalize("NFKD", spaced.replace("ß", "ss")).encode("ascii", "ignore").decode()
    return _NOT_WORDS.sub(" ", bare.lower()).strip()


def detect_delimiter(text: str) -> Finding:
    """What separates the columns of this sample of text, with the evidence.

    Excel's own hint (`sep=;` in the first line) decides. Raises FileProblem when nothing separates columns.
    """
    lines = text.splitlines()
    if lines and (hint := re.fullmatch(r"\s*sep=(.)\s*", lines[0], re.I)) and hint.group(1) in DELIMITERS:
        return Finding(hint.group(1), f"the first line says {lines[0].strip()}")
    widths = {mark: _width(lines, mark) for mark in DELIMITERS}
    best = max(widths, key=lambda mark: (widths[mark][1] * min(widths[mark][0] - 1, 6), widths[mark][0]))
    columns, share = widths[best]
    if columns < 2:
        raise FileProblem("the file has one column only: no comma, semicolon, tab or bar separates its values")
    rows = "every row has" if share == 1 else f"{share:.0%} of the rows have"
    return Finding(best, f"{rows} {columns} columns when split at each {DELIMITERS[best]}")


def _width(lines: Sequence[str], mark: str) -> tuple[int, float]:
    """The usual number of columns with that delimiter, and the share of rows that have it."""
    try:
        rows = islice(csv.reader(lines, delimiter=mark), _LOOKED_AT)
        widths = Counter(len(row) for row in rows if any(map(str.strip, row)))
    except csv.Error:
        return 1, 0.0
    wide = {columns: times for columns, times in widths.items() if columns > 1}
    if not wide:
        return 1, 0.0
    columns = max(wide, key=lambda width: (wide[width], width))
    return columns, wide[columns] / sum(widths.values())


def looks_like_data(cell: object) -> bool:
    """A number, an amount or a date: what a header never is."""
    text = as_text(cell).strip()
    if not text:
        return False
    if not isinstance(cell, str):
        return True
    for reader in (read_amount, read_date):
        try:
            if reader(text) is not None:
                return True
        except ValueError as error:
            if "day/month" in str(error):
                return True
    return False


def _score(cells: Sequence[object], known: Collection[str]) -> float:
    """How much a row looks like a header: names that we know count most, data counts against it."""
    filled = [as_text(cell) for cell in cells if as_text(cell).strip()]
    if len(filled) < 2:
        return 0.0
    recognised = sum(plain_name(name) in known for name in filled)
    data = sum(map(looks_like_data, cells))
    distinct = len({plain_name(name) for name in filled})
    return recognised * 3 + distinct * 0.25 - data * 2


def find_header(rows: Sequence[Sequence[object]], known: Collection[str]) -> Header:
    """The header row among the first rows of a file. `known`: plain names that some profile or field goes by.

    Raises FileProblem when no row can be one.
    """
    head = list(rows[:_TITLE_ROWS])
    scores = [_score(cells, known) for cells in head]
    best = max(range(len(head)), key=scores.__getitem__, default=-1)
    recognised = sum(plain_name(as_text(cell)) in known for cell in head[best]) if head else 0
    if best < 0 or scores[best] <= 0 or (not recognised and any(map(looks_like_data, head[best]))):
        data = next((row for row, cells in enumerate(head, 1) if any(map(looks_like_data, cells))), None)
        found = f"row {data} already holds data" if data else "no row holds column names"
        raise FileProblem(f"{found}: the first row should name the columns")
    raw = [as_text(cell) for cell in head[best]]
    completed, notes = _completed(raw, head[best - 1] if best else ())
    names, repeated = unique_names(completed)
    if best:
        notes.insert(0, f"{best} row{'s' * (best > 1)} above it hold titles")
    notes += [f"{name!r} occurs more than once: the next is called '{name} (2)'" for name in repeated]
    reason = f"{recognised} of {sum(map(bool, raw))} column names are known" + "".join(f"; {note}" for note in notes)
    return Header(best + 1, names, tuple(raw), Finding(str(best + 1), reason, certain=recognised > 0))


def _completed(raw: Sequence[str], above: Sequence[object]) -> tuple[list[str], list[str]]:
    """Header cells that are blank or repeated, completed from merged cells in the row above ("Invoice" over "No.")."""
    spans: list[str] = []
    for cell in above[: len(raw)]:
        spans.append(as_text(cell).strip() or (spans[-1] if spans else ""))
    if len({span for span in spans if span}) < 2:
        return [shown(name) for name in raw], []
    counts = Counter(plain_name(name) for name in raw)
    names = [shown(name) for name in raw]
    for index, span in enumerate(spans):
        if span and counts[plain_name(raw[index])] > 1:
            names[index] = f"{span} {names[index]}".strip()
        elif span and not names[index]:
            names[index] = span
    return names, ["merged cells above it complete the names"] if names != [shown(name) for name in raw] else []


def unique_names(names: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """Each column with a name of its own: "Amount", "Amount (2)", "Column 7" for a blank; and which were repeated."""
    seen: Counter[str] = Counter()
    unique, repeated = [], []
    for index, name in enumerate(names, 1):
        base = name or f"Column {index}"
        seen[base.lower()] += 1
        if seen[base.lower()] == 2:
            repeated.append(base)
        unique.append(base if seen[base.lower()] == 1 else f"{base} ({seen[base.lower()]})")
    return tuple(unique), repeated
