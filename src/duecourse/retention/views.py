"""How long things are kept, what would be deleted today, what is held back, and what is gone. The job deletes."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from duecourse.lib import clock
from duecourse.playbooks.policies import all_packs
from duecourse.retention import queries
from duecourse.teams.models import User

SHOWN = 100


@require_GET
def retention(request: HttpRequest) -> HttpResponse:
    """The dry run, with the periods behind it."""
    queries.require_overseer(cast(User, request.user))
    now = clock.now()
    plan = queries.plan_of(now)
    context = {
        "now": now,
        "periods": [
            (pack, rule)
            for pack in all_packs()
            if pack.is_current(now.date())
            for rule in pack.duties.retention
            if rule.in_force(now.date())
        ],
        "due": plan.due[:SHOWN],
        "due_count": len(plan.due),
        "held": plan.held[:SHOWN],
        "held_count": len(plan.held),
        "removals": list(queries.removals()[:SHOWN]),
    }
    return render(request, "retention/plan.html", context)
