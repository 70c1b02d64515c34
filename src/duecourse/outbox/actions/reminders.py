"""The table of reminders of a creditor, and what a lead says to the reminders that it proposes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from duecourse.domain.cadence import Step
from duecourse.outbox.actions.writing import NotWritten, Words, WrittenAlready, write_message
from duecourse.outbox.composing import NoSuchText, writing_for
from duecourse.outbox.models import Cadence, CadenceStep, Declined, Message
from duecourse.outbox.proposing import Proposal, proposals_for
from duecourse.receivables.models import Creditor
from duecourse.teams import audit
from duecourse.teams.models import User
from duecourse.teams.queries import require_lead


@transaction.atomic
def set_cadence(*, actor: User, now: datetime, creditor: Creditor, is_on: bool, steps: Sequence[Step]) -> Cadence:
    """Replace the creditor's table."""
    require_lead(actor)
    cadence, _ = Cadence.objects.update_or_create(
        creditor=creditor, defaults={"is_on": is_on, "changed_by": actor, "changed_at": now}
    )
    cadence.steps.all().delete()
    rows = [CadenceStep(cadence=cadence, days=s.days, template=s.text, channel=s.channel) for s in steps]
    CadenceStep.objects.bulk_create(rows)
    facts = {"creditor": creditor.code, "is_on": is_on, "steps": [[s.days, s.text, s.channel] for s in steps]}
    audit.record(actor=actor, now=now, verb="set_cadence", subject=cadence, facts=facts)
    return cadence


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of the reminders that were ticked; `left` says which could not be written, and why."""

    written: tuple[Message, ...]
    left: tuple[str, ...]


def approve_reminders(*, actor: User, now: datetime, picked: Collection[str]) -> Answered:
    """Write those of today's proposals that are ticked (`pick_of`) and may go now or later. Each waits for its time,
    and the gate is asked again when it goes. What is not proposed any more is passed over."""
    require_lead(actor)
    written, left = [], []
    for proposal in _picked(actor, now, picked):
        if not proposal.may_go:
            left.append(f"{proposal.account.name}: {proposal.why_not}")
            continue
        try:
            written.append(_write(actor, now, proposal))
        except (NotWritten, NoSuchText) as problem:
            left.append(f"{proposal.account.name}: {problem}")
        except WrittenAlready:
            continue
    return Answered(tuple(written), tuple(left))


def _write(actor: User, now: datetime, proposal: Proposal) -> Message:
    account, person, channel = proposal.account, proposal.contact, proposal.step.channel
    writing = writing_for(account, person, actor=actor, now=now, channel=channel, text=proposal.step.text)
    verdict = proposal.verdict
    due = now if verdict.allowed else verdict.earliest_allowed_at
    words = Words(address=proposal.address)
    return write_message(actor=actor, now=now, writing=writing, words=words, due_at=due, reminder=proposal.key)


@transaction.atomic
def decline_reminders(*, actor: User, now: datetime, picked: Collection[str]) -> int:
    """Not this time: the step is not proposed again for that invoice. How many."""
    require_lead(actor)
    rows = [Declined(account=p.account, reminder=p.key, by=actor, at=now) for p in _picked(actor, now, picked)]
    Declined.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        facts = {"reminders": [[row.account.number, row.reminder] for row in rows]}
        audit.record(actor=actor, now=now, verb="decline_reminders", subject=actor, facts=facts)
    return len(rows)


def pick_of(proposal: Proposal) -> str:
    return f"{proposal.account.pk}:{proposal.key}"


def _picked(actor: User, now: datetime, picked: Collection[str]) -> list[Proposal]:
    return [proposal for proposal in proposals_for(actor, now) if pick_of(proposal) in picked]
