"""Promises to pay: joined from words, amounts and dates over several turns, and standing only if they stand at the end.

A promise is heard when the client says that they will pay (or agrees to a payment the caller proposed), moved when they
name another day, dropped when they take it back, and confirmed when the caller reads it back and nobody objects, or
when the client says it again (rulings 10 to 12).
"""

from __future__ import annotations

from dataclasses import replace

from duecourse.domain.conversation.promises.said import agreed, said
from duecourse.domain.conversation.promises.standing import confirm_by_repeating, keep, mentions, read_back
from duecourse.domain.conversation.results import ClientAct
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CALLER
from duecourse.domain.conversation.views import View

__all__ = ["hear", "read_back"]


def hear(view: View, state: State) -> tuple[ClientAct, ...]:
    """The promises that this client turn makes or moves; `state.promises` holds those that stand."""
    if view.has("withdraws") and not view.has("pay"):
        state.promises.clear()
        return ()
    heard = list(said(view, state)) or list(agreed(view, state))
    if view.has("hedge") and not view.has("yes"):
        state.hedged.add(view.n)
    before = state.before(view, CALLER)
    for promise in heard:
        agreed_now = before is not None and view.n not in state.hedged and mentions(before, promise)
        keep(replace(promise, confirmed=True) if agreed_now and promise.on else promise, state)
    confirm_by_repeating(view, state)
    return tuple(heard)
