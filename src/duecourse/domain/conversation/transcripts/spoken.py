"""What a transcript is made of, and how it is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import isfinite
from typing import Any


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


def seconds(value: Any, where: str) -> float:
    """Seconds from a number or a clock such as 00:01:02.500. Raises TranscriptError."""
    number: float | None = None
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = _as_float(value)
    elif isinstance(value, str):
        match = CLOCK.fullmatch(value.strip())
        number = clock(match) if match else _as_float(value)
    if number is None:
        raise TranscriptError(f"{where}: {shown(value)} is no time in seconds or hours:minutes:seconds.")
    if number < 0:
        raise TranscriptError(f"{where}: {shown(value)} lies before the call began. Times count from its first second.")
    return number


def _as_float(value: Any) -> float | None:
    """None for what is no number that a clock may show: text, infinity, what is too large to hold."""
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if isfinite(number) else None


def shown(value: Any, longest: int = 40) -> str:
    """What stands there, short enough for a message."""
    text = str(value)
    return f"“{text[:longest]}…”" if len(text) > longest else f"“{text}”"


NAMED = re.compile(
    r"^[\s\-–>*]*\[?([^\W\d_][\w .'&()/-]{0,40}?|[Ss]peaker[ _]?\w{1,3}|\w{1,20}[ _]?\d{0,3})\]?\s*:\s+(.*)$", re.DOTALL
)
CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,2}):(\d{2})(?:[.,](\d{1,3}))?")


def clock(match: re.Match[str]) -> float:
    hours, minutes, seconds, parts = match.groups()
    fraction = int(parts.ljust(3, "0")) / 1000 if parts else 0.0
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + fraction
