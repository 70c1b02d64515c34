"""Ageing over many accounts as of any day, added up by the database.

What was open on a past day is what is open now plus what has been allocated since. An allocation counts from the day
on which it was made, its invoice existed and its money had arrived, whichever is latest: prepayments and late bookings
so land in the unapplied column instead of vanishing.

The control total comes from the other end of the ledger: everything invoiced by that day, less everything received,
written off or closed by then. It never looks at a balance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from duecourse.domain.ageing import BUCKET_ENDS, BUCKETS, BY_DUE, Ageing, AgeingLine, check_basis
from duecourse.receivables.models import Account, Allocation, Invoice, Payment

Scope = QuerySet[Account, Any]  # the accounts, or their keys
_Rows = Iterable[Mapping[str, Any]]
_BUCKETS = tuple(f"bucket_{n}" for n in range(len(BUCKETS)))


@dataclass(frozen=True, slots=True)
class AccountAgeing:
    """One account's line in one currency."""

    account_id: int
    number: str
    name: str
    creditor: str
    line: AgeingLine


@dataclass(frozen=True, slots=True)
class AgeingReport:
    """All accounts of the scope, largest overdue first within a currency, and their sum per currency."""

    ageing: Ageing
    accounts: tuple[AccountAgeing, ...]


class _Sums:
    """Running figures of one account in one currency while the parts come in."""

    __slots__ = ("assumed_items", "assumed_minor", "buckets", "control", "credits", "items", "unapplied")

    def __init__(self) -> None:
        self.buckets = [0] * len(BUCKETS)
        self.credits = self.unapplied = self.control = self.items = self.assumed_items = self.assumed_minor = 0

    def add_items(self, row: Mapping[str, Any]) -> None:
        for n, name in enumerate(_BUCKETS):
            self.buckets[n] += row[name]
        self.credits += row["credits"]
        self.items += row["items"]
        self.assumed_items += row["assumed_items"]
        self.assumed_minor += row["assumed_minor"]

    def line(self, currency: str) -> AgeingLine:
        return AgeingLine(
            currency=currency,
            buckets=tuple(self.buckets),
            credits_minor=self.credits,
            unapplied_minor=-self.unapplied,
            control_minor=self.control,
            items=self.items,
            assumed_items=self.assumed_items,
            assumed_minor=self.assumed_minor,
        )


class _Ledger:
    """The sums of every account in the scope, per currency."""

    def __init__(self) -> None:
        self.sums: dict[tuple[int, str], _Sums] = {}

    def of(self, account_id: int, currency: str) -> _Sums:
        return self.sums.setdefault((account_id, currency), _Sums())

    def add_items(self, rows: _Rows) -> None:
        for row in rows:
            self.of(row["account"], row["code"]).add_items(row)

    def add(self, figure: str, rows: Iterable[tuple[int, str, int]], sign: int = 1) -> None:
        for account_id, currency, minor in rows:
            sums = self.of(account_id, currency)
            setattr(sums, figure, getattr(sums, figure) + sign * minor)


def _bucket_ranges(as_of: date) -> list[Q]:
    """Conditions on `aged_from`, one per bucket; from the same edges as domain.ageing."""
    ends = [as_of - timedelta(days=days) for days in BUCKET_ENDS]
    between = [Q(aged_from__gte=older, aged_from__lt=younger) for younger, older in pairwise(ends)]
    return [Q(aged_from__gte=ends[0]), *between, Q(aged_from__lt=ends[-1])]


def _item_figures(amount: str, invoice: str, as_of: date, basis: str) -> dict[str, Any]:
    """The aggregates over items; `amount` is the field that is added up, `invoice` the way to the invoice's fields."""
    charge, credit = Q(**{f"{invoice}amount_minor__gt": 0}), Q(**{f"{invoice}amount_minor__lt": 0})
    assumed = charge & _assumed(invoice, basis)
    figures: dict[str, Any] = {
        name: Sum(amount, filter=charge & in_range, default=0)
        for name, in_range in zip(_BUCKETS, _bucket_ranges(as_of), strict=True)
    }
    return {
        **figures,
        "credits": Sum(amount, filter=credit, default=0),
        "assumed_minor": Sum(amount, filter=assumed, default=0),
    }


def _aged_from(invoice: str, basis: str) -> Any:
    due = F(f"{invoice}due_on")
    return due if basis == BY_DUE else Coalesce(F(f"{invoice}issued_on"), due)


def _assumed(invoice: str, basis: str) -> Q:
    """The date that the item ages by was not in the file (domain.ageing.is_date_assumed in SQL)."""
    return Q(**{f"{invoice}due_is_assumed": True} if basis == BY_DUE else {f"{invoice}issued_on__isnull": True})


def _existed(on: date, invoice: str = "") -> Q:
    """The invoice had been issued by that day; one without an invoice date always counts."""
    return Q(**{f"{invoice}issued_on__lte": on}) | Q(**{f"{invoice}issued_on__isnull": True})


def _open_now(accounts: Scope, as_of: date, basis: str) -> _Rows:
    """Items that are open today and existed on that day, at today's balance."""
    return (
        Invoice.objects.filter(_existed(as_of), account__in=accounts)
        .exclude(balance_minor=0)
        .annotate(code=F("currency"), aged_from=_aged_from("", basis))
        .values("account", "code")
        .annotate(
            items=Count("pk"),
            assumed_items=Count("pk", filter=Q(amount_minor__gt=0) & _assumed("", basis)),
            **_item_figures("balance_minor", "", as_of, basis),
        )
    )


def _allocated_since(accounts: Scope, as_of: date, basis: str, *, prepaid: bool) -> _Rows:
    """What has been taken off those items after that day: so much more was open then."""
    since = Q(allocated_on__gt=as_of)
    if prepaid:
        since |= Q(payment__in=Payment.objects.filter(account__in=accounts, received_on__gt=as_of))
    was_closed = Q(invoice__balance_minor=0)
    return (
        Allocation.objects.filter(since, _existed(as_of, "invoice__"), invoice__account__in=accounts)
        .annotate(account=F("invoice__account"), code=F("invoice__currency"), aged_from=_aged_from("invoice__", basis))
        .values("account", "code")
        .annotate(
            items=Count("invoice", filter=was_closed, distinct=True),
            assumed_items=Count(
                "invoice",
                filter=was_closed & Q(invoice__amount_minor__gt=0) & _assumed("invoice__", basis),
                distinct=True,
            ),
            **_item_figures("amount_minor", "invoice__", as_of, basis),
        )
    )


def _sum_by_account(rows: QuerySet[Any], account: str, currency: str, minor: Any) -> Iterator[tuple[int, str, int]]:
    yield from rows.values_list(account, currency).annotate(minor=Sum(minor)).order_by()


def _add_unapplied(ledger: _Ledger, accounts: Scope, as_of: date, *, early: bool) -> None:
    """Cash received by that day less what had been applied by then, to invoices that existed by then."""
    received = Payment.objects.filter(account__in=accounts, received_on__lte=as_of)
    ledger.add(
        "unapplied", _sum_by_account(received.filter(unapplied_minor__gt=0), "account", "currency", "unapplied_minor")
    )
    since = Q(allocated_on__gt=as_of)
    if early:
        since |= Q(invoice__in=Invoice.objects.filter(account__in=accounts, issued_on__gt=as_of))
    applied = Allocation.objects.filter(since, payment__account__in=accounts, payment__received_on__lte=as_of)
    ledger.add("unapplied", _sum_by_account(applied, "payment__account", "payment__currency", "amount_minor"))


def _add_control(ledger: _Ledger, accounts: Scope, as_of: date) -> None:
    invoiced = Invoice.objects.filter(_existed(as_of), account__in=accounts)
    received = Payment.objects.filter(account__in=accounts, received_on__lte=as_of)
    other = Allocation.objects.filter(
        _existed(as_of, "invoice__"), invoice__account__in=accounts, allocated_on__lte=as_of
    ).exclude(kind=Allocation.Kind.PAYMENT)
    ledger.add("control", _sum_by_account(invoiced, "account", "currency", F("amount_minor") - F("paid_before_minor")))
    ledger.add("control", _sum_by_account(received, "account", "currency", "amount_minor"), -1)
    ledger.add("control", _sum_by_account(other, "invoice__account", "invoice__currency", "amount_minor"), -1)


def open_lines(accounts: QuerySet[Account], as_of: date) -> tuple[AgeingLine, ...]:
    """What is open today by due date, one line per currency, the largest first: a picture, in one query. The report
    beside it brings unapplied cash and the control total."""
    ledger = _Ledger()
    ledger.add_items(_open_now(accounts.order_by().values("pk"), as_of, BY_DUE))
    totals: dict[str, AgeingLine] = {}
    for (_, currency), sums in ledger.sums.items():
        line = sums.line(currency)
        totals[currency] = totals[currency] + line if currency in totals else line
    return tuple(sorted(totals.values(), key=lambda line: (-line.items, line.currency)))


def ageing_report(accounts: QuerySet[Account], as_of: date, basis: str = BY_DUE) -> AgeingReport:
    """Age everything that those accounts owed at the end of that day. Raises UnknownBasis.

    Accounts that owed nothing and agree with their control total are left out of the list.
    """
    check_basis(basis)
    scope = accounts.order_by().values("pk")
    later_payments = Payment.objects.filter(account__in=scope, received_on__gt=as_of).exists()
    later_invoices = Invoice.objects.filter(account__in=scope, issued_on__gt=as_of).exists()
    ledger = _Ledger()
    ledger.add_items(_open_now(scope, as_of, basis))
    ledger.add_items(_allocated_since(scope, as_of, basis, prepaid=later_payments))
    _add_unapplied(ledger, scope, as_of, early=later_invoices)
    _add_control(ledger, scope, as_of)
    return _report(ledger, accounts, as_of, basis)


def _report(ledger: _Ledger, accounts: Scope, as_of: date, basis: str) -> AgeingReport:
    lines = {key: sums.line(key[1]) for key, sums in ledger.sums.items()}
    totals: dict[str, AgeingLine] = {}
    for (_, currency), line in lines.items():
        totals[currency] = totals[currency] + line if currency in totals else line
    shown = {key: line for key, line in lines.items() if any(line.columns().values())}
    names = {row[0]: row for row in accounts.order_by().values_list("pk", "number", "name", "creditor__code")}
    rows = [AccountAgeing(*names[pk], line) for (pk, _), line in shown.items()]
    rows.sort(key=lambda r: (r.line.currency, -r.line.overdue_minor, -r.line.open_minor, r.name, r.account_id))
    return AgeingReport(Ageing(as_of, basis, tuple(totals[c] for c in sorted(totals))), tuple(rows))
