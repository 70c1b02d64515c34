"""Whether a team asks for second opinions, who asked for which, and what came back.

Everything hangs on the transcript: when its words have to go, these go with them.
"""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from duecourse.calls.models import Transcript
from duecourse.lib.masked import MaskedJSONField
from duecourse.teams.models import Team

MOST_A_DAY = 200


class TeamSwitch(models.Model):
    """Off until a lead switches it on. `most_a_day`: calls within 24 hours, so that it cannot cost without bound."""

    team = models.OneToOneField(Team, on_delete=models.CASCADE, primary_key=True, related_name="second_opinions")
    is_on = models.BooleanField(default=False)
    most_a_day = models.PositiveSmallIntegerField(default=20, validators=[MaxValueValidator(MOST_A_DAY)])
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")


class OpinionRequest(models.Model):
    """A lead asked for an opinion on a call. `heard_at` names the words: a second transcript replaces a first."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Being asked"
        DONE = "done", "Answered"
        FAILED = "failed", "No answer"

    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="opinion_requests")
    heard_at = models.DateTimeField()
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    started_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=200, blank=True)  # our own words

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["transcript"], condition=Q(state__in=["waiting", "running"]), name="one_opinion_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(state="failed", problem=""), name="no_answer_says_why"),
        ]
        indexes = [models.Index(fields=["team", "-asked_at"], name="opinions_by_team")]


class SecondOpinion(models.Model):
    """What was left of an answer after it was checked. Append-only."""

    request = models.OneToOneField(OpinionRequest, on_delete=models.CASCADE, related_name="opinion")
    made_at = models.DateTimeField()
    model = models.CharField(max_length=120)
    endpoint = models.CharField(max_length=120)  # host and port
    prompt_sha256 = models.CharField(max_length=64)
    told = MaskedJSONField()  # `domain.conversation.proposals.Opinion.as_json`
    kept = models.PositiveSmallIntegerField()
    dropped = models.PositiveSmallIntegerField()
    tries = models.PositiveSmallIntegerField()
    took_ms = models.PositiveIntegerField()
    tokens_in = models.PositiveIntegerField(default=0)
    tokens_out = models.PositiveIntegerField(default=0)
