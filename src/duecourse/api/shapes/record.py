"""The record of a call as a program writes it, made into the value that the page's form makes too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field

from duecourse.api.errors import FieldError
from duecourse.api.fields import Amount, Day, Given, Instant, OneOf, text
from duecourse.calls.forms import COMMITMENTS, DOCUMENT_ROWS, PROMISES
from duecourse.domain import record as rules
from duecourse.domain.facts import DELAY_REASONS, DISPUTE_REASONS, DOCUMENTS, OUTCOMES
from duecourse.domain.money import written_minor
from duecourse.domain.promise_terms import QUESTIONS, PromiseInput

Outcome = Annotated[str, OneOf(*OUTCOMES)]
Point = Annotated[str, OneOf(*rules.POINTS)]
DelayReason = Annotated[str, OneOf("", *DELAY_REASONS)]


class PromiseIn(Given):
    amount: Amount
    currency: Annotated[str, text(3)] = Field(
        "", description="One in which something is open; left out: the account's own, or the only one"
    )
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


class HoldIn(Given):
    """Nobody contacts them until that day is over."""

    kind: Annotated[str, OneOf(*rules.HOLDS)] = Field(description="`checking`: we look for a payment they speak of")
    until_on: Day = Field(description="Its last day")


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
    hold: HoldIn | None = None
    keep: list[Annotated[str, OneOf(*QUESTIONS)]] = Field(
        [], max_length=len(QUESTIONS), description="A yes to what `confirm_promise` asked"
    )


class _Reader:
    """Amounts and numbers against the account; what does not fit is collected with its place."""

    def __init__(self, currencies: Sequence[str], open_numbers: Mapping[str, str]) -> None:
        self.currencies, self.open_numbers = currencies, open_numbers
        self.errors: list[FieldError] = []

    def amount(self, typed: str, currency: str, place: str) -> int:
        try:
            return written_minor(typed, currency)
        except ValueError as error:
            self.errors.append(FieldError(field=place, message=str(error)))
            return 0

    def promise(self, n: int, given: PromiseIn) -> PromiseInput:
        currency = given.currency or self.currencies[0]
        if currency not in self.currencies:
            message = f"On this account something is open in: {', '.join(self.currencies)}."
            self.errors.append(FieldError(field=f"promises.{n}.currency", message=message))
            currency = self.currencies[0]
        minor = self.amount(given.amount, currency, f"promises.{n}.amount")
        return PromiseInput(minor, currency, given.due_on, given.method, given.promised_by)

    def dispute(self, given: DisputeIn) -> rules.DisputeInput:
        if given.invoice and given.invoice not in self.open_numbers:
            self.errors.append(FieldError(field="dispute.invoice", message="No open invoice has this number."))
        currency = self.open_numbers.get(given.invoice, self.currencies[0])
        minor = self.amount(given.amount, currency, "dispute.amount") if given.amount else None
        return rules.DisputeInput(given.reason, given.invoice, minor or None, given.words, given.due_on)


def _callback(given: CallbackIn, zone: ZoneInfo) -> rules.CallbackInput:
    return rules.CallbackInput(given.at.astimezone(zone), given.whose == "anyone", given.note)


def record_input(
    given: RecordIn, *, currencies: Sequence[str], open_numbers: Mapping[str, str], zone: ZoneInfo
) -> tuple[rules.RecordInput, list[FieldError]]:
    """The value that `close_call` takes, and what in it does not fit this account. `currencies`: in which it owes, the
    first where none is named. `zone` is the debtor's."""
    reader = _Reader(currencies, open_numbers)
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
        hold=rules.HoldInput(given.hold.kind, given.hold.until_on) if given.hold else None,
        confirmed=frozenset(given.keep),
    )
    return record, reader.errors


_NUMBERED = re.compile(r"(promise|commitment|document)_(\d+)(?:_(\w+))?")
_PARTS = {"on": "due_on", "by": "promised_by", None: "what"}
_PLACES = {
    "dispute_reason": "dispute.reason", "dispute_invoice": "dispute.invoice", "dispute_amount": "dispute.amount",
    "dispute_on": "dispute.due_on", "callback_on": "callback.at", "hardship_until": "hold.until_on",
    "checking_until": "hold.until_on",
}  # fmt: skip


def field_errors(problems: Iterable[rules.Problem]) -> Iterator[FieldError]:
    for problem in problems:
        yield FieldError(field=place_of(problem.field), message=problem.message)


def place_of(field: str) -> str:
    """The rules name the fields of the page's form; a program reads its own JSON."""
    if match := _NUMBERED.fullmatch(field):
        part = _PARTS.get(match[3], match[3])
        return f"{match[1]}s.{int(match[2]) - 1}.{part}"
    return _PLACES.get(field, field)
