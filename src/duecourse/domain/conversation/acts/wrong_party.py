"""Nobody here has to do with the account: what the caller does about it tells as much as what was said."""

from __future__ import annotations

from duecourse.domain.conversation.results import ClientAct
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CLIENT
from duecourse.domain.conversation.views import View

_TAKEN_OFF = "remove the number"
_RULE = "number taken off"


def number_taken_off(view: View, state: State) -> None:
    """ "I'll take your number off his file": the caller has understood that they have the wrong party, unless whom they
    ask for is on the line or they were asked to stop. Marked where the client first said no."""
    known = state.confirmed and not state.presumed
    if known or not _takes_off(view, state) or state.act("wrong_party", "stop_contact", "represented"):
        return
    said = state.said_by[CLIENT]
    first = next((v for v in said if v.has("no")), said[0] if said else None)
    if first is not None and first.turn.text.strip():
        state.acts.append(ClientAct(first.n, "wrong_party", first.turn.text.strip(), _RULE))


def _takes_off(view: View, state: State) -> bool:
    if not state.commitments or "number" not in view.words.vocabulary:
        return False
    return any(c.n == view.n and c.kind == _TAKEN_OFF and "number" in c.quote.lower() for c in state.commitments)
