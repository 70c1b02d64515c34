"""What the worker does with recordings. It may run twice; a recording is measured once."""

from __future__ import annotations

import logging

from duecourse.calls import recordings
from duecourse.lib import clock

log = logging.getLogger(__name__)


def measure_recordings() -> None:
    """Those that wait, oldest first. One recording's trouble must not keep the others waiting."""
    for recording in recordings.waiting(clock.now()):
        try:
            recordings.measure(now=clock.now(), recording=recording)
        except Exception:
            log.exception("recording %s could not be measured", recording.pk)
