"""Open items and what moved them.

For every invoice: amount − paid_before − Σ allocations = balance. A credit is an item with negative amounts.
"""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from duecourse.domain.facts import DISPUTE_REASONS
from duecourse.lib.masked import MaskedCharField, MaskedTextField
from duecourse.receivables.models.parties import Account


class Invoice(models.Model):
    """One open item; an invoice paid in parts has one row per instalment, so each due date ages by itself."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="invoices", db_index=False)
    number = models.CharField(max_length=64)
    instalment = models.PositiveSmallIntegerField(default=1)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    # What was paid before we knew the invoice, and so has no allocation: keeps the balance explainable to the cent.
    paid_before_minor = models.BigIntegerField(default=0)
    balance_minor = models.BigIntegerField()
    issued_on = models.DateField(null=True, blank=True)
    due_on = models.DateField()
    due_is_assumed = models.BooleanField(default=False, help_text="No due date in the file: the terms were applied")
    closed_on = models.DateField(null=True, blank=True)
    po_number = models.CharField(max_length=64, blank=True)
    description = MaskedCharField(max_length=200, blank=True)
    is_disputed = models.BooleanField(default=False)
    batch = models.ForeignKey(
        "receivables.ImportBatch", on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )

    class Meta:
        ordering = ["due_on", "number", "instalment"]
        constraints = [
            models.UniqueConstraint(fields=["account", "number", "instalment"], name="invoice_once_per_account"),
            models.CheckConstraint(condition=~Q(amount_minor=0), name="invoice_amount_not_zero"),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, balance_minor__gte=0, balance_minor__lte=F("amount_minor"))
                | Q(amount_minor__lt=0, balance_minor__lte=0, balance_minor__gte=F("amount_minor")),
                name="invoice_balance_between_zero_and_amount",
            ),
        ]
        indexes = [
            # Covers ageing and worklist: only open items, in the order in which they are read.
            models.Index(
                fields=["account", "currency", "due_on", "balance_minor", "issued_on", "due_is_assumed"],
                condition=~Q(balance_minor=0),
                name="invoice_open",
            ),
            # Covers the other end of the ledger, which proves the ageing: all that was ever invoiced.
            models.Index(
                fields=["account", "currency", "issued_on", "amount_minor", "paid_before_minor"], name="invoice_booked"
            ),
            models.Index(
                fields=["account", "currency", "due_on", "balance_minor"],
                condition=Q(is_disputed=True) & ~Q(balance_minor=0),
                name="invoice_disputed",
            ),
            # How they have paid, newest first: of a long history only its end is read.
            models.Index(
                fields=["account", "closed_on"],
                condition=Q(balance_minor=0, amount_minor__gt=0),
                name="invoice_settled",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Payments(models.QuerySet["Payment"]):
    def that_count(self) -> Payments:
        """Money that is there: without payments that were taken back and the rows that did it."""
        taken_back = Payment.objects.filter(reverses=OuterRef("pk"))
        return self.filter(~Exists(taken_back), reverses__isnull=True)


class Payment(models.Model):
    """Money received. `unapplied_minor` is the part not yet allocated to an invoice.

    What was entered by hand says when and by whom. It is never changed: taking it back is a second row with the
    amounts turned round (`reverses`), so that every sum over payments stays a sum.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="payments", db_index=False)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    unapplied_minor = models.BigIntegerField(default=0)
    received_on = models.DateField()
    reference = MaskedCharField(max_length=120, blank=True)
    method = MaskedCharField(max_length=40, blank=True)
    # What makes the same payment in the same file recognisable, so that a second load changes nothing.
    source_key = models.CharField(max_length=64, blank=True)
    batch = models.ForeignKey(
        "receivables.ImportBatch", on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    entered_at = models.DateTimeField(null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )
    reverses = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="reversals"
    )
    because = MaskedCharField(max_length=200, blank=True, db_default="")  # why it was taken back

    objects = Payments.as_manager()

    class Meta:
        ordering = ["-received_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, reverses__isnull=True)
                | Q(amount_minor__lt=0, reverses__isnull=False, entered_by__isnull=False),
                name="payment_is_positive_or_takes_one_back",
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, unapplied_minor__gte=0, unapplied_minor__lte=F("amount_minor"))
                | Q(amount_minor__lt=0, unapplied_minor__lte=0, unapplied_minor__gte=F("amount_minor")),
                name="payment_unapplied_within_amount",
            ),
            models.UniqueConstraint(
                fields=["account", "source_key"], condition=~Q(source_key=""), name="payment_once_per_source"
            ),
            models.UniqueConstraint(
                fields=["reverses"], condition=Q(reverses__isnull=False), name="payment_taken_back_once"
            ),
        ]
        indexes = [
            # Covers "what did they pay, and what of it is unapplied": ageing and standing rows read the index alone.
            models.Index(
                fields=["account", "received_on", "currency", "amount_minor", "unapplied_minor"],
                name="payment_by_account",
            ),
            # Few: what people entered themselves.
            models.Index(fields=["received_on"], condition=Q(entered_by__isnull=False), name="payment_by_hand"),
        ]


class Allocation(models.Model):
    """What moved an invoice's balance. Positive amounts lower an invoice; negative ones use up a credit. A payment pays
    invoices of its own account only: `account` is that of both.

    `counts_on` is the day from which ageing counts it: on which it was made, its money was there and its invoice
    existed, whichever is latest. Whatever changes the day of an invoice sets it again (importing.days).
    """

    class Kind(models.TextChoices):
        PAYMENT = "payment", "Payment"
        CREDIT = "credit", "Credit applied"
        CLOSURE = "closure", "No longer in the ledger file"
        WRITE_OFF = "write_off", "Written off"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="allocations", db_index=False)
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="allocations", db_index=False)
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, null=True, blank=True, related_name="allocations", db_index=False
    )
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PAYMENT)
    amount_minor = models.BigIntegerField()
    allocated_on = models.DateField()
    counts_on = models.DateField()
    batch = models.ForeignKey(
        "receivables.ImportBatch", on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(amount_minor=0), name="allocation_not_zero"),
            models.CheckConstraint(
                condition=Q(kind="payment", payment__isnull=False) | (~Q(kind="payment") & Q(payment__isnull=True)),
                name="allocation_payment_matches_kind",
            ),
            models.CheckConstraint(
                condition=Q(counts_on__gte=F("allocated_on")), name="allocation_counts_once_it_is_made"
            ),
        ]
        indexes = [
            # Covers what moved on an account since a day: the ageing of past days.
            models.Index(
                fields=["account", "counts_on", "invoice", "payment", "amount_minor"], name="allocation_by_account"
            ),
            models.Index(fields=["invoice", "allocated_on"], name="allocation_by_invoice"),
            models.Index(fields=["payment"], name="allocation_by_payment"),
            # Few: what was written off, credited or closed without money.
            models.Index(fields=["invoice"], condition=~Q(kind="payment"), name="allocation_without_money"),
        ]

    @classmethod
    def of(
        cls,
        invoice: Invoice,
        amount_minor: int,
        on: date,
        *,
        payment: Payment | None = None,
        kind: str = Kind.PAYMENT,
        batch_id: int | None = None,
    ) -> Allocation:
        """A new one, not saved yet."""
        days = (on, payment.received_on if payment else on, invoice.issued_on or on)
        return cls(
            account=invoice.account, invoice=invoice, payment=payment, kind=kind, amount_minor=amount_minor,
            allocated_on=on, counts_on=max(days), batch_id=batch_id,
        )  # fmt: skip


class Dispute(models.Model):
    """The client says an invoice is wrong (no invoice: the whole account). Open until settled or withdrawn."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        SETTLED = "settled", "Settled"
        WITHDRAWN = "withdrawn", "Withdrawn"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="disputes")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, null=True, blank=True, related_name="disputes")
    reason = models.CharField(max_length=20, choices=[(r, r.replace("_", " ")) for r in DISPUTE_REASONS])
    client_words = MaskedTextField(blank=True)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="disputes")
    next_step = MaskedCharField(max_length=200, blank=True)
    due_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_how = MaskedCharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-opened_at"]
        indexes = [models.Index(fields=["owner", "due_on"], condition=Q(state="open"), name="dispute_open_by_owner")]
