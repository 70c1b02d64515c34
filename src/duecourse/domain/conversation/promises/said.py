"""Promises as they are said: statements to pay with their amounts and days, and a yes to what the caller proposed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from duecourse.domain.conversation.date_words import month_after
from duecourse.domain.conversation.dates import When
from duecourse.domain.conversation.promises.amount import amount_of, only_balance
from duecourse.domain.conversation.results import ClientAct
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CALLER, CLIENT
from duecourse.domain.conversation.views import View

_LONG = 24  # words of unpunctuated speech that are one statement at most
_CUTS = frozenset("but because so then well".split())


@dataclass(frozen=True, slots=True)
class _Part:
    """An amount with a day, as one statement says it. `minor` None: no amount was said."""

    minor: int | None
    when: When | None
    first: int
    last: int


def said(view: View, state: State) -> Iterator[ClientAct]:
    """Promises in the client's own words."""
    asked = _was_asked(view, state)
    for first, last in _statements(view):
        days = _days(view, first, last, state)
        if not _is_promise(view, first, last, bool(days), asked, state):
            continue
        if _EACH_MONTH.search(view.words.line) and state.promises:
            yield from _series(view, state, (first, last))
            return
        for part in _parts(view, first, last, days):
            promise = _promise(view, part, state, (first, last))
            if promise is not None:
                yield promise


_EACH_MONTH = re.compile(r" (?:each|every|a|the same day (?:each|every)) month | monthly ")


def _series(view: View, state: State, statement: tuple[int, int]) -> Iterator[ClientAct]:
    """ "And the end of each month after that": the instalments that are still missing, a month apart each."""
    latest = state.promises[-1]
    total = state.ledger.total_minor
    left = total - sum(p.amount_minor or total for p in state.promises)
    if latest.on is None or not latest.amount_minor or left <= 0:
        return
    on = latest.on
    for _ in range(min(_MOST_INSTALMENTS, -(-left // latest.amount_minor))):
        on = month_after(on)
        amount = min(latest.amount_minor, left)
        left -= amount
        yield replace(
            latest, n=view.n, quote=view.quote(*statement), amount_minor=amount, on=on, or_on=None, confirmed=False
        )


_MOST_INSTALMENTS = 36


def _days(view: View, first: int, last: int, state: State) -> list[When]:
    """Days of payment in a statement: each once, and not the day of a condition ("if I have it by tomorrow")."""
    found: dict[date, When] = {}
    for when in view.days:
        inside = first <= when.first < last and when.on is not None and when.on >= state.setting.today
        if inside and when.on is not None and not _is_condition_day(view, first, when):
            found.setdefault(when.on, when)
    if not found and "now" in view.words.items[first:last] and any(first <= a.first < last for a in view.amounts):
        place = view.words.items.index("now", first, last)
        return [When(place, place + 1, state.setting.today, "now")]
    return list(found.values())


_IF = frozenset("if once provided unless".split())
_PAYS = frozenset("pay paying paid go goes send transfer settle do put you'll will".split())


def _is_condition_day(view: View, first: int, when: When) -> bool:
    before = view.words.items[max(first, when.first - 9) : when.first]
    opened = max((place for place, word in enumerate(before) if word in _IF), default=-1)
    return opened >= 0 and not _PAYS & set(before[opened:])


_MONEY = frozenset(
    "pay paying paid payment payments money transfer wire check checks settle clear card funds cash deposit "
    "invoice balance bill instalment instalments installment installments run batch".split()
)


_OTHER_THINGS = frozenset(
    "photo photos picture pictures email emails form slip papers paperwork letter copy message call ring "
    "remittance records notes screenshot details number he'll".split()
)


def _is_promise(view: View, first: int, last: int, dated: bool, asked: bool, state: State) -> bool:
    """A statement to pay: a verb of paying with money in it or as the answer to a request; without a verb only with a
    day, as an answer or with an amount that the ledger knows."""
    said = set(view.words.items[first:last])
    known = state.ledger.due | state.ledger.parts | state.caller_offers
    money = any(first <= a.first < last and a.known(known) for a in view.amounts)
    other = bool(_OTHER_THINGS & said) and not money and not _MONEY & said
    if view.asks(first, last) or _is_off(view, first, last) or other:
        return False
    if any(first <= h.first < last for h in view.hits.get("pay", ())):
        plain = bool(_MONEY & said) or view.has("whole")
        sure = any(first <= a.first < last and a.sure for a in view.amounts)
        return asked or money or plain or sure or _spoke_of_paying(view, state)
    return dated and (asked or money or view.has("pay")) and not _HABIT & said


_HABIT = frozenset(
    "they runs usually normally always only system batch mondays tuesdays wednesdays thursdays fridays was might "
    "shows".split()
)


def _is_off(view: View, first: int, last: int) -> bool:
    """Taken back, refused, in the past, on somebody else's condition, or about something other than paying."""
    for kind in ("withdraws", "condition", "refusal", "already_paid"):
        if any(first <= h.first < last for h in view.hits.get(kind, ())):
            return True
    pays = any(first <= h.first < last for h in view.hits.get("pay", ()))
    other = any(
        first <= h.first < last for kind in ("no", "callback", "document_request") for h in view.hits.get(kind, ())
    )
    return other and not pays


def _statements(view: View) -> Iterator[tuple[int, int]]:
    """Sentences; long unpunctuated ones in pieces."""
    for sentence in view.words.sentences:
        start = sentence.first
        if sentence.last - start > _LONG and sentence.last == len(view.words.items):
            for place in range(start + 4, sentence.last - 3):
                if view.words.items[place] in _CUTS and place - start >= 5:
                    yield start, place
                    start = place
        yield start, sentence.last


def _was_asked(view: View, state: State) -> bool:
    """The caller's last turn asked for a payment, a part of it or a date, or the last client turn was promising."""
    before = state.before(view, CALLER)
    if before is None or (before.has("asks_callback") and not before.has("asks_payment")):
        return False
    return before.has("asks_payment") or any(p.n >= view.n - 2 for p in state.promises)


def _spoke_of_paying(view: View, state: State) -> bool:
    """The client's turn before was about paying: "can I just pay it?" """
    earlier = state.before(view, CLIENT)
    return earlier is not None and not {"pay", "payment"}.isdisjoint(earlier.words.vocabulary)


def _parts(view: View, first: int, last: int, days: list[When]) -> Iterator[_Part]:
    """Pairs amounts with days in the order they were said."""
    amounts = [a for a in view.amounts if first <= a.first < last]
    if not days:
        yield _Part(amounts[0].minor if amounts else None, None, first, last)
        return
    for place, when in enumerate(days):
        near = _amount_for(place, when, days, [(a.first, a.minor) for a in amounts])
        yield _Part(near, when, first, last)


def _amount_for(place: int, when: When, days: list[When], amounts: list[tuple[int, int]]) -> int | None:
    """The amount that goes with a day: the n-th with the n-th, one for all days when only one was said."""
    if len(amounts) == len(days):
        return amounts[place][1]
    if len(amounts) == 1:
        return amounts[0][1]
    before = [m for at, m in amounts if at < when.first]
    return before[-1] if before else None


def _promise(view: View, part: _Part, state: State, statement: tuple[int, int]) -> ClientAct | None:
    when = part.when
    on = when.on if when else None
    minor = amount_of(view, part.minor, part.first, part.last, state)
    if on is None and not _may_be_vague(view, state):
        return None
    return ClientAct(
        view.n, "promise", view.quote(statement[0], statement[1]), "said",
        amount_minor=minor, currency=state.setting.account.currency, on=on, or_on=when.or_on if when else None,
    )  # fmt: skip


def _may_be_vague(view: View, state: State) -> bool:
    """A promise without a day counts only when the client speaks of the money plainly and none stands yet."""
    return not state.promises and bool(view.amounts or view.has("whole"))


def agreed(view: View, state: State) -> Iterator[ClientAct]:
    """The caller proposed a payment with a day, and the client says yes."""
    before = state.before(view, CALLER)
    if before is None or not view.has("yes") or view.has("no") or _is_off(view, 0, len(view.words.items)):
        return
    if view.size > _SHORT_ANSWER and not view.has("pay"):
        return
    standing = {p.on for p in state.promises}
    for minor, when in _proposed(before, state):
        if when.on not in standing:
            yield ClientAct(
                view.n, "promise", view.turn.text.strip(), "agreed", amount_minor=minor,
                currency=state.setting.account.currency, on=when.on, or_on=when.or_on, confirmed=not view.has("hedge"),
            )  # fmt: skip


_SHORT_ANSWER = 10  # words: a longer answer is about something else


def _proposed(before: View, state: State) -> Iterator[tuple[int | None, When]]:
    """Payments that the caller put to the client: days asked for, or instalments read out with their days."""
    known = state.ledger.due | state.ledger.parts | state.ledger.known
    asked = [before.words.sentence_at(h.first) for h in before.hits.get("asks_payment", ())]
    days = [w for w in before.days if w.on is not None and w.on >= state.setting.today and not _is_ours(before, w)]
    standing = any(p.on == w.on for p in state.promises for w in days)
    for when in days:
        sentence = before.words.sentence_at(when.first)
        near = [a for a in before.amounts if sentence.first <= a.first < sentence.last and a.known(known)]
        if sentence in asked and not standing:
            yield (near[0].pick(known) if near else only_balance(state)), when
        elif near and len(days) > 1 and near[0].pick(known) in state.ledger.parts:
            yield near[0].pick(known), when


_OURS = frozenset(
    "i we call ring phone send sent email me us inspector engineer dispute statement copy was due from since "
    "dated billed letter papers link form note".split()
)


def _is_ours(view: View, when: When) -> bool:
    """The day of something we do or of the invoice, not of a payment."""
    sentence = view.words.sentence_at(when.first)
    return bool(_OURS & set(view.words.items[max(sentence.first, when.first - 6) : when.first]))
