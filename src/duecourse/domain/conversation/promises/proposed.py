"""Promises that stand in the caller's words: a payment they propose and the client takes up ("Friday, then?" "Yes"),
and one they say back in full when the client had only named the day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from duecourse.domain.conversation.dates import When
from duecourse.domain.conversation.promises.amount import amount_in_the_air
from duecourse.domain.conversation.promises.asked import asked_to_pay
from duecourse.domain.conversation.promises.moved import moved
from duecourse.domain.conversation.promises.payments import Payment, payments
from duecourse.domain.conversation.promises.said import is_off, was_asked
from duecourse.domain.conversation.promises.standing import mentions
from duecourse.domain.conversation.results import ClientAct
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CALLER, CLIENT
from duecourse.domain.conversation.views import View

_SHORT_ANSWER = 10  # words: a longer answer is about something else, unless its first sentence is the yes
_BARE_WORD = 8  # words of an answer that only says that they will
_SHORT_ECHO = 9  # words: a caller who only says the day back


def agreed(view: View, state: State) -> Iterator[ClientAct]:
    """The caller put a payment with a day to the client, or said what they take as agreed, and the client says yes."""
    before = state.before(view, CALLER)
    if before is None or not takes_it_up(view):
        return
    before = before if before.days else _offered_before(view, state)
    if before is None:
        return
    if is_off(view, 0, len(view.words.items), state, ("callback",)):
        return
    standing = {s.on for s in state.promises}
    called = {date.fromisoformat(a.at[:10]) for a in state.acts if a.act == "callback" and a.at}
    proposed = [_of_what_is_left(p, before, state) for p in payments(before, state) if p.when.on not in standing]
    proposed = [p for p in proposed if p.summed or p.when.on not in called]  # "Thursday at seven, this same number?"
    several = len(proposed) > 1 and _come_to_the_whole(proposed, state)
    for payment in proposed:
        if several or _may_stand(view, payment, proposed, before, state):
            yield _promise(view, 0, len(view.words.items), payment, state, confirmed=not view.has("hedge"))


_LAST = frozenset("last final rest remaining remainder other".split())


def _of_what_is_left(payment: Payment, before: View, state: State) -> Payment:
    """ "And the last one on January 20th?": what the promises with a day leave over."""
    sentence = before.words.sentence_at(payment.when.first)
    dated = [p.amount_minor for p in state.promises if p.on is not None]
    left = state.ledger.total_minor - sum(minor or state.ledger.total_minor for minor in dated)
    last = not _LAST.isdisjoint(before.words.items[sentence.first : sentence.last])
    if payment.summed or not dated or left <= 0 or not last:
        return payment
    return replace(payment, minor=left, summed=True)


_QUESTIONS = 3  # turns of theirs that may ask about an offer before they take it


def _offered_before(view: View, state: State) -> View | None:
    """The turn in which a plan or a payment was put to them, where they have only asked about it since: "And no
    interest?" "No interest." "Then yes." """
    if any(p.on for p in state.promises) or state.act("callback") is not None:
        return None
    for back in range(1, _QUESTIONS + 1):
        asked, offer = state.before(view, CLIENT, back=back), state.before(view, CALLER, back=back + 1)
        if asked is None or offer is None or "?" not in asked.turn.text or asked.days:
            return None
        refuses = any(not asked.asks(h.first, h.last) for h in asked.hits.get("no", ()))
        if refuses or asked.has("withdraws", "refusal", "condition"):
            return None
        put = list(payments(offer, state))
        if put and all(p.summed for p in put) and (len(put) == 1 or _come_to_the_whole(put, state)):
            return offer
    return None


_REST = frozenset("rest other remainder beyond balance".split())


def is_about_the_rest(view: View, place: int) -> bool:
    """ "The rest I can't tell you": a word on what is left, not on what was put to them."""
    sentence = view.words.sentence_at(place)
    return not _REST.isdisjoint(view.words.items[sentence.first : sentence.last])


def takes_it_up(view: View) -> bool:
    """A yes that is short, or that opens the answer and is followed by no but; "you'll have it" is a yes too."""
    if any(not is_about_the_rest(view, h.first) for h in view.hits.get("no", ())):
        return False
    if not any(not view.asks(h.first, h.last) for h in view.hits.get("yes", ())):
        return view.has("pay") and view.size <= _BARE_WORD and not view.days and "?" not in view.turn.text
    if view.size <= _SHORT_ANSWER or view.has("pay"):
        return True
    first = view.words.sentences[0]
    opens = any(h.first < first.last for h in view.hits["yes"]) and first.last - first.first <= _SHORT_ANSWER
    return opens and len(view.words.sentences) > 1 and _TAKES_BACK.isdisjoint(view.words.vocabulary)


_TAKES_BACK = frozenset("but if unless except only though however".split())


def _may_stand(view: View, payment: Payment, proposed: list[Payment], before: View, state: State) -> bool:
    """A day that was put to the client; beside promises with a day only for what they leave. A day and a sum told
    ("so the ninth it is, 3,175") take a plain yes, and are no offer where anything hostile is."""
    dated = [p for p in state.promises if p.on]
    if dated:  # beside what is promised
        left = state.ledger.total_minor - sum(p.amount_minor or state.ledger.total_minor for p in dated)
        same = payment.minor is not None and payment.minor in {p.amount_minor for p in dated} and payment.minor <= left
        return (payment.asked or payment.checked) and payment.summed and (payment.minor == left > 0 or same)
    if payment.asked or payment.checked:
        return payment.summed or (_is_one_day(proposed) and _is_plainly_asked(before, payment))
    if dated or not _is_one_day(proposed) or (before.size > _SHORT_ECHO and not payment.summed):
        return False
    if payment.when.on == state.setting.today and "asked_payment" not in state.points:
        return False  # "I can see 4,215 open this morning": where nobody has spoken of paying
    repeated = payment.when.on in {w.on for w in view.days}
    hostile = not repeated and any(
        m.n == before.n and m.label in ("aggression", "false_statement") for m in state.marks
    )
    echoes = view.has("yes") and view.size <= _SHORT_ECHO // 3  # "You have."
    plain = echoes or bool(_PLAIN_YES & view.words.vocabulary)
    plain = plain and not view.has("goodbye") and not before.has("goodbye")
    paying = "asked_payment" in state.points and state.act("callback") is None
    exact = payment.minor in state.ledger.payable if payment.summed else paying or (repeated and was_asked(view, state))
    return exact and plain and not hostile


def _is_one_day(proposed: list[Payment]) -> bool:
    """ "The end of this week, say Friday": one day, said twice."""
    return len({p.when.on for p in proposed}) == 1


_SHORT_QUESTION = 14  # words: "Could you do Friday?"


_SINCE = frozenset(("after", "since", "from"))


def _is_plainly_asked(before: View, payment: Payment) -> bool:
    """A day without a sum: asked in words for paying, or alone in a short question, unless that looks back ("Two out of
    six, after the fifteenth?")."""
    sentence = before.words.sentence_at(payment.when.first)
    in_front = before.words.items[max(0, payment.when.first - 1) : payment.when.first + 1]
    short = sentence.last - sentence.first <= _SHORT_QUESTION and _SINCE.isdisjoint(in_front)
    return before.has("asks_payment") or short


_PLAIN_YES = frozenset("yes yeah yep yup correct right exactly agreed deal sure fine grand sold done perfect".split())


def _come_to_the_whole(proposed: list[Payment], state: State) -> bool:
    """Instalments: equal shares of what is due, or sums that make it up."""
    sums = [p.minor for p in proposed if p.summed and p.minor is not None]
    return len(sums) == len(proposed) and (state.ledger.parts.issuperset(sums) or sum(sums) in state.ledger.due)


def granted(view: View, state: State) -> Iterator[ClientAct]:
    """The client asked whether they may pay so ("Could I do half now and the rest on the 15th?"), and the caller lets
    them."""
    before = state.before(view, CLIENT)
    if before is None or not before.days or before.n < view.n - 2 or _asks_for_a_call(before, state):
        return
    if any(p.on for p in state.promises):
        yield from moved(before, view, state)
        return
    for promise in asked_to_pay(before, state):
        says_it_too = mentions(view, promise) and not view.asks(0, 1)
        if view.has("grants") or (says_it_too and not view.has("no")):
            yield replace(promise, confirmed=says_it_too)


def said_back(view: View, state: State) -> Iterator[ClientAct]:
    """Payments that the caller says back right after the client named their day, and that no statement of the client's
    has made a promise yet."""
    before = state.before(view, CLIENT) if view.days else None
    if before is None or before.n < view.n - 2 or before.has("callback", "condition", "already_paid"):
        return
    if _asks_for_a_call(before, state):
        return
    if before.has("no") and not before.has("pay"):
        return
    ours = {c.due_on for c in state.commitments if c.n >= before.n - 3 and not before.has("pay")}
    named = {w.on: w for w in before.days if w.on not in ours}
    standing = {p.on for p in state.promises}
    echo = view.size <= _SHORT_ECHO and was_asked(before, state) and not before.has("document_request")
    said = list(payments(view, state))
    echo = echo and _is_one_day(said)  # "Thanksgiving's the 26th, so Friday the 27th" is for one of them
    for payment in said:
        theirs = named.get(payment.when.on)
        if theirs is None or payment.when.on in standing or not (payment.summed or echo):
            continue
        if is_put_anew(view, payment):
            continue
        if not _was_told(before, theirs) and not before.asks(theirs.first, theirs.last):
            yield _promise(before, theirs.first, theirs.last, payment, state, confirmed=not before.has("hedge"))


_TOLD = re.compile(r" (?:had|have|did) (?:[a-z]+ )?(?:told|tell|said|say|named|given|promised) (?:[a-z]+ ){0,3}$")


def _was_told(said: View, when: When) -> bool:
    """ "I had told the 16th": what was said before this call."""
    sentence = said.words.sentence_at(when.first)
    return bool(_TOLD.search(" ".join(("", *said.words.items[sentence.first : when.first], ""))))


_TOO = frozenset("too also".split())


def is_put_anew(view: View, payment: Payment) -> bool:
    """ "And the 9,600, is that tomorrow too?": put to them for the first time, not said back."""
    return payment.asked and not _TOO.isdisjoint(view.words.vocabulary)


def _asks_for_a_call(said: View, state: State) -> bool:
    """ "Can you call me back Friday at ten?": the day is the one of the call."""
    return any(a.act == "callback" and a.n == said.n for a in state.acts)


def _promise(view: View, first: int, last: int, payment: Payment, state: State, *, confirmed: bool) -> ClientAct:
    minor = payment.minor if payment.summed else amount_in_the_air(view, state, whole=view.has("whole"))
    return ClientAct(
        view.n, "promise", view.quote(first, last), "agreed", amount_minor=minor,
        currency=state.setting.account.currency, on=payment.when.on, or_on=payment.when.or_on, confirmed=confirmed,
    )  # fmt: skip
