"""The worker's part: what is due goes, if the gate says so now. Finds its rows itself and may run twice."""

from __future__ import annotations

from duecourse.lib import clock
from duecourse.outbox.actions.waiting import send_due


def every_minute() -> None:
    send_due(now=clock.now())
