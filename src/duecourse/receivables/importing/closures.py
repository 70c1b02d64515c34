"""What lists of open items closed or lowered without saying by what, as far as nothing has explained it since."""

# ruff: noqa: S608, S611 - only names of our own tables and columns are put together into statements
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import QuerySet, Sum
from django.db.models.expressions import RawSQL

from duecourse.receivables.importing.stage import ROWS
from duecourse.receivables.models import Allocation, Payment

MISSING = "import_missing"  # the open items that the list being loaded does not have


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


def of_earlier_lists(payments: QuerySet[Payment]) -> list[Closure]:
    """What earlier lists closed on the accounts of those payments, of items that this one does not have or leaves as
    they are, the latest first. To be asked once the list was compared and what is missing found."""
    moved = RawSQL(f"SELECT invoice_id FROM {ROWS} WHERE invoice_id IS NOT NULL AND outcome <> 'same'", [])
    closures = Allocation.objects.filter(account__in=payments.values("account"), invoice__amount_minor__gt=0)
    closures = closures.exclude(invoice__in=moved).exclude(invoice__in=RawSQL(f"SELECT invoice_id FROM {MISSING}", []))
    return sorted(unexplained(closures), key=lambda each: (-each.day.toordinal(), each.invoice_id))


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
