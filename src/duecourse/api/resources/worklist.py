"""Whom to call today and whom not, the next account, and what to have at hand for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

from ninja import Query, Router
from pydantic import BaseModel, Field

from duecourse.api.door import Asked, the
from duecourse.api.errors import WRITES, Refused, answers
from duecourse.api.fields import Given, Maybe, OneOf, text
from duecourse.api.once import TAKES_KEY, once
from duecourse.api.resources.ledger import AccountRef
from duecourse.api.shapes.ledger import AccountDetail, account_detail
from duecourse.calls.facts import facts_for
from duecourse.calls.queries import zone_of
from duecourse.calls.saying import caller_of
from duecourse.domain.brief.as_json import brief_json
from duecourse.domain.facts import ACCOUNT_KINDS
from duecourse.domain.script import REACHED, SITUATIONS
from duecourse.domain.script.as_json import script_json
from duecourse.followups.queries import today_of
from duecourse.playbooks import SHIPPED, PlaybookError
from duecourse.playbooks.brief import brief_for
from duecourse.playbooks.scripts import script_for
from duecourse.receivables.models import Account
from duecourse.receivables.queries import accounts_for
from duecourse.teams.queries import teammates_for
from duecourse.worklist.actions import claim_next
from duecourse.worklist.queries import REASONS, Filters, claim_on, desk_for
from duecourse.worklist.queries.as_json import worklist_json

router = Router()
T = TypeVar("T")


class ListFilter(Given):
    kind: Maybe[Annotated[str, OneOf(*ACCOUNT_KINDS)]] = None
    currency: Maybe[Annotated[str, text(3)]] = None
    reason: Maybe[Annotated[str, OneOf(*REASONS)]] = None
    callbacks: Maybe[Annotated[str, OneOf("mine", "anyone")]] = None
    q: Maybe[Annotated[str, text(80)]] = Field(None, description="In name or number")

    def filters(self) -> Filters:
        return Filters(
            kind=self.kind or "",
            currency=self.currency or "",
            reason=self.reason or "",
            callbacks=self.callbacks or "",
            text=(self.q or "").strip(),
        )


class WorklistQuestion(ListFilter):
    caller: Annotated[str, text(150)] = Field("me", description="`me`; a lead may name somebody of the team")
    limit: int = Field(50, ge=1, le=500, description="How many entries at most, up to 500")


class Overdue(BaseModel):
    overdue: str
    currency: str


class Listed(BaseModel):
    account: str
    account_id: int
    name: str
    overdue: str | None
    currency: str | None
    also: list[Overdue] = Field(description="What is overdue in other currencies")
    reasons: list[str]


class Entry(Listed):
    rank: int
    may_contact: str = Field(description="The gate's verdict at this moment")


class Waiting(Listed):
    until: datetime | None = Field(description="On the debtor's clock; null: somebody has to act first")


class Worklist(BaseModel):
    caller: str
    on: date
    left: int = Field(description="How many there are to call, the list beyond `limit` too")
    waiting: int
    entries: list[Entry]
    not_today: list[Waiting]


class Taken(BaseModel):
    account: AccountDetail
    until: datetime = Field(description="Nobody else gets this account before then")


class ScriptQuestion(Given):
    reached: Annotated[str, OneOf(*REACHED)] = Field("person", description="Who picked up")
    situation: Maybe[Annotated[str, OneOf(*SITUATIONS)]] = Field(None, description="Take this script instead")


@router.get("/worklist", response=answers(Worklist, 404))
def worklist(request: Asked, question: Query[WorklistQuestion]) -> Worklist:
    """Whom to call today, best first and why; whom not, why and until when. As `duecourse worklist --json`."""
    user, now = request.auth.user, request.auth.now
    person = user if question.caller == "me" else teammates_for(user).get(username=question.caller)
    desk = desk_for(person, now, question.filters(), question.limit)
    return Worklist.model_validate(worklist_json(desk, caller=person.username, on=today_of(person, now)))


@router.post("/worklist/next", response=answers(Taken, 404, *WRITES, ok=201), openapi_extra=TAKES_KEY)
@once
def next_account(request: Asked, question: Query[ListFilter]) -> Taken:
    """Take the best account that nobody else has, for twenty minutes. Asking again goes on down the list."""
    user, now = request.auth.user, request.auth.now
    key = claim_next(actor=user, now=now, filters=question.filters())
    if key is None:
        raise Refused(404, "nobody_left", "Nobody is left to call right now.")
    account = accounts_for(user).get(pk=key)
    claim = claim_on(account, now)
    assert claim is not None, "it has just been taken"
    return Taken(account=account_detail(account), until=claim.expires_at)


@router.get("/accounts/{account}/brief", response=answers(dict[str, Any], 404, 409))
def brief(request: Asked, account: AccountRef) -> dict[str, Any]:
    """Everything worth knowing before the call, as `duecourse brief ACCOUNT --json`."""
    row = the(Account, request)
    there = request.auth.now.astimezone(zone_of(row))
    facts = facts_for(row, there.date())
    return brief_json(_with_ours(lambda overlay: brief_for(facts, there.date(), there, overlay=overlay)))


@router.get("/accounts/{account}/script", response=answers(dict[str, Any], 404, 409))
def script(request: Asked, account: AccountRef, question: Query[ScriptQuestion]) -> dict[str, Any]:
    """What to say today, filled from the ledger, as `duecourse script ACCOUNT --json`."""
    row = the(Account, request)
    today = request.auth.now.astimezone(zone_of(row)).date()
    facts, caller = facts_for(row, today), caller_of(request.auth.user, row)
    chosen = {"reached": question.reached, "situation": question.situation or ""}
    return script_json(_with_ours(lambda own: script_for(facts, today, caller=caller, overlay=own, **chosen)))


def _with_ours(make: Callable[[Path | None], T]) -> T:
    """With the team's own files, or with the shipped ones where a file of theirs cannot be used."""
    try:
        return make(None)
    except PlaybookError:
        return make(SHIPPED)
