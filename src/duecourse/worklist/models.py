"""Who has taken which account."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from duecourse.receivables.models import Account


class Claim(models.Model):
    """One row per account that was ever taken. In force until it expires: then anybody may take it over."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="claim")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="claims")
    claimed_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="claim_by_expiry")]
