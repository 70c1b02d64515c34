"""Transcripts as subtitles: WebVTT and SRT."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duecourse.domain.conversation.transcripts.spoken import CLOCK, NAMED, Spoken, TranscriptError, clock, shown

ARROW = re.compile(
    r"^\s*((?:\d{1,2}:)?\d{1,2}:\d{2}[.,]?\d*)\s*-->\s*((?:\d{1,2}:)?\d{1,2}:\d{2}[.,]?\d*)", re.MULTILINE
)
_VOICE = re.compile(r"<v(?:\.[\w.]+)?\s+([^>]+)>")
_TAG = re.compile(r"</?[^>]{0,80}>")


def from_cues(text: str) -> Iterator[Spoken]:
    """Cue by cue. A block without a readable time line is refused with its line: what it says would be lost.

    Raises TranscriptError.
    """
    speaker = ""
    for line, block in _blocks(text):
        match = ARROW.search(block)
        if match is None:
            _refuse(line, block)
            continue
        start, end = (clock(m) for m in map(CLOCK.match, match.groups()) if m)
        for who, said in _voices(block[match.end() :].partition("\n")[2], speaker):
            speaker = who
            yield Spoken(who, said, start, end)


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """What stands between empty lines, with the line it begins on."""
    lines: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.strip():
            lines.append(line)
        elif lines:
            yield number - len(lines), "\n".join(lines)
            lines = []


_NO_CUE = re.compile(r"(?:WEBVTT|NOTE|STYLE|REGION|X-TIMESTAMP-MAP)", re.IGNORECASE)


def _refuse(first: int, block: str) -> None:
    """Comments, styles and the bare number of a cue that never came are no cues; anything else is a broken one."""
    if _NO_CUE.match(block):
        return
    for line, text in enumerate(block.split("\n"), first):
        if not text.strip().isdigit():
            raise TranscriptError(
                f"Line {line}: {shown(text.strip())} belongs to no cue. Each begins with its times, such as "
                "00:01:02.000 --> 00:01:05.500; is the file complete?"
            )


def _voices(payload: str, before: str) -> Iterator[tuple[str, str]]:
    """Who says what in one cue: `<v Name>` tags, or "Name: text" at the start of a line."""
    pieces = _VOICE.split(payload)
    if len(pieces) > 1:
        for who, said in zip(pieces[1::2], pieces[2::2], strict=True):
            yield who.strip(), _TAG.sub("", said)
        return
    who = before
    lines: list[str] = []
    for line in _TAG.sub("", payload).split("\n"):
        named = NAMED.match(line.strip())
        if named:
            if lines:
                yield who, " ".join(lines)
            who, lines = named.group(1).strip(), [named.group(2)]
        else:
            lines.append(line)
    if any(part.strip() for part in lines):
        yield who, " ".join(lines)
