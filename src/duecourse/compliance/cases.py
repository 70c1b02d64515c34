"""Rows → contact case: what the gate decides on, in the terms of the published format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, NamedTuple, Protocol

from duecourse.compliance.models import Hold
from duecourse.compliance.ways import Way, Ways
from duecourse.compliance.zones import Placed, candidate_zones, known_zone, zones_of_person
from duecourse.domain.contact_policy import Case, Debtor, Event, Query, Window, words
from duecourse.domain.contact_policy.case_json import parse_window
from duecourse.domain.contact_policy.clock import local
from duecourse.domain.contact_policy.kin import Reached, as_said_by, same_name
from duecourse.domain.contact_policy.places import jurisdiction_of
from duecourse.receivables.models import Account, Contact, Dispute

NOBODY_IN_PARTICULAR = "anyone"
# Words for a role at a consumer's account that say: this is the person who owes.
_WHO_OWES = frozenset(
    """self debtor consumer customer client owner patient tenant subscriber policyholder policy_holder member student
    resident lessee buyer main_contact primary_contact primary main contact""".split()
)
# Words that say how somebody else stands to the one who owes, whatever their name.
_RELATIONS = frozenset(
    """spouse parent guardian executor administrator personal_representative attorney neighbour
    room_mate co_worker employer friend relative sibling child""".split()
)
_LONGEST_RELATION = 40
# A call whose outcome is not known yet counts as an attempt that could have left a message.
_UNKNOWN_OUTCOME = "no_answer_voicemail_available"
# Kind of account → the debt and who owes it.
_USUAL: Mapping[str, tuple[str, str]] = {
    Account.Kind.PAYER: (words.INSURANCE_CLAIM, "company"),
    Account.Kind.CONSUMER: ("", "person"),
}
DISCARDED = "discarded"  # a call that was never dialled: the row stays, the count does not


class Creditor(Protocol):
    """What the gate reads of who is owed."""

    @property
    def is_client(self) -> bool: ...
    @property
    def code(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def debt_kind(self) -> str: ...
    @property
    def uses_other_name(self) -> bool: ...


class Owing(Placed, Way, Protocol):
    """What the gate reads of an account: the row itself, or no more than these columns of it."""

    @property
    def pk(self) -> int: ...
    @property
    def number(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def debt_kind(self) -> str: ...
    @property
    def debtor_is(self) -> str: ...
    @property
    def vat_registered(self) -> bool | None: ...
    @property
    def creditor(self) -> Creditor: ...


class CreditorColumns(NamedTuple):
    is_client: bool
    code: str
    kind: str
    debt_kind: str
    uses_other_name: bool


class OwingColumns(NamedTuple):
    """An account without the rest of its row."""

    pk: int
    number: str
    name: str
    kind: str
    country: str
    region: str
    time_zone: str
    phone: str
    phone_kind: str
    email: str
    email_kind: str
    debt_kind: str
    debtor_is: str
    vat_registered: bool | None
    creditor: CreditorColumns


class Person(NamedTuple):
    """What the gate reads of a contact."""

    pk: int
    account_id: int
    name: str
    role: str
    phone: str
    phone_kind: str
    email: str
    email_kind: str
    time_zone: str
    is_primary: bool


@dataclass(frozen=True, slots=True)
class History:
    """What is on file about one account; whoever is asked for first comes first. `oldest_due_on`: the due date of its
    oldest open invoice, where that was read."""

    events: tuple[Event, ...] = ()
    people: tuple[Person, ...] = ()
    oldest_due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Intent:
    """The contact that is being considered."""

    channel: str = words.PHONE
    number: str = ""
    purpose: str = words.DISCUSS
    in_reply: bool = False
    includes_opt_out: bool = True


def person_id(contact_id: int | None) -> str | None:
    return f"c{contact_id}" if contact_id else None


def account_id(account_id: int) -> str:
    return f"a{account_id}"


def case_for(account: Owing, contact: Contact | Person | None, history: History, intent: Intent, now: datetime) -> Case:
    """Where nobody in particular is asked for, what anybody at the account said or was told counts."""
    ways = Ways(account, contact, history.people)
    events = ways.placed(history.events)
    if contact is None:
        events = tuple(replace(event, person=None) for event in events if event.person) + tuple(
            event for event in events if event.person is None
        )
        events = tuple(sorted(events, key=lambda event: event.at))
    elif any(event.person not in (None, person_id(contact.pk)) for event in events):
        events = _of_one_person(account, contact, history, events)
    key = account_id(account.pk)
    return Case(
        jurisdiction=jurisdiction_of(account.country, account.region),
        debt_type=words.CONSUMER if account.kind == Account.Kind.CONSUMER else words.COMMERCIAL,
        party=words.THIRD_PARTY if account.creditor.is_client else words.FIRST_PARTY,
        debtor=_debtor(account, contact, history, intent, now),
        events=events,
        query=Query(
            at=now,
            channel=intent.channel,
            debts=(key,),
            person=person_id(contact.pk if contact else None) or NOBODY_IN_PARTICULAR,
            account=key,
            number=ways.number(intent.channel, intent.number),
            number_type=ways.number_type(intent.channel, intent.number),
            address_type=ways.address_type(intent.channel),
            purpose=intent.purpose,
            in_reply=intent.in_reply,
            includes_opt_out=intent.includes_opt_out,
        ),
        id=account.number,
    )


def _of_one_person(
    account: Owing, contact: Contact | Person, history: History, events: tuple[Event, ...]
) -> tuple[Event, ...]:
    """A file that spells a name otherwise adds a second row for the same person: what was said to the first holds. A
    company's number is everybody's there; one who wants no more calls does not speak for the others."""
    rows = [Reached(person_id(one.pk), one.name, one.phone, one.email) for one in history.people]
    is_consumer = account.kind == Account.Kind.CONSUMER
    return tuple(as_said_by(f"c{contact.pk}", events, rows, shared_close=is_consumer))


def _debtor(
    account: Owing, contact: Contact | Person | None, history: History, intent: Intent, now: datetime
) -> Debtor:
    """A kind of account says something of the debt and of who owes it where nobody has said more."""
    relations: dict[str, str] = {}
    if account.kind == Account.Kind.CONSUMER:
        relations = {f"c{c.pk}": relation for c in history.people if (relation := relation_of(c, account))}
    debt_kind, debtor_is = _USUAL.get(account.kind, ("", ""))
    zones, area_code_zone = candidate_zones(account, contact), None
    is_known = bool(known_zone(account, contact))
    if account.kind == Account.Kind.CONSUMER and not is_known:
        number = intent.number or (contact.phone if contact else "") or account.phone
        zones, area_code_zone = zones_of_person(account.country, account.region, number)
    return Debtor(
        zones=zones,
        area_code_zone=area_code_zone,
        location_known=is_known or None,
        relationships=relations,
        debt_kind=account.debt_kind or debt_kind or account.creditor.debt_kind or None,
        debtor_is=account.debtor_is or debtor_is or None,
        vat_registered=None if account.vat_registered is None else bool(account.vat_registered),
        creditor_kind=account.creditor.kind or None,
        creditor=account.creditor.code,
        third_party_name=bool(account.creditor.uses_other_name),
        days_past_due=_days_past_due(history.oldest_due_on, zones, now),
    )


def _days_past_due(oldest_due_on: date | None, zones: tuple[str, ...], now: datetime) -> int | None:
    """On their calendar; None where it is not known."""
    if oldest_due_on is None:
        return None
    today = local(now, zones[0] if zones else "UTC").date()
    return max(0, (today - oldest_due_on).days)


def relation_of(person: Person, account: Owing) -> str:
    """How somebody at a consumer's account stands to the one who owes, "" for that one. A role that is no relation is a
    trade of the one who owes, where the names agree; else nobody knows who this is, and it is somebody else."""
    word = words.relation_word(person.role)
    if not word or word in _WHO_OWES:
        return ""
    if word not in _RELATIONS and same_name(person.name, account.name):
        return ""
    return word[:_LONGEST_RELATION]


class EventRow(NamedTuple):
    """The columns of a contact event that the gate reads."""

    pk: int
    account_id: int
    contact_id: int | None
    at: datetime
    kind: str
    channel: str
    direction: str
    outcome: str
    details: dict[str, Any]


def event_of(row: EventRow) -> Event | None:
    """A stored event as a value; None for a call that was never dialled."""
    if row.outcome == DISCARDED:
        return None
    details = row.details
    window, lasts_days = parse_window(details["window"], f"event {row.pk}") if details.get("window") else (None, None)
    return Event(
        at=row.at,
        kind=row.kind,
        channel=row.channel or None,
        direction=row.direction or None,
        outcome=row.outcome or (_UNKNOWN_OUTCOME if row.kind == "call" else None),
        debts=(account_id(row.account_id),),
        person=person_id(row.contact_id),
        account=account_id(row.account_id),
        number=details.get("number") or None,
        purpose=details.get("purpose", words.DISCUSS),
        in_reply=details.get("in_reply", False),
        medium=details.get("medium"),
        window=window,
        lasts_days=lasts_days,
        place=details.get("place"),
        given_to=details.get("given_to"),
        in_placement_file=details.get("in_placement_file", False),
        written=details.get("written"),
        text_class=details.get("text_class"),
        note=details.get("note", ""),
    )


def talk_event(account: int, at: datetime) -> Event:
    """A conversation of which only the time is read."""
    key = account_id(account)
    return Event(
        at=at, kind="call", channel=words.PHONE, direction="out", outcome=words.CONVERSATION, debts=(key,), account=key
    )


class HoldRow(NamedTuple):
    """The columns of a hold that the gate reads."""

    account_id: int
    kind: str
    reason: str
    placed_at: datetime
    until_on: date | None


def hold_event(hold: HoldRow) -> Event:
    """A hold in force; its last day is part of it."""
    return Event(
        at=hold.placed_at,
        kind="hold",
        account=account_id(hold.account_id),
        debts=(account_id(hold.account_id),),
        window=Window(last_on=hold.until_on) if hold.until_on else None,
        note=f"{Hold.Kind(hold.kind).label}: {hold.reason}",
    )


def dispute_events(dispute: Dispute) -> list[Event]:
    """A dispute of the ledger. In writing only where an event of its own says so."""
    common = {"account": account_id(dispute.account_id), "debts": (account_id(dispute.account_id),)}
    found = [Event(at=dispute.opened_at, kind="dispute", written=False, **common)]  # type: ignore[arg-type]
    if dispute.closed_at is not None:
        found.append(Event(at=dispute.closed_at.astimezone(UTC), kind="dispute_settled", **common))  # type: ignore[arg-type]
    return found
