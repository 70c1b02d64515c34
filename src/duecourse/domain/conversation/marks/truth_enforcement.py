"""Steps against a client that a caller states as settled, held against the notes: "I've got a truck coming for those
desks" where nothing is picked up before an account is 90 days late. What is left open, asked, or told with its terms
is no false word."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from duecourse.domain.conversation.dates import When
from duecourse.domain.conversation.enforcement import AGENCY, KINDS
from duecourse.domain.conversation.marks.asked import asked
from duecourse.domain.conversation.marks.needs import WORDS, needs
from duecourse.domain.conversation.numbers import small
from duecourse.domain.conversation.pieces import pieces
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CLIENT
from duecourse.domain.conversation.views import View

_Place = tuple[int, int]
_NO = frozenset("no not never nobody none nothing without".split())
_NOBODY = frozenset("nobody nothing none never".split())
_IF = frozenset("if unless until when".split())
_LEFT_OPEN = frozenset("could may might would whether should avoid prevent rather".split())
_TAKES_BACK = frozenset(
    "drop dropping waive waiving wipe wiping remove removing lift lifting clear clearing knock forget scrap".split()
)
_DONE = frozenset("already went gone hit has have been put".split())  # "it's already on your file"
_AHEAD = frozenset("will going tomorrow tonight next before".split())
_PRESSING = frozenset("last only final".split())  # "the last day before it goes to the agency"
_BEFORE = 5  # words before a step in which it is denied or left open
_SOON = frozenset("today tonight tomorrow midnight morning afternoon now already minute straight immediately".split())
_WITH_NOTICE = frozenset("notice letter writing written write".split())
_FIRST = frozenset("after before ahead days days' first give fortnight".split())
_DAYS = frozenset("day days weeks".split())
_UNFRAMED = frozenset(kind.name for kind in KINDS if not kind.opens)
_UNSAID = timedelta(13)  # a step without a day is meant for the next days


@needs(kind=WORDS)
def step_against_the_notes(view: View, state: State) -> _Place | None:
    """A step that the notes rule out, or put on a later day."""
    barred = state.ledger.notes.bars
    if not barred:
        return None
    for kind, first, last in (*_by_words(view, state), *_by_phrase(view)):
        if kind in barred and not _is_theirs(view, kind, state) and _is_false(view, (first, last), kind, state):
            return first, last
    return None


def _by_words(view: View, state: State) -> Iterator[tuple[str, int, int]]:
    """Steps of a kind that the notes speak of, stated by the words of the lexicon."""
    said = tuple(word.removesuffix("'s") for word in view.words.items)  # "the truck's coming"
    named = [kind for kind in KINDS if kind.name in state.ledger.notes.bars and not kind.opens.isdisjoint(said)]
    for first, last in pieces(view) if named else ():
        for kind in named:
            found = kind.place(said[first:last])
            if found is not None and not _is_denied(view, first, first + found[0], first + found[1]):
                yield kind.name, first, last


def _by_phrase(view: View) -> Iterator[tuple[str, int, int]]:
    """Steps that a phrase found. Those that no frame has ("they won't see you") may have a "not" of their own."""
    for hit in view.hits.get("consequence", ()):
        kind, sentence = hit.family.fields.get("kind", ""), view.words.sentence_at(hit.first)
        before = set(view.words.items[max(sentence.first, hit.first - _BEFORE) : hit.last])
        open_to = _is_open(view, before, hit.first, hit.last)
        if not open_to and (kind in _UNFRAMED or not _is_denied(view, sentence.first, hit.first, hit.last)):
            yield kind, sentence.first, sentence.last


def _is_denied(view: View, begin: int, first: int, last: int) -> bool:
    """Denied, or left open."""
    items = view.words.items
    if not _TAKES_BACK.isdisjoint(items[begin:first]):
        return True  # "I'll drop that late fee", "I'll wipe it off your credit, every bureau"
    begin = _clause(view, begin, first)
    if not _NOBODY.isdisjoint(items[begin:last]) or "sorry" in items[begin:last]:
        return True
    on_condition = not _IF.isdisjoint(items[begin:first])
    if _is_lead(items[begin:first]):
        return True
    begin = max(begin, first - _BEFORE)
    before = set(items[begin:last])
    if on_condition:
        before.discard("not")  # "if it's not paid we cut your power"
    return not _NO.isdisjoint(before) or _is_open(view, before, begin, last)


def _is_open(view: View, before: set[str], first: int, last: int) -> bool:
    """Asked, left open by a word before it, or told with its terms: "after fourteen days' notice", "at sixty days"."""
    said = view.words.vocabulary
    if "can" in before and not said & _SOON:
        return True
    if said & _WITH_NOTICE and said & _FIRST and not said & _NO:
        return True
    if any(small(a) and b in _DAYS for a, b in pairwise(view.words.items[first : last + _BEFORE])):
        return True
    return not _LEFT_OPEN.isdisjoint(before) or asked(view, first, last)


def _is_lead(before: tuple[str, ...]) -> bool:
    """ "There's lots of time before it goes to an agency"."""
    return "before" in before[-_LEAD:] and (_PRESSING | _SOON).isdisjoint(before)


_LEAD = 3  # words


def _clause(view: View, begin: int, place: int) -> int:
    """Behind the last comma before the place: "if it isn't in, your backups go off" denies nothing of the backups."""
    spans, text = view.words.spans, view.words.text
    return next((i for i in range(place, begin, -1) if "," in text[spans[i - 1][1] : spans[i][0]]), begin)


def _is_theirs(view: View, kind: str, state: State) -> bool:
    """It is their own lawyer who is spoken of, since they have one."""
    before = state.before(view, CLIENT)
    if kind != AGENCY.name or before is None:
        return False
    return any(word.removesuffix("'s") in AGENCY.opens for word in before.words.vocabulary)


def _is_false(view: View, said: _Place, kind: str, state: State) -> bool:
    today = state.setting.today
    dues = [item.due_on for item in state.ledger.open_items if item.due_on]
    ahead = [when for when in view.days if when.past not in dues]  # the first of October, on which it was due, is past
    meant = _said_for(view, said, ahead, today)
    for bar in state.ledger.notes.bars[kind]:
        if bar.never or (bar.yet and _is_done(view, said)):
            return True
        first = bar.earliest(min(dues, default=None), today)
        if first is not None and meant < first and not any(when.on and when.on >= first for when in ahead):
            return True
    return False


def _is_done(view: View, said: _Place) -> bool:
    """Told as done, where the notes have that it is not done yet."""
    words = view.words.items[said[0] : said[1]]
    return not _DONE.isdisjoint(words) and _AHEAD.isdisjoint(words)


def _said_for(view: View, said: _Place, ahead: list[When], today: date) -> date:
    """The day for which the step is said."""
    days = [when.on for when in ahead if said[0] <= when.first < said[1] and when.on]
    if days:
        return min(days)
    return today if not _SOON.isdisjoint(view.words.items[said[0] : said[1]]) else today + _UNSAID
