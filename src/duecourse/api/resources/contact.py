"""May this account be contacted now? To look; starting a call asks again. And what they said that binds."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from ninja import Query, Router
from pydantic import BaseModel, Field

from duecourse.api.door import Asked, the
from duecourse.api.errors import WRITES, FieldError, answers, unreadable
from duecourse.api.fields import CLOCK, BodyKey, Given, Instant, Key, Maybe, OneOf, text
from duecourse.api.once import TAKES_KEY, once
from duecourse.api.resources.ledger import AccountRef, contact_of
from duecourse.api.shapes.contact import DecisionOut, decision_out
from duecourse.api.shapes.ledger import AccountName, account_name
from duecourse.calls.evidence import as_json, evidence_of
from duecourse.compliance.actions import NotAnEvent, record_contact_event
from duecourse.compliance.gate import verdict_for
from duecourse.compliance.models import ContactDecision
from duecourse.compliance.ways import number_to_dial
from duecourse.compliance.wishes import WISHES, Wish
from duecourse.compliance.writing import words_for
from duecourse.domain.contact_policy.words import CHANNELS, PHONE, SMS
from duecourse.receivables.models import Account
from duecourse.receivables.queries import account_named

router = Router()


class Words(BaseModel):
    """A paragraph that the law wants in a message, and the rule behind it."""

    id: str
    words: str
    verbatim: bool
    citation: str
    link: str
    status: str
    pack: str


class MayContact(AccountName, DecisionOut):
    contact_id: int | None
    must_say: list[Words] = Field(
        description="What an e-mail, text message or letter has to say; a call's own stands in it"
    )


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
    number = number_to_dial(contact or account, account.country, question.number)
    verdict = verdict_for(account, contact, now=request.auth.now, channel=question.channel, number=number)
    must_say = words_for(account, contact, now=request.auth.now).get(question.channel, ())
    return MayContact(
        **account_name(account),
        **decision_out(verdict).model_dump(),
        contact_id=contact.pk if contact else None,
        must_say=[Words.model_validate(one, from_attributes=True) for one in must_say],
    )


class Hours(Given):
    """On their clock. `inconvenient_time` may be of whole days: `weekdays` without `start` and `end`."""

    start: Annotated[str, Field(pattern=CLOCK)] | None = Field(None, description="Like 09:00")
    end: Annotated[str, Field(pattern=CLOCK)] | None = Field(None, description="Like 17:30")
    weekdays: list[Annotated[int, Field(ge=1, le=7)]] = Field(
        default_factory=list, max_length=7, description="1 is Monday; left out: every day"
    )


def _wrong_hours(hours: Hours, wish: Wish) -> str:
    """What cannot be used of them, in words; "" where they are right."""
    if hours.start is None and hours.end is None and wish.takes_whole_days:
        return "" if hours.weekdays else "Say which hours, or which weekdays."
    if hours.start is None or hours.end is None:
        return "Give both `start` and `end`."
    if hours.start == hours.end:
        whole = " For whole days leave both out and give `weekdays`." if wish.takes_whole_days else ""
        return f"`start` and `end` are the same time.{whole}"
    return ""


class SaidIn(Given):
    what: Annotated[str, OneOf(*WISHES)] = Field(description="As on the contact page: what they said or sent")
    contact: BodyKey | None = Field(None, description="Who said it, one of its contacts; left out: everybody there")
    how: Annotated[str, OneOf(*CHANNELS)] = Field("phone", description="By which way they said it")
    number: Annotated[str, text(32)] = Field(
        "", description="For calls and texts: of this number alone; left out: of any"
    )
    hours: Hours | None = Field(None, description="For inconvenient_time and consent_time")
    at: Instant | None = Field(None, description="When; left out: now")
    note: Annotated[str, text(200)] = ""


class SaidOut(AccountName):
    id: int
    what: str
    contact_id: int | None
    at: datetime


@router.post("/accounts/{account}/said", response=answers(SaidOut, 404, *WRITES, ok=201), openapi_extra=TAKES_KEY)
@once
def record_said(request: Asked, account: AccountRef, given: SaidIn) -> SaidOut:
    """What they said or sent that binds: a STOP that a text gateway received, hours, an attorney. It holds for every
    contact from the moment of the answer on."""
    row, asking = the(Account, request), request.auth
    wish = WISHES[given.what]
    person = contact_of(row, given.contact) if given.contact else None
    if wish.asks_hours != (given.hours is not None):
        message = "Say which hours." if wish.asks_hours else "Hours are for inconvenient_time and consent_time."
        raise unreadable([FieldError(field="hours", message=message)])
    if given.hours and (wrong := _wrong_hours(given.hours, wish)):
        raise unreadable([FieldError(field="hours", message=wrong)])
    if given.number and wish.details.get("medium") not in (PHONE, SMS):
        message = "A number belongs to calls or texts: to no more of them, or to agreeing to them."
        raise unreadable([FieldError(field="number", message=message)])
    details = {**wish.details, "note": given.note, "number": number_to_dial(person or row, row.country, given.number)}
    if given.hours:
        window = {"from": given.hours.start, "to": given.hours.end, "days": given.hours.weekdays}
        details["window"] = {key: value for key, value in window.items() if value}
    try:
        event = record_contact_event(
            actor=asking.user, now=asking.now, account=row, kind=wish.kind, contact=person, at=given.at,
            channel=given.how, direction=wish.direction, details=details,
        )  # fmt: skip
    except NotAnEvent as error:
        raise unreadable([FieldError(field="what", message=str(error))]) from None
    return SaidOut(**account_name(row), id=event.pk, what=given.what, contact_id=event.contact_id, at=event.at)


class Evidence(BaseModel):
    """Everything about one contact, as it was: docs/howto/show-why-a-contact-was-allowed.md says what each part is."""

    id: int
    contact: dict[str, Any]
    decision: dict[str, Any]
    removed: dict[str, Any] | None = Field(description="By which rule its words were deleted, and when")
    override: dict[str, Any] | None = Field(description="By whom, and why, where a lead allowed it all the same")
    facts: dict[str, Any] = Field(description="The contact case that was decided; `may-contact` reads it")
    people: dict[str, str] = Field(description="Who the ids in `facts` are")
    rules: list[dict[str, Any]] = Field(description="The rules that spoke, in the words they had then")
    packs: list[dict[str, Any]] = Field(description="Every pack that was asked, word for word, with its SHA-256")
    decided_again: dict[str, Any] | None = Field(description="The same facts under the same rules; null: not all kept")
    said: list[dict[str, Any]] = Field(description="What the law wanted said, and whether it was")
    recording: dict[str, Any]
    records: list[dict[str, Any]]
    audit: dict[str, Any] = Field(description="Its entries in the audit log, with hashes, and whether they hold")


@router.get("/contact-decisions/{int:decision}/evidence", response=answers(Evidence, 404))
def contact_evidence(request: Asked, decision: int) -> Evidence:
    """Why a contact was allowed or refused, with all that shows it."""
    return Evidence(**as_json(evidence_of(the(ContactDecision, request))))
