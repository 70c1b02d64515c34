"""Transcripts as JSON and as CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from duecourse.domain.conversation.transcripts.spoken import Spoken, TranscriptError, seconds

_LISTS = ("turns", "segments", "utterances", "transcript", "messages", "results", "entries")
_WHO = ("who", "speaker", "speaker_label", "name", "role", "participant", "channel", "from")
_SAID = ("text", "transcript", "content", "utterance", "message", "body", "sentence")
_STARTS = ("start", "start_time", "from_s", "begin", "offset", "start_s", "timestamp", "time")
_ENDS = ("end", "end_time", "to_s", "stop", "end_s")


def from_json(text: str) -> Iterator[Spoken]:
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise TranscriptError(_where_json_breaks(text, error)) from error
    except RecursionError as error:
        raise TranscriptError("This looks like JSON, but lists and objects lie too deep in each other.") from error
    except ValueError as error:
        raise TranscriptError(f"This looks like JSON, but it cannot be read: {error}.") from error
    if isinstance(data, Mapping):
        data = next((data[key] for key in _LISTS if isinstance(data.get(key), list)), None)
    if not isinstance(data, list):
        raise TranscriptError(
            'JSON needs a list of turns, each with a speaker and a text: [{"speaker": "...", "text": "..."}]'
        )
    for place, row in enumerate(data, 1):
        if not isinstance(row, Mapping):
            raise TranscriptError(f"Turn {place} is no object with a speaker and a text.")
        yield _from_mapping(row, f"Turn {place}")


def _where_json_breaks(text: str, error: json.JSONDecodeError) -> str:
    """Line and column, and whether the file just ends there."""
    place = f"line {error.lineno}, column {error.colno}"
    if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated"):
        return f"This is JSON that cannot be read: it breaks off at {place}. Is the file complete?"
    return f"This looks like JSON, but it cannot be read at {place}: {error.msg}."


def _from_mapping(row: Mapping[str, Any], where: str) -> Spoken:
    said = next((row[k] for k in _SAID if isinstance(row.get(k), str)), None)
    if said is None:
        raise TranscriptError(f"{where} has no text (looked for {', '.join(_SAID[:3])}).")
    who = next((row[k] for k in _WHO if isinstance(row.get(k), str | int) and str(row[k]).strip()), None)
    if who is None:
        raise TranscriptError(f"{where} does not say who speaks (looked for {', '.join(_WHO[:3])}).")
    start = next((seconds(row[k], where) for k in _STARTS if row.get(k) not in (None, "")), None)
    end = next((seconds(row[k], where) for k in _ENDS if row.get(k) not in (None, "")), None)
    return Spoken(str(who), said, start, end)


Row = tuple[int, dict[str, str]]  # the line of the file on which it ends, and its cells by their column


def csv_rows(text: str) -> list[Row] | None:
    """Rows, when the first line is a header with a speaker and a text column; else None. Raises TranscriptError."""
    head = text.partition("\n")[0]
    delimiter = max(",;\t|", key=head.count)
    names = [n.strip().strip('"').lower() for n in head.split(delimiter)]
    if not (set(names) & set(_WHO) and set(names) & set(_SAID)):
        return None
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    next(reader)
    rows: list[Row] = []
    began = 2
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                rows.append((began, _cells(names, row, began)))
            began = reader.line_num + 1
    except csv.Error as error:
        raise TranscriptError(
            f"Line {began}: this row of the CSV cannot be read ({error}). Is a quotation mark missing, or the file cut?"
        ) from error
    return rows


def _cells(names: list[str], row: list[str], line: int) -> dict[str, str]:
    if len(row) != len(names):
        raise TranscriptError(
            f"Line {line} has {len(row)} cells and the header has {len(names)}. Put text with a separator in it into "
            "quotation marks, or check whether the file is complete."
        )
    return dict(zip(names, row, strict=True))


def from_rows(rows: list[Row]) -> Iterator[Spoken]:
    """Rows without a text are pauses."""
    for line, row in rows:
        if any(row.get(key, "").strip() for key in _SAID):
            yield _from_mapping(row, f"Line {line}")
