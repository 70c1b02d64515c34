"""Keeping, moving, handing over and ending what was agreed. Every change says why and leaves an audit entry."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from duecourse.calls.models import Promise
from duecourse.domain.wording import short_date
from duecourse.followups.kinds import KINDS, OPEN, Kind
from duecourse.followups.models import FollowUpChange, Reminder
from duecourse.followups.queries import follow_up_row, today_of
from duecourse.receivables.models import Account, Dispute, Invoice
from duecourse.teams import audit
from duecourse.teams.models import User
from duecourse.teams.queries import NotAllowed, assignees_for, require_writer


class AlreadyClosed(Exception):
    """Somebody was faster: the item is not open any more."""


class NotPossible(ValueError):
    """The change makes no sense for this item. The message is for the person."""


def _change(kind: Kind, item: Any, **fields: Any) -> None:
    """Raises AlreadyClosed unless the item is still as it was when it was read."""
    if not kind.rows.filter(pk=item.pk, state=item.state, closed_at__isnull=True).update(**fields):
        raise AlreadyClosed("Somebody else has closed this in the meantime.")


def _name(kind: Kind) -> str:
    return kind.model._meta.model_name or kind.name


@transaction.atomic
def keep_follow_up(*, actor: User, now: datetime, kind: Kind, item: Any, note: str = "") -> None:
    """It was done: the commitment kept, the paper sent, the dispute settled, the promise paid some other way."""
    require_writer(actor)
    how = note or f"{kind.done_label} ({actor.label})"
    _change(kind, item, state=kind.done, closed_at=now, closed_how=how[:200])
    _release_invoice(kind, item)
    audit.record(actor=actor, now=now, verb=f"keep_{_name(kind)}", subject=item)


@transaction.atomic
def close_follow_up(*, actor: User, now: datetime, kind: Kind, item: Any, because: str) -> None:
    """It ends without having been done, and it says why."""
    require_writer(actor)
    if not because:
        raise NotPossible("Say why it ends here.")
    _change(kind, item, state=kind.ended, closed_at=now, closed_how=because[:200])
    _release_invoice(kind, item)
    audit.record(actor=actor, now=now, verb=f"close_{_name(kind)}", subject=item)


def _release_invoice(kind: Kind, item: Any) -> None:
    """With its last open dispute gone, an invoice is chased again."""
    if kind.name != "dispute" or item.invoice_id is None:
        return
    if not Dispute.objects.filter(invoice=item.invoice_id, state=Dispute.State.OPEN).exists():
        Invoice.objects.filter(pk=item.invoice_id).update(is_disputed=False)


@transaction.atomic
def postpone_follow_up(
    *, actor: User, now: datetime, kind: Kind, item: Any, due: date | datetime, because: str
) -> None:
    """Another day (or, for a callback, another time), with the reason. A promise gets a new promise in its place."""
    require_writer(actor)
    if not because:
        raise NotPossible("Say why it moves.")
    if item.state != OPEN:
        raise AlreadyClosed("Only what is still open can move.")
    before, was = getattr(item, kind.due_field), _due_text(kind, item, actor, now)
    moved = item
    if isinstance(item, Promise):
        moved = _move_promise(actor, now, item, due, because)
    else:
        _change(kind, item, **{kind.due_field: due})
        setattr(moved, kind.due_field, due)
    _tell(kind, moved, actor, now, f"moved from {was} to {_due_text(kind, moved, actor, now)}", because)
    facts = {"from": before, "to": due}
    audit.record(actor=actor, now=now, verb=f"postpone_{_name(kind)}", subject=item, facts=facts)


def _due_text(kind: Kind, item: Any, actor: User, now: datetime) -> str:
    return follow_up_row(kind, item, actor, now).due_text


def _tell(kind: Kind, item: Any, actor: User, now: datetime, what: str, because: str) -> None:
    """Leave it on the item for whoever has it next."""
    FollowUpChange.objects.create(
        kind=kind.name, item_id=item.pk, account=item.account, at=now, by=actor, what=what[:160], because=because[:200]
    )


def _move_promise(actor: User, now: datetime, item: Promise, due_on: Any, because: str) -> Promise:
    """A day agreed before the old one has come replaces it; after that the old one is judged as it stands."""
    if item.due_on < today_of(actor, now):
        raise NotPossible("Its day has passed, so it will be judged as it is. Record the new promise on a call.")
    moved = Promise.objects.create(
        account=item.account, call=item.call, owner=item.owner, made_at=now, made_by=actor, contact=item.contact,
        currency=item.currency, amount_minor=item.amount_minor, due_on=due_on, grace_days=item.grace_days,
        method=item.method, promised_by=item.promised_by,
    )  # fmt: skip
    how = f"Moved to {short_date(due_on, today_of(actor, now))}: {because}"
    _change(
        KINDS["promise"], item, state=Promise.State.REPLACED, closed_at=now, closed_how=how[:200], replaced_by=moved
    )
    return moved


@transaction.atomic
def reassign_follow_up(
    *, actor: User, now: datetime, kind: Kind, item: Any, owner: User | None, because: str = ""
) -> None:
    """Hand it to somebody of the actor's team, or (None) to anyone on it; with a word for them, if there is one."""
    require_writer(actor)
    if owner is not None and not assignees_for(actor).filter(pk=owner.pk).exists():
        raise NotAllowed("It can only be handed to somebody of your own team.")
    if owner is None and isinstance(item, Reminder) and item.account_id is None:
        raise NotPossible("A reminder without an account needs an owner.")
    before = item.owner
    _change(kind, item, owner=owner)
    what = f"handed from {before.label if before else 'anyone'} to {owner.label if owner else 'anyone on the team'}"
    _tell(kind, item, actor, now, what, because)
    facts = {"from": before.username if before else None, "to": owner.username if owner else None}
    audit.record(actor=actor, now=now, verb=f"reassign_{_name(kind)}", subject=item, facts=facts)


@transaction.atomic
def add_reminder(*, actor: User, now: datetime, what: str, due_on: date, account: Account | None = None) -> Reminder:
    """A note to oneself with a day."""
    require_writer(actor)
    if not what:
        raise NotPossible("Say what to be reminded of.")
    reminder = Reminder.objects.create(
        what=what[:200], due_on=due_on, account=account, owner=actor, made_at=now, made_by=actor
    )
    audit.record(actor=actor, now=now, verb="add_reminder", subject=reminder, facts={"due_on": due_on})
    return reminder
