"""Money not applied, as lists of open items carry it, and as it is in the ledger: each payment is there once.

The file wins: what it calls unapplied of a payment is unapplied after the load. A payment of which less is left than
before was applied where the list comes from, so it explains what the list closed or lowered on its account. One of
which more is left was not applied there, so its allocations are taken back.
"""

# ruff: noqa: S608, S611 - only names of our own tables and columns are put together into statements
from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, Sum
from django.db.models.expressions import RawSQL

from duecourse.domain.importing import Remarks
from duecourse.receivables.importing.came_before import CONFIRMED, UNAPPLIED, is_listed
from duecourse.receivables.importing.invoices import CHANGED, NEW, SAME, Closing, Missing, find_earlier_closures
from duecourse.receivables.importing.journal import Journal
from duecourse.receivables.importing.payments import Tally, key_of
from duecourse.receivables.importing.stage import ACCOUNTS, Stage
from duecourse.receivables.models import Allocation, Invoice, Payment

_Row = dict[str, Any]
_Kind = Allocation.Kind


@dataclass(slots=True)
class _Left:
    """What is still to be explained of an item that a list closed or lowered, and on which day it did."""

    invoice_id: int
    minor: int
    closed_on: date


@dataclass(frozen=True, slots=True)
class _Move:
    """What a payment pays of an item (negative: no longer pays) on a day, and the day of the closure it stands for."""

    payment: Payment
    invoice_id: int
    minor: int
    on: date
    closed_on: date


class UnappliedLoad:
    """Goes through the staged payments of a list of open items once: with a journal it writes, without one it only
    counts. `closings`: what the list closes or lowers without saying by what. `is_whole`: it has every open item and
    every payment that is not applied."""

    def __init__(
        self,
        stage: Stage,
        remarks: Remarks,
        today: date,
        journal: Journal | None,
        closings: Iterable[Closing],
        *,
        is_whole: bool,
    ) -> None:
        self._stage, self._remarks, self._today, self._journal = stage, remarks, today, journal
        self._is_whole = is_whole
        self._left: dict[tuple[int, str], list[_Left]] = defaultdict(list)
        for each in closings:
            self._left[each.account_id, each.currency].append(_Left(each.invoice_id, each.minor, today))
        self._seen: Counter[str] = Counter()
        self._listed: set[int] = set()
        self._keys: set[tuple[int, str]] = set()
        self._fresh: list[_Row] = []
        self._changed: dict[int, Payment] = {}
        self._explained: list[tuple[Payment, _Left, int]] = []  # and how many minor units of it
        self._taken_back: list[_Move] = []
        self.touched: set[int] = set()  # accounts of payments that were there before and are changed
        self.tally = Tally()

    def run(self) -> Tally:
        """Count, and with a journal write."""
        for page in self._stage.pages(where="r.nature = 'payment'"):
            self._go_through(page)
        self._explain_by_others()
        self.touched = {payment.account_id for payment in self._changed.values()}
        if self._journal:
            self._write(self._journal)
        return self.tally

    def _go_through(self, page: Sequence[_Row]) -> None:
        for row in page:
            said = _said(row)
            base = key_of(row["account"], *said)
            self._seen[base] += 1
            row["key"] = key_of(*said, self._seen[base])
            row["minor"] = abs(row["balance"])
            self._keys.add((row["account_id"] or 0, UNAPPLIED + row["key"]))
        keys = [begins + row["key"] for row in page for begins in (UNAPPLIED, CONFIRMED)]
        known = {(each.account_id, each.source_key[2:]): each for each in Payment.objects.filter(source_key__in=keys)}
        others = self._others([row for row in page if (row["account_id"], row["key"]) not in known])
        for row in page:
            payment = known.get((row["account_id"], row["key"])) or self._which_of(others, row)
            if payment is None:
                self._count(NEW, row["currency"], row["minor"])
                self._fresh.append(row)
            else:
                self._seen_again(row, payment)

    def _count(self, outcome: str, currency: str, minor: int) -> None:
        self.tally.outcomes[outcome] += 1
        self.tally.totals[currency] -= minor

    def _others(self, rows: Sequence[_Row]) -> dict[tuple[Any, ...], list[Payment]]:
        """Payments of these rows' accounts and days that files of payments brought, or somebody by hand."""
        came = Q(entered_by__isnull=False) | ~(Q(source_key="") | is_listed())
        found = Payment.objects.that_count().filter(
            came, account__in={row["account_id"] for row in rows}, received_on__in={_day(row) for row in rows} - {None}
        )
        waiting: dict[tuple[Any, ...], list[Payment]] = defaultdict(list)
        for payment in found.order_by("pk") if rows else ():
            waiting[payment.account_id, str(payment.received_on), payment.currency].append(payment)
        return waiting

    def _which_of(self, others: dict[tuple[Any, ...], list[Payment]], row: _Row) -> Payment | None:
        """The payment that came another way and is this one: that of its number, else the first of its amount."""
        waiting = others.get((row["account_id"], str(_day(row)), row["currency"]), [])
        able = [each for each in waiting if each.pk not in self._listed and each.amount_minor >= row["minor"]]
        number = row["invoice_number"].casefold()
        same = [each for each in able if number and each.reference.casefold() == number]
        same += [each for each in able if each.amount_minor in (abs(row["amount"]), row["minor"])]
        return same[0] if same else None

    def _seen_again(self, row: _Row, payment: Payment) -> None:
        """What the list says of a payment that the ledger has: so much of it is unapplied now."""
        self._listed.add(payment.pk)
        before = (payment.amount_minor, payment.unapplied_minor)
        minor, is_of_lists = row["minor"], payment.source_key.startswith(UNAPPLIED)
        if payment.unapplied_minor > minor:
            self._explain(payment, payment.unapplied_minor - minor)
        elif payment.unapplied_minor < minor:
            self._take_back(payment, minor - payment.unapplied_minor)
        if payment.unapplied_minor != minor and is_of_lists:  # all that is known of it is what the lists say
            payment.amount_minor += minor - payment.unapplied_minor
            payment.unapplied_minor = minor
        if payment.unapplied_minor != minor:
            self._remarks.note("more of it is applied there than the ledger has items for: it stays", row["row"])
        changed = before != (payment.amount_minor, payment.unapplied_minor)
        if changed:
            self._changed[payment.pk] = payment
        self._count(CHANGED if changed else SAME, row["currency"], payment.unapplied_minor)

    def _explain(self, payment: Payment, most: int) -> None:
        """Let a payment pay what the list closed on its account, the oldest due first."""
        for left in self._left.get((payment.account_id, payment.currency), ()):
            minor = min(left.minor, most)
            if minor:
                left.minor -= minor
                most -= minor
                payment.unapplied_minor -= minor
                self._explained.append((payment, left, minor))

    def _take_back(self, payment: Payment, most: int) -> None:
        """Turn allocations of a payment back, the latest first. What it paid of an item that the list does not have is
        open to another explanation."""
        paid = payment.allocations.values("invoice").annotate(minor=Sum("amount_minor")).filter(minor__gt=0)
        for invoice_id, there in paid.order_by("-invoice").values_list("invoice", "minor"):
            minor = min(there, most)
            if minor:
                most -= minor
                payment.unapplied_minor += minor
                self._taken_back.append(_Move(payment, invoice_id, -minor, self._today, self._today))
                if not self._stage.has_invoice(invoice_id):
                    left = _Left(invoice_id, minor, self._today)
                    self._left[payment.account_id, payment.currency].append(left)

    def _explain_by_others(self) -> None:
        """Money that is unapplied here and that the list does not have: it paid what the list closed on its account.
        A whole list without it says that it is applied, so it may also have paid what earlier ones closed."""
        accounts = {account for (account, _), items in self._left.items() if any(item.minor for item in items)}
        if self._is_whole:
            creditors = RawSQL(f"SELECT DISTINCT creditor_id FROM {ACCOUNTS}", [])
            unapplied = Payment.objects.that_count().filter(account__creditor__in=creditors, unapplied_minor__gt=0)
        else:
            unapplied = Payment.objects.that_count().filter(account__in=accounts, unapplied_minor__gt=0)
        others = [each for each in unapplied.order_by("received_on", "pk") if each.pk not in self._listed]
        if self._is_whole:
            for closing, day in find_earlier_closures({each.account_id for each in others}):
                left = _Left(closing.invoice_id, closing.minor, day)
                self._left[closing.account_id, closing.currency].append(left)
        for payment in others:
            before = payment.unapplied_minor
            self._explain(payment, before)
            if payment.unapplied_minor != before:
                self._changed[payment.pk] = payment
                self._remarks.note("money not applied pays what lists closed", 0, payment.reference)
            if payment.unapplied_minor and self._is_whole and not payment.source_key.startswith(UNAPPLIED):
                self._remarks.note("money that is not on the list stays unapplied", 0, payment.reference)

    def gone(self, *, removes: bool) -> list[Missing]:
        """Payments that earlier lists called unapplied and this one no longer has: they were applied, and the balances
        already say so. With `removes` (and a journal) what is left of them is taken out. To be asked before `run`
        writes, or after it: what they paid here does not count as left."""
        creditors = RawSQL(f"SELECT DISTINCT creditor_id FROM {ACCOUNTS}", [])
        known = Payment.objects.filter(
            account__creditor__in=creditors, source_key__startswith=UNAPPLIED, unapplied_minor__gt=0
        )
        gone = [each for each in known if (each.account_id, each.source_key) not in self._keys]
        if self._journal is None:  # what `run` would have written
            gone = [now for each in gone if (now := self._changed.get(each.pk, each)).unapplied_minor]
        elif removes:
            self._remove(self._journal, gone)
            self.touched |= {each.account_id for each in gone}
        items = Counter(each.currency for each in gone)
        minor: Counter[str] = Counter()
        for each in gone:
            minor[each.currency] -= each.unapplied_minor
        return [Missing(currency, items[currency], minor[currency]) for currency in sorted(items)]

    def _remove(self, journal: Journal, gone: Sequence[Payment]) -> None:
        pks = [each.pk for each in gone]
        used = set(Allocation.objects.filter(payment__in=pks).values_list("payment_id", flat=True))
        unused = [each for each in gone if each.pk not in used]
        journal.keep_removed(unused)
        Payment.objects.filter(pk__in=[each.pk for each in unused]).delete()
        journal.keep("payment", used)
        for each in gone:
            if each.pk in used:
                left = each.unapplied_minor
                Payment.objects.filter(pk=each.pk).update(amount_minor=each.amount_minor - left, unapplied_minor=0)

    # Writing

    def _write(self, journal: Journal) -> None:
        self._make(journal)
        journal.keep("payment", self._changed)
        Payment.objects.bulk_update(self._changed.values(), ["amount_minor", "unapplied_minor"])
        moves = [*self._of_explained(), *self._taken_back]
        invoices = Invoice.objects.select_related("account").in_bulk({move.invoice_id for move in moves})
        Allocation.objects.bulk_create(
            Allocation.of(
                invoices[move.invoice_id], move.minor, move.on, payment=move.payment, batch_id=journal.batch_id
            )
            for move in moves
        )
        _lower_closures(invoices, moves, journal.batch_id, self._today)

    def _make(self, journal: Journal) -> None:
        Payment.objects.bulk_create(
            Payment(
                account_id=row["account_id"], currency=row["currency"], amount_minor=row["minor"],
                unapplied_minor=row["minor"], received_on=_day(row) or self._today, reference=row["invoice_number"],
                source_key=UNAPPLIED + row["key"], batch_id=journal.batch_id,
            )
            for row in self._fresh
        )  # fmt: skip

    def _of_explained(self) -> list[_Move]:
        return [
            _Move(payment, left.invoice_id, minor, payment.received_on, left.closed_on)
            for payment, left, minor in self._explained
        ]


def _said(row: _Row) -> tuple[object, ...]:
    """What stays the same of an unapplied payment from one list to the next: its number and day; its currency and what
    was once received where it has no number."""
    number, day = row["invoice_number"], row["issued_on"]
    return (number, day) if number else (number, day, row["currency"], row["amount"])


def _day(row: _Row) -> Any:
    return row["issued_on"] or row["due_on"]


def _lower_closures(invoices: Mapping[int, Invoice], moves: Iterable[_Move], batch_id: int, today: date) -> None:
    """What payments explain of an item, a closure of it does not. One that this load made and of which nothing is left
    goes, and the item was closed on the day of the last of its payments."""
    left: Counter[tuple[int, date]] = Counter()
    last: dict[int, date] = {}
    for move in moves:
        left[move.invoice_id, move.closed_on] -= move.minor
        last[move.invoice_id] = max(move.on, last.get(move.invoice_id, move.on))
    closures = Allocation.objects.filter(invoice__in=invoices, batch=batch_id, kind=_Kind.CLOSURE)
    for invoice_id, minor in closures.values_list("invoice", "amount_minor"):
        left[invoice_id, today] += minor
    closures.delete()
    Allocation.objects.bulk_create(
        Allocation.of(invoices[key], minor, day, kind=_Kind.CLOSURE, batch_id=batch_id)
        for (key, day), minor in left.items()
        if minor
    )
    explained = [row for key, row in invoices.items() if left[key, today] == 0]
    paid_off = [row for row in explained if row.balance_minor == 0 and row.closed_on == today]
    for row in paid_off:
        row.closed_on = last[row.pk]
    Invoice.objects.bulk_update(paid_off, ["closed_on"])
