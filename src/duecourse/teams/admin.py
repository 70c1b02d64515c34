"""Administration of people, teams, portfolios and tokens; the audit log to read. `Page` is the base for every slice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db import models, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from duecourse.domain.wording import listed
from duecourse.lib import clock
from duecourse.lib.zones import zone_choices
from duecourse.teams import actions, audit
from duecourse.teams.models import ApiToken, AuditEntry, Portfolio, Team, User

_NOT_TOLD = frozenset({"password", "password1", "password2", "usable_password", "set_usable_password"})


def _plain(value: Any) -> Any:
    """A value of a form as the audit log tells it."""
    if isinstance(value, QuerySet):
        return [str(one) for one in value]
    return str(value) if isinstance(value, models.Model) else value


class Page(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    """Every write leaves one audit entry, in the same transaction. Nothing is deleted: it is closed or switched off."""

    keeps_audit_log = True
    list_per_page = 50
    # Field → (what it is called, what to know about it), where the name of the column says too little.
    plain_words: Mapping[str, tuple[str, str]] = {}

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **options)
        if field is not None and (words := self.plain_words.get(db_field.name)):
            field.label, field.help_text = words
        return field

    def save_model(self, request: HttpRequest, obj: models.Model, form: Any, change: bool) -> None:
        """Django calls it inside the transaction of the whole form, so that many-to-many fields are covered too."""
        super().save_model(request, obj, form, change)
        told = form.changed_data if change else [name for name, value in form.cleaned_data.items() if value]
        facts = {name: _plain(form.cleaned_data.get(name)) for name in told if name not in _NOT_TOLD}
        if facts or not change:
            verb = f"{'change' if change else 'add'}_{obj._meta.model_name}"
            audit.record(actor=cast(User, request.user), now=clock.now(), verb=verb, subject=obj, facts=facts)

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class ReadOnlyPage(Page):
    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(Team)
class TeamPage(Page):
    list_display = ("name", "people")
    plain_words = {"name": ("Name", "A team starts with a portfolio of its own; its lead sees all of them.")}
    search_fields = ("name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Team]:
        return cast(QuerySet[Team], super().get_queryset(request).annotate(people=models.Count("members")))

    def save_model(self, request: HttpRequest, obj: models.Model, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            actions.add_first_portfolio(cast(Team, obj))

    @admin.display(ordering="people")
    def people(self, team: Any) -> int:
        return int(team.people)


@admin.register(User)
class PersonPage(Page, UserAdmin):  # type: ignore[type-arg]
    """Somebody who leaves is switched off ("active"), so that what they wrote keeps its author."""

    list_display = ("username", "first_name", "role", "team", "is_active", "last_login")
    list_filter = ("role", "team", "is_active")
    list_select_related = ("team",)
    search_fields = ("username", "first_name", "last_name")
    readonly_fields = ("last_login", "date_joined")
    plain_words = {
        "username": ("Name to sign in with", "Letters, digits and @ . + - _"),
        "first_name": ("Name that others see", "Empty: the name to sign in with"),
        "role": (
            "Role",
            "A caller sees their portfolios, a lead the team, an auditor reads all, an administrator all.",
        ),
        "team": ("Team", "For callers and leads"),
        "daily_goal": ("Goal of the day", "Calls"),
        "single_keys": ("Single keys", "Act on single keys such as n, j, k and c"),
        "is_active": ("May sign in", "Switch it off for who leaves: what they wrote keeps its author."),
    }
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password", "first_name", "last_name", "email")}),
        ("Work", {"fields": ("role", "team", "time_zone", "daily_goal", "single_keys", "is_active")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "first_name", "role", "team", "time_zone")}),
        ("Password", {"fields": ("password1", "password2")}),
    )

    def save_model(self, request: HttpRequest, obj: models.Model, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            actions.join_only_portfolio(cast(User, obj))

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        if db_field.name == "time_zone":
            help_text = "Their day, their list and their goal go by this clock."
            return forms.ChoiceField(choices=zone_choices, initial="UTC", help_text=help_text)
        return super().formfield_for_dbfield(db_field, request, **options)

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Django's page saves past `save_model`: the hash tells whether it did."""
        with transaction.atomic():
            before = self._stored_password(id)
            answer = super().user_change_password(request, id, form_url)
            if before is not None and self._stored_password(id) != before:
                person = User.objects.get(pk=id)
                audit.record(
                    actor=cast(User, request.user), now=clock.now(), verb="set_password", subject=person, facts={}
                )
        return answer

    def _stored_password(self, key: str) -> str | None:
        return User.objects.filter(pk=key).values_list("password", flat=True).first() if key.isdigit() else None


class PortfolioForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    def clean(self) -> dict[str, Any]:
        """Whoever is on it sees its accounts: a slip of the hand must not show them to another team."""
        given = super().clean() or self.cleaned_data
        team, callers = given.get("team"), given.get("callers")
        if team and callers and (others := [one.label for one in callers if one.team_id != team.pk]):
            self.add_error("callers", f"Not on the team {team}: {listed(others)}. Choose people of that team.")
        return given


@admin.register(Portfolio)
class PortfolioPage(Page):
    form = PortfolioForm
    list_display = ("name", "team")
    list_filter = ("team",)
    list_select_related = ("team",)
    search_fields = ("name",)
    filter_horizontal = ("callers",)
    plain_words = {
        "name": ("Name", "Accounts are put into it on the page Accounts, or when their file is loaded."),
        "callers": ("Callers", "Who works its accounts. The lead of its team sees it anyway."),
    }

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        """Those who call, on its own team first of all; a lead, an auditor and an administrator need no portfolio."""
        if db_field.name == "callers":
            options["queryset"] = User.objects.filter(is_active=True, team__isnull=False).order_by("team", "username")
        return super().formfield_for_manytomany(db_field, request, **options)


@admin.register(ApiToken)
class TokenPage(ReadOnlyPage):
    """Who may use the API, and since when nobody did. The digest is shown to nobody."""

    list_display = ("name", "user", "created_at", "last_used_at", "revoked_at")
    list_filter = ("user",)
    list_select_related = ("user",)
    fields = ("name", "user", "created_at", "last_used_at", "revoked_at")
    actions = ("revoke",)

    @admin.action(description="Revoke: these tokens stop working at once")
    def revoke(self, request: HttpRequest, tokens: QuerySet[ApiToken]) -> None:
        for token in tokens:
            actions.revoke_token(actor=cast(User, request.user), now=clock.now(), token=token)
        self.message_user(request, "The tokens no longer work.")


@admin.register(AuditEntry)
class AuditEntryPage(ReadOnlyPage):
    """The log as it was written; `duecourse audit verify` and the page Audit walk its chain."""

    list_display = ("sequence", "at", "actor_name", "verb", "subject_kind", "subject_id")
    search_fields = ("=actor_name", "=verb", "=subject_id")
    ordering = ("-sequence",)
    show_full_result_count = False
