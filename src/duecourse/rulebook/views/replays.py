"""Contacts of the past, asked about again by other rules."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe
from django_q.tasks import async_task

from duecourse.lib import clock
from duecourse.lib.progress import step_of
from duecourse.rulebook import actions, queries
from duecourse.rulebook.actions import CannotDo
from duecourse.rulebook.forms import ReplayForm
from duecourse.rulebook.models import Replay, ReplayFinding
from duecourse.rulebook.replaying import AS_DECIDED, CHOICES, DRAFT
from duecourse.rulebook.views.rules import actor_of, frame, may_edit, today
from duecourse.teams.queries import require_lead

AT_ONCE = 1_000  # contacts: so many are asked about while the person waits, a second or two
JOB = "duecourse.rulebook.jobs.run_replays"
A_MONTH = timedelta(days=30)


@require_http_methods(["GET", "HEAD", "POST"])
def replays(request: HttpRequest) -> HttpResponse:
    """Those so far, and the form for the next one."""
    actor = actor_of(request)
    if actor.is_caller:
        raise Http404
    if request.method == "POST":
        require_lead(actor)
        form = _form(request, request.POST)
        return _ask(request, form) if form.is_valid() else _list(request, form, status=422)
    return _list(request, _form(request))


def _form(request: HttpRequest, data: object = None) -> ReplayForm:
    opened = queries.open_drafts_for(actor_of(request))
    day = today(request)
    initial = {"first_on": day - A_MONTH, "last_on": day, "rules": request.GET.get("rules", "")}
    return ReplayForm(data, drafts=list(opened), initial=initial)


def _list(request: HttpRequest, form: ReplayForm, *, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    page = Paginator(queries.replays_for(actor), 30).get_page(request.GET.get("page"))
    context = {
        **frame(request, "replays"), "page": page, "form": form if may_edit(actor) else None, "choices": CHOICES,
    }  # fmt: skip
    return render(request, "rulebook/replays.html", context, status=status)


def _ask(request: HttpRequest, form: ReplayForm) -> HttpResponse:
    now = clock.now()
    try:
        row = actions.ask_replay(actor=actor_of(request), now=now, **form.asked())
    except CannotDo as reason:
        form.add_error(None, str(reason))
        return _list(request, form, status=422)
    if actions.stretch_of(row).count(with_undecided=row.rules != AS_DECIDED) > AT_ONCE:
        async_task(JOB)
        messages.success(request, "The worker has begun. You can leave this page; the work goes on.")
    else:
        actions.run_replay(now=now, replay=row)
    return redirect("rulebook:replay", row.pk)


def _replay(request: HttpRequest, pk: int) -> Replay:
    found: Replay = get_object_or_404(queries.replays_for(actor_of(request)), pk=pk)
    return found


@require_safe
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    """Totals, the rules behind them, and the contacts page by page."""
    row = _replay(request, pk)
    outcome = request.GET.get("outcome", "")
    outcome = outcome if outcome in ReplayFinding.Outcome.values else ""
    context = {
        **frame(request, "replays"),
        "replay": row,
        "asked": f"Draft: {row.draft.title}" if row.draft else CHOICES.get(row.rules, row.rules),
        "is_draft": row.rules == DRAFT,
        "waits": row.state in (Replay.State.WAITING, Replay.State.RUNNING),
        "step": step_of(actions.progress_key(row)),
        "outcome": outcome,
        "outcomes": ReplayFinding.Outcome.choices,
        "page": Paginator(queries.findings_of(row, outcome), 50).get_page(request.GET.get("page")),
        "kept": actions.KEPT_FINDINGS,
    }
    return render(request, "rulebook/replay.html", context)


@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is; once it is done the page is asked to load again."""
    row = _replay(request, pk)
    if row.state not in (Replay.State.WAITING, Replay.State.RUNNING):
        return HttpResponse(headers={"HX-Refresh": "true"})
    step = step_of(actions.progress_key(row))
    return render(request, "rulebook/_progress.html", {"replay": row, "step": step})
