"""What a caller says was done and when, and how often, held against the account's notes."""

from __future__ import annotations

from collections.abc import Iterator

from duecourse.domain.conversation.date_holidays import BY_CHRISTMAS
from duecourse.domain.conversation.dates import When
from duecourse.domain.conversation.marks.asked import asked
from duecourse.domain.conversation.marks.needs import AMOUNTS, needs
from duecourse.domain.conversation.notes import APPROVED, RECEIVED, REFUSED, SENT
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CLIENT
from duecourse.domain.conversation.views import View

_SAID = {
    SENT: frozenset("sent submitted lodged filed mailed emailed faxed posted transmitted uploaded".split()),
    RECEIVED: frozenset("received acknowledged accepted confirmed".split()),
    REFUSED: frozenset("refused denied declined rejected".split()),
    APPROVED: frozenset("approved authorised authorized".split()),
}
_OTHERS = frozenset("statement reminder copy reminders letter resent again check payment remittance".split())
_ITSELF = frozenset(
    "it them this that these both all electronically on back in by the".split()
)  # and not "emailed you"
_REACH, _FAR = 4, 9  # words before a day in which the deed stands
_ABOUT_THEN = 2  # days around its date in which a bill goes out
_PLAIN = ("weekday", "today", "tomorrow", BY_CHRISTMAS)  # they leave open which day it was


@needs(frozenset().union(*_SAID.values()))
def wrong_day_of_deed(view: View, state: State) -> tuple[int, int] | None:
    """ "We lodged it on the 20th of June" where the notes say that it went on the 24th of July; "you acknowledged it"
    where they say that nobody did."""
    notes = state.ledger.notes
    if not notes.deeds and RECEIVED not in notes.undone:
        return None
    for deed, place in _deeds(view):
        if deed == RECEIVED and deed in notes.undone and _you_did(view, place):
            return place - 1, min(place + 5, view.words.sentence_at(place).last)
        known = notes.deeds.get(deed)
        for when in view.whens if known else ():
            reach = _FAR if when.rule == "day of month" and not view.words.sentence_at(place).asks else _REACH
            if place < when.first <= place + reach and _contradicts(view, when, deed, state):
                return place, when.last
    return None


_OTHER_DEEDS = frozenset(
    "delivered installed fitted signed returned collected visited ordered joined cancelled quoted shipped repaired "
    "loaded inspected completed discharged paid spoke".split()
)
_DONE_BY = frozenset("was were been got you we they he she i it and have had has".split())
_NOT_DONE = frozenset("be to will would should can could not never if when once get until".split())


@needs(_OTHER_DEEDS)
def wrong_day_of_another_deed(view: View, state: State) -> tuple[int, int] | None:
    """ "The chairs were delivered on the 3rd of October" where the notes have another day, and nothing is of that
    one."""
    if not view.whens:
        return None
    items = view.words.items
    for place, word in enumerate(items):
        if word not in _OTHER_DEEDS or items[place - 1 : place] == () or items[place - 1] not in _DONE_BY:
            continue
        if not any(word in part.words and part.days for part in state.ledger.notes.told):
            continue
        if not _NOT_DONE.isdisjoint(items[max(0, place - _REACH) : place]):
            continue
        for when in view.whens:
            if place < when.first <= place + _REACH + 1 and _is_of_no_day(view, when, state):
                return place, when.last
    return None


def _is_of_no_day(view: View, when: When, state: State) -> bool:
    """Neither a day of the notes, nor of an item, nor one that the client named."""
    if when.rule in _PLAIN or asked(view, when.first, when.last) or _said_by_client(when, state):
        return False
    items = state.ledger.items
    known = state.ledger.fact_dates | {day for i in items for day in (i.issued_on, i.due_on) if day}
    if when.past is not None and when.precision == "day":
        same = when.rule == "day of month" and when.past.day in {day.day for day in known}
        return when.past not in known and not same
    return when.past is None and when.month is not None and when.month not in {day.month for day in known}


def _you_did(view: View, place: int) -> bool:
    return view.words.items[max(0, place - 1) : place] == ("you",) and not asked(view, place, place + 1)


def _deeds(view: View) -> Iterator[tuple[str, int]]:
    for deed, words in _SAID.items():
        if words.isdisjoint(view.words.vocabulary):
            continue
        for place, word in enumerate(view.words.items):
            behind = view.words.items[place + 1 : place + 2]
            if deed == SENT and behind and behind[0] not in _ITSELF:
                continue
            if word in words and _OTHERS.isdisjoint(view.words.items[max(0, place - 3) : place + 4]):
                yield deed, place


def _contradicts(view: View, when: When, deed: str, state: State) -> bool:
    if when.past is None or when.precision != "day" or when.rule in _PLAIN or asked(view, when.first, when.last):
        return False
    known = state.ledger.notes.deeds[deed]
    allowed = known | {i.issued_on for i in state.ledger.items if i.issued_on}
    if when.rule == "day of month":  # "the twelfth" is of any month
        near = min(abs(when.past.day - day.day) for day in allowed)
        again = not _AGAIN.isdisjoint(view.words.vocabulary)
        return near > _ABOUT_THEN and not again and not _said_by_client(when, state)
    if deed == SENT and when.past > min(known):
        return False  # sent again is no false word
    near = min((abs((when.past - day).days) for day in allowed), default=0)
    return near > (_ABOUT_THEN if deed == SENT else 0) and not _said_by_client(when, state)


_AGAIN = frozenset("again second time twice resent".split())


def _said_by_client(when: When, state: State) -> bool:
    return any(w.past == when.past for v in state.said_by[CLIENT] for w in v.whens)


_OUTCOMES = (
    (_SAID[APPROVED], REFUSED, APPROVED),
    (_SAID[REFUSED], APPROVED, REFUSED),
    (frozenset(("accepted",)), REFUSED, RECEIVED),
)  # what is said, what the notes have, and what they would have if it were so


@needs(_SAID[APPROVED] | _SAID[REFUSED] | {"accepted"})
def wrong_outcome(view: View, state: State) -> tuple[int, int] | None:
    """ "Your letter says it's approved" where the notes tell of a refusal, and the other way round."""
    deeds = state.ledger.notes.deeds
    for said, noted, same in _OUTCOMES:
        if noted not in deeds or same in deeds or said.isdisjoint(view.words.vocabulary):
            continue
        theirs = any(said & v.words.vocabulary for v in state.said_by[CLIENT])
        for place, word in enumerate(view.words.items):
            before = view.words.items[max(0, place - 3) : place]
            stated = word in said and not _LEFT_OPEN & set(before) and _OF_WHOM & set(before)
            if stated and not theirs and not asked(view, place, place + 1):
                return max(0, place - 2), place + 1
    return None


_OF_WHOM = frozenset("is was you been insurance insurer plan carrier payer they".split())
_LEFT_OPEN = frozenset("not never if when once until be get gets".split())


_PAID = frozenset("paid sent settled remitted".split())
_LEAST_DIGITS = 3


@needs(kind=AMOUNTS)
def wrong_payment(view: View, state: State) -> tuple[int, int] | None:
    """ "You paid 1,900" where the record shows a payment of 2,100."""
    if _PAID.isdisjoint(view.words.vocabulary):
        return None
    ledger = state.ledger
    paid = {i.amount_minor - i.balance_minor for i in ledger.items if i.amount_minor != i.balance_minor}
    if not paid:
        return None
    known = paid | ledger.known | ledger.fact_amounts | state.client_amounts | {sum(paid)}
    for amount in view.amounts:
        before = view.words.items[max(0, amount.first - 3) : amount.first]
        stated = _PAID & set(before) and "you" in before and (amount.sure or len(amount.digits) >= _LEAST_DIGITS)
        if stated and not amount.near and not amount.known(known) and not asked(view, amount.first, amount.last):
            return amount.first, amount.last
    return None
