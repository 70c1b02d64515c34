"""Was a promise to pay kept? Judged from the payments, never from what somebody remembers.

The rules, in the words a caller would use to a client:

- Only money that arrived after the promise was made counts, from that same day on, and only up to the promised day
  plus the grace days (a transfer sent on Friday lands on Monday).
- Money in another currency does not count.
- The same money never keeps two promises: a payment goes to the promise that falls due first, and only what is left
  over goes to the next one.
- All of it in time: kept, even before the day. Some of it: part kept. None: broken. Before the last day: still open.
- A payment that bounced (a negative one) takes back the newest money before it.
- What a file of open items no longer has, or has less of, counts as paid on the day of that file: many ledgers send
  nothing else. No payment was seen, so the judgement says which file it rests on (`settled_by_file`).

A promise that was replaced by a new date before the old one, or cancelled, is not judged and takes no money.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from duecourse.domain.facts import PaymentFact, PromiseFact
from duecourse.domain.money import format_money
from duecourse.domain.wording import short_date

OPEN, KEPT, PART_KEPT, BROKEN = "open", "kept", "part_kept", "broken"
REPLACED, CANCELLED = "replaced", "cancelled"
STATES = (OPEN, KEPT, PART_KEPT, BROKEN, REPLACED, CANCELLED)
# Judged from payments; the other two are decisions of people and stay as they are.
JUDGED = (OPEN, KEPT, PART_KEPT, BROKEN)


@dataclass(frozen=True, slots=True)
class Receipt:
    """Part of one payment that was counted towards one promise."""

    received_on: date
    amount_minor: int
    reference: str = ""
    by_file: bool = False  # settled by a file of open items, no payment seen
    loaded_at: datetime | None = None  # when that file was loaded


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of one promise by a given day, and why. `deadline_on` is the last day on which money counts."""

    promise_id: int
    state: str
    received_minor: int
    missing_minor: int
    deadline_on: date
    reasons: tuple[str, ...]
    receipts: tuple[Receipt, ...] = ()

    @property
    def is_final(self) -> bool:
        """No further payment can change it (short of one being taken back)."""
        return self.state != OPEN

    @property
    def by_file_on(self) -> date | None:
        """The last file that it rests on where no payment was seen."""
        return max((receipt.received_on for receipt in self.receipts if receipt.by_file), default=None)


def settled_by_file(closures: Iterable[PaymentFact], unapplied_minor: int) -> list[PaymentFact]:
    """What files settled that no known payment explains, oldest first. All of it is one account's in one currency.

    A negative closure (the file has the item again, or a payment explained it later) takes back the newest before it.
    `unapplied_minor` is money that arrived and that nobody has applied here: the ledger probably applied it to what it
    then closed, and the same money must not count twice. It goes off the oldest closures first.
    """
    kept: list[PaymentFact] = []
    for closure in sorted(closures, key=lambda c: (c.received_on, c.amount_minor < 0)):
        back = -closure.amount_minor
        if back < 0:
            kept.append(closure)
        while back > 0 and kept:
            last = kept.pop()
            if last.amount_minor > back:
                kept.append(replace(last, amount_minor=last.amount_minor - back))
            back -= min(last.amount_minor, back)
    left: list[PaymentFact] = []
    for closure in kept:
        explained = min(closure.amount_minor, unapplied_minor)
        unapplied_minor -= explained
        if closure.amount_minor > explained:
            left.append(replace(closure, amount_minor=closure.amount_minor - explained))
    return left


def deadline(promise: PromiseFact, grace_days: int) -> date:
    """The last day on which money counts for it; its own grace days outrank those given. Raises ValueError for
    negative grace."""
    grace_days = grace_days if promise.grace_days is None else promise.grace_days
    if grace_days < 0:
        raise ValueError(f"grace_days must not be negative, not {grace_days}")
    return promise.due_on + timedelta(days=grace_days)


def _standing_money(payments: Iterable[PaymentFact], today: date) -> list[Receipt]:
    """What arrived by today and was not taken back, oldest first. All payments are in one currency."""
    kept: list[Receipt] = []
    in_order = sorted(
        payments, key=lambda p: (p.received_on, p.amount_minor < 0, p.by_file, p.reference, p.amount_minor)
    )
    for payment in in_order:
        if payment.received_on > today or payment.amount_minor == 0:
            continue
        if payment.amount_minor > 0:
            seen = (payment.by_file, payment.loaded_at)
            kept.append(Receipt(payment.received_on, payment.amount_minor, payment.reference, *seen))
            continue
        _take_back(kept, -payment.amount_minor)
    return kept


def _take_back(kept: list[Receipt], amount_minor: int) -> None:
    """Remove that much of the newest money, in place; what exceeds all of it is no payment towards anything."""
    while kept and amount_minor:
        last = kept.pop()
        taken = min(last.amount_minor, amount_minor)
        amount_minor -= taken
        if last.amount_minor > taken:
            kept.append(replace(last, amount_minor=last.amount_minor - taken))


def allocate(
    promises: Sequence[PromiseFact], payments: Iterable[PaymentFact], today: date, grace_days: int
) -> dict[int, tuple[Receipt, ...]]:
    """Promise id → the money that counts for it. Each unit of money is used once, earliest deadline first, which
    leaves no promise short that some other division could have filled without taking from an earlier one."""
    by_currency: dict[str, list[PaymentFact]] = defaultdict(list)
    for payment in payments:
        by_currency[payment.currency].append(payment)
    waiting = sorted((p for p in promises if p.state in JUDGED), key=lambda p: (p.due_on, p.made_on, p.id))
    shares: dict[int, list[Receipt]] = {p.id: [] for p in waiting}
    missing = {p.id: p.amount_minor for p in waiting}
    for currency in sorted({p.currency for p in waiting}):
        mine = [p for p in waiting if p.currency == currency]
        for receipt in _standing_money(by_currency[currency], today):
            _share_out(receipt, mine, missing, shares, grace_days)
    return {promise_id: tuple(receipts) for promise_id, receipts in shares.items()}


def _share_out(
    receipt: Receipt,
    promises: Sequence[PromiseFact],
    missing: dict[int, int],
    shares: dict[int, list[Receipt]],
    grace_days: int,
) -> None:
    """Give one receipt to the promises it can keep, the one due first before the others; fills the two dicts."""
    left = receipt.amount_minor
    for promise in promises:
        in_time = promise.made_on <= receipt.received_on <= deadline(promise, grace_days)
        in_time = in_time and not _was_there(receipt, promise)
        given = min(left, missing[promise.id]) if in_time else 0
        if given > 0:
            shares[promise.id].append(replace(receipt, amount_minor=given))
            missing[promise.id] -= given
            left -= given


def _was_there(receipt: Receipt, promise: PromiseFact) -> bool:
    """A file that was loaded in the morning says nothing about what was promised that afternoon."""
    return receipt.loaded_at is not None and promise.made_at is not None and receipt.loaded_at < promise.made_at


def judge(promise: PromiseFact, payments: Iterable[PaymentFact], today: date, grace_days: int) -> Judgement:
    """One promise by itself. When an account has several, use `judge_all`: the same money must not keep two."""
    if promise.state not in JUDGED:
        raise ValueError(f"promise {promise.id} is {promise.state}: people decided that, payments do not change it")
    return _judgement(promise, allocate((promise,), payments, today, grace_days)[promise.id], today, grace_days)


def judge_all(
    promises: Sequence[PromiseFact], payments: Iterable[PaymentFact], today: date, grace_days: int
) -> Mapping[int, Judgement]:
    """All promises of one account by promise id; replaced and cancelled ones are left out. Judging twice, or again
    after the states were stored, gives the same answer."""
    shares = allocate(promises, payments, today, grace_days)
    return {p.id: _judgement(p, shares[p.id], today, grace_days) for p in promises if p.id in shares}


def _judgement(promise: PromiseFact, receipts: tuple[Receipt, ...], today: date, grace_days: int) -> Judgement:
    if promise.amount_minor <= 0:
        raise ValueError(
            f"promise {promise.id} is for {promise.amount_minor} minor units: a promise is for more than nothing"
        )
    received = sum(receipt.amount_minor for receipt in receipts)
    until = deadline(promise, grace_days)
    if received >= promise.amount_minor:
        state = KEPT
    elif today <= until:
        state = OPEN
    else:
        state = PART_KEPT if received else BROKEN
    missing = promise.amount_minor - received
    reasons = (_reason(promise, state, receipts, until, today),)
    return Judgement(promise.id, state, received, missing, until, reasons, receipts)


def _reason(promise: PromiseFact, state: str, receipts: tuple[Receipt, ...], until: date, today: date) -> str:
    promised = format_money(promise.amount_minor, promise.currency)
    arrived = format_money(sum(receipt.amount_minor for receipt in receipts), promise.currency)
    due = short_date(promise.due_on, today)
    last = short_date(until, today)
    if by_file := _by_file(promise, receipts, today):
        arrived = f"{arrived} ({by_file})"
    if state == KEPT:
        how = f", {by_file}" if by_file else ""
        return f"{promised} promised for {due} arrived by {short_date(receipts[-1].received_on, today)}{how}"
    if state == OPEN:
        so_far = f"{arrived} of {promised} so far" if receipts else f"{promised} promised, nothing yet"
        grace = "" if until == promise.due_on else f" (counts until {last})"
        return f"{so_far}; due {due}{grace}"
    what = f"only {arrived} of {promised}" if state == PART_KEPT else f"nothing of {promised}"
    return f"{what} arrived by {last}; promised for {due}"


def _by_file(promise: PromiseFact, receipts: tuple[Receipt, ...], today: date) -> str:
    """ "closed by the file of 19 Nov, no payment seen", or how much of it was."""
    vanished = [receipt for receipt in receipts if receipt.by_file]
    if not vanished:
        return ""
    minor = sum(receipt.amount_minor for receipt in vanished)
    part = "" if len(vanished) == len(receipts) else f"{format_money(minor, promise.currency)} of it "
    return f"{part}{by_file_words(vanished[-1].received_on, today)}"


def by_file_words(on: date, today: date) -> str:
    """How a judgement that rests on a file is marked wherever it is shown."""
    return f"closed by the file of {short_date(on, today)}, no payment seen"
