"""Which points of a well-run call this call was due, and why the others were not."""

from __future__ import annotations

from collections.abc import Mapping

from duecourse.domain.conversation.results import POINTS, Analysis

_OPENING = ("identified", "verified_party")
_ENDS_EARLY = {
    "voicemail": (("identified",), "It was a machine: only name, company and number belong there."),
    "wrong_party": ((*_OPENING, "polite_close"), "It was not the right person: the matter is none of theirs."),
    "stop_contact": ((*_OPENING, "polite_close"), "They asked us to stop: nothing more is asked."),
    "represented": ((*_OPENING, "polite_close"), "Somebody acts for them: nothing more is asked of them."),
}
_REASON_GIVEN = ("delay_reason", "dispute", "hardship", "already_paid")
_NOTHING_TO_ASK_FOR = {
    "already_paid": "They say that it is paid.",
    "hardship": "They cannot pay now: asking again would only press.",
    "dispute": "They dispute it: that comes first.",
    "refused": "They had said no.",
}


def not_due(found: Analysis) -> Mapping[str, str]:
    """Point → why this call did not have to cover it. The others were due."""
    if found.disposition in _ENDS_EARLY:
        due, because = _ENDS_EARLY[found.disposition]
        return {point: because for point in POINTS if point not in due}
    acts = {act.act for act in found.acts}
    spared: dict[str, str] = {}
    if acts & set(_REASON_GIVEN):
        spared["asked_reason"] = "They gave the reason by themselves."
    if "promise" in acts:
        spared["asked_payment"] = "They named the payment by themselves."
    elif found.disposition in _NOTHING_TO_ASK_FOR:
        spared["asked_payment"] = _NOTHING_TO_ASK_FOR[found.disposition]
    if found.disposition == "callback":
        busy = "They could not talk: it waits for the call back."
        spared |= dict.fromkeys(("purpose", "amount", "asked_reason", "asked_payment", "recap"), busy)
    if "recap" not in spared and not (acts & {"promise", "callback"} or found.commitments):
        spared["recap"] = "Nothing was agreed that could be repeated."
    return spared


def missed(found: Analysis) -> tuple[str, ...]:
    """Points that were due and were not covered, in the codebook's order."""
    spared = not_due(found)
    return tuple(point for point in POINTS if point not in found.points and point not in spared)
