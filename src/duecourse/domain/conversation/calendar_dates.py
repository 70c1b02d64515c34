"""Days said by the calendar: dates in figures, days of a month, parts of a month, the n-th weekday of one."""

from __future__ import annotations

import re
from datetime import date, timedelta

from duecourse.domain.conversation.date_rule import (
    CARDINAL,
    DAY_WORDS,
    MONTH_NAME,
    MONTH_TRIGGERS,
    ORDINAL,
    WEEKDAY,
    WEEKDAY_TRIGGERS,
    Rule,
    beside,
    rules_into,
)
from duecourse.domain.conversation.date_words import (
    DAY,
    MONTH,
    MONTH_WORDS,
    VAGUE,
    WEEKDAY_WORDS,
    Found,
    cardinal,
    day_month,
    day_of_month,
    month_end,
    nth,
    ordinal,
    safe,
    shift,
)
from duecourse.domain.conversation.numbers import CARDINALS, ORDINALS, SCALES

RULES: list[Rule] = []
rule = rules_into(RULES)
_MOST_DAYS, _MONTHS = 31, 12
_NO_SUCH_DAY = (None, None, None, VAGUE)  # "the thirtieth of February": a day is meant, and nobody knows which


def _day_or_none(day: int, ahead: date | None, behind: date | None) -> Found:
    if ahead is None and behind is None:
        return _NO_SUCH_DAY if 0 < day <= _MOST_DAYS else None
    return ahead, behind, None, DAY


# Behind a number these make it more than a day of a month: "may two hundred go out", "in march two invoices".
_GOES_ON = "|".join(
    [*SCALES, *CARDINALS, "invoices", "bills", "claims", "payments", "people", "weeks", "days", "months", "of", "more"]
)


@rule("iso", "", r"\d{4}-\d\d-\d\d")
def _iso(m: re.Match[str], today: date) -> Found:
    try:
        on = date.fromisoformat(m[1])
    except ValueError:
        return None
    return on, on, None, DAY


@rule("slashes", "", r"\d{1,2}/\d{1,2}(?:/\d{2,4})?")
def _slashes(m: re.Match[str], today: date) -> Found:
    """27/11 and 11/27: where both orders are possible both are kept, day first as in most of the world."""
    parts = [int(p) for p in m[1].split("/")]
    year = parts[2] if len(parts) == 3 else None
    day_first = day_month(parts[0], parts[1], today, year)[0] if parts[1] <= 12 else None
    month_first = day_month(parts[1], parts[0], today, year)[0] if parts[0] <= 12 else None
    if day_first is None or month_first is None or day_first == month_first:
        only = day_first or month_first
        no_day = min(parts[:2]) <= _MONTHS and 0 < max(parts[:2]) <= _MOST_DAYS
        return (only, only, None, DAY) if only else _NO_SUCH_DAY if no_day else None
    return day_first, day_first, month_first, DAY


@rule(
    "day of month name",
    MONTH_TRIGGERS,
    rf"(?:(?:the )?(?P<d>{ORDINAL})(?: of)?|(?:the )?(?P<c>\d{{1,2}})(?: of)?|(?P<w>{CARDINAL})) "
    rf"(?P<m>{MONTH_NAME})(?: (?P<y>(?:19|20)\d\d)|(?(w)(?! (?:the )?{ORDINAL})))",
    also=beside((*DAY_WORDS, *CARDINALS, "of"), MONTH_WORDS),
)
def _day_then_month(m: re.Match[str], today: date) -> Found:
    """ "27 November", "the twenty seventh of November", "seventeen november". "One may" is no date, nor is "one april"
    of "the other one april seventeenth"."""
    day = ordinal(m["d"]) if m["d"] else int(m["c"]) if m["c"] else cardinal(m["w"])
    if m["w"] and (day > 31 or m["m"] in ("may", "march", "mar")):
        return None
    return _day_or_none(day, *day_month(day, MONTH_WORDS[m["m"]], today, int(m["y"]) if m["y"] else None))


@rule(
    "month name and day",
    MONTH_TRIGGERS,
    rf"(?P<m>{MONTH_NAME}) (?:the )?(?P<d>{ORDINAL}|\d{{1,2}})(?: (?P<y>(?:19|20)\d\d))?",
    also=beside(MONTH_WORDS, (*DAY_WORDS, "the")),
)
def _month_then_day(m: re.Match[str], today: date) -> Found:
    if m["m"] == "may" and m["d"].isdigit() and int(m["d"]) > 31:
        return None
    day = int(m["d"]) if m["d"].isdigit() else ordinal(m["d"])
    return _day_or_none(day, *day_month(day, MONTH_WORDS[m["m"]], today, int(m["y"]) if m["y"] else None))


@rule(
    "month name and spoken day",
    MONTH_TRIGGERS,
    rf"(?P<m>{MONTH_NAME}) (?P<d>{CARDINAL})(?! (?:{_GOES_ON}))",
    also=beside(MONTH_WORDS, CARDINALS),
)
def _month_then_spoken_day(m: re.Match[str], today: date) -> Found:
    """ "april nine", "june one": how many people say a date. "May one" and "march one" need a later day to be sure."""
    day = cardinal(m["d"])
    if m["d"].isdigit() or not 1 <= day <= 31 or (m["m"] in ("may", "march", "mar") and day == 1):
        return None
    return _day_or_none(day, *day_month(day, MONTH_WORDS[m["m"]], today))


@rule(
    "day of a numbered month",
    " ".join(ORDINALS),
    rf"(?:the )?(?P<d>{ORDINAL}) of the (?P<n>{ORDINAL})",
    also=("of the",),
)
def _numbered_month(m: re.Match[str], today: date) -> Found:
    """ "the fourth of the ninth": how dates are read aloud off a form."""
    month = ordinal(m["n"])
    if month > 12:
        return None
    ahead, behind = day_month(ordinal(m["d"]), month, today)
    return (ahead, behind, None, DAY) if ahead or behind else None


@rule(
    "day of this or next month",
    "month",
    rf"(?:the )?(?P<d>{ORDINAL}) of (?P<w>the|this|next|the following|the coming) month",
)
def _day_of_named_month(m: re.Match[str], today: date) -> Found:
    day = ordinal(m["d"])
    if m["w"] == "this" and safe(today.year, today.month, day) is None:
        return _NO_SUCH_DAY
    if m["w"] in ("the", "this") and not (day == 1 or day_of_month(day, today)[0] is None):
        on = safe(today.year, today.month, day)
        if on is not None and on >= today:
            return on, on, None, DAY
    on = safe(*shift(today, 1), day)
    return (on, None, None, DAY) if on else None


@rule(
    "end of month",
    "month month's months last",
    r"(?:(?:the )?(?:very )?end of (?P<w>the|this|next|each|every|the following|the coming)? ?month"
    r"|(?P<n>next )?month end"
    r"|month's end|the very last day(?! of)"
    r"|(?:the )?last (?P<b>business |working )?day of (?P<v>the|this|next|each|every) month"
    r"|(?:the|our|their) last (?P<c>business|working|banking) day(?! (?:of|in|before|at)))",
)
def _end_of_month(m: re.Match[str], today: date) -> Found:
    ahead = (
        1
        if "next" in (m["w"] or "") + (m["n"] or "") + (m["v"] or "") or m["w"] in ("the following", "the coming")
        else 0
    )
    on = month_end(*shift(today, ahead))
    if m["b"] or m["c"]:
        while on.weekday() > 4:
            on -= timedelta(days=1)
    return on, None, None, DAY


@rule(
    "end of a named month",
    MONTH_TRIGGERS,
    rf"(?:the )?(?:very )?(?:end|last day|last) of (?P<m>{MONTH_NAME})"
    rf"|(?P<k>{MONTH_NAME}) month end|(?P<j>{MONTH_NAME}) end",
    also=beside(("end", "day", "last"), ("of",)) | {"month end"} | beside(MONTH_WORDS, ("end",)),
)
def _end_of_named(m: re.Match[str], today: date) -> Found:
    month = MONTH_WORDS[m["m"] or m["k"] or m["j"]]
    ahead = month_end(today.year + (month < today.month), month)
    return ahead, month_end(today.year - (month >= today.month), month), None, DAY


@rule(
    "middle or start of month",
    "mid middle beginning start",
    r"(?:(?:the )?(?P<p>mid|middle of|beginning of|start of) "
    rf"(?:(?P<w>the|this|next) month|(?P<m>{MONTH_NAME}))|mid month)",
)
def _part_of_month(m: re.Match[str], today: date) -> Found:
    return None, None, None, MONTH


@rule(
    "nth weekday of month",
    WEEKDAY_TRIGGERS,
    rf"(?:the )?(?P<n>first|second|third|fourth|last) (?P<d>{WEEKDAY}) (?:of|in) "
    rf"(?:(?P<w>the|this|next|each|every) month|(?P<m>{MONTH_NAME}))"
    rf"|(?:the|every) (?P<k>first|second|third|fourth) (?P<e>{WEEKDAY})(?! (?:of|in))",
    also=beside("first second third fourth last".split(), WEEKDAY_WORDS),
)
def _nth_weekday(m: re.Match[str], today: date) -> Found:
    which, weekday = m["n"] or m["k"], WEEKDAY_WORDS[m["d"] or m["e"]]
    if m["m"]:
        month = MONTH_WORDS[m["m"]]
        year = today.year if month >= today.month else today.year + 1
    else:
        year, month = shift(today, 1 if m["w"] == "next" else 0)
    on = nth(which, weekday, year, month)
    if on is not None and on < today and not m["m"] and m["w"] != "next":
        on = nth(which, weekday, *shift(today, 1))
    return (on, None, None, DAY) if on else None


@rule(
    "last weekday",
    WEEKDAY_TRIGGERS,
    rf"(?P<the>the )?last (?P<d>{WEEKDAY})",
    also=beside(("last",), WEEKDAY_WORDS),
)
def _last_weekday(m: re.Match[str], today: date) -> Found:
    """ "last Thursday" is behind us; "the last Thursday" looking ahead is the last one of the month."""
    weekday = WEEKDAY_WORDS[m["d"]]
    behind = today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)
    if not m["the"]:
        return None, behind, None, DAY
    ahead = nth("last", weekday, today.year, today.month)
    if ahead is not None and ahead < today:
        ahead = nth("last", weekday, *shift(today, 1))
    return ahead, behind, None, DAY
