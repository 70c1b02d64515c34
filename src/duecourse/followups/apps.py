"""Wires the follow-ups to the ledger."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.apps import AppConfig


class FollowUps(AppConfig):
    name = "duecourse.followups"

    def ready(self) -> None:
        """Money that moved may have kept a promise: it is judged in the same breath, by the function of the hourly
        job."""
        from duecourse.receivables.moved import money_moved

        money_moved.connect(_judge, dispatch_uid="judge_promises")


def _judge(*, now: datetime, accounts: Any, **_signal: Any) -> None:
    from duecourse.followups.judging import judge_promises

    judge_promises(now, accounts)
