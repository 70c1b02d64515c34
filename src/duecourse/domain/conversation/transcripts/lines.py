"""Transcripts as plain text: one "Name: text" a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from duecourse.domain.conversation.transcripts.spoken import CLOCK, NAMED, Spoken, TranscriptError, clock

PLAIN_TIME = re.compile(r"^[\[(]?((?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?)[\])]?\s*[-–]?\s*")
_NAME_THEN_TIME = re.compile(r"^([^\W\d_][\w .'&-]{0,40}?)\s*[\[(]?((?:\d{1,2}:)?\d{1,2}:\d{2})[\])]?\s*:?\s*(.*)$")


def from_lines(text: str) -> Iterator[Spoken]:
    """ "Name: text", with or without a time in front, or a name and time on a line of their own."""
    speaker, start = "", None
    said: list[str] = []
    found: list[Spoken] = []
    for number, line in enumerate(text.split("\n"), 1):
        line = line.strip()
        if not line:
            continue
        who, rest, at = _speaker_of(line)
        if who:
            if said:
                found.append(Spoken(speaker, " ".join(said), start))
            speaker, said, start = who, [rest] if rest else [], at
        elif not speaker:
            raise TranscriptError(
                f'Line {number} does not say who speaks. Write each turn as "Name: what they said", '
                "or upload WebVTT, SRT, CSV or JSON."
            )
        else:
            said.append(line)
    if said:
        found.append(Spoken(speaker, " ".join(said), start))
    # There are starts at most, and a start alone measures nothing: times are kept only where both ends are known.
    yield from (replace(s, start=None) for s in found)


def _speaker_of(line: str) -> tuple[str, str, float | None]:
    timed = PLAIN_TIME.match(line)
    at = None
    if timed:
        match = CLOCK.match(timed.group(1))
        at, line = clock(match) if match else None, line[timed.end() :]
    named = NAMED.match(line)
    if named:
        return named.group(1).strip(), named.group(2), at
    header = _NAME_THEN_TIME.match(line)
    if header and at is None:
        match = CLOCK.match(header.group(2))
        return header.group(1).strip(), header.group(3), clock(match) if match else None
    return "", line, at
