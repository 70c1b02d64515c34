"""Pages: a call looked back on, a lead's word on a mark, the list of reviews."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from duecourse.calls.drafting import may_add_transcript
from duecourse.calls.forms import second_asked
from duecourse.calls.queries import calls_to_look_at
from duecourse.compliance.queries import sound_removed
from duecourse.domain.conversation.results import DONTS, DOS
from duecourse.lib import clock
from duecourse.playbooks.better import load_advice
from duecourse.quality import actions, queries
from duecourse.quality.forms import filters_from
from duecourse.quality.models import CallReview
from duecourse.quality.panes import recording_url, review_pane
from duecourse.reviewer.queries import second_opinion
from duecourse.teams.models import Role, User

PER_PAGE = 40


@require_GET
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """`?t=` is the second of the recording to start at, where there is one."""
    user = cast(User, request.user)
    call = get_object_or_404(calls_to_look_at(user).select_related("caller__team"), pk=pk)
    pane = review_pane(call, user)
    context = {
        "call": call,
        "pane": pane,
        "gone": sound_removed(call.pk) if pane is None else None,
        "recording_url": recording_url(call),
        "length": int((call.ended_at - call.started_at).total_seconds()) if call.ended_at else 0,
        "second": second_asked(request.GET),
        "may_judge": user.may_write and user.role in (Role.LEAD, Role.ADMINISTRATOR),
        "may_add": may_add_transcript(user, call),
        "beside": second_opinion(call, user, pane.transcript) if pane else None,
    }
    return render(request, "quality/review.html", context)


@require_POST
def judge(request: HttpRequest, pk: int) -> HttpResponse:
    """A lead says that a mark is right, or wrong and why."""
    user = cast(User, request.user)
    call = get_object_or_404(calls_to_look_at(user), pk=pk)
    row = get_object_or_404(CallReview.objects.select_related("analysis", "transcript"), call=call)
    n = request.POST.get("n", "")
    there = f"{reverse('quality:review', args=[call.pk])}#turn-{n if n.isdecimal() else 1}"
    try:
        judged = actions.judge_mark(
            actor=user,
            now=clock.now(),
            review=row,
            n=int(n) if n.isdecimal() else 0,
            label=request.POST.get("label", ""),
            verdict="right" if request.POST.get("verdict") == "right" else "wrong",
            because=request.POST.get("because", "")[:300],
        )
    except (actions.NoReason, actions.NoSuchMark) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"Noted: the mark in turn {judged.n} is {judged.verdict}.")
    return redirect(there)


@require_GET
def review_list(request: HttpRequest) -> HttpResponse:
    """Calls with a transcript, newest first, and what was found in them."""
    user, now = cast(User, request.user), clock.now()
    people = list(queries.people_in(user))
    filters = filters_from(request.GET, user, people)
    counts = queries.counts_of(user, now, filters)
    titles = {about: advice.title for about, advice in load_advice().items()}
    page = Paginator(queries.shown(queries.narrowed(user, now, filters)), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_row(one, titles) for one in page],
        "filters": filters,
        "counts": counts,
        "labels": [
            (kind, [(name, titles[name], counts.labels.get(name, 0)) for name in names])
            for kind, names in (("Don’ts", DONTS), ("Dos", DOS))
        ],
        "outcomes": sorted(counts.outcomes.items()),
        "people": [(str(one.pk), one.label, counts.people.get(one.pk, 0)) for one in people],
        "periods": [(days, title, counts.days[days]) for days, title in queries.PERIODS.items()],
        "person": "" if filters.person is None else str(filters.person),
        "judged": [(titles[h.label], h.right, h.judged) for h in queries.marks_judged(user)],
    }
    return render(request, "quality/list.html", context)


def _row(review: CallReview, titles: dict[str, str]) -> dict[str, object]:
    times = {one.label: one.times for one in review.labels.all()}
    return {
        "review": review,
        "outcome": getattr(review, "outcome", None) or "",
        "donts": [(titles[label], times[label]) for label in DONTS if label in times],
        "dos": sum(times.get(label, 0) for label in DOS),
    }
