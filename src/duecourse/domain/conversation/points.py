"""The points of a well-run call, each earned once and only properly: never through a disclosure or a wrong figure."""

from __future__ import annotations

from duecourse.domain.conversation.amounts import Amount
from duecourse.domain.conversation.promises.payments import asks_to_pay, payments
from duecourse.domain.conversation.results import POINTS, ClientAct, Mark
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CALLER, CLIENT
from duecourse.domain.conversation.views import View
from duecourse.domain.facts import BUSINESS, CONSUMER

_EARLY = 9  # turns in which a caller says who they are and asks for the right person


def score(view: View, marks: tuple[Mark, ...], state: State) -> None:
    """Adds the points that this turn earns to `state.points`."""
    if not view.is_caller:
        _says_they_deal_with_it(view, state)
        return
    labels = {m.label for m in marks if m.n == view.n}
    _identified(view, state)
    _verified(view, state)
    spoiled = "disclosure" in labels or (state.voicemail and not state.confirmed)
    if "disclosure" in labels:
        state.told_early.update(r for a in view.amounts for r in a.readings)
    if _says_why(view, state) and not spoiled and view.n <= _EARLY + 2:
        _earn(state, "purpose", view)
    if not spoiled and not state.wrong_figure and _says_amount(view, state):
        _earn(state, "amount", view)
    if "open_question" in labels and not spoiled and _is_about_the_delay(view, state):
        _earn(state, "asked_reason", view)
    to_the_debtor = state.confirmed or state.setting.account.kind != CONSUMER
    if to_the_debtor and asks_to_pay(view, state):
        _earn(state, "asked_payment", view)
    if _recaps(view, state):
        _earn(state, "recap", view)
    if view.has("goodbye") and "courtesy" in labels:
        _earn(state, "polite_close", view)


def _earn(state: State, point: str, view: View) -> None:
    state.points.setdefault(point, view.n)


def _identified(view: View, state: State) -> None:
    """Name and company within the first turns of the caller."""
    if view.n > _EARLY or "identified" in state.points:
        return
    said: set[str] = set()
    for earlier in state.said_by[CALLER]:
        said |= earlier.words.vocabulary
    name, company = state.caller, state.company
    if (name & said or not name) and (company & said or not company) and (name or company):
        _earn(state, "identified", view)


def _verified(view: View, state: State) -> None:
    if view.n > _EARLY or (state.voicemail and not state.confirmed):
        return  # a machine confirms nobody
    named = state.contact & view.words.vocabulary
    if view.has("verified") or (named and ("?" in view.turn.text or view.asks(0, 1) or view.n <= 2)):
        _earn(state, "verified_party", view)


def _says_they_deal_with_it(view: View, state: State) -> None:
    """The client says at once that they look after the account, before anything was let out."""
    opening = view.n <= _EARLY // 2 and state.setting.account.kind == BUSINESS
    if (
        opening
        and state.confirmed
        and view.has("party_deals")
        and not any(m.label == "disclosure" for m in state.marks)
    ):
        _earn(state, "verified_party", view)


def _says_why(view: View, state: State) -> bool:
    """Says why they call: in words for it, or by naming the item or what is due."""
    if view.has("purpose") or any(r.number for r in view.references):
        return True
    return any(_is_news(a, state) and (a.sure or a.known(state.ledger.due)) for a in view.amounts)


def _says_amount(view: View, state: State) -> bool:
    """A right figure of what is due, said by the caller."""
    offered = view.has("asks_payment") and "amount" not in state.points and state.promises
    return not offered and any(a.known(state.ledger.due) and _is_news(a, state) for a in view.amounts)


def _is_news(amount: Amount, state: State) -> bool:
    """Not a figure that was let out before the right person was there: what a disclosure said earns nothing later."""
    return not amount.known(state.told_early)


# "What would help?" looks ahead; "what is holding it?" looks back.
_AHEAD = frozenset("would will might could can should shall need next".split())
_ASKS_WHY = frozenset(("open_question.what", "open_question.why", "open_question.tell_me"))


def _is_about_the_delay(view: View, state: State) -> bool:
    """The client knows what the call is about, and no reason has been given yet or the question asks back for one."""
    if not ("purpose" in state.points or "amount" in state.points):
        return False
    hits = [h for h in view.hits.get("open_question", ()) if _AHEAD.isdisjoint(view.words.items[h.first : h.last])]
    if any(hit.family.id in _ASKS_WHY for hit in hits) and not any(p.on for p in state.promises):
        return True
    return state.act("delay_reason", "dispute", "hardship", "already_paid", "represented") is None


def _recaps(view: View, state: State) -> bool:
    """Says again what was agreed: its day with its amount or with a second day, or a day announced as a summary."""
    if not view.days and not view.amounts:
        return False
    agreed = {p.on for p in state.promises if p.n < view.n} | {c.due_on for c in state.commitments if c.n < view.n}
    agreed.discard(None)
    days = {w.on for w in view.days} & agreed
    amounts = {r for a in view.amounts for r in a.readings} & {
        p.amount_minor or state.ledger.total_minor for p in state.promises
    }
    if days and (amounts or len(days) > 1):
        return True
    closing = view.has("goodbye") or view.has("recap")
    return closing and (bool(days) or bool(amounts)) and bool(state.promises or state.commitments)


_CLOSING = 2  # caller turns at the end of a call in which thanks are a goodbye
_THANKS = frozenset("thank thanks ta cheers grateful obliged appreciate appreciated mahalo merci gracias danke".split())


def close(state: State) -> None:
    """What only the end of the call shows: the last thanks are a polite close, in whatever words people part; a message
    that nobody answered asked for nobody."""
    if state.voicemail and not state.said_by[CLIENT]:
        state.points.pop("verified_party", None)
    for view in state.said_by[CALLER][-_CLOSING:]:
        hostile = any(m.n == view.n and m.label in ("aggression", "dismissive") for m in state.marks)
        if _THANKS & view.words.vocabulary and not hostile and view.n > _EARLY // 2:
            _earn(state, "polite_close", view)


def standing(state: State) -> tuple[str, ...]:
    """The points earned, in the codebook's order; a next step needs a day at the end of the call."""
    return tuple(point for point, _ in earned_in(state))


def earned_in(state: State) -> tuple[tuple[str, int], ...]:
    """The same, each with the turn that earned it."""
    earned = dict(state.points)
    dated = [p.n for p in state.promises if p.on] + [c.n for c in state.commitments if c.due_on]
    dated += [a.n for a in state.acts if a.act == "callback" and a.at]
    if dated:
        earned.setdefault("next_step", min(dated))
    for promise in state.promises:
        asked = _asked_before(promise, state) or _led_to(promise, state)
        if asked is not None:
            earned.setdefault("asked_payment", asked.n)
    return tuple((point, earned[point]) for point in POINTS if point in earned)


def _asked_before(promise: ClientAct, state: State) -> View | None:
    """The question that a promise answers, in whatever words it was put, unless it was about the delay."""
    before = [v for v in state.views if v.n < promise.n][-1:]
    if not before or not before[0].is_caller or not any(s.asks for s in before[0].words.sentences):
        return None
    return None if any(m.n == before[0].n and m.label == "open_question" for m in state.marks) else before[0]


_LED_WITHIN = 5  # turns ahead of a promise in which the caller brought the talk to paying
_ABOUT_PAYING = frozenset(
    "when date dates day days soon firmer split spread instalments installments parts lots lump payments pay paid "
    "cleared settle".split()
)


def _led_to(promise: ClientAct, state: State) -> View | None:
    """The caller's turn that brought the talk to paying ("when's now and when's August?", "the clinic lets
    me spread it over four payments", a day of theirs), where a day was promised soon after."""
    if promise.on is None:
        return None
    near = [v for v in state.said_by[CALLER] if _OPENING < v.n < promise.n and v.n >= promise.n - _LED_WITHIN]
    led = (v for v in near if _ABOUT_PAYING & v.words.vocabulary or any(payments(v, state)))
    return next(led, None)


_OPENING = 2  # turns in which people greet each other
