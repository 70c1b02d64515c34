"""Promises that stand in the caller's words: a payment they propose and the client takes up ("Friday, then?" "Yes"),
and one they say back in full when the client had only named the day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from duecourse.domain.conversation.dates import When
from duecourse.domain.conversation.promises.amount import amount_in_the_air, only_balance
from duecourse.domain.conversation.promises.parts import is_ahead
from duecourse.domain.conversation.promises.said import is_off, was_asked
from duecourse.domain.conversation.results import ClientAct
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CALLER, CLIENT
from duecourse.domain.conversation.views import View

_SHORT_ANSWER = 10  # words: a longer answer is about something else
_TELLING = 3  # digits that make a bare number a sum
_EACH = frozenset("each apiece every time times a".split()) - {"a"}
_SHORT_ECHO = 9  # words: a caller who only says the day back
_BEFORE, _BEHIND = 10, 7  # words around a day in which its sum stands


@dataclass(frozen=True, slots=True)
class _Payment:
    """A day of payment in the caller's turn. `minor` is the sum beside it, None for everything; `summed` when a sum or
    words for one stand beside it."""

    minor: int | None
    summed: bool
    when: When
    asked: bool


def agreed(view: View, state: State) -> Iterator[ClientAct]:
    """The caller proposed a payment with a day, and the client says yes."""
    before = state.before(view, CALLER)
    if before is None or not view.has("yes") or view.has("no") or is_off(view, 0, len(view.words.items)):
        return
    if view.size > _SHORT_ANSWER and not view.has("pay"):
        return
    payments = [p for p in _payments(before, state) if p.when.on not in {s.on for s in state.promises}]
    several = len(payments) > 1 and _come_to_the_whole(payments, state)
    for payment in payments:
        if several or (payment.asked and not state.promises and (payment.summed or len(payments) == 1)):
            yield _promise(view, 0, len(view.words.items), payment, state, confirmed=not view.has("hedge"))


def _come_to_the_whole(payments: list[_Payment], state: State) -> bool:
    """Instalments: equal shares of what is due, or sums that make it up."""
    sums = [p.minor for p in payments if p.summed and p.minor is not None]
    return len(sums) == len(payments) and (state.ledger.parts.issuperset(sums) or sum(sums) in state.ledger.due)


def said_back(view: View, state: State) -> Iterator[ClientAct]:
    """Payments that the caller says back right after the client named their day, and that no statement of the client's
    has made a promise yet."""
    before = state.before(view, CLIENT)
    if before is None or before.n < view.n - 2 or before.has("callback", "no", "condition", "already_paid"):
        return
    named = {w.on: w for w in before.days}
    standing = {p.on for p in state.promises}
    echo = view.size <= _SHORT_ECHO and was_asked(before, state) and not before.has("document_request")
    for payment in _payments(view, state):
        theirs = named.get(payment.when.on)
        if theirs is None or payment.when.on in standing or not (payment.summed or echo):
            continue
        if not before.asks(theirs.first, theirs.last):
            yield _promise(before, theirs.first, theirs.last, payment, state, confirmed=not before.has("hedge"))


def _promise(view: View, first: int, last: int, payment: _Payment, state: State, *, confirmed: bool) -> ClientAct:
    minor = payment.minor if payment.summed else amount_in_the_air(view, state, whole=view.has("whole"))
    return ClientAct(
        view.n, "promise", view.quote(first, last), "agreed", amount_minor=minor,
        currency=state.setting.account.currency, on=payment.when.on, or_on=payment.when.or_on, confirmed=confirmed,
    )  # fmt: skip


def _payments(view: View, state: State) -> Iterator[_Payment]:
    """Days ahead in the caller's turn that are for a payment, with the sum beside each."""
    asked = [view.words.sentence_at(h.first) for h in view.hits.get("asks_payment", ())]
    days = [w for w in view.days if is_ahead(w, state) and not _is_ours(view, w)]
    for place, when in enumerate(days):
        sentence = view.words.sentence_at(when.first)
        begin = max(sentence.first, when.first - _BEFORE, days[place - 1].last if place else 0)
        end = min(
            sentence.last, when.last + _BEHIND, days[place + 1].first if place + 1 < len(days) else when.last + 99
        )
        minor, summed = _sum_beside(view, begin, when.first, end, state)
        if not summed and len(days) > 1 and _EACH & view.words.vocabulary:
            minor, summed = _sum_beside(view, sentence.first, sentence.last, sentence.last, state)
        yield _Payment(minor, summed, when, sentence in asked or view.asks(when.first, when.last))


def _sum_beside(view: View, begin: int, day: int, end: int, state: State) -> tuple[int | None, bool]:
    known = state.ledger.due | state.ledger.parts | state.ledger.known | state.client_amounts
    inside = [a for a in view.amounts if begin <= a.first < end]
    near = [a for a in inside if a.sure or a.known(known)] or [a for a in inside if len(a.digits) >= _TELLING]
    if near:
        before = [a for a in near if a.first < day]
        return (before[-1] if before else near[0]).pick(known), True
    for kind in ("half", "whole"):
        if any(begin <= h.first < end for h in view.hits.get(kind, ())):
            total = state.ledger.total_minor
            return (round(total / 2) if kind == "half" else only_balance(state)), True
    return only_balance(state), False


_OURS = frozenset(
    "i we call ring phone send sent email me us inspector engineer dispute statement copy was due from since "
    "dated billed letter papers link form note".split()
)
_REACH = 6


def _is_ours(view: View, when: When) -> bool:
    """The day of something we do or of the invoice, not of a payment."""
    sentence = view.words.sentence_at(when.first)
    before = view.words.items[max(sentence.first, when.first - _REACH) : when.first]
    return bool(_OURS & set(before))
