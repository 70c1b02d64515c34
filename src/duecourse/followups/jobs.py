"""What happens by itself. The job runs every hour, finds what is due, and may run twice."""

from __future__ import annotations

from duecourse.calls.standing import refresh_call_standing
from duecourse.followups.judging import judge_promises
from duecourse.lib import clock
from duecourse.receivables.standing import refresh_stale_ageing, refresh_stale_history


def every_morning() -> None:
    """Judge promises; once a day read payment history again and age what is open; count calls not counted yet."""
    now = clock.now()
    judge_promises(now)
    refresh_stale_history(now.date())
    refresh_stale_ageing(now)
    refresh_call_standing(now)
