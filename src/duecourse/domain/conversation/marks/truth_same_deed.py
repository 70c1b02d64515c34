"""The day of a deed that caller and notes name by different words: "your site manager signed for it on the 14th" where
the notes have "approved by the site manager 2026-06-04", "you've had it since March 27th" beside "claim received
2026-03-30".

Two words are the same deed only of the same matter: all that the caller names between the deed and its day must stand
in the note ("you signed for the delivery" is no approval of extra work)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from duecourse.domain.conversation.dates import When
from duecourse.domain.conversation.marks.asked import asked
from duecourse.domain.conversation.marks.needs import needs
from duecourse.domain.conversation.notes import Told, roots
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CLIENT
from duecourse.domain.conversation.views import View
from duecourse.domain.facts import PAYER

_Place = tuple[int, int]
_Words = frozenset[str]


@dataclass(frozen=True, slots=True)
class _Deed:
    """Words by which a caller speaks of a deed, and by which the notes do. `held`: what has come is with them from then
    on, so that "you" must stand beside it."""

    said: _Words
    noted: _Words
    held: bool = False


def _deed(said: str, noted: str, *, held: bool = False) -> _Deed:
    return _Deed(frozenset(said.split()), frozenset(noted.split()), held)


_DEEDS = (
    _deed(
        "approved okayed oked agreed signed authorised authorized accepted sanctioned",
        "approved authorised authorized accepted agreed signed sanctioned confirmed",
    ),
    _deed("gave given issued granted", "given issued granted gave"),
    _deed(
        "had got gotten received reached landed with arrived sitting sat",
        "received acknowledged logged arrived",
        held=True,
    ),
    _deed("denied rejected refused declined turned", "denied rejected refused declined"),
    _deed("collected picked fetched", "collected fetched"),
)
_SAID = frozenset().union(*(deed.said for deed in _DEEDS))
_REACH = 7  # words between a deed and its day
_BESIDE = 3  # words around something held in which "you" stands
_YOU = frozenset(("you", "yours"))
_OPEN = frozenset(
    "not never if unless when once until will would could can should may might get be to nobody no".split()
)
_PAPERS = roots("letter contract form lease agreement page sheet email copy statement fax list".split())
_AGREED = ("agreed", "accepted")  # "agreed fee of 60.00": what was agreed, not when
_DAYS = ("month name and day", "day of month name", "day of month", "iso", "slashes")
_MONTHS = ("month", "middle or start of month")
# What may be named of anything: the bill in question, and when.
_BILLS = roots(("claim", "bill", "invoice"))
_ANY = _BILLS | roots("account back early late start beginning end middle since already right desk sitting sat".split())


@needs(_SAID)
def wrong_day_of_same_deed(view: View, state: State) -> _Place | None:
    """A deed said of another day or month than the notes have it of."""
    if not view.whens or not any(part.days for part in state.ledger.notes.told):
        return None
    for deed, place in _stated(view):
        noted = [part for part in state.ledger.notes.told if part.days and _tells_of(part, deed)]
        for when in view.whens if noted else ():
            if place < when.first <= place + _REACH and when.last <= view.words.sentence_at(place).last:
                of_it = [part for part in noted if _same_matter(view, place, when, part, state)]
                if of_it and _is_another(when, of_it, deed, state) and not asked(view, place, when.last):
                    return max(view.words.sentence_at(place).first, place - 1), when.last
    return None


def _tells_of(part: Told, deed: _Deed) -> bool:
    return part.opens not in _AGREED and not deed.noted.isdisjoint(part.words)


def _stated(view: View) -> Iterator[tuple[_Deed, int]]:
    """Deeds that the turn tells of as done, with their place."""
    items = view.words.items
    for deed in _DEEDS:
        for place in (i for i, word in enumerate(items) if word in deed.said):
            first = max(view.words.sentence_at(place).first, place - _BESIDE)
            theirs = not deed.held or not _YOU.isdisjoint(items[first : place + _BESIDE])
            if theirs and _OPEN.isdisjoint(items[first:place]):
                yield deed, place


def _same_matter(view: View, place: int, when: When, part: Told, state: State) -> bool:
    """All that is named between the deed and its day stands in the note, and who did it or what it was is no other."""
    between = roots(view.words.items[place + 1 : when.first])
    if between & _BILLS and not part.roots & _BILLS:
        return False  # "the invoice" is no appeal
    named = between - _ANY - roots(_SAID)
    around = roots(view.words.items[view.words.sentence_at(place).first : place])
    if named or around & _PAPERS:
        return named | (around & _PAPERS) <= part.roots
    if state.setting.account.kind == PAYER:
        return True
    before = state.before(view, CLIENT)
    heard = roots(before.words.vocabulary) if before is not None else frozenset[str]()
    return not ((around | heard) - _ANY).isdisjoint(part.roots)


def _is_another(when: When, noted: list[Told], deed: _Deed, state: State) -> bool:
    """A day that is neither of the note, nor of any other note or of a due date, nor one that the client named."""
    days = {day for part in noted for day in part.days}
    if any(w.past == when.past and w.month == when.month for v in state.said_by[CLIENT] for w in v.whens):
        return False
    if when.rule in _MONTHS:
        return when.month not in {day.month for day in (_known(state) | days if deed.held else days)}
    if when.rule not in _DAYS or when.past is None:
        return False
    known = days | _known(state)
    return when.past not in known and not (when.rule == "day of month" and when.past.day in {day.day for day in known})


def _known(state: State) -> set[date]:
    """Days of the notes and due dates; a bill has not come to them on the day that it is written."""
    return {*state.ledger.fact_dates, *(item.due_on for item in state.ledger.items if item.due_on)}
