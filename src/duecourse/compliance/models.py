"""What binds a contact, and what the gate said each time it was asked."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC

from django.conf import settings
from django.db import models
from django.db.models import Q

from duecourse.domain.contact_policy import words
from duecourse.domain.redaction import redact_all
from duecourse.lib.masked import MaskedCharField, MaskedJSONField
from duecourse.receivables.models import Account, Contact

_OUTCOME_WORDS = {
    words.CONVERSATION: "spoke with somebody",
    "no_answer_voicemail_available": "no answer",
    "discarded": "never dialled",
}


class ContactEvent(models.Model):
    """Something that happened between us and the debtor and counts for the gate: a call, a message, an opt-out, a
    notice. `kind`, `channel`, `outcome` and the keys of `details` are the words of the contact case."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="contact_events", db_index=False)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    channel = models.CharField(max_length=10, blank=True)
    direction = models.CharField(max_length=3, blank=True)
    outcome = models.CharField(max_length=40, blank=True)
    details = MaskedJSONField(default=dict)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    @property
    def outcome_text(self) -> str:
        """What became of it, in the words of a caller."""
        return _OUTCOME_WORDS.get(self.outcome, self.outcome.replace("_", " "))

    class Meta:
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["account", "at"], name="contact_event_by_account"),
            # Few: a list tells what was written in the last days.
            models.Index(fields=["at"], condition=Q(kind="message", direction="out"), name="message_out_by_time"),
        ]
        constraints = [
            # A misspelt kind would read as "nothing was said".
            models.CheckConstraint(condition=Q(kind__in=words.KINDS), name="contact_event_has_a_known_kind"),
        ]


class Hold(models.Model):
    """Nobody contacts this account until the hold is lifted or its day has come."""

    class Kind(models.TextChoices):
        DISPUTE = "dispute", "Dispute"
        LEGAL = "legal", "With the lawyers"
        HARDSHIP = "hardship", "Hardship"
        INSOLVENCY = "insolvency", "Insolvency"
        CHECKING = "checking", "Checking a payment"
        REQUEST = "request", "Asked for by the client"
        OTHER = "other", "Other"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="holds")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    reason = MaskedCharField(max_length=200)
    placed_at = models.DateTimeField()
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    until_on = models.DateField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    lift_reason = MaskedCharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["account"], condition=Q(lifted_at__isnull=True), name="hold_in_force")]


class Removal(models.Model):
    """The tombstone of words that were deleted when their time was over: what they were about, by which rule, how much
    of it there was. The rows themselves stay, emptied."""

    class What(models.TextChoices):
        RECORDS = "records", "Everything written about contacts"
        RECORDINGS = "recordings", "A transcript"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="removals")
    call = models.BigIntegerField(null=True, blank=True)  # the call whose transcript it was
    what = models.CharField(max_length=10, choices=What.choices)
    removed_at = models.DateTimeField()
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    counted_from = models.DateField()
    kept_until = models.DateField()
    rule = models.CharField(max_length=40)
    text = models.CharField(max_length=300)
    citation = models.CharField(max_length=200)
    pack = models.CharField(max_length=80)
    counts = models.JSONField(default=dict)  # kind of thing → how many were emptied or deleted

    class Meta:
        ordering = ["-removed_at", "-pk"]


# The purpose of a contact that was theirs: the gate is not asked, and what stood on file is kept all the same.
ANSWERED = "answer_their_call"


class ContactDecision(models.Model):
    """The gate's answer at the moment of one contact, with the facts it read, kept for years."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="contact_decisions")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    channel = models.CharField(max_length=10)
    purpose = models.CharField(max_length=40)
    verdict = models.CharField(max_length=20)
    reasons = MaskedJSONField(default=list)
    warnings = MaskedJSONField(default=list)
    earliest_allowed_at = models.DateTimeField(null=True)
    zones = models.JSONField(default=list)
    packs = models.JSONField(default=list)
    pack_digests = models.JSONField(default=list)  # of the PolicyText of every pack that was asked
    facts = MaskedJSONField(default=dict)  # the contact case as it was decided
    overridden_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    override_reason = MaskedCharField(max_length=300, blank=True)
    event = models.ForeignKey(ContactEvent, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    removal = models.ForeignKey(Removal, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions")

    @property
    def permits(self) -> bool:
        """The contact may take place: the gate said so, or a lead overrode it."""
        return self.overridden_by_id is not None or self.verdict in ("allowed", "presumed_compliant")

    @property
    def seal(self) -> str:
        """SHA-256 of what was decided, on what and by whom: the audit log keeps it, so that a changed row shows."""
        earliest = self.earliest_allowed_at
        content = [
            self.account_id, self.contact_id, self.asked_by_id, self.asked_at.astimezone(UTC).isoformat(), self.channel,
            self.purpose, self.verdict, self.reasons, self.warnings,
            earliest.astimezone(UTC).isoformat() if earliest else None, self.zones, self.packs, self.pack_digests,
            self.facts, self.overridden_by_id, self.override_reason,
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(redact_all(content), sort_keys=True).encode()).hexdigest()

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(overridden_by__isnull=True, override_reason="")
                | (Q(overridden_by__isnull=False) & ~Q(override_reason="")),
                name="override_has_a_reason",
            )
        ]


class PolicyText(models.Model):
    """One version of a policy pack, word for word, kept from the first decision that was taken by it."""

    digest = models.CharField(max_length=64, unique=True)  # SHA-256 of the text
    pack = models.CharField(max_length=60)
    label = models.CharField(max_length=80)  # "us-federal@2021-11-30"
    text = models.TextField()
    kept_at = models.DateTimeField()
