"""Starting Django, only for the commands that need the database."""

from __future__ import annotations

import os


def django() -> None:
    """Set Django up. The pure commands never call this: they answer in a tenth of the time."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duecourse.settings")
    import django as framework  # half a second that may-contact and analyse-call should not pay

    framework.setup()
