"""Writes that bind a contact: decisions, events, holds."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction

from duecourse.compliance.gate import verdict_for
from duecourse.compliance.models import ContactDecision, ContactEvent, Hold
from duecourse.domain.contact_policy import case_json
from duecourse.receivables.models import Account, Contact
from duecourse.teams import audit
from duecourse.teams.models import User
from duecourse.teams.queries import NotAllowed, require_lead, require_writer

# Outcomes of a call → the words of the contact case; every other outcome means that somebody spoke.
_CASE_OUTCOMES = {
    "no_answer": "no_answer",
    "busy": "busy",
    "voicemail": "voicemail",
    "discarded": "discarded",
}


def permit_contact(
    *,
    actor: User,
    now: datetime,
    account: Account,
    contact: Contact | None,
    channel: str,
    number: str = "",
    purpose: str = "discuss_debt",
    override_reason: str = "",
) -> ContactDecision:
    """Decide afresh and store the decision; when it permits, the contact counts from this moment on.

    Runs inside the caller's transaction. A lead may override with a reason, which is kept with their name; anybody
    else who tries gets NotAllowed.
    """
    require_writer(actor)
    if override_reason:
        require_lead(actor)
    take_turn(account)
    verdict = verdict_for(account, contact, now=now, channel=channel, number=number, purpose=purpose)
    overridden = bool(override_reason) and not verdict.allowed
    permits = verdict.allowed or overridden
    event = None
    if permits:
        event = ContactEvent.objects.create(
            account=account, contact=contact, at=now, kind="call" if channel == "phone" else "message",
            channel=channel, direction="out", outcome="no_answer" if channel == "phone" else "sent",
            details={"purpose": purpose}, recorded_by=actor,
        )  # fmt: skip
    decision = ContactDecision.objects.create(
        account=account, contact=contact, asked_by=actor, asked_at=now, channel=channel, purpose=purpose,
        verdict=verdict.verdict, reasons=[asdict(r) for r in verdict.reasons],
        warnings=[asdict(w) for w in verdict.warnings], earliest_allowed_at=verdict.earliest_allowed_at,
        zones=list(verdict.zones), packs=list(verdict.packs), facts=case_json(verdict.case), event=event,
        overridden_by=actor if overridden else None, override_reason=override_reason if overridden else "",
    )  # fmt: skip
    if overridden:
        facts = {"account": account.number, "reason": override_reason, "rules": [r.rule for r in verdict.reasons]}
        audit.record(actor=actor, now=now, verb="override_contact", subject=decision, facts=facts)
    return decision


def take_turn(account: Account) -> None:
    """Contacts of one account are decided one after another: a conditional write on its row makes a second asker wait
    for the first to finish, and then read what the first has written. Portable: no row locks."""
    Account.objects.filter(pk=account.pk).update(number=account.number)


def report_outcome(*, now: datetime, event: ContactEvent, outcome: str) -> None:
    """What became of the call: counters tell an attempt from a conversation."""
    ContactEvent.objects.filter(pk=event.pk).update(outcome=_CASE_OUTCOMES.get(outcome, "conversation"))


@transaction.atomic
def record_contact_event(
    *,
    actor: User,
    now: datetime,
    account: Account,
    kind: str,
    contact: Contact | None = None,
    channel: str = "",
    direction: str = "in",
    details: dict[str, Any] | None = None,
) -> ContactEvent:
    """Something that binds from now on: an opt-out, a request about times, a notice. Durable before we answer."""
    require_writer(actor)
    event = ContactEvent.objects.create(
        account=account, contact=contact, at=now, kind=kind, channel=channel, direction=direction,
        details=details or {}, recorded_by=actor,
    )  # fmt: skip
    audit.record(actor=actor, now=now, verb=f"record_{kind}", subject=account, facts={"channel": channel})
    return event


@transaction.atomic
def place_hold(
    *, actor: User, now: datetime, account: Account, kind: str, reason: str, until_on: date | None = None
) -> Hold:
    """Nobody contacts the account until it is lifted, or until that day has passed."""
    require_writer(actor)
    if not reason.strip():
        raise ValueError("Say why the account is put on hold.")
    hold = Hold.objects.create(
        account=account, kind=kind, reason=reason.strip(), placed_at=now, placed_by=actor, until_on=until_on
    )
    audit.record(actor=actor, now=now, verb="place_hold", subject=account, facts={"kind": kind, "reason": reason})
    return hold


@transaction.atomic
def lift_hold(*, actor: User, now: datetime, hold: Hold, reason: str) -> None:
    """Contact is open again. Legal and insolvency holds are for a lead to lift."""
    require_writer(actor)
    if hold.kind in (Hold.Kind.LEGAL, Hold.Kind.INSOLVENCY):
        require_lead(actor)
    if not reason.strip():
        raise ValueError("Say why the hold is lifted.")
    lifted = Hold.objects.filter(pk=hold.pk, lifted_at__isnull=True).update(
        lifted_at=now, lifted_by=actor, lift_reason=reason.strip()
    )
    if not lifted:
        raise NotAllowed("Somebody lifted this hold already.")
    audit.record(actor=actor, now=now, verb="lift_hold", subject=hold.account, facts={"reason": reason})
