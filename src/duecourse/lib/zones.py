"""Time zones as people choose them."""

from __future__ import annotations

from zoneinfo import available_timezones


def zone_choices() -> list[tuple[str, str]]:
    """Places ("America/New_York") and UTC, without the old abbreviations, for a select field."""
    return [(zone, zone) for zone in sorted(available_timezones()) if "/" in zone or zone == "UTC"]
