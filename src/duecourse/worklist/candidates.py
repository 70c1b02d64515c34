"""Rows → ranking candidates. Most accounts owe in one currency and have nothing special: they take the short way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from duecourse.compliance.zones import zones_of_number
from duecourse.domain.payment_timing import PayDay, part_of_day
from duecourse.domain.priority import Candidate, Weights
from duecourse.followups.queries import today_of
from duecourse.teams.models import User
from duecourse.worklist.rows import (
    OPEN,
    Extras,
    Head,
    Ledger,
    OtherCallback,
    Promised,
    accounts_of,
    extras_of,
    heads_of,
    overdue_rows,
)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Everything that could be on the actor's list, and which of it a colleague has agreed to call."""

    today: date
    rows: list[Candidate]
    colleagues: Mapping[int, OtherCallback]


def candidates_for(actor: User, now: datetime, weights: Weights) -> Candidates:
    """Accounts of the actor with overdue money, a call back, something that we owe them, or that have just paid."""
    today = today_of(actor, now)
    mine = accounts_of(actor)
    heads: dict[int, Head] = {}
    ledgers: dict[int, list[Ledger]] = defaultdict(list)
    for head, ledger in overdue_rows(mine, today):
        heads[head.account_id] = head
        ledgers[head.account_id].append(ledger)
    extras = extras_of(mine, actor, now, today, weights.paid_quiet_days)
    if others := {*extras.callbacks, *extras.commitments, *extras.paid} - heads.keys():
        heads.update((head.account_id, head) for head in heads_of(others))
    build = _Builder(now, today, weights, extras)
    return Candidates(today, [build.candidate(h, ledgers.get(pk, ())) for pk, h in heads.items()], extras.colleagues)


@lru_cache(maxsize=512)
def zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


class _Builder:
    """Puts the parts of one account together. One per list, so that what is alike is worked out once."""

    def __init__(self, now: datetime, today: date, weights: Weights, extras: Extras) -> None:
        self.now, self.today, self.weights, self.extras = now, today, weights, extras
        self.parts: dict[str, str] = {}
        self.special = {
            *extras.promises, *extras.callbacks, *extras.commitments, *extras.holds, *extras.disputes, *extras.disputed,
            *extras.paid, *extras.written,
        }  # fmt: skip

    def candidate(self, head: Head, ledgers: Sequence[Ledger]) -> Candidate:
        plain = self._plain(head, ledgers[0]) if ledgers else self._bare(head)
        if len(ledgers) > 1:
            plain = plain._replace(**self._several(ledgers))
        return plain._replace(**self._extras(head, ledgers)) if head.account_id in self.special else plain

    def _zone_of(self, head: Head) -> str:
        known = head.time_zone or next(iter(zones_of_number(head.phone, head.country)), "")
        return known or head.creditor_zone

    def _part(self, zone_name: str) -> str:
        if zone_name not in self.parts:
            self.parts[zone_name] = part_of_day(self.now.astimezone(zone(zone_name)).hour)
        return self.parts[zone_name]

    def _bare(self, head: Head) -> Candidate:
        tz = self._zone_of(head)
        return Candidate(
            *head[:6],
            tz=tz,
            reached_on=head.reached_on,
            tried_today=(head.tries or 0) if head.tried_on == self.today else 0,
            answers=head.answers or "",
            part_of_day=self._part(tz),
        )

    def _plain(self, head: Head, owed: Ledger) -> Candidate:
        tz, currency = self._zone_of(head), owed.currency
        to_base, cash, paid = self.weights.to_base, owed.unapplied_minor, owed.last_paid_minor
        pay_day = PayDay(owed.pay_day_kind, owed.pay_day_value, 0, 0) if owed.pay_day_kind else None
        return Candidate(
            *head[:6],
            tz=tz,
            overdue=((currency, owed.overdue_minor),),
            overdue_base=to_base(owed.overdue_minor, currency),
            oldest_days=(self.today - owed.oldest_due_on).days,
            unapplied=((currency, cash),) if cash else (),
            unapplied_base=to_base(cash, currency) if cash else 0,
            last_paid=((currency, paid),) if paid else (),
            last_paid_base=to_base(paid, currency) if paid else 0,
            last_paid_on=owed.last_paid_on,
            reached_on=head.reached_on,
            tried_today=(head.tries or 0) if head.tried_on == self.today else 0,
            settled_count=owed.settled_count,
            late_count=owed.late_count,
            usual_days_late=owed.usual_days_late,
            pays_on=pay_day.next_on(self.today) if pay_day else None,
            pays_on_text=pay_day.text if pay_day else "",
            answers=head.answers or "",
            part_of_day=self._part(tz),
        )

    def _amounts(self, name: str, money: Mapping[str, int]) -> dict[str, Any]:
        """`name` and `name_base`: the amounts, the most valuable first, and what they are worth together."""
        valued = sorted(((self.weights.to_base(minor, c), c, minor) for c, minor in money.items()), reverse=True)
        return {name: tuple((c, minor) for _, c, minor in valued), f"{name}_base": sum(base for base, _, _ in valued)}

    def _several(self, ledgers: Sequence[Ledger]) -> dict[str, Any]:
        """What differs when they owe in several currencies; habits are those of the first."""
        cash = {ledger.currency: ledger.unapplied_minor for ledger in ledgers if ledger.unapplied_minor}
        return {
            **self._amounts("overdue", {ledger.currency: ledger.overdue_minor for ledger in ledgers}),
            **self._amounts("unapplied", cash),
            "oldest_days": (self.today - min(ledger.oldest_due_on for ledger in ledgers)).days,
        }

    def _extras(self, head: Head, ledgers: Sequence[Ledger]) -> dict[str, Any]:
        x, pk = self.extras, head.account_id
        fields: dict[str, Any] = {}
        if pk in x.disputed:
            fields.update(self._amounts("disputed", x.disputed[pk]))
        if pk in x.promises:
            fields.update(self._promises(head, ledgers, x.promises[pk]))
        if pk in x.callbacks:
            at, own = x.callbacks[pk]
            fields.update(callback_at=at, callback_is_mine=own, callback_is_due=at <= self.now)
        if pk in x.commitments:
            fields["commitment_due_on"], fields["commitment"] = x.commitments[pk]
        if pk in x.holds:
            fields["hold"], fields["hold_until"] = x.holds[pk]
        if pk in x.paid and not ledgers:  # nothing is overdue any more
            fields["last_paid_on"], money = x.paid[pk]
            fields.update(self._amounts("last_paid", money))
        if pk in x.written:
            at, fields["written_by"] = x.written[pk]
            fields["written_on"] = at.astimezone(zone(self._zone_of(head))).date()
        if pk in x.disputes:
            fields["dispute"], fields["dispute_until"] = x.disputes[pk]
        return fields

    def _promises(self, head: Head, ledgers: Sequence[Ledger], promises: Sequence[Promised]) -> dict[str, Any]:
        """Open promises together; the newest broken one unless somebody has spoken to them since it broke."""
        fields: dict[str, Any] = {}
        if waiting := [promise for promise in promises if promise.state == OPEN]:
            money: dict[str, int] = defaultdict(int)
            for promise in waiting:
                money[promise.currency] += promise.missing_minor
            fields.update(self._amounts("promised", money))
            fields.update(promised_on=waiting[0].due_on, promise_counts_until=waiting[0].counts_until)
        overdue = {ledger.currency: ledger.overdue_minor for ledger in ledgers}
        for promise in reversed(promises):
            spoken = head.reached_on is not None and head.reached_on > promise.counts_until
            still_owed = min(promise.missing_minor, overdue.get(promise.currency, 0))
            if promise.state != OPEN and not spoken and still_owed > 0:
                fields.update(
                    broken=((promise.currency, promise.missing_minor),),
                    broken_in_part=promise.received_minor > 0,
                    broken_base=self.weights.to_base(still_owed, promise.currency),
                    broken_on=promise.counts_until,
                )
                break
        return fields
