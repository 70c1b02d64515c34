"""Judging promises from the payments that came in: at once when money moves, by the hour, as often as one likes.

A promise that a person closed by hand is left as they said. One that the ledger judged is judged again for sixty days:
a bank file that is loaded a day late must still be able to turn "broken" into "kept".
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, QuerySet

from duecourse.calls.models import Promise
from duecourse.calls.queries import zone_of
from duecourse.domain import promises as rules
from duecourse.domain.facts import PaymentFact, PromiseFact
from duecourse.receivables.models import Allocation, Payment
from duecourse.teams import audit

SECOND_LOOK_DAYS = 60
_ACCOUNTS_AT_ONCE = 400


def judge_promises(now: datetime, accounts: Iterable[int] | None = None) -> int:
    """Judge what may have changed, on those accounts or on all; how many promises changed. Idempotent.

    "Today" is the debtor's: a promise for Tuesday is not broken while it is still Tuesday where they are.
    """
    changed = 0
    for some in _in_chunks(_accounts_to_judge(now, accounts)):
        by_account = defaultdict(list)
        rows = Promise.objects.filter(account__in=some, state__in=rules.JUDGED)
        for row in rows.select_related("account__creditor").order_by("due_on", "pk"):
            by_account[row.account_id].append(row)
        money = _money(some, by_account.values())
        for account_id, promises in by_account.items():
            changed += _judge_account(now, promises, money[account_id])
    return changed


def _accounts_to_judge(now: datetime, accounts: Iterable[int] | None) -> list[int]:
    since = now.date() - timedelta(days=SECOND_LOOK_DAYS)
    due = Promise.objects.filter(
        Q(state=Promise.State.OPEN) | Q(state__in=rules.JUDGED, due_on__gte=since), closed_at__isnull=True
    )
    if accounts is not None:
        due = due.filter(account__in=accounts if isinstance(accounts, QuerySet) else list(accounts))
    return list(due.values_list("account", flat=True).distinct().order_by("account"))


def _in_chunks(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(keys), _ACCOUNTS_AT_ONCE):
        yield keys[start : start + _ACCOUNTS_AT_ONCE]


def _money(accounts: Sequence[int], promises: Iterable[Sequence[Promise]]) -> dict[int, list[PaymentFact]]:
    """What came in on those accounts since the oldest of their promises was made, and what files settled."""
    found: dict[int, list[PaymentFact]] = defaultdict(list)
    made = min((row.made_at for rows in promises for row in rows), default=None)
    if made is None:
        return found
    since = made.date() - timedelta(days=1)
    unapplied: Counter[tuple[int, str]] = Counter()
    for account_id, on, currency, minor, left in (
        Payment.objects.that_count()
        .filter(account__in=accounts, received_on__gte=since)
        .values_list("account", "received_on", "currency", "amount_minor", "unapplied_minor")
    ):
        found[account_id].append(PaymentFact(on, currency, minor))
        unapplied[account_id, currency] += left
    for key, closures in _closures(accounts, since).items():
        found[key[0]] += rules.settled_by_file(closures, unapplied[key])
    return found


def _closures(accounts: Sequence[int], since: date) -> dict[tuple[int, str], list[PaymentFact]]:
    """What files of open items settled by no longer having it, per account and currency."""
    # The first condition is the partial index's own.
    rows = Allocation.objects.exclude(kind=Allocation.Kind.PAYMENT).filter(
        kind=Allocation.Kind.CLOSURE,
        invoice__account__in=accounts,
        invoice__amount_minor__gt=0,
        allocated_on__gte=since,
    )
    found: dict[tuple[int, str], list[PaymentFact]] = defaultdict(list)
    for account_id, currency, on, loaded_at, minor in rows.values_list(
        "invoice__account", "invoice__currency", "allocated_on", "batch__loaded_at", "amount_minor"
    ):
        fact = PaymentFact(on, currency, minor, by_file=True, loaded_at=loaded_at)
        found[account_id, currency].append(fact)
    return found


def _judge_account(now: datetime, rows: Sequence[Promise], payments: Sequence[PaymentFact]) -> int:
    account = rows[0].account
    zone = zone_of(account)
    today = now.astimezone(zone).date()
    judged = rules.judge_all([_fact(row, zone) for row in rows], payments, today, account.creditor.grace_days)
    return sum(_apply(now, row, judged[row.pk]) for row in rows if row.closed_at is None)


def _fact(row: Promise, zone: ZoneInfo) -> PromiseFact:
    return PromiseFact(
        id=row.pk,
        currency=row.currency,
        amount_minor=row.amount_minor,
        due_on=row.due_on,
        made_on=row.made_at.astimezone(zone).date(),
        state=row.state,
        grace_days=row.grace_days,
        made_at=row.made_at,
    )


def _apply(now: datetime, row: Promise, judgement: rules.Judgement) -> bool:
    """Store the judgement unless somebody was faster. True when the promise changed."""
    said = (judgement.state, judgement.received_minor, judgement.by_file_on)
    if (row.state, row.received_minor, row.by_file_on) == said:
        return False
    with transaction.atomic():
        changed = Promise.objects.filter(
            pk=row.pk, state=row.state, received_minor=row.received_minor, closed_at__isnull=True
        ).update(
            state=judgement.state,
            received_minor=judgement.received_minor,
            by_file_on=judgement.by_file_on,
            judged_at=now,
        )
        if changed:
            facts = {"from": row.state, "to": judgement.state, "because": list(judgement.reasons)}
            audit.record(actor=None, now=now, verb="judge_promise", subject=row, facts=facts)
    return bool(changed)
