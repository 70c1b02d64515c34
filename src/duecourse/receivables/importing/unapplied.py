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
from enum import Enum
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.db.models.expressions import RawSQL

from duecourse.domain.importing import Remarks
from duecourse.domain.money import format_money
from duecourse.receivables.importing.came_before import CONFIRMED, UNAPPLIED, is_listed
from duecourse.receivables.importing.closures import Closure, of_earlier_lists
from duecourse.receivables.importing.invoices import CHANGED, NEW, SAME, Missing
from duecourse.receivables.importing.journal import Journal
from duecourse.receivables.importing.payments import Tally, key_of
from duecourse.receivables.importing.stage import ACCOUNTS, Stage
from duecourse.receivables.models import Allocation, Invoice, Payment

_Row = dict[str, Any]
_Kind = Allocation.Kind


class Whole(Enum):
    """What a list has all of. One that tells no payments from credits says nothing of money that is not applied."""

    NOT = "perhaps not every open item"
    ITEMS = "every open item"
    ITEMS_AND_MONEY = "every open item, and every payment that is not applied"


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
    counts. `closings`: by how much the list lowers items without saying by what (negative: raises them). `has`: what
    it has all of."""

    def __init__(
        self,
        stage: Stage,
        remarks: Remarks,
        today: date,
        journal: Journal | None,
        closings: Iterable[Closure],
        has: Whole,
    ) -> None:
        self._stage, self._remarks, self._today, self._journal = stage, remarks, today, journal
        self._has = has
        closings = list(closings)
        self._left = _by_account(each for each in closings if each.minor > 0)
        self._moved = [each for each in closings if each.minor < 0]  # and what is no longer explained of items here
        self._seen: Counter[str] = Counter()
        self._listed: set[int] = set()
        self._keys: set[tuple[int, str]] = set()
        self._fresh: list[_Row] = []
        self._changed: dict[int, Payment] = {}
        self._explained: list[tuple[Payment, Closure, int]] = []  # and how many minor units of it
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
        self._pay(payment, self._left.get((payment.account_id, payment.currency), ()), most)

    def _pay(self, payment: Payment, closures: Iterable[Closure], most: int) -> None:
        for left in closures:
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
                left = Closure(invoice_id, payment.account_id, payment.currency, minor, self._today)
                if self._stage.has_invoice(invoice_id):
                    self._moved.append(left)
                else:
                    self._left[payment.account_id, payment.currency].append(left)

    def _explain_by_others(self) -> None:
        """Money that is unapplied here and that the list does not have: it paid what the list closed on its account.
        A whole list without it says that it is applied, so it may also have paid what earlier ones closed. One of items
        alone does not say so: there it has to be what one of them closed, to the cent."""
        unapplied = self._unapplied()
        batch_id = self._journal.batch_id if self._journal else None
        earlier = _by_account(of_earlier_lists(unapplied, batch_id, self._moved) if self._has != Whole.NOT else ())
        if self._has == Whole.ITEMS_AND_MONEY:
            for key, closures in earlier.items():
                self._left[key] += closures
        stays: dict[str, list[Payment]] = defaultdict(list)
        for payment in unapplied.order_by("received_on", "pk"):
            if payment.pk in self._listed:
                continue
            before = payment.unapplied_minor
            self._explain(payment, before)
            if self._has == Whole.ITEMS:
                self._pay(payment, _only_fit(payment, earlier), payment.unapplied_minor)
            if payment.unapplied_minor != before:
                self._changed[payment.pk] = payment
                self._remarks.note("money not applied pays what lists closed", 0, payment.reference)
            if payment.unapplied_minor and not self._goes_when_missing(payment):
                stays[payment.currency].append(payment)
        if self._has != Whole.NOT:
            self._say_what_stays(stays)

    def _unapplied(self) -> QuerySet[Payment]:
        """Money that may explain something: of all the creditors whose items the list has, else of the accounts on
        which it closes some."""
        unapplied = Payment.objects.that_count().filter(unapplied_minor__gt=0)
        if self._has == Whole.NOT:
            accounts = {account for (account, _), items in self._left.items() if any(item.minor for item in items)}
            return unapplied.filter(account__in=accounts)
        creditors = RawSQL(f"SELECT DISTINCT creditor_id FROM {ACCOUNTS}", [])
        return unapplied.filter(account__creditor__in=creditors)

    def _goes_when_missing(self, payment: Payment) -> bool:
        """Whether a list that has all money takes this out: only such lists ever brought it."""
        return self._has == Whole.ITEMS_AND_MONEY and payment.source_key.startswith(UNAPPLIED)

    def _say_what_stays(self, stays: Mapping[str, Sequence[Payment]]) -> None:
        for currency, payments in sorted(stays.items()):
            amount = format_money(sum(each.unapplied_minor for each in payments), currency)
            reason = f"money that is not on the list stays unapplied: {amount}"
            self._remarks.note(reason, 0, payments[0].reference, len(payments))

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
            _Move(payment, left.invoice_id, minor, payment.received_on, left.day)
            for payment, left, minor in self._explained
        ]


def _by_account(closures: Iterable[Closure]) -> dict[tuple[int, str], list[Closure]]:
    found: dict[tuple[int, str], list[Closure]] = defaultdict(list)
    for each in closures:
        found[each.account_id, each.currency].append(each)
    return found


def _only_fit(payment: Payment, earlier: Mapping[tuple[int, str], Sequence[Closure]]) -> list[Closure]:
    """The one closing of its account that is what is left of the payment, to the cent, by a list of its day or a later
    one; none where two are."""
    fit = [
        each
        for each in earlier.get((payment.account_id, payment.currency), ())
        if each.minor == payment.unapplied_minor and each.day >= payment.received_on
    ]
    return fit if len(fit) == 1 else []


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
    for invoice_id, minor, day in closures.values_list("invoice", "amount_minor", "allocated_on"):
        left[invoice_id, day] += minor
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
