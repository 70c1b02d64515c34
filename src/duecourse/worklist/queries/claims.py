"""Who has taken which account at this moment."""

from __future__ import annotations

from datetime import datetime, timedelta

from duecourse.receivables.models import Account
from duecourse.teams.models import User
from duecourse.worklist.models import Claim

CLAIM = timedelta(minutes=20)


def claims_in_force(now: datetime) -> dict[int, int]:
    """Account → the person who has it."""
    return dict(Claim.objects.filter(expires_at__gt=now).values_list("account", "user"))


def claim_on(account: Account, now: datetime) -> Claim | None:
    """The claim in force on that account, with its person."""
    return Claim.objects.filter(account=account, expires_at__gt=now).select_related("user").first()


def seen_lately(actor: User, now: datetime) -> set[int]:
    """Accounts that the actor took during the last twenty minutes, given back or not: "next" goes past them."""
    return set(Claim.objects.filter(user=actor, claimed_at__gt=now - CLAIM).values_list("account", flat=True))
