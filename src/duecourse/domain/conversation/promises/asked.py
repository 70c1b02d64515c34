"""Payments that the client asks to be allowed: "Could I do half now and the rest on the 15th?" """

from __future__ import annotations

import re
from collections.abc import Iterator

from duecourse.domain.conversation.ledger import joined
from duecourse.domain.conversation.promises.other_days import points_at_ours
from duecourse.domain.conversation.promises.parts import parts_of
from duecourse.domain.conversation.promises.said import OTHER_THINGS, SHORT_OFFER, promise_of, was_asked
from duecourse.domain.conversation.promises.series import rest_of_series
from duecourse.domain.conversation.promises.statements import statements
from duecourse.domain.conversation.results import ClientAct
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.views import View


def asked_to_pay(view: View, state: State) -> Iterator[ClientAct]:
    """Payments that the client asks to be allowed: a day with a verb of paying, or with a sum that may well be paid."""
    if not view.days:
        return
    known = joined(state.ledger.payable, state.caller_offers)
    for first, last in statements(view):
        if not any(first <= w.first < last for w in view.days) or not view.asks(first, last):
            continue
        if _OFFERS_US.search(" ".join(("", *view.words.items[first:last], ""))):
            continue
        if points_at_ours(view, first, last, state):
            continue
        summed = any(first <= a.first < last and a.known(known) for a in view.amounts)
        paying = bool(_TO_PAY & set(view.words.items[first:last])) and OTHER_THINGS.isdisjoint(view.words.vocabulary)
        answers = last - first <= SHORT_OFFER and was_asked(view, state)
        if not (summed or paying or answers):
            continue
        earlier = 0
        parts = parts_of(view, first, last, state)
        for part in parts:
            promise = promise_of(view, part, earlier, state)
            if promise is not None and promise.on is not None:
                earlier += promise.amount_minor or 0
                yield promise
                if len(parts) == 1:
                    yield from rest_of_series(view, promise, earlier, (first, last), state)


_OFFERS_US = re.compile(r"^ (?:and |so |but )*(?:do|did|would|will) you (?:want|need|like|have|require) ")
_TO_PAY = frozenset(
    "pay paying paid do did send sent transfer settle settled clear half bring drop put give split break".split()
)
