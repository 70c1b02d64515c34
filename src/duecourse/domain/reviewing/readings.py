"""Measures of one call as people read them: a figure, what it is made of, or why it cannot be had."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from duecourse.domain.wording import count

PERCENT, SECONDS, TIMES, A_MINUTE, GRADE = "percent", "seconds", "times", "a_minute", "grade"
NO_TIMES = "The transcript has no start and end for each turn."
NO_WORDS = "There are no words in the transcript."
ONE_SIDE = "Only one side of the call is in the transcript."


@dataclass(frozen=True, slots=True)
class Reading:
    """`value` in `unit`; None says `why_not`. `made_of` explains the figure with its numerator and denominator, and
    `turn` is where to look. `means` is one line for somebody who sees it for the first time."""

    key: str
    title: str
    unit: str
    value: float | None
    means: str
    made_of: str = ""
    why_not: str = ""
    turn: int | None = None

    @property
    def shown(self) -> str:
        return "" if self.value is None else shown(self.value, self.unit)


def shown(value: float, unit: str) -> str:
    """ "41 %", "17 s", "1 min 4 s", "3", "148", "grade 5"."""
    match unit:
        case "percent":
            return f"{value * 100:.0f} %"
        case "seconds":
            return duration(value)
        case "grade":
            return f"grade {max(value, 0):.0f}"
        case "a_minute":
            return f"{value:.0f}"
        case _:
            return f"{value:.0f}" if value == round(value) else f"{value:.1f}"


def duration(seconds: float) -> str:
    """ "0.8 s", "17 s", "2 min 5 s"."""
    if seconds < _A_MINUTE:
        return f"{seconds:.1f} s" if seconds < _SHORT and seconds != round(seconds) else f"{seconds:.0f} s"
    whole, rest = divmod(round(seconds), _A_MINUTE)
    return f"{whole} min {rest} s" if rest else f"{whole} min"


_A_MINUTE, _SHORT = 60, 10


def times(count: int) -> str:
    """ "never", "once", "5 times"."""
    return {0: "never", 1: "once"}.get(count, f"{count} times")


Measures = Mapping[str, Any]


def readings(measures: Measures) -> tuple[Reading, ...]:
    """All measures in the order in which a page shows them. Of words that were not read only their times count."""
    found = tuple(read(measures) for read in _ALL)
    because = str(measures.get("not_analysed", ""))
    if not because:
        return found
    said = because[:1].upper() + because[1:]
    return tuple(replace(r, value=None, made_of="", why_not=f"{said}.") if r.key in _OF_WORDS else r for r in found)


_OF_WORDS = ("open_questions", "words_a_minute", "reading_grade")


def values_of(measures: Measures) -> dict[str, float]:
    """The measures that this call has, by their key: what norms are made of."""
    return {reading.key: reading.value for reading in readings(measures) if reading.value is not None}


def _why(measures: Measures, *, two_sides: bool = True) -> str:
    if not measures.get("timed"):
        return NO_TIMES
    if not two_sides or "talk_share" in measures:
        return ""
    return ONE_SIDE if any(measures.get("words", {}).values()) else NO_WORDS


def _talk_share(m: Measures) -> Reading:
    value, seconds = m.get("talk_share"), m.get("seconds", {})
    ours, theirs = seconds.get("caller", 0.0), seconds.get("client", 0.0)
    made_of = f"We spoke for {duration(ours)} of {duration(ours + theirs)} of speech; silence is not counted."
    return Reading(
        "talk_share", "Our share of talking", PERCENT, value, "How much of the speech was ours.",
        made_of if value is not None else "", "" if value is not None else _why(m) or ONE_SIDE,
    )  # fmt: skip


def _longest(m: Measures) -> Reading:
    value = m.get("longest_monologue", {}).get("caller")
    turn = m.get("longest_from", {}).get("caller")
    made_of = "" if value is None else _longest_made_of(m, turn)
    why_not = "" if value is not None else _why(m, two_sides=False) or "We said nothing."
    return Reading(
        "longest_monologue", "Longest time we spoke alone", SECONDS, value,
        "Our turns in a row; a “mhm” from them does not end it.", made_of, why_not, turn,
    )  # fmt: skip


def _longest_made_of(m: Measures, turn: int | None) -> str:
    seconds = m.get("seconds", {}).get("caller", 0.0)
    where = f" It began in turn {turn}." if turn else ""
    return (
        f"The longest of our {count(m['turns_of']['caller'], 'turn')}, out of {duration(seconds)} that we spoke.{where}"
    )


def _interruptions(who: str, of: str, key: str, title: str, means: str) -> Callable[[Measures], Reading]:
    def read(m: Measures) -> Reading:
        value = m.get("interruptions", {}).get(who)
        turns = m.get("turns_of", {}).get(of, 0)
        side = "our" if of == "caller" else "their"
        made_of = f"{value} of {side} {count(turns, 'turn')}." if value is not None else ""
        return Reading(key, title, TIMES, value, means, made_of, "" if value is not None else _why(m) or ONE_SIDE)

    return read


def _response_gap(m: Measures) -> Reading:
    gap = m.get("response_gap", {})
    value = gap.get("median")
    why_not = "" if value is not None else _why(m) or "We never answered after a pause."
    made_of = (
        f"The middle one of {gap['of']} pauses between their last word and our first." if value is not None else ""
    )
    return Reading(
        "response_gap", "Pause before we answer", SECONDS, value, "Half of our answers came faster, half slower.",
        made_of, why_not,
    )  # fmt: skip


def _open_questions(m: Measures) -> Reading:
    asked = m.get("questions", {})
    opened, closed = asked.get("open", 0), asked.get("closed", 0)
    value = opened / (opened + closed) if opened + closed else None
    made_of = f"{opened} open of {opened + closed}; {closed} can be answered by yes, no or one figure."
    return Reading(
        "open_questions", "Questions that invite an answer", PERCENT, value, "“What holds it up?”, not “will you pay?”",
        made_of if value is not None else "", "" if value is not None else "We asked no question.",
    )  # fmt: skip


def _pace(m: Measures) -> Reading:
    value = m.get("words_a_minute")
    seconds = m.get("seconds", {}).get("caller", 0.0)
    silent = "We said nothing." if not m.get("words", {}).get("caller") else "Our turns take no time."
    made_of = f"{count(m['words']['caller'], 'word')} in {duration(seconds)}." if value is not None else ""
    why_not = "" if value is not None else _why(m, two_sides=False) or silent
    return Reading("words_a_minute", "Words a minute", A_MINUTE, value, "How fast we spoke.", made_of, why_not)


def _reading_grade(m: Measures) -> Reading:
    value, parts = m.get("reading_grade"), m.get("reading", {})
    made_of = (
        f"{count(parts['words'], 'word')} in {count(parts['sentences'], 'sentence')},"
        f" {count(parts['syllables'], 'syllable')} (Flesch-Kincaid)."
        if parts
        else ""
    )
    return Reading(
        "reading_grade", "How plainly we spoke", GRADE, value, "School years needed to follow us; lower is plainer.",
        made_of, "" if value is not None else "Fewer than three sentences with punctuation to judge by.",
    )  # fmt: skip


_ALL: tuple[Callable[[Measures], Reading], ...] = (
    _talk_share,
    _longest,
    _interruptions(
        "by_caller",
        "caller",
        "interruptions",
        "We cut in",
        "They were still speaking, and we went on. “Mhm” is none.",
    ),
    _interruptions(
        "by_client",
        "client",
        "interrupted",
        "They cut in",
        "We were still speaking. Often a sign that enough was said.",
    ),
    _response_gap,
    _open_questions,
    _pace,
    _reading_grade,
)
KEYS = tuple(reading.key for reading in readings({}))
