"""Django's own administration pages, for administrators: our door, our audit log."""

from __future__ import annotations

from django.apps import apps
from django.contrib.admin.apps import AdminConfig

# What the pages call our slices.
SECTIONS = {"teams": "People and teams", "receivables": "Creditors and ledger", "compliance": "May we contact them?"}


class AdministrationConfig(AdminConfig):
    default_site = "duecourse.web.administration.site.Administration"

    def ready(self) -> None:
        super().ready()
        for label, words in SECTIONS.items():
            apps.get_app_config(label).verbose_name = words
