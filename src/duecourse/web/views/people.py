"""Signing in and out, and what a person may set for themselves."""

from __future__ import annotations

from typing import cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from duecourse.lib import clock
from duecourse.lib.zones import zone_choices
from duecourse.teams import actions
from duecourse.teams.models import ApiToken, User


@method_decorator(login_not_required, name="dispatch")
class SignIn(LoginView):
    template_name = "web/sign_in.html"
    redirect_authenticated_user = True


class SignOut(LogoutView):
    pass


@login_not_required
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """One click, in the demo alone: without DUECOURSE_DEMO the address does not exist."""
    if not settings.DEMO:
        raise Http404
    person = get_object_or_404(User, username=request.POST.get("username", ""), is_active=True)
    login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    asked = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return redirect(asked if safe else "/")


class MeForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    time_zone = forms.ChoiceField(choices=zone_choices)

    class Meta:
        model = User
        fields = ("daily_goal", "time_zone", "single_keys", "prompts")


def me(request: HttpRequest) -> HttpResponse:
    """Goal, time zone, single keys, prompts, and tokens for the API."""
    user = cast(User, request.user)
    form = MeForm(request.POST or None, instance=user)
    for field in form.fields.values():
        field.disabled = not user.may_write
    if request.method == "POST" and form.is_valid():
        user = form.save(commit=False)
        actions.change_settings(actor=user, now=clock.now(), fields=form.changed_data)
        messages.success(request, "Saved.")
        return redirect("web:me")
    tokens = user.tokens.filter(revoked_at__isnull=True).order_by("-created_at")
    return render(request, "web/me.html", {"form": form, "tokens": tokens})


def password(request: HttpRequest) -> HttpResponse:
    """A new password of one's own; other sessions of the same person end."""
    user = cast(User, request.user)
    form = PasswordChangeForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.change_password(actor=user, now=clock.now(), password=form.cleaned_data["new_password1"])
        update_session_auth_hash(request, user)
        messages.success(request, "Your password is changed.")
        return redirect("web:me")
    return render(request, "web/password.html", {"form": form})


@require_POST
def issue_token(request: HttpRequest) -> HttpResponse:
    """The page that shows the new token this one time."""
    name = request.POST.get("name", "").strip()[:80] or "token"
    token, secret = actions.issue_token(actor=cast(User, request.user), now=clock.now(), name=name)
    return render(request, "web/token.html", {"token": token, "secret": secret})


@require_POST
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(ApiToken, pk=pk, user=cast(User, request.user))
    actions.revoke_token(actor=cast(User, request.user), now=clock.now(), token=token)
    messages.success(request, f"The token “{token.name}” no longer works.")
    return redirect("web:me")
