"""The amount of a promise: as the ledger knows it, a share of what is due, or what was spoken of before."""

from __future__ import annotations

from collections.abc import Set

from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CALLER
from duecourse.domain.conversation.views import View


def amount_of(view: View, said_minor: int | None, first: int, last: int, state: State) -> int | None:
    """The amount in minor units; None for everything that is due. Said amounts are read as the ledger knows them."""
    ledger = state.ledger
    said = [a for a in view.amounts if first <= a.first < last and said_minor in a.readings]
    if said:
        known = ledger.due | ledger.parts | state.caller_offers | ledger.known
        return _elliptic(said[0].pick(known), known, state)
    for kind in ("half", "rest"):
        if any(first <= h.first < last for h in view.hits.get(kind, ())):
            return _share(kind, state)
    named = {r.number for r in view.references if first <= r.first < last and r.number}
    items = [i for i in ledger.open_items if i.number in named]
    if items:
        return sum(i.balance_minor for i in items)
    spoken_of = [a for a in view.amounts if a.last <= first and a.known(ledger.due | ledger.parts)]
    if spoken_of:  # "The 925 is fine. That will be in the next run."
        return spoken_of[-1].pick(ledger.due | ledger.parts)
    return _amount_in_the_air(view, state)


def _elliptic(minor: int, known: Set[int], state: State) -> int:
    """ "Forty-five on the tenth" after "forty-five thousand": the thousand left out, when the ledger knows it."""
    fits = minor in known or minor * 1000 not in known
    return minor if fits else minor * 1000


def _share(kind: str, state: State) -> int | None:
    total = state.ledger.total_minor
    if not total:
        return None
    if kind == "half":
        return round(total / 2)
    promised = sum(p.amount_minor or 0 for p in state.promises)
    return total - promised if 0 < promised < total else None


def _amount_in_the_air(view: View, state: State) -> int | None:
    """Nobody said it in this turn: the amount the caller has just proposed, the one of an earlier version of this
    promise, the balance of the only open item, or everything."""
    before = state.before(view, CALLER)
    if before is not None and before.has("asks_payment", "solution") and not view.has("whole"):
        proposed = [a for a in before.amounts if a.known(state.ledger.known | state.ledger.parts) or a.sure]
        if proposed:
            return proposed[-1].pick(state.ledger.known | state.ledger.parts)
    if state.instalment is not None and not view.has("whole"):
        return state.instalment
    latest = state.promises[-1] if state.promises else None
    if latest is not None and not view.has("whole") and len(state.promises) == 1:
        return latest.amount_minor
    if latest is not None and latest.amount_minor is not None and _is_series(state):
        return latest.amount_minor
    only = state.ledger.only_open
    return only.balance_minor if only is not None else None


def _is_series(state: State) -> bool:
    """Two or more equal instalments stand: the next day is one more of them."""
    return len({p.amount_minor for p in state.promises}) == 1 and len(state.promises) > 1


def only_balance(state: State) -> int | None:
    return state.ledger.only_open.balance_minor if state.ledger.only_open else None
