"""Wires the reviews to the calls."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.apps import AppConfig


class Quality(AppConfig):
    name = "duecourse.quality"

    def ready(self) -> None:
        """A transcript that is kept is read in the same breath, by the function of the hourly job."""
        from duecourse.calls.kept import transcript_kept

        transcript_kept.connect(_read, dispatch_uid="review_calls")


def _read(*, now: datetime, call: Any, **_signal: Any) -> None:
    from duecourse.quality.actions import keep_review

    keep_review(now=now, call=call)
