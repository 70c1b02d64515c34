"""Taking an account, keeping it for twenty minutes, giving it back. Two people never have the same one."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from duecourse.receivables.models import Account
from duecourse.teams import audit
from duecourse.teams.models import User
from duecourse.teams.queries import require_writer
from duecourse.worklist.models import Claim
from duecourse.worklist.queries import CLAIM, Filters, accounts_in_order, claims_in_force, seen_lately


def claim_next(*, actor: User, now: datetime, filters: Filters | None = None) -> int | None:
    """Take the best account that nobody has and that the gate permits; its key, or None when nobody is left.

    What the actor took during the last twenty minutes is passed over, so pressing the key again goes on down the list.
    """
    require_writer(actor)
    passed_over = seen_lately(actor, now) | {key for key, user in claims_in_force(now).items() if user != actor.pk}
    for account_id in accounts_in_order(actor, now, filters):
        if account_id not in passed_over and _take(actor, now, account_id):
            return account_id
    return None


def claim_account(*, actor: User, now: datetime, account: Account) -> bool:
    """Take that account, or keep it for another twenty minutes. False when a colleague has it."""
    require_writer(actor)
    return _take(actor, now, account.pk)


@transaction.atomic
def release_claim(*, actor: User, now: datetime, account: Account) -> bool:
    """Give it back; a lead may give back what somebody else has taken. False when there was nothing to give back."""
    require_writer(actor)
    claims = Claim.objects.filter(account=account, expires_at__gt=now)
    if actor.is_caller:
        claims = claims.filter(user=actor)
    if not claims.update(expires_at=now):
        return False
    audit.record(actor=actor, now=now, verb="release_account", subject=account)
    return True


@transaction.atomic
def _take(actor: User, now: datetime, account_id: int) -> bool:
    """The claim in one conditional UPDATE, or the first one ever on this account; what the actor had before is free."""
    fields = {"user": actor, "claimed_at": now, "expires_at": now + CLAIM}
    free = Claim.objects.filter(Q(expires_at__lte=now) | Q(user=actor), account=account_id)
    if not free.update(**fields) and not _first_claim(account_id, fields):
        return False
    Claim.objects.filter(user=actor, expires_at__gt=now).exclude(account=account_id).update(expires_at=now)
    audit.record(actor=actor, now=now, verb="claim_account", subject=Account(pk=account_id))
    return True


def _first_claim(account_id: int, fields: dict[str, object]) -> bool:
    """False when somebody else was first: the account's row is unique."""
    try:
        with transaction.atomic():
            Claim.objects.create(account_id=account_id, **fields)
    except IntegrityError:
        return False
    return True
