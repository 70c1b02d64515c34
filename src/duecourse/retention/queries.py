"""What is due for deletion today, and what is held back: two statements for each sort of thing and a few for the holds,
however many accounts there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery

from duecourse.calls.models import Call, CallRecord, Recording, Transcript
from duecourse.compliance.models import ContactDecision, ContactEvent, Hold, Removal
from duecourse.domain.contact_policy import Pack, words
from duecourse.domain.contact_policy.duties import RECORDINGS, RECORDS
from duecourse.domain.contact_policy.places import jurisdiction_of
from duecourse.domain.retention import Keeping, Whose, keeping_of, months_before, shortest_months
from duecourse.lib.append_only import GONE
from duecourse.outbox.models import Message
from duecourse.playbooks.policies import all_packs
from duecourse.receivables.models import Account, Dispute, Invoice, Payment
from duecourse.teams.models import User
from duecourse.teams.queries import NotAllowed

_AT_ONCE = 400  # accounts whose holds are read together


@dataclass(frozen=True, slots=True)
class Item:
    """Words whose time is over: everything written about an account's contacts, or one call's transcript and
    sound. With `holds` they are kept all the same, and these say why."""

    what: str
    account: Account
    call: Call | None
    keeping: Keeping
    holds: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "what": self.what,
            "account": self.account.number,
            "creditor": self.account.creditor.code,
            "call": self.call.pk if self.call else None,
            **self.keeping.as_json(),
            "holds": list(self.holds),
        }


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be deleted today, and what is held."""

    due: tuple[Item, ...]
    held: tuple[Item, ...]


def plan_of(now: datetime) -> Plan:
    items = list(items_over(now))
    return Plan(tuple(i for i in items if not i.holds), tuple(i for i in items if i.holds))


def items_over(now: datetime) -> Iterator[Item]:
    """Everything whose time is over, with what holds it."""
    packs, today = all_packs(), now.date()
    yield from _with_holds(_recordings(packs, today, Call.objects.all()), today)
    yield from _with_holds(_records(packs, today, Account.objects.all()), today)


def still_over(now: datetime, item: Item) -> bool:
    """Asked again at the moment of deletion: nothing has happened on the account meanwhile, and nothing holds it."""
    packs, today = all_packs(), now.date()
    if item.call is None:
        again = _records(packs, today, Account.objects.filter(pk=item.account.pk))
    else:
        again = _recordings(packs, today, Call.objects.filter(pk=item.call.pk))
    return any(not one.holds for one in _with_holds(again, today))


def _cutoff(packs: Sequence[Pack], keeps: str, today: date) -> datetime | None:
    """What is younger is kept by every rule. None: no rule says how long."""
    months = shortest_months(packs, keeps)
    if months is None:
        return None
    return datetime.combine(months_before(today, months), time(0), UTC)


def _records(packs: Sequence[Pack], today: date, accounts: QuerySet[Account]) -> Iterator[Item]:
    """Accounts on which nothing has happened for so long, and which still have words in them."""
    before = _cutoff(packs, RECORDS, today)
    if before is None:
        return
    mine = {"account": OuterRef("pk")}
    holds = Hold.objects.filter(**mine)
    last = {
        "last_event": _last(ContactEvent.objects.filter(**mine), "at"),
        "last_call": _last(Call.objects.filter(**mine), "started_at"),
        "last_asked": _last(ContactDecision.objects.filter(**mine), "asked_at"),
        "last_lifted": _last(holds, "lifted_at"),
        "last_held": _last(holds.filter(until_on__lt=today, lifted_at=None), "until_on"),
        "last_written": _last(Message.objects.filter(**mine), "written_at"),
        "last_paid": _last(Payment.objects.filter(**mine), "received_on"),
    }
    words_left = (
        Exists(CallRecord.objects.filter(call__account=OuterRef("pk"), removal=None))
        | Exists(ContactDecision.objects.filter(**mine, removal=None))
        | Exists(ContactEvent.objects.filter(**mine, details__has_key="note"))
        | Exists(ContactEvent.objects.filter(**mine, details__has_key="number", kind__in=words.CONTACT_KINDS))
        | Exists(over(holds, today).exclude(reason=GONE))
        | Exists(Message.objects.filter(**mine).exclude(text=GONE))
    )
    quiet = ~Exists(ContactEvent.objects.filter(**mine, at__gte=before)) & ~Exists(
        Call.objects.filter(**mine, started_at__gte=before)
    )
    rows = accounts.filter(words_left, quiet).select_related("creditor").annotate(**last).order_by("pk")
    for account in rows:
        keeping = keeping_of(packs, _whose(account), RECORDS, _last_activity(account), today)
        if keeping and keeping.is_over(today):
            yield Item(RECORDS, account, None, keeping)


def over(holds: QuerySet[Hold], today: date) -> QuerySet[Hold]:
    """Those that hold nothing any more: lifted, or past their last day."""
    return holds.filter(Q(lifted_at__isnull=False) | Q(until_on__lt=today))


def _last(rows: QuerySet[Any], field: str) -> Subquery:
    return Subquery(rows.order_by().values("account").annotate(last=Max(field)).values("last"))


def _last_activity(account: Any) -> date:
    """The last day on which we or they did anything about the debt."""
    instants = (
        account.last_event, account.last_call, account.last_asked, account.last_lifted, account.last_written
    )  # fmt: skip
    days: tuple[date | None, ...] = (*(at.date() for at in instants if at), account.last_held, account.last_paid)
    return max(day for day in days if day)


def _recordings(packs: Sequence[Pack], today: date, calls: QuerySet[Call]) -> Iterator[Item]:
    """Transcripts and the sound of calls, each counted from its own call."""
    before = _cutoff(packs, RECORDINGS, today)
    if before is None:
        return
    mine = {"call": OuterRef("pk")}
    kept = Exists(Transcript.objects.filter(**mine)) | Exists(Recording.objects.filter(**mine))
    rows = calls.filter(kept, started_at__lt=before)
    for call in rows.select_related("account__creditor").order_by("pk"):
        keeping = keeping_of(packs, _whose(call.account), RECORDINGS, call.started_at.date(), today)
        if keeping and keeping.is_over(today):
            yield Item(RECORDINGS, call.account, call, keeping)


def _whose(account: Account) -> Whose:
    consumer = account.kind == Account.Kind.CONSUMER
    return Whose(
        jurisdiction_of(account.country, account.region),
        words.THIRD_PARTY if account.creditor.is_client else words.FIRST_PARTY,
        words.CONSUMER if consumer else words.COMMERCIAL,
        account.kind,
        account.creditor.uses_other_name,
    )


def _with_holds(items: Iterable[Item], today: date) -> Iterator[Item]:
    waiting: list[Item] = []
    for item in items:
        waiting.append(item)
        if len(waiting) == _AT_ONCE:
            yield from _held(waiting, today)
            waiting = []
    yield from _held(waiting, today)


def _held(items: Sequence[Item], today: date) -> Iterator[Item]:
    accounts = {item.account.pk for item in items}
    reasons: dict[int, list[str]] = defaultdict(list)
    in_force = Hold.objects.filter(Q(until_on=None) | Q(until_on__gte=today), account__in=accounts, lifted_at=None)
    for hold in in_force.order_by("pk"):
        reasons[hold.account_id].append(f"on hold: {hold.get_kind_display().lower()}")
    disputes = Dispute.objects.filter(account__in=accounts, state=Dispute.State.OPEN).values_list("account", flat=True)
    for key in set(disputes):
        reasons[key].append("a dispute is open")
    owed = Invoice.objects.filter(account__in=accounts, balance_minor__gt=0).order_by()
    oldest: dict[int, list[date | None]] = defaultdict(list)
    for key, issued_on in owed.values_list("account", "issued_on"):
        oldest[key].append(issued_on)
    for item in items:
        more = ["money is still owed"] if _is_owed(item, oldest[item.account.pk]) else []
        yield Item(item.what, item.account, item.call, item.keeping, (*reasons[item.account.pk], *more))


def _is_owed(item: Item, issued: Iterable[date | None]) -> bool:
    """Anything at all; for a transcript, anything that had been invoiced by the day of the call."""
    if item.call is None:
        return any(True for _ in issued)
    said_on = item.call.started_at.date()
    return any(day is None or day <= said_on for day in issued)


def require_overseer(actor: User) -> None:
    """Raises NotAllowed unless the actor is the auditor or the administrator."""
    if not (actor.sees_everything and actor.is_active):
        raise NotAllowed("This page is for the auditor and the administrator.")


def removals() -> QuerySet[Removal]:
    """The tombstones, newest first."""
    return Removal.objects.select_related("account__creditor", "removed_by")
