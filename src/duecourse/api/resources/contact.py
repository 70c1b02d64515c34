"""May this account be contacted now? To look; starting a call asks again."""

from __future__ import annotations

from typing import Annotated

from ninja import Query, Router
from pydantic import Field

from duecourse.api.door import Asked
from duecourse.api.errors import answers
from duecourse.api.fields import Given, Key, Maybe, OneOf, text
from duecourse.api.resources.ledger import AccountRef, contact_of
from duecourse.api.shapes.contact import DecisionOut, decision_out
from duecourse.api.shapes.ledger import AccountName, account_name
from duecourse.compliance.gate import verdict_for
from duecourse.domain.contact_policy.words import CHANNELS
from duecourse.receivables.queries import account_named

router = Router()


class MayContact(AccountName, DecisionOut):
    contact_id: int | None


class MayContactQuestion(Given):
    account: AccountRef
    contact: Maybe[Key] = Field(None, description="The `id` of one of its contacts; left out: who is asked for first")
    channel: Annotated[str, OneOf(*CHANNELS)] = "phone"
    number: Annotated[str, text(32)] = Field("", description="Another number than the one on file")


@router.get("/may-contact", response=answers(MayContact, 404, 409))
def may_contact(request: Asked, question: Query[MayContactQuestion]) -> MayContact:
    """The gate's answer at this moment, with its reasons. Nothing is stored: nobody has been contacted."""
    account = account_named(request.auth.user, question.account)
    contact = contact_of(account, question.contact)
    verdict = verdict_for(account, contact, now=request.auth.now, channel=question.channel, number=question.number)
    return MayContact(
        **account_name(account), **decision_out(verdict).model_dump(), contact_id=contact.pk if contact else None
    )
