"""What somebody wants to be reminded of, beside what calls leave behind (see calls.models)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from duecourse.calls.models import FollowUp
from duecourse.lib.masked import MaskedCharField


class Reminder(FollowUp):
    """A note to oneself with a day."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Done"
        CANCELLED = "cancelled", "Cancelled"

    account = models.ForeignKey(  # type: ignore[assignment]  # the one kind that may stand without an account
        "receivables.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="reminders"
    )
    what = MaskedCharField(max_length=200)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)

    class Meta:
        ordering = ["due_on"]
        indexes = [models.Index(fields=["owner", "due_on"], condition=Q(state="open"), name="reminder_open_by_owner")]


class FollowUpChange(models.Model):
    """That one of the six kinds (see kinds) moved to another day or to other hands, and why: whoever has it now should
    not have to ask."""

    kind = models.CharField(max_length=12)
    item_id = models.PositiveBigIntegerField()
    account = models.ForeignKey(
        "receivables.Account", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    what = MaskedCharField(max_length=160)
    because = MaskedCharField(max_length=200, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["kind", "item_id"], name="change_of_follow_up")]

    def __str__(self) -> str:
        return f"{self.what}: {self.because}" if self.because else self.what
