"""What people did in the demo's past: calls with their records and what they left behind, as rows not saved yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta
from operator import attrgetter
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models

from duecourse.calls.models import (
    Call,
    Callback,
    CallRecord,
    Commitment,
    DisputeRaised,
    DocumentRequest,
    Promise,
    Recording,
    Transcript,
)
from duecourse.cli.demo import store
from duecourse.cli.demo.days import SATURDAY
from duecourse.cli.demo.ledger import Ledger
from duecourse.compliance.actions import BINDING_OUTCOMES, CASE_OUTCOMES, keep_policy_texts
from duecourse.compliance.cases import EventRow, History, Intent, Person, case_for, event_of
from duecourse.compliance.gate import Verdict
from duecourse.compliance.models import ContactDecision, ContactEvent, Hold
from duecourse.domain import promises as rules
from duecourse.domain.contact_policy import decide
from duecourse.domain.facts import CONSUMER, PromiseFact
from duecourse.followups.models import Reminder
from duecourse.playbooks.policies import all_packs
from duecourse.receivables.models import Dispute
from duecourse.teams.models import User

OFFICE = ZoneInfo("America/New_York")  # where our callers sit
OFFICE_HOURS = (time(8), time(18))
WORK_HOURS = (time(8, 30), time(17, 30))  # a firm's
HOME_HOURS = (time(9), time(19, 30))
# The gate reads plain rows; here they come from objects that are not stored yet.
_EVENT, _PERSON = attrgetter(*EventRow._fields), attrgetter(*Person._fields)


@dataclass(frozen=True, slots=True)
class Said:
    """A call record's words. `next_on` is the day of the next step."""

    discussed: str
    next_step: str
    next_on: date | None = None
    reason: str = ""
    words: str = ""


def is_office_time(at: datetime) -> bool:
    """Whether our own people are at their desks."""
    here = at.astimezone(OFFICE)
    return here.weekday() < SATURDAY and OFFICE_HOURS[0] <= here.time() < OFFICE_HOURS[1]


def is_daytime(at: datetime, ledger: Ledger) -> bool:
    """Whether one may expect to reach them then."""
    first, last = HOME_HOURS if ledger.account.kind == CONSUMER else WORK_HOURS
    return first <= at.astimezone(ZoneInfo(ledger.place.zone)).time() < last


@dataclass(slots=True)
class Desk:
    """Everything that is written down, in the order in which the tables want it. `now` is the demo's instant."""

    now: datetime
    users: Mapping[str, User]
    events: list[ContactEvent] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    records: list[CallRecord] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    commitments: list[Commitment] = field(default_factory=list)
    callbacks: list[Callback] = field(default_factory=list)
    documents: list[DocumentRequest] = field(default_factory=list)
    disputes: list[Dispute] = field(default_factory=list)
    raised: list[DisputeRaised] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    reminders: list[Reminder] = field(default_factory=list)
    transcripts: list[Transcript] = field(default_factory=list)
    recordings: list[Recording] = field(default_factory=list)
    _taken: set[tuple[str, datetime]] = field(default_factory=set)
    _told: Counter[str] = field(default_factory=Counter)
    _ledgers: dict[int, Ledger] = field(default_factory=dict)

    def ledger_of(self, call: Call) -> Ledger:
        """The account of a call that was made here."""
        return self._ledgers[id(call)]

    def today(self, ledger: Ledger) -> date:
        """The day it is where the debtor is."""
        return self.now.astimezone(ZoneInfo(ledger.place.zone)).date()

    def least_told(self, rng: Random, texts: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """One of those that were used least often so far, so that sixty calls do not tell one story."""
        fewest = min(self._told[text["discussed"]] for text in texts)
        chosen = rng.choice([text for text in texts if self._told[text["discussed"]] == fewest])
        self._told[chosen["discussed"]] += 1
        return chosen

    def free_moment(self, rng: Random, caller: str, ledger: Ledger, day: date) -> datetime | None:
        """A time on that day of the debtor's at which our office and theirs are open and this caller is not in another
        call; None when there is none."""
        morning = datetime.combine(day, time(8), ZoneInfo(ledger.place.zone)).astimezone(self.now.tzinfo)
        quarters = [morning + timedelta(minutes=15 * n) for n in range(48)]
        free = [
            at for at in quarters if is_office_time(at) and is_daytime(at, ledger) and (caller, at) not in self._taken
        ]
        if not free:
            return None
        at = rng.choice(free)
        if at > self.now - timedelta(hours=1) or not self.verdict(ledger, at).allowed:
            return None
        self._taken.add((caller, at))
        return at + timedelta(minutes=rng.randrange(6))

    def verdict(self, ledger: Ledger, at: datetime) -> Verdict:
        """What the gate would have said to a call then, knowing what had happened by then and no more."""
        events = [e for e in self.events if e.account is ledger.account and e.at < at]
        rows = (EventRow(*_EVENT(e)) for e in sorted(events, key=lambda e: e.at))
        known = tuple(found for row in rows if (found := event_of(row)) is not None)
        history = History(known, tuple(Person(*_PERSON(contact)) for contact in ledger.contacts))
        case = case_for(ledger.account, ledger.contact, history, Intent(number=ledger.contact.phone), at)
        return Verdict(ledger.account.pk or 0, case, decide(case, all_packs()))

    def call(
        self, ledger: Ledger, *, caller: str, at: datetime, lasted: timedelta, outcome: str, said: Said,
        direction: str = Call.Direction.OUT, points: Sequence[str] = (),
    ) -> Call:  # fmt: skip
        """A closed call, its record, and the contact events that count for the gate."""
        account, contact, user = ledger.account, ledger.contact, self.users[caller]
        event = self.event(
            ledger, "call", at=at, by=caller, channel="phone", direction=direction,
            outcome=CASE_OUTCOMES.get(outcome, "conversation"),
            details={"purpose": "discuss_debt", "number": contact.phone},
        )  # fmt: skip
        if outcome in BINDING_OUTCOMES:
            kind, details = BINDING_OUTCOMES[outcome]
            self.event(ledger, kind, at=at + lasted, by=caller, channel="phone", direction="in", details=details)
        call = Call(
            account=account, contact=contact, caller=user, direction=direction, number=contact.phone,
            state=Call.State.CLOSED, started_at=at, ended_at=at + lasted, event=event,
        )  # fmt: skip
        self.calls.append(call)
        self._ledgers[id(call)] = ledger
        self.records.append(
            CallRecord(
                call=call, written_at=at + lasted, written_by=user, outcome=outcome, points=list(points),
                discussed=said.discussed, next_step=said.next_step, next_step_on=said.next_on,
                delay_reason=said.reason, delay_words=said.words,
            )
        )  # fmt: skip
        return call

    def event(
        self, ledger: Ledger, kind: str, *, at: datetime, by: str, channel: str, direction: str, outcome: str = "",
        details: dict[str, Any] | None = None,
    ) -> ContactEvent:  # fmt: skip
        """Something that counts for the gate, in the words of the contact case."""
        row = ContactEvent(
            account=ledger.account, contact=ledger.contact, at=at, kind=kind, channel=channel, direction=direction,
            outcome=outcome, details=details or {}, recorded_by=self.users[by],
        )  # fmt: skip
        self.events.append(row)
        return row

    def _follow_up(self, call: Call, owner: User | None) -> dict[str, Any]:
        return {
            "account": call.account, "call": call, "owner": owner, "made_at": call.ended_at, "made_by": call.caller,
        }  # fmt: skip

    def promise(self, call: Call, amount_minor: int, due_on: date, method: str = "", **state: Any) -> Promise:
        """What the client promised on that call. Its state comes from the payments (see `judge`), unless given."""
        contact = call.contact
        row = Promise(
            **self._follow_up(call, call.caller), contact=contact, currency=call.account.currency,
            amount_minor=amount_minor, due_on=due_on, grace_days=call.account.creditor.grace_days, method=method,
            promised_by=contact.name if contact else "", **state,
        )  # fmt: skip
        self.promises.append(row)
        return row

    def commitment(self, call: Call, what: str, due_on: date, **state: Any) -> Commitment:
        row = Commitment(**self._follow_up(call, call.caller), what=what, due_on=due_on, **state)
        self.commitments.append(row)
        return row

    def document(self, call: Call, what: str, due_on: date, *, sent: bool) -> None:
        """A paper the client asked for. `sent`: it went out at the end of the call."""
        state: dict[str, Any] = {"state": DocumentRequest.State.OPEN}
        if sent:
            state = {"state": DocumentRequest.State.SENT, "closed_at": call.ended_at, "closed_how": "Sent by e-mail"}
        self.documents.append(DocumentRequest(**self._follow_up(call, call.caller), what=what, due_on=due_on, **state))

    def callback(self, call: Call, due_at: datetime, note: str, *, owner: str | None, done: bool = False) -> None:
        """They asked to be rung again then, which the gate takes as leave to do so. No owner: anyone on the team."""
        ledger = self._ledgers[id(call)]
        day = due_at.astimezone(ZoneInfo(ledger.place.zone)).date().isoformat()
        self.event(
            ledger, "callback_agreed", at=call.started_at + timedelta(minutes=1), by=call.caller.username,
            channel="phone", direction="in", details={"window": {"from": day, "to": day}},
        )  # fmt: skip
        state: dict[str, Any] = {}
        if done:
            state = {"state": Callback.State.DONE, "closed_at": due_at, "closed_how": "Called"}
        self.callbacks.append(
            Callback(
                **self._follow_up(call, self.users[owner] if owner else None), contact=call.contact, due_at=due_at,
                note=note, **state,
            )
        )  # fmt: skip

    def judge(self, ledger: Ledger) -> None:
        """State of the account's promises from its payments, by the product's own rules."""
        rows = [p for p in self.promises if p.account is ledger.account and p.state in rules.JUDGED]
        zone = ZoneInfo(ledger.place.zone)
        facts = [promise_fact(row, number, zone) for number, row in enumerate(rows)]
        grace = ledger.account.creditor.grace_days
        verdicts = rules.judge_all(facts, ledger.payment_facts(), self.today(ledger), grace)
        for number, row in enumerate(rows):
            verdict = verdicts[number]
            row.state, row.received_minor = verdict.state, verdict.received_minor
            if verdict.is_final:
                morning_after = datetime.combine(verdict.deadline_on + timedelta(days=1), time(5), zone)
                row.judged_at = min(morning_after, self.now)

    def _decision(self, call: Call) -> ContactDecision:
        """What the gate said before that call, as it keeps it. Raises ValueError for a call that it forbids."""
        verdict = self.verdict(self._ledgers[id(call)], call.started_at)
        if not verdict.allowed:
            reasons = "; ".join(reason.text for reason in verdict.reasons)
            raise ValueError(f"{call.account} could not be called at {call.started_at}: {reasons}")
        call.decision = ContactDecision(
            account=call.account, contact=call.contact, asked_by=call.caller, asked_at=call.started_at,
            channel="phone", purpose="discuss_debt", verdict=verdict.verdict,
            reasons=[asdict(reason) for reason in verdict.reasons],
            warnings=[asdict(warning) for warning in verdict.warnings], zones=list(verdict.zones),
            packs=list(verdict.packs), pack_digests=list(verdict.digests), facts=verdict.facts(), event=call.event,
        )  # fmt: skip
        return call.decision

    def save(self) -> dict[type[models.Model], int]:
        """Insert everything; accounts, contacts and invoices are there already. How many rows of each table."""
        events = store.insert(self.events)
        decisions = [self._decision(call) for call in self.calls if call.direction == Call.Direction.OUT]
        keep_policy_texts(now=self.now, digests={digest for row in decisions for digest in row.pack_digests})
        final = [p for p in self.promises if p.replaced_by is None]
        moved = [p for p in self.promises if p.replaced_by is not None]
        return {
            ContactEvent: events,
            ContactDecision: store.insert(decisions),
            Call: store.insert(self.calls),
            CallRecord: store.insert(self.records),
            Promise: store.insert(final) + store.insert(moved),
            Commitment: store.insert(self.commitments),
            Callback: store.insert(self.callbacks),
            DocumentRequest: store.insert(self.documents),
            Dispute: store.insert(self.disputes),
            DisputeRaised: store.insert(self.raised),
            Hold: store.insert(self.holds),
            Reminder: store.insert(self.reminders),
            Transcript: store.insert(self.transcripts),
            Recording: store.insert(self.recordings),
        }


def promise_fact(row: Promise, number: int, zone: ZoneInfo) -> PromiseFact:
    """The promise as the rules read it, under a number of its own while it has no key."""
    return PromiseFact(
        id=number,
        currency=row.currency,
        amount_minor=row.amount_minor,
        due_on=row.due_on,
        made_on=row.made_at.astimezone(zone).date(),
        state=row.state,
        grace_days=row.grace_days,
    )
