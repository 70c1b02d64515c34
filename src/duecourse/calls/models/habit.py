"""When an account's people pick up the telephone: maintained, so that no list has to add up old calls."""

from __future__ import annotations

from django.db import models

from duecourse.receivables.models import Account


class AnswerHabit(models.Model):
    """The part of their day in which they answer ("mornings", or "" when nothing can be said), and on how much that
    rests. Counted from the calls that had ended by `counted_at`."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, primary_key=True, related_name="answer_habit")
    part = models.CharField(max_length=12, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    reached = models.PositiveSmallIntegerField(default=0)
    counted_at = models.DateTimeField()
