"""What a client's turn says about an act: which item, when to call, when and how it was paid."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TypedDict

from duecourse.domain.conversation import times
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CALLER
from duecourse.domain.conversation.views import View

_REFERENCE = re.compile(
    r"(?:reference|ref|check number|cheque number|confirmation|transaction|utr|trace|number)"
    r"(?: number| no\.?| is| was|:)*\s+"
    r"([A-Za-z]{0,5}[-/]?\d[\w/-]*(?:\s\d+)*)",
    re.IGNORECASE,
)


class Paid(TypedDict):
    """Of a payment that the client says was made."""

    on: date | None
    reference: str | None


def payment_named(view: View) -> Paid:
    """The day and the reference that the client gives for a payment."""
    named = _REFERENCE.search(view.turn.text)
    on = next((w.past for w in view.whens if w.past is not None), None)
    return Paid(on=on, reference=named.group(1) if named else None)


def pays_something_else(view: View, first: int, last: int, state: State) -> bool:
    """ "I paid 600 on the 6th" where 725 are open: a part of it, paid before. So is an item that is closed, where the
    caller has just spoken of its sum."""
    if view.references:
        return False
    sums = [a for a in view.amounts if first <= a.first < last and (a.sure or a.known(state.ledger.known))]
    if sums:
        return not any(a.known(state.ledger.due) for a in sums)
    before = state.before(view, CALLER)
    closed = {i.amount_minor for i in state.ledger.items if not i.is_open} - state.ledger.due
    spoken = {r for a in before.amounts for r in a.readings} if before is not None else set()
    return not closed.isdisjoint(spoken) and spoken.isdisjoint(state.ledger.due)


def call_at(view: View, state: State) -> str | None:
    """When the client wants to be called: an ISO moment, or a day alone."""
    day = view.days[0].on if view.days else None
    clock = times.find(view.words, state.setting.started_at, same_day=day in (None, state.setting.today))
    if clock is not None:
        moment = datetime.combine(day or state.setting.today, clock, state.setting.started_at.tzinfo)
        return moment.isoformat()
    return day.isoformat() if day else None


def has_clock(view: View, state: State) -> bool:
    """Is a time of day said?"""
    return times.find(view.words, state.setting.started_at, same_day=False) is not None


def item_meant(view: View, state: State) -> str | None:
    """The item a statement is about: named in it, the only open one, or the one named last."""
    for reference in view.references:
        if reference.number is not None:
            return reference.number
    if state.ledger.only_open is not None:
        return state.ledger.only_open.number
    month = next((w.month for w in view.whens if w.month), None)
    issued = [i for i in state.ledger.items if month and i.issued_on and i.issued_on.month == month]
    if len(issued) == 1:
        return issued[0].number
    before = state.before(view, CALLER)
    named = [r.number for r in before.references if r.number] if before else []
    return named[0] if len(set(named)) == 1 else None


_SEND_IT = re.compile(r" (?:send|email|post|mail|text|fax|forward|drop|pop) (?:me |us )?(?:it|that|them|those|one) ")
_PAPERS = frozenset(
    "invoice invoices bill statement copy copies contract agreement breakdown proof pod delivery note notes slip "
    "ticket docket form letter receipt certificate records photo photos report list details itemised itemized quote "
    "order number pdf schedule paper papers paperwork page sheet authorization writing".split()
)


def takes_up_our_offer(view: View, state: State) -> bool:
    """ "Send it to me, not to Pa", right after we offered to: where it goes, not a paper asked for."""
    before = state.before(view, CALLER)
    bare = _SEND_IT.search(view.words.line) and _PAPERS.isdisjoint(view.words.vocabulary)
    if before is None or not bare:
        return False
    return before.has("commits") or any(c.n == before.n for c in state.commitments)


_CHAT = frozenset(
    "great good lovely delicious fine nice beautiful excellent wonderful tasty superb perfect amazing awful cold hi "
    "hello holiday vacation birthday wedding lunch dinner recommended".split()
)
_MATTER = frozenset(
    "pay paying paid bill bills invoice invoices debt debts case claim contract matter this everything all handle "
    "handling handles dealing deals represents representing through him her them papers letter letters contact talk "
    "speak write discuss sue court not never no dispute legal advised until".split()
)


def is_small_talk(view: View) -> bool:
    """ "My lawyer said the olives were great": a lawyer is spoken of, and nothing that is owed."""
    said = view.words.items
    chat = not _CHAT.isdisjoint(said) or ("me", "about", "your") in zip(said, said[1:], said[2:], strict=False)
    return chat and _MATTER.isdisjoint(said)
