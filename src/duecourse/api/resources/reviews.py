"""A call's transcript, whole, and the call looked back on."""

from __future__ import annotations

from typing import Annotated

from ninja import Router
from pydantic import Field

from duecourse.api.door import Asked, the
from duecourse.api.errors import WRITES, FieldError, Refused, answers, not_found, unreadable
from duecourse.api.fields import Given, text
from duecourse.api.once import TAKES_KEY, once
from duecourse.api.shapes.reviews import ReviewOut, review_out
from duecourse.calls.actions import CallNotOpen
from duecourse.calls.drafting import add_transcript, hear, may_add_transcript
from duecourse.calls.hearing import setting_for
from duecourse.calls.models import Call
from duecourse.calls.queries import calls_to_look_at
from duecourse.domain.conversation.transcripts import TranscriptError
from duecourse.quality.panes import review_pane
from duecourse.teams.models import User
from duecourse.teams.queries import NotAllowed

router = Router()
LONGEST = 250_000  # characters


class TranscriptIn(Given):
    transcript: str = Field(
        max_length=LONGEST,
        description='Plain text ("Name: what they said"), WebVTT, SRT, CSV, or JSON as text',
    )
    caller: Annotated[str, text(60)] = Field("", description="Which of its speakers is ours, where that is not plain")


@router.post("/calls/{int:call}/transcript", response=answers(ReviewOut, 404, *WRITES, ok=201), openapi_extra=TAKES_KEY)
@once
def add_call_transcript(request: Asked, call: int, given: TranscriptIn) -> ReviewOut:
    """Keep what was said on a call. While the call is open it fills the draft of the record, and a second one replaces
    the first; a closed call takes one, and its record stays as it was written. Card numbers are masked."""
    row, asking = the(Call, request), request.auth
    if row.caller_id != asking.user.pk and (asking.user.is_caller or row.state == Call.State.OPEN):
        raise NotAllowed("Its caller adds the transcript of a call; once it is closed, a lead may as well.")
    if not may_add_transcript(asking.user, row):
        raise _taken()
    try:
        heard = hear(given.transcript, call=row, caller_name=row.caller.get_full_name() or row.caller.label)
    except TranscriptError as error:
        raise unreadable([FieldError(field="transcript", message=str(error))]) from None
    speakers = heard.transcript.speakers
    caller = given.caller if given.caller in speakers else heard.who.caller
    if caller is None or (given.caller and given.caller not in speakers):
        raise Refused(409, "who_speaks", f"{heard.who.evidence} Say which is ours in `caller`: {', '.join(speakers)}.")
    try:
        add_transcript(
            actor=asking.user, now=asking.now, call=row, heard=heard, caller=caller, setting=setting_for(row)
        )
    except CallNotOpen:
        raise _taken() from None
    return _looked_back(asking.user, row)


def _taken() -> Refused:
    return Refused(409, "has_transcript", "This call is closed and has its transcript: it stays as it is.")


@router.get("/calls/{int:call}/review", response=answers(ReviewOut, 404))
def get_review(request: Asked, call: int) -> ReviewOut:
    """The call looked back on: one's own, the team's for a lead, all for an auditor. 404 without a transcript."""
    return _looked_back(request.auth.user, the(Call, request))


def _looked_back(user: User, row: Call) -> ReviewOut:
    mine = calls_to_look_at(user).select_related("caller__team").filter(pk=row.pk).first()
    pane = review_pane(mine, user) if mine is not None else None
    if pane is None:
        raise not_found()
    return review_out(row.pk, pane)
