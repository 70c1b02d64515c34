"""Health, the audit page, and the demo's clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from duecourse.followups import jobs
from duecourse.lib import clock
from duecourse.teams import audit
from duecourse.teams.models import User
from duecourse.teams.queries import audit_entries_for


@login_not_required
def health(_request: HttpRequest) -> JsonResponse:
    """200 while the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ok": True})


def audit_log(request: HttpRequest) -> HttpResponse:
    """Newest first; `?verify=1` walks the chain and says whether it is whole."""
    user = cast(User, request.user)
    entries = audit_entries_for(user)
    if entries is None:
        raise Http404
    if subject := request.GET.get("subject", ""):
        kind, _, key = subject.partition(":")
        entries = entries.filter(subject_kind=kind, subject_id=key)
    page = Paginator(entries, 50).get_page(request.GET.get("page"))
    report = audit.verify() if request.GET.get("verify") else None
    return render(request, "web/audit.html", {"page": page, "report": report})


@require_POST
@login_not_required
def demo_clock(request: HttpRequest) -> HttpResponse:
    """Move the demo to nine in the morning (New York) of a day, and let its nightly work run."""
    if not settings.DEMO:
        raise Http404
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        messages.error(request, "That is not a date. Choose one, then press “Move the date”.")
        return redirect("/")
    nine = datetime.combine(day, datetime.min.time(), ZoneInfo("America/New_York")) + timedelta(hours=9, minutes=5)
    clock.set_demo(nine.astimezone(UTC))
    jobs.every_morning()
    return redirect(request.headers.get("referer") or "/")
