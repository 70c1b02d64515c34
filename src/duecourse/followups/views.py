"""Follow-ups: the list, one of them, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from duecourse.calls.queries import closed_hour
from duecourse.followups import actions, queries
from duecourse.followups.due import LATE, MINE, TEAM
from duecourse.followups.forms import CloseForm, PostponeForm, ReassignForm, ReminderForm
from duecourse.followups.kinds import KINDS, Kind
from duecourse.lib import clock
from duecourse.teams.models import User
from duecourse.teams.queries import require_writer

VIEW_TITLES = {
    MINE: "Mine", TEAM: "My team's", LATE: "Late", queries.JUDGED: "Kept or broken",
}  # fmt: skip


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


@require_GET
def follow_ups(request: HttpRequest) -> HttpResponse:
    """What waits: mine (and anyone's), my team's, what is late."""
    user = _user(request)
    return _list(request, ReminderForm(actor=user, today=queries.today_of(user, clock.now())))


def _list(request: HttpRequest, reminder: ReminderForm, status: int = 200) -> HttpResponse:
    user, now = _user(request), clock.now()
    view = request.GET.get("view", "")
    # Auditors and leads own little themselves: they start with everything they see.
    view = view if view in VIEW_TITLES else MINE if user.is_caller else TEAM
    kind = request.GET.get("kind", "") if request.GET.get("kind") in KINDS else ""
    number = request.GET.get("page", "1")
    page = int(number) if number.isdecimal() and int(number) else 1
    if view == queries.JUDGED:
        found = queries.judged_page(user, now, page=page)
    else:
        found = queries.follow_ups_for(user, now, view, kind=kind, page=page)
    counts = {**found.counts, queries.JUDGED: queries.judged_for(user, now).count()}
    context = {
        "found": found,
        "view": view,
        "views": [(name, title, counts[name]) for name, title in VIEW_TITLES.items()],
        "kind": kind,
        "kinds": [(one.name, one.title) for one in KINDS.values()],
        "reminder": reminder,
        "today": queries.today_of(user, now),
    }
    return render(request, "followups/list.html", context, status=status)


def _found(request: HttpRequest, kind: str, pk: int) -> tuple[Kind, Any]:
    if kind not in KINDS:
        raise Http404
    return KINDS[kind], get_object_or_404(queries.items_for(_user(request), KINDS[kind]), pk=pk)


@require_GET
def follow_up(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """One follow-up with everything that can be done with it."""
    return _page(request, *_found(request, kind, pk))


def _page(request: HttpRequest, kind: Kind, item: Any, status: int = 200, **bound: django_forms.Form) -> HttpResponse:
    user, now = _user(request), clock.now()
    row = queries.follow_up_row(kind, item, user, now)
    context = {
        "row": row,
        "kind": kind,
        "postpone": _postpone_form(request, kind, item),
        "reassign": ReassignForm(actor=user, owner_id=row.owner_id),
        "close": CloseForm(),
        "changes": queries.changes_of(kind, item),
        "back": _back(request),
        **bound,
    }
    return render(request, "followups/follow_up.html", context, status=status)


def _postpone_form(request: HttpRequest, kind: Kind, item: Any, data: Any = None) -> PostponeForm:
    user, now = _user(request), clock.now()
    zone = queries.follow_up_row(kind, item, user, now).zone
    return PostponeForm(data, kind=kind, zone=zone, today=queries.today_of(user, now), now=now)


def _back(request: HttpRequest) -> str:
    """Where the person came from, when that is one of our own pages; else the list."""
    asked = request.POST.get("back") or request.GET.get("back") or ""
    safe = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return asked if safe else reverse("followups:list")


def _done(request: HttpRequest, change: Callable[[], Any], said: str) -> HttpResponse:
    """Run the change; say what came of it; go back."""
    try:
        change()
    except (actions.AlreadyClosed, actions.NotPossible) as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, said)
    return redirect(_back(request))


@require_POST
def keep(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    one, item = _found(request, kind, pk)
    note = request.POST.get("note", "").strip()
    user, now = _user(request), clock.now()
    return _done(
        request,
        lambda: actions.keep_follow_up(actor=user, now=now, kind=one, item=item, note=note),
        f"{one.title}: {one.done_label.lower()}.",
    )


@require_POST
def postpone(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    one, item = _found(request, kind, pk)
    user = _user(request)
    require_writer(user)
    form = _postpone_form(request, one, item, request.POST)
    if not form.is_valid():
        return _page(request, one, item, 422, postpone=form)
    because, due = form.cleaned_data["because"], form.due()
    if isinstance(due, datetime) and (remark := closed_hour(item.account, due, form.zone)):
        messages.warning(request, remark)
    return _done(
        request,
        lambda: actions.postpone_follow_up(actor=user, now=clock.now(), kind=one, item=item, due=due, because=because),
        f"Moved to {queries.due_text(due, str(form.zone), form.today)}{' their time' if one.has_hour else ''}.",
    )


@require_POST
def reassign(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    one, item = _found(request, kind, pk)
    user = _user(request)
    require_writer(user)
    form = ReassignForm(request.POST, actor=user, owner_id=item.owner_id)
    if not form.is_valid():
        return _page(request, one, item, 422, reassign=form)
    owner, because = form.new_owner(), form.cleaned_data["because"]
    return _done(
        request,
        lambda: actions.reassign_follow_up(
            actor=user, now=clock.now(), kind=one, item=item, owner=owner, because=because
        ),
        f"Handed to {owner.label if owner else 'anyone on the team'}.",
    )


@require_POST
def close(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    one, item = _found(request, kind, pk)
    user = _user(request)
    require_writer(user)
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _page(request, one, item, 422, close=form)
    because = form.cleaned_data["because"]
    return _done(
        request,
        lambda: actions.close_follow_up(actor=user, now=clock.now(), kind=one, item=item, because=because),
        "Closed.",
    )


@require_POST
def remind(request: HttpRequest) -> HttpResponse:
    """A new reminder, from the list or from an account."""
    user = _user(request)
    require_writer(user)
    form = ReminderForm(request.POST, actor=user, today=queries.today_of(user, clock.now()))
    if not form.is_valid():
        return _list(request, form, 422)
    given = form.cleaned_data
    return _done(
        request,
        lambda: actions.add_reminder(
            actor=user, now=clock.now(), what=given["what"], due_on=given["due_on"], account=given["account"]
        ),
        "You will be reminded.",
    )
