"""Calls, their records, and what they left behind."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field

from duecourse.api.shapes.ledger import AccountName, account_name
from duecourse.calls.models import Call, CallRecord, Promise
from duecourse.domain.money import decimal_text


class ToSayOut(BaseModel):
    """Words that the law (or the house) wants said on this call, and the rule behind them."""

    id: str
    title: str
    words: str
    verbatim: bool = Field(description="In these words")
    occasion: str = Field(description="`first_contact`, `later_contact`, `voicemail` or `recording`")
    stage: str = Field(description="`opening`, or `confirmed`: only once the right person is confirmed")
    point: str = Field(description="Said by covering this point; empty: needs its own tick in `said`")
    nothing_else: bool
    silent: bool = Field(description="Nothing may be said at all: `words` say what to do")
    text: str = Field(description="What the rule asks for")
    citation: str
    link: str
    status: str
    pack: str


class SaidOut(ToSayOut):
    """The same with what became of it."""

    said: bool
    because: str = Field(description="Why it was not said")
    heard: str | None = Field(description="In the transcript: heard, partly, not_heard, more; null: there is none")


class RecordOut(BaseModel):
    """One version of a record; a correction is a new version that says why."""

    version: int
    written_at: datetime
    written_by: str
    outcome: str
    points: list[str]
    discussed: str
    next_step: str
    next_step_on: date | None
    delay_reason: str
    delay_words: str = Field(description="In the client's own words")
    amends_because: str
    said: list[SaidOut] = Field(description="What the law wanted said: whether it was, or why not")


class CallOut(AccountName):
    id: int
    contact_id: int | None
    contact: str
    caller: str
    direction: str
    number: str
    state: str
    started_at: datetime
    ended_at: datetime | None
    record: RecordOut | None = Field(description="The last version; null while the call is open")


class Calls(BaseModel):
    items: list[CallOut]
    next: int | None


class PromiseOut(AccountName):
    id: int
    call_id: int | None
    currency: str
    amount: str
    received: str = Field(description="What has come in towards it")
    due_on: date
    grace_days: int
    state: str
    promised_by: str
    method: str
    owner: str | None = Field(description="Null: anyone on the team")
    made_at: datetime
    judged_at: datetime | None
    closed_at: datetime | None
    closed_how: str


class Promises(BaseModel):
    items: list[PromiseOut]
    next: int | None


class FollowUpOut(BaseModel):
    """Something with a date that the call left: kind commitment, document, callback or dispute."""

    kind: str
    id: int
    what: str
    due_on: date | None
    due_at: datetime | None
    owner: str | None
    state: str


class CallDetail(CallOut):
    to_say: list[ToSayOut] = Field(description="What the law may want said on this call, laid down when it started")
    versions: list[RecordOut] = Field(description="All versions of the record, last first")
    promises: list[PromiseOut]
    follow_ups: list[FollowUpOut]
    draft: dict[str, str | list[str]] | None = Field(
        description="What has been typed so far, and in `suggested` the fields in which only the page's suggestion"
        " stands; to its caller alone",
    )
    draft_revision: int | None
    remarks: list[str] = Field(
        [], description="With a record just written: what to know about its promises and its call back"
    )


def record_out(row: CallRecord) -> RecordOut:
    same = ("version", "written_at", "outcome", "points", "discussed", "next_step", "next_step_on", "delay_reason",
            "delay_words", "amends_because")  # fmt: skip
    said = [SaidOut(**{**one, "heard": (one["heard"] or {}).get("result")}) for one in row.said]
    return RecordOut(**{name: getattr(row, name) for name in same}, written_by=row.written_by.username, said=said)


def _call_fields(row: Call) -> dict[str, Any]:
    same = ("contact_id", "direction", "number", "state", "started_at", "ended_at")
    records = list(row.records.all())
    return {
        **account_name(row.account),
        **{name: getattr(row, name) for name in same},
        "id": row.pk,
        "contact": row.contact.name if row.contact else "",
        "caller": row.caller.username,
        "record": record_out(records[0]) if records else None,
    }


def call_out(row: Call) -> CallOut:
    return CallOut(**_call_fields(row))


def call_detail(row: Call, *, with_draft: bool) -> CallDetail:
    draft = getattr(row, "draft", None) if with_draft else None
    return CallDetail(
        **_call_fields(row),
        to_say=[ToSayOut(**one) for one in row.to_say],
        versions=[record_out(r) for r in row.records.all()],
        promises=[promise_out(p) for p in row.promises.select_related("account__creditor", "owner")],
        follow_ups=_follow_ups(row),
        draft=draft.body if draft else None,
        draft_revision=draft.revision if draft else None,
    )


def promise_out(row: Promise) -> PromiseOut:
    same = ("call_id", "currency", "due_on", "grace_days", "state", "promised_by", "method", "made_at", "judged_at",
            "closed_at", "closed_how")  # fmt: skip
    return PromiseOut(
        **account_name(row.account),
        **{name: getattr(row, name) for name in same},
        id=row.pk,
        amount=decimal_text(row.amount_minor, row.currency),
        received=decimal_text(row.received_minor, row.currency),
        owner=row.owner.username if row.owner else None,
    )


def _follow_ups(call: Call) -> list[FollowUpOut]:
    rows: list[tuple[str, Any, str]] = [
        *(("commitment", c, c.what) for c in call.commitments.select_related("owner")),
        *(("document", d, d.what) for d in call.documentrequests.select_related("owner")),
        *(("callback", c, c.note) for c in call.callbacks.select_related("owner")),
        *(("dispute", r.dispute, r.dispute.reason) for r in call.disputes_raised.select_related("dispute__owner")),
    ]
    return [
        FollowUpOut(
            kind=kind,
            id=row.pk,
            what=what,
            due_on=getattr(row, "due_on", None),
            due_at=getattr(row, "due_at", None),
            owner=row.owner.username if row.owner else None,
            state=row.state,
        )
        for kind, row, what in rows
    ]
