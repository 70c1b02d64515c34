"""Around every address of the API: no redirect to sign in, a bound on the body, no unknown parameters, no caching."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views import defaults
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from duecourse.api.errors import FieldError, Refused, not_found, unreadable

ROOT = "/api/v1/"
LARGEST_BODY = 256 * 1024
View = Callable[..., HttpResponse]


def framed(view: View, route: str, schema: Callable[[], Mapping[str, Any]]) -> View:
    """`schema` gives the documentation of this API: an address takes the parameters that stand there and no others."""

    @cache
    def known() -> dict[str, set[str]]:
        documented = schema()["paths"][ROOT + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)]
        return {
            method.upper(): {p["name"] for p in operation["parameters"] if p["in"] == "query"}
            for method, operation in documented.items()
        }

    @csrf_exempt
    @login_not_required
    @never_cache
    @wraps(view)
    def answer(request: HttpRequest, **given: Any) -> HttpResponse:
        if request.method not in known():
            return _not_this_method(sorted(known()))
        size = str(request.META.get("CONTENT_LENGTH", ""))
        if size.isdecimal() and int(size) > LARGEST_BODY:
            limit = f"A body may have {LARGEST_BODY // 1024} KiB."
            return Refused(413, "too_large", limit).response()
        if strange := [name for name in request.GET if name not in known()[request.method]]:
            return unreadable(
                FieldError(field=name, message="There is no such parameter.") for name in strange
            ).response()
        return view(request, **given)

    return answer


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The site's answer where no address fits: JSON for programs, the page for people."""
    if request.path.startswith("/api/"):
        return not_found().response()
    return defaults.page_not_found(request, exception)


def _not_this_method(allowed: list[str]) -> HttpResponse:
    answer = Refused(405, "not_this_method", f"Here one may {' or '.join(allowed)}.").response()
    answer["Allow"] = ", ".join(allowed)
    return answer
