"""What holds for every page, whoever wrote it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.decorators import sync_only_middleware

from duecourse.teams.queries import require_writer

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
# Coming and going, which an auditor does like everybody, and the demo's bar.
_NOT_A_WRITE = frozenset({"web:sign_in", "web:sign_out", "web:demo_sign_in", "web:demo_clock"})


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
