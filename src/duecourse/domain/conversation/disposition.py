"""How the call ended: the strongest outcome in the codebook's order."""

from __future__ import annotations

import re

from duecourse.domain.conversation.results import ClientAct
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CALLER
from duecourse.domain.conversation.views import View
from duecourse.domain.facts import PAYER

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
    """plan, part_promise or promise from the promises that stand (ruling 12): a plan is the whole in dated parts."""
    promises = state.promises
    if not promises:
        return ""
    total = _due_in_all(state)
    dated = [p for p in promises if p.on is not None] or promises
    said = sum(_value(p, total) for p in dated)
    if total and said < total and not _is_all_that_is_allowed(state):
        return "part_promise"
    return "plan" if len({p.on for p in dated}) > 1 else "promise"


def _due_in_all(state: State) -> int:
    """What is due: items that fall due only after the call count where they are promised, too; a fee or a credit that
    we took off on the call does not."""
    ledger, today = state.ledger, state.setting.today
    later = sum(i.balance_minor for i in ledger.open_items if i.due_on is not None and i.due_on > today)
    said = sum(_value(p, ledger.total_minor) for p in state.promises)
    if said == ledger.total_minor - later > 0:
        return said
    if _is_said_to_be_all(said, state) or _is_what_is_left(said, state):
        return said
    taken_off = any(c.kind in _TAKES_OFF for c in state.commitments)
    mentioned = {r for v in state.views for a in v.amounts if not _is_the_rest(v, a.first, a.last) for r in a.readings}
    left = ledger.total_minor - said
    mentioned -= {p.amount_minor for p in state.promises}  # "Half now, 890", of 1,780: said of what is paid
    mentioned -= _looked_into(state)
    a_whole_item = left in ledger.due  # held back, not taken off: "the big one stays parked"
    return said if taken_off and left > 0 and left in mentioned and not a_whole_item else ledger.total_minor


_OPENED = "open dispute ticket"


def _looked_into(state: State) -> set[int]:
    """ "I'm opening a ticket for the three hundred": what is looked into is not taken off yet."""
    turns = {c.n for c in state.commitments if c.kind == _OPENED}
    return {r for v in state.said_by[CALLER] if v.n in turns for a in v.amounts for r in a.readings}


_DISCOUNT = frozenset("percent % discount".split())
_LEAVES = frozenset("makes brings leaves comes so that's total instead down".split())


def _is_said_to_be_all(said: int, state: State) -> bool:
    """ "I can take two percent off, so that makes it 2,891": what remains once a discount is off is all of it."""
    total, most = state.ledger.total_minor, state.setting.authority.may_discount_percent
    if not most or not total * (100 - most) <= said * 100 < total * 100:
        return False
    told = (v for v in state.said_by[CALLER] if not _DISCOUNT.isdisjoint(v.words.vocabulary))
    return any(not _LEAVES.isdisjoint(v.words.vocabulary) and any(a.known({said}) for a in v.amounts) for v in told)


_PUT_RIGHT = re.compile(
    r" (?:with|less|minus|after|once) (?:the |that |your |this )?(?:[a-z]+ )?"
    r"(?:credit|discount|return|returns|deduction) "
    r"| (?:credit|discount|return|returns|deduction|difference|overcharge|[0-9.,]+) (?:is |comes |taken |knocked )?off "
    r"| (?:corrected|amended|revised|adjusted|replacement|new|right|correct|fresh|clean|reissued) "
    r"(?:invoice|bill|copy|one|figure|amount|total|sum|version|statement) "
    r"| (?:it|that|this|which|so|total|bill|invoice|balance|figure) (?:now |then |only |all |just )*"
    r"(?:comes|come|brings|makes|leaves|drops|goes|falls|becomes|should be|should have been"
    r"|should say|should read|will be|will say|will read) "
    r"| (?:i|we) (?:will|have|can|am|are) (?:just |now )*(?:change|changed|correct|corrected|reissue|reissued"
    r"|rebill|redo|redone|bring|amend|amended|adjust|adjusted|reduce|reduced|drop|dropped|put|cut|take|taken|took|knock"
    r"|knocked) "
)
_CORRECTS = frozenset(
    "credit credited discount return returns returned deduction off corrected correct correction amended amend revised "
    "adjusted adjust replacement reissue reissued rebill redo redone difference overcharge overcharged wrong mistake "
    "error right reduce reduced drop".split()
)
_LEFT_OPEN = frozenset(
    "rest other remaining remainder half part balance ticket dispute query park parked hold held investigate pending "
    "meanwhile meantime if".split()
)


def _is_what_is_left(said: int, state: State) -> bool:
    """ "4,480 with the credit off", "I'll send you a corrected one for 1,175": of what they dispute, the sum that we
    correct the bill to on the call is all that is left."""
    if state.act("dispute") is None or not 0 < said < state.ledger.total_minor or said in state.ledger.due:
        return False
    if any(c.kind == _OPENED for c in state.commitments):
        return False
    told = [v for v in state.said_by[CALLER] if any(a.known({said}) for a in v.amounts)]
    return any(_corrects_to(v) for v in told)


def _corrects_to(view: View) -> bool:
    """Does the turn say what a bill comes to once it is put right, and leave nothing open beside it?"""
    said = view.words.vocabulary
    return not _CORRECTS.isdisjoint(said) and _LEFT_OPEN.isdisjoint(said) and bool(_PUT_RIGHT.search(view.words.line))


_BESIDE = 4  # words around a sum that say it is still owed
_STILL_OWED = frozenset(
    "rest left leaves other others remaining remainder remains owing owed outstanding balance open stays stay side "
    "aside waits wait later".split()
)


def _is_the_rest(view: View, first: int, last: int) -> bool:
    """ "The other eighteen hundred", "the two sixty two thirty that's left over", "the 286.50 stays open"."""
    return not _STILL_OWED.isdisjoint(view.words.items[max(0, first - _BESIDE) : last + _BESIDE])


_TAKES_OFF = ("remove late fee", "adjust the account", "update the record")


def _is_all_that_is_allowed(state: State) -> bool:
    """A payer pays what it allows (ruling 17): a sum that is no item's balance is the allowed one, all of it, unless
    the rest is contested and comes up by its sum ("and the other 1,280?")."""
    amounts = {p.amount_minor for p in state.promises}
    rest = state.ledger.total_minor - sum(p.amount_minor or 0 for p in state.promises)
    contested = state.act("dispute") is not None and any(a.known({rest}) for v in state.views for a in v.amounts)
    return state.setting.account.kind == PAYER and amounts.isdisjoint(state.ledger.due) and not contested


def _value(promise: ClientAct, total: int) -> int:
    return total if promise.amount_minor is None else promise.amount_minor


# What we do on our own side: neither papers nor an answer go to the client.
_SENDS_NOTHING = frozenset(
    ("call back", "stop the contact", "remove the number", "adjust the account", "note the account", "remove late fee",
     "ask a colleague", "contact them instead", "pass it on", "send *", "sort it out", "look into it"),
)  # fmt: skip


def _nothing_decided(state: State, acts: set[str]) -> str:
    if state.voicemail:
        return "voicemail"
    sent = any(c.kind in _SENDS or c.kind not in _SENDS_NOTHING for c in state.commitments)
    wanted = acts & {"document_request", "delay_reason"} and any(c.kind != "call back" for c in state.commitments)
    return "information_sent" if sent or wanted else "no_result"
