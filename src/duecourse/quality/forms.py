"""What may be chosen on the pages of reviews."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import QueryDict

from duecourse.domain.conversation.results import DONTS, DOS
from duecourse.domain.facts import OUTCOMES
from duecourse.quality.queries import PERIODS, Filters
from duecourse.teams.models import User


def filters_from(query: QueryDict, actor: User, people: Sequence[User]) -> Filters:
    """The filters of an address; a value that nobody offered counts as none."""
    person = query.get("person", "")
    known = {str(one.pk) for one in people}
    return Filters(
        whose="mine" if query.get("whose") == "mine" and not actor.is_caller else "",
        label=_one_of(query.get("label", ""), (*DONTS, *DOS)),
        outcome=_one_of(query.get("outcome", ""), OUTCOMES),
        person=int(person) if person in known else None,
        days=_one_of(query.get("days", ""), PERIODS),
    )


def _one_of(value: str, allowed: Sequence[str] | dict[str, str]) -> str:
    return value if value in allowed else ""
