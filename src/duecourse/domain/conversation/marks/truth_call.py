"""What a caller says the client said, held against the call itself: "you just told me Friday" where they said Monday,
"you said half" where nobody spoke of half, a sum read back with two digits changed about.

People come back to what was said weeks ago as well, and that stands in no call. So a day or a sum is held against them
only where the client gave another one, where the notes tell of another promise, or where it is said to be a moment ago.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date

from duecourse.domain.conversation.amounts import Amount
from duecourse.domain.conversation.dates import When
from duecourse.domain.conversation.marks.asked import asked
from duecourse.domain.conversation.marks.needs import AMOUNTS, DATES, needs
from duecourse.domain.conversation.marks.windows import length_at
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CALLER, CLIENT
from duecourse.domain.conversation.views import View

_SAYS = frozenset("said told promised agreed gave".split())
_BETWEEN = frozenset("just already only literally clearly definitely have had".split())
_TO = frozenset("me us him her that so it".split())
_NOT_STATED = frozenset("if when did what as like once because since until".split())
_REACH = 9  # words behind "you told me" in which it stands
_NOW = frozenset("just minute moment second seconds ago".split())
_LEAD = 3  # words before "you told me": "a minute ago"
_SHARES = frozenset("half third quarter".split())
_NO_DAY = ("today", "next week", "this week")  # as often a word as a day
_TELLING_DIGITS = 3

_Place = tuple[int, int]


@needs(_SAYS)
def never_said_by_them(view: View, state: State) -> _Place | None:
    """ "You said Wednesday" to somebody who said Thursday."""
    if "you" not in view.words.vocabulary:
        return None
    for first, begin, end in _claims(view):
        recent = not _NOW.isdisjoint(view.words.items[max(0, first - _LEAD) : end])
        found = (
            _another_day(view, begin, end, state, recent)
            or _another_sum(view, begin, end, state, recent)
            or _another_share(view, begin, end, state, recent)
            or _another_length(view, begin, end, state, recent)
            or _more_than_they_said(view, begin, end, state, recent)
        )
        if found is not None:
            return first, found[1]
    return None


def _claims(view: View) -> Iterator[tuple[int, int, int]]:
    """Where "you (just) told me" begins, where it is done, and how far what was told may reach."""
    items = view.words.items
    for place, word in enumerate(items[:-1]):
        if word != "you" or (place and items[place - 1] in _NOT_STATED):
            continue
        if "last" in items[max(0, place - 4) : place + _REACH]:
            continue  # the last time they spoke: no word of this call
        verb = place + 1
        while verb < len(items) and items[verb] in _BETWEEN:
            verb += 1
        if verb >= len(items) or items[verb] not in _SAYS or asked(view, place, verb + 1):
            continue
        begin = verb + 1
        while begin < len(items) and items[begin] in _TO:
            begin += 1
        yield place, begin, min(view.words.sentence_at(place).last, begin + _REACH)


def _another_day(view: View, begin: int, end: int, state: State, recent: bool) -> _Place | None:
    when = next((w for w in view.whens if begin <= w.first < end), None)
    if when is None or when.on is None or when.rule in _NO_DAY:
        return None
    if when.first == begin + 1 and view.words.items[begin] == "on":
        return None  # the day on which they said it
    if view.words.items[begin] in ("on", "in", "last") or _is_known_day(when, view, state):
        return None
    given = any(p.on for p in state.promises) or any(v.days and _offers(v) for v in state.said_by[CLIENT])
    return (when.first, when.last) if recent or given or _promised_days(state) else None


def _offers(view: View) -> bool:
    """ "I'll do it on Thursday": what they mean to do, in whatever words."""
    vocabulary = view.words.vocabulary
    return not _FIRST_PERSON.isdisjoint(vocabulary) and not _INTENDS.isdisjoint(vocabulary)


_FIRST_PERSON, _INTENDS = frozenset(("i", "we")), frozenset(("will", "can", "going"))


def _is_known_day(when: When, view: View, state: State) -> bool:
    """A day that somebody named in this call, or that the notes have."""
    days = {day for v in state.views if v.n < view.n for w in v.whens for day in (w.on, w.past, w.or_on) if day}
    known = days | state.ledger.fact_dates
    said = {day for day in (when.on, when.past, when.or_on) if day}
    of_month = when.rule == "day of month" and when.on is not None and when.on.day in {day.day for day in known}
    return bool(said & known) or of_month


def _promised_days(state: State) -> frozenset[date]:
    return frozenset(day for line in state.ledger.notes.lines if "promised" in line.words for day in line.days)


def _another_sum(view: View, begin: int, end: int, state: State, recent: bool) -> _Place | None:
    amount = next((a for a in view.amounts if begin <= a.first < end), None)
    if amount is None or amount.near or not (amount.sure or len(amount.digits) >= _TELLING_DIGITS):
        return None
    promised = any(line.sums for line in state.ledger.notes.lines if "promised" in line.words)
    given = any(p.amount_minor for p in state.promises) and bool(state.client_amounts)
    if is_known_sum(amount, state) or not (recent or promised or given):
        return None
    return amount.first, amount.last


def _another_share(view: View, begin: int, end: int, state: State, recent: bool) -> _Place | None:
    place = next((i for i in range(begin, end) if view.words.items[i] in _SHARES), None)
    if place is None or not recent:
        return None
    word = view.words.items[place]
    heard = any(word in v.words.vocabulary for v in state.views if v.n < view.n)
    return None if heard else (place, place + 1)


def _another_length(view: View, begin: int, end: int, state: State, recent: bool) -> _Place | None:
    """ "A minute ago you told me a week", to somebody who spoke of no week."""
    for place in range(begin, end if recent else begin):
        days, last = length_at(view.words.items, place)
        unit = view.words.items[last - 1].rstrip("s") if days and last <= len(view.words.items) else ""
        if unit and not any({unit, f"{unit}s"} & v.words.vocabulary for v in state.said_by[CLIENT]):
            return place, last
    return None


_ALL = frozenset("both all everything whole lot full entire".split())


def _more_than_they_said(view: View, begin: int, end: int, state: State, recent: bool) -> _Place | None:
    """ "You told me you'd pay both of them", to somebody who offered the one and never spoke of both."""
    place = next((i for i in range(begin, end) if view.words.items[i] in _ALL), None)
    if place is None or not (recent or any(v.days for v in state.said_by[CLIENT])):
        return None
    heard = [v for v in state.said_by[CLIENT] if not _ALL.isdisjoint(v.words.vocabulary)]
    whole = (state.ledger.total_minor,)
    total = any(v.days and a.known(whole) for v in state.said_by[CLIENT] for a in v.amounts)
    return None if heard or total or _promised_days(state) else (place, place + 1)


_TAKES_BACK = re.compile(
    r" (?:forget (?:that|it|tomorrow|i said|what i|the)|scratch that|strike that|no wait|oh no|or no|hold on no"
    r"|actually no|no actually|(?:i )?take (?:that|it) back|(?:do not|don't) (?:write|put|note|hold) (?:that|it|me)"
    r"|should not have said|spoke too soon|(?:so )?not (?:tomorrow|today|\w+day) (?:then|after all)|never mind that"
    r"|i tell a lie|no i can not|so not (?:tomorrow|\w+day)|can not (?:now|after all|say any|promise|do that|do it)"
    r"|that will not work|that is no good|sorry no)\b"
)
_SETTLES = re.compile(
    r" (?:you (?:have |had |already |just |did |clearly |definitely )*(?:promised|agreed|committed|gave me)"
    r"|(?:i|we) (?:have |am |are |already |sort of |just |now )*"
    r"(?:written|writing|wrote|put|putting|noted|noting|booked|logged|marked)"
    r"|it is (?:written|down|noted|in)|(?:that|it) (?:is what )?stands)\b"
)


_PUT_RIGHT = frozenset("not sorry neither nor cross instead no forget scratch remove".split())


@needs(_SAYS | frozenset("written writing wrote put putting noted noting booked logged marked stands".split()))
def taken_back_by_them(view: View, state: State) -> _Place | None:
    """ "You've promised me the whole lot tomorrow", "I've written it down now, a grand, Friday", to somebody who has
    just said it and taken it back."""
    before = state.before(view, CLIENT)
    back = _TAKES_BACK.search(before.words.line) if before is not None else None
    if before is None or back is None:
        return None
    found = _SETTLES.search(view.words.line)
    if found is None or not _PUT_RIGHT.isdisjoint(view.words.vocabulary):
        return None
    first = view.words.index(found.start() + 1)
    end = before.words.index(back.end() - 1) + 1  # what they say behind it is what they mean now
    days = {w.on for v in state.said_by[CLIENT] for w in v.whens if w.on and (v is not before or w.first < end)}
    sums = {r for a in before.amounts for r in a.readings}
    standing = {p.on for p in state.promises}
    day = next((w for w in view.whens if w.on in days and w.on not in standing), None)
    amount = next((a for a in view.amounts if a.known(sums)), None)
    said = day or amount
    if said is None or asked(view, said.first, said.last):
        return None
    sentence = view.words.sentence_at(said.first)
    return sentence.first if first < sentence.first else first, sentence.last


_NO = frozenset("no not never nope".split())
_AHEAD = frozenset("will pay send by until can could shall would next coming transfer do put".split())


@needs(kind=DATES)
def another_day_than_theirs(view: View, state: State) -> _Place | None:
    """ "No, you stopped on the 31st" to somebody who said the 8th, where the notes have the 8th."""
    before = state.before(view, CLIENT)
    if before is None or not state.ledger.fact_dates:
        return None
    noted = [w for w in before.whens if _is_of(w, state.ledger.fact_dates)]
    items = state.ledger.items
    known = state.ledger.fact_dates | {day for i in items for day in (i.issued_on, i.due_on) if day}
    for when in view.whens if noted else ():
        sentence = view.words.sentence_at(when.first)
        said = view.words.items[max(sentence.first, when.first - _REACH) : when.first]
        stated = "you" in said and _AHEAD.isdisjoint(said) and not asked(view, when.first, when.last)
        past = when.past is not None and when.rule != "weekday" and when.precision == "day"
        if stated and past and not _is_of(when, known):
            return when.first, when.last
    return None


def _is_of(when: When, days: Collection[date]) -> bool:
    """Is it one of these days, or a day of the month that one of them has?"""
    if when.past in days:
        return True
    return when.rule == "day of month" and when.past is not None and when.past.day in {day.day for day in days}


_RECORD = r"(?:notes?|screen|file|system|records?|computer|books|paperwork|ledger|log)"
_BY_RECORD = re.compile(
    rf" (?:(?:my|our|the|these|your) {_RECORD} (?:says?|shows?|tells?|has|have|is clear)"
    rf"|(?:in|on|from) (?:my|our|the|your) {_RECORD}|in front of me|(?:it|that) says (?:so )?(?:right )?here|it says so"
    rf"|right here|not what (?:my|our|the|it|i) (?:{_RECORD}|says?|have|see)|written down|black and white)\b"
)
_OF_A_RECORD = frozenset(
    "note notes right says say show shows screen file front system record records computer books paperwork ledger log "
    "written white".split()
)  # one of them is in each


@needs(_OF_A_RECORD)
def stands_by_it(view: View, state: State) -> _Place | None:
    """ "It's right here in the notes", of something false that the client has just denied."""
    before, own = state.before(view, CLIENT), state.before(view, CALLER)
    denied = before is not None and (not _NO.isdisjoint(before.words.items[:3]) or "never" in before.words.vocabulary)
    if before is None or own is None or not denied:
        return None
    if not any(m.n == own.n and m.label == "false_statement" for m in state.marks):
        return None
    found = _BY_RECORD.search(view.words.line)
    if found is None or {"but", "sorry", "wrong"} & view.words.vocabulary:
        return None
    first, last = view.words.index(found.start() + 1), view.words.index(found.end()) + 1
    return (first, last) if not asked(view, first, first + 1) else None


@needs(("promised",))
def promised_on_a_day(view: View, state: State) -> _Place | None:
    """ "You promised us on the 26th" where the notes of that day tell of no promise."""
    for first, begin, end in _claims(view):
        when = next(
            (w for w in view.whens if begin <= w.first <= begin + 1 and w.past in state.ledger.fact_dates), None
        )
        if when is None or "promised" not in view.words.items[first:begin]:
            continue
        lines = [line for line in state.ledger.notes.lines if when.past in line.days]
        if not any(_PROMISES & set(line.words) for line in lines):
            return first, min(end, view.words.sentence_at(first).last)
    return None


_PROMISES = frozenset("promised promise promises agreed agreement plan".split())


def is_known_sum(amount: Amount, state: State) -> bool:
    """A figure of the account or its notes, or one that either side named before."""
    promised = {p.amount_minor for p in state.promises if p.amount_minor}
    figures = state.ledger.known | state.ledger.fact_amounts | state.client_amounts | state.caller_offers | promised
    return amount.known(figures) or amount.known(state.ledger.parts)


@needs(kind=AMOUNTS)
def changed_about(view: View, state: State) -> _Place | None:
    """ "Twenty three eighty" for 2,830: a figure of the account with two digits changed about, where it is
    nobody's figure as it stands."""
    figures = [f"{due // 100}" if due % 100 == 0 else f"{due}" for due in state.ledger.known]
    for amount in view.amounts:
        digits = [f"{r // 100}" if r % 100 == 0 else f"{r}" for r in amount.readings]
        digits = [d for d in digits if len(d.rstrip("0")) >= _TELLING_DIGITS]
        if not digits or is_known_sum(amount, state) or asked(view, amount.first, amount.last):
            continue
        before = view.words.items[max(0, amount.first - 2) : amount.first]
        if "not" in before or _beside_the_right_one(view, digits, figures):
            continue
        if any(_is_swapped(d, figure) for d in digits for figure in figures):
            state.wrong_figure = True
            return amount.first, amount.last
    return None


def _beside_the_right_one(view: View, digits: list[str], figures: list[str]) -> bool:
    """ "2,860, no, 2,680": the right figure stands in the same turn, so the other is put right or spoken about."""
    right = {figure for figure in figures for d in digits if _is_swapped(d, figure)}
    named = {str(r) for a in view.amounts for r in a.readings}
    return any(figure in named or f"{figure}00" in named for figure in right)


def _is_swapped(said: str, true: str) -> bool:
    places = [i for i, (a, b) in enumerate(zip(said, true, strict=False)) if a != b]
    if len(said) != len(true) or len(places) != 2:
        return False
    left, right = places
    return said[left] == true[right] and said[right] == true[left]
