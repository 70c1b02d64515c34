"""Days that lean on days said before: "that day", "the day after", "the 10th" behind "the 30th", "Friday" once "Friday
week" has been named. What was said before decides between the readings that the calendar alone leaves open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from duecourse.domain.conversation.date_holidays import HOLIDAY
from duecourse.domain.conversation.date_rule import COUNT
from duecourse.domain.conversation.date_words import (
    DAY,
    after,
    coming,
    day_of_month,
    in_next_week,
    month_end,
)
from duecourse.domain.conversation.dates import BEFORE, When, weekday_before, weekday_named
from duecourse.domain.conversation.text import Words

_POINTS_BACK = re.compile(
    r" (?P<same>(?:that|the same|same|that same|that very) (?:day|date|morning|afternoon|evening)|by then)(?= )"
    r"| (?P<after>the (?:very )?(?:next day|day after|following day))(?= )(?! (?:the|my|your|our|a|tomorrow|i|we|you) )"
    r"| (?P<before>the day before)(?= )(?! (?:the|my|your|our|a|yesterday|last|that|i|we|you|he|she|they|it) )"
)
_AFTER_WORDS = frozenset(("after",))  # "the week after"
_SOME_TIME_AFTER = re.compile(rf" (?:{COUNT}) (?:days?|weeks?|fortnights?|months?) (?:after that|later)(?= )")
_HOW_LONG = re.compile(r" (?=days?|weeks?|fortnights?|months?)| (?=after|later)")
_DAY_WORDS = frozenset("day date morning afternoon evening then".split())
_TIME_WORDS = frozenset("days day weeks week fortnight fortnights months month".split())
_LATER_WORDS = frozenset("later after".split())
_CORRECTS = frozenset("not no instead sorry rather actually wait oops mean sooner earlier before".split())
_NEAR_DAYS = 100  # a day further ahead is the day of something else, such as an old due date read as next year's
_WEEKS_ON = 21  # how much later than the coming one a weekday named before may be


@dataclass(frozen=True, slots=True)
class Named:
    """What has been named before a turn: days ahead `lately`, latest last; days that are `promised`; whether the talk
    has just been of next week."""

    lately: Sequence[date] = ()
    promised: Sequence[date] = ()
    next_week: bool = False


NOTHING_NAMED = Named()


def leans(found: Sequence[When], words: Words) -> bool:
    """Whether days named before it, or in it, may settle what is said: a day that leans on them, or a word that points
    back to one."""
    return any([when.rule in _LEANS for when in found]) or points_back(words)


def points_back(words: Words) -> bool:
    """Whether the words may lean on a day named before without naming one themselves."""
    return not _DAY_WORDS.isdisjoint(words.vocabulary) or _speaks_of_later(words)


def in_order(found: Sequence[When]) -> tuple[When, ...]:
    """Expressions that lean on nothing, as they stand in the turn."""
    return tuple(found) if len(found) < 2 else tuple(sorted(found, key=lambda w: w.first))


def in_context(found: Sequence[When], words: Words, before: Named, today: date) -> tuple[When, ...]:
    """The same expressions, settled by the days named before this turn and in it."""
    alone = not (before.lately or before.promised or before.next_week) and len(found) < 2
    if (not found or alone) and not points_back(words):
        return tuple(found)
    settled: list[When] = []
    for when in sorted((*found, *_pointing_back(words, found)), key=lambda w: w.first):
        here = [w.on for w in settled if w.on is not None and _is_ahead(w, words, today)]
        settled.append(_settle(when, here, words, settled, today, before))
    return tuple(w for w in settled if w.on is not None or w.past is not None or w.rule not in _BACK)


_SAME, _AFTER, _BEFORE, _LATER = "that day", "the day after", "the day before", "some time after"
_BACK = (_SAME, _AFTER, _BEFORE, _LATER)
_BESIDE = ("weekday after next", BEFORE)  # of a day named before
_LEANS = frozenset((*_BESIDE, "day of month", "end of month", "a week or a month", "weekday"))
_SHIFTS = {_SAME: timedelta(0), _AFTER: timedelta(days=1), _BEFORE: timedelta(days=-1)}


def _speaks_of_later(words: Words) -> bool:
    """ "Two weeks later", "a month after that"."""
    return not (_LATER_WORDS.isdisjoint(words.vocabulary) or _TIME_WORDS.isdisjoint(words.vocabulary))


def _pointing_back(words: Words, found: Sequence[When]) -> Iterator[When]:
    matches = [
        (m, _SAME if m["same"] else _AFTER if m["after"] else _BEFORE) for m in _POINTS_BACK.finditer(words.line)
    ]
    if _speaks_of_later(words):
        matches += [(m, _LATER) for m in _SOME_TIME_AFTER.finditer(words.line)]
    for match, rule in matches:
        first = words.index(match.start() + 1)
        last = first + len(match.group().split())
        if all(last <= w.first or first >= w.last for w in found):
            yield When(first, last, None, rule)


def _is_ahead(when: When, words: Words, today: date) -> bool:
    """A day ahead that is meant to be ahead: not last month's read as next year's, nor "it was due on the 15th"."""
    if when.on is None or not today <= when.on <= today + timedelta(days=_NEAR_DAYS):
        return False
    if when.past is None or when.on - today <= today - when.past or when.rule == "weekday":
        return True
    before = words.items[max(0, when.first - _REACH) : when.first]
    return when.rule == "day of month" and _BEHIND.isdisjoint(before)


_REACH = 5
_BEHIND = frozenset("was were been due since dated from last had did ago already".split())


def _settle(when: When, here: list[date], words: Words, settled: list[When], today: date, before: Named) -> When:
    known = [*before.lately, *here]
    if when.rule == _LATER:
        count, unit = _HOW_LONG.split(" ".join(words.items[when.first : when.last]))[:2]
        found = after(count.strip(), unit, False, known[-1]) if known else None
        return replace(when, on=found[0] if found else None)
    if when.rule in _BACK:
        return replace(when, on=known[-1] + _SHIFTS[when.rule]) if known else when
    if when.rule in _BESIDE and known and words.items[when.last - 1] != "next":
        return _weekday_beside(when, known[-1], words)
    if when.rule == "day of month" and when.on is not None:
        on = _day_meant(when, when.on, here, [*before.promised, *known], words, settled, today)
        return replace(when, on=on)
    if when.rule == "end of month" and when.on is not None and here and here[-1] > when.on:
        end = month_end(here[-1].year, here[-1].month)
        return when if _corrects(words, settled[-1], when) else replace(when, on=end)
    if when.rule == "a week or a month" and known and words.items[when.last - 1] in _AFTER_WORDS:
        return replace(when, on=known[-1] + timedelta(days=7), precision=DAY)
    if when.rule == "weekday" and when.on is not None:
        if here and _is_the_next_open_day(when, here[-1], settled[-1], words):
            return replace(when, on=coming(here[-1], when.on.weekday()))
        return replace(when, on=_weekday_meant(when, when.on, known, words, today, before))
    return when


def _weekday_meant(when: When, on: date, known: list[date], words: Words, today: date, before: Named) -> date:
    """ "Friday": the later one that has been named, or that of next week where the talk has been of it."""
    if words.items[when.first] in ("this", "coming", "the") or on in known:
        return on
    later = [d for d in known if d.weekday() == on.weekday() and 0 <= (d - on).days <= _WEEKS_ON]
    if later:
        return later[-1]
    return in_next_week(today, on.weekday()) if before.next_week else on


_SATURDAY = 5


def _is_the_next_open_day(when: When, day: date, before: When, words: Words) -> bool:
    """ "But that's a Sunday, so the Monday": the weekday right behind one on which nothing is open."""
    closed = day.weekday() >= _SATURDAY or before.rule == HOLIDAY
    return closed and when.first > 0 and words.items[when.first - 1] == "the"


def _weekday_beside(when: When, day: date, words: Words) -> When:
    """ "The Friday before", "the Thursday after": the nearest one on that side of a day just named."""
    if when.rule == BEFORE:
        return replace(when, on=weekday_before(day - timedelta(days=1), when, words), precision=DAY)
    return replace(when, on=coming(day, weekday_named(when, words)))


def _day_meant(
    when: When, on: date, here: list[date], known: list[date], words: Words, settled: list[When], today: date
) -> date | None:
    """ "The 10th": one that was named before, the next one in a list of days, or simply the coming one."""
    named = [d for d in known if d.day == on.day and d >= today]
    if named:
        again = bool(here) and any(d in here for d in named) and not _corrects(words, settled[-1], when)
        later = [d for d in named if again and d > here[-1]]  # "the 30th of October, the 13th and the 30th"
        if later:
            return later[0]
        once_more = here and here[-1] > named[-1] and _goes_on(words, settled[-1], when)
        return day_of_month(on.day, here[-1])[0] if once_more else named[-1]
    if here and here[-1] > on and not _corrects(words, settled[-1], when):
        return day_of_month(on.day, here[-1])[0]
    return on


_NEXT_IN_LINE = frozenset("again then next following last final".split())


def _goes_on(words: Words, before: When, when: When) -> bool:
    """ "The 15th, then the end of the month, then the 15th again": a list goes on, it does not begin anew."""
    around = (*words.items[before.last : when.first], *words.items[when.last : when.last + 1])
    return bool(_NEXT_IN_LINE & set(around))


def _corrects(words: Words, before: When, when: When) -> bool:
    return bool(_CORRECTS & set(words.items[before.last : when.first]))
