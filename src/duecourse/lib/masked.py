"""Columns into which people type, paste or import: card numbers, security codes and expiries are masked on the way to
the database, whichever program writes (`domain.redaction`).

In migrations they are plain columns: what differs is only what is written to them.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from duecourse.domain.redaction import redact, redact_all


class MaskedCharField(models.CharField):  # type: ignore[type-arg]
    """One line of somebody's words."""

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        if not isinstance(text, str):
            return text
        masked = redact(text)
        # A mask may be longer than the number was.
        return masked if masked == text else masked[: self.max_length]

    def deconstruct(self) -> Any:
        name, _path, arguments, options = super().deconstruct()
        return name, "django.db.models.CharField", arguments, options


class MaskedTextField(models.TextField):  # type: ignore[type-arg]
    """Any length of somebody's words."""

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return redact(text) if isinstance(text, str) else text

    def deconstruct(self) -> Any:
        name, _path, arguments, options = super().deconstruct()
        return name, "django.db.models.TextField", arguments, options


class MaskedJSONField(models.JSONField):
    """Plain data with somebody's words in it."""

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return super().get_db_prep_value(redact_all(value), connection, prepared)

    def deconstruct(self) -> Any:
        name, _path, arguments, options = super().deconstruct()
        return name, "django.db.models.JSONField", arguments, options
