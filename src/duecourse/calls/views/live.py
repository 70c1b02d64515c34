"""What is said while the call goes on: a line to type it in, the prompt, the points heard, the stream of events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from duecourse.calls import drafting
from duecourse.calls.actions import CallNotOpen
from duecourse.calls.live import turns as live
from duecourse.calls.live.answer import event_stream
from duecourse.calls.live.streams import TooManyStreams
from duecourse.calls.models import Call
from duecourse.calls.queries import calls_for, speaks_for
from duecourse.domain.conversation.prompting import Prompt
from duecourse.domain.conversation.turns import CALLER, CLIENT, Turn
from duecourse.lib import clock
from duecourse.teams.models import User
from duecourse.teams.queries import NotAllowed

LAST_TURNS = 3
LONGEST_LINE = 2_000


@dataclass(frozen=True, slots=True)
class Listening:
    """What the call's page shows of what was said. `quiet`: this caller wants no prompts on this call; `silent`: on
    none, by their settings."""

    n: int
    turns: tuple[Turn, ...]
    points: tuple[str, ...]
    prompt: Prompt | None
    quiet: bool
    silent: bool


def listening_on(call: Call) -> Listening:
    """Read anew from the turns: any process may answer."""
    heard = live.heard_so_far(call, LAST_TURNS)
    return Listening(heard.n, heard.said, heard.points, heard.prompt, heard.quiet, not call.caller.prompts)


def _own(request: HttpRequest, pk: int) -> tuple[User, Call]:
    """The open call of whoever asks."""
    user = cast(User, request.user)
    call = get_object_or_404(calls_for(user), pk=pk)
    if call.caller_id != user.pk:
        raise NotAllowed("Only the caller who is in the call sees its prompts.")
    return user, call


@require_POST
def said(request: HttpRequest, pk: int) -> HttpResponse:
    """One line typed as it was said, by either side: for demos, for training, where no telephone system tells us."""
    user, call = _own(request, pk)
    text = request.POST.get("text", "").replace("\x00", "").strip()[:LONGEST_LINE]
    who = CALLER if request.POST.get("who") == CALLER else CLIENT
    number = request.POST.get("n", "")
    n = int(number) if number.isdecimal() and len(number) < 8 else 0
    try:
        if text:
            live.say(actor=user, now=clock.now(), call=call, who=who, text=text, n=n)
    except CallNotOpen:
        return _over(request, call)
    except live.TooManyTurns as error:
        messages.warning(request, str(error))
    return _shown(request, call)


@require_GET
def heard(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that changes; 204 where nothing has been said since."""
    _, call = _own(request, pk)
    if call.state != Call.State.OPEN:
        return _over(request, call)
    known = request.GET.get("n", "")
    now = listening_on(call)
    if known.isdecimal() and known == str(now.n + 1):
        return HttpResponse(status=204)
    return _fragment(request, call, now)


@require_GET
def events(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The page's own stream. It rings; what is shown is asked for by `heard`."""
    user = cast(User, request.user)
    call = get_object_or_404(calls_for(user), pk=pk)
    if not speaks_for(user, call):
        raise NotAllowed("Only the caller who is in the call, or their team lead, follows it.")
    after = request.GET.get("after", "")
    try:
        return event_stream(request, call, user, int(after) if after.isdecimal() and len(after) < 8 else 0)
    except TooManyStreams as too_many:
        return HttpResponse(str(too_many), status=204)  # tells the browser not to come back; the page asks by itself


@require_POST
def quiet(request: HttpRequest, pk: int) -> HttpResponse:
    """No prompts on this call, or prompts again."""
    user, call = _own(request, pk)
    try:
        live.set_quiet(actor=user, call=call, quiet=request.POST.get("quiet") == "1")
    except CallNotOpen:
        return _over(request, call)
    return _shown(request, call)


@require_POST
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """The prompt has been read: it does not come back, in no window and to no program."""
    user, call = _own(request, pk)
    try:
        live.dismiss(actor=user, call=call, prompt=request.POST.get("prompt", ""))
    except CallNotOpen:
        return _over(request, call)
    return _shown(request, call)


@require_POST
def draft_heard(request: HttpRequest, pk: int) -> HttpResponse:
    """What was said so far fills the draft of the record."""
    user, call = _own(request, pk)
    try:
        filled = drafting.draft_from_live(actor=user, now=clock.now(), call=call)
    except CallNotOpen:
        return _over(request, call)
    if filled:
        said = "What was said filled the draft. Put right what is wrong, then save."
        messages.success(request, said + drafting.left_open(call))
    else:
        messages.warning(request, "Nothing was heard yet, or you have given this call a transcript already.")
    return redirect("calls:call", call.pk)


def _shown(request: HttpRequest, call: Call) -> HttpResponse:
    if not _by_htmx(request):
        return redirect("calls:call", call.pk)
    return _fragment(request, call, listening_on(call))


def _fragment(request: HttpRequest, call: Call, now: Listening) -> HttpResponse:
    """The prompt, and beside it what changes elsewhere on the page. A prompt that the page shows already, or has let
    its caller dismiss, is left alone."""
    context: dict[str, Any] = {"call": call, "listening": now, "swap": True}
    answer = render(request, "calls/_heard.html", context)
    shown = request.POST.get("showing", request.GET.get("showing", ""))
    if shown == (now.prompt.id if now.prompt else ""):
        answer["HX-Reswap"] = "none"
    return answer


def _over(request: HttpRequest, call: Call) -> HttpResponse:
    if _by_htmx(request):
        answer = HttpResponse(status=204)
        answer["HX-Refresh"] = "true"
        return answer
    return redirect("calls:call", call.pk)


def _by_htmx(request: HttpRequest) -> bool:
    return bool(request.headers.get("HX-Request"))
