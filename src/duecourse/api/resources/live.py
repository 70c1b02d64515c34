"""A call while it goes on: what is said comes in turn by turn, and what helps its caller goes out."""

from __future__ import annotations

from typing import Annotated

from django.http.response import HttpResponseBase
from ninja import Query, Router
from pydantic import Field, Strict, model_validator

from duecourse.api.door import Asked, the
from duecourse.api.errors import WRITES, Error, Refused, answers
from duecourse.api.fields import BodyKey, Given, Maybe, OneOf, text
from duecourse.api.shapes.live import TurnsOut, turns_out
from duecourse.calls import drafting
from duecourse.calls.actions import CallNotOpen
from duecourse.calls.live import turns as live
from duecourse.calls.live.answer import event_stream
from duecourse.calls.live.streams import TooManyStreams
from duecourse.calls.models import Call
from duecourse.calls.queries import speaks_for
from duecourse.domain.conversation.turns import CALLER, CLIENT, Turn
from duecourse.teams.queries import NotAllowed

router = Router()
MOST_AT_ONCE = 50
Seconds = Annotated[float, Strict(), Field(ge=0, lt=86_400, allow_inf_nan=False)]


class TurnIn(Given):
    """What one side said without the other."""

    n: BodyKey = Field(description="Its number in the call: 1, 2, 3 ... A number sent again changes nothing")
    who: Annotated[str, OneOf(CALLER, CLIENT)] = Field(description="`client` is whoever is on the other end")
    text: Annotated[str, text(20_000)]
    start: Seconds | None = Field(None, description="Seconds from the start of the call; needed to tell interruptions")
    end: Seconds | None = None

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> TurnIn:
        if (self.start is None) != (self.end is None):
            raise ValueError("Give both start and end, or neither.")
        if self.start is not None and self.end is not None and self.end < self.start:
            raise ValueError("The turn ends before it starts.")
        return self

    def turn(self) -> Turn:
        return Turn(self.n, self.who, self.text, self.start, self.end)


class TurnsIn(Given):
    turns: list[TurnIn] = Field([], max_length=MOST_AT_ONCE, description="In their order")
    over: bool = Field(
        False, strict=True, description="The conversation is over: what was said fills the draft of the record"
    )


@router.post("/calls/{int:call}/turns", response=answers(TurnsOut, 404, *WRITES))
def hear_turns(request: Asked, call: int, given: TurnsIn) -> TurnsOut:
    """Say what is said on an open call, as it is said. The answer has the marks, what stands so far, and the prompt to
    show: null takes away the one before. Card numbers are masked before anything is kept."""
    row, asking = the(Call, request), request.auth
    try:
        heard = live.add_turns(actor=asking.user, now=asking.now, call=row, turns=[turn.turn() for turn in given.turns])
        drafted = given.over and drafting.draft_from_live(actor=asking.user, now=asking.now, call=row)
    except CallNotOpen:
        raise Refused(409, "call_closed", "This call is over: nothing more can be said on it.") from None
    except live.TurnsMissing as missing:
        raise Refused(409, "turn_missing", str(missing), next=missing.expected) from None
    except live.TurnDiffers as differs:
        raise Refused(409, "turn_differs", str(differs)) from None
    except live.TooManyTurns as too_many:
        raise Refused(409, "too_many_turns", str(too_many)) from None
    return turns_out(heard, drafted=drafted)


class EventsFrom(Given):
    after: Maybe[Annotated[int, Field(ge=0, le=2**31 - 1)]] = Field(
        None, description="The last turn that is known already; the header `Last-Event-ID` says it as well"
    )


# Each event of the stream; `data` is JSON in one line.
_EVENT = {"type": "object", "properties": {name: {"type": "string"} for name in ("id", "event", "data")}}
_STREAM = {
    "parameters": [
        {
            "in": "header", "name": "Last-Event-ID", "required": False, "schema": {"type": "string"},
            "description": "The `id` of the last event that came, when a stream is taken up again",
        }
    ],
    "responses": {
        200: {
            "description": "Server-sent events: `turn` for each turn, its number as id; `closed` at the end",
            "content": {"text/event-stream": {"schema": _EVENT}},
        }
    },
}  # fmt: skip


@router.get(
    "/calls/{int:call}/events",
    response=dict.fromkeys((401, 403, 404, 422, 429), Error),
    openapi_extra=_STREAM,
)
def follow_call(request: Asked, call: int, given: Query[EventsFrom]) -> HttpResponseBase:
    """Follow a call: an event for each turn, with marks, points and the prompt, until the call is closed."""
    row = the(Call, request)
    if not speaks_for(request.auth.user, row):
        raise NotAllowed("Only the caller who is in the call, or their team lead's token, follows it.")
    try:
        return event_stream(request, row, request.auth.user, given.after or 0)
    except TooManyStreams as too_many:
        raise Refused(429, "too_many_streams", str(too_many)) from None
