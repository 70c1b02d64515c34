"""What the address says about the list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from duecourse.domain.facts import ACCOUNT_KINDS
from duecourse.domain.money import CURRENCIES
from duecourse.worklist.queries import REASONS, Filters

CALLBACKS = ("mine", "anyone")


NAMES = tuple(field.name for field in fields(Filters))
EVERYTHING = "everything"  # in an address: no filter from now on


def filters_from(query: Mapping[str, str]) -> Filters:
    """The filters that are asked for; what cannot be meant is left out, so that an old bookmark still works."""

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
