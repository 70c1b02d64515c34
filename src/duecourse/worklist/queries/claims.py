"""Who has taken which account at this moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from duecourse.calls.queries import callers_in_calls, calls_in_progress
from duecourse.lib.sql import moment, rows_of
from duecourse.receivables.models import Account
from duecourse.teams.models import User
from duecourse.worklist.models import Claim

CLAIM = timedelta(minutes=20)
_CLAIMS = "SELECT account_id, user_id FROM worklist_claim WHERE expires_at > %s"


def claims_in_force(now: datetime) -> dict[int, int]:
    """Account → the person who has it: who is in a call with it, else who took it lately."""
    return dict(rows_of(_CLAIMS, moment(now))) | callers_in_calls(now)


def claim_on(account: Account, now: datetime) -> Claim | None:
    """The claim in force on that account, with its person."""
    return Claim.objects.filter(account=account, expires_at__gt=now).select_related("user").first()


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has an account, and until when; `until` None: they are in a call with it."""

    person: User
    until: datetime | None


def holder_of(account: Account, now: datetime) -> Holder | None:
    """The person who has that account at this moment, as the desk tells it."""
    if call := calls_in_progress(now).filter(account=account).select_related("caller").first():
        return Holder(call.caller, None)
    claim = claim_on(account, now)
    return Holder(claim.user, claim.expires_at) if claim else None


def seen_lately(actor: User, now: datetime) -> set[int]:
    """Accounts that the actor took during the last twenty minutes, given back or not: "next" goes past them."""
    return set(Claim.objects.filter(user=actor, claimed_at__gt=now - CLAIM).values_list("account", flat=True))
