"""The HTTP answer that tells of a call's turns: kept open where the server can, short where it cannot."""

from __future__ import annotations

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse

from duecourse.calls.live.streams import HUB, all_at_once
from duecourse.calls.models import Call
from duecourse.teams.models import User

_LARGEST = 2**31 - 1


def event_stream(request: HttpRequest, call: Call, person: User, after: int) -> StreamingHttpResponse:
    """Events behind the turn `after`, or behind the one that `Last-Event-ID` names. Raises TooManyStreams."""
    after = _last_event(request, after)
    if isinstance(request, ASGIRequest):
        HUB.refuse_one_too_many(person.pk)
        answer = StreamingHttpResponse(HUB.follow(call, person.pk, after), content_type="text/event-stream")
    else:
        answer = StreamingHttpResponse(all_at_once(call, after), content_type="text/event-stream")
    answer["Cache-Control"] = "no-cache"
    answer["X-Accel-Buffering"] = "no"  # a web server in front must pass each event on at once
    return answer


def _last_event(request: HttpRequest, after: int) -> int:
    """A client that was cut off says where; anything that is no number of ours is left aside."""
    given = request.headers.get("Last-Event-ID", "")
    return min(int(given), _LARGEST) if given.isascii() and given.isdigit() and len(given) < 20 else after
