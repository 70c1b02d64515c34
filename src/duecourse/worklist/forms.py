"""What the address says about the list."""

from __future__ import annotations

from django.http import QueryDict

from duecourse.domain.facts import ACCOUNT_KINDS
from duecourse.domain.money import CURRENCIES
from duecourse.teams.models import User
from duecourse.worklist.queries import REASONS, Filters

CALLBACKS = ("mine", "anyone")


def filters_from(query: QueryDict, _actor: User) -> Filters:
    """The filters that the address asks for; what it cannot mean is left out, so that an old bookmark still works."""

    def one_of(name: str, known: object) -> str:
        value = query.get(name, "")
        return value if value in known else ""  # type: ignore[operator]

    return Filters(
        creditor=query.get("creditor", "").strip()[:120],
        kind=one_of("kind", ACCOUNT_KINDS),
        currency=one_of("currency", CURRENCIES),
        reason=one_of("reason", REASONS),
        callbacks=one_of("callbacks", CALLBACKS),
        text=query.get("text", "").strip()[:80],
    )
