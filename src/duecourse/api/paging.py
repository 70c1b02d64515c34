"""Lists in pages by key: a row that appears or goes meanwhile neither repeats nor hides another one."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

from duecourse.api.fields import Pages

M = TypeVar("M", bound=Model)


def page_of(rows: QuerySet[M], pages: Pages, *, newest_first: bool = False) -> tuple[list[M], int | None]:
    """The rows of one page, and the key to ask for the next one with (None on the last)."""
    if pages.after is not None:
        rows = rows.filter(pk__lt=pages.after) if newest_first else rows.filter(pk__gt=pages.after)
    found = list(rows.order_by("-pk" if newest_first else "pk")[: pages.limit + 1])
    more = len(found) > pages.limit
    return found[: pages.limit], found[pages.limit - 1].pk if more else None
