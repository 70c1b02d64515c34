"""Who is owed, who owes, and whom one speaks to."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower

from duecourse.lib.masked import MaskedCharField
from duecourse.lib.phones import as_dialled
from duecourse.teams.models import Portfolio


class Creditor(models.Model):
    """Who is owed. With `is_client` we are an agency that calls for somebody else (a third party to the debt)."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    is_client = models.BooleanField(default=False)
    # Of amounts that name none. Empty until somebody says it: money is never given a currency by a guess.
    currency = models.CharField(max_length=3, blank=True, default="")
    country = models.CharField(max_length=2, default="US")
    time_zone = models.CharField(max_length=64, default="UTC")
    terms_days = models.PositiveSmallIntegerField(default=30)
    grace_days = models.PositiveSmallIntegerField(default=3, help_text="Days after a promise until it is broken")
    callback_phone = models.CharField(max_length=32, blank=True)
    # What a caller may decide alone: the conversation codebook's `authority`.
    authority = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


def _ways_to_reach(of: str) -> list[models.Index]:
    """Who else has this number or address? Asked before every contact: one person may owe on several accounts."""
    return [
        models.Index(fields=["phone"], condition=models.Q(phone__gt=""), name=f"{of}_by_phone"),
        models.Index(Lower("email"), condition=models.Q(email__gt=""), name=f"{of}_by_email"),
    ]


class Account(models.Model):
    """Who owes. `number` is the creditor's own customer number."""

    class Kind(models.TextChoices):
        BUSINESS = "business", "Business"
        CONSUMER = "consumer", "Consumer"
        PAYER = "payer", "Payer (insurer)"

    creditor = models.ForeignKey(Creditor, on_delete=models.PROTECT, related_name="accounts")
    number = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.BUSINESS)
    portfolio = models.ForeignKey(Portfolio, on_delete=models.PROTECT, null=True, blank=True, related_name="accounts")
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=8, blank=True, help_text="ISO 3166-2 without the country, e.g. OH or NY-NYC")
    city = models.CharField(max_length=80, blank=True)
    postal_code = models.CharField(max_length=16, blank=True)
    time_zone = models.CharField(max_length=64, blank=True, help_text="Known time zone; empty: from place and number")
    language = models.CharField(max_length=8, default="en")
    currency = models.CharField(max_length=3)
    terms_days = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty: the creditor's terms")
    phone = models.CharField(max_length=32, blank=True)
    email = models.EmailField(blank=True)
    batch = models.ForeignKey(
        "receivables.ImportBatch", on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["creditor", "number"], name="account_once_per_creditor")]
        indexes = _ways_to_reach("account")

    def clean(self) -> None:
        """A number is kept as it is dialled from anywhere: it tells at which accounts one person is reached."""
        self.phone = as_dialled(self.phone, self.country)

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def ref(self) -> str:
        """The one name that no other account has: CREDITOR:NUMBER."""
        return f"{self.creditor.code}:{self.number}"


class Contact(models.Model):
    """A person at the account."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=120)
    role = MaskedCharField(max_length=80, blank=True)
    phone = models.CharField(max_length=32, blank=True)
    email = models.EmailField(blank=True)
    time_zone = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=8, blank=True)
    is_primary = models.BooleanField(default=False)
    batch = models.ForeignKey(
        "receivables.ImportBatch", on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )

    class Meta:
        ordering = ["-is_primary", "name"]
        constraints = [
            models.UniqueConstraint(fields=["account", "name", "email", "phone"], name="contact_once_per_account"),
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(is_primary=True), name="one_primary_contact_per_account"
            ),
        ]
        indexes = _ways_to_reach("contact")

    def clean(self) -> None:
        self.phone = as_dialled(self.phone, self.account.country)

    def __str__(self) -> str:
        return self.name
