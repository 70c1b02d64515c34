"""What binds the gate besides calls: disputes by mail, holds, opt-outs, hours that do not suit, reminders sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from random import Random

from duecourse.cli.demo.days import next_working, previous_working
from duecourse.cli.demo.desk import OFFICE, Desk
from duecourse.cli.demo.ledger import Ledger
from duecourse.cli.demo.people import lead_of
from duecourse.cli.demo.scenarios import dispute_row
from duecourse.cli.demo.scene import Scene
from duecourse.compliance.models import Hold
from duecourse.domain.facts import BUSINESS, CONSUMER


def _at(desk: Desk, days_ago: int, hour: int, minute: int) -> datetime:
    """A time at our office, on a working day about so many days ago, in UTC."""
    day = previous_working(desk.now.astimezone(OFFICE).date() - timedelta(days=days_ago))
    return datetime.combine(day, time(hour, minute), OFFICE).astimezone(desk.now.tzinfo)


def disputes_by_mail(desk: Desk, ledgers: Sequence[Ledger], rng: Random, caller: dict[str, str]) -> None:
    """Every invoice that is marked as disputed and came up on no call: its dispute arrived by e-mail."""
    told = {id(dispute.invoice) for dispute in desk.disputes}
    for ledger in ledgers:
        for invoice in ledger.invoices:
            if not invoice.is_disputed or id(invoice) in told:
                continue
            scene = Scene(desk, ledger, rng, caller[ledger.portfolio])
            entry = scene.entry("dispute")
            if entry is None:
                raise ValueError(f"data/calls.toml has no dispute for {ledger.account.creditor.code}")
            days_ago = rng.randint(2, max(3, min(30, (scene.today - invoice.due_on).days)))
            at = _at(desk, days_ago, rng.randint(9, 16), rng.randrange(60))
            due_on = next_working(scene.today + timedelta(days=rng.randint(-2, 10)))
            desk.disputes.append(dispute_row(scene, entry, invoice, at=at, by=scene.caller, due_on=due_on))
            desk.event(ledger, "message", at=at, by=scene.caller, channel="email", direction="in", outcome="received")


def holds(desk: Desk, ledgers: Sequence[Ledger]) -> None:
    """One of each kind that no call has brought: insolvency, a dispute, a request for quiet. `ledgers` are unused so
    far and owe something that is late."""
    wanted = (
        (Hold.Kind.INSOLVENCY, "stopped", "Proceedings opened on 2 November; the file is with the administrator", 0),
        (Hold.Kind.DISPUTE, "disputing", "No calls until the question about the invoice is answered", 6),
        (Hold.Kind.REQUEST, "slow", "Stocktaking: asked for no calls until it is over", 9),
    )
    for kind, behaviour, reason, days in wanted:
        firms = (one for one in ledgers if one.behaviour == behaviour and one.account.kind == BUSINESS)
        ledger = next(firms, None)
        if ledger is not None:
            until = desk.today(ledger) + timedelta(days=days) if days else None
            desk.holds.append(
                Hold(
                    account=ledger.account, kind=kind, reason=reason, placed_at=_at(desk, 5, 10, 15),
                    placed_by=desk.users[lead_of(ledger.portfolio)], until_on=until,
                )
            )  # fmt: skip


def wishes(desk: Desk, ledgers: Sequence[Ledger], caller: dict[str, str]) -> None:
    """Three people who want no e-mail, two who want no text messages, and one who works nights."""
    consumers = [ledger for ledger in ledgers if ledger.account.kind == CONSUMER]
    for number, ledger in enumerate(consumers[:5]):
        medium = "email" if number < 3 else "sms"
        desk.event(
            ledger, "opt_out", at=_at(desk, 20 + 4 * number, 11, 7 * number), by=caller[ledger.portfolio],
            channel=medium, direction="in", details={"medium": medium, "written": True},
        )  # fmt: skip
    for ledger in consumers[5:6]:
        desk.event(
            ledger, "inconvenient_time", at=_at(desk, 11, 15, 20), by=caller[ledger.portfolio], channel="phone",
            direction="in",
            details={"window": {"from": "08:00", "to": "14:00"}, "note": "Works nights, sleeps until two"},
        )  # fmt: skip


def reminders_sent(desk: Desk, ledgers: Sequence[Ledger], rng: Random, caller: dict[str, str]) -> None:
    """A reminder by e-mail to every third account that is late."""
    for ledger in ledgers[::3]:
        at = _at(desk, rng.randint(3, 40), rng.randint(8, 17), rng.randrange(60))
        desk.event(
            ledger, "message", at=at, by=caller[ledger.portfolio], channel="email", direction="out", outcome="sent"
        )
