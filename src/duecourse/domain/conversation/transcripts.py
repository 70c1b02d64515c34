"""Transcripts as people have them: plain "Name: text", WebVTT, SRT, JSON, CSV.

Parsed into who said what and when; which of the speakers is our caller is shown with the evidence, and asked when it
is not plain.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from duecourse.domain.conversation.turns import CALLER, CLIENT, Turn

MOST_CHARACTERS = 2_000_000
MOST_TURNS = 5_000
_JOIN_WITHIN = 1.5  # seconds: subtitle lines of one speaker closer than this are one turn


class TranscriptError(ValueError):
    """The text is no transcript we can read. The message says where and what to do."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One stretch of one speaker, as the transcript has it. Times in seconds, None where it has none."""

    speaker: str
    text: str
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """`form` names the format that was recognised; `notes` say what was put right or left out."""

    form: str
    spoken: tuple[Spoken, ...]
    notes: tuple[str, ...] = ()

    @property
    def speakers(self) -> tuple[str, ...]:
        """In the order in which they first speak."""
        return tuple(dict.fromkeys(s.speaker for s in self.spoken))


def read_transcript(text: str) -> Transcript:
    """Recognises the format and parses it. Raises TranscriptError."""
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        raise TranscriptError("The transcript is empty.")
    if len(text) > MOST_CHARACTERS:
        raise TranscriptError(f"The transcript has more than {MOST_CHARACTERS:,} characters. Is it the right file?")
    form, spoken = _parse(text)
    kept = [replace(s, speaker=s.speaker.strip(), text=" ".join(s.text.split())) for s in spoken if s.text.strip()]
    if not kept:
        raise TranscriptError("Nobody says anything in this transcript.")
    if len(kept) > MOST_TURNS:
        raise TranscriptError(f"More than {MOST_TURNS:,} turns: that is no single call.")
    return _tidy(form, kept)


def _parse(text: str) -> tuple[str, list[Spoken]]:
    if text[0] in "{[" and not _PLAIN_TIME.match(text):
        return "JSON", list(_from_json(text))
    if text.upper().startswith("WEBVTT"):
        return "WebVTT", list(_from_cues(text))
    if _ARROW.search(text):
        return "SRT", list(_from_cues(text))
    rows = _csv_rows(text)
    if rows is not None:
        return "CSV", list(_from_rows(rows))
    return "plain text", list(_from_lines(text))


# --- JSON

_LISTS = ("turns", "segments", "utterances", "transcript", "messages", "results", "entries")
_WHO = ("who", "speaker", "speaker_label", "name", "role", "participant", "channel", "from")
_SAID = ("text", "transcript", "content", "utterance", "message", "body", "sentence")
_STARTS = ("start", "start_time", "from_s", "begin", "offset", "start_s", "timestamp", "time")
_ENDS = ("end", "end_time", "to_s", "stop", "end_s")


def _from_json(text: str) -> Iterator[Spoken]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise TranscriptError(f"This looks like JSON, but it cannot be read: {error}") from error
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


def _from_mapping(row: Mapping[str, Any], where: str) -> Spoken:
    said = next((row[k] for k in _SAID if isinstance(row.get(k), str)), None)
    if said is None:
        raise TranscriptError(f"{where} has no text (looked for {', '.join(_SAID[:3])}).")
    who = next((row[k] for k in _WHO if isinstance(row.get(k), str | int) and str(row[k]).strip()), None)
    if who is None:
        raise TranscriptError(f"{where} does not say who speaks (looked for {', '.join(_WHO[:3])}).")
    start = next((_seconds(row[k], where) for k in _STARTS if row.get(k) not in (None, "")), None)
    end = next((_seconds(row[k], where) for k in _ENDS if row.get(k) not in (None, "")), None)
    return Spoken(str(who), said, start, end)


def _seconds(value: Any, where: str) -> float:
    """Seconds from a number or a clock such as 00:01:02.500."""
    if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0:
        return float(value)
    if isinstance(value, str):
        match = _CLOCK.fullmatch(value.strip())
        if match:
            return _clock(match)
        try:
            number = float(value)
        except ValueError:
            number = -1.0
        if number >= 0:
            return number
    raise TranscriptError(f"{where}: {value!r} is no time in seconds or hours:minutes:seconds.")


# --- WebVTT and SRT

_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?")
_ARROW = re.compile(
    r"^\s*((?:\d{1,2}:)?\d{1,2}:\d{2}[.,]?\d*)\s*-->\s*((?:\d{1,2}:)?\d{1,2}:\d{2}[.,]?\d*)", re.MULTILINE
)
_VOICE = re.compile(r"<v(?:\.[\w.]+)?\s+([^>]+)>")
_TAG = re.compile(r"</?[^>]{0,80}>")
_NAMED = re.compile(
    r"^[\s\-–>*]*\[?([^\W\d_][\w .'&()/-]{0,40}?|[Ss]peaker[ _]?\w{1,3}|\w{1,20}[ _]?\d{0,3})\]?\s*:\s+(.*)$", re.DOTALL
)


def _clock(match: re.Match[str]) -> float:
    hours, minutes, seconds, parts = match.groups()
    fraction = int(parts.ljust(3, "0")) / 1000 if parts else 0.0
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + fraction


def _from_cues(text: str) -> Iterator[Spoken]:
    speaker = ""
    for block in re.split(r"\n\s*\n", text):
        match = _ARROW.search(block)
        if match is None:
            continue
        start, end = (_clock(m) for m in map(_CLOCK.match, match.groups()) if m)
        for who, said in _voices(block[match.end() :].partition("\n")[2], speaker):
            speaker = who
            yield Spoken(who, said, start, end)


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
        named = _NAMED.match(line.strip())
        if named:
            if lines:
                yield who, " ".join(lines)
            who, lines = named.group(1).strip(), [named.group(2)]
        else:
            lines.append(line)
    if any(part.strip() for part in lines):
        yield who, " ".join(lines)


# --- CSV


def _csv_rows(text: str) -> list[dict[str, str]] | None:
    """Rows, when the first line is a header with a speaker and a text column; else None."""
    head = text.partition("\n")[0]
    delimiter = max(",;\t|", key=head.count)
    names = [n.strip().strip('"').lower() for n in head.split(delimiter)]
    if not (set(names) & set(_WHO) and set(names) & set(_SAID)):
        return None
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    next(reader)
    try:
        return [dict(zip(names, row, strict=False)) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise TranscriptError(f"This looks like CSV, but it cannot be read: {error}") from error


def _from_rows(rows: list[dict[str, str]]) -> Iterator[Spoken]:
    for place, row in enumerate(rows, 2):
        if any(row.get(key, "").strip() for key in _SAID):
            yield _from_mapping(row, f"Line {place}")


# --- plain text

_PLAIN_TIME = re.compile(r"^[\[(]?((?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?)[\])]?\s*[-–]?\s*")
_NAME_THEN_TIME = re.compile(r"^([^\W\d_][\w .'&-]{0,40}?)\s*[\[(]?((?:\d{1,2}:)?\d{1,2}:\d{2})[\])]?\s*:?\s*(.*)$")


def _from_lines(text: str) -> Iterator[Spoken]:
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
    yield from _with_ends(found)


def _speaker_of(line: str) -> tuple[str, str, float | None]:
    timed = _PLAIN_TIME.match(line)
    at = None
    if timed:
        match = _CLOCK.match(timed.group(1))
        at, line = _clock(match) if match else None, line[timed.end() :]
    named = _NAMED.match(line)
    if named:
        return named.group(1).strip(), named.group(2), at
    header = _NAME_THEN_TIME.match(line)
    if header and at is None:
        match = _CLOCK.match(header.group(2))
        return header.group(1).strip(), header.group(3), _clock(match) if match else None
    return "", line, at


def _with_ends(found: list[Spoken]) -> Iterator[Spoken]:
    """Plain text has starts at most; a start alone measures nothing, so times are kept only where both are known."""
    yield from (replace(s, start=None) for s in found)


# --- tidying


def _tidy(form: str, spoken: list[Spoken]) -> Transcript:
    notes: list[str] = []
    timed = all(s.start is not None and s.end is not None for s in spoken)
    if timed and max(s.end or 0 for s in spoken) > 86_400:
        spoken = [replace(s, start=(s.start or 0) / 1000, end=(s.end or 0) / 1000) for s in spoken]
        notes.append("Times were read as milliseconds.")
    if timed:
        ordered = sorted(spoken, key=lambda s: s.start or 0.0)
        if ordered != spoken:
            notes.append("Turns were out of order; they were sorted by their start.")
        spoken = [replace(s, end=max(s.start or 0.0, s.end or 0.0)) for s in ordered]
    else:
        spoken = [replace(s, start=None, end=None) for s in spoken]
        notes.append("Without a start and an end for each turn, interruptions and talking time cannot be measured.")
    if any(not s.speaker for s in spoken):
        raise TranscriptError("Some turns do not say who speaks: without speakers a transcript cannot be judged.")
    return Transcript(form, tuple(_joined(spoken)), tuple(notes))


def _joined(spoken: list[Spoken]) -> Iterator[Spoken]:
    """Lines of one speaker right after each other are one turn."""
    current: Spoken | None = None
    for line in spoken:
        if current is not None and line.speaker == current.speaker and _follows(current, line):
            current = replace(current, text=f"{current.text} {line.text}", end=line.end)
            continue
        if current is not None:
            yield current
        current = line
    if current is not None:
        yield current


def _follows(before: Spoken, after: Spoken) -> bool:
    return before.end is None or after.start is None or after.start - before.end <= _JOIN_WITHIN


# --- who is who


@dataclass(frozen=True, slots=True)
class WhoIsWho:
    """`caller` is the speaker who is ours, `evidence` why; `caller` is None when it has to be asked."""

    caller: str | None
    evidence: str


_OUR_WORDS = frozenset("caller agent rep representative collector us me ours operator advisor adviser".split())
_THEIR_WORDS = frozenset("client customer debtor contact them patient member payer guest".split())


def who_is_caller(transcript: Transcript, *, caller: str = "", company: str = "", contact: str = "") -> WhoIsWho:
    """Decides which speaker is our caller, from the names of the speakers and from what they say about themselves."""
    speakers = transcript.speakers
    if len(speakers) == 1:
        return WhoIsWho(None, f"Only {speakers[0]} speaks: one side of the call is missing.")
    for words, found in ((_OUR_WORDS, "is the word for our side"), (_tokens(caller), f"is the name of {caller}")):
        named = [s for s in speakers if words & _tokens(s)]
        if len(named) == 1:
            return WhoIsWho(named[0], f"“{named[0]}” {found}.")
    theirs = [s for s in speakers if (_THEIR_WORDS | _tokens(contact)) & _tokens(s)]
    if len(speakers) == 2 and len(theirs) == 1:
        ours = next(s for s in speakers if s not in theirs)
        return WhoIsWho(ours, f"“{theirs[0]}” is the other side, so “{ours}” is ours.")
    return _by_what_they_say(transcript, caller, company)


def _tokens(name: str) -> set[str]:
    return {w for w in re.findall(r"[^\W\d_]+", name.lower()) if len(w) > 1}


def _by_what_they_say(transcript: Transcript, caller: str, company: str) -> WhoIsWho:
    """Who names our company or our caller as themselves in the first turns."""
    ours = _tokens(company) - {"ltd", "inc", "the", "and", "company", "co", "group", "services"}
    for spoken in transcript.spoken[:8]:
        said = _tokens(spoken.text)
        greets = re.search(r"\b(this is|it'?s|i'?m|calling|here|from|with|at|speaking)\b", spoken.text.lower())
        if greets and ((ours & said) or (_tokens(caller) & said)) and not spoken.text.lower().startswith("is that"):
            return WhoIsWho(spoken.speaker, f"“{spoken.speaker}” says: “{spoken.text[:90]}”")
    return WhoIsWho(None, "Nothing in the transcript says which speaker is ours.")


def as_turns(transcript: Transcript, caller: str) -> tuple[Turn, ...]:
    """Turns of the call: the named speaker is our caller, everybody else the other side."""
    return tuple(
        Turn(n, CALLER if s.speaker == caller else CLIENT, s.text, s.start, s.end)
        for n, s in enumerate(transcript.spoken, 1)
    )
