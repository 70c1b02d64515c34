"""Calls: start one (the gate is asked at that moment), keep a draft, write the record, correct it."""

from __future__ import annotations

from typing import Annotated

from ninja import Query, Router
from pydantic import Field, field_validator, model_validator

from duecourse.api.door import Asked, the
from duecourse.api.errors import WRITES, FieldError, Refused, answers, unreadable
from duecourse.api.fields import BodyKey, Day, Given, Instant, Maybe, OneOf, Pages, text
from duecourse.api.once import TAKES_KEY, once
from duecourse.api.paging import page_of
from duecourse.api.resources.ledger import AccountRef, contact_of
from duecourse.api.shapes.calls import CallDetail, Calls, call_detail, call_out
from duecourse.api.shapes.record import DelayReason, Outcome, Point, RecordIn, field_errors, place_of, record_input
from duecourse.calls import actions
from duecourse.calls.forms import DRAFT_LISTS, DRAFT_NAMES
from duecourse.calls.models import Call
from duecourse.calls.queries import calls_for, closed_hour, terms_for, with_records, zone_of
from duecourse.domain.promise_terms import Question, Terms, remarks
from duecourse.receivables.queries import account_named, open_numbers_of
from duecourse.teams.models import User
from duecourse.teams.queries import NotAllowed

router = Router()
Written = Annotated[str, text(20_000)]


class CallFilter(Pages):
    account: Maybe[AccountRef] = None
    caller: Maybe[Annotated[str, text(150)]] = Field(None, description="`me`, or the name somebody signs in with")
    state: Maybe[Annotated[str, OneOf("open", "closed")]] = None
    since: Maybe[Instant] = Field(None, description="Started at that time or later")
    until: Maybe[Instant] = Field(None, description="Started before that time")


class CallIn(Given):
    account: AccountRef
    contact: BodyKey | None = Field(
        None, description="The `id` of one of its contacts; left out: who is asked for first"
    )
    number: Annotated[str, text(32)] = Field("", description="Empty: the contact's, else the account's")
    direction: Annotated[str, OneOf("out", "in")] = Field("out", description="`in`: they called us")
    override_reason: Annotated[str, text(300)] = Field("", description="A lead may go ahead against the rules; kept")


class DraftIn(Given):
    fields: dict[str, Written | list[Written]] = Field(description="What has been typed, by the names of the call form")
    revision: int = Field(strict=True, ge=0, le=2**31 - 1, description="Counts up: an older draft replaces nothing")

    @field_validator("fields")
    @classmethod
    def _known(cls, fields: dict[str, str | list[str]]) -> dict[str, str | list[str]]:
        if strange := sorted(fields.keys() - DRAFT_NAMES):
            raise ValueError(f"The call form has no field {', '.join(strange)}.")
        if wrong := [name for name, value in fields.items() if isinstance(value, list) != (name in DRAFT_LISTS)]:
            lists = " and ".join(sorted(DRAFT_LISTS))
            raise ValueError(f"Only {lists} are lists, and they always are: see {', '.join(sorted(wrong))}.")
        return fields


class AmendIn(Given):
    """Only what changes."""

    because: Annotated[str, text(300, min_length=1)] = Field(description="Why the record changes; kept beside it")
    outcome: Outcome | None = None
    points: list[Point] | None = Field(None, max_length=20)
    discussed: Written | None = None
    next_step: Annotated[str, text(300)] | None = None
    next_step_on: Day | None = None
    delay_reason: DelayReason | None = None
    delay_words: Annotated[str, text(500)] | None = None
    said: list[Annotated[str, text(40)]] = Field(
        [], max_length=20, description="Where the outcome changes: ids of the call's `to_say` that were said"
    )
    unsaid_because: Annotated[str, text(200)] = Field("", description="Why the rest was not said; kept in the record")

    @model_validator(mode="after")
    def _says_something(self) -> AmendIn:
        for name in ("because", "discussed", "next_step"):
            value = getattr(self, name)
            if value is not None and not value.strip():
                raise ValueError(f"{name} may not be empty.")
        if not self.changes():
            raise ValueError("Nothing changes: give at least one field beside because.")
        return self

    def changes(self) -> dict[str, object]:
        """`next_step_on` alone may become null."""
        given = self.model_dump(exclude={"because", "said", "unsaid_because"}, exclude_unset=True)
        return {name: value for name, value in given.items() if value is not None or name == "next_step_on"}


@router.get("/calls", response=answers(Calls, 404, 409))
def calls(request: Asked, filters: Query[CallFilter]) -> Calls:
    """Calls, newest first, each with the last version of its record."""
    user = request.auth.user
    rows = with_records(calls_for(user))
    if filters.account:
        rows = rows.filter(account=account_named(user, filters.account))
    if filters.caller:
        rows = rows.filter(caller__username=user.username if filters.caller == "me" else filters.caller)
    if filters.state:
        rows = rows.filter(state=filters.state)
    if filters.since:
        rows = rows.filter(started_at__gte=filters.since)
    if filters.until:
        rows = rows.filter(started_at__lt=filters.until)
    found, after = page_of(rows, filters, newest_first=True)
    return Calls(items=[call_out(row) for row in found], next=after)


@router.get("/calls/{int:call}", response=answers(CallDetail, 404))
def call(request: Asked, call: int) -> CallDetail:
    """One call: every version of its record and what it left behind; to its caller also the draft."""
    row = the(Call, request)
    return call_detail(row, with_draft=row.caller_id == request.auth.user.pk)


@router.post("/calls", response=answers(CallDetail, 404, *WRITES, ok=201), openapi_extra=TAKES_KEY)
@once
def start_call(request: Asked, given: CallIn) -> CallDetail:
    """Start a call. The gate decides now, whatever a list said earlier; its decision is stored either way."""
    asking = request.auth
    account = account_named(asking.user, given.account)
    started = actions.start_call(
        actor=asking.user,
        now=asking.now,
        account=account,
        contact=contact_of(account, given.contact),
        number=given.number,
        override_reason=given.override_reason.strip(),
        direction=given.direction,
    )
    return _told(asking.user, started)


def _told(user: User, call: Call) -> CallDetail:
    """The call as it stands now."""
    return call_detail(with_records(calls_for(user)).get(pk=call.pk), with_draft=call.caller_id == user.pk)


def _mine(request: Asked) -> Call:
    call = the(Call, request)
    if call.caller_id != request.auth.user.pk:
        raise NotAllowed("Only the caller who made the call writes in it.")
    return call


def _has_its_record() -> Refused:
    return Refused(409, "call_closed", "This call has its record already. Correct it with an amendment.")


class DraftOut(Given):
    saved: bool = Field(description="False: a newer draft is there already")


@router.put("/calls/{int:call}/draft", response=answers(DraftOut, 404, *WRITES))
def save_draft(request: Asked, call: int, given: DraftIn) -> DraftOut:
    """Keep what has been typed so far. Nothing in it is checked until the record is written."""
    try:
        saved = actions.save_draft(
            actor=request.auth.user,
            now=request.auth.now,
            call=_mine(request),
            body=given.fields,
            revision=given.revision,
        )
    except actions.CallNotOpen:
        raise _has_its_record() from None
    return DraftOut(saved=saved)


@router.post("/calls/{int:call}/record", response=answers(CallDetail, 404, *WRITES, ok=201), openapi_extra=TAKES_KEY)
@once
def write_record(request: Asked, call: int, given: RecordIn) -> CallDetail:
    """Close the call. Promises, callbacks, commitments, papers and a dispute begin to be followed up."""
    row, asking = _mine(request), request.auth
    zone = zone_of(row.account, row.contact)
    terms, numbers = terms_for(row.account, asking.now.astimezone(zone)), open_numbers_of(row.account)
    record, errors = record_input(given, currencies=_currencies(row, terms), open_numbers=numbers, zone=zone)
    if errors:
        raise unreadable(errors)
    try:
        actions.close_call(
            actor=asking.user,
            now=asking.now,
            call=row,
            record=record,
            terms=terms,
        )
    except actions.LeftUnsaid as unsaid:
        raise _left_unsaid(unsaid) from None
    except actions.PromiseAsked as asked:
        raise _asked(asked.questions) from None
    except actions.RecordIncomplete as incomplete:
        raise unreadable(field_errors(incomplete.problems)) from None
    except actions.CallNotOpen:
        raise _has_its_record() from None
    worth_knowing = [remark.text for remark in remarks(record.promises, terms)]
    if record.callback and (closed := closed_hour(row.account, record.callback.due_at, zone)):
        worth_knowing.append(closed)
    return _told(asking.user, row).model_copy(update={"remarks": worth_knowing})


def _currencies(call: Call, terms: Terms) -> list[str]:
    """In which something is open on the account; its own comes first, and stands alone where nothing is."""
    own = call.account.currency
    return sorted((code for code, owed in terms.owed.items() if owed), key=lambda code: (code != own, code)) or [own]


def _asked(questions: tuple[Question, ...]) -> Refused:
    """Not refused for good: the same record with a yes to what is asked is written."""
    kinds = ", ".join(f'"{kind}"' for kind in dict.fromkeys(question.kind for question in questions))
    text = " ".join(question.text for question in questions)
    places = [FieldError(field=place_of(question.field), message=question.text) for question in questions]
    return Refused(409, "confirm_promise", f'{text} Send it again with "keep": [{kinds}].', fields=places)


def _left_unsaid(unsaid: actions.LeftUnsaid) -> Refused:
    fields = list(field_errors(unsaid.problems))
    return Refused(422, "left_unsaid", "The law asks for words that were not said.", fields=fields)


@router.post(
    "/calls/{int:call}/amendments", response=answers(CallDetail, 404, *WRITES, ok=201), openapi_extra=TAKES_KEY
)
@once
def amend_record(request: Asked, call: int, given: AmendIn) -> CallDetail:
    """Correct a record: a new version that says why; the old one stays."""
    row, asking = the(Call, request), request.auth
    try:
        actions.amend_record(
            actor=asking.user, now=asking.now, call=row, because=given.because.strip(), changes=given.changes(),
            said=given.said, unsaid_because=given.unsaid_because,
        )  # fmt: skip
    except actions.LeftUnsaid as unsaid:
        raise _left_unsaid(unsaid) from None
    except actions.CallNotOpen:
        raise Refused(409, "no_record", "This call has no record to correct yet.") from None
    return _told(asking.user, row)


@router.post("/calls/{int:call}/discard", response=answers(CallDetail, 404, *WRITES))
def discard_call(request: Asked, call: int) -> CallDetail:
    """Started by mistake, never dialled: it is taken back from what counts for the gate."""
    row, asking = _mine(request), request.auth
    try:
        actions.discard_call(actor=asking.user, now=asking.now, call=row)
    except actions.CallNotOpen:
        raise _has_its_record() from None
    row.refresh_from_db()
    return call_detail(row, with_draft=False)
