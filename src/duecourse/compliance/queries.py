"""Reads of what binds contact. Each is a fixed number of statements, however many accounts are asked about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db.models import Min, Q, QuerySet

from duecourse.compliance.cases import EventRow, History, Person, dispute_events, event_of, hold_event, talk_event
from duecourse.compliance.models import ContactDecision, ContactEvent, Hold
from duecourse.domain.contact_policy import Event, words
from duecourse.receivables.models import Account, Contact, Dispute
from duecourse.receivables.queries import accounts_for
from duecourse.teams.models import User

# Longer than any window that a rule counts over. Of older calls and messages only the first conversation matters.
COUNTED = timedelta(days=40)
CLOCK_SLACK = timedelta(minutes=10)


def histories(accounts: Sequence[Account], now: datetime) -> dict[int, History]:
    """What the gate reads about these accounts: five statements, the last two only where there are consumers."""
    keys = [account.pk for account in accounts]
    events: dict[int, list[Event]] = defaultdict(list)
    recent = ~Q(kind__in=words.CONTACT_KINDS) | Q(at__gte=now - COUNTED)
    rows = ContactEvent.objects.filter(recent, account__in=keys).order_by().values_list(*EventRow._fields)
    for row in map(EventRow._make, rows):
        if (event := event_of(row)) is not None:
            events[row.account_id].append(_not_ahead(event, now))
    for hold in holds_in_force(now).filter(account__in=keys):
        events[hold.account_id].append(_not_ahead(hold_event(hold), now))
    consumers = [account.pk for account in accounts if account.kind == Account.Kind.CONSUMER]
    for dispute in Dispute.objects.filter(account__in=consumers):
        events[dispute.account_id].extend(dispute_events(dispute))
    for key, at in _first_talks(consumers, now):
        events[key].append(talk_event(key, at))
    people: dict[int, list[Person]] = defaultdict(list)
    for person in map(Person._make, Contact.objects.filter(account__in=keys).order_by().values_list(*Person._fields)):
        people[person.account_id].append(person)
    return {
        key: History(
            tuple(sorted(events[key], key=lambda event: event.at)),
            tuple(sorted(people[key], key=lambda person: (not person.is_primary, person.name))),
        )
        for key in keys
    }


def _first_talks(consumers: Sequence[int], now: datetime) -> QuerySet[ContactEvent, tuple[int, datetime]]:
    """Account → its first conversation, where that is older than what is read in full."""
    talks = ContactEvent.objects.filter(account__in=consumers, kind="call", outcome=words.CONVERSATION)
    firsts = talks.order_by().values_list("account").annotate(first=Min("at"))
    return firsts.filter(first__lt=now - COUNTED)


def _not_ahead(event: Event, now: datetime) -> Event:
    """Two callers press a key within the same second and wait for each other: the clock of the second was read before
    the first one's contact was written. It counts all the same."""
    return replace(event, at=now) if now < event.at <= now + CLOCK_SLACK else event


def holds_in_force(now: datetime) -> QuerySet[Hold]:
    """Holds that nobody has lifted. Whether their last day is over is decided in the debtor's own place; one that ended
    more than a day ago anywhere is left out."""
    return Hold.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=(now - timedelta(days=2)).date()), lifted_at__isnull=True
    )


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
