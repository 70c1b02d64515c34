"""Addresses of the API, under /api/v1/."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, cast

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from duecourse.api.frame import ROOT, framed
from duecourse.api.main import api

app_name = "api"
# ninja lists an address once for each of its methods; its own root page is not needed.
_resources = {str(p.pattern): cast(URLPattern, p) for p in reversed(api.urls[0]) if str(p.pattern)}


@cache
def schema() -> Mapping[str, Any]:
    """The documentation of the API. Half a second's work, and neither a command nor a person's first page needs it."""
    return api.get_openapi_schema(path_prefix=ROOT)


@login_not_required
@require_safe
def openapi(_request: HttpRequest) -> JsonResponse:
    """The whole API for programs. It holds nothing about anybody, so it needs no token."""
    return JsonResponse(schema())


urlpatterns = [
    path("openapi.json", openapi, name="openapi"),
    *(
        path(route, framed(pattern.callback, route, schema), name=pattern.name)
        for route, pattern in sorted(_resources.items())
    ),
]
