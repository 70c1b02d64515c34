"""What the caller says back and the client agrees to is what stands: "So that's 1,600 on the 31st, then 1,000 on
February 17th and on March 3rd?" "You do." It puts right sums and days that were spread over several turns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from duecourse.domain.conversation.promises.payments import Payment, payments
from duecourse.domain.conversation.promises.proposed import is_put_anew, takes_it_up
from duecourse.domain.conversation.promises.said import was_asked
from duecourse.domain.conversation.promises.standing import says_yes
from duecourse.domain.conversation.results import ClientAct
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CALLER, CLIENT
from duecourse.domain.conversation.views import View


def settle(view: View, state: State) -> None:
    """A yes to what the caller said back. Payments that come to all that is due replace what stood; a sum said back
    takes the place of one that the client had left open."""
    before = state.before(view, CALLER)
    if before is None or not (state.promises and before.whens) or view.has("hedge", "uncommits"):
        return
    said_yes = takes_it_up(view) or says_yes(view)
    if not said_yes and _opposes(view):
        return
    said = _each_once([p for p in payments(before, state) if p.summed and p.minor is not None])
    if not said or not {w.on for w in view.days} <= {p.when.on for p in said}:
        return
    named = {w.on for w in view.days}
    pressed = _is_hostile(before, state) and named and named != {p.when.on for p in said}
    if _is_the_whole(said, state) and not pressed:
        state.promises = [_agreed(payment, state) for payment in said]
        return
    if said_yes and (place := _said_just_before(before, said, state)) is not None:
        state.promises[place] = replace(state.promises[place], on=said[0].when.on, or_on=None, confirmed=True)
    for payment in said if said_yes else ():
        for place, promise in enumerate(state.promises):
            if promise.on == payment.when.on and _left_open(promise, state):
                state.promises[place] = replace(promise, amount_minor=payment.minor, confirmed=True)


def _each_once(said: list[Payment]) -> list[Payment]:
    """ "Sixteen hundred next Friday, that'd be the thirtieth": one day in two ways is one payment."""
    return list({(p.when.on, p.minor): p for p in said}.values())


def unopposed(view: View, state: State) -> Iterator[ClientAct]:
    """What the caller said back, sum and day, as the answer to their own question, and the client lets stand: "On
    Halloween, the lot." "That's 890 on October 31st, then?" "Hang it on the wall." """
    before = state.before(view, CALLER)
    answer = state.before(before, CLIENT) if before is not None and before.whens else None
    if before is None or answer is None or any(p.on for p in state.promises) or before.has("asks_payment"):
        return
    said = _each_once(list(payments(before, state)))
    if any(is_put_anew(before, p) for p in said):
        return
    if not said or not (_come_to_all(said, state) or all(p.summed and _may_be(p.minor, state) for p in said)):
        return
    days = {p.when.on for p in said}
    ours = {c.due_on for c in state.commitments if c.n >= before.n - _LATELY}
    if not {w.on for w in view.days} <= days or days & ours:
        return
    if _opposes(view) or not _answers(answer, said, state) or _is_hostile(before, state):
        return
    for payment in said:
        yield ClientAct(
            answer.n, "promise", answer.turn.text.strip(), "let stand", amount_minor=payment.minor,
            currency=state.setting.account.currency, on=payment.when.on, or_on=payment.when.or_on, confirmed=True,
        )  # fmt: skip


_LATELY = 6  # turns in which a day that we named for something of our own is still that day
_OPPOSES = (
    "withdraws", "refusal", "condition", "uncommits", "callback", "already_paid", "dispute", "stop_contact",
    "represented", "wrong_party",
)  # fmt: skip


def _opposes(view: View) -> bool:
    """Anything but letting it stand: a no, a hedge, a question."""
    first = view.words.sentences[0] if view.words.sentences else None
    return view.has("no", "hedge", *_OPPOSES) or first is None or first.asks


def _answers(answer: View, said: list[Payment], state: State) -> bool:
    """Did the client speak of paying: on one of the days said back, or when they were asked for it?"""
    if answer.has("hedge", *(kind for kind in _OPPOSES if kind != "withdraws")):
        return False
    if {p.when.on for p in said} & {w.on for w in answer.days}:  # "No, wait, that's a Sunday. Make it the sixteenth."
        return True
    return not answer.has("no", "withdraws") and was_asked(answer, state)


def _is_hostile(before: View, state: State) -> bool:
    return any(m.n == before.n and m.label in ("aggression", "false_statement") for m in state.marks)


def _come_to_all(said: list[Payment], state: State) -> bool:
    """Payments that together are all that is due."""
    return all(p.summed for p in said) and sum(p.minor or 0 for p in said) == state.ledger.total_minor


def _may_be(minor: int | None, state: State) -> bool:
    """Everything, a sum that is due, a share of it, or one that the client has named."""
    ledger = state.ledger
    return minor is None or minor in ledger.payable | state.client_amounts


def _said_just_before(before: View, said: list[Payment], state: State) -> int | None:
    """The one promise that the client has just made, where the caller said back another day for its sum: "Wednesday,
    all of it." "Wednesday's the 5th of August, 132?" A day with its date is surer than one without."""
    answer = state.before(before, CLIENT)
    made = [place for place, p in enumerate(state.promises) if answer is not None and p.n == answer.n and p.on]
    if len(said) != 1 or len(made) != 1 or said[0].when.on in {p.on for p in state.promises}:
        return None
    promise = state.promises[made[0]]
    if promise.on in {w.on for w in before.days}:
        return None
    same_sum = said[0].minor in (promise.amount_minor, None) or promise.amount_minor is None
    return made[0] if same_sum and promise.on != said[0].when.on else None


def _is_the_whole(said: list[Payment], state: State) -> bool:
    """Several payments, at least one on a day that stands, that together are all that is due."""
    standing = {p.on for p in state.promises}
    due = sum(p.minor or 0 for p in said) == state.ledger.total_minor
    return len(said) > 1 and due and not standing.isdisjoint({p.when.on for p in said})


def _left_open(promise: ClientAct, state: State) -> bool:
    """Did the client promise without a sum: "I'll pay what's left after the credit this Friday"?"""
    alone = len({p.on for p in state.promises}) == len(state.promises)
    said = {r for v in state.views if v.n == promise.n for a in v.amounts for r in a.readings}
    return alone and promise.amount_minor not in said


def _agreed(payment: Payment, state: State) -> ClientAct:
    """The promise of that day with the sum said back; one of a day that had none takes after the latest."""
    of_day = next((p for p in state.promises if p.on == payment.when.on), state.promises[-1])
    return replace(of_day, amount_minor=payment.minor, on=payment.when.on, or_on=None, confirmed=True)
