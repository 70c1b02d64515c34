"""Writing a message: the text is fixed here, and nothing has left the house yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from duecourse.calls.models import DocumentRequest
from duecourse.domain.contact_policy.words import CONFIRM_OPT_OUT, DISCUSS, EMAIL, LETTER, SMS
from duecourse.domain.redaction import redact
from duecourse.domain.wording import tidy
from duecourse.domain.written import STOP_CONFIRMED
from duecourse.outbox.composing import Writing, basis_as_json, basis_of
from duecourse.outbox.models import Message
from duecourse.outbox.queries import sends_mail
from duecourse.teams import audit
from duecourse.teams.models import User
from duecourse.teams.queries import NotAllowed, require_writer

LONGEST = {EMAIL: 20_000, LETTER: 20_000, SMS: 1_000}
_NO_ADDRESS = {
    EMAIL: "No e-mail address is on file for them.",
    SMS: "No telephone number is on file for them.",
    LETTER: "Write the address as it should stand in the window.",
}


class NotWritten(ValueError):
    """The message cannot be used as it is. `field` is where to change it."""

    def __init__(self, text: str, field: str = "body") -> None:
        super().__init__(text)
        self.field = field


class WrittenAlready(Exception):
    """The same page was sent twice. `message` is what the first one wrote."""

    def __init__(self, message: Message) -> None:
        super().__init__("This was sent already.")
        self.message = message


@dataclass(frozen=True, slots=True)
class Words:
    """What a person may change of a message; None: as the text has it."""

    subject: str | None = None
    body: str | None = None
    address: str = ""  # of a letter
    with_statement: bool | None = None


@transaction.atomic
def write_message(
    *, actor: User, now: datetime, writing: Writing, words: Words, due_at: datetime | None = None,
    answers: DocumentRequest | None = None, reminder: str = "", form_key: str = "",
) -> Message:  # fmt: skip
    """Keep the message as it will go, with what the law wants said in its place. It waits until `due_at` (now).

    Raises NotWritten, WrittenAlready, NotAllowed.
    """
    require_writer(actor)
    account, contact = writing.account, writing.contact
    if contact is not None and contact.account_id != account.pk:
        raise NotAllowed("That person belongs to another account.")
    given = _checked(writing, words)
    template = writing.template
    wanted = template.statement if words.with_statement is None else words.with_statement
    try:
        with transaction.atomic():
            message = Message.objects.create(
                account=account, contact=contact, channel=writing.channel, template=template.id,
                purpose=CONFIRM_OPT_OUT if template.occasion == STOP_CONFIRMED else DISCUSS,
                with_statement=wanted and writing.channel != SMS,
                laws=[law.as_json() for law in writing.composed.laws], asks_for_money=template.asks_for_money,
                basis=basis_as_json(basis_of(account)), by_hand=_by_hand(writing, answers),
                written_by=actor, written_at=now, due_at=due_at or now, answers=answers, reminder=reminder,
                form_key=form_key[:40] or None, **given,
            )  # fmt: skip
    except IntegrityError as error:
        first = Message.objects.filter(form_key=form_key[:40]).first() if form_key else None
        first = first or Message.objects.filter(account=account, reminder=reminder).exclude(reminder="").first()
        if first is None:
            raise
        raise WrittenAlready(first) from error
    facts = {"account": account.number, "channel": message.channel, "text": template.id, "due_at": message.due_at}
    audit.record(actor=actor, now=now, verb="write_message", subject=message, facts=facts)
    return message


def _by_hand(writing: Writing, answers: DocumentRequest | None) -> bool:
    """A person sends it: we have no way to, or a paper goes with it that only they have."""
    with_a_paper = writing.paper_by_hand or (answers is not None and answers.what != "statement")
    return writing.channel != EMAIL or not sends_mail() or with_a_paper


def _checked(writing: Writing, words: Words) -> dict[str, str]:
    """Address, subject and text as they will be kept: card numbers masked. Raises NotWritten."""
    made, channel = writing.composed, writing.channel
    if made.refused:
        raise NotWritten(made.refused)
    address = words.address.replace("\r\n", "\n").strip() if channel == LETTER else writing.address.strip()
    if not address:
        raise NotWritten(_NO_ADDRESS[channel], "address")
    body = made.body if words.body is None else words.body.replace("\r\n", "\n").strip()
    if not body and made.body:
        raise NotWritten("The message says nothing: write at least one sentence.")
    text = redact(made.text(body))
    if len(text) > LONGEST[channel]:
        raise NotWritten(f"The message is too long: {len(text):,} characters of at most {LONGEST[channel]:,}.")
    subject = tidy(redact(made.subject if words.subject is None else words.subject), 160)
    if not subject:
        raise NotWritten("Write a subject.", "subject")
    return {"address": address[:400], "subject": subject, "text": text}
