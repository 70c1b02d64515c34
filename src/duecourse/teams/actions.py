"""People and their tokens for the API.

`actor` None is the installation itself: whoever may run commands on its machine.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from duecourse.teams import audit
from duecourse.teams.models import ApiToken, Portfolio, Team, User
from duecourse.teams.queries import require_administrator, require_writer

FIRST_PORTFOLIO = "All accounts"
TOKEN_USE_NOTED_EVERY = timedelta(minutes=1)


@transaction.atomic
def add_team(*, actor: User | None, now: datetime, name: str) -> Team:
    """A new team, with a portfolio to load accounts into. Raises ValidationError, which says what is wrong."""
    if actor is not None:
        require_administrator(actor)
    team = Team(name=name)
    team.full_clean()
    team.save()
    add_first_portfolio(team)
    audit.record(actor=actor, now=now, verb="add_team", subject=team, facts={"name": name})
    return team


def add_first_portfolio(team: Team) -> None:
    """What a new team works from, until somebody parts it into more."""
    Portfolio.objects.create(team=team, name=FIRST_PORTFOLIO)


def join_only_portfolio(person: User) -> None:
    """A new caller works the team's portfolio where there is one; among several an administrator chooses."""
    if person.is_caller and person.team is not None and person.team.portfolios.count() == 1:
        person.portfolios.add(person.team.portfolios.get())


@transaction.atomic
def add_person(
    *, actor: User | None, now: datetime, username: str, name: str, role: str, team: Team | None, password: str | None
) -> User:
    """Somebody new. Without a password they cannot sign in until an administrator sets one; a token works all the same.

    Raises ValidationError, which says what is wrong.
    """
    if actor is not None:
        require_administrator(actor)
    person = User(username=username, first_name=name, role=role, team=team)
    if password is None:
        person.set_unusable_password()
    else:
        validate_password(password, person)
        person.set_password(password)
    person.full_clean()
    person.save()
    join_only_portfolio(person)
    facts = {"username": username, "role": role, "team": team.name if team else None}
    audit.record(actor=actor, now=now, verb="add_person", subject=person, facts=facts)
    return person


def token_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def issue_token(*, actor: User | None, now: datetime, name: str, holder: User | None = None) -> tuple[ApiToken, str]:
    """A new token for the actor, or by an administrator for somebody else (an auditor, a program).

    Returns the row, and the token itself, which is shown this once and kept nowhere.
    """
    holder = holder or actor
    if holder is None:
        raise ValueError("a token acts as somebody: name its holder")
    if actor is not None:
        require_writer(actor)
        if holder.pk != actor.pk:
            require_administrator(actor)
    secret = f"dc_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(user=holder, name=name, digest=token_digest(secret), created_at=now)
    facts = {"name": name, "holder": holder.username}
    audit.record(actor=actor, now=now, verb="issue_token", subject=token, facts=facts)
    return token, secret


@transaction.atomic
def revoke_token(*, actor: User, now: datetime, token: ApiToken) -> None:
    """The token stops working at once. One's own; an administrator revokes anybody's."""
    if token.user_id != actor.pk:
        require_administrator(actor)
    if ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=now):
        audit.record(actor=actor, now=now, verb="revoke_token", subject=token, facts={"name": token.name})


def use_token(*, now: datetime, secret: str) -> User | None:
    """Whom the token acts as: None when it is unknown or revoked, or its holder may no longer sign in.

    That it was used is noted at most once a minute, and not in the audit log: what is done with it is there.
    """
    token = (
        ApiToken.objects.select_related("user")
        .filter(digest=token_digest(secret), revoked_at__isnull=True, user__is_active=True)
        .first()
    )
    if token is None:
        return None
    if token.last_used_at is None or now - token.last_used_at >= TOKEN_USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token.user


@transaction.atomic
def change_password(*, actor: User, now: datetime, password: str) -> None:
    """The actor's own, already checked by the form. An auditor too: it is about nobody else."""
    actor.set_password(password)
    actor.save(update_fields=["password"])
    audit.record(actor=actor, now=now, verb="change_password", subject=actor, facts={})


@transaction.atomic
def change_settings(*, actor: User, now: datetime, fields: list[str]) -> None:
    """Save what the actor changed about themselves: goal, time zone, single keys, prompts."""
    require_writer(actor)
    if fields:
        actor.save(update_fields=fields)
        audit.record(
            actor=actor, now=now, verb="change_settings", subject=actor, facts={f: getattr(actor, f) for f in fields}
        )
