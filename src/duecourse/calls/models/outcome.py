"""What a call leaves behind: each row has a date, an owner, and an end that is stated."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from duecourse.calls.models.call import Call
from duecourse.domain.facts import DOCUMENTS
from duecourse.lib.masked import MaskedCharField
from duecourse.receivables.models import Account, Contact, Dispute


class FollowUp(models.Model):
    """What promise, commitment, callback and document request have in common."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="%(class)ss")
    call = models.ForeignKey(Call, on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)ss")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="%(class)ss"
    )  # empty: anyone on the team
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_how = MaskedCharField(max_length=200, blank=True)

    class Meta:
        abstract = True


class Promise(FollowUp):
    """The client said they would pay that amount by that day."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        KEPT = "kept", "Kept"
        PART_KEPT = "part_kept", "Kept in part"
        BROKEN = "broken", "Broken"
        REPLACED = "replaced", "Moved to another day"
        CANCELLED = "cancelled", "Cancelled"

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    due_on = models.DateField()
    grace_days = models.PositiveSmallIntegerField(default=3)
    method = MaskedCharField(max_length=40, blank=True)
    promised_by = MaskedCharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    received_minor = models.BigIntegerField(default=0)
    judged_at = models.DateTimeField(null=True, blank=True)
    # Counted as paid, in part at least, because a file of that day no longer had the items: no payment was seen.
    by_file_on = models.DateField(null=True, blank=True)
    replaced_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces")

    class Meta:
        ordering = ["-made_at"]
        constraints = [models.CheckConstraint(condition=Q(amount_minor__gt=0), name="promise_is_positive")]
        indexes = [
            # What waits and what broke of late, whoever's they are: a team has few of them and many accounts.
            models.Index(fields=["state", "due_on"], name="promise_by_state"),
            models.Index(fields=["account", "-due_on", "state"], name="promise_by_account"),
            models.Index(fields=["state", "judged_at"], name="promise_by_judgement"),
        ]


class Commitment(FollowUp):
    """What *we* said we would do."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        KEPT = "kept", "Done"
        CANCELLED = "cancelled", "Cancelled"

    what = MaskedCharField(max_length=200)
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)

    class Meta:
        ordering = ["due_on"]
        indexes = [models.Index(fields=["owner", "due_on"], condition=Q(state="open"), name="commitment_open_by_owner")]


class Callback(FollowUp):
    """We call again at that time. Without an owner, anyone on the team may."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Done"
        CANCELLED = "cancelled", "Cancelled"

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due_at = models.DateTimeField()
    asked_by_client = models.BooleanField(default=True)
    note = MaskedCharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)

    class Meta:
        ordering = ["due_at"]
        indexes = [models.Index(fields=["owner", "due_at"], condition=Q(state="open"), name="callback_open_by_owner")]


class DocumentRequest(FollowUp):
    """The client asked for a paper. Open until it was sent."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        SENT = "sent", "Sent"
        CANCELLED = "cancelled", "Cancelled"

    what = models.CharField(max_length=20, choices=[(d, d.replace("_", " ")) for d in DOCUMENTS])
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)

    class Meta:
        ordering = ["due_on"]


class DisputeRaised(models.Model):
    """Which call raised which dispute."""

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="disputes_raised")
    dispute = models.OneToOneField(Dispute, on_delete=models.PROTECT, related_name="raised_on")
