"""Who is let in, and which pages."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache


class Administration(admin.AdminSite):
    """Administrators only. People sign in on our own page, where wrong passwords are counted."""

    site_header = site_title = "Duecourse administration"
    index_title = "People, portfolios, creditors"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and request.user.administers

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only pages that keep the audit log (teams.admin.Page) are let in: those of the libraries write past it."""
        if getattr(admin_class, "keeps_audit_log", False):
            super().register(model_or_iterable, admin_class, **options)

    @method_decorator(never_cache)
    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """To our sign-in page; whoever is signed in and may not enter goes back to the desk."""
        target = request.GET.get("next", "")
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            messages.error(request, "Only administrators use the administration. Ask one of them.")
            return redirect("/")
        return redirect_to_login(target or request.path.removesuffix("login/"))

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # type: ignore[override]
        """To our own page, where the audit log sees it."""
        return redirect("web:password")
