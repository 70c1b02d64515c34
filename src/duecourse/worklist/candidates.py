"""Rows → ranking candidates. Most accounts owe in one currency and have nothing special: they take the short way, and
those of them that cannot reach the top of the list are not even read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from duecourse.compliance.zones import zones_of
from duecourse.domain.payment_timing import PayDay, part_of_day, pay_days_within
from duecourse.domain.priority import (
    Candidate,
    Coming,
    Weights,
    is_commitment_worth_a_call,
    is_fresh,
    most_lift,
    worth_a_call_from,
)
from duecourse.domain.priority.weights import MILLION
from duecourse.followups.queries import today_of
from duecourse.teams.models import User
from duecourse.worklist.piles import Pile, Piles, Plain, Rest, Seen
from duecourse.worklist.rows import (
    OPEN,
    Extras,
    Head,
    Ledger,
    OtherCallback,
    Owed,
    Promised,
    accounts_of,
    everything_of,
    extras_of,
    owed_rows,
)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Everything that could be on the actor's list. `rows` are those that have to be looked at closely and the `first`
    so many of the `rest`, who lie in piles: `made` turns as many of them as somebody wants to see into candidates."""

    today: date
    rows: list[Candidate]
    rest: Rest
    first: int
    seen: Seen  # among all that lie on a pile
    colleagues: Mapping[int, OtherCallback]  # whom a colleague has agreed to call, and when: not yet
    build: _Builder

    def made(self, some: Iterable[Plain]) -> list[Candidate]:
        """Those with everything that is known of them."""
        return self.build.candidates([key for _, key, _, _ in some])


def candidates_for(
    actor: User,
    now: datetime,
    weights: Weights,
    *,
    first: int = 0,
    apart: Collection[int] = (),
    wants: Callable[[Pile], bool] = lambda _pile: True,
    all_rows: bool = False,
    all_special: bool = False,
) -> Candidates:
    """Accounts of the actor with overdue money, a call back, something that we owe them, or that have just paid.

    `first` wants the first so many of the rest in `rows` as well, `apart` those accounts if they are among them,
    `all_rows` all of them, `all_special` those of which anything at all is known. `wants`: which piles.
    """
    today = today_of(actor, now)
    mine = accounts_of(actor)
    extras = extras_of(mine, actor, now, today, weights.paid_quiet_days)
    build, piles = _Builder(now, today, weights, extras), Piles(today, weights)
    near = near_pay_days(today, weights.habit_wait_days)
    owed = owed_rows(mine, today, weights.paid_quiet_days, near, weights.min_history)
    if all_rows:
        close = {key for key, _, minor, _ in owed if minor}.union(extras.commitments)
    else:
        lifts = {} if all_special else build.lifts()
        close = _told_apart(owed, build, lifts, build.special.difference(lifts).union(apart), piles)
    rest = Rest(filter(wants, piles.every()))
    wanted = close.union(extras.callbacks, extras.paid, (key for _, key, _, _ in rest.portion(0, first)))
    return Candidates(
        today, build.candidates(wanted), rest, min(first, len(rest)), piles.seen(), extras.colleagues, build
    )


def _told_apart(
    owed: Iterable[Owed], build: _Builder, lifts: Mapping[int, int], special: Collection[int], piles: Piles
) -> set[int]:
    """Puts onto its pile each account that is fair to call and of which nothing is known that its money does not bound:
    nothing at all but that it owes and of which part it disputes, or a promise that broke longer ago, or that we are
    late with something. Returns those to look at closely."""
    x, least = build.extras, worth_a_call_from(build.weights)
    if least is None:
        return {key for key, _, minor, _ in owed if minor}.union(x.commitments)
    disputed, closely = build.disputed_base(), x.called.union(special)
    known = closely.union(lifts, disputed)  # of the others nothing is known but what they owe
    close: set[int] = set()
    lies: dict[int, Pile] = {}
    for key, alike, minor, is_close in owed:
        if not minor:
            continue
        pile = piles[alike]
        base = minor * pile.factor // MILLION
        if key in known:
            is_close = is_close or key in closely or base - disputed.get(key, 0) < least
        if is_close or base < least or key in lies:
            close.add(key)
        else:
            lies[key] = pile
            pile.minors[key] = minor
    for key in x.commitments.keys() - lies.keys() - close:  # nothing is overdue
        if key in lifts and key not in closely and is_commitment_worth_a_call(build.weights):
            lies[key] = pile = piles.without_money(x.commitments[key])
            pile.minors[key] = 0
        else:
            close.add(key)
    for key in close & lies.keys():  # they owe in several currencies
        del lies[key].minors[key]
    for key in lifts.keys() & lies.keys() - close:
        lies[key].lifts[key] = lifts[key]
    return close


@lru_cache(maxsize=8)
def near_pay_days(today: date, wait_days: int) -> tuple[PayDay, ...]:
    """The pay days that are so close that one waits for them."""
    return tuple(pay_days_within(today, wait_days))


@lru_cache(maxsize=512)
def zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


class _Builder:
    """Puts the parts of one account together. One per list, so that what is alike is worked out once."""

    def __init__(self, now: datetime, today: date, weights: Weights, extras: Extras) -> None:
        self.now, self.today, self.weights, self.extras = now, today, weights, extras
        self.parts: dict[str, str] = {}
        self.special = {
            *extras.promises, *extras.callbacks, *extras.commitments, *extras.holds, *extras.disputes, *extras.paid,
            *extras.written, *extras.colleagues,
        }  # fmt: skip

    def lifts(self) -> dict[int, int]:
        """Of the special accounts those that nothing holds back, with what may lift them as so much more overdue: a
        promise that broke longer ago, something that we are late with."""
        if worth_a_call_from(self.weights) is None:
            return {}
        x, found = self.extras, dict[int, int]()
        others = {*x.callbacks, *x.colleagues, *x.holds, *x.disputes, *x.paid, *x.written}
        for key in (x.promises.keys() | x.commitments.keys()) - others:
            promises = x.promises.get(key, ())
            if all(self._is_old(promise) for promise in promises):
                broken = max((self.weights.to_base(p.missing_minor, p.currency) for p in promises), default=0)
                found[key] = most_lift(broken, key in x.commitments, self.weights)
        return found

    def _is_old(self, promise: Promised) -> bool:
        return promise.state != OPEN and not is_fresh(promise.counts_until, self.today, self.weights)

    def candidates(self, accounts: Collection[int]) -> list[Candidate]:
        """Those accounts, whatever they owe."""
        heads: dict[int, Head] = {}
        ledgers: dict[int, list[Ledger]] = defaultdict(list)
        for head, ledger in everything_of(accounts, self.today):
            heads[head.account_id] = head
            if ledger is not None:
                ledgers[head.account_id].append(ledger)
        return [self.candidate(head, ledgers.get(key, ())) for key, head in heads.items()]

    def candidate(self, head: Head, ledgers: Sequence[Ledger]) -> Candidate:
        is_plain = head.account_id not in self.special and head.account_id not in self.extras.disputed
        more = {} if is_plain else self._extras(head, ledgers)
        first = max(ledgers, key=lambda ledger: ledger.settled_count, default=None)
        found = self._owing(head, first, more) if first else self._bare(head, more)
        return found._replace(**self._several(ledgers)) if len(ledgers) > 1 else found

    def disputed_base(self) -> dict[int, int]:
        """By account: what of its overdue money is disputed invoice by invoice, in the base currency."""
        to_base = self.weights.to_base
        return {
            account: sum([to_base(minor, currency) for currency, minor in money.items()])
            for account, money in self.extras.disputed.items()
        }

    def _zone_of(self, head: Head) -> str:
        known = head.time_zone or next(iter(zones_of(head.country, head.region, head.phone)), "")
        return known or head.creditor_zone

    def _part(self, zone_name: str) -> str:
        if zone_name not in self.parts:
            self.parts[zone_name] = part_of_day(self.now.astimezone(zone(zone_name)).hour)
        return self.parts[zone_name]

    def _bare(self, head: Head, more: dict[str, Any]) -> Candidate:
        tz = self._zone_of(head)
        return Candidate(
            *head[:6],
            tz=tz,
            reached_on=head.reached_on,
            tried_today=(head.tries or 0) if head.tried_on == self.today else 0,
            answers=head.answers or "",
            part_of_day=self._part(tz),
            **more,
        )

    def _owing(self, head: Head, owed: Ledger, more: dict[str, Any]) -> Candidate:
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
            **more,
        )

    def _amounts(self, name: str, money: Mapping[str, int]) -> dict[str, Any]:
        """`name` and `name_base`: the amounts, the most valuable first, and what they are worth together."""
        base = sum(self.weights.to_base(minor, currency) for currency, minor in money.items())
        return {name: self.weights.most_first(money.items()), f"{name}_base": base}

    def _several(self, ledgers: Sequence[Ledger]) -> dict[str, Any]:
        """What differs when they owe in several currencies; habits are those of the account."""
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
            fields["commitment_due_on"], fields["commitment"] = x.commitments[pk][:2]
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

    def _coming(self, on: date, promises: Sequence[Promised]) -> Coming:
        """Those of one day as one."""
        money: dict[str, int] = defaultdict(int)
        for promise in promises:
            money[promise.currency] += promise.missing_minor
        until = max(promise.counts_until for promise in promises)
        return Coming(on=on, counts_until=until, **self._amounts("amounts", money))

    def _promises(self, head: Head, ledgers: Sequence[Ledger], promises: Sequence[Promised]) -> dict[str, Any]:
        """Open promises by their day; the newest broken one unless somebody has spoken to them since it broke."""
        fields: dict[str, Any] = {}
        if waiting := [promise for promise in promises if promise.state == OPEN]:
            coming = [self._coming(on, list(some)) for on, some in groupby(waiting, key=lambda p: p.due_on)]
            fields.update(promised=tuple(coming), promised_base=sum(part.amounts_base for part in coming))
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
