"""One e-mail to the mail server. What went wrong is told by what we may do about it; logs carry neither text nor
addresses."""

from __future__ import annotations

import hashlib
import logging
import smtplib
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from duecourse.domain.facts import CONSUMER
from duecourse.domain.spoken.conditions import name_tells
from duecourse.outbox.models import Sending
from duecourse.playbooks import SHIPPED, PlaybookError
from duecourse.playbooks.scripts import load_house
from duecourse.receivables.models import Account

log = logging.getLogger(__name__)

_TYPES = {"csv": "text/csv", "html": "text/html"}


class NotTaken(Exception):
    """The mail server did not take it. `again`: later it may."""

    def __init__(self, text: str, *, again: bool) -> None:
        super().__init__(text)
        self.again = again


class NotKnown(Exception):
    """The connection broke while the message was handed over: it may have gone or not. It is never sent again."""


def reach_server() -> None:
    """Sign in and hang up. Raises OSError or smtplib.SMTPException."""
    connection = get_connection()
    connection.open()
    connection.close()


def send_mail(sending: Sending) -> None:
    """Raises NotTaken and NotKnown."""
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        log.warning("message %s: the mail server cannot be reached (%s)", sending.message_id, type(error).__name__)
        raise NotTaken(f"The mail server cannot be reached{_code(error)}.", again=True) from None
    try:
        _email(sending, connection).send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        again = not any(code >= 500 for code in codes)
        raise NotTaken(f"The mail server refuses this address ({codes[0]}).", again=again) from None
    except smtplib.SMTPResponseException as error:
        raise NotTaken(f"The mail server did not take it{_code(error)}.", again=error.smtp_code < 500) from None
    except (OSError, smtplib.SMTPException) as error:
        log.warning("message %s: the connection broke (%s)", sending.message_id, type(error).__name__)
        raise NotKnown("The connection to the mail server broke while it was handed over.") from None
    finally:
        _close(connection, sending)


def _close(connection: BaseEmailBackend, sending: Sending) -> None:
    """What breaks while we say goodbye says nothing about the message."""
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        log.info("message %s: the mail server hung up first", sending.message_id)


def _code(error: Exception) -> str:
    return f" ({error.smtp_code})" if isinstance(error, smtplib.SMTPResponseException) else ""


def _email(sending: Sending, connection: BaseEmailBackend) -> EmailMessage:
    """Sent twice by a mail server that lost its memory, it has the same Message-ID and shows once."""
    message = sending.message
    sender = settings.DEFAULT_FROM_EMAIL
    digest = hashlib.sha256(f"{settings.SECRET_KEY}:{sending.pk}".encode()).hexdigest()[:24]
    email = EmailMessage(
        subject=sending.subject,
        body=sending.text,
        from_email=formataddr((sender_name(message.account), sender)),
        to=[sending.address],
        headers={
            "Message-ID": f"<{sending.pk}.{digest}@{sender.rpartition('@')[2]}>",
            "List-Unsubscribe": f"<mailto:{sender}?subject=STOP>",
        },
        connection=connection,
    )
    for name, text in sending.attachments.items():
        email.attach(name, text, _TYPES[name.rpartition(".")[2]])
    return email


def sender_name(account: Account) -> str:
    """Under which name we write: an agency's own, else the creditor's. A private person's screen shows it to whoever
    looks, so a name that tells of debts is left away there."""
    name = account.creditor.name
    if account.creditor.is_client:
        try:
            name = load_house().company
        except PlaybookError:
            name = load_house(SHIPPED).company
    return "" if account.kind == CONSUMER and name_tells(name) else name
