"""Filters of the review page."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

from duecourse.domain.reviewing.review import Marked
from duecourse.domain.wording import with_full_stop
from duecourse.quality.models import MarkJudgement

register = template.Library()
register.filter("full_stop", with_full_stop)


@register.filter
def at_mark(judgements: Mapping[tuple[int, str], MarkJudgement], mark: Marked) -> MarkJudgement | None:
    """A lead's last word on that mark."""
    return judgements.get((mark.n, mark.label))
