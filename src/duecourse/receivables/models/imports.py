"""Files that were loaded, what was wrong in them, and how to undo them."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from duecourse.lib.masked import MaskedCharField, MaskedJSONField, MaskedTextField


class ImportProfile(models.Model):
    """A column mapping that somebody saved under a name."""

    name = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    body = models.JSONField()  # mapping, date order, decimal mark, sign rules: the shape of playbooks/imports
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title


class ImportBatch(models.Model):
    """One file on its way into the ledger."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", "Uploaded"
        CHECKED = "checked", "Checked, nothing written"
        LOADING = "loading", "Loading"
        LOADED = "loaded", "Loaded"
        FAILED = "failed", "Failed, nothing written"
        UNDONE = "undone", "Undone"

    creditor = models.ForeignKey("receivables.Creditor", on_delete=models.PROTECT, related_name="batches")
    kind = models.CharField(max_length=20)
    file_name = MaskedCharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=200, blank=True)  # name inside the uploads folder
    decided = models.JSONField(default=dict)  # encoding, delimiter, decimal, date order, mapping
    state = models.CharField(max_length=10, choices=State.choices, default=State.UPLOADED)
    rows = models.PositiveIntegerField(default=0)
    loaded = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    errors = models.PositiveIntegerField(default=0)
    totals = models.JSONField(default=dict)  # currency → decimal text, of the rows that load
    message = MaskedTextField(blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()
    loaded_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = "imported file"

    def __str__(self) -> str:
        return f"{self.file_name} ({self.get_state_display()})"


class ImportIssue(models.Model):
    """One row that was left out, or a remark about one that was loaded."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="issues")
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=120, blank=True)
    value = MaskedCharField(max_length=200, blank=True)
    reason = models.CharField(max_length=300)
    is_error = models.BooleanField(default=True)  # False: loaded, but worth knowing

    class Meta:
        ordering = ["row", "id"]


class ImportChange(models.Model):
    """A row as it was before a batch changed it: what undo puts back."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="changes")
    table = models.CharField(max_length=40)
    row_id = models.BigIntegerField()
    before = MaskedJSONField()
