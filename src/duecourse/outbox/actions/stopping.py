"""They replied STOP: the medium is closed from that moment, and one confirmation may still go."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from duecourse.compliance.actions import record_opt_out
from duecourse.domain.contact_policy.words import CONFIRM_OPT_OUT, EMAIL, SMS
from duecourse.domain.written import STOP_CONFIRMED
from duecourse.outbox.actions.writing import NotWritten, Words, write_message
from duecourse.outbox.composing import writing_for
from duecourse.outbox.models import Message
from duecourse.playbooks.messages import load_messages
from duecourse.receivables.models import Account, Contact
from duecourse.teams.models import User

STOPPABLE = (EMAIL, SMS)
ONE_ANSWER = timedelta(days=30)


@transaction.atomic
def record_stop(
    *, actor: User, now: datetime, account: Account, contact: Contact | None, channel: str
) -> Message | None:
    """Durable before the page answers. The confirmation waits to be sent; None where there is no address for it, and
    where they have had one of late: who says it twice is not answered twice."""
    record_opt_out(actor=actor, now=now, account=account, medium=channel, contact=contact)
    had = Message.objects.filter(
        account=account, contact=contact, channel=channel, purpose=CONFIRM_OPT_OUT, written_at__gte=now - ONE_ANSWER
    )
    if had.exclude(state__in=(Message.State.CANCELLED, Message.State.STOPPED, Message.State.FAILED)).exists():
        return None
    text = next(text.id for text in load_messages().values() if text.occasion == STOP_CONFIRMED)
    writing = writing_for(account, contact, actor=actor, now=now, channel=channel, text=text)
    try:
        return write_message(actor=actor, now=now, writing=writing, words=Words())
    except NotWritten:
        return None
