"""What the worker does with what leads asked for. It may run twice; a call is asked about once."""

from __future__ import annotations

import logging

from duecourse.lib import clock
from duecourse.reviewer.actions import fail_request, get_opinion, give_up_lost_requests
from duecourse.reviewer.queries import waiting_requests

log = logging.getLogger(__name__)

AT_ONCE = 20  # calls in one run: the rest waits for the next, so that other work gets its turn


def get_opinions() -> None:
    """Oldest first. One call's trouble keeps no other waiting."""
    give_up_lost_requests(now=clock.now())
    for request in list(waiting_requests().select_related("transcript__call__account__creditor", "team")[:AT_ONCE]):
        try:
            get_opinion(now=clock.now(), request=request)
        except Exception:
            log.exception("second opinion %s broke off", request.pk)
            fail_request(now=clock.now(), request=request, problem="Something went wrong here; nothing was kept.")
