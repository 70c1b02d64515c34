"""The demo's clock: the only table of `lib`."""

from __future__ import annotations

from django.db import models


class DemoClock(models.Model):
    """One row. `stands_at` is the instant the demo pretended it was when the row was written at real time `set_at`."""

    stands_at = models.DateTimeField()
    set_at = models.DateTimeField()

    class Meta:
        db_table = "demo_clock"
