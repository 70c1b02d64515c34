"""What the client does: each act at its first clear statement (ruling 19). Promises have a module of their own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from duecourse.domain.conversation.acts.denied import ground_given
from duecourse.domain.conversation.acts.details import (
    call_at,
    has_clock,
    is_small_talk,
    item_meant,
    payment_named,
    pays_something_else,
    takes_up_our_offer,
)
from duecourse.domain.conversation.acts.paid import TOLD_WITH_ITS_DAY, paid_on_a_day
from duecourse.domain.conversation.acts.put_right import until_put_right
from duecourse.domain.conversation.acts.weighing import (
    ASKED_FOR,
    PAID_IT,
    SETS_THE_TIME,
    TAKEN_ABACK,
    is_said_plainly,
    weighed,
)
from duecourse.domain.conversation.marks.privacy import is_machine
from duecourse.domain.conversation.phrases import Hit
from duecourse.domain.conversation.results import HOSTILE, ClientAct
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CALLER
from duecourse.domain.conversation.views import View
from duecourse.domain.facts import PAYER

_ONCE = ("upset", "hardship", "refusal", "wrong_party", "represented")
_PAYER_DISPUTES = frozenset(("duplicate", "contract", "other", "wrong_amount", "missing_po"))
# The telling reasons first: "we're short because our customer has not paid" is about the customer.
_REASON_ORDER = (
    "waiting_on_own_customer", "invoice_missing", "approval_pending", "staff_absent", "claim_processing", "payment_run",
    "bank_or_system", "dispute", "forgot", "cash_flow", "other",
)  # fmt: skip


def hear(view: View, state: State) -> tuple[ClientAct, ...]:
    """New acts of this client turn, in the order they were said; a machine does nothing."""
    if is_machine(view):
        return ()
    before = len(state.acts)
    for source, needs in _SOURCES:
        if not needs or not needs.isdisjoint(view.hits):
            for act in source(view, state):
                state.acts.append(act)
    found = state.acts[before:]
    del state.acts[before:]
    new = weighed(view, state, found)
    state.acts.extend(new)
    if state.setting.account.kind == PAYER and _known(state, "refusal"):
        state.acts = [a for a in state.acts if a.act != "dispute"]  # a last word is no denial that can be contested
    return new


def _known(state: State, kind: str, **fields: object) -> bool:
    return any(a.act == kind and all(getattr(a, k) == v for k, v in fields.items()) for a in state.acts)


def _simple(view: View, state: State) -> Iterator[ClientAct]:
    """Acts without fields, and `represented`: once a call."""
    for kind in _ONCE:
        hits = [h for h in view.hits.get(kind, ()) if _is_meant(view, h, kind, state)]
        hits.sort(key=lambda h: not is_said_plainly(h.family.id))
        if hits and not _known(state, kind):
            hit = hits[0]
            put_right = kind == "refusal" and not is_said_plainly(hit.family.id)
            if put_right and until_put_right(view, hit, state):
                if not _known(state, "delay_reason", reason="dispute"):
                    yield ClientAct(view.n, "delay_reason", view.hit_quote(hit), hit.family.id, reason="dispute")
                continue
            yield ClientAct(view.n, kind, view.hit_quote(hit), hit.family.id, by=hit.family.fields.get("by", ""))


def _upset_by_us(view: View, state: State) -> Iterator[ClientAct]:
    """Taken aback, where they do not say that they are upset."""
    if _is_taken_aback(view, state) and not _known(state, "upset") and not view.has("upset"):
        yield ClientAct(view.n, "upset", view.quote(0, 1), TAKEN_ABACK)


_TAKEN_ABACK = re.compile(
    r" (?:(?:oh |well |i |hold on )*(?:excuse me|beg your pardon|how dare|oh my god|my god|hold on now)"
    r"|(?:yes |no )?what (?:the (?:heck|hell|devil)|did you just)) "
)


def _is_taken_aback(view: View, state: State) -> bool:
    """ "I beg your pardon?", right after the caller was hostile."""
    if not _TAKEN_ABACK.match(view.words.line):
        return False
    before = state.before(view, CALLER)
    return before is not None and any(m.n == before.n and m.label in HOSTILE for m in state.marks)


_EARLY = 8  # turns in which it comes out that nobody here has to do with the account


def _is_meant(view: View, hit: Hit, kind: str, state: State) -> bool:
    if not _may_say(hit, state):
        return False
    if kind == "wrong_party":
        return view.n <= _EARLY and (state.presumed or not state.confirmed)
    if kind == "hardship":
        return state.setting.account.kind != PAYER and not view.has("wrong_party")
    if kind == "represented":
        return hit.family.fields.get("by") != "attorney" or not is_small_talk(view)
    if kind == "refusal":
        return not view.asks(hit.first, hit.last) and not _says_why_not_owed(view, hit, state)
    return True


def _says_why_not_owed(view: View, hit: Hit, state: State) -> bool:
    """ "I don't owe that, they never put the crown on": what is disputed, or was paid, is not refused by it."""
    why = view.has("dispute", "already_paid") or _known(state, "dispute") or _known(state, "already_paid")
    return why and not _OWES.isdisjoint(view.words.items[hit.first : hit.last])


_OWES = frozenset(("owe", "owes", "owed"))


def _stop_contact(view: View, state: State) -> Iterator[ClientAct]:
    """Once a channel: "no more calls and no more texts" are two, and "no calls, no texts, nothing" is all of them. Who
    has nothing to do with the account closes none: "take my number off" is how a wrong number ends."""
    if _known(state, "stop_contact") or _known(state, "wrong_party"):
        return
    said: set[str] = set()
    for hit in _stops(view.hits.get("stop_contact", ())):
        channel = hit.family.fields["channel"]
        if channel not in said:
            said.add(channel)
            yield ClientAct(view.n, "stop_contact", view.hit_quote(hit), hit.family.id, channel=channel)


def _stops(hits: Sequence[Hit]) -> Sequence[Hit]:
    """What is closed to us: all of it where that is said of more than one channel or of none, else each by itself."""
    some = [h for h in hits if h.family.fields["channel"] != "all"]
    if len({h.family.fields["channel"] for h in some}) == 1 and all(h.family.id != _EVERYTHING for h in hits):
        return some if some[0] is hits[0] else hits[:1]
    return [h for h in hits if h not in some][:1] or some


_EVERYTHING = "client_acts.stop_everything"
_SPECIFIC_FIRST = ("itemisation", "proof_of_delivery", "statement", "contract", "other", "invoice")


def _documents(view: View, state: State) -> Iterator[ClientAct]:
    """One paper per turn: the most specific one named."""
    if takes_up_our_offer(view, state):
        return
    hits = sorted(view.hits.get("document_request", ()), key=lambda h: _SPECIFIC_FIRST.index(h.family.fields["what"]))
    for hit in hits:
        what = hit.family.fields["what"]
        if not _known(state, "document_request", what=what):
            rule = ASKED_FOR if _ASKS_TO_SEND.search(view.words.line) else hit.family.id
            yield ClientAct(view.n, "document_request", view.hit_quote(hit), rule, what=what)
        return


_ASKS_TO_SEND = re.compile(r" would you mind (?:re ?)?(?:sending|emailing|mailing|faxing|forwarding|posting) ")


def _callback(view: View, state: State) -> Iterator[ClientAct]:
    """The client asks to be called or sets the time (ruling 16)."""
    if _known(state, "callback") or view.has("stop_contact"):
        return
    before = state.before(view, CALLER)
    sets_the_time = before is not None and _sets_the_time(view, before, state)
    if not sets_the_time and not view.has("callback", "call_then", "appointment"):
        return
    at = call_at(view, state)
    hits = view.hits.get("callback", ()) or (view.hits.get("call_then", ()) if at else ())
    if not hits and has_clock(view, state) and not (before is not None and before.has("asks_payment")):
        hits = view.hits.get("appointment", ())
    if hits:
        yield ClientAct(view.n, "callback", view.hit_quote(hits[0]), hits[0].family.id, at=at)
    elif at is not None and sets_the_time:
        yield ClientAct(view.n, "callback", view.turn.text.strip(), SETS_THE_TIME, at=at)


def _sets_the_time(view: View, before: View, state: State) -> bool:
    """The caller asked when to call, or said the day, and the client names the hour."""
    if before.has("asks_callback") and not before.has("asks_payment"):
        return not _TALKS_NOW.search(view.words.line)
    calling = any(c.n == before.n and c.kind == "call back" for c in state.commitments)
    same_day = not view.days or any(c.due_on == view.days[0].on for c in state.commitments)
    return calling and same_day and not view.has("pay", "no") and has_clock(view, state)


def _is_the_other_one(view: View, invoice: str | None, state: State) -> bool:
    """ "We paid you for that in December, on 1174": the paid one, beside the one they were billed for again."""
    item = state.ledger.item(invoice)
    if item is None or item.is_open or not view.has("dispute"):
        return False
    return not any(r.number == invoice for v in state.said_by[CALLER] for r in v.references)


# "My ten o'clock cancelled. Shoot.": no call later, they talk now.
_TALKS_NOW = re.compile(
    r" (?:shoot|go ahead|fire away|crack on|cancelled|now (?:is|'s) (?:fine|good)|i can talk|what is it|talk|carry on"
    r"|i have (?:a|two|five) minutes?|make it quick) "
)


def _paid(view: View, state: State) -> Iterator[ClientAct]:
    for hit in sorted(view.hits.get("already_paid", ()), key=lambda h: h.family.id != PAID_IT):
        sentence = view.words.sentence_at(hit.first)
        if (
            not _may_say(hit, state)
            or view.asks(hit.first, hit.last)
            or pays_something_else(view, sentence.first, sentence.last, state)
        ):
            continue
        invoice = view.references[0].number if view.references else None
        if _is_the_other_one(view, invoice, state):
            continue
        if _known(state, "already_paid", invoice=invoice) or (_known(state, "already_paid") and invoice is None):
            return
        earlier = next((a for a in state.acts if a.act == "already_paid"), None)
        act = ClientAct(view.n, "already_paid", view.hit_quote(hit), hit.family.id, invoice=invoice)
        act = replace(act, **payment_named(view))
        if earlier is not None and act.on is None and "same" in view.words.vocabulary:
            act = replace(act, on=earlier.on, reference=earlier.reference)
        yield act
        return
    told = None if view.has("pay") or _known(state, "already_paid") else paid_on_a_day(view, state)
    if told is not None and not pays_something_else(view, told.first, told.last, state):
        act = ClientAct(view.n, "already_paid", view.quote(told.first, told.last), TOLD_WITH_ITS_DAY)
        yield replace(act, **payment_named(view))


_FOR_WHATEVER_REASON = "plainly.turned_down"  # a reason said beside it tells more


def _may_say(hit: Hit, state: State) -> bool:
    """Is it said by whom it may be said: some of it is so only in the mouth of an insurer?"""
    return hit.family.fields.get("only", state.setting.account.kind) == state.setting.account.kind


def _disputes(view: View, state: State) -> Iterator[ClientAct]:
    """At most one per turn; the same reason or the same item is not disputed twice."""
    payer = state.setting.account.kind == PAYER
    for hit in sorted(view.hits.get("dispute", ()), key=lambda h: h.family.id == _FOR_WHATEVER_REASON):
        reason = hit.family.fields["reason"]
        if not _may_say(hit, state):
            continue
        if payer != (reason in _PAYER_DISPUTES) and (payer or (reason == "other" and "denied" in view.words.line)):
            continue
        if (view.has("pay") and reason == "contract") or (reason == "wrong_amount" and state.wrong_figure):
            continue  # a date they keep to; our own slip that they put right
        invoice = item_meant(view, state)
        if _known(state, "dispute", reason=reason) or _known(state, "dispute", invoice=invoice):
            return
        yield ClientAct(view.n, "dispute", view.hit_quote(hit), hit.family.id, invoice=invoice, reason=reason)
        return


def _delays(view: View, state: State) -> Iterator[ClientAct]:
    """One reason per sentence; hardship given as the reason stands alone (ruling 14)."""
    hits = sorted(view.hits.get("delay_reason", ()), key=lambda h: _REASON_ORDER.index(h.family.fields["reason"]))
    taken: set[int] = set()
    for hit in hits:
        reason = hit.family.fields["reason"]
        sentence = view.words.sentence_at(hit.first).first
        if sentence in taken or not _may_delay(view, hit, reason, state):
            continue
        taken.add(sentence)
        if not _known(state, "delay_reason", reason=reason):
            yield ClientAct(view.n, "delay_reason", view.hit_quote(hit), hit.family.id, reason=reason)


def _may_delay(view: View, hit: Hit, reason: str, state: State) -> bool:
    if view.asks(hit.first, hit.last) and reason != "invoice_missing":
        return False
    if reason == "claim_processing":
        return state.setting.account.kind == PAYER
    if reason == "dispute":
        return is_said_plainly(hit.family.id) or _known(state, "dispute") or view.has("dispute")
    if reason == "cash_flow":
        return not _known(state, "hardship") and not view.has("hardship")
    if any(p.on for p in state.promises):
        return False  # settled by now: what is said later is a story, not the reason
    if reason == "payment_run" and view.has("pay") and view.days:
        return False
    return not (view.has("already_paid") and reason in ("payment_run", "bank_or_system"))


# Where acts come from, in the order in which they are asked for: each with the phrases of which one must have been
# found for it to find anything; none of them, and it is asked in every turn.
_SOURCES: tuple[tuple[Callable[[View, State], Iterator[ClientAct]], frozenset[str]], ...] = (
    (_upset_by_us, frozenset()),
    (_simple, frozenset(_ONCE)),
    (_stop_contact, frozenset(("stop_contact",))),
    (_documents, frozenset(("document_request",))),
    (_callback, frozenset()),
    (_paid, frozenset()),
    (_disputes, frozenset(("dispute",))),
    (ground_given, frozenset()),
    (_delays, frozenset(("delay_reason",))),
)
