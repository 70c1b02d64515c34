"""Learning from the calls of the past at which time of their day people answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from duecourse.calls.models import AnswerHabit, Call, CallRecord
from duecourse.calls.queries import zone_of
from duecourse.domain.facts import CallFact
from duecourse.domain.payment_timing import answer_times
from duecourse.receivables.models import Account

_ACCOUNTS_AT_ONCE = 400


def refresh_answer_habits(now: datetime) -> int:
    """Count again where a call has ended since the last count; how many accounts that were. Harmless to repeat."""
    fresh = Q(account__answer_habit__isnull=True) | Q(ended_at__gt=F("account__answer_habit__counted_at"))
    ended = Call.objects.filter(fresh, state=Call.State.CLOSED, ended_at__lte=now)
    accounts = list(ended.values_list("account", flat=True).distinct().order_by("account"))
    for start in range(0, len(accounts), _ACCOUNTS_AT_ONCE):
        _count(accounts[start : start + _ACCOUNTS_AT_ONCE], now)
    return len(accounts)


@transaction.atomic
def _count(keys: Sequence[int], now: datetime) -> None:
    calls = _calls(keys, now)
    rows = []
    for account in Account.objects.filter(pk__in=keys).select_related("creditor"):
        best = answer_times(calls[account.pk], zone_of(account).key).best
        row = AnswerHabit(account=account, counted_at=now)
        if best:
            row.part, row.attempts, row.reached = best.name, best.attempts, best.reached
        rows.append(row)
    AnswerHabit.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["account"],
        update_fields=["part", "attempts", "reached", "counted_at"],
    )


def _calls(keys: Sequence[int], now: datetime) -> dict[int, list[CallFact]]:
    """Account → its calls with the outcome that the last version of each record gives."""
    records = CallRecord.objects.filter(call__account__in=keys, call__state=Call.State.CLOSED, call__ended_at__lte=now)
    rows = records.order_by("call", "version").values_list(
        "call", "call__account", "call__started_at", "call__direction", "outcome"
    )
    found: dict[int, dict[int, CallFact]] = defaultdict(dict)
    for call, account, at, direction, outcome in rows:
        found[account][call] = CallFact(call, at, direction, outcome, caller="")
    return defaultdict(list, {account: list(by_call.values()) for account, by_call in found.items()})
