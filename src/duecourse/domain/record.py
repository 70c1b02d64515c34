"""The record of a call: what must be in it before the call may be closed.

Date and time come from the call itself. The rest is checked here: points discussed, outcome, and a next step with a
date, or a stated end. Nothing that was said on a call may end without one of the two.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from duecourse.domain.facts import DELAY_REASONS, DISPUTE_REASONS, DOCUMENTS, OUTCOMES
from duecourse.domain.money import format_money
from duecourse.domain.promise_terms import PromiseInput, Question, Terms, covers_all, questions
from duecourse.domain.wording import dated_day

POINTS = (
    "identified", "verified_party", "purpose", "amount", "asked_reason", "asked_payment", "next_step", "recap",
    "polite_close",
)  # fmt: skip
NOBODY_REACHED = frozenset({"no_answer", "busy", "voicemail"})
PROMISES = frozenset({"promise", "part_promise", "plan"})
FURTHEST_DAYS = 366
LONGEST_PAST_DAYS = 31  # a promise that is written down late; further back the year is mistyped
# Holds that a call may leave, and what is looked at when they are over.
HOLDS = {"hardship": "Ask how things stand", "checking": "See whether their payment has arrived"}
_LOOK_AGAIN, ASK_LEAD = "Look at the account again", "Decide with the lead"


@dataclass(frozen=True, slots=True)
class DisputeInput:
    """Without an invoice number the whole account is disputed; without an amount the whole invoice."""

    reason: str
    invoice_number: str = ""
    amount_minor: int | None = None
    words: str = ""
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class CallbackInput:
    due_at: datetime
    for_anyone: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class CommitmentInput:
    what: str
    due_on: date


@dataclass(frozen=True, slots=True)
class DocumentInput:
    what: str
    due_on: date


@dataclass(frozen=True, slots=True)
class HoldInput:
    """Nobody contacts them until that day is over. `kind`: one of HOLDS."""

    kind: str
    until_on: date


@dataclass(frozen=True, slots=True)
class RecordInput:
    """What the caller wrote. Dates are the debtor's local dates; `ended_because` states why nothing follows.
    `confirmed`: the kinds of question (promise_terms.QUESTIONS) that were answered with a yes."""

    outcome: str
    points: tuple[str, ...] = ()
    discussed: str = ""
    promises: tuple[PromiseInput, ...] = ()
    dispute: DisputeInput | None = None
    callback: CallbackInput | None = None
    commitments: tuple[CommitmentInput, ...] = ()
    documents: tuple[DocumentInput, ...] = ()
    delay_reason: str = ""
    delay_words: str = ""
    next_step: str = ""
    next_step_on: date | None = None
    ended_because: str = ""
    said: tuple[str, ...] = ()  # ids of the words the law asks for that were said
    unsaid_because: str = ""  # why the others were not
    hold: HoldInput | None = None
    confirmed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Problem:
    """`field` is the field of the form to go to; `message` says what to do."""

    field: str
    message: str


def problems(record: RecordInput, terms: Terms) -> tuple[Problem, ...]:
    """Everything that stands in the way of closing the call, in the order of the form."""
    return (
        *_outcome_problems(record),
        *_promise_problems(record, terms),
        *_follow_up_problems(record, terms),
        *_discussion_problems(record),
        *_end_problems(record),
    )


def open_questions(record: RecordInput, terms: Terms) -> tuple[Question, ...]:
    """What is still asked about its promises; once `problems` finds nothing, these alone are in the way."""
    return tuple(q for q in questions(record.promises, terms, record.outcome) if q.kind not in record.confirmed)


def _outcome_problems(record: RecordInput) -> Iterator[Problem]:
    if record.outcome not in OUTCOMES:
        yield Problem("outcome", "Choose how the call ended.")
    if record.outcome == "dispute" and record.dispute is None:
        yield Problem("dispute_reason", "Say what is disputed and why.")
    if record.outcome == "callback" and record.callback is None:
        yield Problem("callback_on", "Say when to call back.")
    if record.dispute and record.dispute.reason not in DISPUTE_REASONS:
        yield Problem("dispute_reason", "Choose the reason for the dispute.")
    if record.delay_reason and record.delay_reason not in DELAY_REASONS:
        yield Problem("delay_reason", "Choose a reason from the list.")
    if record.delay_reason and not record.delay_words.strip():
        yield Problem("delay_words", "Write the reason in the client's own words.")


_PROMISES_WANTED = {"promise": 1, "part_promise": 1, "plan": 2}


def _promise_problems(record: RecordInput, terms: Terms) -> Iterator[Problem]:
    wanted = _PROMISES_WANTED.get(record.outcome, 0)
    if len(record.promises) < wanted:
        more = "A plan has two dated parts or more." if wanted == 2 else "Write the amount and the day of the promise."
        yield Problem(f"promise_{len(record.promises) + 1}_amount", more)
    for n, promise in enumerate(record.promises, 1):
        if promise.amount_minor <= 0:
            yield Problem(f"promise_{n}_amount", "A promise is for more than nothing.")
        ahead = (promise.due_on - terms.today).days
        if ahead > FURTHEST_DAYS or ahead < -LONGEST_PAST_DAYS:
            yield Problem(f"promise_{n}_on", _FAR_AWAY if ahead > 0 else _LONG_AGO)
    if record.outcome == "part_promise" and record.promises and covers_all(record.promises, terms.owed):
        yield Problem("outcome", "They promised all that is open: choose “Promise”, or “Plan” for several days.")


_FAR_AWAY = "That is more than a year away. Is the year right?"
_LONG_AGO = "That is more than a month ago. Is the year right?"


def _day_problems(field: str, on: date | None, today: date, past: str) -> Iterator[Problem]:
    """A day must lie ahead, and near enough that the account is not lost behind a mistyped year."""
    if on is not None and on < today:
        yield Problem(field, past)
    elif on is not None and (on - today).days > FURTHEST_DAYS:
        yield Problem(field, _FAR_AWAY)


def _callback_problems(due_at: datetime, terms: Terms) -> Iterator[Problem]:
    if terms.now is not None and due_at < terms.now:
        yield Problem("callback_on", past_moment(due_at, terms.now))
    else:
        yield from _day_problems("callback_on", due_at.date(), terms.today, "That time has passed.")


def past_moment(due_at: datetime, now: datetime) -> str:
    """What is said of a call back for a moment that has passed; both on one clock."""
    return f"{dated_day(due_at.date(), now.date())}, {due_at:%H:%M} has passed: it is {now:%H:%M} now."


def _follow_up_problems(record: RecordInput, terms: Terms) -> Iterator[Problem]:
    today = terms.today
    for n, commitment in enumerate(record.commitments, 1):
        if not commitment.what.strip():
            yield Problem(f"commitment_{n}_what", "Say what we will do.")
        past = "That day has passed. By when will we do it?"
        yield from _day_problems(f"commitment_{n}_on", commitment.due_on, today, past)
    for n, document in enumerate(record.documents, 1):
        if document.what not in DOCUMENTS:
            yield Problem(f"document_{n}", "Choose the paper they asked for.")
        past = "That day has passed. By when will we send it?"
        yield from _day_problems(f"document_{n}_on", document.due_on, today, past)
    if record.dispute:
        past = "That day has passed. By when will we answer?"
        yield from _day_problems("dispute_on", record.dispute.due_on, today, past)
    if record.callback:
        yield from _callback_problems(record.callback.due_at, terms)
    if record.hold:
        past = "That day has passed. Until when shall nobody contact them?"
        yield from _day_problems(f"{record.hold.kind}_until", record.hold.until_on, today, past)
    yield from _day_problems("next_step_on", record.next_step_on, today, "The next step is in the past.")


def _discussion_problems(record: RecordInput) -> Iterator[Problem]:
    if record.outcome in NOBODY_REACHED or record.outcome not in OUTCOMES:
        return
    if not record.points and not record.discussed.strip():
        yield Problem("discussed", "Tick the points you covered, or write what was said.")


def _end_problems(record: RecordInput) -> Iterator[Problem]:
    if record.ended_because.strip() or dated_steps(record) or _still_lacks_its_day(record):
        return
    yield Problem("next_step_on", "Say what happens next and on which day, or why nothing more has to happen.")


def _still_lacks_its_day(record: RecordInput) -> bool:
    """What the outcome itself asks for, and has been told, will be the next step."""
    return (record.outcome == "callback" and record.callback is None) or (
        record.outcome in _PROMISES_WANTED and not record.promises
    )


def dated_steps(record: RecordInput) -> tuple[tuple[date, str], ...]:
    """Every step that follows, with its day, earliest first: what the account waits for."""
    steps = [(p.due_on, f"Check that {format_money(p.amount_minor, p.currency)} arrived") for p in record.promises]
    steps += [(c.due_on, f"We said we would: {c.what}") for c in record.commitments]
    steps += [(d.due_on, f"Send the {d.what.replace('_', ' ')}") for d in record.documents]
    if record.callback:
        steps.append((record.callback.due_at.date(), "Call back"))
    if record.dispute and record.dispute.due_on:
        steps.append((record.dispute.due_on, "Answer the dispute"))
    return tuple(sorted([*steps, *own_steps(record)]))


def own_steps(record: RecordInput) -> tuple[tuple[date, str], ...]:
    """What the caller does next of their own accord: on the day they wrote, else when the hold is over."""
    words = record.next_step.strip()
    if record.next_step_on:
        return ((record.next_step_on, words or (ASK_LEAD if record.outcome == "refused" else _LOOK_AGAIN)),)
    if record.hold:
        return ((_after(record.hold), words or HOLDS[record.hold.kind]),)
    return ()


def _after(hold: HoldInput) -> date:
    """The day on which somebody looks again: the first weekday after it."""
    day = hold.until_on + timedelta(days=1)
    return day + timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))


def next_step(record: RecordInput) -> tuple[str, date | None]:
    """The next step as it stands in the record: the caller's own words first, else the earliest dated step, else the
    stated end. Call `problems` first: one of them is there."""
    steps = dated_steps(record)
    if record.next_step.strip():
        return record.next_step.strip(), record.next_step_on or (steps[0][0] if steps else None)
    if steps:
        return f"{steps[0][1]}.", steps[0][0]
    return f"Nothing more: {record.ended_because.strip()}", None


_POINT_WORDS = {
    "identified": "gave name and company",
    "verified_party": "confirmed the person",
    "purpose": "said why we call",
    "amount": "named the amount due",
    "asked_reason": "asked for the reason",
    "asked_payment": "asked for payment",
    "next_step": "agreed a next step",
    "recap": "repeated what was agreed",
    "polite_close": "thanked and said goodbye",
}
_NOT_REACHED_WORDS = {"no_answer": "No answer.", "busy": "The line was busy.", "voicemail": "Reached the voicemail."}


def discussed(record: RecordInput) -> str:
    """What was discussed: the caller's words; without them, the ticked points and what was agreed in plain words."""
    if record.discussed.strip():
        return record.discussed.strip()
    if record.outcome in _NOT_REACHED_WORDS:
        return _NOT_REACHED_WORDS[record.outcome]
    covered = ", ".join(_POINT_WORDS[p] for p in POINTS if p in record.points)
    agreed = [f"{format_money(p.amount_minor, p.currency)} by {_plain(p.due_on)}" for p in record.promises]
    text = f"We {covered}." if covered else ""
    return f"{text} They will pay {' and '.join(agreed)}.".strip() if agreed else text


def _plain(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"
