"""What every page shows around its content."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from duecourse.lib import clock
from duecourse.teams.models import Role, User

ALL = frozenset(Role.values)
LEADERS = frozenset({Role.LEAD, Role.ADMINISTRATOR})

Links = tuple[tuple[str, str, frozenset[str]], ...]  # title, address, and the roles that see it

# The first are a caller's day and always in sight, the others lie under "More".
DAILY: Links = (
    ("Desk", "worklist:desk", ALL),
    ("Follow-ups", "followups:list", ALL),
    ("Calls", "calls:list", ALL),
    ("Messages", "outbox:list", ALL),
    ("Accounts", "receivables:accounts", ALL),
    ("Ageing", "receivables:ageing", ALL),
)
MORE: Links = (
    ("Reviews", "quality:list", ALL),
    ("Scripts", "calls:scripts", ALL),
    ("Rules", "rulebook:rules", ALL),
    ("Imports", "receivables:imports", LEADERS | {Role.AUDITOR}),
    ("Audit", "web:audit", LEADERS | {Role.AUDITOR}),
    ("Retention", "retention:plan", frozenset({Role.AUDITOR, Role.ADMINISTRATOR})),
)


def _links(request: HttpRequest, role: str, among: Links) -> list[dict[str, Any]]:
    """The links this role sees. An account's page belongs to the desk, whatever its address begins with."""
    on_desk = request.resolver_match is not None and request.resolver_match.namespace == "worklist"
    links = []
    for title, name, roles in among:
        url = reverse(name)
        if role in roles:
            current = name == "worklist:desk" if on_desk else url != "/" and request.path.startswith(url)
            links.append({"title": title, "url": url, "current": current})
    return links


def shell(request: HttpRequest) -> dict[str, Any]:
    """The main links, and in the demo its clock and its people."""
    user = getattr(request, "user", None)
    context: dict[str, Any] = {"demo": settings.DEMO}
    if user is not None and user.is_authenticated:
        context["nav"] = _links(request, user.role, DAILY)
        context["nav_more"] = _links(request, user.role, MORE)
        context["nav_current"] = next((link["title"] for link in context["nav_more"] if link["current"]), "")
    if settings.DEMO:
        context["demo_now"] = clock.now()
        context["demo_people"] = list(User.objects.filter(is_active=True).order_by("pk"))
    return context
