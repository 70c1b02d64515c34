"""What the worker does for the reviews. It may run twice."""

from __future__ import annotations

import logging

from duecourse.lib import clock
from duecourse.quality.actions import keep_review
from duecourse.quality.queries import calls_to_read

log = logging.getLogger(__name__)


def every_hour() -> None:
    """Calls that were not read yet, or by an older engine, or before their transcript was replaced."""
    read_again()


def read_again() -> int:
    """How many calls were read. One that cannot be read keeps nobody waiting: it says so in the log."""
    done = 0
    for call in list(calls_to_read()):
        try:
            done += keep_review(now=clock.now(), call=call) is not None
        except Exception:
            log.exception("call %s could not be read again", call.pk)
    return done
