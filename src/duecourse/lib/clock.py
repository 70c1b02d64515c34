"""The one place where the clock is read. Views, commands and jobs call `now()` and pass it on; nobody below does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.conf import settings

# The demo's day runs for eight hours from where it was set, then stands still, so that it never slips into tomorrow.
DEMO_DAY = timedelta(hours=8)


def now() -> datetime:
    """This instant in UTC; in the demo, the demo's own clock."""
    real = datetime.now(UTC)
    if not settings.DEMO:
        return real
    from duecourse.lib.models import DemoClock  # the app registry is not ready when this module is first imported

    clock = DemoClock.objects.filter(pk=1).first()
    if clock is None:
        return real
    return clock.stands_at + min(max(real - clock.set_at, timedelta()), DEMO_DAY)


def set_demo(stands_at: datetime) -> None:
    """Put the demo's clock to that instant (UTC)."""
    from duecourse.lib.models import DemoClock

    DemoClock.objects.update_or_create(pk=1, defaults={"stands_at": stands_at, "set_at": datetime.now(UTC)})
