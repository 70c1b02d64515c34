"""Times that people name without a day: "since Easter", "since the winter", "since last year", "this quarter". Each is
read as the latest day that it can mean, so that whoever is held to it is given the benefit of the doubt. And lengths of
time: "three months", "half a year"."""

from __future__ import annotations

from datetime import date, timedelta

from duecourse.domain.conversation.date_holidays import easter
from duecourse.domain.conversation.date_words import MONTH_WORDS, month_end, shift
from duecourse.domain.conversation.numbers import small
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.views import View

# The last day of the year on which it can fall or be spoken of.
_FEASTS = {
    "christmas": (12, 26), "xmas": (12, 26), "thanksgiving": (11, 28), "halloween": (10, 31),
    "diwali": (11, 15), "new": (1, 2), "holidays": (1, 2), "turn": (1, 2),
}  # fmt: skip
_SEASONS = {"winter": 3, "spring": 6, "summer": 9, "autumn": 12, "fall": 12}  # the month in which it ends, in the north
_SEASON_DAYS = 95
_SOUTH = frozenset(("AUD", "NZD", "ZAR"))  # where winter is in July
_FILLERS = frozenset(
    "the back way well early late mid middle beginning start end of in about around last before".split()
)
_MOST_FILLERS = 5


def since(view: View, near: int, state: State) -> date | None:
    """The latest day that "since ..." in the sentence around `near` can mean; None where it names no time."""
    sentence = view.words.sentence_at(near)
    items = view.words.items
    for place in range(sentence.first, sentence.last):
        if items[place] == "since":
            return since_at(view, place, state)
        if items[place] == "this" and items[place + 1 : place + 2] in (("quarter",), ("year",), ("month",), ("week",)):
            return _begin(items[place + 1], state.setting.today) - timedelta(1)
    return None


_PERIODS = ("year", "month", "week", "quarter")
_BEGINNING = frozenset("start beginning".split())


def since_at(view: View, place: int, state: State) -> date | None:
    """The latest day that the words behind the "since" at `place` can mean."""
    today = state.setting.today
    when = next((w for w in view.whens if place <= w.first <= place + _MOST_FILLERS and w.past is not None), None)
    if when is not None:
        return when.past
    items = view.words.items[place + 1 :]
    skipped = 0
    while skipped < min(len(items), _MOST_FILLERS) and items[skipped] in _FILLERS:
        skipped += 1
    word = items[skipped] if skipped < len(items) else ""
    if word in _PERIODS and items[skipped - 1 : skipped] == ("last",):
        return _begin(word, today) - timedelta(1)
    if word in _PERIODS and not _BEGINNING.isdisjoint(items[:skipped]):
        return _begin(word, today)  # "since the start of the year"
    return _latest(word, state)


def _latest(word: str, state: State) -> date | None:
    """The latest day that a month, a feast or a season can mean."""
    today = state.setting.today
    if word in MONTH_WORDS:
        month = MONTH_WORDS[word]
        return min(today, month_end(today.year - (month > today.month), month))
    if word == "easter":
        monday = easter(today.year) + timedelta(1)
        return monday if monday <= today else easter(today.year - 1) + timedelta(1)
    if word in _FEASTS:
        month, day = _FEASTS[word]
        return _last_one(date(today.year, month, day), today)
    if word in _SEASONS:
        month = (_SEASONS[word] + 5) % 12 + 1 if state.setting.account.currency in _SOUTH else _SEASONS[word]
        end = date(today.year, month, 22)
        return today if timedelta(0) <= end - today <= timedelta(_SEASON_DAYS) else _last_one(end, today)
    return None


def _last_one(day: date, today: date) -> date:
    return day if day <= today else day.replace(year=day.year - 1)


def _begin(period: str, today: date) -> date:
    if period == "week":
        return today - timedelta(today.weekday())
    if period == "year":
        return date(today.year, 1, 1)
    months = (today.month - 1) % 3 if period == "quarter" else 0
    return date(*shift(today, -months), 1)


UNITS = {"day": 1, "days": 1, "week": 7, "weeks": 7, "month": 30.4, "months": 30.4, "year": 365, "years": 365}
_FILLED = frozenset("nearly almost over about some the good well".split())
_AS_A_WHOLE = {
    ("half", "a", "year"): 182.0, ("quarter", "of", "a", "year"): 91.0, ("a", "quarter", "of", "a", "year"): 91.0,
    ("a", "couple", "of", "months"): 56.0, ("a", "fortnight"): 14.0, ("a", "year", "and", "a", "half"): 547.0,
    ("best", "part", "of", "a", "year"): 270.0, ("two", "and", "a", "half", "months"): 76.0,
}  # fmt: skip


def length_at(items: tuple[str, ...], place: int) -> tuple[float, int]:
    """Days in "three months", "a year", "half a year", "nearly six weeks" at `place`, with where the words end; 0 days
    where there is no length."""
    while place < len(items) and items[place] in _FILLED:
        place += 1
    for words, days in _AS_A_WHOLE.items():
        if items[place : place + len(words)] == words:
            return days, place + len(words)
    number = 1 if items[place : place + 1] == ("a",) else small(items[place]) if place < len(items) else 0
    unit = UNITS.get(items[place + 1], 0) if place + 1 < len(items) else 0
    return number * unit, place + 2
