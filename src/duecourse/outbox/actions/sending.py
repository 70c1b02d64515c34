"""Sending a message: the gate is asked at that moment, in the transaction of the record. Mail leaves after it is
committed; what becomes of it is written then."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import F

from duecourse.calls.actions import ContactNotAllowed
from duecourse.calls.facts import facts_for
from duecourse.calls.models import DocumentRequest
from duecourse.calls.queries import zone_of
from duecourse.compliance.actions import permit_contact, report_delivery
from duecourse.compliance.cases import DISCARDED
from duecourse.compliance.gate import UNREADABLE
from duecourse.compliance.models import ContactDecision
from duecourse.domain.contact_policy.words import LETTER, SMS
from duecourse.domain.statement import statement_of
from duecourse.domain.written import changed_since, retry_after
from duecourse.domain.written.sending import GOOD_FOR
from duecourse.followups.actions import AlreadyClosed, keep_follow_up
from duecourse.followups.kinds import KINDS
from duecourse.outbox.actions.writing import Words, write_message
from duecourse.outbox.composing import Writing, address_of, attachments_of, basis_from_json, basis_of
from duecourse.outbox.mailing import NotKnown, NotTaken, send_mail
from duecourse.outbox.models import Message, Sending
from duecourse.teams import audit
from duecourse.teams.models import User
from duecourse.teams.queries import require_writer

UNDELIVERED = "failed"  # a word of the contact case: it does not count
_STATE = Message.State
CLAIM = timedelta(minutes=30)  # a try that has not ended by then was cut off


class NotWaiting(Exception):
    """Somebody else has sent, stopped or cancelled it."""

    def __init__(self, text: str = "This message does not wait any more: somebody has sent or stopped it.") -> None:
        super().__init__(text)


def send_message(
    *, actor: User, now: datetime, message: Message, override_reason: str = "", give_up: bool = False
) -> Message:
    """Let it go, if the gate permits it at this moment and what it says is still true; the message as it is then.

    An e-mail goes to the mail server; what a person sends is handed to them; a letter is printed. Where the gate says
    no the message waits for the earliest time, or (with `give_up`, or where there is none) stops.
    Raises ContactNotAllowed (the decision is stored all the same), NotWaiting, NotAllowed.
    """
    require_writer(actor)
    with transaction.atomic():
        refused = release(actor=actor, now=now, message=message, override_reason=override_reason, give_up=give_up)
    if refused is not None:
        raise ContactNotAllowed(refused)
    message.refresh_from_db()
    return message


def write_and_send(
    *, actor: User, now: datetime, writing: Writing, words: Words, due_at: datetime | None = None,
    override_reason: str = "", answers: DocumentRequest | None = None, form_key: str = "",
) -> Message:  # fmt: skip
    """Write it and, without `due_at`, let it go in the same transaction: nobody can come between.

    Raises NotWritten, WrittenAlready, ContactNotAllowed (the message is kept as stopped), NotAllowed.
    """
    refused = None
    with transaction.atomic():
        message = write_message(
            actor=actor, now=now, writing=writing, words=words, due_at=due_at, answers=answers, form_key=form_key
        )
        if due_at is None:
            refused = release(actor=actor, now=now, message=message, override_reason=override_reason, give_up=True)
    if refused is not None:
        raise ContactNotAllowed(refused)
    message.refresh_from_db()
    return message


def release(
    *, actor: User, now: datetime, message: Message, override_reason: str, give_up: bool
) -> ContactDecision | None:
    """The part of it that is one transaction; the gate's decision where it says no."""
    claimed = Message.objects.filter(pk=message.pk, state=_STATE.WAITING).update(
        state=_STATE.SENDING, claimed_at=now, tries=F("tries") + 1, remark=""
    )
    if not claimed:
        raise NotWaiting
    if why := out_of_date(message, now):
        close(actor, now, message, _STATE.STOPPED, why)
        return None
    decision = permit_contact(
        actor=actor, now=now, account=message.account, contact=message.contact, channel=message.channel,
        number=message.address if message.channel == SMS else "", purpose=message.purpose,
        in_reply=message.confirms_stop, override_reason=override_reason, message=message.pk,
    )  # fmt: skip
    if not decision.permits:
        _wait_or_stop(actor, now, message, decision, give_up)
        return decision
    sending = _record(actor, now, message, decision)
    if message.by_hand:
        _hand_over(actor, now, message)
    else:
        transaction.on_commit(partial(deliver, now, sending.pk))
    return None


def out_of_date(message: Message, now: datetime) -> str:
    """Why the text is not sent any more, "" while it may be."""
    if now - message.written_at > GOOD_FOR:
        return f"It was written more than {GOOD_FOR.days} days ago."
    on_file = address_of(message.account, message.contact, message.channel).strip()
    if message.channel != LETTER and on_file != message.address:
        return "Their address has changed since it was written: write it again."
    if not message.asks_for_money:
        return ""
    return changed_since(basis_from_json(message.basis), basis_of(message.account))


def _wait_or_stop(actor: User, now: datetime, message: Message, decision: ContactDecision, give_up: bool) -> None:
    reasons = "; ".join(reason["text"] for reason in decision.reasons)
    opens = decision.earliest_allowed_at
    if any(reason["rule"] == UNREADABLE for reason in decision.reasons):
        opens = message.due_at  # when the file has been put right
    if give_up or opens is None or opens > message.written_at + GOOD_FOR:
        close(actor, now, message, _STATE.STOPPED, f"The gate said no: {reasons}")
    else:
        Message.objects.filter(pk=message.pk).update(state=_STATE.WAITING, due_at=opens, tries=0, remark=reasons)


def _record(actor: User, now: datetime, message: Message, decision: ContactDecision) -> Sending:
    """What leaves the house, word for word. A statement is made now: it is the account at this moment."""
    assert decision.event is not None, "a contact that is permitted counts"
    attached: dict[str, str] = {}
    if message.with_statement:
        today = now.astimezone(zone_of(message.account, message.contact)).date()
        attached = attachments_of(statement_of(facts_for(message.account, today), today))
    sending = Sending.objects.create(
        message=message, at=now, by=actor, channel=message.channel, address=message.address, subject=message.subject,
        text=message.text, attachments=attached, decision=decision, event=decision.event,
    )  # fmt: skip
    facts = {"account": message.account.number, "channel": message.channel, "decision": decision.pk}
    audit.record(actor=actor, now=now, verb="send_message", subject=message, facts=facts)
    return sending


def _hand_over(actor: User, now: datetime, message: Message) -> None:
    """A letter is sent when it is printed; the rest is in their hands until they say that they sent it."""
    if message.channel == LETTER:
        _is_sent(actor, now, message)
    else:
        Message.objects.filter(pk=message.pk).update(state=_STATE.HANDED)


def deliver(now: datetime, key: int) -> None:
    """Give it to the mail server, and write down what became of it. Whoever else tries finds it claimed."""
    sending = Sending.objects.select_related("message__account__creditor", "by", "event").get(pk=key)
    message = sending.message
    try:
        send_mail(sending)
    except NotTaken as error:
        with transaction.atomic():
            _not_delivered(now, sending, str(error), again=error.again)
    except NotKnown as error:
        with transaction.atomic():
            close(sending.by, now, message, _STATE.UNSURE, f"{error} Look in your mailbox whether it went.")
    else:
        with transaction.atomic():
            _is_sent(sending.by, now, message)


def _not_delivered(now: datetime, sending: Sending, why: str, *, again: bool) -> None:
    """It does not count for the gate; it is tried again later, or over."""
    message = sending.message
    report_delivery(event=sending.event, outcome=UNDELIVERED)
    wait = retry_after(message.tries) if again else None
    if wait is None:
        close(sending.by, now, message, _STATE.FAILED, why)
        return
    remark = f"{why} Try {message.tries} of several; the next one is planned."
    Message.objects.filter(pk=message.pk, state=_STATE.SENDING).update(
        state=_STATE.WAITING, due_at=now + wait, remark=remark
    )
    audit.record(actor=None, now=now, verb="retry_message", subject=message, facts={"tries": message.tries})


def _is_sent(actor: User, now: datetime, message: Message) -> None:
    """One that was given up as not known may turn out to have gone."""
    gone = close(actor, now, message, _STATE.SENT, "", of=(_STATE.SENDING, _STATE.UNSURE))
    if gone and message.answers is not None:
        how = f"Sent by {message.get_channel_display().lower()}"
        try:
            with transaction.atomic():
                keep_follow_up(actor=actor, now=now, kind=KINDS["document"], item=message.answers, note=how)
        except AlreadyClosed:
            return


def close(
    actor: User | None,
    now: datetime,
    message: Message,
    state: str,
    remark: str,
    *,
    of: tuple[str, ...] = (_STATE.SENDING,),
) -> bool:
    """It has come to an end, and says how. False when somebody was faster."""
    closed = Message.objects.filter(pk=message.pk, state__in=of).update(state=state, closed_at=now, remark=remark)
    if closed:
        audit.record(actor=actor, now=now, verb="close_message", subject=message, facts={"state": state})
    return bool(closed)


@transaction.atomic
def confirm_sent(*, actor: User, now: datetime, message: Message) -> None:
    """The person who had it in their hands has sent it; or one that was not known to have gone did go."""
    require_writer(actor)
    _settle(message, (_STATE.HANDED, _STATE.UNSURE))
    message.refresh_from_db()
    _is_sent(actor, now, message)


@transaction.atomic
def take_back(*, actor: User, now: datetime, message: Message) -> None:
    """It never left the house: what was in somebody's hands, a letter that was printed and not posted, a mail that
    did not go. It does not count any more, and stays in the audit log."""
    require_writer(actor)
    if message.state == _STATE.SENT and not may_take_back(message, now):
        raise NotWaiting("It has gone: it cannot be taken back.")
    _settle(message, (_STATE.HANDED, _STATE.UNSURE, _STATE.SENT))
    last = message.sendings.order_by("-at", "-pk").first()
    if last is not None:
        report_delivery(event=last.event, outcome=DISCARDED)
    close(actor, now, message, _STATE.CANCELLED, f"{actor.label}: it did not leave the house.")


def may_take_back(message: Message, now: datetime) -> bool:
    """A letter lies on the desk for a while after it was printed."""
    posted = message.state == _STATE.SENT and message.channel == LETTER and message.closed_at is not None
    return posted and message.closed_at is not None and now - message.closed_at < timedelta(days=1)


def _settle(message: Message, states: tuple[str, ...]) -> None:
    """Exactly one says what became of it."""
    if not Message.objects.filter(pk=message.pk, state__in=states, state=message.state).update(state=_STATE.SENDING):
        raise NotWaiting


@transaction.atomic
def cancel_message(*, actor: User, now: datetime, message: Message) -> None:
    """It is not sent, because somebody says so."""
    require_writer(actor)
    if not Message.objects.filter(pk=message.pk, state=_STATE.WAITING).update(state=_STATE.SENDING):
        raise NotWaiting
    close(actor, now, message, _STATE.CANCELLED, f"Cancelled by {actor.label}.")
