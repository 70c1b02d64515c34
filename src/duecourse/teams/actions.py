"""Tokens for the API."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from duecourse.teams import audit
from duecourse.teams.models import ApiToken, User
from duecourse.teams.queries import require_writer


def token_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def issue_token(*, actor: User, now: datetime, name: str) -> tuple[ApiToken, str]:
    """A new token for the actor: the row, and the token itself, which is shown this once and kept nowhere."""
    require_writer(actor)
    secret = f"dc_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(user=actor, name=name, digest=token_digest(secret), created_at=now)
    audit.record(actor=actor, now=now, verb="issue_token", subject=token, facts={"name": name})
    return token, secret


@transaction.atomic
def revoke_token(*, actor: User, now: datetime, token: ApiToken) -> None:
    """The token stops working at once."""
    if ApiToken.objects.filter(pk=token.pk, user=actor, revoked_at__isnull=True).update(revoked_at=now):
        audit.record(actor=actor, now=now, verb="revoke_token", subject=token, facts={"name": token.name})


@transaction.atomic
def change_settings(*, actor: User, now: datetime, fields: list[str]) -> None:
    """Save what the actor changed about themselves: goal, time zone, single keys."""
    require_writer(actor)
    if fields:
        actor.save(update_fields=fields)
        audit.record(
            actor=actor, now=now, verb="change_settings", subject=actor, facts={f: getattr(actor, f) for f in fields}
        )
