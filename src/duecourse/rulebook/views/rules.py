"""The rules on file, for everybody: what is in force on a day in a place, what is coming or over, what changed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from duecourse.domain.contact_policy import words
from duecourse.lib import clock
from duecourse.playbooks.policies import shelf
from duecourse.rulebook import reading
from duecourse.rulebook.actions import today_of
from duecourse.rulebook.reading import IN_FORCE, SHOWN
from duecourse.teams.models import Role, User

DEBTS = {words.CONSUMER: "Of consumers", words.COMMERCIAL: "Of businesses"}
A_YEAR = timedelta(days=365)


def actor_of(request: HttpRequest) -> User:
    return cast(User, request.user)


def today(request: HttpRequest) -> date:
    return today_of(actor_of(request), clock.now())


def may_edit(actor: User) -> bool:
    return actor.may_write and actor.role in (Role.LEAD, Role.ADMINISTRATOR)


def frame(request: HttpRequest, tab: str) -> dict[str, Any]:
    """What every page of the rulebook needs."""
    actor = actor_of(request)
    return {"tab": tab, "may_edit": may_edit(actor), "sees_drafts": not actor.is_caller, "today": today(request)}


def _day(request: HttpRequest, name: str, default: date) -> date:
    try:
        found = date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return default
    return found if 1600 <= found.year <= 2200 else default


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Packs by place. With a place, every rule that is asked about somebody there."""
    on = _day(request, "on", today(request))
    typed = request.GET.get("place", "").strip()[:20]
    place = reading.place_named(typed)
    show = request.GET.get("show", IN_FORCE)
    show = show if show in SHOWN else IN_FORCE
    debt = request.GET.get("debt", "")
    debt = debt if debt in DEBTS else ""
    on_file = shelf()
    context = {
        **frame(request, "rules"),
        "on": on,
        "debt": debt,
        "debts": DEBTS,
        "typed": typed,
        "place": place,
        "show": show,
        "shown": SHOWN,
        "packs": reading.packs_on(on_file, on, show=show, place=place, debt=debt),
        "places": reading.places_of(on_file.packs),
        "no_law": bool(place) and not any(p.covers(place) and p.layer != "house" for p in on_file.packs),
    }
    return render(request, "rulebook/rules.html", context)


@require_safe
def pack(request: HttpRequest) -> HttpResponse:
    """One pack, every rule of it readable (`?id=us-ma`, `&on=2026-11-18` or `&version=<digest>`)."""
    named = request.GET.get("id", "")
    if not named:
        return redirect("rulebook:rules")
    on, on_file = _day(request, "on", today(request)), shelf()
    versions = reading.versions_of(on_file, named)
    found = reading.version_on(versions, on, request.GET.get("version", ""))
    if found is None:
        raise Http404
    rows = reading.rows_of(found, on)
    context = {
        **frame(request, "rules"),
        "pack": found,
        "row": reading.PackRow(found, rows, reading.is_shipped(on_file, found)),
        "on": on,
        "groups": [(title, [row for row in rows if row.when == when]) for when, title in SHOWN.items()],
        "versions": [(one, reading.is_shipped(on_file, one)) for one in versions],
        "is_current": found.is_current(on),
    }
    return render(request, "rulebook/pack.html", context)


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """What came, changed or ended since a day, and what is coming."""
    now = today(request)
    news = reading.news(shelf().packs, since=_day(request, "since", now - A_YEAR), today=now)
    return render(request, "rulebook/changes.html", {**frame(request, "changes"), "news": news})
