"""Deleting words whose time is over. The rows stay, emptied, and point to a tombstone; the audit log says so.

What somebody asked of us (no more calls, a representative) stays without its note: it binds for ever. So do verdicts,
outcomes, days and amounts; the ledger is not touched.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from duecourse.calls.models import (
    Call,
    Callback,
    CallDraft,
    CallRecord,
    Commitment,
    DocumentRequest,
    LiveTurn,
    Promise,
    Recording,
    Transcript,
)
from duecourse.calls.recordings import remove_recording
from duecourse.compliance.actions import take_turn
from duecourse.compliance.models import ContactDecision, ContactEvent, Hold, Removal
from duecourse.domain.contact_policy import words
from duecourse.domain.contact_policy.duties import RECORDINGS, RECORDS
from duecourse.followups.models import FollowUpChange, Reminder
from duecourse.lib.append_only import GONE
from duecourse.outbox.models import Message, Sending
from duecourse.receivables.models import Dispute
from duecourse.retention.queries import Item, items_over, over, still_over
from duecourse.rulebook.models import ReplayFinding
from duecourse.teams import audit
from duecourse.teams.models import User
from duecourse.teams.queries import require_administrator

_NOTES = ("note", "number")  # of a call or a message: words, and where they were reached
_WISH_NOTES = ("note",)  # a wish about one number binds for ever, and about that number only


def remove_expired(*, actor: User | None, now: datetime) -> list[Removal]:
    """Delete what is due and not held, each account or call in a transaction of its own; harmless to repeat and to
    break off. Actor None is the job. Raises NotAllowed for anybody but an administrator."""
    if actor is not None:
        require_administrator(actor)
    done = (_remove(actor, now, item) for item in list(items_over(now)) if not item.holds)
    return [tombstone for tombstone in done if tombstone is not None]


@transaction.atomic
def _remove(actor: User | None, now: datetime, item: Item) -> Removal | None:
    """None where something has happened on the account since the list was made."""
    take_turn(item.account)
    if not still_over(now, item):
        return None
    keeping = item.keeping
    tombstone = Removal.objects.create(
        account=item.account, call=item.call.pk if item.call else None, what=item.what, removed_at=now,
        removed_by=actor, counted_from=keeping.counted_from, kept_until=keeping.until, rule=keeping.rule.id,
        text=keeping.rule.text, citation=keeping.rule.citation[:200], pack=keeping.pack,
        counts=_counts(item, now.date()),
    )  # fmt: skip
    _EMPTY[item.what](item, tombstone)
    audit.record(
        actor=actor, now=now, verb="remove_content", subject=tombstone,
        facts={
            "account": item.account.number, "call": tombstone.call, "what": item.what, "rule": tombstone.rule,
            "kept_until": tombstone.kept_until, "counts": tombstone.counts,
        },
    )  # fmt: skip
    return tombstone


def _counts(item: Item, today: date) -> dict[str, int]:
    """How much there is to empty."""
    if item.call is not None:
        found = {
            "transcripts": Transcript.objects.filter(call=item.call).count(),
            "recordings": Recording.objects.filter(call=item.call).count(),
        }
        return {name: count for name, count in found.items() if count}
    account = item.account
    found = {
        "records": CallRecord.objects.filter(call__account=account, removal=None).count(),
        "decisions": ContactDecision.objects.filter(account=account, removal=None).count(),
        "transcripts": Transcript.objects.filter(call__account=account).count(),
        "messages": Message.objects.filter(account=account).exclude(text=GONE).count(),
        "recordings": Recording.objects.filter(call__account=account).count(),
        "holds": over(Hold.objects.filter(account=account), today).exclude(reason=GONE).count(),
        "notes": sum(bool(_emptied(event)) for event in ContactEvent.objects.filter(account=account)),
    }
    return {name: count for name, count in found.items() if count}


def _emptied(event: ContactEvent) -> set[str]:
    """What of its details goes."""
    going = _NOTES if event.kind in words.CONTACT_KINDS else _WISH_NOTES
    return set(going) & set(event.details)


def _empty_recording(item: Item, tombstone: Removal) -> None:
    Transcript.objects.filter(call=item.call).delete()
    for recording in Recording.objects.filter(call=item.call):
        remove_recording(recording)


def _empty_records(item: Item, tombstone: Removal) -> None:
    account = item.account
    Transcript.objects.filter(call__account=account).delete()
    for recording in Recording.objects.filter(call__account=account):
        remove_recording(recording)
    _empty_records_of_calls(account.pk, tombstone)
    _empty_decisions(account.pk, tombstone)
    for event in ContactEvent.objects.filter(account=account):
        if going := _emptied(event):
            event.details = {key: value for key, value in event.details.items() if key not in going}
            event.save(update_fields=["details"])
    _empty_messages(account.pk, tombstone)
    _empty_follow_ups(account.pk, tombstone.removed_at.date())


def _empty_messages(account: int, tombstone: Removal) -> None:
    """That something was sent, when, how and under which decision stays."""
    Message.objects.filter(account=account).update(
        address=GONE, subject=GONE, text=GONE, laws=[], remark="", form_key=None
    )
    Sending.objects.filter(message__account=account, removal=None).update(
        removal=tombstone, address=GONE, subject=GONE, text=GONE, attachments={}
    )


def _empty_records_of_calls(account: int, tombstone: Removal) -> None:
    """The one change that the database lets through (`lib.append_only`)."""
    rows = CallRecord.objects.filter(call__account=account, removal=None)
    gone: dict[str, Any] = {
        "removal": tombstone, "discussed": GONE, "next_step": GONE, "delay_words": "", "said": [],
    }  # fmt: skip
    rows.filter(version=1).update(**gone, amends_because="")
    rows.filter(version__gt=1).update(**gone, amends_because=GONE)
    Call.objects.filter(account=account).update(number="", to_say=[], recording={})
    # Of a call that nobody ever closed.
    CallDraft.objects.filter(call__account=account).update(body={})
    LiveTurn.objects.filter(call__account=account).delete()


def _empty_decisions(account: int, tombstone: Removal) -> None:
    rows = ContactDecision.objects.filter(account=account, removal=None)
    gone: dict[str, Any] = {"removal": tombstone, "facts": {}, "reasons": [], "warnings": []}
    rows.filter(overridden_by=None).update(**gone, override_reason="")
    rows.exclude(overridden_by=None).update(**gone, override_reason=GONE)
    ReplayFinding.objects.filter(account=account).delete()


def _empty_follow_ups(account: int, today: date) -> None:
    """What is still open would be held back by what it is about; these are history."""
    holds = over(Hold.objects.filter(account=account), today)
    holds.filter(lifted_at=None).update(reason=GONE)
    holds.exclude(lifted_at=None).update(reason=GONE, lift_reason=GONE)
    Commitment.objects.filter(account=account).update(what=GONE, closed_how="")
    Reminder.objects.filter(account=account).update(what=GONE, closed_how="")
    Callback.objects.filter(account=account).update(note="", closed_how="")
    DocumentRequest.objects.filter(account=account).update(closed_how="")
    Promise.objects.filter(account=account).update(promised_by="", closed_how="")
    Dispute.objects.filter(account=account).update(client_words="", next_step="", closed_how="")
    FollowUpChange.objects.filter(account=account).update(because="")


_EMPTY = {RECORDS: _empty_records, RECORDINGS: _empty_recording}
