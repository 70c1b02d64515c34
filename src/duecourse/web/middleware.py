"""What holds for every page, whoever wrote it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.decorators import sync_only_middleware

from duecourse.playbooks import PlaybookError
from duecourse.teams.queries import require_writer

log = logging.getLogger(__name__)
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
# Coming and going, which an auditor does like everybody, and the demo's bar.
_NOT_A_WRITE = frozenset({"web:sign_in", "web:sign_out", "web:demo_sign_in", "web:demo_clock"})


class SignInFirst(LoginRequiredMiddleware):
    """Nothing without a session. Whose session ended while they typed is told that nothing was saved, and comes back to
    the page with the form rather than to the address that takes it; a script gets 401."""

    def handle_no_permission(  # type: ignore[override]  # a script is told, not sent elsewhere
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponse:
        if request.method in _READING:
            return super().handle_no_permission(request, view_func)
        if "application/json" in request.headers.get("accept", ""):
            return JsonResponse({"saved": False, "signed_out": True}, status=401)
        messages.warning(request, "You were signed out, so that was not saved. Sign in to go on where you were.")
        came_from = urlsplit(request.headers.get("referer", ""))
        here = came_from.netloc == request.get_host()
        return redirect_to_login(came_from.path if here else "/", self.get_login_url(view_func))


@sync_only_middleware
class SayWhichFileIsBroken:
    """Rules, scripts and texts are files that a team may change by hand. A page that cannot do without a broken one
    names it; the gate does not come by here, it says no with the same reason."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        if not isinstance(problem, PlaybookError):
            return None
        log.error("a file of the playbooks cannot be used: %s", problem)
        return render(request, "broken_file.html", {"problem": str(problem)}, status=503)


@sync_only_middleware
class AuditorsOnlyRead:
    """An auditor's POST ends here with 403, before a page looks at what was sent. Actions refuse as well: commands and
    the API do not come by here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        match = request.resolver_match
        if request.method in _READING or match is None or match.view_name in _NOT_A_WRITE:
            return
        if request.user.is_authenticated:
            require_writer(request.user)
