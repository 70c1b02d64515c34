"""Rows → contact cases: what the gate reads about one account.

An account is one debt to the rules that count per debt: its invoices are billed under one number.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from duecourse.compliance.models import ContactEvent, Hold
from duecourse.compliance.zones import candidate_zones, zones_of_number
from duecourse.domain.contact_policy import Case, parse_case
from duecourse.receivables.models import Account, Contact

# Counters look back a month at the most; what people asked for stands until it is taken back.
COUNTED = ("call", "message")
COUNTED_FOR = timedelta(days=45)


def events_of(accounts: Sequence[Account], now: datetime) -> dict[int, list[dict[str, Any]]]:
    """Account → its events in the words of the contact case. Two queries, however many accounts."""
    ids = [a.pk for a in accounts]
    rows = ContactEvent.objects.filter(
        ~Q(kind__in=COUNTED) | Q(at__gte=now - COUNTED_FOR), account__in=ids, at__lte=now
    ).exclude(outcome="discarded")
    found: dict[int, list[dict[str, Any]]] = {pk: [] for pk in ids}
    for row in rows.order_by("at", "pk"):
        found[row.account_id].append(_event(row))
    for hold in Hold.objects.filter(account__in=ids, lifted_at__isnull=True, placed_at__lte=now):
        found[hold.account_id].append(_hold(hold))
    return found


def _event(row: ContactEvent) -> dict[str, Any]:
    event = {
        "t": row.at.isoformat(),
        "kind": row.kind,
        "channel": row.channel,
        "direction": row.direction,
        "outcome": row.outcome,
        "account_id": str(row.account_id),
        "debt_id": str(row.account_id),
        "consumer_id": str(row.contact_id or ""),
        **row.details,
    }
    return {name: value for name, value in event.items() if value != ""}


def _hold(hold: Hold) -> dict[str, Any]:
    event: dict[str, Any] = {"t": hold.placed_at.isoformat(), "kind": "hold", "note": hold.reason}
    if hold.until_on:
        event["window"] = {"from": hold.placed_at.date().isoformat(), "to": hold.until_on.isoformat()}
    return event


def case_of(
    account: Account,
    contact: Contact | None,
    events: list[dict[str, Any]],
    *,
    now: datetime,
    channel: str,
    number: str = "",
    purpose: str = "discuss_debt",
) -> Case:
    """The question put to the packs. A place we do not know stays unknown: rules decide what that means."""
    return parse_case(
        {
            "id": str(account.pk),
            "jurisdiction": "-".join(part for part in (account.country or "ZZ", account.region) if part),
            "debt_type": "consumer" if account.kind == Account.Kind.CONSUMER else "commercial",
            "party": "third_party" if account.creditor.is_client else "first_party",
            "debtor": _debtor(account, contact, number),
            "events": events,
            "query": {
                "t": now.isoformat(),
                "channel": channel,
                "debt_id": str(account.pk),
                "account_id": str(account.pk),
                "consumer_id": str(contact.pk if contact else ""),
                "purpose": purpose,
            },
        }
    )


def _debtor(account: Account, contact: Contact | None, number: str) -> dict[str, Any]:
    known = bool(account.time_zone or (contact and contact.time_zone))
    debtor: dict[str, Any] = {
        "tz_candidates": list(candidate_zones(account, contact)),
        "location_known": known,
        "debtor_is": "person" if account.kind == Account.Kind.CONSUMER else "company",
    }
    hint = zones_of_number(number, account.country) if number and not known else ()
    if len(hint) == 1:
        debtor["area_code_tz"] = hint[0]
    if account.kind == Account.Kind.PAYER:
        debtor["debt_kind"] = "insurance_claim"
    return debtor
