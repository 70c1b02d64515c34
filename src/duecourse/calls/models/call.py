"""A call from the key that starts it to the record that closes it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from duecourse.compliance.models import ContactDecision, ContactEvent, Removal
from duecourse.domain.facts import DELAY_REASONS, OUTCOME_WORDS
from duecourse.lib.masked import MaskedCharField, MaskedJSONField, MaskedTextField
from duecourse.receivables.models import Account, Contact

OUTCOME_CHOICES = list(OUTCOME_WORDS.items())
DELAY_CHOICES = [(r, r.replace("_", " ").capitalize()) for r in DELAY_REASONS]


class Call(models.Model):
    """One call, out or in. Open until its record is written; a caller has one open call at a time."""

    class Direction(models.TextChoices):
        OUT = "out", "We called"
        IN = "in", "They called"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"
        DISCARDED = "discarded", "Never dialled"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="calls", db_index=False)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="calls")
    caller = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="calls")
    direction = models.CharField(max_length=3, choices=Direction.choices, default=Direction.OUT)
    number = MaskedCharField(max_length=32, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    decision = models.ForeignKey(ContactDecision, on_delete=models.PROTECT, null=True, blank=True, related_name="calls")
    event = models.ForeignKey(ContactEvent, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Laid down when the call starts, so that a rule that changes meanwhile changes nothing for this call.
    to_say = models.JSONField(default=list, blank=True)  # what the law wants said: `domain.disclosures.Disclosure`
    recording = models.JSONField(default=dict, blank=True)  # the rules on recording, where calls are recorded

    class Meta:
        ordering = ["-started_at"]
        constraints = [
            models.UniqueConstraint(fields=["caller"], condition=Q(state="open"), name="one_open_call_per_caller"),
        ]
        indexes = [
            models.Index(fields=["account", "-started_at", "state"], name="call_by_account"),
            models.Index(fields=["caller", "-started_at"], name="call_by_caller"),
        ]


class CallDraft(models.Model):
    """What has been typed so far, saved while typing: it survives a closed browser. Gone once the record is written."""

    call = models.OneToOneField(Call, on_delete=models.CASCADE, related_name="draft")
    body = MaskedJSONField(default=dict)  # the fields of the call form as typed, untouched
    saved_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=0)  # of the page's own counter: a late save never overwrites a newer
    quiet = models.BooleanField(default=False)  # no prompts on this call; gone with the draft, so nobody can count it
    dismissed = models.CharField(max_length=200, blank=True, default="")  # the prompt that the caller sent away last


class CallRecord(models.Model):
    """What was said and agreed. Append-only: a correction is a new version that points back and says why."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="records")
    version = models.PositiveSmallIntegerField(default=1)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20, choices=OUTCOME_CHOICES)
    points = models.JSONField(default=list)  # codebook points that were covered
    discussed = MaskedTextField()
    next_step = MaskedCharField(max_length=300)
    next_step_on = models.DateField(null=True, blank=True)
    delay_reason = models.CharField(max_length=30, choices=DELAY_CHOICES, blank=True)
    delay_words = MaskedTextField(blank=True)  # in the client's own words
    said = MaskedJSONField(default=list, blank=True)  # what the law wanted said: whether it was, or why not
    amends_because = MaskedCharField(max_length=300, blank=True)
    removal = models.ForeignKey(Removal, on_delete=models.PROTECT, null=True, blank=True, related_name="records")

    class Meta:
        ordering = ["call", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["call", "version"], name="record_version_once"),
            models.CheckConstraint(
                condition=Q(version=1, amends_because="") | (Q(version__gt=1) & ~Q(amends_because="")),
                name="amendment_says_why",
            ),
            models.CheckConstraint(condition=~Q(next_step=""), name="record_has_next_step"),
            models.CheckConstraint(condition=~Q(discussed=""), name="record_says_what_was_discussed"),
        ]


class Transcript(models.Model):
    """What was said, as pasted or uploaded, with card numbers already masked."""

    call = models.OneToOneField(Call, on_delete=models.CASCADE, related_name="transcript")
    source = models.CharField(max_length=40)
    turns = MaskedJSONField()
    analysis = MaskedJSONField(default=dict)
    basis = MaskedJSONField(
        default=dict, blank=True
    )  # the rules on recording it stands under, and whether we told them
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
