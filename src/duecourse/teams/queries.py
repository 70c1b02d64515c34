"""Who may see what. Every slice narrows its rows through these."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from duecourse.lib.sql import rows_of
from duecourse.teams.models import AuditEntry, Portfolio, Role, User


class NotAllowed(PermissionDenied):
    """The actor may see this but not do it. The message is for the person."""


def portfolios_for(actor: User) -> QuerySet[Portfolio]:
    """The portfolios whose accounts the actor may see."""
    if not actor.is_active:
        return Portfolio.objects.none()
    if actor.sees_everything:
        return Portfolio.objects.all()
    if actor.is_lead:
        return Portfolio.objects.filter(team=actor.team_id)
    return Portfolio.objects.filter(callers=actor)


_OWN = "SELECT portfolio_id FROM teams_portfolio_callers WHERE user_id = %s"
_OF_TEAM = "SELECT id FROM teams_portfolio WHERE team_id = %s"


def portfolio_keys_for(actor: User) -> tuple[int, ...]:
    """The keys of `portfolios_for`, for plain SQL; of those who see everything this is not asked."""
    if not actor.is_active or actor.sees_everything:
        return tuple(portfolios_for(actor).values_list("pk", flat=True))
    rows = rows_of(_OF_TEAM, actor.team_id) if actor.is_lead else rows_of(_OWN, actor.pk)
    return tuple(key for (key,) in rows)


def teammates_for(actor: User) -> QuerySet[User]:
    """Whose work the actor may see: their own, the team's for a lead, everybody's for auditor and administrator."""
    people = User.objects.filter(is_active=True).order_by("first_name", "username")
    if actor.sees_everything:
        return people
    if actor.is_lead:
        return people.filter(team=actor.team_id)
    return people.filter(pk=actor.pk)


_ON_TEAM = "SELECT id FROM teams_user WHERE is_active AND team_id = %s"


def teammate_keys_for(actor: User) -> tuple[int, ...]:
    """The keys of `teammates_for`, for plain SQL."""
    if actor.is_caller or not actor.is_active:
        return (actor.pk,) if actor.is_active else ()
    if actor.sees_everything:
        return tuple(teammates_for(actor).values_list("pk", flat=True))
    return tuple(key for (key,) in rows_of(_ON_TEAM, actor.team_id))


def assignees_for(actor: User) -> QuerySet[User]:
    """People to whom the actor may hand a follow-up: writers on the same team."""
    return User.objects.filter(is_active=True, team=actor.team_id).exclude(role=Role.AUDITOR).order_by("first_name")


def require_writer(actor: User) -> None:
    """Raises NotAllowed for an auditor. Every action calls it (or a stricter one) first."""
    if not actor.may_write:
        raise NotAllowed("Auditors read everything and change nothing.")


def require_lead(actor: User) -> None:
    """Raises NotAllowed unless the actor is a lead or an administrator."""
    if actor.role not in (Role.LEAD, Role.ADMINISTRATOR) or not actor.may_write:
        raise NotAllowed("A team lead has to do this.")


def require_administrator(actor: User) -> None:
    """Raises NotAllowed unless the actor is an administrator."""
    if not actor.administers:
        raise NotAllowed("An administrator has to do this.")


def audit_entries_for(actor: User) -> QuerySet[AuditEntry] | None:
    """Newest first. A lead sees what their team wrote; a caller has no audit page (None)."""
    entries = AuditEntry.objects.order_by("-sequence")
    if actor.sees_everything:
        return entries
    if actor.is_lead:
        return entries.filter(actor__team=actor.team_id)
    return None
