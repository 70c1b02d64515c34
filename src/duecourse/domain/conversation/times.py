"""Times of day in what was said: "at two", "three thirty", "after eight", "10 am"."""

from __future__ import annotations

import re
from datetime import datetime, time

from duecourse.domain.conversation.numbers import CARDINALS
from duecourse.domain.conversation.text import Words

_HOUR = r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_MINUTE = r"(?:o ?clock|oh five|five|ten|fifteen|twenty|thirty|forty five|\d\d)"
_TIME = re.compile(
    r"(?<= )(?:at|after|before|by|around|about|from|until|past|between) "
    rf"(?P<h>{_HOUR})(?: (?P<m>{_MINUTE}))?(?: (?P<p>a ?m|p ?m))?(?= )"
    rf"|(?<= )(?P<half>half past|quarter past) (?P<h2>{_HOUR})(?= )"
    rf"|(?<= )(?P<h3>{_HOUR})(?: (?P<m3>{_MINUTE}))? ?(?P<p3>a ?m|p ?m|oclock)(?= )"
    rf"|(?<= )(?P<clock>\d{{1,2}}:\d\d)(?: (?P<p4>a ?m|p ?m))?(?= )"
    rf"|(?<= )(?P<h5>{_HOUR}) (?P<m5>thirty|fifteen|forty five)"
    r"(?= (?:today|tomorrow|this|on|works|then|is|sharp)| [.?!]| $)"
    r"|(?<= )(?P<noon>noon|midday|lunchtime)(?= )"
)
_NOT_A_TIME_AFTER = re.compile(r" (?:days?|weeks?|months?|years?|of|percent|hundred|thousand|dollars|pounds|weeks?)\b")
_MINUTES = {"fifteen": 15, "thirty": 30, "forty five": 45, "ten": 10, "twenty": 20, "five": 5, "oh five": 5}


def find(words: Words, call_at: datetime, same_day: bool) -> time | None:
    """The first time of day in the turn. Without am or pm it is the one in working hours, or the next one to come when
    the talk is about the day of the call itself."""
    for match in _TIME.finditer(words.line):
        if _NOT_A_TIME_AFTER.match(words.line, match.end()):
            continue
        read = _read(match, call_at, same_day)
        if read is not None:
            return read
    return None


def _read(match: re.Match[str], call_at: datetime, same_day: bool) -> time | None:
    part = match.groupdict()
    half = "pm" if any("p" in (part[k] or "")[:1] for k in ("p", "p3", "p4")) else ""
    half = half or ("am" if any((part[k] or "").startswith("a") for k in ("p", "p3", "p4")) else "")
    if part["noon"]:
        return time(12)
    if part["clock"]:
        hour, minute = (int(n) for n in part["clock"].split(":"))
    else:
        said = part["h"] or part["h2"] or part["h3"] or part["h5"]
        hour = int(said) if said.isdigit() else CARDINALS[said]
        minute = {"half past": 30, "quarter past": 15}.get(part["half"] or "", 0)
        minute = minute or _minute(part["m"] or part["m3"] or part["m5"] or "")
    if hour > 23 or minute > 59:
        return None
    return time(_hour(hour, minute, half, call_at, same_day), minute)


def _minute(said: str) -> int:
    return int(said) if said.isdigit() else _MINUTES.get(said, 0)


def _hour(hour: int, minute: int, half: str, call_at: datetime, same_day: bool) -> int:
    if half == "pm":
        return hour % 12 + 12
    if half == "am" or hour > 12 or hour == 0:
        return hour % 12 if half == "am" else hour
    if same_day:
        now = (call_at.hour, call_at.minute)
        return hour if (hour, minute) > now else min(hour % 12 + 12, 23)
    return hour if 8 <= hour <= 12 else hour + 12
