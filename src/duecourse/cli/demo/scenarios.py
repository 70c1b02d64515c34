"""The kinds of past calls there are in the demo, and how each finds an account that its story is true of.

A scenario looks at an account's ledger and either writes the call with everything it left behind, or says no. So the
texts can only speak of invoices that were open that day, and a promise that was kept has the payment that kept it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from duecourse.calls.actions import HOLD_REASONS
from duecourse.calls.models import Call, DisputeRaised, Promise
from duecourse.cli.demo.days import next_working, previous_working
from duecourse.cli.demo.ledger import Ledger
from duecourse.cli.demo.people import lead_of
from duecourse.cli.demo.scene import Scene
from duecourse.compliance.models import Hold
from duecourse.domain import promises as rules
from duecourse.domain.facts import BUSINESS, CONSUMER
from duecourse.domain.wording import listed, plain_date
from duecourse.receivables.models import Dispute, Invoice, Payment

Play = Callable[[Scene], bool]


@dataclass(frozen=True, slots=True)
class Scenario:
    """`caller`: only for accounts that this person works; `today_at`: on the demo's morning, at that time in UTC;
    `disputed`: only for accounts that dispute an invoice, and only such scenarios are for them."""

    play: Play
    caller: str = ""
    today_at: time | None = None
    disputed: bool = False

    def may_play(self, ledger: Ledger, callers: Sequence[str]) -> bool:
        """Whether the account comes into question at all, before its figures are looked at."""
        return (not self.caller or self.caller in callers) and self.disputed == (ledger.behaviour == "disputing")


def _ago(scene: Scene, least: int, most: int) -> date:
    return previous_working(scene.today - timedelta(days=scene.rng.randint(least, most)))


def promise_open(scene: Scene, due_in: int) -> bool:
    day = scene.today if scene.at else _ago(scene, 2, 6)
    return scene.promise(day, next_working(scene.today + timedelta(days=due_in)), want=rules.OPEN) is not None


def promise_due_today(scene: Scene) -> bool:
    return scene.promise(_ago(scene, 5, 8), scene.today, want=rules.OPEN) is not None


def promise_broken(scene: Scene, due_ago: int) -> bool:
    """Broken on the very next morning only where the creditor gives no days of grace."""
    if due_ago == 1 and scene.ledger.account.creditor.grace_days:
        return False
    due_on = previous_working(scene.today - timedelta(days=due_ago))
    day = previous_working(due_on - timedelta(days=scene.rng.randint(3, 8)))
    return scene.promise(day, due_on, want=rules.BROKEN) is not None


def _late_payments(scene: Scene) -> list[tuple[Payment, Invoice]]:
    """Payments of the last months that settled one overdue invoice each, newest first."""
    ledger, since = scene.ledger, scene.today - timedelta(days=110)
    found = []
    for payment in reversed(ledger.payments):
        paid = [a.invoice for a in ledger.allocations if a.payment is payment]
        recent = since <= payment.received_on < scene.today and payment.currency == ledger.account.currency
        if recent and len(paid) == 1 and not payment.unapplied_minor and paid[0].due_on < payment.received_on:
            found.append((payment, paid[0]))
    return found


def promise_kept(scene: Scene) -> bool:
    """Somebody called some days before a late payment came, and agreed that very sum."""
    for payment, invoice in _late_payments(scene):
        day = previous_working(payment.received_on - timedelta(days=scene.rng.randint(2, 6)))
        due_on = payment.received_on
        if invoice.due_on < day and scene.ledger.balance_on(invoice, day) == payment.amount_minor:
            return scene.promise(day, due_on, want=rules.KEPT, invoice=invoice) is not None
    return False


def promise_part_kept(scene: Scene) -> bool:
    """Everything was promised, and one invoice was paid."""
    for payment, invoice in _late_payments(scene):
        day = previous_working(payment.received_on - timedelta(days=scene.rng.randint(2, 6)))
        total = sum(balance for _, balance in scene.ledger.overdue_on(day))
        if invoice.due_on < day and total > payment.amount_minor:
            due_on = payment.received_on
            kept = scene.promise(
                day, due_on, want=rules.PART_KEPT, entry=scene.entry("promise_all"), amount_minor=total
            )
            return kept is not None
    return False


def promise_replaced(scene: Scene) -> bool:
    """Before the day came they rang and asked for another one: the first promise gives way to the second."""
    first_on, second_on = _ago(scene, 9, 12), _ago(scene, 4, 5)
    was_due, now_due = next_working(second_on + timedelta(days=1)), next_working(scene.today + timedelta(days=6))
    overdue = scene.ledger.overdue_on(second_on)
    if not overdue or scene.verdict(overdue[0][1], first_on, now_due) != rules.OPEN:
        return False
    first = scene.promise(first_on, was_due, want=scene.verdict(overdue[0][1], first_on, was_due))
    if first is None:
        return False
    moved = scene.entry("promise_moved")
    second = scene.promise(
        second_on, now_due, want=rules.OPEN, entry=moved, amount_minor=first.amount_minor, direction=Call.Direction.IN
    )
    if second is None:
        raise RuntimeError(f"{scene.ledger.account.number}: the day on which the promise was moved has no free time")
    first.state, first.replaced_by, first.closed_at = Promise.State.REPLACED, second, second.made_at
    first.closed_how = f"A new day was agreed: {now_due.isoformat()}"
    return True


def promise_cancelled(scene: Scene) -> bool:
    day = _ago(scene, 8, 12)
    due_on = next_working(scene.today + timedelta(days=3))
    entry = scene.entry("promise_taken_back")
    row = scene.promise(day, due_on, want=rules.OPEN, entry=entry)
    if row is None or entry is None:
        return False
    row.state, row.closed_at, row.closed_how = Promise.State.CANCELLED, row.made_at + timedelta(days=1), entry["how"]
    return True


def part_promise(scene: Scene) -> bool:
    day = _ago(scene, 2, 5)
    total = sum(balance for _, balance in scene.ledger.overdue_on(day))
    half = total // 2_000 * 1_000
    due_on = next_working(scene.today + timedelta(days=4))
    if half < 2_000:
        return False
    entry = scene.entry("part_promise")
    made = scene.promise(day, due_on, want=rules.OPEN, entry=entry, outcome="part_promise", amount_minor=half)
    return made is not None


def plan(scene: Scene) -> bool:
    """All that is overdue in three dated parts."""
    ledger, day = scene.ledger, _ago(scene, 4, 7)
    total = sum(balance for _, balance in ledger.overdue_on(day))
    entry, dues = scene.entry("plan"), [next_working(scene.today + timedelta(days=n)) for n in (3, 33, 64)]
    if total < 15_000 or entry is None or scene.verdict(total, day, dues[2]) != rules.OPEN:
        return False
    at = scene.moment(day)
    if at is None:
        return False
    parts = (total // 3, total // 3, total - 2 * (total // 3))
    texts = [f"{scene.money(part)} on {plain_date(due, day)}" for part, due in zip(parts, dues, strict=True)]
    step = f"See that {scene.money(parts[0])} arrived on {plain_date(dues[0], day)}"
    call = scene.tell("plan", at, entry, day, parts=listed(texts), next_step=step, next_on=dues[0])
    for part, due in zip(parts, dues, strict=True):
        scene.desk.promise(call, part, due, scene.method)
    scene.desk.commitment(call, "Send the three days and sums in writing", next_working(day + timedelta(days=1)),
                          state="kept", closed_at=at + timedelta(hours=2), closed_how="Sent by e-mail")  # fmt: skip
    return True


def already_paid(scene: Scene) -> bool:
    day = scene.today if scene.at else _ago(scene, 1, 3)
    overdue = scene.ledger.overdue_on(day)
    call = overdue and _simple(
        scene, scene.entry("already_paid"), "already_paid", day, next_in=1, amount=scene.money(overdue[0][1]),
        next_step="Look for {amount} in the bank file",
    )  # fmt: skip
    if not call:
        return False
    until = next_working(scene.today + timedelta(days=1))
    scene.desk.holds.append(
        Hold(
            account=call.account, kind=Hold.Kind.CHECKING, reason=HOLD_REASONS["checking"],
            placed_at=call.ended_at or call.started_at,
            placed_by=call.caller, until_on=until,
        )
    )  # fmt: skip
    return True


def _simple(
    scene: Scene, entry: dict[str, Any] | None, outcome: str, day: date, *, next_in: int = 0,
    direction: str = Call.Direction.OUT, **facts: Any,
) -> Call | None:  # fmt: skip
    """A call about overdue invoices, in that entry's words; None where it does not fit."""
    if entry is None or not scene.ledger.overdue_on(day):
        return None
    at = scene.moment(day, direction)
    if at is None:
        return None
    next_on = next_working(day + timedelta(days=next_in)) if next_in else None
    return scene.tell(outcome, at, entry, day, next_on=next_on, direction=direction, **facts)


def not_reached(scene: Scene, outcome: str) -> bool:
    day = scene.today if scene.at else _ago(scene, 3, 9)
    return _simple(scene, scene.entry(outcome), outcome, day, next_in=2) is not None


def refused(scene: Scene) -> bool:
    return _simple(scene, scene.entry("refused"), "refused", _ago(scene, 6, 15), next_in=4) is not None


def dispute_open(scene: Scene) -> bool:
    """An invoice that the ledger already marks as disputed: this is the call on which it was said."""
    invoice = next((i for i in scene.ledger.invoices if i.is_disputed), None)
    day = _ago(scene, 3, 16)
    return (
        invoice is not None
        and invoice.due_on < day
        and _dispute(scene, scene.entry("dispute"), invoice, day) is not None
    )


def _dispute(scene: Scene, entry: dict[str, Any] | None, invoice: Invoice, day: date) -> Dispute | None:
    at = scene.moment(day) if entry is not None else None
    if entry is None or at is None:
        return None
    due_on = next_working(day + timedelta(days=scene.rng.randint(5, 14)))
    call = scene.tell("dispute", at, entry, day, invoice=invoice, next_on=due_on)
    row = dispute_row(scene, entry, invoice, at=at, by=scene.caller, due_on=due_on)
    scene.desk.disputes.append(row)
    scene.desk.raised.append(DisputeRaised(call=call, dispute=row))
    return row


def dispute_row(
    scene: Scene, entry: dict[str, Any], invoice: Invoice, *, at: datetime, by: str, due_on: date
) -> Dispute:
    """An open dispute over the whole invoice, in the client's words."""
    user = scene.desk.users[by]
    return Dispute(
        account=invoice.account, invoice=invoice, reason=entry["about"], client_words=entry["words"],
        currency=invoice.currency, amount_minor=invoice.balance_minor or invoice.amount_minor, opened_at=at,
        opened_by=user, owner=user, next_step=scene.fill(entry["next_step"], at.date(), invoice=invoice),
        due_on=due_on,
    )  # fmt: skip


def dispute_over(scene: Scene, key: str, state: str) -> bool:
    """A dispute that ended before the invoice was paid."""
    for payment, invoice in _late_payments(scene):
        day = previous_working(payment.received_on - timedelta(days=12))
        if scene.ledger.account.kind != BUSINESS or invoice.due_on >= day:
            continue
        entry = scene.entry(key)
        row = _dispute(scene, entry, invoice, day)
        if row is not None and entry is not None:
            row.state, row.closed_how = state, entry["how"]
            row.closed_at = row.opened_at + timedelta(days=4)
        return row is not None
    return False


def hardship(scene: Scene) -> bool:
    if scene.ledger.behaviour != "hardship":
        return False
    day = _ago(scene, 8, 20)
    call = _simple(scene, scene.entry("hardship"), "hardship", day, next_in=5)
    if call is not None:
        _hold(scene, call, Hold.Kind.HARDSHIP, "Nothing is possible before the new year", scene.today.replace(day=1))
    return call is not None


def _hold(scene: Scene, call: Call, kind: str, reason: str, month: date | None) -> None:
    """Placed by the lead an hour after the call. With `month`: until the tenth of the month two months on."""
    until = (month + timedelta(days=62)).replace(day=10) if month else None
    lead = scene.desk.users[lead_of(scene.ledger.portfolio)]
    scene.desk.holds.append(
        Hold(
            account=call.account, kind=kind, reason=reason, placed_at=call.started_at + timedelta(hours=1),
            placed_by=lead, until_on=until,
        )
    )  # fmt: skip


def callback(scene: Scene, *, day: int, mine: bool) -> bool:
    """Asked for: we ring again, today in two hours or on another day at ten of theirs."""
    entry = scene.entry("callback" if mine else "callback_anyone")
    zone = ZoneInfo(scene.ledger.place.zone)
    here = scene.desk.now.astimezone(zone)
    hour = here.hour + 2 if day == 0 else 10
    due_on = next_working(scene.today + timedelta(days=day))
    if not 9 <= hour <= 17:
        return False
    due_at = datetime.combine(due_on, time(hour), zone).astimezone(scene.desk.now.tzinfo)
    step = f"Ring on {plain_date(due_on, scene.today)} at {hour}:00"
    day_told = _ago(scene, 1, 3)
    call = _simple(scene, entry, "callback", day_told, next_step=step)
    if call is None or entry is None:
        return False
    scene.desk.records[-1].next_step_on = due_on
    note = scene.fill(entry["note"], day_told)
    scene.desk.callback(call, due_at, note, owner=scene.caller if mine else None)
    return True


def information(scene: Scene) -> bool:
    """They asked for a copy, and it has not gone out: our own debt, one day late."""
    day = _ago(scene, 4, 6)
    entry = scene.entry("information")
    call = _simple(scene, entry, "information_sent", day, next_in=5)
    if call is None or entry is None:
        return False
    due_on = previous_working(scene.today - timedelta(days=1))
    scene.desk.document(call, entry["document"], due_on, sent=False)
    scene.desk.commitment(call, scene.fill(entry["commitment"], day), due_on)
    return True


def information_in(scene: Scene) -> bool:
    """They rang us."""
    day = _ago(scene, 5, 14)
    call = _simple(
        scene, scene.entry("information_in"), "information_sent", day, next_in=14, direction=Call.Direction.IN
    )
    if call is not None:
        scene.desk.document(call, "statement", day, sent=True)
    return call is not None


def stop_contact(scene: Scene) -> bool:
    return _simple(scene, scene.entry("stop_contact"), "stop_contact", _ago(scene, 5, 20), next_in=5) is not None


def represented(scene: Scene, lawyer: str) -> bool:
    day = _ago(scene, 9, 25)
    call = _simple(scene, scene.entry("represented"), "represented", day, next_in=3, lawyer=lawyer)
    if call is not None:
        _hold(scene, call, Hold.Kind.LEGAL, f"Represented by {lawyer}", None)
    return call is not None


def wrong_party(scene: Scene) -> bool:
    if scene.ledger.account.kind != CONSUMER:
        return False
    return _simple(scene, scene.entry("wrong_party"), "wrong_party", _ago(scene, 3, 10), next_in=3) is not None


# What Alice has done since eight o'clock comes first: there have to be accounts left that fit.
SCENARIOS = (
    Scenario(partial(promise_open, due_in=6), "alice", time(13, 12)),
    Scenario(partial(not_reached, outcome="voicemail"), "alice", time(13, 31)),
    Scenario(already_paid, "alice", time(13, 47)),
    Scenario(hardship),
    Scenario(stop_contact),
    Scenario(partial(represented, lawyer="Ms Thornby of Thornby & Keane")),
    *(Scenario(dispute_open, disputed=True) for _ in range(5)),
    Scenario(partial(dispute_over, key="dispute_settled", state=Dispute.State.SETTLED)),
    Scenario(partial(dispute_over, key="dispute_withdrawn", state=Dispute.State.WITHDRAWN)),
    Scenario(promise_part_kept),
    *(Scenario(promise_kept) for _ in range(4)),
    Scenario(plan),
    Scenario(part_promise),
    Scenario(partial(promise_broken, due_ago=1)),
    Scenario(partial(promise_broken, due_ago=8), "alice"),
    Scenario(partial(promise_broken, due_ago=15)),
    Scenario(promise_due_today, "alice"),
    Scenario(promise_replaced),
    Scenario(promise_cancelled),
    Scenario(partial(promise_open, due_in=2)),
    Scenario(partial(promise_open, due_in=3)),
    Scenario(partial(promise_open, due_in=5), "ben"),
    Scenario(partial(promise_open, due_in=9)),
    Scenario(partial(callback, day=0, mine=True), "alice"),
    Scenario(partial(callback, day=0, mine=False), "alice"),
    Scenario(partial(callback, day=1, mine=True)),
    Scenario(information, "alice"),
    Scenario(information_in),
    Scenario(refused),
    Scenario(wrong_party),
    *(Scenario(partial(not_reached, outcome=outcome)) for outcome in ("no_answer", "busy", "voicemail")),
)
