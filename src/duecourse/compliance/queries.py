"""Reads of what binds contact. Each is a fixed number of statements, however many accounts are asked about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import chain
from operator import attrgetter
from typing import Any

from django.db.models import Min, QuerySet

from duecourse.compliance.cases import (
    CreditorColumns,
    EventRow,
    History,
    HoldRow,
    Owing,
    OwingColumns,
    Person,
    dispute_events,
    event_of,
    hold_event,
    person_id,
    talk_event,
)
from duecourse.compliance.kin import kin_of, sides_of, with_kin
from duecourse.compliance.models import ContactDecision, ContactEvent, Hold, Removal
from duecourse.domain.contact_policy import Event, words
from duecourse.domain.contact_policy.kin import Side, counts_here
from duecourse.lib.sql import day, json_of, moment, padded, places, rows_of, utc
from duecourse.receivables.models import Account, Contact, Dispute
from duecourse.receivables.queries import accounts_for
from duecourse.teams.models import User

# Longer than any window that a rule counts over (counting.LONGEST_COUNT). Of older calls and messages only the first
# conversation matters, and what people themselves have written.
COUNTED = timedelta(days=40)
CLOCK_SLACK = timedelta(minutes=10)


_CREDITOR = len(OwingColumns._fields) - 1  # from this column on
_OWING = """
SELECT a.id, a.number, a.name, a.kind, a.country, a.region, a.time_zone, a.phone, a.phone_kind, a.email, a.email_kind,
    a.debt_kind, a.debtor_is, a.vat_registered, c.is_client, c.code, c.kind, c.debt_kind, c.uses_other_name
FROM receivables_account a JOIN receivables_creditor c ON c.id = a.creditor_id WHERE a.id IN ({keys})
"""


def owing(keys: Sequence[int]) -> list[OwingColumns]:
    """Of those accounts what the gate reads. Not narrowed to an actor: the keys come from a list that is."""
    if not keys:
        return []
    listed = padded(keys)
    rows = rows_of(_OWING.format(keys=places(listed)), *listed)
    return [OwingColumns._make((*row[:_CREDITOR], CreditorColumns._make(row[_CREDITOR:]))) for row in rows]


_EVENTS = """
SELECT id, account_id, contact_id, at, kind, channel, direction, outcome, details FROM compliance_contactevent
WHERE account_id IN ({keys}) AND (at >= %s OR kind NOT IN ({kinds}) OR (kind = 'message' AND direction = 'in'))
"""
# Whether its last day is over is decided in the debtor's own place; a hold that ended more than a day ago anywhere is
# left out.
_HOLDS = """
SELECT account_id, kind, reason, placed_at, until_on FROM compliance_hold
WHERE account_id IN ({keys}) AND lifted_at IS NULL AND (until_on IS NULL OR until_on >= %s)
"""
_PEOPLE = """
SELECT id, account_id, name, role, phone, phone_kind, email, email_kind, time_zone, is_primary FROM receivables_contact
WHERE account_id IN ({keys}) ORDER BY is_primary DESC, name
"""


def histories(accounts: Sequence[Owing], now: datetime, dialled: str = "") -> dict[int, History]:
    """What the gate reads about these accounts: eight statements, three of them only where there are consumers, and one
    more where two share a number or an address. Plain SQL (see lib.sql): the worklist asks about a hundred accounts for
    every page. `dialled`: a number typed by hand; what was said by whoever has it elsewhere counts."""
    keys = tuple(account.pk for account in accounts)
    if not keys:
        return {}
    kin = kin_of(keys, dialled)
    known = padded({*keys, *chain.from_iterable(kin.values())})
    people: dict[int, list[Person]] = defaultdict(list)
    for person in map(Person._make, rows_of(_PEOPLE.format(keys=places(known)), *known)):
        people[person.account_id].append(person)
    consumers = [account.pk for account in accounts if account.kind == Account.Kind.CONSUMER]
    sides: dict[int, Side] = {}
    if kin:
        every = {*kin, *chain.from_iterable(kin.values())}
        sides, also_consumers = sides_of(every, people, dict.fromkeys(keys, dialled))
        consumers = list({*consumers, *also_consumers})
    events = _events(known, padded(keys), consumers, now)
    inherited = {
        key: [event for other in others for event in counts_here(_in_order(events[other]), sides[other], sides[key])]
        for key, others in kin.items()
    }
    for key, shared in inherited.items():
        events[key] += shared
    due = _oldest_due(consumers)
    return {key: History(_in_order(events.get(key, ())), tuple(people.get(key, ())), due.get(key)) for key in keys}


_DUE = """
SELECT account_id, MIN(oldest_due_on) FROM receivables_accountstanding WHERE account_id IN ({keys}) GROUP BY account_id
"""


def _oldest_due(consumers: Sequence[int]) -> dict[int, date | None]:
    """Some laws of consumers ask how long the debt has been due."""
    if not consumers:
        return {}
    keys = padded(consumers)
    rows = rows_of(_DUE.format(keys=places(keys)), *keys)
    return {key: day(oldest) if oldest else None for key, oldest in rows}


def _in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    return tuple(sorted(events, key=attrgetter("at")))


def _events(
    known: Sequence[int], keys: Sequence[int], consumers: Sequence[int], now: datetime
) -> dict[int, list[Event]]:
    """By account: what was said and done at all that are `known`, and what else binds those that are asked about."""
    events: dict[int, list[Event]] = defaultdict(list)
    for row in _recent_events(known, now):
        if (event := event_of(row)) is not None:
            events[row.account_id].append(_not_ahead(event, now))
    ended = (now - timedelta(days=2)).date()
    for key, kind, reason, placed_at, until_on in rows_of(_HOLDS.format(keys=places(keys)), *keys, ended):
        hold = hold_event(HoldRow(key, kind, reason, utc(placed_at), until_on))
        events[key].append(_not_ahead(hold, now))
    if consumers:
        for dispute in Dispute.objects.filter(account__in=consumers):
            events[dispute.account_id].extend(dispute_events(dispute))
        for key, at in first_talks(consumers, now - COUNTED):
            events[key].append(talk_event(key, at))
    return events


_BOUND = """
SELECT DISTINCT account_id FROM compliance_contactevent WHERE account_id IN ({keys}) AND kind NOT IN ({kinds})
"""


def bound_accounts(keys: Sequence[int]) -> set[int]:
    """Those of whom somebody has said or sent something that may bind every later contact, there or at another account
    of theirs: few, and only the gate knows what it means today."""
    kinds, found, kin = words.CONTACT_KINDS, set[int](), kin_of(keys)
    known = [*keys, *chain.from_iterable(kin.values())]
    for start in range(0, len(known), 500):
        some = padded(known[start : start + 500])
        rows = rows_of(_BOUND.format(keys=places(some), kinds=places(kinds)), *some, *kinds)
        found.update(account for (account,) in rows)
    return {key for key in keys if key in found or not found.isdisjoint(kin.get(key, ()))}


def _recent_events(keys: Sequence[int], now: datetime) -> Iterator[EventRow]:
    """All that was said or told, and the contacts of the time that rules count over."""
    kinds = words.CONTACT_KINDS
    sql = _EVENTS.format(keys=places(keys), kinds=places(kinds))
    for row in rows_of(sql, *keys, moment(now - COUNTED), *kinds):
        yield EventRow._make((*row[:3], utc(row[3]), *row[4:-1], json_of(row[-1])))


def first_talks(consumers: Sequence[int], before: datetime) -> QuerySet[ContactEvent, tuple[int, datetime]]:
    """Account → its first conversation, where it was before that: what is later is read in full."""
    talks = ContactEvent.objects.filter(account__in=consumers, kind="call", outcome=words.CONVERSATION)
    firsts = talks.order_by().values_list("account").annotate(first=Min("at"))
    return firsts.filter(first__lt=before)


def _not_ahead(event: Event, now: datetime) -> Event:
    """Two callers press a key within the same second and wait for each other: the clock of the second was read before
    the first one's contact was written. It counts all the same."""
    return replace(event, at=now) if now < event.at <= now + CLOCK_SLACK else event


def other_accounts(actor: User, account: Account) -> tuple[list[Account], int]:
    """The accounts that share a number or an address with this one, as far as the actor may see them, and how many
    more there are."""
    _itself, *keys = with_kin(account.pk)
    seen = list(accounts_for(actor).filter(pk__in=keys).select_related("creditor").order_by("name", "pk"))
    return seen, len(keys) - len(seen)


def holds_for(actor: User, account: Account) -> QuerySet[Hold]:
    """Every hold the account has had, those in force first."""
    visible = Hold.objects.filter(account=account, account__in=accounts_for(actor))
    return visible.select_related("placed_by", "lifted_by").order_by("lifted_at", "-placed_at")


def events_for(actor: User, account: Account) -> QuerySet[ContactEvent]:
    visible = ContactEvent.objects.filter(account=account, account__in=accounts_for(actor))
    return visible.select_related("contact", "recorded_by").order_by("-at", "-pk")


def decisions_for(actor: User, account: Account) -> QuerySet[ContactDecision]:
    visible = ContactDecision.objects.filter(account=account, account__in=accounts_for(actor))
    return visible.select_related("contact", "asked_by", "overridden_by")


def sound_removed(call: int) -> Removal | None:
    """The tombstone of a call's transcript and recording, where their time was over."""
    return Removal.objects.filter(call=call).first()


def decision_for(actor: User, key: int) -> QuerySet[ContactDecision]:
    """That decision with its account and people, if the actor may see it."""
    rows = ContactDecision.objects.select_related(
        "account__creditor", "contact", "asked_by", "overridden_by", "removal"
    )
    return rows.filter(pk=key, account__in=accounts_for(actor))


def people_in(decision: ContactDecision) -> dict[str, str]:
    """Who is meant by the ids in its facts."""
    rows = Contact.objects.filter(account=decision.account_id).values_list("pk", "name")
    return {person_id(key) or "": name for key, name in rows}


def happened_before(decision: ContactDecision) -> list[tuple[datetime, dict[str, Any], str]]:
    """The events in its facts: when, what, with whom."""
    people = people_in(decision)
    return [
        (datetime.fromisoformat(event["t"]), event, people.get(event.get("consumer_id", ""), "everybody"))
        for event in decision.facts.get("events", [])
    ]
