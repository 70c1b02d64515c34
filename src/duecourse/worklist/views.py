"""The desk: the queue, the account in the middle, what to do on the right."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from duecourse.calls.panes import account_pane
from duecourse.calls.queries import open_call_of
from duecourse.lib import clock
from duecourse.outbox.queries import waiting_on
from duecourse.receivables.aged import open_lines
from duecourse.receivables.models import Account
from duecourse.receivables.queries import accounts_for
from duecourse.teams.models import User
from duecourse.worklist import actions, queries
from duecourse.worklist.forms import EVERYTHING, NAMES, filters_from
from duecourse.worklist.queries import Filters

KEPT = "worklist_filters"  # in the session


def _filters(request: HttpRequest) -> Filters:
    """What the address asks for; else what the person last asked for: a filter lasts through calls and records until
    they ask for everything."""
    asked = {name: request.GET[name] for name in NAMES if name in request.GET}
    if asked or EVERYTHING in request.GET:
        filters = filters_from(asked)
        kept = {name: value for name, value in asdict(filters).items() if value}
        if kept != request.session.get(KEPT, {}):
            request.session[KEPT] = kept
        return filters
    return filters_from(request.session.get(KEPT, {}))


def _context(request: HttpRequest, now: datetime) -> dict[str, Any]:
    user = cast(User, request.user)
    filters = _filters(request)
    return {
        "desk": queries.desk_for(user, now, filters),
        "filters": filters,
        "day": queries.day_progress(user, now),
        "open_call": open_call_of(user),
    }


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """The list of today, nobody taken yet."""
    user, now = cast(User, request.user), clock.now()
    context = _context(request, now)
    context["greeting"] = f"{_part_of_day(now, user.time_zone)}, {user.label}"
    context["due_today"] = queries.due_today(user, now)
    if not user.sees_everything:
        today = now.astimezone(ZoneInfo(user.time_zone)).date()
        context["portfolio"] = open_lines(accounts_for(user), today, many=not user.is_caller)
    return render(request, "worklist/desk.html", context)


def _part_of_day(now: datetime, zone: str) -> str:
    hour = now.astimezone(ZoneInfo(zone)).hour
    return "Good morning" if hour < 12 else "Good afternoon" if hour < 18 else "Good evening"


@require_GET
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """The desk with that account in the middle."""
    user, now = cast(User, request.user), clock.now()
    row = get_object_or_404(accounts_for(user), pk=pk)
    context = _context(request, now)
    context["pane"] = account_pane(row, actor=user, now=now)
    context["current_account_id"] = row.pk
    context["waiting_messages"] = waiting_on(row)
    context["holder"] = queries.holder_of(row, now)
    return render(request, "worklist/desk.html", context)


@require_POST
def next_account(request: HttpRequest) -> HttpResponse:
    """The key `n`: take the best account that nobody else has."""
    user = cast(User, request.user)
    taken = actions.claim_next(actor=user, now=clock.now(), filters=_filters(request))
    if taken is None:
        messages.success(request, "Nobody is left to call right now.")
        return redirect("worklist:desk")
    return redirect("worklist:account", taken)


def _account(request: HttpRequest, pk: int) -> Account:
    return get_object_or_404(accounts_for(cast(User, request.user)), pk=pk)


@require_POST
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    row = _account(request, pk)
    if not actions.claim_account(actor=cast(User, request.user), now=clock.now(), account=row):
        messages.warning(request, "A colleague has this account at the moment.")
    return redirect("worklist:account", row.pk)


@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the account back to the list."""
    actions.release_claim(actor=cast(User, request.user), now=clock.now(), account=_account(request, pk))
    return redirect("worklist:desk")
