"""What was written to a client."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field

from duecourse.api.shapes.contact import DecisionOut, stored_decision
from duecourse.api.shapes.ledger import AccountName, account_name
from duecourse.outbox.models import Message
from duecourse.outbox.queries import sendings_of


class SendingOut(BaseModel):
    """One time that it left the house."""

    at: datetime
    by: str
    outcome: str = Field(description="`sent` counts; `failed` and `discarded` do not")
    decision_id: int
    decision: DecisionOut


class MessageOut(AccountName):
    id: int
    channel: str
    contact_id: int | None
    address: str
    subject: str
    text: str = Field(description="All of it, with what the law wants said")
    template: str = Field(description="The text that it was made from")
    with_statement: bool
    by_hand: bool = Field(description="A person (or you) sends it; otherwise we do")
    state: str = Field(description="waiting, sending, handed, sent, stopped, failed, unsure, cancelled")
    due_at: datetime = Field(description="Not before that time")
    remark: str = Field(description="Why it waits, stopped or failed")
    written_by: str
    written_at: datetime


class MessageDetail(MessageOut):
    sendings: list[SendingOut]


class Messages(BaseModel):
    items: list[MessageOut]
    next: int | None


def message_out(row: Message) -> MessageOut:
    same = ("channel", "contact_id", "address", "subject", "text", "template", "with_statement", "by_hand", "state",
            "due_at", "remark", "written_at")  # fmt: skip
    return MessageOut(
        **account_name(row.account),
        **{name: getattr(row, name) for name in same},
        id=row.pk,
        written_by=row.written_by.username,
    )


def message_detail(row: Message) -> MessageDetail:
    sendings = [
        SendingOut(
            at=one.at, by=one.by.username, outcome=one.event.outcome, decision_id=one.decision_id,
            decision=stored_decision(one.decision),
        )
        for one in sendings_of(row)
    ]  # fmt: skip
    return MessageDetail(**message_out(row).model_dump(), sendings=sendings)
