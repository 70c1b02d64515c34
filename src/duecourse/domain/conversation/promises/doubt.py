"""What is left in doubt of a promise that was said back: it stands, but is not called confirmed.

A record that calls something agreed is read as the client's word. So day and sum have to have been said together, by
either side; the sum has to be one that can be paid on this account; and the day has to have one meaning."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from duecourse.domain.conversation.promises.standing import names_day
from duecourse.domain.conversation.results import ClientAct
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CALLER
from duecourse.domain.conversation.views import View

_NO_PART = 50  # a sum below a fiftieth of what is due is a misheard one sooner than a part

_AN_ANSWER = 8  # words of a turn that says a day and hardly more


def with_doubts(state: State) -> Sequence[ClientAct]:
    """The promises as they stand; those of which something is in doubt are not confirmed."""
    return [replace(p, confirmed=False) if p.confirmed and _is_in_doubt(p, state) else p for p in state.promises]


def _is_in_doubt(promise: ClientAct, state: State) -> bool:
    if promise.or_on is not None or _cannot_be_paid(promise, state) or _is_one_of_several(promise, state):
        return True
    return not _said_together(promise, state)


def _cannot_be_paid(promise: ClientAct, state: State) -> bool:
    """More than all that is due, or next to nothing of it."""
    total, minor = state.ledger.total_minor, promise.amount_minor
    return minor is not None and total > 0 and not total <= minor * _NO_PART <= total * _NO_PART


_ONE_OF_SEVERAL = re.compile(
    r" (?:first|second|third|last|final|initial) (?:one|payment|instal?lment|part|bit) (?!run |cycle |of )"
)


def _is_one_of_several(promise: ClientAct, state: State) -> bool:
    """ "Okay, first one on the last Friday of November" is not for the whole of one invoice."""
    only = state.ledger.only_open
    if only is None or promise.amount_minor != only.balance_minor:
        return False
    said = next(view for view in state.views if view.n == promise.n)
    return not said.has("whole") and _ONE_OF_SEVERAL.search(said.words.line) is not None


def _said_together(promise: ClientAct, state: State) -> bool:
    """Was the day said in one turn with the sum? A day that the caller says back stands for the sum that it answers,
    and for all that is due where they said that they pay it."""
    back = False
    for view in state.views:
        if view.n < promise.n - view.is_caller or not names_day(view, promise):
            continue
        if _names_the_sum(view, promise):
            return True
        back = back or (view.is_caller and view.n > promise.n)
    return back and _is_of_one_sum(promise, state)


def _names_the_sum(view: View, promise: ClientAct) -> bool:
    return view.has("whole", "half", "rest") or any(promise.amount_minor in a.readings for a in view.amounts)


def _is_of_one_sum(promise: ClientAct, state: State) -> bool:
    """ "I'll pay it on Monday" is for all that is due; "Monday", asked when the 890 come, is for those."""
    said = next(view for view in state.views if view.n == promise.n)
    if said.has("pay") and promise.amount_minor in (None, state.ledger.total_minor):
        return True
    before = state.before(said, CALLER)
    return (
        said.size <= _AN_ANSWER
        and before is not None
        and before.has("asks_payment")
        and _names_the_sum(before, promise)
    )
