"""Who is owed, who owes, and whom one speaks to."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower

from duecourse.lib.masked import MaskedCharField
from duecourse.lib.phones import as_dialled
from duecourse.playbooks.places import region_of
from duecourse.teams.models import Portfolio


class DebtKind(models.TextChoices):
    """What is owed, where a rule tells it apart. Whoever loads a file may know other kinds: they bind like "other"."""

    MEDICAL = "medical", "Medical bill"
    CREDIT_CARD = "credit_card", "Credit card"
    PERSONAL_LOAN = "personal_loan", "Personal loan"
    STUDENT_LOAN = "student_loan", "Student loan"
    AUTO_LOAN = "auto_loan", "Loan for a vehicle"
    MORTGAGE = "mortgage", "Mortgage"
    MICROFINANCE = "microfinance", "Microfinance loan"
    RENT = "rent", "Rent"
    UTILITY = "utility", "Electricity, gas or water"
    TELECOM = "telecom", "Telephone and internet"
    TRADE = "trade", "Goods and services"
    OTHER = "other", "Something else"


class DebtorIs(models.TextChoices):
    """Who owes, in the words of the contact case."""

    PERSON = "person", "A person"
    SOLE_TRADER = "sole_trader", "A sole trader"
    PARTNERSHIP = "partnership", "A partnership"
    COMPANY = "company", "A company"


class PhoneKind(models.TextChoices):
    """What a number reaches. A mobile is tied to no place."""

    MOBILE = "mobile", "Mobile"
    HOME = "home", "At home"
    WORK = "work", "At work"


class EmailKind(models.TextChoices):
    PERSONAL = "personal", "Their own"
    WORK = "work", "At work"


def _said(choices: type[models.TextChoices], **options: Any) -> models.CharField[str, str]:
    """Empty: nobody has said it, and rules decide what an unknown means for them."""
    return models.CharField(max_length=16, choices=choices, blank=True, default="", db_default="", **options)


class Creditor(models.Model):
    """Who is owed. With `is_client` we are an agency that calls for somebody else (a third party to the debt)."""

    class Kind(models.TextChoices):
        SUPPLIER = "trade_supplier", "Sells goods or services"
        RBI_LENDER = "rbi_regulated_entity", "Lender that the Reserve Bank of India regulates"
        OTHER = "other", "Something else"

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    is_client = models.BooleanField(default=False)
    kind = models.CharField(max_length=24, choices=Kind.choices, blank=True, default="", db_default="")
    debt_kind = _said(DebtKind, help_text="Of accounts that name none themselves")
    uses_other_name = models.BooleanField(
        default=False, db_default=False, help_text="Collects its own debts under a name that suggests somebody else"
    )
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
    phone_kind = _said(PhoneKind)
    email = models.EmailField(blank=True)
    email_kind = _said(EmailKind)
    debt_kind = _said(DebtKind, help_text="Empty: what the creditor's debts are")
    debtor_is = _said(DebtorIs)
    vat_registered = models.BooleanField(null=True, blank=True, help_text="Of a sole trader")
    batch = models.ForeignKey(
        "receivables.ImportBatch", on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+"
    )

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["creditor", "number"], name="account_once_per_creditor")]
        indexes = _ways_to_reach("account")

    def clean(self) -> None:
        """A number is kept as it is dialled from anywhere: it tells at which accounts one person is reached. The place
        is kept by the code that the contact rules go by."""
        self.phone = as_dialled(self.phone, self.country)
        region = region_of(self.country, self.region, self.city, self.postal_code)
        if self.region and not region:
            raise ValidationError({"region": f"That is no part of {self.country or 'a country'} that we know."})
        self.region = region

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
    phone_kind = _said(PhoneKind)
    email = models.EmailField(blank=True)
    email_kind = _said(EmailKind)
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
