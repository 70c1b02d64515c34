"""Duecourse: the desk of an accounts-receivable caller."""

import zoneinfo

__version__ = "0.1.0"

# Clocks come from the pinned package alone: a machine's own table may be a year old, and the hour of a call be wrong by
# it (provinces of Canada stopped changing their clocks in 2026). So every machine decides the same, too.
zoneinfo.reset_tzpath(())
