"""Disclosure: saying that money is owed, or how much, to somebody not confirmed as the right person (ruling 8)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from duecourse.domain.conversation.results import Mark
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CALLER
from duecourse.domain.conversation.views import View
from duecourse.domain.facts import CONSUMER, PAYER

_VOICEMAIL = re.compile(
    r" (?:after the (?:tone|beep)|leave (?:a|your) (?:message|name)|(?:you have|you've) reached|not available"
    r"|unable to take your call|at the (?:tone|beep)|voice ?mail(?:box)?|record your message|please leave) "
)
_CUES_BEFORE = ("this is", "it is", "i am", "yes", "hi", "hello", "speaking", "that is", "name is", "yeah")


def disclosure(view: View, state: State) -> Iterator[Mark]:
    """A word that says money is owed, or a sum, before the right person is confirmed, or into a voicemail."""
    if state.setting.account.kind == PAYER or (state.confirmed and not state.voicemail):
        return
    for hit in view.hits.get("owed", ()):
        yield Mark(view.n, "disclosure", view.hit_quote(hit), hit.family.id)
        return
    for amount in view.amounts:
        if amount.sure or amount.known(state.ledger.due):
            yield Mark(view.n, "disclosure", view.quote(amount.first, amount.last), "a sum of money")
            return


def listen(view: View, state: State) -> None:
    """Keeps track of who is on the line: called for every turn, before the detectors of the next one."""
    if view.is_caller:
        state.asked_for_party = state.asked_for_party or view.has("verified") or _names_contact(view, state)
        return
    if _VOICEMAIL.search(view.words.line) and state.setting.account.kind != PAYER:
        state.voicemail, state.confirmed = True, False
        return
    state.voicemail = False
    if state.confirmed:
        return
    state.confirmed = _confirms(view, state)


def _confirms(view: View, state: State) -> bool:
    """Does this turn show that the right person is speaking?"""
    if says_own_name(view, state):
        return True
    somebody_else = view.has("party_no")
    asked = state.before(view, CALLER)
    was_asked = asked is not None and (asked.has("verified") or _names_contact(asked, state))
    if view.has("party_yes") and was_asked and not somebody_else:
        return True
    if was_asked and _names_contact(asked, state) and view.words.items[:1] in (("yes",), ("yeah",), ("speaking",)):
        return not _about_a_third(view)
    if view.has("party_deals") and not somebody_else and state.setting.account.kind != CONSUMER:
        return True
    return view.has("pay", "delay_reason", "hardship", "dispute") and not somebody_else and view.n > 3


def _about_a_third(view: View) -> bool:
    return bool({"he", "she", "they", "him", "her"} & set(view.words.items[:8]))


def _names_contact(view: View | None, state: State) -> bool:
    return view is not None and not state.contact.isdisjoint(view.words.vocabulary)


def says_own_name(view: View, state: State) -> bool:
    """ "This is Tamika", "Imran speaking", "yes, Raghavan here": a name said as one's own, not somebody else's."""
    items = view.words.items
    for place, word in enumerate(items[:14]):
        if word not in state.contact:
            continue
        before = " ".join(items[max(0, place - 3) : place])
        after = items[place + 1 : place + 3]
        if any(before.endswith((cue, f"{cue} mr", f"{cue} mrs", f"{cue} ms")) for cue in _CUES_BEFORE):
            return True
        if (place == 0 or items[place - 1] in ".?!" or items[place - 1] in state.contact) and (
            not after or after[0] in ("here", "speaking", ".") or after[0] in state.contact
        ):
            return True
        if after[:1] in (("here",), ("speaking",)):
            return True
    return False
