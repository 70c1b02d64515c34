"""One account on one day, arranged the way a caller thinks of it: what is late, what was agreed, what we owe them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from duecourse.domain.facts import (
    AccountFacts,
    CallFact,
    CommitmentFact,
    DisputeFact,
    DocumentFact,
    InvoiceFact,
    PaymentFact,
    PromiseFact,
)
from duecourse.domain.money import format_money
from duecourse.domain.payment_timing import PaymentHabits, habits
from duecourse.domain.wording import listed

RECENT_PAYMENT_DAYS = 14
# What a client said about a delay is old news after this many days.
FRESH_REASON_DAYS = 90


@dataclass(frozen=True, slots=True)
class AccountView:
    """`asked` is what may be asked for: overdue and not in dispute. Everything is sorted so that the first is the one
    to speak about."""

    facts: AccountFacts
    today: date
    overdue: tuple[InvoiceFact, ...]  # oldest due first
    not_due: tuple[InvoiceFact, ...]  # soonest due first; due today counts as not overdue
    asked: tuple[InvoiceFact, ...]
    part_paid: tuple[InvoiceFact, ...]  # overdue, and something has been paid on it
    disputed: tuple[InvoiceFact, ...]
    credits: tuple[InvoiceFact, ...]
    disputes: tuple[DisputeFact, ...]  # open, newest first
    broken: PromiseFact | None  # the last agreed payment did not come at all, and nothing new is agreed
    part_kept: PromiseFact | None  # the last agreed payment came in part, and nothing new is agreed
    coming: tuple[PromiseFact, ...]  # agreed and still to be judged, soonest first
    kept: int
    judged: int  # kept, part kept and broken: what fell due
    last_talk: CallFact | None
    unanswered: tuple[CallFact, ...]  # our attempts since then, newest first
    we_owe: tuple[CommitmentFact, ...]  # open; late ones first
    papers: tuple[DocumentFact, ...]  # asked for and not sent, oldest first
    recent_payment: PaymentFact | None
    delay: CallFact | None  # the last talk that gave a reason, if it is fresh
    habits: PaymentHabits


def view_of(facts: AccountFacts, today: date) -> AccountView:
    """Arrange the facts. Nothing is guessed: what has no fact is empty."""
    debits = [i for i in facts.open_items if i.balance_minor > 0]
    debits.sort(key=lambda i: (i.due_on, i.number, i.instalment))
    overdue = tuple(i for i in debits if i.due_on < today)
    disputes = tuple(sorted((d for d in facts.disputes if d.state == "open"), key=lambda d: d.opened_on, reverse=True))
    is_disputed = _dispute_test(disputes)
    judged = [p for p in facts.promises if p.state in ("kept", "part_kept", "broken")]
    last = max(judged, key=lambda p: (p.due_on, p.id), default=None)
    coming = tuple(sorted((p for p in facts.promises if p.state == "open"), key=lambda p: (p.due_on, p.id)))
    unsettled = last if last and overdue and not any(p.made_on >= last.due_on for p in coming) else None
    last_talk = next((c for c in facts.calls if c.reached and c.outcome != "wrong_party"), None)
    return AccountView(
        facts=facts,
        today=today,
        overdue=overdue,
        not_due=tuple(i for i in debits if i.due_on >= today),
        asked=tuple(i for i in overdue if not is_disputed(i)),
        part_paid=tuple(i for i in overdue if i.balance_minor < i.amount_minor),
        disputed=tuple(i for i in debits if is_disputed(i)),
        credits=tuple(i for i in facts.open_items if i.balance_minor < 0),
        disputes=disputes,
        broken=unsettled if unsettled and unsettled.state == "broken" else None,
        part_kept=unsettled if unsettled and unsettled.state == "part_kept" else None,
        coming=coming,
        kept=sum(p.state == "kept" for p in judged),
        judged=len(judged),
        last_talk=last_talk,
        unanswered=_unanswered(facts.calls, last_talk),
        we_owe=_we_owe(facts.commitments),
        papers=tuple(sorted((d for d in facts.documents if d.state == "open"), key=lambda d: (d.asked_on, d.id))),
        recent_payment=_recent_payment(facts.payments, today),
        delay=_fresh_reason(facts, today),
        habits=habits(facts.settled, today),
    )


def _dispute_test(disputes: Iterable[DisputeFact]) -> Callable[[InvoiceFact], bool]:
    """Whether an item is in dispute: by its own mark, by its number, or because the whole account is."""
    numbers = {d.invoice_number for d in disputes}
    return lambda item: item.disputed or item.number in numbers or "" in numbers


def _unanswered(calls: Iterable[CallFact], last_talk: CallFact | None) -> tuple[CallFact, ...]:
    return tuple(
        c for c in calls if not c.reached and c.direction == "out" and (last_talk is None or c.at > last_talk.at)
    )


def _we_owe(commitments: Iterable[CommitmentFact]) -> tuple[CommitmentFact, ...]:
    still_open = (c for c in commitments if c.state == "open")
    return tuple(sorted(still_open, key=lambda c: (c.due_on is None, c.due_on or c.made_on, c.id)))


def _recent_payment(payments: Iterable[PaymentFact], today: date) -> PaymentFact | None:
    return next(
        (p for p in payments if p.amount_minor > 0 and 0 <= (today - p.received_on).days <= RECENT_PAYMENT_DAYS), None
    )


def _fresh_reason(facts: AccountFacts, today: date) -> CallFact | None:
    call = next((c for c in facts.calls if c.reached and c.delay_reason), None)
    if call is None or (today - local_date(call.at, facts)).days > FRESH_REASON_DAYS:
        return None
    return call


def local_date(at: datetime, facts: AccountFacts) -> date:
    """The day on which that instant fell where the account is; the instant's own zone when none is known."""
    return at.astimezone(ZoneInfo(facts.tz_candidates[0])).date() if facts.tz_candidates else at.date()


def by_currency(items: Iterable[InvoiceFact]) -> dict[str, int]:
    """Sum of what is still open per currency, in minor units."""
    sums: dict[str, int] = {}
    for item in items:
        sums[item.currency] = sums.get(item.currency, 0) + item.balance_minor
    return sums


def money_text(sums: Mapping[str, int], main: str) -> str:
    """ "$4,215.00", or "$4,215.00 and £300.00": different currencies are named one by one, the main one first."""
    order = sorted((c for c, minor in sums.items() if minor), key=lambda c: (c != main, c))
    return listed(format_money(sums[c], c) for c in order)
