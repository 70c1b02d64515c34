"""Calendar dates in what was said, worked out from the call's own local date by the codebook's ruling 18.

"Friday" is the coming one, never today; "next Friday" is Friday of the next calendar week; "Friday week" is seven days
after the coming one; a fortnight is 14 days; "end of the month" its last day; "in ten days" counts calendar days.
Where people mean different days by the same words ("next Friday"), both are kept, and the product asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from duecourse.domain.conversation import calendar_dates, date_holidays, relative_dates
from duecourse.domain.conversation.date_holidays import BY_CHRISTMAS, HOLIDAY
from duecourse.domain.conversation.date_rule import Rule
from duecourse.domain.conversation.date_words import DAY, MONTH_WORDS, WEEKDAY_WORDS, coming, month_end, shift
from duecourse.domain.conversation.numbers import small
from duecourse.domain.conversation.text import Words


@dataclass(slots=True)  # as for `Words`: never changed
class When:
    """Words `first`..`last` that say when. `on` is the date looking ahead, `past` looking back; `or_on` a second date
    that the same words mean to other people. Without a day (`precision` week, month or vague) `on` is None."""

    first: int
    last: int
    on: date | None
    rule: str
    precision: str = DAY
    past: date | None = None
    or_on: date | None = None
    month: int | None = None

    @property
    def is_day(self) -> bool:
        return self.on is not None


_RULES = (*calendar_dates.RULES, *date_holidays.RULES, *relative_dates.RULES)
_BY_TRIGGER: dict[str, list[Rule]] = {}
for _each in _RULES:
    for _word in _each.triggers:
        _BY_TRIGGER.setdefault(_word, []).append(_each)
_TRIGGERS = frozenset(_BY_TRIGGER)
_ALSO = frozenset[str]().union(*(rule.also for rule in _RULES))
_ORDER = {rule.name: place for place, rule in enumerate(_RULES)}
_ORDER["month name and day"] = _ORDER["day of month name"]  # "April 10th, May 1st": what is said first goes first
_IN_FIGURES = {rule.name: rule for rule in _RULES if not rule.triggers}


def find(words: Words, today: date) -> tuple[When, ...]:
    """Every expression of time in the turn, longest reading first where two overlap, in order of place."""
    rules = {rule.name: rule for word in _TRIGGERS & words.vocabulary for rule in _BY_TRIGGER[word]}
    if rules:
        said = _ALSO & words.keys
        rules = {name: rule for name, rule in rules.items() if not (rule.also and rule.also.isdisjoint(said))}
    if "-" in words.line or "/" in words.line:
        rules |= _IN_FIGURES
    if not rules:
        return ()
    found = [when for rule in rules.values() for when in _apply(rule, words, today)]
    apart = found if len(found) < 2 else _apart(found, words)
    return tuple([_days_away(when, words) for when in apart])


def _apart(found: list[When], words: Words) -> Iterator[When]:
    """Of those that overlap the longest, then the most telling; joined where they say one day."""
    found = [w for w in found if not _runs_on(w, found, words)]
    found.sort(key=lambda w: (w.first - w.last, w.on is None, _ORDER[w.rule], w.first))
    kept: list[When] = []
    for when in found:
        if all(when.last <= k.first or when.first >= k.last for k in kept):
            kept.append(when)
    kept = [w for w in kept if not _only_an_hour(w, kept, words) and not _is_made_exact(w, kept)]
    return _joined(sorted(kept, key=lambda w: w.first), words)


def _is_made_exact(when: When, found: list[When]) -> bool:
    """ "Before Christmas, say December 11th": the day is named behind it."""
    if when.rule != BY_CHRISTMAS or when.on is None:
        return False
    return any(w.on is not None and w.first >= when.last and w.on <= when.on for w in found)


def _runs_on(when: When, found: list[When], words: Words) -> bool:
    """ "The 22nd, June 15th and July 15th": behind a comma the month belongs to the day that follows it."""
    if when.rule != "day of month name" or when.last - when.first < _DAY_AND_MONTH:
        return False
    month = when.last - 1
    begins = any(w.first == month and w.rule in ("month name and day", "month name and spoken day") for w in found)
    return begins and "," in words.text[words.spans[month - 1][1] : words.spans[month][0]]


_DAY_AND_MONTH = 2  # words
_AWAY = {"before": -1, "after": 1}
_HOW_MANY = {"the": 1, "a": 1, "very": 1, "couple": 2, "few": 3}


def _days_away(when: When, words: Words) -> When:
    """ "The day before Good Friday", "two days after the 15th". "The day after, Monday" is that Monday."""
    if when.on is None or when.rule in ("weekday", "day after tomorrow"):
        return when
    behind = when.first + (words.items[when.first] in _AWAY)
    if behind < _DAYS_AWAY:
        return when
    number, days, side = words.items[behind - _DAYS_AWAY : behind]
    count = _HOW_MANY.get(number) or small(number)
    if side not in _AWAY or days not in ("day", "days") or not count:
        return when
    return replace(when, first=behind - _DAYS_AWAY, on=when.on + timedelta(days=count * _AWAY[side]), or_on=None)


_DAYS_AWAY = 3  # words: "two days before"


def _joined(found: list[When], words: Words) -> Iterator[When]:
    """ "Thursday of next week, the 12th" is one day said twice: the day of the month decides. "The end of May, June and
    July" is three month ends, "the 15th of June and July" two days."""
    before: When | None = None
    for when in found:
        if before is not None and when.on is not None and _stands_before(before, when, words):
            before = replace(when, first=before.first, on=weekday_before(when.on, before, words))
            continue
        close = before is not None and (
            when.first == before.last or (when.first == before.last + 1 and words.items[before.last] in _BETWEEN)
        )
        if before is not None and close and when.rule == "day of month" and before.rule in _SAID_AGAIN:
            doubt = before.on if before.on != when.on else None
            before = replace(when, first=before.first, or_on=doubt)
            continue
        if before is not None and when.on is not None and _comes_after(before, when, words):
            on = coming(when.on, weekday_named(before, words))
            before = replace(when, first=before.first, on=on)
            continue
        if before is not None and when.rule == "month" and _goes_on_to(before, when, words):
            more = list(_further_months(before, when, words))
            if not more:  # "on the first of the month, October, November": the same day
                before = replace(before, last=when.last, rule="day of month name")
                continue
            yield before
            yield from more[:-1]
            before = more[-1]
            if end := _ends_the_list(before, words):
                yield before
                before = end
            continue
        if before is not None:
            yield before
        before = when
    if before is not None:
        yield before


def _comes_after(weekday: When, holiday: When, words: Words) -> bool:
    """ "The Friday after Thanksgiving"."""
    if holiday.rule != HOLIDAY or weekday.rule not in ("weekday", "weekday after next"):
        return False
    gap = holiday.first - weekday.last
    return gap in (0, 1) and words.items[holiday.first - 1] == "after"


BEFORE = "weekday before"


def _stands_before(weekday: When, when: When, words: Words) -> bool:
    """ "The Friday before the 28th", "the Friday before Christmas Eve"."""
    beside = when.first == weekday.last and weekday.rule in (BEFORE, "weekday")
    return beside and "before" in (words.items[weekday.last - 1], words.items[when.first])


def weekday_before(day: date, when: When, words: Words) -> date:
    """ "The Friday before the 25th"; "the Friday before, the 18th" is that Friday itself."""
    weekday = weekday_named(when, words)
    back = (day.weekday() - weekday) % 7
    return day - timedelta(days=back)


def weekday_named(when: When, words: Words) -> int:
    """The weekday in an expression that has one."""
    return next(WEEKDAY_WORDS[w] for w in words.items[when.first : when.last] if w in WEEKDAY_WORDS)


_BETWEEN = frozenset("is so being which that or and then , . it".split())  # "Friday, that is the 12th"
_SAID_AGAIN = frozenset(
    ("weekday of next week", "weekday after next", "weekday week", "next weekday", "weekday", "in some days or weeks",
     "some days from now", "tomorrow", HOLIDAY)
)  # fmt: skip
_SAID_FOR_MONTHS = frozenset(
    ("end of a named month", "day of month name", "month name and day", "day of this or next month", "day of month")
)
_IN_A_LIST = frozenset(
    "and then the same thing again each every time of day date . or to through until two three four five six times "
    "march may".split()
)
_ALSO_WORDS = {"march": 3, "may": 5}  # words of their own too, and months only in a list of them
_UP_TO = frozenset("to through until".split())
_MOST_MONTHS = 12


def _goes_on_to(before: When, when: When, words: Words) -> bool:
    """ "The 28th, and then the same thing March and April", "the first, October through February"."""
    between = words.items[before.last : when.first]
    own = words.items[when.last - 1].endswith("'s")  # "and September's"
    return before.rule in _SAID_FOR_MONTHS and before.on is not None and _IN_A_LIST.issuperset(between) and not own


def _further_months(before: When, when: When, words: Words) -> Iterator[When]:
    """The same day, or the same end, of a further month in a list, and of those between where it is a stretch."""
    if when.month is None or before.on is None or when.month == before.on.month:
        return
    around = words.items[before.last : when.first + 1]
    between = [_ALSO_WORDS[w] for w in around if w in _ALSO_WORDS]
    count = (when.month - before.on.month - 1) % _MOST_MONTHS + 1
    for step in range(1, count + 1):
        year, month = shift(before.on, step)
        if step < count and _UP_TO.isdisjoint(around) and month not in between:
            continue
        last = month_end(year, month)
        on = last if before.rule == "end of a named month" else date(year, month, min(before.on.day, last.day))
        rule = "day of month name" if before.rule == "day of month" else before.rule
        yield replace(when, on=on, precision=DAY, rule=rule)


def _ends_the_list(before: When, words: Words) -> When | None:
    """ "The 18th of December, and January, and February, and March": a month that is a word of its own, too."""
    name = words.items[before.last + 1 : before.last + 2]
    if words.items[before.last : before.last + 1] != ("and",) or name[0] not in _ALSO_WORDS or before.on is None:
        return None
    month, place = _ALSO_WORDS[name[0]], before.last + 1
    year = before.on.year + (month < before.on.month)
    last = month_end(year, month)
    at_the_end = before.rule == "end of a named month"
    on = last if at_the_end else date(year, month, min(before.on.day, last.day))
    return replace(before, first=place, last=place + 1, on=on)


def _only_an_hour(when: When, found: list[When], words: Words) -> bool:
    """ "by close of business Friday", "yes, Tuesday, I'll do it in the morning": the hour of another day."""
    if when.rule == "in the morning":
        return any(w.on and w.last <= when.first and w.rule in _NAMES_A_DAY for w in found)
    if when.rule != "today" or any(w in _NAMES_TODAY for w in words.items[when.first : when.last]):
        return False
    return any(
        w is not when and w.on and (w.first - when.last in (0, 1) or when.first - w.last in (0, 1)) for w in found
    )


_NAMES_A_DAY = frozenset(("weekday", "weekday and day", "next weekday", "day of month", "weekday of next week"))
_NAMES_TODAY = frozenset("today today's tonight this now away immediately call hang".split())


def _apply(rule: Rule, words: Words, today: date) -> Iterator[When]:
    for match in rule.pattern.finditer(words.line):
        made = rule.make(match, today)
        if made is None:
            continue
        ahead, behind, doubt, precision = made
        first = words.index(match.start(1))
        if ahead is not None and behind is not None and first and words.items[first - 1] == "since":
            ahead = None  # "eleven times since Friday"
        last = first + match[1].count(" ") + 1
        named = match["m"] if rule.names_month else ""
        yield When(first, last, ahead, rule.name, precision, behind, doubt, MONTH_WORDS.get(named or ""))
