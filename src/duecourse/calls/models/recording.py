"""The sound of a call: where its file is, and what was measured in it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from duecourse.calls.models.call import Call
from duecourse.domain.conversation.voices import Stretch
from duecourse.lib.masked import MaskedCharField

CHANNELS = (("left", "Left"), ("right", "Right"))


class Recording(models.Model):
    """An uploaded recording. The file lies in the data folder under a name of our own; the row says what it is by its
    content. A second upload replaces the first."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to be measured"
        WORKING = "working", "Being measured"
        MEASURED = "measured", "Measured"
        FAILED = "failed", "Cannot be measured"

    call = models.OneToOneField(Call, on_delete=models.CASCADE, related_name="audio")
    file_name = MaskedCharField(max_length=200)  # as it was called where it came from
    stored_as = models.CharField(max_length=32)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()  # bytes
    form = models.CharField(max_length=4)  # WAV, MP3, M4A, OGG, FLAC: from the content
    caller_channel = models.CharField(max_length=5, choices=CHANNELS)
    with_words = models.BooleanField(default=False)  # a transcript was asked for
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    message = MaskedCharField(max_length=300, blank=True)  # why it failed, or gave no words
    # `speech.recording.Measured.as_json`: segments in seconds, measures, notes
    measured = models.JSONField(default=dict, blank=True)
    basis = models.JSONField(default=dict, blank=True)  # the rules on recording it stands under
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    began_at = models.DateTimeField(null=True, blank=True)
    measured_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(size__gt=0), name="recording_is_not_empty")]
        indexes = [
            models.Index(
                fields=["added_at"], condition=Q(state__in=["waiting", "working"]), name="recording_waiting_first"
            )
        ]

    @property
    def seconds(self) -> float:
        return float(self.measured.get("seconds", 0))

    @property
    def voices(self) -> tuple[Stretch, ...]:
        """Who spoke when, in the order in which they began; empty until it is measured."""
        return tuple(Stretch(row["who"], row["start"], row["end"], row["kind"]) for row in self.segments)

    @property
    def segments(self) -> list[dict[str, Any]]:
        return list(self.measured.get("segments", []))
