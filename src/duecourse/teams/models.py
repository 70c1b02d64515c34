"""People and what they may see."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models


class Role(models.TextChoices):
    CALLER = "caller", "Caller"
    LEAD = "lead", "Team lead"
    AUDITOR = "auditor", "Auditor"
    ADMINISTRATOR = "administrator", "Administrator"


class Team(models.Model):
    name = models.CharField(max_length=80, unique=True)

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """Somebody who signs in. A caller sees their portfolios, a lead the team's, auditor and administrator all."""

    role = models.CharField(max_length=16, choices=Role.choices, default=Role.CALLER)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="members")
    time_zone = models.CharField(max_length=64, default="UTC")
    daily_goal = models.PositiveSmallIntegerField(default=40, help_text="Calls a day")
    single_keys = models.BooleanField(default=True, help_text="Act on single keys such as n, j, k and c")
    prompts = models.BooleanField(default=True, help_text="Show prompts during a call")

    class Meta(AbstractUser.Meta):
        verbose_name = "person"
        verbose_name_plural = "people"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=["auditor", "administrator"]) | models.Q(team__isnull=False),
                name="caller_and_lead_have_a_team",
                violation_error_message="A caller or a lead belongs to a team: choose one.",
            )
        ]

    @property
    def label(self) -> str:
        return self.first_name or self.username.capitalize()

    @property
    def is_caller(self) -> bool:
        return self.role == Role.CALLER

    @property
    def is_lead(self) -> bool:
        return self.role == Role.LEAD

    @property
    def sees_everything(self) -> bool:
        return self.role in (Role.AUDITOR, Role.ADMINISTRATOR)

    @property
    def may_write(self) -> bool:
        """An auditor reads everything and changes nothing."""
        return self.is_active and self.role != Role.AUDITOR

    @property
    def administers(self) -> bool:
        return self.is_active and self.role == Role.ADMINISTRATOR

    # Django's own permissions follow from the role, so that there is one answer to "who may do what".
    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return self.administers

    def has_module_perms(self, app_label: str) -> bool:
        return self.administers


class Portfolio(models.Model):
    """Accounts that belong together on one team; its callers work them."""

    name = models.CharField(max_length=80)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="portfolios")
    callers = models.ManyToManyField(User, blank=True, related_name="portfolios")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "name"], name="portfolio_once_per_team")]

    def __str__(self) -> str:
        return f"{self.team}: {self.name}"


class ApiToken(models.Model):
    """A token for the API. Only its SHA-256 digest is kept; the token itself is shown once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "API token"

    def __str__(self) -> str:
        return f"{self.name} ({self.user.username})"


class AuditEntry(models.Model):
    """One write. Each entry carries the hash of the one before it, so that a changed or missing entry shows."""

    sequence = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField(max_length=150)
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    entry_hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name_plural = "audit entries"
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="audit_subject")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.verb} {self.subject_kind} {self.subject_id}"


class AuditHead(models.Model):
    """The end of the chain: one row, moved on by a conditional UPDATE, so that two writers cannot fork it."""

    sequence = models.PositiveBigIntegerField(default=0)
    entry_hash = models.CharField(max_length=64)
