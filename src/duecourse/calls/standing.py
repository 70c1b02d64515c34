"""Keeping an account's call standing true: when a call is closed or corrected, and by the hour for the rest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Q

from duecourse.calls.models import Call, CallRecord, CallStanding
from duecourse.calls.queries import zone_of
from duecourse.domain.facts import CallFact
from duecourse.domain.payment_timing import answer_times
from duecourse.receivables.models import Account

_ACCOUNTS_AT_ONCE = 400
_FIELDS = ("tried_on", "tries", "reached_on", "answers", "attempts", "answered", "counted_at")


def refresh_call_standing(now: datetime, accounts: Iterable[int] | None = None) -> int:
    """Count the calls of those accounts again, or (None) of all on which a call has ended since the last count.
    How many accounts that were. Harmless to repeat."""
    keys = list(accounts) if accounts is not None else _stale(now)
    for start in range(0, len(keys), _ACCOUNTS_AT_ONCE):
        _count(keys[start : start + _ACCOUNTS_AT_ONCE], now)
    return len(keys)


def _stale(now: datetime) -> list[int]:
    fresh = Q(account__call_standing__isnull=True) | Q(ended_at__gt=F("account__call_standing__counted_at"))
    ended = Call.objects.filter(fresh, state=Call.State.CLOSED, ended_at__lte=now)
    return list(ended.values_list("account", flat=True).distinct().order_by("account"))


@transaction.atomic
def _count(keys: Sequence[int], now: datetime) -> None:
    calls = _calls(keys)
    accounts = Account.objects.filter(pk__in=keys).select_related("creditor")
    CallStanding.objects.bulk_create(
        [_standing(account, calls[account.pk], now) for account in accounts],
        update_conflicts=True,
        unique_fields=["account"],
        update_fields=_FIELDS,
    )


def _standing(account: Account, calls: Sequence[CallFact], now: datetime) -> CallStanding:
    zone = zone_of(account)
    days = [_day(call, zone) for call in calls if call.direction == Call.Direction.OUT]
    tried_on = max(days, default=None)
    unanswered = [c for c in calls if c.direction == Call.Direction.OUT and not c.reached]
    row = CallStanding(
        account=account,
        counted_at=now,
        tried_on=tried_on,
        tries=sum(_day(call, zone) == tried_on for call in unanswered),
        reached_on=max((_day(call, zone) for call in calls if call.reached), default=None),
    )
    if best := answer_times(calls, zone.key).best:
        row.answers, row.attempts, row.answered = best.name, best.attempts, best.reached
    return row


def _day(call: CallFact, zone: ZoneInfo) -> date:
    return call.at.astimezone(zone).date()


def _calls(keys: Sequence[int]) -> dict[int, list[CallFact]]:
    """Account → its closed calls, each with the outcome that the last version of its record gives."""
    records = CallRecord.objects.filter(call__account__in=keys, call__state=Call.State.CLOSED)
    rows = records.order_by("call", "version").values_list(
        "call", "call__account", "call__started_at", "call__direction", "outcome"
    )
    found: dict[int, dict[int, CallFact]] = defaultdict(dict)
    for call, account, at, direction, outcome in rows:
        found[account][call] = CallFact(call, at, direction, outcome, caller="")
    return defaultdict(list, {account: list(by_call.values()) for account, by_call in found.items()})
