"""Everything with a date and an owner, narrowed to what the actor may see, as plain rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils.text import capfirst

from duecourse.calls.models import Promise
from duecourse.calls.queries import zone_of
from duecourse.domain.money import format_money
from duecourse.domain.promises import by_file_words
from duecourse.domain.wording import code_words, dated_day
from duecourse.followups.due import BROKEN, MINE, Due, Waiting
from duecourse.followups.kinds import KINDS, OPEN, Kind
from duecourse.followups.models import FollowUpChange
from duecourse.receivables.queries import on_accounts_for
from duecourse.teams.models import User
from duecourse.teams.queries import teammates_for

JUDGED = "judged"  # the view of promises that have ended; those of what waits are in `due`
JUDGED_DAYS = 14


@dataclass(frozen=True, slots=True)
class FollowUpRow:
    """One follow-up, ready to show. Due on a day, or (callbacks) at an instant whose day is `due_on`."""

    kind: str
    title: str
    pk: int
    account_id: int | None
    account: str
    text: str
    due_on: date | None
    due_at: datetime | None
    zone: str  # the debtor's, for the hour of a callback
    owner: str  # "" when anyone on the team may do it
    owner_id: int | None
    state: str
    days_late: int  # whole days past
    hour_has_passed: bool  # a callback is late from the first minute
    done_label: str
    ended_label: str
    due_text: str  # "Fri 27 Nov", "Tue 5 Jan 2027", "Tue 24 Nov, 08:00": on the debtor's clock
    is_closed: bool = False
    note: str = ""  # how it ended
    counts_until: str = ""  # of a promise whose day has passed: the last day on which money counts for it

    @property
    def is_late(self) -> bool:
        return self.days_late > 0 or self.hour_has_passed or self.state in BROKEN

    @property
    def is_open(self) -> bool:
        return self.state == OPEN


@dataclass(frozen=True, slots=True)
class FollowUpPage:
    """One page of the list, and how many each view holds."""

    rows: tuple[FollowUpRow, ...]
    counts: dict[str, int]
    page: int
    has_more: bool


def today_of(actor: User, now: datetime) -> date:
    """The actor's own calendar day."""
    return now.astimezone(ZoneInfo(actor.time_zone)).date()


def follow_ups_for(
    actor: User, now: datetime, view: str = MINE, *, kind: str = "", page: int = 1, size: int = 50
) -> FollowUpPage:
    """What waits, most overdue first. The same number of statements however many rows there are."""
    today, until = today_of(actor, now), page * size
    waiting = Waiting(actor, now, today, [KINDS[kind]] if kind in KINDS else KINDS.values())
    found = waiting.first(view, until + 1)
    rows = _rows(found[until - size : until], actor, now)
    return FollowUpPage(tuple(rows), waiting.counts(), page, len(found) > until)


def judged_for(actor: User, now: datetime) -> QuerySet[Promise]:
    """Promises that the ledger has called kept, part kept or broken of late, the newest judgement first."""
    since = now - timedelta(days=JUDGED_DAYS)
    ended = Promise.objects.filter(on_accounts_for(actor), state__in=("kept", *BROKEN), judged_at__gte=since)
    return ended.order_by("-judged_at", "-pk")


def judged_page(actor: User, now: datetime, *, page: int = 1, size: int = 50) -> FollowUpPage:
    """The promises that were judged of late; each view's count as on the other pages."""
    kind = KINDS["promise"]
    counts = Waiting(actor, now, today_of(actor, now), KINDS.values()).counts()
    rows = judged_for(actor, now).select_related(*_related(kind))[(page - 1) * size : page * size + 1]
    found = [_row(kind, row, actor, now) for row in rows]
    return FollowUpPage(tuple(found[:size]), counts, page, len(found) > size)


def due_by(actor: User, now: datetime, day: date, limit: int) -> list[FollowUpRow]:
    """The actor's own and anyone's that are due by the end of that day; most overdue first."""
    end = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(actor.time_zone))
    waiting = Waiting(actor, now, day, KINDS.values(), owners=(actor.pk,))
    return _rows(waiting.due(end, limit), actor, now)


def _rows(keys: Sequence[Due], actor: User, now: datetime) -> list[FollowUpRow]:
    """Those in full, in their order: one statement for each kind among them."""
    found: dict[tuple[str, int], FollowUpRow] = {}
    for kind in KINDS.values():
        if wanted := [due.pk for due in keys if due.kind == kind.name]:
            items = kind.rows.filter(pk__in=wanted).select_related(*_related(kind)).order_by()
            found |= {(kind.name, item.pk): _row(kind, item, actor, now) for item in items}
    return [found[key] for key in ((due.kind, due.pk) for due in keys) if key in found]


def follow_up_row(kind: Kind, item: Any, actor: User, now: datetime) -> FollowUpRow:
    """One item as a row: what its own page shows."""
    return _row(kind, item, actor, now)


def changes_of(kind: Kind, item: Any) -> list[FollowUpChange]:
    """When it moved or changed hands, by whom and why, the first change first."""
    return list(FollowUpChange.objects.filter(kind=kind.name, item_id=item.pk).select_related("by"))


def items_for(actor: User, kind: Kind) -> QuerySet[Any]:
    """All items of that kind that the actor may see, open or not; views turn a miss into 404."""
    rows: QuerySet[Any] = kind.rows.select_related(*_related(kind))
    if kind.name == "reminder":
        return rows.filter(Q(account__isnull=True, owner__in=teammates_for(actor)) | on_accounts_for(actor))
    return rows.filter(on_accounts_for(actor))


def _related(kind: Kind) -> tuple[str, ...]:
    more = {"promise": ("contact",), "callback": ("contact",), "dispute": ("invoice",)}
    return ("account__creditor", "owner", *more.get(kind.name, ()))


def _row(kind: Kind, item: Any, actor: User, now: datetime) -> FollowUpRow:
    account = item.account
    zone = zone_of(account, getattr(item, "contact", None)).key if account else actor.time_zone
    due_at = item.due_at if kind.has_hour else None
    due_on = due_at.astimezone(ZoneInfo(zone)).date() if due_at else getattr(item, "due_on", None)
    is_closed = item.closed_at is not None or item.state not in (OPEN, *BROKEN)
    return FollowUpRow(
        kind=kind.name,
        title=kind.title,
        pk=item.pk,
        account_id=account.pk if account else None,
        account=account.name if account else "",
        text=_TEXTS[kind.name](item),
        due_on=due_on,
        due_at=due_at,
        zone=zone,
        owner=item.owner.label if item.owner else "",
        owner_id=item.owner_id,
        state=item.state,
        days_late=0 if is_closed or due_on is None else max((today_of(actor, now) - due_on).days, 0),
        hour_has_passed=bool(due_at and due_at < now and not is_closed),
        done_label=kind.done_label,
        ended_label=kind.ended_label,
        due_text=due_text(due_at or due_on, zone, today_of(actor, now)),
        is_closed=is_closed,
        note=item.closed_how,
        counts_until=_counts_until(item, today_of(actor, now)),
    )


def _counts_until(item: Any, today: date) -> str:
    if not isinstance(item, Promise) or item.state != OPEN or item.due_on >= today:
        return ""
    last = item.due_on + timedelta(days=item.grace_days or 0)
    return dated_day(last, today) if last >= today else ""


def due_text(due: date | datetime | None, zone: str, today: date) -> str:
    """The day with its year when that is another one; for an instant also the hour, on that zone's clock."""
    if isinstance(due, datetime):
        there = due.astimezone(ZoneInfo(zone))
        return f"{dated_day(there.date(), today)}, {there:%H:%M}"
    return dated_day(due, today) if due else ""


def _promise_text(item: Any) -> str:
    amount = format_money(item.amount_minor, item.currency)
    by = f" by {item.promised_by}" if item.promised_by else ""
    how = f", {item.method}" if item.method else ""
    if item.by_file_on:
        how += f", {by_file_words(item.by_file_on, item.due_on)}"
    if item.state == OPEN and item.received_minor:
        how += f", {format_money(item.received_minor, item.currency)} of it has come"
    if item.state not in BROKEN:
        return f"{amount} promised{by}{how}"
    if not item.received_minor:
        return f"{amount} promised{by} did not come"
    missing = format_money(item.amount_minor - item.received_minor, item.currency)
    return f"{amount} promised{by}, {missing} of it did not come"


def _callback_text(item: Any) -> str:
    who = item.contact.name if item.contact else "them"
    asked = "asked to be called back" if item.asked_by_client else "we call again"
    return f"{who}: {item.note}" if item.note else f"{who}: {asked}"


def _dispute_text(item: Any) -> str:
    over = f"invoice {item.invoice.number}" if item.invoice else "the whole account"
    amount = f", {format_money(item.amount_minor, item.currency)}" if item.amount_minor else ""
    step = f": {item.next_step}" if item.next_step else ""
    return f"{capfirst(code_words(item.reason))}, {over}{amount}{step}"


_TEXTS: dict[str, Any] = {
    "promise": _promise_text,
    "commitment": lambda item: item.what,
    "callback": _callback_text,
    "document": lambda item: capfirst(item.get_what_display()),
    "dispute": _dispute_text,
    "reminder": lambda item: item.what,
}
