"""What the worker does by the clock. Each job finds its due rows itself and may run twice."""

from __future__ import annotations

from django_q.models import Schedule

HOURLY = (
    "duecourse.calls.jobs.measure_recordings",
    "duecourse.followups.jobs.every_morning",
    "duecourse.receivables.jobs.run_imports",
    "duecourse.rulebook.jobs.every_hour",
    "duecourse.reviewer.jobs.get_opinions",
    "duecourse.quality.jobs.every_hour",
    "duecourse.retention.jobs.every_hour",
)
EVERY_MINUTE = ("duecourse.outbox.jobs.every_minute",)


def ensure_schedules() -> None:
    """The schedule rows that the worker reads; made once, left alone after that."""
    for job in HOURLY:
        Schedule.objects.get_or_create(func=job, defaults={"name": job, "schedule_type": Schedule.HOURLY})
    for job in EVERY_MINUTE:
        Schedule.objects.get_or_create(
            func=job, defaults={"name": job, "schedule_type": Schedule.MINUTES, "minutes": 1}
        )
