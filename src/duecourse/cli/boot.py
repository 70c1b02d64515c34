"""Starting Django, only for the commands that need the database."""

from __future__ import annotations

import os


def django() -> None:
    """Set Django up. The pure commands never call this: they answer in a tenth of the time."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duecourse.settings")
    import django as framework  # half a second that may-contact and analyse-call should not pay

    framework.setup()


def database() -> None:
    """Django with its tables: on first use the database is made, later new migrations are applied by `init` only."""
    django()
    from django.core.management import call_command
    from django.db import connection

    if "django_migrations" not in connection.introspection.table_names():
        call_command("migrate", verbosity=0)
