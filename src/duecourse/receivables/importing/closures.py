"""What lists of open items closed or lowered without saying by what, as far as nothing has explained it since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from duecourse.receivables.models import Allocation, Payment

MISSING = "import_missing"  # the open items that the list being loaded does not have


@dataclass(slots=True)
class Closure:
    """By how much (minor units) the lists of one day lowered an item; negative: raised it."""

    invoice_id: int
    account_id: int
    currency: str
    minor: int
    day: date


def unexplained(closures: QuerySet[Allocation], since: Iterable[Closure] = ()) -> list[Closure]:
    """What is left of those closures, item by item and the earliest first. `since`: what happened to the items after
    them, negative where one was opened again."""
    keys = ("invoice", "account", "invoice__currency")
    rows = closures.filter(kind=Allocation.Kind.CLOSURE).values_list(*keys, "allocated_on")
    moves: dict[tuple[int, int, str], list[tuple[date, int]]] = defaultdict(list)
    for *key, day, minor in rows.annotate(minor=Sum("amount_minor")).order_by(*keys, "allocated_on"):
        moves[tuple(key)].append((day, minor))
    for each in since:
        moves[each.invoice_id, each.account_id, each.currency].append((each.day, each.minor))
    return [Closure(*key, minor, day) for key, each in moves.items() for day, minor in _left(each)]


def of_earlier_lists(payments: QuerySet[Payment], batch_id: int | None, moved: Iterable[Closure]) -> list[Closure]:
    """What earlier lists closed on the accounts of those payments, the latest first. `batch_id`: the list that is
    loaded, if it is written already; `moved`: what it opens again (negative), and what it does not let be paid by the
    payment that the ledger had for it."""
    closures = Allocation.objects.filter(account__in=payments.values("account"), invoice__amount_minor__gt=0)
    if batch_id is not None:
        closures = closures.exclude(batch=batch_id)
    return sorted(unexplained(closures, moved), key=lambda each: (-each.day.toordinal(), each.invoice_id))


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
