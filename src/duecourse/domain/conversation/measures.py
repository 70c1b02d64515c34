"""Measures of a call: who talked how much, how long, over whom, how fast, and how plainly. Every share comes with its
numerator and denominator; what the transcript cannot show is left out and named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from functools import lru_cache
from itertools import accumulate, pairwise
from operator import attrgetter
from statistics import median
from typing import Any

from duecourse.domain.conversation.marks.timing import cuts_in, is_backchannel
from duecourse.domain.conversation.results import Mark
from duecourse.domain.conversation.turns import CALLER, CLIENT, Turn
from duecourse.domain.conversation.views import LONGEST, View
from duecourse.domain.plain_language import Readability, syllables

_MONOLOGUE_GAP = 2.0  # seconds of silence that do not end a monologue


def measure(views: Sequence[View], marks: Sequence[Mark]) -> dict[str, Any]:
    """All measures. Seconds are rounded to a tenth, shares to a thousandth."""
    turns = [v.turn for v in views]
    timed = bool(turns) and all([t.start is not None and t.end is not None for t in turns])
    words = {who: sum([v.size for v in views if v.turn.who == who]) for who in (CALLER, CLIENT)}
    found: dict[str, Any] = {
        "turns": len(turns),
        "turns_of": {who: len([t for t in turns if t.who == who]) for who in (CALLER, CLIENT)},
        "words": words,
        "word_share": _share(words[CALLER], words[CALLER] + words[CLIENT]),
        "questions": _questions(views, marks),
        **_reading(views),
        "timed": timed,
    }
    if cut := [t.n for t in turns if len(t.text) > LONGEST]:
        found["cut_turns"] = cut  # only their beginning is looked at for marks
    if timed:
        found |= _timing(turns, words)
    else:
        found["not_measurable"] = [*_OF_TWO, "longest_monologue", "words_a_minute"]
        found["because"] = "the transcript has no start and end for each turn" if turns else "nobody says anything"
    if timed and not (words[CALLER] and words[CLIENT]):
        found = {name: value for name, value in found.items() if name not in _OF_TWO}
        found["not_measurable"] = list(_OF_TWO)
        one_side = any(words.values())
        found["because"] = "only one side of the call is in the transcript" if one_side else "there are no words in it"
    return found


_OF_TWO = ("talk_share", "interruptions", "response_gap")  # what takes two sides


def _share(part: float, whole: float) -> float | None:
    return round(part / whole, 3) if whole else None


def _more(turn: Turn, until: float) -> float:
    """Seconds that this turn adds to what its side has spoken until then: where two turns overlap, they count once."""
    return max(0.0, (turn.end or 0.0) - max(turn.start or 0.0, until))


_BEGIN = attrgetter("start")


def _spoken(turns: Sequence[Turn]) -> float:
    """Seconds in which one side speaks."""
    spoken, until = 0.0, 0.0
    for turn in sorted(turns, key=_BEGIN):
        spoken += _more(turn, until)
        until = max(until, turn.end or 0.0)
    return spoken


def _timing(turns: Sequence[Turn], words: dict[str, int]) -> dict[str, Any]:
    seconds = {who: round(_spoken([t for t in turns if t.who == who]), 1) for who in (CALLER, CLIENT)}
    gaps = _gaps(turns)
    noises = {t.n for t in turns if is_backchannel(t.text)}
    longest = {who: _longest(turns, who, noises) for who in (CALLER, CLIENT)}
    early = [place for place in _begun_early(turns) if turns[place].n not in noises]
    return {
        "seconds": seconds,
        "talk_share": _share(seconds[CALLER], seconds[CALLER] + seconds[CLIENT]),
        "longest_monologue": {who: longest[who][0] for who in longest},
        "longest_from": {who: longest[who][1] for who in longest},
        "interruptions": {"by_caller": _cuts(turns, CALLER, early), "by_client": _cuts(turns, CLIENT, early)},
        "backchannels": sum(t.who == CALLER and t.n in noises and bool(t.text.strip()) for t in turns),
        "response_gap": {"median": round(median(gaps), 1) if gaps else None, "of": len(gaps)},
        "words_a_minute": round(words[CALLER] / seconds[CALLER] * 60) if seconds[CALLER] else None,
    }


def _cuts(turns: Sequence[Turn], who: str, early: Iterable[int]) -> int:
    """How often that side took the floor from the other while it was speaking: of the turns that began `early`."""
    return sum(
        turns[place].who == who
        and any(cuts_in(turns[place], other) for other in turns[max(0, place - 6) : place] if other.who != who)
        for place in early
    )


def _begun_early(turns: Sequence[Turn]) -> list[int]:
    """Places of the turns that begin before all those ahead of them have ended."""
    ended = accumulate([turn.end or 0.0 for turn in turns], max)
    pairs = zip(turns[1:], ended, strict=False)
    return [place for place, (turn, before) in enumerate(pairs, 1) if (turn.start or 0.0) < before]


def _gaps(turns: Sequence[Turn]) -> list[float]:
    """Silence before the caller answers the client, in seconds; talking over each other is no gap."""
    return [
        max(0.0, (after.start or 0.0) - (before.end or 0.0))
        for before, after in pairwise(turns)
        if before.who == CLIENT and after.who == CALLER and (after.start or 0.0) >= (before.end or 0.0)
    ]


def _longest(turns: Sequence[Turn], who: str, noises: Set[int]) -> tuple[float, int | None]:
    """The longest stretch of one side alone, and the turn it begins in: its turns in a row, listening noises of the
    other side not counted."""
    longest, at = 0.0, None
    current, since = 0.0, None
    ended: float | None = None
    for turn in turns:
        if turn.who == who:
            joined = ended is not None and (turn.start or 0.0) - ended <= _MONOLOGUE_GAP
            spoken = _more(turn, ended if joined and ended is not None else 0.0)
            current, since = (current + spoken, since) if joined else (spoken, turn.n)
            ended = max(turn.end or 0.0, ended or 0.0) if joined else turn.end
            if current > longest:
                longest, at = current, since
        elif turn.n not in noises:
            ended, current = None, 0.0
    return round(longest, 1), at


def _questions(views: Sequence[View], marks: Sequence[Mark]) -> dict[str, int]:
    opened = {m.n for m in marks if m.label == "open_question"}
    asked = {v.n for v in views if v.is_caller and any([s.asks or v.asks(s.first, s.last) for s in v.words.sentences])}
    return {"open": len(opened), "closed": len(asked - opened)}


def _reading(views: Sequence[View]) -> dict[str, Any]:
    """School grade needed to follow what the caller said, with what it is made of; None without punctuation to judge
    by."""
    words = [word for view in views if view.is_caller for word in view.spoken]
    ends = sum(len(v.words.items) - v.size for v in views if v.is_caller)
    if ends < _LEAST_SENTENCES:
        return {"reading_grade": None}
    found = Readability(len(words), ends, sum(map(_syllables, words)))
    grade = None if found.grade is None else round(found.grade, 1)
    return {
        "reading_grade": grade,
        "reading": {"words": found.words, "sentences": found.sentences, "syllables": found.syllables},
    }


_LEAST_SENTENCES = 3
_syllables = lru_cache(maxsize=20_000)(syllables)
