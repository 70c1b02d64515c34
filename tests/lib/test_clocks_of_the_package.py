"""Which table of time zones is asked."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime

import duecourse  # noqa: F401 - sets the table


def test_clocks_come_from_the_pinned_package_and_not_from_the_machine() -> None:
    assert zoneinfo.TZPATH == ()
    noon = datetime(2026, 12, 15, 12, tzinfo=UTC)
    assert noon.astimezone(zoneinfo.ZoneInfo("America/Vancouver")).hour == 5  # on summer time all year
