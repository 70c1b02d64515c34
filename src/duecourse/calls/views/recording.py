"""The recording of a call: uploaded, measured while the page tells how far it is, listened to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe
from django_q.tasks import async_task

from duecourse.calls import recordings
from duecourse.calls.forms import RecordingForm, second_asked
from duecourse.calls.models import Call, Recording
from duecourse.calls.queries import calls_for, calls_to_look_at, recording_of, recordings_for
from duecourse.compliance.queries import sound_removed
from duecourse.domain.reviewing.timeline import timeline_of_voices
from duecourse.lib import clock, uploads
from duecourse.lib.progress import step_of
from duecourse.speech.audio import CONTENT_TYPES
from duecourse.speech.problems import RecordingProblem, SpeechNotInstalled, installed
from duecourse.speech.recognisers import recogniser_here
from duecourse.teams.models import User
from duecourse.teams.queries import require_writer

JOB = "duecourse.calls.jobs.measure_recordings"
_PIECE = 64 * 1024


@require_http_methods(["GET", "HEAD", "POST"])
def recording(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows the recording and what was measured in it, `?t=` the second to start at; POST takes one."""
    user = cast(User, request.user)
    call = get_object_or_404(calls_for(user), pk=pk)
    if request.method != "POST":
        return render(
            request, "calls/recording.html", _context(request, call, RecordingForm(recogniser=recogniser_here()))
        )
    require_writer(user)
    if not recordings.may_add_recording(user, call):
        messages.warning(request, "Only the caller who made this call, or a lead, adds its recording.")
        return redirect("calls:recording", call.pk)
    form = RecordingForm(request.POST, request.FILES, recogniser=recogniser_here())
    if not form.is_valid() or not _taken(user, call, form):
        return render(request, "calls/recording.html", _context(request, call, form), status=422)
    async_task(JOB)
    messages.success(request, "The recording is kept. The worker measures it now; you can leave this page.")
    return redirect("calls:recording", call.pk)


def _taken(user: User, call: Call, form: RecordingForm) -> bool:
    given = form.cleaned_data
    try:
        recordings.add_recording(
            actor=user,
            now=clock.now(),
            call=call,
            file_name=given["file"].name,
            blocks=given["file"].chunks(),
            caller_channel=given["caller_channel"],
            with_words=given["with_words"],
        )
    except (RecordingProblem, SpeechNotInstalled) as problem:
        form.add_error("file", str(problem))
        return False
    return True


def _context(request: HttpRequest, call: Call, form: RecordingForm) -> dict[str, Any]:
    user, found = cast(User, request.user), recording_of(call)
    return {
        "call": call,
        "recording": found,
        "gone": sound_removed(call.pk),
        "line": timeline_of_voices(found.voices, found.seconds) if found else None,
        "second": second_asked(request.GET),
        "may_look_back": calls_to_look_at(user).filter(pk=call.pk, transcript__isnull=False).exists(),
        "form": form,
        "may_add": recordings.may_add_recording(user, call),
        "installed": installed(),
        "most_mb": settings.MAX_RECORDING_MB,
    }


@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The bar while it is measured; once it is done, the page is loaded again."""
    found = _found(request, pk)
    if found.state not in (Recording.State.WAITING, Recording.State.WORKING):
        return HttpResponse(headers={"HX-Refresh": "true"})
    step = step_of(recordings.progress_key(found))
    return render(request, "calls/_recording_progress.html", {"call": found.call, "step": step})


def _found(request: HttpRequest, pk: int) -> Recording:
    found: Recording = get_object_or_404(recordings_for(cast(User, request.user)), call=pk)
    return found


_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@require_safe
def audio(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The sound itself, whole or the range that a player asks for, to whoever may see the call."""
    found = _found(request, pk)
    path = uploads.path_of(found.stored_as)
    if not path.is_file():
        raise Http404
    size = path.stat().st_size
    wanted = _RANGE.fullmatch(request.headers.get("range", ""))
    first, past = (0, size) if wanted is None else _range(wanted[1], wanted[2], size)
    if first >= past:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    answer = StreamingHttpResponse(
        _read(path, first, past), status=200 if wanted is None else 206, content_type=CONTENT_TYPES[found.form]
    )
    if wanted is not None:
        answer["Content-Range"] = f"bytes {first}-{past - 1}/{size}"
    answer["Content-Length"] = str(past - first)
    answer["Accept-Ranges"] = "bytes"
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Disposition"] = f'inline; filename="call-{found.call_id}.{found.form.lower()}"'
    return answer


def _range(first: str, last: str, size: int) -> tuple[int, int]:
    """The first byte and the one past the last; "-500" means the last 500. Empty where there is no such range."""
    if first:
        return int(first), min(int(last) + 1, size) if last else size
    return max(0, size - int(last)) if last else size, size


def _read(path: Path, first: int, past: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(first)
        while first < past and (piece := file.read(min(_PIECE, past - first))):
            first += len(piece)
            yield piece
