"""What the engine found in calls, and what leads say about it.

Everything hangs on the transcript: when its words have to go, these go with them.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from duecourse.calls.models import Call, Transcript
from duecourse.domain.conversation.results import DONTS, DOS
from duecourse.lib.masked import MaskedCharField, MaskedJSONField
from duecourse.teams.models import Team

LABEL_CHOICES = [(label, label.replace("_", " ").capitalize()) for label in (*DONTS, *DOS)]


class CallAnalysis(models.Model):
    """One reading of one transcript by one engine. Append-only: a newer engine adds its own."""

    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="analyses")
    engine = models.CharField(max_length=12)  # `playbooks.engine_version`
    heard_at = models.DateTimeField()  # when the words it read were added: a second transcript replaces a first
    made_at = models.DateTimeField()
    found = MaskedJSONField()  # `domain.conversation.kept`
    setting = MaskedJSONField()  # the ledger as it was held against: the codebook's call without its turns

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["transcript", "engine", "heard_at"], name="analysis_once_per_engine")
        ]


class CallReview(models.Model):
    """The analysis that stands for a call, with the figures that lists and norms are made of. Maintained."""

    transcript = models.OneToOneField(Transcript, on_delete=models.CASCADE, primary_key=True, related_name="review")
    call = models.OneToOneField(Call, on_delete=models.CASCADE, related_name="review")
    analysis = models.ForeignKey(CallAnalysis, on_delete=models.CASCADE, related_name="+")
    caller = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="reviews")
    started_at = models.DateTimeField()
    points_covered = models.PositiveSmallIntegerField()
    points_due = models.PositiveSmallIntegerField()
    measures = models.JSONField(default=dict)  # by the keys of `domain.reviewing.readings`; only those it has

    class Meta:
        indexes = [
            models.Index(fields=["team", "-started_at"], name="review_by_team"),
            models.Index(fields=["caller", "-started_at"], name="review_by_caller"),
        ]


class ReviewLabel(models.Model):
    """How often a do or don't stands in a call; marks that a lead took back are not counted."""

    review = models.ForeignKey(CallReview, on_delete=models.CASCADE, related_name="labels")
    label = models.CharField(max_length=20, choices=LABEL_CHOICES)
    times = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "label"], name="label_once_per_review"),
            models.CheckConstraint(condition=Q(times__gt=0), name="label_stands"),
        ]
        indexes = [models.Index(fields=["label", "review"], name="review_by_label")]


class MarkJudgement(models.Model):
    """A lead's word on one mark: right, or wrong because. Append-only; the last one holds. It names the words, not the
    analysis, so that it outlasts the engine that made the mark, and counts when the engine is measured."""

    class Verdict(models.TextChoices):
        RIGHT = "right", "The mark is right"
        WRONG = "wrong", "The mark is wrong"

    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="judgements")
    n = models.PositiveIntegerField()  # the turn
    label = models.CharField(max_length=20, choices=LABEL_CHOICES)
    quote = MaskedCharField(max_length=500)
    verdict = models.CharField(max_length=5, choices=Verdict.choices)
    because = MaskedCharField(max_length=300, blank=True)
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    judged_at = models.DateTimeField()
    engine = models.CharField(max_length=12)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(verdict="wrong", because=""), name="wrong_mark_says_why"),
        ]
