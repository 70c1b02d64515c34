"""Drafts and replays, narrowed to what the actor may see. The rules themselves are for everybody."""

from __future__ import annotations

from django.db.models import QuerySet

from duecourse.domain.contact_policy.pack import creditors_named
from duecourse.playbooks.policy_checks import Checked
from duecourse.receivables.models import Creditor
from duecourse.rulebook.models import PolicyDraft, Replay, ReplayFinding
from duecourse.teams.models import User


def drafts_for(actor: User) -> QuerySet[PolicyDraft]:
    """Packs bind every team, so every lead sees every draft; a caller sees what is in force and what is coming."""
    rows = PolicyDraft.objects.select_related("made_by", "saved_by", "proposed_by", "approved_by", "taken_back_by")
    return rows if actor.is_active and not actor.is_caller else rows.none()


def open_drafts_for(actor: User) -> QuerySet[PolicyDraft]:
    """Those that are still worked on."""
    return drafts_for(actor).filter(state__in=(PolicyDraft.State.DRAFT, PolicyDraft.State.PROPOSED))


def codes_of_nobody(checked: Checked | None) -> list[str]:
    """Codes in rules of one creditor that no creditor has: such a rule would bind nobody, and nobody would notice."""
    named = creditors_named(checked.pack) if checked and checked.pack else set()
    return sorted(named.difference(Creditor.objects.filter(code__in=named).values_list("code", flat=True)))


def replays_for(actor: User) -> QuerySet[Replay]:
    """A replay tells of the accounts of the person who asked: their own, or all for who sees all accounts."""
    rows = Replay.objects.select_related("asked_by", "draft")
    if actor.is_active and actor.sees_everything:
        return rows
    return rows.filter(asked_by=actor) if actor.is_active and actor.is_lead else rows.none()


def findings_of(replay: Replay, outcome: str = "") -> QuerySet[ReplayFinding]:
    rows = ReplayFinding.objects.filter(replay=replay).select_related("account", "decision__asked_by")
    return rows.filter(outcome=outcome) if outcome else rows
