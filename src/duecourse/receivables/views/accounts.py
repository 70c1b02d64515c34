"""Finding an account."""

from __future__ import annotations

from typing import cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from duecourse.receivables.queries import accounts_for, search_accounts
from duecourse.teams.models import User


@require_GET
def accounts(request: HttpRequest) -> HttpResponse:
    """All accounts the actor may see, or those that match `?q=`; one match alone opens at once."""
    user = cast(User, request.user)
    text = request.GET.get("q", "").strip()
    if text:
        found = search_accounts(user, text)
        if len(found) == 1:
            return redirect(reverse("worklist:account", args=[found[0].pk]))
        return render(request, "receivables/accounts.html", {"accounts": found, "text": text})
    rows = accounts_for(user).prefetch_related("standings").order_by("name")
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    return render(request, "receivables/accounts.html", {"accounts": page.object_list, "page": page, "text": ""})
