"""Contacts of the past, as the replay takes them: stored decisions with their facts, and contacts that were only
recorded, with the facts that are on file about the time before them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, islice
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from duecourse.compliance.cases import (
    DISCARDED,
    EventRow,
    History,
    HoldRow,
    Intent,
    Person,
    case_for,
    dispute_events,
    event_of,
    hold_event,
    talk_event,
)
from duecourse.compliance.kin import kin_of, sides_of
from duecourse.compliance.models import ANSWERED, ContactDecision, ContactEvent, Hold
from duecourse.compliance.queries import COUNTED, first_talks
from duecourse.domain.contact_policy import Event, Malformed, Reason, parse_case, words
from duecourse.domain.contact_policy.decide import OPEN_VERDICTS
from duecourse.domain.contact_policy.kin import counts_here
from duecourse.domain.contact_policy.replay import Past
from duecourse.receivables.models import Account, Contact, Dispute

CHUNK = 200
# Nobody called before, and no clock goes on after it.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)
_REASON = ("rule", "text", "source", "link", "status", "code")


@dataclass(frozen=True, slots=True)
class Kept:
    """One past contact with the rows it was read from. `past` is None where its facts cannot be read any more."""

    at: datetime
    account_id: int
    channel: str
    past: Past | None
    verdict: str = ""
    digests: tuple[str, ...] = ()
    decision_id: int | None = None
    event_id: int | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """From one instant up to another, over these accounts; None is all."""

    start: datetime
    end: datetime
    accounts: QuerySet[Account] | None = None

    def decisions(self) -> QuerySet[ContactDecision]:
        """What was asked for and refused, or made; not what was given up before it left the house."""
        rows = ContactDecision.objects.filter(asked_at__gte=self.start, asked_at__lt=self.end).exclude(purpose=ANSWERED)
        rows = rows.exclude(event__outcome=DISCARDED)
        return rows if self.accounts is None else rows.filter(account__in=self.accounts)

    def undecided(self) -> QuerySet[ContactEvent]:
        """Calls and messages of ours that the gate was not asked about: they came from another system, or by hand."""
        asked = ContactDecision.objects.filter(event=OuterRef("pk"))
        rows = ContactEvent.objects.filter(
            ~Exists(asked), kind__in=words.CONTACT_KINDS, direction="out", at__gte=self.start, at__lt=self.end
        ).exclude(outcome=DISCARDED)
        return rows if self.accounts is None else rows.filter(account__in=self.accounts)

    def count(self, *, with_undecided: bool) -> int:
        return self.decisions().count() + (self.undecided().count() if with_undecided else 0)


def kept_contacts(stretch: Stretch, *, with_undecided: bool) -> Iterator[Kept]:
    """Decisions in the order in which they were taken, then the contacts that nobody asked about."""
    yield from map(_of_decision, stretch.decisions().order_by("pk").iterator(chunk_size=CHUNK))
    if with_undecided:
        rows = stretch.undecided().order_by("pk").values_list(*EventRow._fields).iterator(chunk_size=CHUNK)
        for chunk in _chunks(map(EventRow._make, rows)):
            yield from _of_events(chunk)


def _of_decision(row: ContactDecision) -> Kept:
    return Kept(
        at=row.asked_at, account_id=row.account_id, channel=row.channel, past=_past(row), verdict=row.verdict,
        digests=tuple(row.pack_digests), decision_id=row.pk,
    )  # fmt: skip


def _past(row: ContactDecision) -> Past | None:
    try:
        case = parse_case(row.facts, f"decision {row.pk}")
    except Malformed:
        return None
    return Past(case, row.verdict in OPEN_VERDICTS, row.permits, tuple(map(_reason, row.reasons)))


def _reason(kept: dict[str, Any]) -> Reason:
    return Reason(**{name: kept[name] for name in _REASON if name in kept})


def _chunks(rows: Iterator[EventRow]) -> Iterator[list[EventRow]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _of_events(rows: Sequence[EventRow]) -> Iterator[Kept]:
    """Rebuilt: what is on file about each account up to the moment of the contact."""
    before = _Before(rows)
    for row in rows:
        account = before.accounts[row.account_id]
        people = before.people[row.account_id]
        contact = next((one for one in people if one.pk == row.contact_id), None)
        event = event_of(row)
        if event is None:
            continue
        intent = Intent(event.channel or words.PHONE, event.number or "", event.purpose, event.in_reply)
        case = case_for(account, contact, History(before.up_to(row), tuple(people)), intent, row.at)
        yield Kept(row.at, row.account_id, intent.channel, Past(case, was_open=None, made=True), event_id=row.pk)


class _Before:
    """Everything about the accounts of some contacts, and about others of the same people, so that each needs no
    statement of its own."""

    def __init__(self, rows: Sequence[EventRow]) -> None:
        asked = {row.account_id for row in rows}
        self._kin = kin_of(sorted(asked))
        keys = {*asked, *chain.from_iterable(self._kin.values())}
        oldest, newest = min(row.at for row in rows) - COUNTED, max(row.at for row in rows)
        self.accounts = Account.objects.select_related("creditor").in_bulk(keys)
        self.people: dict[int, list[Person]] = defaultdict(list)
        people = Contact.objects.filter(account__in=keys).order_by("-is_primary", "name")
        for person in map(Person._make, people.values_list(*Person._fields)):
            self.people[person.account_id].append(person)
        self._sides, _ = sides_of(keys, self.people) if self._kin else ({}, [])
        self._events: dict[int, list[EventRow]] = defaultdict(list)
        recent = ~Q(kind__in=words.CONTACT_KINDS) | Q(at__gte=oldest) | Q(kind="message", direction="in")
        events = ContactEvent.objects.filter(recent, account__in=keys, at__lte=newest).order_by("at", "pk")
        for event in map(EventRow._make, events.values_list(*EventRow._fields)):
            self._events[event.account_id].append(event)
        consumers = [key for key, account in self.accounts.items() if account.kind == Account.Kind.CONSUMER]
        self._first_talks = {key: talk_event(key, at) for key, at in first_talks(consumers, oldest)}
        self._holds = _by_account(Hold.objects.filter(account__in=keys))
        self._disputes = _by_account(Dispute.objects.filter(account__in=keys))

    def up_to(self, contact: EventRow) -> tuple[Event, ...]:
        """In the order of time, without the contact itself. A hold counts while nobody had lifted it."""
        found = self._events_of(contact.account_id, contact)
        for other in self._kin.get(contact.account_id, ()):
            there, here = self._sides[other], self._sides[contact.account_id]
            found += counts_here(self._events_of(other, contact), there, here)
        found += [_hold(hold) for hold in self._holds[contact.account_id] if _stood(hold, contact.at)]
        if self.accounts[contact.account_id].kind == Account.Kind.CONSUMER:
            for dispute in self._disputes[contact.account_id]:
                found += [event for event in dispute_events(dispute) if event.at <= contact.at]
        return tuple(sorted(found, key=lambda event: event.at))

    def _events_of(self, account: int, contact: EventRow) -> list[Event]:
        rows = (row for row in self._events[account] if row.pk != contact.pk and row.at <= contact.at)
        talk = self._first_talks.get(account)
        return [*([talk] if talk else ()), *(event for row in rows if (event := event_of(row)) is not None)]


def _stood(hold: Hold, at: datetime) -> bool:
    return hold.placed_at <= at and (hold.lifted_at is None or hold.lifted_at > at)


def _hold(hold: Hold) -> Event:
    return hold_event(HoldRow(hold.account_id, hold.kind, hold.reason, hold.placed_at, hold.until_on))


def _by_account(rows: QuerySet[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.account_id].append(row)
    return found
