"""They replied STOP: the medium is closed from that moment, and one confirmation may still go."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from duecourse.compliance.actions import record_opt_out
from duecourse.domain.contact_policy.words import EMAIL, SMS
from duecourse.domain.written import STOP_CONFIRMED
from duecourse.outbox.actions.writing import NotWritten, Words, write_message
from duecourse.outbox.composing import writing_for
from duecourse.outbox.models import Message
from duecourse.playbooks.messages import load_messages
from duecourse.receivables.models import Account, Contact
from duecourse.teams.models import User

STOPPABLE = (EMAIL, SMS)


@transaction.atomic
def record_stop(
    *, actor: User, now: datetime, account: Account, contact: Contact | None, channel: str
) -> Message | None:
    """Durable before the page answers. The confirmation waits to be sent; None where there is no address for it."""
    record_opt_out(actor=actor, now=now, account=account, medium=channel, contact=contact)
    text = next(text.id for text in load_messages().values() if text.occasion == STOP_CONFIRMED)
    writing = writing_for(account, contact, actor=actor, now=now, channel=channel, text=text)
    try:
        return write_message(actor=actor, now=now, writing=writing, words=Words())
    except NotWritten:
        return None
