"""Messages that waited for their time, sent by the worker in the name of whoever wrote them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from duecourse.calls.actions import ContactNotAllowed
from duecourse.compliance.gate import can_decide
from duecourse.outbox.actions.sending import CLAIM, NotWaiting, close, send_message
from duecourse.outbox.models import Message
from duecourse.outbox.queries import sends_mail
from duecourse.teams.queries import NotAllowed

AT_ONCE = 200  # in one run; the next one is a minute away


def send_due(*, now: datetime) -> int:
    """Send what is due, each in a transaction of its own; how many went out of waiting."""
    _cut_off(now)
    if not sends_mail() or not can_decide():
        return 0
    due = Message.objects.filter(state=Message.State.WAITING, by_hand=False, due_at__lte=now)
    rows = due.select_related("account__creditor", "contact", "written_by", "answers").order_by("due_at", "pk")
    return sum(_send(now, message) for message in rows[:AT_ONCE])


def _send(now: datetime, message: Message) -> bool:
    """Where the gate says no it waits on or stops, and says why; where somebody was faster there is nothing to do."""
    try:
        send_message(actor=message.written_by, now=now, message=message)
    except (ContactNotAllowed, NotWaiting):
        return False
    except NotAllowed:
        with transaction.atomic():
            why = f"{message.written_by.label} may not write any more."
            close(None, now, message, Message.State.STOPPED, why, of=(Message.State.WAITING,))
        return False
    return True


def _cut_off(now: datetime) -> None:
    """A try that began and never ended: the process was killed, and nobody knows whether the mail had gone."""
    lost = Message.objects.filter(state=Message.State.SENDING, claimed_at__lt=now - CLAIM)
    for message in lost:
        with transaction.atomic():
            why = "We were cut off while it was handed to the mail server. Look in your mailbox whether it went."
            close(None, now, message, Message.State.UNSURE, why)
