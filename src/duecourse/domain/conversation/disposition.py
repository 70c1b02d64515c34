"""How the call ended: the strongest outcome in the codebook's order."""

from __future__ import annotations

from duecourse.domain.conversation.results import ClientAct
from duecourse.domain.conversation.state import State

_SENDS = ("send *", "check *", "fill in form")


def decide(state: State) -> str:
    """The disposition of the call as it stands now."""
    acts = {a.act for a in state.acts}
    for act in ("represented", "stop_contact", "wrong_party"):
        if act in acts:
            return act
    payment = _payment(state)
    disputed = "dispute" in acts
    if payment and not (disputed and all(p.on is None for p in state.promises)):
        return payment
    for act, outcome in (
        ("dispute", "dispute"), ("already_paid", "already_paid"), ("hardship", "hardship"), ("refusal", "refused"),
        ("callback", "callback"),
    ):  # fmt: skip
        if act in acts:
            return outcome
    return _nothing_decided(state, acts)


def _payment(state: State) -> str:
    """plan, part_promise or promise from the promises that stand (ruling 12)."""
    promises = state.promises
    if not promises:
        return ""
    total = state.ledger.total_minor
    said = sum(_value(p, total) for p in promises)
    if total and said < total:
        return "part_promise"
    return "plan" if len({p.on for p in promises}) > 1 else "promise"


def _value(promise: ClientAct, total: int) -> int:
    return total if promise.amount_minor is None else promise.amount_minor


def _nothing_decided(state: State, acts: set[str]) -> str:
    if state.voicemail:
        return "voicemail"
    if any(c.kind in _SENDS for c in state.commitments) or ("document_request" in acts and state.commitments):
        return "information_sent"
    return "no_result"
