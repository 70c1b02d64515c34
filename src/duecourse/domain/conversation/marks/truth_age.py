"""How long a caller says that something is owed or with the client, held against the first day it can have been."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from duecourse.domain.conversation.marks.asked import asked
from duecourse.domain.conversation.marks.needs import needs
from duecourse.domain.conversation.marks.windows import UNITS, length_at, since_at
from duecourse.domain.conversation.numbers import small
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CLIENT, Item
from duecourse.domain.conversation.views import View

_COLUMNS = frozenset("bucket aging ageing column".split())
_AGE_WORDS = _COLUMNS | {*UNITS, "plus"}
_LATE = frozenset("overdue late past behind old outstanding unpaid".split())
_WHOLES = frozenset(("half", "quarter"))
_NOT_YET = frozenset("if once when until reaches gets at after before within inside in between".split())


@needs(_AGE_WORDS)
def wrong_age(view: View, state: State) -> tuple[int, int] | None:
    """ "Six months overdue" when the oldest open item is two."""
    ages = [(state.setting.today - i.due_on).days for i in state.ledger.open_items if i.due_on]
    if not ages:
        return None
    issued = [(state.setting.today - i.issued_on).days for i in state.ledger.open_items if i.issued_on]
    items = view.words.items
    for place, word in enumerate(items[:-1]):
        if items[place + 1] not in UNITS and word not in _WHOLES:
            continue
        said, end = (
            length_at(items, place)
            if word in _WHOLES
            else (_count_at(view, place) * UNITS[items[place + 1]], place + 2)
        )
        if not said:
            continue
        late = bool(_LATE & set(items[end : end + 2])) and not _is_of_others(items, place, end)
        already = not late and "already" in items[end : end + 2]
        if (late or already) and not _NOT_YET & set(items[max(0, place - 6) : place]):
            known = ages if late and items[end] != "old" else [*ages, *issued]
            unit = said / 3 if word in _WHOLES else UNITS[items[place + 1]]
            told = _is_their_length(items[place : place + 2], state)
            if not told and _is_too_old(said, unit, known, items[max(0, place - 2) : place]):
                return place, end + 1
    return _wrong_bucket(view, ages)


def _count_at(view: View, place: int) -> int:
    """The count that ends with that word: of "a hundred and twenty days" it is not twenty."""
    longer = next((number for number in view.numbers if number.last == place + 1), None)
    return int(longer.value) if longer else small(view.words.items[place])


def _is_of_others(items: tuple[str, ...], place: int, end: int) -> bool:
    """ "Your biggest customer is three months behind with you", "inside ninety days, no late fees"."""
    if not _CHARGES.isdisjoint(items[end : end + 3]):
        return True
    return not _THEIRS.isdisjoint(items[max(0, place - 4) : place])


_CHARGES = frozenset("fee fees charge charges".split())
_THEIRS = frozenset("customer customers client clients tenant tenants".split())


def _is_their_length(words: tuple[str, ...], state: State) -> bool:
    """A length that the client spoke of, or the notes: "sixty days" stands in the terms."""
    if any(f" {' '.join(words)} " in v.words.line for v in state.said_by[CLIENT]):
        return True
    number = str(small(words[0]))
    pairs = (pair for line in state.ledger.notes.lines for pair in pairwise(line.words))
    return any((a == number or a == words[0]) and b.rstrip("'’s") == words[1].rstrip("s") for a, b in pairs)


def _is_too_old(said: float, unit: float, ages: list[int], before: tuple[str, ...]) -> bool:
    slack = max(unit * 0.75, 0.12 * said)
    over = {"over", "than", "least"} & set(before)
    return said > max(ages) and not any(abs(said - age) <= slack or (over and age >= said) for age in ages)


_AHEAD = frozenset(
    "if once when until before unless hits reaches at stop keep avoid slip slipping from starting start starts".split()
)


def _wrong_bucket(view: View, ages: list[int]) -> tuple[int, int] | None:
    """ "Ninety-plus bucket", "the ninety-day aging", for an item that is 43 days late."""
    items = view.words.items
    if _COLUMNS.isdisjoint(view.words.vocabulary):
        return None
    for place, word in enumerate(items):
        number = small(word)
        ahead = not _AHEAD.isdisjoint(items[max(0, place - 5) : place])  # "before it hits my ninety day bucket"
        if number not in (30, 60, 90, 120) or _COLUMNS.isdisjoint(items[place : place + 5]) or ahead:
            continue
        plus = items[place + 1] == "plus" or (place and items[place - 1] == "over" and items[place + 1] in _COLUMNS)
        if plus and max(ages) <= number:
            return place, place + 3
        if items[place + 1] in ("day", "days") and max(ages) <= number - 30:
            return place, place + 3
    return None


_REACH = 9  # words before a length of time in which something is said to be open for it
_WITH_THEM = frozenset(
    "sitting sat sits due overdue outstanding open owed owing owe owes unpaid late behind books waiting waited wait "
    "chasing chased holding held had hanging ignoring ignored dragging dragged stood standing running lying desk "
    "pending ducking dodging settin sittin rotting rotted festering".split()
)
_HAVE = frozenset("have has been had is are was were".split())
_OTHERWISE = frozenset(
    "customer customers client clients member tenant supplied supplying dealing trading business nothing not never no "
    "if when could can would contract lease trouble problems together page pages sheet sheets list rates prices card "
    "catalogue".split()
)
_FOR = frozenset(
    "for waiting waited chasing chased desk sitting sat settin sittin there here open unpaid outstanding".split()
)  # "waiting half a year", "on your desk three months", "sitting there over a year"
_EARLY = 2  # days before the date of a bill on which it may have come
_GOODS = timedelta(45)  # before the bill, in which the goods may have come


@needs(_WITH_THEM | {"goes", "dates"})
def with_them_too_long(view: View, state: State) -> tuple[int, int] | None:
    """ "You've had this bill since April", "on our books since the winter", "you've sat on it for six months", where
    the first day it can have been is later than that."""
    vocabulary = view.words.vocabulary
    back = "goes" in vocabulary or "dates" in vocabulary
    if not back and (_WITH_THEM.isdisjoint(vocabulary) or _HAVE.isdisjoint(vocabulary)):
        return None
    first = _first_day(view, state)
    if first is None or state.act("wrong_party"):
        return None
    items = view.words.items
    for place, word in enumerate(items):
        if (word == "since" and _is_claim(view, place, place + 1)) or (word in _BACK_TO and _goes_back(view, place)):
            start = since_at(view, place, state)
            if start is not None and start < first - timedelta(_EARLY) and not _is_of_a_note(start, state):
                return max(view.words.sentence_at(place).first, place - 3), place + 2
        elif items[place : place + 2] in _ALL_YEAR and _is_claim(view, place, place + 2):
            if first > date(state.setting.today.year, 1, 31):
                return place, place + 2
        elif word in _FOR and _is_claim(view, place, place + 3):
            days, end = length_at(items, place + 1)
            if days > 1.3 * (state.setting.today - _from(view, place, first, state)).days + 7:
                return place, end
    return None


def _is_of_a_note(day: date, state: State) -> bool:
    """The notes have something of that day, or of the month that ends with it."""
    return any(day - timedelta(_MONTH) <= noted <= day for noted in state.ledger.fact_dates)


_MONTH = 31


def _from(view: View, place: int, first: date, state: State) -> date:
    """Late or overdue it can only have been from the day it fell due."""
    late = not _LATE_FOR.isdisjoint(view.words.items[max(0, place - _REACH) : place])
    days = [i.due_on for i in state.ledger.open_items if i.due_on]
    return min(days) if late and days and min(days) < state.setting.today else first


_LATE_FOR = frozenset("overdue late behind".split())


_ALL_YEAR = (("all", "year"), ("whole", "year"), ("entire", "year"))


_BACK_TO = ("to", "from")
_GOES_BACK = frozenset("goes dates dating going".split())


def _goes_back(view: View, place: int) -> bool:
    """ "This goes back to the spring", "it dates from March": said before the word at `place`."""
    items = view.words.items
    return (
        not _GOES_BACK.isdisjoint(items[max(0, place - 2) : place])
        and ("back" in items[place - 1 : place] or items[place - 1] in ("dates", "dating"))
        and not asked(view, place, place + 1)
    )


def _first_day(view: View, state: State) -> date | None:
    """The first day that the notes or the bills in question know of, deeds shortly before the bill with them."""
    named = {r.number for r in view.references if r.number}
    items: list[Item] = [i for i in state.ledger.items if i.number in named] or list(state.ledger.items)
    days = [day for i in items for day in (i.issued_on, i.due_on) if day]
    if not days or any(i.issued_on is None for i in items):
        return None
    first = min(days)
    return min([first, *(d for d in state.ledger.fact_dates if first - _GOODS <= d < first)])


def _is_claim(view: View, place: int, last: int) -> bool:
    """Stated of the bill or the money, not of how long they have been customers, and not asked."""
    sentence = view.words.sentence_at(place)
    before = set(view.words.items[max(sentence.first, place - _REACH) : place + 1])
    if _WITH_THEM.isdisjoint(before) or not _OTHERWISE.isdisjoint(before):
        return False
    return not asked(view, place, last)


_IT_IS = frozenset("it is that this been".split())
_GOING_ON = (("going", "on"), ("coming", "on"), ("coming", "up"))
_GONE = frozenset(("gone", "out"))
_STOPS = frozenset(". ! now already and but gone out though".split())
_WITH_IT = frozenset(("with", "on"))
_PAST, _IS_PAST = frozenset(("past", "over")), frozenset("gone is are well".split())
_ALL_THE_TIME = frozenset("customer customers client member tenant patient married business years year lease".split())


@needs(UNITS)
def gone_too_long(view: View, state: State) -> tuple[int, int] | None:
    """ "It's been ninety days now", "you're going on five months with this", of a bill of seven weeks ago."""
    first = None
    items = view.words.items
    for number in view.numbers:
        unit = UNITS.get(items[number.last], 0) if number.last < len(items) else 0
        days, end = float(number.value) * unit, number.last + 1
        sentence = view.words.sentence_at(number.first)
        said = items[sentence.first : sentence.last]
        if not days or not _is_age(items, number.first, end, sentence.first) or not _ALL_THE_TIME.isdisjoint(said):
            continue
        first = first or _first_day(view, state)
        if first is None or _is_their_length((str(number.value), items[number.last]), state):
            return None
        if days > 1.3 * (state.setting.today - first).days + 7 and not asked(view, number.first, end):
            return number.first, end
    return None


def _is_age(items: tuple[str, ...], first: int, end: int, begin: int) -> bool:
    """ "It's been ... now", "that's ... gone", "going on ...": how long it is by now, not since or until what."""
    before, behind = items[max(begin, first - 2) : first], items[end : end + 1]
    stops = not behind or not _STOPS.isdisjoint(behind)
    if before in _GOING_ON:
        return stops or not _WITH_IT.isdisjoint(behind)
    if len(before) == 2 and before[0] in _IS_PAST and before[1] in _PAST:
        return stops
    gone = not _GONE.isdisjoint(behind) and items[end + 1 : end + 2] not in (("of",), ("from",))
    lone = len(before) == 2 and _IT_IS.issuperset(before)
    return lone and stops and ("been" in before or gone)
