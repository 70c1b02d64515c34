"""What the desk and the call page show about one account, as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from duecourse.calls.facts import facts_for
from duecourse.calls.queries import zone_of
from duecourse.compliance.gate import Verdict, verdict_for
from duecourse.domain.brief import Brief, brief
from duecourse.domain.facts import AccountFacts
from duecourse.domain.script import Script
from duecourse.playbooks.scripts import script_for
from duecourse.receivables.models import Account, Contact
from duecourse.teams.models import User


@dataclass(frozen=True, slots=True)
class AccountPane:
    """One account, ready to show. `local_now` is the debtor's wall clock."""

    account: Account
    contact: Contact | None
    facts: AccountFacts
    brief: Brief
    script: Script
    verdict: Verdict
    zone: ZoneInfo
    local_now: datetime


def account_pane(account: Account, *, actor: User, now: datetime) -> AccountPane:
    """Read the account once; brief, script and verdict are made from the same facts."""
    contact = account.contacts.order_by("-is_primary", "name").first()
    zone = zone_of(account, contact)
    local_now = now.astimezone(zone)
    facts = facts_for(account, local_now.date())
    return AccountPane(
        account=account,
        contact=contact,
        facts=facts,
        brief=brief(facts, local_now.date(), local_now),
        script=script_for(facts, local_now.date(), caller=actor.get_full_name() or actor.label),
        verdict=verdict_for(account, contact, now=now),
        zone=zone,
        local_now=local_now,
    )
