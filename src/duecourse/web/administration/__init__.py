"""Django's own administration pages, for administrators: our door, our audit log."""

from __future__ import annotations

from django.contrib.admin.apps import AdminConfig


class AdministrationConfig(AdminConfig):
    default_site = "duecourse.web.administration.site.Administration"
