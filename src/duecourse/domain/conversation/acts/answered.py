"""What we do about it tells what the client did: a dispute that we open for them, a hardship form that we send, the
hour at which we will call. Where no act was heard, it is marked at the client's turn that came nearest to it."""

from __future__ import annotations

import re

from duecourse.domain.conversation import times
from duecourse.domain.conversation.acts.details import call_at
from duecourse.domain.conversation.acts.weighing import nearest
from duecourse.domain.conversation.results import ClientAct
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CLIENT
from duecourse.domain.conversation.views import View
from duecourse.domain.facts import PAYER

_RULE = "what we do about it"
_OPENED = "open dispute ticket"
_OF_A_DISPUTE = frozenset("dispute disputed disputes query complaint".split())
_NAMES_ONE = re.compile(r"(?<!\bno )(?<!\bany )\b(?:disputed?s?|query|complaint)\b")  # "if there's no dispute" has none
_OF_HARDSHIP = frozenset(("hardship", "assistance"))


def told_by_our_answer(view: View, state: State) -> None:
    """New acts that our commitments of this turn give away."""
    ours = state.commitments and [c for c in state.commitments if c.n == view.n]
    if not ours:
        return
    quotes = " ".join(c.quote.lower() for c in ours)
    said = view.words.vocabulary
    named = not _OF_A_DISPUTE.isdisjoint(said) and _NAMES_ONE.search(quotes)
    if named or (any(c.kind == _OPENED for c in ours) and state.act("already_paid") is None):
        _mark("dispute", state)
    if any(word in quotes for word in _OF_HARDSHIP & said) and state.setting.account.kind != PAYER:
        _mark("hardship", state)
    if view.is_caller and any(c.kind == "call back" for c in ours):
        _hour_taken_up(view, state)


def _mark(act: str, state: State) -> None:
    if state.act(act, "wrong_party", "represented", "stop_contact") is None:
        found = nearest(act, state)
        if found is not None:
            state.acts.append(found)


def _hour_taken_up(view: View, state: State) -> None:
    """ "She's got a gap on Friday at one." "Friday at one. I'll ring her then.": the client named the hour, and we take
    it for our call."""
    asked = state.before(view, CLIENT)
    if asked is None or asked.has("pay", "stop_contact", "already_paid") or not _same_hour(asked, view, state):
        return
    if state.act("callback", "stop_contact", "wrong_party") is None and not _is_promised(asked, state):
        at = call_at(asked, state)
        state.acts.append(ClientAct(asked.n, "callback", asked.turn.text.strip(), _RULE, at=at))


def _same_hour(asked: View, view: View, state: State) -> bool:
    theirs, ours = (times.find(v.words, state.setting.started_at, same_day=False) for v in (asked, view))
    return theirs is not None and theirs == ours


def _is_promised(asked: View, state: State) -> bool:
    """Is the day one of a payment?"""
    days = {w.on for w in asked.days}
    return any(p.n == asked.n or p.on in days for p in state.promises)
