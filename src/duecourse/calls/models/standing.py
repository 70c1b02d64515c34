"""What is maintained per account from its calls, so that no list has to add up old ones."""

from __future__ import annotations

from django.db import models

from duecourse.receivables.models import Account


class CallStanding(models.Model):
    """When we last tried and last reached them, and the part of their day in which they pick up. Refreshed when a call
    is closed. Days are the debtor's own."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, primary_key=True, related_name="call_standing")
    tried_on = models.DateField(null=True)  # the day of the last call out
    tries = models.PositiveSmallIntegerField(default=0)  # calls out on that day that reached nobody
    reached_on = models.DateField(null=True)  # the day on which somebody last spoke, whoever called whom
    answers = models.CharField(max_length=12, blank=True)  # "mornings"; empty when nothing can be said
    attempts = models.PositiveSmallIntegerField(default=0)  # in that part of the day
    answered = models.PositiveSmallIntegerField(default=0)
    counted_at = models.DateTimeField()

    class Meta:
        # Whom somebody called today: every list asks.
        indexes = [
            models.Index(fields=["tried_on"], name="call_standing_tried"),
            models.Index(fields=["reached_on"], name="call_standing_reached"),
        ]
