"""A pasted or uploaded transcript: read, asked about where it is unclear who speaks, laid into the call's draft."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from duecourse.calls import drafting
from duecourse.calls.actions import CallNotOpen
from duecourse.calls.hearing import setting_for
from duecourse.calls.models import Call, Transcript
from duecourse.calls.queries import calls_for
from duecourse.compliance.queries import sound_removed
from duecourse.domain.conversation.transcripts import TranscriptError
from duecourse.domain.redaction import redact
from duecourse.lib import clock
from duecourse.teams.models import User
from duecourse.teams.queries import require_writer

MOST_BYTES = 2_000_000
OURS_IS_MISSING = "-"  # chosen where the only speaker of a transcript is the other side


@require_http_methods(["GET", "POST"])
def transcript(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows the transcript with what it gave; POST reads one and fills the draft of the open call."""
    user = cast(User, request.user)
    call = get_object_or_404(calls_for(user), pk=pk)
    if request.method == "GET":
        may_add = call.state == Call.State.CLOSED and drafting.may_add_transcript(user, call)
        return render(request, "calls/transcript.html", {**_context(call), "may_add": may_add})
    require_writer(user)
    if not drafting.may_add_transcript(user, call):
        messages.warning(request, "This call is not open on your desk: its transcript cannot be added any more.")
        return redirect("calls:call", call.pk)
    return _read(request, user, call)


def _context(call: Call) -> dict[str, object]:
    kept = Transcript.objects.filter(call=call).first()
    gone = sound_removed(call.pk)
    return {"call": call, "transcript": kept, "gone": gone, "may_add": False, "text": "", "problem": "", "asked": None}


def _read(request: HttpRequest, user: User, call: Call) -> HttpResponse:
    try:
        text = _text(request)
        heard = drafting.hear(text, call=call, caller_name=_name_of(call.caller))
    except TranscriptError as error:
        again = {"text": redact(request.POST.get("transcript", "")), "problem": str(error), "may_add": True}
        return render(request, "calls/transcript.html", {**_context(call), **again}, status=422)
    chosen = request.POST.get("caller", "")
    caller = chosen if chosen in heard.transcript.speakers else heard.who.caller
    if chosen == OURS_IS_MISSING and len(heard.transcript.speakers) == 1:
        caller = ""
    if caller is None:
        asked = {"text": redact(text), "asked": heard, "may_add": True}
        return render(request, "calls/transcript.html", {**_context(call), **asked}, status=422)
    return _add(request, user, call, heard, caller)


def _name_of(user: User) -> str:
    return user.get_full_name() or user.label


def _text(request: HttpRequest) -> str:
    """The uploaded file, or what was pasted. Raises TranscriptError."""
    upload = request.FILES.get("file")
    if upload is None:
        return request.POST.get("transcript", "")
    if upload.size is None or upload.size > MOST_BYTES:
        raise TranscriptError("The file is larger than 2 MB: that is no transcript. Recordings cannot be read here.")
    try:
        return str(upload.read(), "utf-8-sig")
    except UnicodeDecodeError as error:
        raise TranscriptError(
            f"{upload.name} is not text in UTF-8. Save it as UTF-8 text, WebVTT, SRT, CSV or JSON."
        ) from error


def _add(request: HttpRequest, user: User, call: Call, heard: drafting.Heard, caller: str) -> HttpResponse:
    setting = setting_for(call)
    try:
        drafting.add_transcript(actor=user, now=clock.now(), call=call, heard=heard, caller=caller, setting=setting)
    except CallNotOpen:
        messages.warning(request, "This call was closed in another window: its transcript was not added.")
        return redirect("calls:call", call.pk)
    if call.state != Call.State.OPEN:
        messages.success(request, "The transcript is kept with the call. Its record stays as it was written.")
        return redirect("quality:review", call.pk)
    said = "The transcript filled the draft. Read it beside the words, put right what is wrong, then save."
    messages.success(request, said + drafting.left_open(call))
    return redirect("calls:call", call.pk)
