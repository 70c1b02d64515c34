"""Writes to accounts that no file brings."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from duecourse.receivables.models import Account
from duecourse.teams import audit
from duecourse.teams.models import Portfolio, User
from duecourse.teams.queries import require_administrator


@transaction.atomic
def assign_portfolio(*, actor: User, now: datetime, accounts: QuerySet[Account], portfolio: Portfolio) -> int:
    """Put those accounts into the portfolio: from now on its callers see them, and nobody else's. How many moved."""
    require_administrator(actor)
    moving = list(accounts.exclude(portfolio=portfolio).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(moving), 500):
        Account.objects.filter(pk__in=moving[start : start + 500]).update(portfolio=portfolio)
    if moving:
        facts = {"accounts": moving, "portfolio": str(portfolio)}
        audit.record(actor=actor, now=now, verb="assign_portfolio", subject=portfolio, facts=facts)
    return len(moving)
