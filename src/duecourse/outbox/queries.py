"""Reads of what is written, narrowed to what the actor may see."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from duecourse.compliance.gate import decide_anew, verdict_for
from duecourse.domain.contact_policy import Reason
from duecourse.domain.contact_policy.words import SMS
from duecourse.outbox.models import OPEN_STATES, Message, Sending
from duecourse.receivables.models import Account
from duecourse.receivables.queries import on_accounts_for
from duecourse.teams.models import User

_STATE = Message.State
# The views of the list: what waits, what somebody has to look at, what has gone.
VIEWS: dict[str, Q] = {
    "waiting": Q(state__in=(_STATE.WAITING, _STATE.SENDING)),
    "yours": Q(state=_STATE.HANDED),
    "look": Q(state__in=(_STATE.FAILED, _STATE.UNSURE, _STATE.STOPPED)),
    "sent": Q(state=_STATE.SENT),
}
LOOKED_AT = timedelta(days=14)  # after this nobody has to look at it any more


def sends_mail() -> bool:
    """Whether a mail server is set up; without one people send their e-mails themselves."""
    return bool(settings.SENDS_MAIL)


def messages_for(actor: User) -> QuerySet[Message]:
    """Messages on accounts the actor may see, newest first."""
    rows = Message.objects.filter(on_accounts_for(actor))
    return rows.select_related("account__creditor", "contact", "written_by", "answers")


def listed(actor: User, now: datetime, view: str) -> QuerySet[Message]:
    """One view of the list: what waits by its time, the rest newest first."""
    rows = messages_for(actor).filter(VIEWS[view])
    if view == "look":
        rows = rows.filter(written_at__gte=now - LOOKED_AT)
    return rows.order_by("due_at", "pk") if view == "waiting" else rows


def counts_of(actor: User, now: datetime) -> dict[str, int]:
    """How many each view holds; what has gone is not counted."""
    recent = Q(written_at__gte=now - LOOKED_AT)
    wanted = {
        name: Count("pk", filter=q & recent if name == "look" else q) for name, q in VIEWS.items() if name != "sent"
    }
    open_or_recent = Q(state__in=OPEN_STATES) | recent
    return Message.objects.filter(on_accounts_for(actor)).filter(open_or_recent).aggregate(**wanted)


def waiting_on(account: Account) -> list[Message]:
    """What is written to that account and has not gone yet, for its page."""
    rows = Message.objects.filter(account=account, state__in=OPEN_STATES)
    return list(rows.select_related("contact", "written_by").order_by("due_at", "pk"))


def against_now(message: Message, now: datetime) -> tuple[Reason, ...]:
    """Why a message that somebody has in their hands had better not leave them any more: the night has come, or they
    have said STOP since. Empty: nothing does. The message itself, which counts already, does not stand in its own way,
    nor does what a lead has overridden."""
    last = sendings_of(message).last()
    if last is None or message.state != _STATE.HANDED:
        return ()
    number = message.address if message.channel == SMS else ""
    asked = verdict_for(
        message.account, message.contact, now=now, channel=message.channel, number=number, purpose=message.purpose,
        in_reply=message.confirms_stop,
    ).case  # fmt: skip
    events = tuple(event for event in asked.events if not (event.kind == "message" and event.at == last.event.at))
    decision = decide_anew(replace(asked, events=events))
    overridden = {reason["rule"] for reason in last.decision.reasons} if last.decision.overridden_by_id else set()
    return () if decision.is_open else tuple(one for one in decision.reasons if one.rule not in overridden)


def sendings_of(message: Message) -> QuerySet[Sending]:
    """Each time it left the house, with the decision it stood under."""
    return Sending.objects.filter(message=message).select_related("by", "decision", "event").order_by("at", "pk")
