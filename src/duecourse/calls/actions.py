"""Starting a call, keeping what is typed, closing it with a record, correcting the record."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from duecourse.calls.hearing import end_listening
from duecourse.calls.models import (
    Call,
    Callback,
    CallDraft,
    CallRecord,
    Commitment,
    DisputeRaised,
    DocumentRequest,
    LiveTurn,
    Promise,
    Recording,
    Transcript,
)
from duecourse.calls.queries import calls_in_progress, zone_of
from duecourse.calls.saying import duties_of, rows_said, said_after, unsaid_on
from duecourse.calls.standing import refresh_call_standing
from duecourse.compliance.actions import answer_call, permit_contact, place_hold, report_outcome, take_turn
from duecourse.compliance.kin import with_kin
from duecourse.compliance.models import ContactDecision, ContactEvent, Hold
from duecourse.compliance.ways import number_to_dial
from duecourse.domain import record as rules
from duecourse.domain.conversation.turns import CLIENT
from duecourse.domain.disclosures import Disclosure
from duecourse.domain.promise_terms import Question, Terms
from duecourse.domain.redaction import redact
from duecourse.lib.phones import as_dialled
from duecourse.receivables.models import Account, Contact, Dispute, Invoice
from duecourse.teams import audit
from duecourse.teams.models import User
from duecourse.teams.queries import NotAllowed, require_writer


class ContactNotAllowed(Exception):
    """The gate said no. `decision` holds its reasons and the earliest time; it is stored."""

    def __init__(self, decision: ContactDecision) -> None:
        super().__init__("; ".join(r["text"] for r in decision.reasons))
        self.decision = decision


class CallStillOpen(Exception):
    """The caller is in another call: its record comes first. `call` is that call."""

    def __init__(self, call: Call) -> None:
        super().__init__("Write the record of your open call first.")
        self.call = call


class ColleagueInCall(Exception):
    """A colleague is speaking with this client right now. The message names them."""


class CallNotOpen(Exception):
    """The call was closed already, here or in another window."""


class PromiseAsked(Exception):
    """Something about its promises has to be confirmed first: `questions`."""

    def __init__(self, questions: tuple[Question, ...]) -> None:
        super().__init__(" ".join(question.text for question in questions))
        self.questions = questions


class RecordIncomplete(ValueError):
    """`problems` say which fields stand in the way."""

    def __init__(self, problems: tuple[rules.Problem, ...]) -> None:
        super().__init__(" ".join(p.message for p in problems))
        self.problems = problems


class LeftUnsaid(RecordIncomplete):
    """Words that the law asks for were neither ticked nor explained. `missing` says which."""

    def __init__(self, missing: tuple[Disclosure, ...]) -> None:
        self.missing = missing
        words = "; ".join(f"“{d.words}” ({d.citation})" for d in missing)
        because = f"Tick what you said, or say why it was not said: {words}"
        super().__init__((rules.Problem("unsaid_because", because),))


def start_call(
    *,
    actor: User,
    now: datetime,
    account: Account,
    contact: Contact | None = None,
    number: str = "",
    override_reason: str = "",
    direction: str = Call.Direction.OUT,
) -> Call:
    """Ask the gate and, if it permits, open the call and use up the cap, in one transaction.

    Raises ContactNotAllowed (the decision is stored all the same), CallStillOpen, ColleagueInCall, NotAllowed (auditor;
    override by somebody who is not a lead), NotANumber. A call that came in needs no permission: they called us.
    """
    require_writer(actor)
    if contact is not None and contact.account_id != account.pk:
        raise NotAllowed("That person belongs to another account.")
    on_file = (contact.phone if contact else "") or account.phone
    if direction == Call.Direction.IN:
        number = as_dialled(number.strip(), account.country) or on_file  # "withheld" is what their telephone shows
    else:
        number = number_to_dial(contact or account, account.country, number) or on_file
    with transaction.atomic():
        other = Call.objects.filter(caller=actor, state=Call.State.OPEN).first()
        if other is not None:
            raise CallStillOpen(other)
        if direction == Call.Direction.IN:
            decision = answer_call(actor=actor, now=now, account=account, contact=contact, number=number)
        else:
            take_turn(account)
            _only_one_calls(account, now)
            decision = permit_contact(
                actor=actor,
                now=now,
                account=account,
                contact=contact,
                channel="phone",
                number=number,
                override_reason=override_reason,
            )
        if decision.permits:
            return _open_call(actor, now, account, contact, number, direction, decision)
    raise ContactNotAllowed(decision)


def _only_one_calls(account: Account, now: datetime) -> None:
    """Nobody else is in a call with them, at this account or at another of theirs."""
    theirs = calls_in_progress(now).filter(account__in=with_kin(account.pk)).select_related("caller").first()
    if theirs is not None:
        raise ColleagueInCall(f"{theirs.caller.label} is in a call with them.")


def _open_call(
    actor: User,
    now: datetime,
    account: Account,
    contact: Contact | None,
    number: str,
    direction: str,
    decision: ContactDecision,
) -> Call:
    duties = duties_of(account, contact, actor, now.astimezone(zone_of(account, contact)).date())
    try:
        with transaction.atomic():
            call = Call.objects.create(
                account=account,
                contact=contact,
                caller=actor,
                direction=direction,
                number=number,
                started_at=now,
                decision=decision,
                event=decision.event,
                to_say=duties.to_say,
                recording=duties.recording,
            )
    except IntegrityError as error:  # two windows pressed "call" at once
        raise CallStillOpen(Call.objects.get(caller=actor, state=Call.State.OPEN)) from error
    CallDraft.objects.create(call=call, saved_at=now)
    audit.record(actor=actor, now=now, verb="start_call", subject=call, facts={"account": account.number})
    return call


def save_draft(*, actor: User, now: datetime, call: Call, body: dict[str, Any], revision: int) -> bool:
    """Keep what has been typed, card numbers masked. A save that arrives late never replaces a newer one: False.

    Not in the audit log: a draft is nobody's statement yet, and it is saved on every pause in typing.
    """
    require_writer(actor)
    if call.caller_id != actor.pk or call.state != Call.State.OPEN:
        raise CallNotOpen
    clean = {
        name: [redact(v) for v in value] if isinstance(value, list) else redact(value) for name, value in body.items()
    }
    return bool(
        CallDraft.objects.filter(call=call, revision__lt=revision).update(body=clean, saved_at=now, revision=revision)
    )


@transaction.atomic
def close_call(*, actor: User, now: datetime, call: Call, record: rules.RecordInput, terms: Terms) -> CallRecord:
    """Write the record and everything that follows from it. `terms`: `queries.terms_for` on the debtor's day.

    Raises RecordIncomplete, PromiseAsked, LeftUnsaid, CallNotOpen, NotAllowed (another caller's call).
    """
    require_writer(actor)
    if call.caller_id != actor.pk:
        raise NotAllowed("Only the caller who made the call writes its record.")
    if missing := rules.problems(record, terms):
        raise RecordIncomplete(missing)
    if asked := rules.open_questions(record, terms):
        raise PromiseAsked(asked)
    if not record.unsaid_because.strip() and (unsaid := unsaid_on(call, record)):
        raise LeftUnsaid(unsaid)
    if not Call.objects.filter(pk=call.pk, state=Call.State.OPEN).update(state=Call.State.CLOSED, ended_at=now):
        raise CallNotOpen
    end_listening(actor=actor, now=now, call=call)
    step, step_on = rules.next_step(record)
    written = CallRecord.objects.create(
        call=call,
        written_at=now,
        written_by=actor,
        outcome=record.outcome,
        points=[p for p in rules.POINTS if p in record.points],
        discussed=redact(rules.discussed(record)),
        next_step=redact(step),
        next_step_on=step_on,
        delay_reason=record.delay_reason,
        delay_words=redact(record.delay_words),
        said=rows_said(call, record),
    )
    _leave_follow_ups(actor, now, call, record)
    if call.event is not None:
        report_outcome(now=now, event=call.event, outcome=record.outcome, callback_on=_asked_back_at(call, record))
    _finish_callbacks(actor, now, call)
    refresh_call_standing(now, [call.account_id])
    CallDraft.objects.filter(call=call).delete()
    audit.record(
        actor=actor,
        now=now,
        verb="close_call",
        subject=call,
        facts={"outcome": record.outcome, "next_step_on": step_on},
    )
    return written


def _asked_back_at(call: Call, record: rules.RecordInput) -> datetime | None:
    """When, on the debtor's clock, they asked to be called back: on that day the house's own caps give way."""
    if record.callback is None or record.outcome != "callback":
        return None
    return record.callback.due_at.astimezone(zone_of(call.account, call.contact))


def _leave_follow_ups(actor: User, now: datetime, call: Call, record: rules.RecordInput) -> None:
    account, grace = call.account, call.account.creditor.grace_days
    common = {"account": account, "call": call, "owner": actor, "made_at": now, "made_by": actor}
    _replace_open_promises(now, account, record)
    for p in record.promises:
        Promise.objects.create(
            **common, contact=call.contact, currency=p.currency, amount_minor=p.amount_minor, due_on=p.due_on,
            method=p.method, promised_by=p.promised_by or (call.contact.name if call.contact else ""), grace_days=grace,
        )  # fmt: skip
    for c in record.commitments:
        Commitment.objects.create(**common, what=redact(c.what), due_on=c.due_on)
    for d in record.documents:
        DocumentRequest.objects.create(**common, what=d.what, due_on=d.due_on)
    if record.callback:
        owner = None if record.callback.for_anyone else actor
        Callback.objects.create(
            **{**common, "owner": owner}, contact=call.contact, due_at=record.callback.due_at,
            note=redact(record.callback.note), asked_by_client=record.outcome == "callback",
        )  # fmt: skip
    elif record.hold or (record.next_step_on and not (record.promises or record.commitments or record.documents)):
        _plan_next_look(common, call, record)
    if record.hold:
        _hold(actor, now, account, record)
    if record.dispute:
        _open_dispute(actor, now, call, record.dispute, record.next_step)


def _plan_next_look(common: dict[str, Any], call: Call, record: rules.RecordInput) -> None:
    """A next step of the caller's own with a day, or the end of a hold: it comes back to them as a callback on that
    morning."""
    steps = rules.own_steps(record)
    assert steps, "there is a day or a hold"
    on, text = steps[0]
    due = datetime.combine(on, time(9), zone_of(call.account, call.contact))
    note = redact(text)[:200]
    Callback.objects.create(**common, contact=call.contact, due_at=due, note=note, asked_by_client=False)


HOLD_REASONS = {"hardship": "Told us of a hardship", "checking": "They say it is paid: we are looking for the payment"}


def _hold(actor: User, now: datetime, account: Account, record: rules.RecordInput) -> None:
    """The gate and the worklist keep to it from this moment."""
    assert record.hold is not None
    reason = HOLD_REASONS[record.hold.kind]
    if record.hold.kind == Hold.Kind.HARDSHIP and record.delay_words.strip():
        reason = f"{reason}: {record.delay_words.strip()}"
    place_hold(
        actor=actor, now=now, account=account, kind=record.hold.kind, reason=reason, until_on=record.hold.until_on
    )


def _replace_open_promises(now: datetime, account: Account, record: rules.RecordInput) -> None:
    """A new promise before the old one fell due replaces it; after that day the old one stands and will be judged."""
    if not record.promises:
        return
    first = min(p.due_on for p in record.promises)
    Promise.objects.filter(account=account, state=Promise.State.OPEN, due_on__gte=now.date()).update(
        state=Promise.State.REPLACED, closed_at=now, closed_how=f"A new day was agreed: {first.isoformat()}"
    )


def _open_dispute(actor: User, now: datetime, call: Call, given: rules.DisputeInput, next_step: str) -> None:
    invoice = None
    if given.invoice_number:
        invoice = Invoice.objects.filter(account=call.account, number=given.invoice_number).order_by("due_on").first()
    dispute = Dispute.objects.create(
        account=call.account, invoice=invoice, reason=given.reason, client_words=redact(given.words),
        currency=invoice.currency if invoice else call.account.currency, amount_minor=given.amount_minor,
        opened_at=now, opened_by=actor, owner=actor, next_step=next_step[:200], due_on=given.due_on,
    )  # fmt: skip
    DisputeRaised.objects.create(call=call, dispute=dispute)


def _finish_callbacks(actor: User, now: datetime, call: Call) -> None:
    """The callbacks that this call answered: those that were due by now, the caller's own or anyone's."""
    Callback.objects.filter(
        Q(owner=actor) | Q(owner__isnull=True), account=call.account, state=Callback.State.OPEN, due_at__lte=now
    ).exclude(call=call).update(state=Callback.State.DONE, closed_at=now, closed_how="Called")


_AMENDABLE = ("outcome", "points", "discussed", "next_step", "next_step_on", "delay_reason", "delay_words")


@transaction.atomic
def amend_record(
    *,
    actor: User,
    now: datetime,
    call: Call,
    because: str,
    changes: dict[str, Any],
    said: Collection[str] = (),
    unsaid_because: str = "",
) -> CallRecord:
    """A new version of the record that says why it differs; the old one stays. Caller of the call, or a lead. `said`:
    of the words that only the new ending asks for. Raises LeftUnsaid where they are neither ticked nor explained."""
    require_writer(actor)
    if call.caller_id != actor.pk and actor.is_caller:
        raise NotAllowed("Only the caller who made the call, or a lead, corrects its record.")
    last = CallRecord.objects.filter(call=call).order_by("-version").first()
    if last is None:
        raise CallNotOpen
    fields = {name: changes.get(name, getattr(last, name)) for name in _AMENDABLE}
    words = said_after(
        call, last, outcome=fields["outcome"], points=fields["points"], said=said, because=unsaid_because
    )
    if words.missing:
        raise LeftUnsaid(words.missing)
    written = CallRecord.objects.create(
        call=call, version=last.version + 1, written_at=now, written_by=actor, amends_because=because,
        said=words.rows,
        **{name: redact(value) if isinstance(value, str) else value for name, value in fields.items()},
    )  # fmt: skip
    if written.outcome != last.outcome and call.event is not None:
        _report_again(now, call.event, written)
    refresh_call_standing(now, [call.account_id])
    facts = {"version": written.version, "outcome": written.outcome}
    audit.record(actor=actor, now=now, verb="amend_record", subject=call, facts=facts)
    return written


def _report_again(now: datetime, event: ContactEvent, record: CallRecord) -> None:
    """The gate counts the call as it now stands, and what it now says binds. What the earlier version told the gate to
    stop stays stopped: taking that back is a decision of its own, for a lead."""
    asked_back = record.next_step_on if record.outcome == "callback" else None
    report_outcome(now=now, event=event, outcome=record.outcome, callback_on=asked_back)


@transaction.atomic
def discard_call(*, actor: User, now: datetime, call: Call) -> None:
    """Pressed by mistake, never dialled. The attempt is taken back from the gate's count and stays in the audit log.

    Raises CallNotOpen, and NotAllowed where they have been heard on it: such a call was made, and counts.
    """
    require_writer(actor)
    heard = LiveTurn.objects.filter(call=call, who=CLIENT), Transcript.objects.filter(call=call)
    if any(rows.exists() for rows in (*heard, Recording.objects.filter(call=call))):
        raise NotAllowed("Something was said on this call, so it was made. Write its record.")
    if not Call.objects.filter(pk=call.pk, caller=actor, state=Call.State.OPEN).update(
        state=Call.State.DISCARDED, ended_at=now
    ):
        raise CallNotOpen
    if call.event is not None:
        report_outcome(now=now, event=call.event, outcome="discarded")
    CallDraft.objects.filter(call=call).delete()
    LiveTurn.objects.filter(call=call).delete()
    audit.record(actor=actor, now=now, verb="discard_call", subject=call, facts={})
