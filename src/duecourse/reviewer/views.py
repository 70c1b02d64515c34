"""Pages: the second opinion on a call, what would be sent for it, and a team's switch."""

from __future__ import annotations

import json
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_q.tasks import async_task

from duecourse.calls.models import Call, Transcript
from duecourse.calls.queries import calls_to_look_at
from duecourse.domain.conversation.proposals.asking import TooLong
from duecourse.domain.conversation.turns import CallError
from duecourse.lib import clock
from duecourse.playbooks import PlaybookError
from duecourse.reviewer import actions, queries
from duecourse.reviewer.endpoint import NotSetUp, body_for, configured
from duecourse.reviewer.forms import SwitchForm
from duecourse.reviewer.models import TeamSwitch
from duecourse.reviewer.reading import call_of
from duecourse.reviewer.reviewing import write_letter
from duecourse.teams.models import Team, User

JOB = "duecourse.reviewer.jobs.get_opinions"


def _call(request: HttpRequest, pk: int) -> Call:
    calls = calls_to_look_at(cast(User, request.user)).select_related("caller__team")
    found: Call = get_object_or_404(calls, pk=pk)
    return found


@require_GET
def opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """The box by itself, which looks again while an answer is waited for; `quality:review` shows it beside the engine's
    marks."""
    call = _call(request, pk)
    beside = queries.second_opinion(call, cast(User, request.user))
    return render(request, "reviewer/opinion.html", {"call": call, "beside": beside})


@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    call = _call(request, pk)
    try:
        actions.ask_opinion(actor=cast(User, request.user), now=clock.now(), call=call)
    except actions.CannotAsk as error:
        messages.warning(request, str(error))
    else:
        async_task(JOB)
        messages.success(request, "Asked. You can leave this page: the answer will stand here.")
    return redirect(f"{reverse('quality:review', args=[call.pk])}#opinion")


@require_GET
def sent(request: HttpRequest, pk: int) -> HttpResponse:
    """Exactly what would be sent about this call."""
    call = _call(request, pk)
    context: dict[str, Any] = {"call": call, "problem": "", "letter": None, "endpoint": queries.endpoint_set_up()}
    transcript = Transcript.objects.filter(call=call).first()
    if transcript is None:
        context["problem"] = "There is no transcript of this call, so there is nothing to send."
        return render(request, "reviewer/sent.html", context)
    transcript.call = call
    try:
        letter = write_letter(call_of(transcript))
    except (CallError, PlaybookError, TooLong) as error:
        context["problem"] = str(error)
        return render(request, "reviewer/sent.html", context)
    if context["endpoint"]:
        frame = {k: v for k, v in body_for(context["endpoint"], []).items() if k != "messages"}
        context["frame"] = json.dumps(frame)
    return render(request, "reviewer/sent.html", {**context, "letter": letter})


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """The switch of a lead's team; of every team for an administrator, to read for an auditor."""
    user = cast(User, request.user)
    if user.is_caller:
        raise Http404
    teams = list(queries.teams_for(user))
    forms = {team: _form(team) for team in teams}
    if request.method == "POST":
        team = get_object_or_404(queries.teams_for(user), pk=_key(request.POST.get("team")))
        form = _form(team, request.POST)
        if form.is_valid():
            actions.switch_second_opinions(actor=user, now=clock.now(), team=team, **form.cleaned_data)
            messages.success(request, "Saved.")
            return redirect(reverse("reviewer:settings"))
        forms[team] = form
    now = clock.now()
    rows = [(team, forms[team], _switch(team), queries.asked_within_a_day(team, now)) for team in teams]
    context = {"rows": rows, "may_change": queries.may_ask(user), **_set_up()}
    return render(
        request, "reviewer/settings.html", context, status=422 if any(f.errors for f in forms.values()) else 200
    )


def _key(value: str | None) -> int:
    return int(value) if value and value.isascii() and value.isdigit() and len(value) < 10 else 0


def _switch(team: Team) -> TeamSwitch | None:
    return getattr(team, "second_opinions", None)


def _form(team: Team, data: Any = None) -> SwitchForm:
    switch = _switch(team)
    start = {"is_on": switch.is_on, "most_a_day": switch.most_a_day} if switch else {"is_on": False, "most_a_day": 20}
    return SwitchForm(data, initial=start, auto_id=f"id_{team.pk}_%s")


def _set_up() -> dict[str, Any]:
    """Where it would be sent; never the key."""
    try:
        endpoint = configured()
    except NotSetUp as error:
        return {"endpoint": None, "problem": str(error)}
    return {"endpoint": endpoint, "problem": ""}
