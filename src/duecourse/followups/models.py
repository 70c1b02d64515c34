"""What somebody wants to be reminded of, beside what calls leave behind (see calls.models)."""

from __future__ import annotations

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
