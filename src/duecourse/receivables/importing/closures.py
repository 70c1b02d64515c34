"""What lists of open items closed or lowered without saying by what, as far as nothing has explained it since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import QuerySet, Sum

from duecourse.receivables.models import Allocation


@dataclass(slots=True)
class Closure:
    """By how much (minor units) the lists of one day lowered an item."""

    invoice_id: int
    account_id: int
    currency: str
    minor: int
    day: date


def unexplained(closures: QuerySet[Allocation]) -> list[Closure]:
    """What is left of those closures, item by item and the earliest first."""
    keys = ("invoice", "account", "invoice__currency")
    rows = closures.filter(kind=Allocation.Kind.CLOSURE).values_list(*keys, "allocated_on")
    days = rows.annotate(minor=Sum("amount_minor")).order_by(*keys, "allocated_on")
    return [
        Closure(invoice, account, currency, minor, day)
        for (invoice, account, currency), moves in groupby(days, key=lambda row: row[:3])
        for day, minor in _left((day, minor) for *_, day, minor in moves)
    ]


def _left(moves: Iterable[tuple[date, int]]) -> list[tuple[date, int]]:
    """What was taken back (negative) goes off the latest closure before it, or off the next one where there is none."""
    left: list[tuple[date, int]] = []
    back = 0
    for day, minor in moves:
        minor += back
        while minor < 0 and left:
            day, closed = left.pop()
            minor += closed
        if minor > 0:
            left.append((day, minor))
        back = min(minor, 0)
    return left
