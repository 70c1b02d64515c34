"""What every page shows around its content."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from duecourse.lib import clock


def shell(request: HttpRequest) -> dict[str, Any]:
    """The demo bar needs the demo's clock; everything else comes from the view."""
    return {"demo": settings.DEMO, "demo_now": clock.now() if settings.DEMO else None}
