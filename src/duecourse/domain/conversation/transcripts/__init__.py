"""Transcripts as people have them: plain "Name: text", WebVTT, SRT, JSON, CSV.

Parsed into who said what and when; which of the speakers is our caller is shown with the evidence, and asked when it
is not plain. What cannot be read is refused with its place; what was put right is said in the notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from duecourse.domain.conversation.transcripts.cues import ARROW, from_cues
from duecourse.domain.conversation.transcripts.lines import PLAIN_TIME, from_lines
from duecourse.domain.conversation.transcripts.spoken import Spoken, Transcript, TranscriptError, shown
from duecourse.domain.conversation.transcripts.structured import csv_rows, from_json, from_rows
from duecourse.domain.conversation.transcripts.whois import WhoIsWho, as_turns, who_is_caller
from duecourse.domain.conversation.views import LONGEST

__all__ = ["Spoken", "Transcript", "TranscriptError", "WhoIsWho", "as_turns", "read_transcript", "who_is_caller"]

MOST_CHARACTERS = 2_000_000
MOST_TURNS = 5_000
_A_DAY = 86_400  # seconds
_JOIN_WITHIN = 1.5  # seconds: subtitle lines of one speaker closer than this are one turn
# Control characters and half characters, which no database takes, and marks that turn the direction of the page.
_UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff]")


def read_transcript(text: str) -> Transcript:
    """Recognises the format and parses it. Raises TranscriptError."""
    text = _UNSPEAKABLE.sub(" ", text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not text:
        raise TranscriptError("The transcript is empty.")
    if len(text) > MOST_CHARACTERS:
        raise TranscriptError(f"The transcript has more than {MOST_CHARACTERS:,} characters. Is it the right file?")
    form, spoken = _parse(text)
    kept = [s for s in map(_cleaned, spoken) if s.text]
    if not kept:
        raise TranscriptError("Nobody says anything in this transcript.")
    if len(kept) > MOST_TURNS:
        raise TranscriptError(f"More than {MOST_TURNS:,} turns: that is no single call.")
    return _tidy(form, kept)


def _cleaned(spoken: Spoken) -> Spoken:
    return replace(spoken, speaker=_clean(spoken.speaker), text=_clean(spoken.text))


def _clean(text: str) -> str:
    return " ".join(_UNSPEAKABLE.sub(" ", text).split())


def _parse(text: str) -> tuple[str, list[Spoken]]:
    if text[0] in "{[" and not PLAIN_TIME.match(text) and not _NAME_IN_BRACKETS.match(text):
        return "JSON", list(from_json(text))
    if text.upper().startswith("WEBVTT"):
        return "WebVTT", list(from_cues(text))
    if ARROW.search(text):
        return "SRT", list(from_cues(text))
    rows = csv_rows(text)
    if rows is not None:
        return "CSV", list(from_rows(rows))
    return "plain text", list(from_lines(text))


_NAME_IN_BRACKETS = re.compile(r"\[[^\W\d_][\w .'-]{0,40}\]\s*:")  # "[Priya Nair]: Good morning"


# --- tidying


def _tidy(form: str, spoken: list[Spoken]) -> Transcript:
    nameless = next((n for n, s in enumerate(spoken, 1) if not s.speaker), None)
    if nameless is not None:
        said = shown(spoken[nameless - 1].text)
        raise TranscriptError(
            f"Turn {nameless}, {said}, does not say who speaks: without speakers a transcript cannot be judged."
        )
    notes: list[str] = []
    if all(s.start is not None and s.end is not None for s in spoken):
        spoken = _on_the_clock(spoken, notes)
    else:
        notes.append(_why_untimed(spoken))
        spoken = [replace(s, start=None, end=None) for s in spoken]
    turns = tuple(_joined(spoken))
    notes += [
        f"Turn {n} has {len(s.text):,} characters: only its first {LONGEST:,} are looked at for marks."
        for n, s in enumerate(turns, 1)
        if len(s.text) > LONGEST
    ]
    return Transcript(form, turns, tuple(notes))


def _why_untimed(spoken: list[Spoken]) -> str:
    without = next(n for n, s in enumerate(spoken, 1) if s.start is None or s.end is None)
    some = any(s.start is not None and s.end is not None for s in spoken)
    why = f"Turn {without} has no start or no end" if some else "There is no start and end for each turn"
    return f"{why}: interruptions and talking time cannot be measured."


def _on_the_clock(spoken: list[Spoken], notes: list[str]) -> list[Spoken]:
    """In the order of their starts, ends not before starts. Adds to `notes` what was put right."""
    spoken = [replace(s, end=s.end or 0.0, start=s.start or 0.0) for s in spoken]
    if max(s.end or 0.0 for s in spoken) > _A_DAY:
        spoken = [replace(s, start=(s.start or 0.0) / 1000, end=(s.end or 0.0) / 1000) for s in spoken]
        notes.append("Times were read as milliseconds.")
    if far := next((n for n, s in enumerate(spoken, 1) if max(s.start or 0.0, s.end or 0.0) > _A_DAY), 0):
        raise TranscriptError(f"Turn {far} lies more than a day into the call. Times count from its first second.")
    backward = [n for n, s in enumerate(spoken, 1) if (s.end or 0.0) < (s.start or 0.0)]
    if backward:
        count = "1 turn ends" if len(backward) == 1 else f"{len(backward)} turns end"
        notes.append(f"{count} before it starts (the first is turn {backward[0]}): counted as no time at all.")
        spoken = [replace(s, end=max(s.start or 0.0, s.end or 0.0)) for s in spoken]
    ordered = sorted(spoken, key=lambda s: s.start or 0.0)
    if ordered != spoken:
        notes.append("Turns were out of order; they were sorted by their start.")
    return ordered


def _joined(spoken: list[Spoken]) -> Iterator[Spoken]:
    """Lines of one speaker right after each other are one turn."""
    current: Spoken | None = None
    for line in spoken:
        if current is not None and line.speaker == current.speaker and _follows(current, line):
            current = replace(current, text=f"{current.text} {line.text}", end=_later(current.end, line.end))
            continue
        if current is not None:
            yield current
        current = line
    if current is not None:
        yield current


def _later(end: float | None, other: float | None) -> float | None:
    return None if end is None or other is None else max(end, other)


def _follows(before: Spoken, after: Spoken) -> bool:
    return before.end is None or after.start is None or after.start - before.end <= _JOIN_WITHIN
