"""One printable page, or JSON, that shows why a contact was allowed."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from duecourse.calls.evidence import as_json, checks_of, evidence_of
from duecourse.compliance.models import ContactDecision
from duecourse.compliance.queries import decision_for, happened_before
from duecourse.lib import clock
from duecourse.teams.models import User


def _decision(request: HttpRequest, pk: int) -> ContactDecision:
    return get_object_or_404(decision_for(cast(User, request.user), pk))


def _whole(request: HttpRequest) -> bool:
    return request.GET.get("chain") == "whole"


@require_GET
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """To read and to print. `?chain=whole` walks the audit log from its first entry."""
    row = _decision(request, pk)
    found = evidence_of(row, whole_chain=_whole(request))
    context = {
        "evidence": found,
        "checks": checks_of(found),
        "happened": happened_before(row),
        "account": row.account,
        "zone": row.zones[0] if row.zones else "UTC",
        "now": clock.now(),
    }
    return render(request, "calls/evidence.html", context)


@require_GET
def evidence_json(request: HttpRequest, pk: int) -> HttpResponse:
    """The same for programs, with the packs word for word."""
    found = as_json(evidence_of(_decision(request, pk), whole_chain=_whole(request)))
    answer = JsonResponse(found, json_dumps_params={"indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="contact-{pk}-evidence.json"'
    return answer
