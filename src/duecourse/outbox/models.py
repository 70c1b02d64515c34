"""A message from the moment it is written, and the record of its sending; the reminders that a creditor wants."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from duecourse.calls.models import DocumentRequest
from duecourse.compliance.models import ContactDecision, ContactEvent, Removal
from duecourse.domain.contact_policy.words import CONFIRM_OPT_OUT
from duecourse.lib.masked import MaskedCharField, MaskedJSONField, MaskedTextField
from duecourse.receivables.models import Account, Contact, Creditor


class Message(models.Model):
    """One text to one person. What it says is fixed when it is written; what becomes of it is its state."""

    class Channel(models.TextChoices):
        EMAIL = "email", "E-mail"
        LETTER = "letter", "Letter"
        SMS = "sms", "Text message"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENDING = "sending", "On its way"
        HANDED = "handed", "In your hands"
        SENT = "sent", "Sent"
        STOPPED = "stopped", "Stopped"
        FAILED = "failed", "Could not be sent"
        UNSURE = "unsure", "Not known whether it went"
        CANCELLED = "cancelled", "Cancelled"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="messages", db_index=False)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    address = MaskedTextField()  # a mailbox, a number, or the lines of a letter's window
    template = models.CharField(max_length=64)  # the file it was made from, without its ending
    purpose = models.CharField(max_length=40)  # a word of the contact case
    subject = MaskedCharField(max_length=160)
    text = MaskedTextField()  # all of it, with what the law wants said
    laws = models.JSONField(default=list)  # the rules behind those words: `domain.disclosures.Disclosure`
    with_statement = models.BooleanField(default=False)
    asks_for_money = models.BooleanField(default=False)
    basis = models.JSONField(default=dict)  # `domain.written.Basis`: what it rests on
    by_hand = models.BooleanField()  # a person sends it; else we do
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    due_at = models.DateTimeField()  # not before; for one that we send, the next try
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    remark = MaskedTextField(blank=True)  # why it waits, stopped or failed
    answers = models.ForeignKey(DocumentRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reminder = models.CharField(
        max_length=100, blank=True
    )  # the step and the invoice that a table of reminders asked for
    form_key = models.CharField(
        max_length=40, null=True, blank=True
    )  # of the page it came from: pressed twice, sent once

    class Meta:
        ordering = ["-written_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text="") & ~Q(address=""), name="message_says_something_to_somebody"),
            models.UniqueConstraint(fields=["form_key"], name="message_once_per_form"),
            models.UniqueConstraint(
                fields=["account", "reminder"], condition=~Q(reminder=""), name="reminder_once_per_step"
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-written_at"], name="message_by_account"),
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="message_waiting_by_time"),
            models.Index(fields=["state", "-written_at"], name="message_by_state"),
        ]

    @property
    def confirms_stop(self) -> bool:
        """It answers their own STOP, and nothing else."""
        return self.purpose == CONFIRM_OPT_OUT

    @property
    def is_open(self) -> bool:
        """Somebody, or the worker, still has to do something."""
        return self.state in OPEN_STATES


OPEN_STATES = (Message.State.WAITING, Message.State.SENDING, Message.State.HANDED, Message.State.UNSURE)


class Sending(models.Model):
    """One time that a message left the house: the text as it went, under which decision of the gate. Append-only; that
    it did not arrive is told by its event."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="sendings")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, choices=Message.Channel.choices)
    address = MaskedTextField()
    subject = MaskedCharField(max_length=160)
    text = MaskedTextField()
    attachments = MaskedJSONField(default=dict)  # file name → its text
    decision = models.OneToOneField(ContactDecision, on_delete=models.PROTECT, related_name="sending")
    event = models.OneToOneField(ContactEvent, on_delete=models.PROTECT, related_name="sending")
    # The words were deleted: why. The one change that the database lets through (`lib.append_only`).
    removal = models.ForeignKey(Removal, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]


class Cadence(models.Model):
    """The table of reminders for one creditor's accounts. Off: nothing is proposed."""

    creditor = models.OneToOneField(Creditor, on_delete=models.PROTECT, related_name="cadence")
    is_on = models.BooleanField(default=False)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()


class CadenceStep(models.Model):
    """One row of it: so many days after the due date (before it: negative), that text by that channel."""

    cadence = models.ForeignKey(Cadence, on_delete=models.CASCADE, related_name="steps")
    days = models.SmallIntegerField()
    template = models.CharField(max_length=64)
    channel = models.CharField(max_length=10, choices=Message.Channel.choices)

    class Meta:
        ordering = ["days"]
        constraints = [models.UniqueConstraint(fields=["cadence", "days"], name="one_reminder_a_day")]


class Declined(models.Model):
    """A lead said "not this time" to one reminder: the step is not proposed again for that invoice."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    reminder = models.CharField(max_length=100)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "reminder"], name="declined_once_per_step")]
