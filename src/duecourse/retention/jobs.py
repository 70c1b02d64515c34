"""Deletion by the clock: every hour it looks for what is due, and may run twice."""

from __future__ import annotations

from duecourse.lib import clock
from duecourse.retention.actions import remove_expired


def every_hour() -> None:
    remove_expired(actor=None, now=clock.now())
