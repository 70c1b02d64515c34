"""The record of a call as a program writes it, made into the value that the page's form makes too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field

from duecourse.api.errors import FieldError
from duecourse.api.fields import Amount, Day, Given, Instant, OneOf, text
from duecourse.calls.forms import COMMITMENTS, DOCUMENT_ROWS, PROMISES
from duecourse.domain import record as rules
from duecourse.domain.facts import DELAY_REASONS, DISPUTE_REASONS, DOCUMENTS, OUTCOMES
from duecourse.domain.money import to_minor

Outcome = Annotated[str, OneOf(*OUTCOMES)]
Point = Annotated[str, OneOf(*rules.POINTS)]
DelayReason = Annotated[str, OneOf("", *DELAY_REASONS)]


class PromiseIn(Given):
    amount: Amount
    currency: Annotated[str, text(3)] = Field("", description="May be left out: the account's own currency")
    due_on: Day
    method: Annotated[str, text(40)] = ""
    promised_by: Annotated[str, text(120)] = ""


class DisputeIn(Given):
    reason: Annotated[str, OneOf(*DISPUTE_REASONS)]
    invoice: Annotated[str, text(64)] = Field("", description="The number of an open invoice; empty: the whole account")
    amount: Amount | None = Field(None, description="Null: all of it")
    words: Annotated[str, text(500)] = Field("", description="In the client's own words")
    due_on: Day | None = Field(None, description="By when we answer")


class CallbackIn(Given):
    at: Instant
    whose: Annotated[str, OneOf("mine", "anyone")] = "mine"
    note: Annotated[str, text(200)] = ""


class CommitmentIn(Given):
    what: Annotated[str, text(200)]
    due_on: Day


class DocumentIn(Given):
    what: Annotated[str, OneOf(*DOCUMENTS)]
    due_on: Day


class RecordIn(Given):
    """What was said and agreed. Days are the debtor's. Something has to follow on a day, or `ended_because` says why
    nothing does."""

    outcome: Outcome
    points: list[Point] = Field([], max_length=len(rules.POINTS), description="What was covered")
    discussed: Annotated[str, text(20_000)] = ""
    promises: list[PromiseIn] = Field([], max_length=PROMISES)
    dispute: DisputeIn | None = None
    callback: CallbackIn | None = None
    commitments: list[CommitmentIn] = Field([], max_length=COMMITMENTS, description="What *we* said we would do")
    documents: list[DocumentIn] = Field([], max_length=DOCUMENT_ROWS, description="Papers that they asked for")
    delay_reason: DelayReason = ""
    delay_words: Annotated[str, text(500)] = Field("", description="The reason in the client's own words")
    next_step: Annotated[str, text(300)] = ""
    next_step_on: Day | None = None
    ended_because: Annotated[str, text(250)] = ""
    said: list[Annotated[str, text(40)]] = Field(
        [], max_length=20, description="Ids of the call's `to_say` that were said; those with a point count by it"
    )
    unsaid_because: Annotated[str, text(200)] = Field("", description="Why the rest was not said; kept in the record")


class _Reader:
    """Amounts and numbers against the account; what does not fit is collected with its place."""

    def __init__(self, currency: str, open_numbers: frozenset[str]) -> None:
        self.currency, self.open_numbers = currency, open_numbers
        self.errors: list[FieldError] = []

    def amount(self, typed: str, place: str) -> int:
        try:
            return to_minor(typed, self.currency)
        except ValueError as error:
            self.errors.append(FieldError(field=place, message=str(error)))
            return 0

    def promise(self, n: int, given: PromiseIn) -> rules.PromiseInput:
        if given.currency not in ("", self.currency):
            message = f"This account is in {self.currency}."
            self.errors.append(FieldError(field=f"promises.{n}.currency", message=message))
        minor = self.amount(given.amount, f"promises.{n}.amount")
        return rules.PromiseInput(minor, self.currency, given.due_on, given.method, given.promised_by)

    def dispute(self, given: DisputeIn) -> rules.DisputeInput:
        if given.invoice and given.invoice not in self.open_numbers:
            self.errors.append(FieldError(field="dispute.invoice", message="No open invoice has this number."))
        minor = self.amount(given.amount, "dispute.amount") if given.amount else None
        return rules.DisputeInput(given.reason, given.invoice, minor or None, given.words, given.due_on)


def _callback(given: CallbackIn, zone: ZoneInfo) -> rules.CallbackInput:
    return rules.CallbackInput(given.at.astimezone(zone), given.whose == "anyone", given.note)


def record_input(
    given: RecordIn, *, currency: str, open_numbers: frozenset[str], zone: ZoneInfo
) -> tuple[rules.RecordInput, list[FieldError]]:
    """The value that `close_call` takes, and what in it does not fit this account. `zone` is the debtor's."""
    reader = _Reader(currency, open_numbers)
    record = rules.RecordInput(
        outcome=given.outcome,
        points=tuple(given.points),
        discussed=given.discussed,
        promises=tuple(reader.promise(n, promise) for n, promise in enumerate(given.promises)),
        dispute=reader.dispute(given.dispute) if given.dispute else None,
        callback=_callback(given.callback, zone) if given.callback else None,
        commitments=tuple(rules.CommitmentInput(c.what, c.due_on) for c in given.commitments),
        documents=tuple(rules.DocumentInput(d.what, d.due_on) for d in given.documents),
        delay_reason=given.delay_reason,
        delay_words=given.delay_words,
        next_step=given.next_step,
        next_step_on=given.next_step_on,
        ended_because=given.ended_because,
        said=tuple(given.said),
        unsaid_because=given.unsaid_because,
    )
    return record, reader.errors


_NUMBERED = re.compile(r"(promise|commitment|document)_(\d+)(?:_(\w+))?")
_PARTS = {"on": "due_on", "by": "promised_by", None: "what"}
_PLACES = {
    "dispute_reason": "dispute.reason", "dispute_invoice": "dispute.invoice", "dispute_amount": "dispute.amount",
    "dispute_on": "dispute.due_on", "callback_on": "callback.at",
}  # fmt: skip


def field_errors(problems: tuple[rules.Problem, ...]) -> Iterator[FieldError]:
    """The rules name the fields of the page's form; a program reads its own JSON."""
    for problem in problems:
        place = _PLACES.get(problem.field, problem.field)
        if match := _NUMBERED.fullmatch(problem.field):
            part = _PARTS.get(match[3], match[3])
            place = f"{match[1]}s.{int(match[2]) - 1}.{part}"
        yield FieldError(field=place, message=problem.message)
