"""Writing to a client: the text from the ledger, the gate at the moment it leaves, the record."""

from __future__ import annotations

from typing import Annotated

from ninja import Query, Router
from pydantic import Field

from duecourse.api.door import Asked, the
from duecourse.api.errors import WRITES, FieldError, Refused, answers, unreadable
from duecourse.api.fields import BodyKey, Given, Maybe, OneOf, Pages, text
from duecourse.api.once import TAKES_KEY, once
from duecourse.api.paging import page_of
from duecourse.api.resources.ledger import AccountRef, contact_of
from duecourse.api.shapes.messages import MessageDetail, Messages, message_detail, message_out
from duecourse.compliance.gate import verdict_for
from duecourse.outbox.actions import sending
from duecourse.outbox.actions.writing import NotWritten, Words
from duecourse.outbox.composing import NoSuchText, writing_for
from duecourse.outbox.models import Message
from duecourse.outbox.queries import messages_for
from duecourse.playbooks import PlaybookError
from duecourse.receivables.models import Account

router = Router()
Channel = Annotated[str, OneOf(*Message.Channel.values)]


class MessageFilter(Pages):
    state: Maybe[Annotated[str, OneOf(*Message.State.values)]] = None


class MessageIn(Given):
    channel: Channel
    contact: BodyKey | None = Field(
        None, description="The `id` of one of its contacts; left out: who is asked for first"
    )
    template: Annotated[str, text(64)] = Field(
        "", description="Which text; empty: the one that suits the account today"
    )
    subject: Annotated[str, text(160)] | None = None
    body: Annotated[str, text(20_000)] | None = Field(
        None, description="Your words instead of the text's; what the law wants said stays around them"
    )
    address: Annotated[str, text(400)] = Field("", description="Of a letter: the lines of the window")
    with_statement: bool | None = Field(None, strict=True, description="Left out: as the text has it")
    when: Annotated[str, OneOf("now", "when_allowed")] = Field(
        "now", description="`when_allowed`: where the gate says no, wait for the earliest time instead of refusing"
    )
    override_reason: Annotated[str, text(300)] = Field("", description="A lead may go ahead against the rules; kept")


class OutcomeIn(Given):
    sent: bool = Field(strict=True, description="False: it did not leave the house, and does not count")


@router.get("/accounts/{account}/messages", response=answers(Messages, 404, 409))
def account_messages(request: Asked, account: AccountRef, filters: Query[MessageFilter]) -> Messages:
    """What was written to one account, newest first."""
    rows = messages_for(request.auth.user).filter(account=the(Account, request)).order_by("-pk")
    if filters.state:
        rows = rows.filter(state=filters.state)
    found, after = page_of(rows, filters, newest_first=True)
    return Messages(items=[message_out(row) for row in found], next=after)


@router.get("/messages/{int:message}", response=answers(MessageDetail, 404))
def message(request: Asked, message: int) -> MessageDetail:
    """One message, with each time it left the house and the decision it stood under."""
    return message_detail(the(Message, request))


@router.post(
    "/accounts/{account}/messages", response=answers(MessageDetail, 404, *WRITES, ok=201), openapi_extra=TAKES_KEY
)
@once
def write_to(request: Asked, account: AccountRef, given: MessageIn) -> MessageDetail:
    """Write and send. The gate decides now, whatever a list said earlier; its decision is stored either way. What a
    person sends is `handed` to you: send it, then tell its outcome."""
    row, asking = the(Account, request), request.auth
    contact = contact_of(row, given.contact)
    try:
        writing = writing_for(
            row, contact, actor=asking.user, now=asking.now, channel=given.channel, text=given.template
        )
    except NoSuchText as problem:
        raise unreadable([FieldError(field="template", message=str(problem))]) from None
    except PlaybookError:
        raise Refused(409, "text_broken", "A text of the team cannot be used: a lead has to put it right.") from None
    due_at = None
    if given.when == "when_allowed":
        due_at = verdict_for(row, contact, now=asking.now, channel=given.channel).earliest_allowed_at
    try:
        written = sending.write_and_send(
            actor=asking.user, now=asking.now, writing=writing, due_at=due_at,
            words=Words(given.subject, given.body, given.address, given.with_statement),
            override_reason=given.override_reason.strip(),
        )  # fmt: skip
    except NotWritten as problem:
        raise unreadable([FieldError(field=problem.field, message=str(problem))]) from None
    return message_detail(messages_for(asking.user).get(pk=written.pk))


@router.post("/messages/{int:message}/outcome", response=answers(MessageDetail, 404, *WRITES))
def tell_outcome(request: Asked, message: int, given: OutcomeIn) -> MessageDetail:
    """What became of a message that was handed to you."""
    row, asking = the(Message, request), request.auth
    try:
        tell = sending.confirm_sent if given.sent else sending.take_back
        tell(actor=asking.user, now=asking.now, message=row)
    except sending.NotWaiting as gone:
        raise Refused(409, "not_in_hand", str(gone)) from None
    return message_detail(messages_for(asking.user).get(pk=row.pk))
