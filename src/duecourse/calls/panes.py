"""What the desk and the call page show about one account, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.urls import reverse

from duecourse.calls.facts import facts_for
from duecourse.calls.queries import zone_of
from duecourse.calls.saying import caller_of
from duecourse.compliance.gate import Verdict, verdict_and_who
from duecourse.domain.brief import Brief
from duecourse.domain.facts import AccountFacts, MessageFact, outcome_words
from duecourse.domain.money import format_money
from duecourse.domain.objections import FilledCard
from duecourse.domain.script import Script
from duecourse.domain.wording import code_words
from duecourse.playbooks.at_hand import at_hand
from duecourse.receivables.models import Account, Contact
from duecourse.teams.models import User

TIMELINE = 14  # entries


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the timeline."""

    on: date
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class AccountPane:
    """One account, ready to show. `local_now` is the debtor's wall clock; the creditor's where that is not known."""

    account: Account
    contact: Contact | None
    may_be_called: Contact | None  # where `contact` may not be called now, somebody else there who may
    facts: AccountFacts
    brief: Brief
    script: Script
    other_scripts: tuple[Script, ...]  # for somebody else who picks up, and for a machine
    cards: tuple[FilledCard, ...]
    playbook_error: str  # a file of the team's own that cannot be used; ours stand in for it
    verdict: Verdict
    zone: ZoneInfo
    local_now: datetime
    timeline: tuple[Happening, ...]

    @property
    def whose_clock(self) -> str:
        return "their time" if self.facts.tz_candidates else "the creditor's time (theirs is not known)"


def _timeline(facts: AccountFacts, zone: ZoneInfo) -> tuple[Happening, ...]:
    """Calls, messages, promises, disputes, commitments and payments in one list, newest first."""
    lines = [
        Happening(
            call.at.astimezone(zone).date(),
            call.caller + (f" with {call.contact}" if call.contact else "") + f": {outcome_words(call.outcome)}",
            reverse("calls:call", args=[call.id]),
        )
        for call in facts.calls
    ]
    for p in facts.promises:
        amount = format_money(p.amount_minor, p.currency)
        lines.append(Happening(p.made_on, f"Promised {amount} for {p.due_on.day} {p.due_on:%b}: {_STATES[p.state]}"))
    lines += [Happening(d.opened_on, f"Dispute: {code_words(d.reason)} {d.invoice_number}") for d in facts.disputes]
    lines += [Happening(c.made_on, f"We said we would: {c.what}") for c in facts.commitments]
    lines += [
        Happening(p.received_on, f"Paid {format_money(p.amount_minor, p.currency)}") for p in facts.payments[:TIMELINE]
    ]
    lines += [_written(message, zone) for message in facts.messages[:TIMELINE]]
    return tuple(sorted(lines, key=lambda line: line.on, reverse=True)[:TIMELINE])


_WRITTEN = {"email": "an e-mail", "letter": "a letter", "sms": "a text message"}


def _written(message: MessageFact, zone: ZoneInfo) -> Happening:
    to = f" to {message.contact}" if message.contact else ""
    text = f"{message.by or 'We'}: {_WRITTEN.get(message.channel, 'a message')}{to}"
    url = reverse("outbox:message", args=[message.id]) if message.id else ""
    return Happening(message.at.astimezone(zone).date(), text, url)


_STATES = {
    "open": "waiting",
    "kept": "kept",
    "part_kept": "kept in part",
    "broken": "not kept",
    "replaced": "moved",
    "cancelled": "cancelled",
}


def account_pane(account: Account, *, actor: User, now: datetime, contact: Contact | None = None) -> AccountPane:
    """Read the account once; brief, script and verdict are made from the same facts. `contact`: who is on the line;
    None: who is asked for first."""
    people = [contact] if contact else list(account.contacts.order_by("-is_primary", "name"))
    verdict, may_be_called = verdict_and_who(account, people, now=now)
    contact = people[0] if people else None
    zone = zone_of(account, contact)
    local_now = now.astimezone(zone)
    facts = facts_for(account, local_now.date())
    if contact:
        facts = facts.spoken_to(contact.pk)
    ready = at_hand(facts, local_now.date(), local_now, caller=caller_of(actor, account))
    return AccountPane(
        account=account,
        contact=contact,
        may_be_called=may_be_called,
        facts=facts,
        brief=ready.brief,
        script=ready.script,
        other_scripts=ready.other_scripts,
        cards=ready.cards,
        playbook_error=ready.error,
        verdict=verdict,
        zone=zone,
        local_now=local_now,
        timeline=_timeline(facts, zone),
    )
