"""What the worker does for the rulebook. It may run twice."""

from __future__ import annotations

import logging

from duecourse.lib import clock
from duecourse.rulebook import actions
from duecourse.rulebook.models import Replay

log = logging.getLogger(__name__)


def every_hour() -> None:
    """Replays that wait, and the files of approved versions."""
    actions.publish_versions()
    run_replays()


def run_replays() -> None:
    """Those that wait, the oldest first. One replay's trouble must not keep the others waiting: it says so itself."""
    for replay in Replay.objects.filter(state=Replay.State.WAITING).select_related("asked_by").order_by("pk"):
        try:
            actions.run_replay(now=clock.now(), replay=replay)
        except Exception:
            log.exception("replay %s broke off", replay.pk)
