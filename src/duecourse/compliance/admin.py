"""Holds and the gate's decisions, to read. They are placed and lifted on the account's page, with a reason."""

from __future__ import annotations

from django.contrib import admin

from duecourse.compliance.models import ContactDecision, Hold
from duecourse.teams.admin import ReadOnlyPage


@admin.register(Hold)
class HoldPage(ReadOnlyPage):
    list_display = ("account", "kind", "reason", "placed_at", "placed_by", "until_on", "lifted_at")
    list_filter = ("kind",)
    list_select_related = ("account", "placed_by")
    search_fields = ("=account__number",)
    ordering = ("-pk",)


@admin.register(ContactDecision)
class ContactDecisionPage(ReadOnlyPage):
    list_display = ("asked_at", "account", "channel", "verdict", "asked_by", "overridden_by")
    list_filter = ("verdict", "channel")
    list_select_related = ("account", "asked_by", "overridden_by")
    search_fields = ("=account__number",)
    ordering = ("-pk",)
    show_full_result_count = False
