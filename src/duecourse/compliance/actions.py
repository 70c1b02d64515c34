"""Writes that bind a contact: decisions, events, holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import transaction

from duecourse.compliance.cases import DISCARDED
from duecourse.compliance.gate import verdict_for
from duecourse.compliance.kin import with_kin
from duecourse.compliance.models import ANSWERED, ContactDecision, ContactEvent, Hold, PolicyText
from duecourse.domain.contact_policy import Malformed, Reason, words
from duecourse.domain.contact_policy.case_json import parse_event
from duecourse.domain.redaction import redact
from duecourse.lib.phones import as_dialled
from duecourse.playbooks.policies import shelf
from duecourse.receivables.models import Account, Contact
from duecourse.teams import audit
from duecourse.teams.models import User
from duecourse.teams.queries import NotAllowed, require_lead, require_writer

# A call's outcome → the words of the contact case. Every other outcome means that somebody spoke. That nobody answered
# does not say whether there was a mailbox, so the reading that counts everywhere is taken.
CASE_OUTCOMES = {
    "no_answer": "no_answer_voicemail_available",
    "busy": "busy",
    "voicemail": "voicemail",
    DISCARDED: DISCARDED,
}
# What the other side said on the call that binds every later contact. It was said, not written.
BINDING_OUTCOMES = {
    "represented": ("attorney_representation", {}),
    "stop_contact": ("cease_notice", {"written": False}),
    "wrong_party": ("wrong_party", {}),
}
# Taking a stop back opens contact again: a lead reads it first.
LEADS_ONLY = frozenset(
    (
        "cease_withdrawn", "attorney_consents_direct", "bankruptcy_ended", "discharge_excepted", "breathing_space_end",
        "wrong_party_corrected",
    )
)  # fmt: skip

FIRST_DAY = datetime(1999, 12, 31, tzinfo=UTC)  # the year 2000 begins somewhere; what is older is a slip of the pen


class NotAnEvent(ValueError):
    """What should be recorded cannot be used by the gate. The message says which part."""


def permit_contact(
    *,
    actor: User,
    now: datetime,
    account: Account,
    contact: Contact | None,
    channel: str,
    number: str = "",
    purpose: str = "discuss_debt",
    in_reply: bool = False,
    includes_opt_out: bool = True,
    override_reason: str = "",
    message: int | None = None,
) -> ContactDecision:
    """Decide afresh and store the decision; when it permits, the contact counts from this moment on.

    Runs inside the caller's transaction; the audit entry seals the decision. A lead may override with a reason, which
    is kept with their name; anybody else who tries gets NotAllowed. `message`: our message that this contact would be,
    kept with the event.
    """
    require_writer(actor)
    number = as_dialled(number, account.country)
    override_reason = redact(override_reason.strip())
    if override_reason:
        require_lead(actor)
    with transaction.atomic():
        take_turn(account)
        verdict = verdict_for(
            account, contact, now=now, channel=channel, number=number, purpose=purpose, in_reply=in_reply,
            includes_opt_out=includes_opt_out,
        )  # fmt: skip
        keep_policy_texts(now=now, digests=verdict.digests)
        overridden = bool(override_reason) and not verdict.allowed
        event = None
        if verdict.allowed or overridden:
            event = _attempt(actor, now, account, contact, channel, number, purpose, in_reply, message)
        decision = ContactDecision.objects.create(
            account=account, contact=contact, asked_by=actor, asked_at=now, channel=channel, purpose=purpose,
            verdict=verdict.verdict, reasons=[asdict(r) for r in verdict.reasons],
            warnings=[asdict(w) for w in verdict.warnings], earliest_allowed_at=verdict.earliest_allowed_at,
            zones=list(verdict.zones), packs=list(verdict.packs), pack_digests=list(verdict.digests),
            facts=verdict.facts(), event=event,
            overridden_by=actor if overridden else None, override_reason=override_reason if overridden else "",
        )  # fmt: skip
        verb = "allow_contact" if verdict.allowed else "override_contact" if overridden else "refuse_contact"
        facts: dict[str, Any] = {"account": account.number, "channel": channel, "seal": decision.seal}
        if not verdict.allowed:
            facts["rules"] = [r.rule for r in verdict.reasons]
        audit.record(actor=actor, now=now, verb=verb, subject=decision, facts=facts)
    return decision


def keep_policy_texts(*, now: datetime, digests: Iterable[str]) -> None:
    """The packs that a decision was taken by are kept word for word: years later it can be read, and decided again."""
    known = PolicyText.objects.filter(digest__in=digests).values_list("digest", flat=True)
    if missing := set(digests) - set(known):
        fresh = [
            PolicyText(digest=one.digest, pack=one.pack.id, label=one.pack.label, text=one.text, kept_at=now)
            for one in shelf().texts
            if one.digest in missing
        ]
        PolicyText.objects.bulk_create(fresh, ignore_conflicts=True)


def take_turn(account: Account) -> None:
    """Contacts of one person are decided one after another: whoever takes the row of the account, and of every other
    at which the person may be reached, makes a second asker wait and then read what the first has written. Rows are
    locked in one order; SQLite has no locks of rows, there any write keeps the others out."""
    rows = Account.objects.filter(pk__in=with_kin(account.pk))
    list(rows.select_for_update().order_by("pk").values_list("pk"))
    Account.objects.filter(pk=account.pk).update(number=account.number)


def _attempt(
    actor: User, now: datetime, account: Account, contact: Contact | None, channel: str, number: str, purpose: str,
    in_reply: bool, message: int | None,
) -> ContactEvent:  # fmt: skip
    """The contact counts before it takes place: an attempt is an attempt, and the cap is used up. What becomes of a
    call is said by its record."""
    details = {"purpose": purpose, "number": number, "in_reply": in_reply, "message": message}
    return ContactEvent.objects.create(
        account=account, contact=contact, at=now, kind="call" if channel == words.PHONE else "message", channel=channel,
        direction="out", outcome="" if channel == words.PHONE else "sent",
        details={key: value for key, value in details.items() if value}, recorded_by=actor,
    )  # fmt: skip


def report_outcome(
    *, now: datetime, event: ContactEvent, outcome: str, callback_on: date | datetime | None = None
) -> None:
    """What became of the call: counters tell an attempt from a conversation, and what was said on it binds from now on.
    `callback_on`: the day for which they asked to be called back, on their clock where the hour is known."""
    ContactEvent.objects.filter(pk=event.pk).update(outcome=CASE_OUTCOMES.get(outcome, words.CONVERSATION))
    if outcome in BINDING_OUTCOMES:
        kind, details = BINDING_OUTCOMES[outcome]
        _follows_from(event, now, kind, details)
    if callback_on is not None:
        day = f"{callback_on:%Y-%m-%d}"
        hour = {"hour": f"{callback_on:%H:%M}"} if isinstance(callback_on, datetime) else {}
        _follows_from(event, now, "callback_agreed", {"window": {"from": day, "to": day}, **hour})


def report_delivery(*, event: ContactEvent, outcome: str) -> None:
    """What became of a message: what did not arrive ("failed") or never left the house (DISCARDED) does not count."""
    ContactEvent.objects.filter(pk=event.pk).update(outcome=outcome)


def _follows_from(call: ContactEvent, now: datetime, kind: str, details: dict[str, Any]) -> None:
    ContactEvent.objects.create(
        account_id=call.account_id, contact_id=call.contact_id, at=now, kind=kind, channel=words.PHONE, direction="in",
        details=details, recorded_by_id=call.recorded_by_id,
    )  # fmt: skip


@transaction.atomic
def record_contact_event(
    *,
    actor: User,
    now: datetime,
    account: Account,
    kind: str,
    contact: Contact | None = None,
    at: datetime | None = None,
    day_ends: datetime | None = None,
    channel: str = "",
    direction: str = "in",
    outcome: str = "",
    details: dict[str, Any] | None = None,
) -> ContactEvent:
    """Something that binds from now on: an opt-out, a request about times, a notice, a call that came in. Durable
    before we answer. `at` is when it happened (default now). `day_ends`: of a stop of which only the day is known, the
    end of that day; it wins over whatever is on file until then.

    Raises NotAnEvent, and NotAllowed where only a lead takes a stop back.
    """
    require_writer(actor)
    if kind in LEADS_ONLY:
        require_lead(actor)
    details = {key: value for key, value in (details or {}).items() if value not in (None, "")}
    if "number" in details:
        details["number"] = as_dialled(details["number"], account.country)
    if "note" in details:
        details["note"] = redact(details["note"])[:200]
    at = at or now
    if at > now + timedelta(minutes=5):
        raise NotAnEvent("This would happen in the future: only what has happened can be recorded.")
    if at < FIRST_DAY:
        raise NotAnEvent("This would have happened before the year 2000: check the day.")
    at = _in_its_turn(account, _behind_its_day(account, at, min(day_ends or at, now)), now)
    _check(kind, at, channel, direction, outcome, details)
    event = ContactEvent.objects.create(
        account=account, contact=contact, at=at, kind=kind, channel=channel, direction=direction, outcome=outcome,
        details=details, recorded_by=actor,
    )  # fmt: skip
    # The log is kept for ever; what they said in their words is not.
    kept = {key: value for key, value in details.items() if key != "note"}
    facts = {"channel": channel, "contact": contact.pk if contact else None, **kept}
    audit.record(actor=actor, now=now, verb=f"record_{kind}", subject=account, facts=facts)
    return event


def _behind_its_day(account: Account, at: datetime, end: datetime) -> datetime:
    """Nobody knows the hour of a stop that came with a day: it stands behind what was said and done until `end`, at the
    account and at others where the person is reached."""
    said = ContactEvent.objects.filter(account__in=with_kin(account.pk), at__gt=at, at__lt=end).order_by("-at")
    last = said.values_list("at", flat=True).first()
    return last + timedelta(microseconds=1) if last else at


def _in_its_turn(account: Account, at: datetime, now: datetime) -> datetime:
    """Who gives a day and no hour gives two things the same instant: what was recorded later was said later."""
    while at < now and ContactEvent.objects.filter(account=account, at=at).exists():
        at += timedelta(microseconds=1)
    return at


def _check(kind: str, at: datetime, channel: str, direction: str, outcome: str, details: dict[str, Any]) -> None:
    """The gate must be able to read it later, so it is read now."""
    raw = {"kind": kind, "t": at.isoformat(), "channel": channel, "direction": direction, "outcome": outcome, **details}
    try:
        parse_event({key: value for key, value in raw.items() if value != ""})
    except Malformed as error:
        raise NotAnEvent(str(error)) from error


def record_opt_out(
    *, actor: User, now: datetime, account: Account, medium: str, contact: Contact | None = None, number: str = ""
) -> ContactEvent:
    """Not by this medium any more (or not on this number)."""
    return record_contact_event(
        actor=actor, now=now, account=account, contact=contact, kind="opt_out", channel=medium,
        details={"medium": medium, "number": number},
    )  # fmt: skip


def answer_call(
    *, actor: User, now: datetime, account: Account, contact: Contact | None = None, number: str = ""
) -> ContactDecision:
    """They called us and we speak: it needs no permission, but it counts as a conversation, and what was on file is
    kept as for a contact of ours. Runs inside the caller's transaction; `report_outcome` tells later what became of
    it."""
    require_writer(actor)
    number = as_dialled(number, account.country)
    verdict = verdict_for(account, contact, now=now, number=number)
    keep_policy_texts(now=now, digests=verdict.digests)
    event = ContactEvent.objects.create(
        account=account, contact=contact, at=now, kind="call", channel=words.PHONE, direction="in",
        outcome=words.CONVERSATION, details={"number": number} if number else {}, recorded_by=actor,
    )  # fmt: skip
    decision = ContactDecision.objects.create(
        account=account, contact=contact, asked_by=actor, asked_at=now, channel=words.PHONE, purpose=ANSWERED,
        verdict="allowed", reasons=[asdict(_THEY_CALLED)], zones=list(verdict.zones), packs=list(verdict.packs),
        pack_digests=list(verdict.digests), facts=verdict.facts(), event=event,
    )  # fmt: skip
    audit.record(
        actor=actor, now=now, verb="answer_contact", subject=decision,
        facts={"account": account.number, "channel": words.PHONE, "seal": decision.seal},
    )  # fmt: skip
    return decision


_THEY_CALLED = Reason("THEY-CALLED", "they called us: to answer needs no permission")


@transaction.atomic
def place_hold(
    *, actor: User, now: datetime, account: Account, kind: str, reason: str, until_on: date | None = None
) -> Hold:
    """Nobody contacts the account until it is lifted, or until that day has passed."""
    require_writer(actor)
    if not reason.strip():
        raise ValueError("Say why the account is put on hold.")
    hold = Hold.objects.create(
        account=account, kind=kind, reason=redact(reason.strip())[:200], placed_at=now, placed_by=actor,
        until_on=until_on,
    )  # fmt: skip
    facts = {"hold": hold.pk, "kind": kind, "until_on": until_on}
    audit.record(actor=actor, now=now, verb="place_hold", subject=account, facts=facts)
    return hold


@transaction.atomic
def lift_hold(*, actor: User, now: datetime, hold: Hold, reason: str) -> None:
    """Contact is open again. Legal and insolvency holds are for a lead to lift."""
    require_writer(actor)
    if hold.kind in (Hold.Kind.LEGAL, Hold.Kind.INSOLVENCY):
        require_lead(actor)
    if not reason.strip():
        raise ValueError("Say why the hold is lifted.")
    reason = redact(reason.strip())[:200]
    lifted = Hold.objects.filter(pk=hold.pk, lifted_at__isnull=True).update(
        lifted_at=now, lifted_by=actor, lift_reason=reason
    )
    if not lifted:
        raise NotAllowed("Somebody lifted this hold already.")
    audit.record(actor=actor, now=now, verb="lift_hold", subject=hold.account, facts={"hold": hold.pk})
