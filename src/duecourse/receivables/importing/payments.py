"""Payments: from files of payments, and the unapplied ones that open-item reports carry.

A payment is recognised by a key made from what the file says about it, so that the same file twice changes nothing.
One that names an invoice is allocated to it, the earliest instalment first; what is left stays unapplied.
"""

# ruff: noqa: S608, S611 - only names of our own tables and columns are put together into statements
from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from typing import Any

from django.db.models import Sum
from django.db.models.expressions import RawSQL

from duecourse.domain.importing import Plan, Remarks
from duecourse.domain.importing.fields import PAYMENTS
from duecourse.receivables.importing.invoices import CHANGED, NEW, SAME, Missing
from duecourse.receivables.importing.journal import Journal
from duecourse.receivables.importing.stage import ACCOUNTS, Stage
from duecourse.receivables.models import Allocation, Invoice, Payment

UNAPPLIED = "u:"  # how the key of a payment begins that an open-item report called unapplied
_Row = dict[str, Any]


@dataclass(slots=True)
class Tally:
    """What loading the payments does: rows by outcome, and minor units per currency of all that are then there."""

    outcomes: Counter[str] = field(default_factory=Counter)
    totals: Counter[str] = field(default_factory=Counter)


def _key(*parts: object) -> str:
    return blake2b("|".join(map(str, parts)).encode(), digest_size=20).hexdigest()


def _said_of_unapplied(row: _Row) -> tuple[object, ...]:
    """What stays the same of an unapplied payment from one report to the next: its number and day; its currency and
    what was once received where it has no number."""
    number, day = row["invoice_number"], row["issued_on"]
    return (number, day) if number else (number, day, row["currency"], row["amount"])


class PaymentLoad:
    """Goes through the staged payment rows once: with a journal it writes, without one it only counts.

    Both ways take the same steps, so what a dry run says is what a load does.
    """

    def __init__(self, stage: Stage, plan: Plan, remarks: Remarks, today: date, journal: Journal | None) -> None:
        self._stage, self._plan, self._remarks = stage, plan, remarks
        self._today, self._journal = today, journal
        self._seen: Counter[str] = Counter()
        self._balances: dict[int, int] = {}
        self._by_hand = _ByHand()
        self.tally = Tally()
        self.unapplied_keys: set[tuple[int, str]] = set()

    def run(self) -> Tally:
        is_payments = self._plan.kind.name == PAYMENTS
        for page in self._stage.pages(where="true" if is_payments else "r.nature = 'payment'"):
            if is_payments:
                self._payments(page)
            else:
                self._unapplied(page)
        return self.tally

    def _count(self, outcome: str, currency: str, minor: int) -> None:
        self.tally.outcomes[outcome] += 1
        self.tally.totals[currency] += minor

    # Files of payments

    def _payments(self, page: Sequence[_Row]) -> None:
        rows = [row for row in page if self._is_usable(row)]
        known = self._known(rows)
        self._by_hand.read(row["account_id"] for row in rows)
        fresh = []
        for row in rows:
            if (row["account_id"], row["key"]) in known:
                self._count(SAME, row["currency"], row["amount"])
            elif self._by_hand.has(row):
                self._remarks.note("entered by hand already, counted once", row["row"], row.get("reference") or "")
                self._count(SAME, row["currency"], row["amount"])
            else:
                self._count(NEW, row["currency"], row["amount"])
                fresh.append(row)
        invoices = _Invoices(fresh, self._balances)
        written = [self._allocate(row, invoices) for row in fresh]
        if self._journal and written:
            self._save(written, invoices)

    def _is_usable(self, row: _Row) -> bool:
        """Give the row its key; leave out what is repeated or belongs to nobody we know."""
        if row["account_id"] is None:
            self._remarks.error_rows += 1
            column = self._plan.column_name("account_number")
            self._remarks.error(row["row"], column, row["number"], "no account has this number: load its items first")
            return False
        said = (
            row.get("reference") or "",
            row["received_on"],
            row["amount"],
            row["currency"],
            row["invoice_number"] or "",
        )
        base = _key(row["account"], *said)
        self._seen[base] += 1
        if self._seen[base] > 1 and said[0]:
            self._remarks.left_out += 1
            self._remarks.note("row repeated, counted once", row["row"], said[0])
            return False
        # Without a reference two equal payments on a day are two payments: they are told apart by their order.
        row["key"] = _key(*said, self._seen[base])
        return True

    def _known(self, rows: Sequence[_Row]) -> set[tuple[int, str]]:
        keys = [row["key"] for row in rows]
        return set(Payment.objects.filter(source_key__in=keys).values_list("account_id", "source_key"))

    def _allocate(self, row: _Row, invoices: _Invoices) -> _Written:
        payment = Payment(
            account_id=row["account_id"], currency=row["currency"], amount_minor=row["amount"],
            received_on=row["received_on"], reference=row.get("reference") or "", method=row.get("method") or "",
            source_key=row["key"],
        )  # fmt: skip
        moves, left = invoices.take(row) if row["invoice_number"] else ([], row["amount"])
        payment.unapplied_minor = left
        if row["invoice_number"] and left:
            self._remarks.note(invoices.why_left(row), row["row"], row["invoice_number"])
        return _Written(payment, moves)

    def _save(self, written: Sequence[_Written], invoices: _Invoices) -> None:
        assert self._journal
        payments = [each.payment for each in written]
        for payment in payments:
            payment.batch_id = self._journal.batch_id
        Payment.objects.bulk_create(payments)
        touched = {invoice.pk: invoice for invoice in invoices.moved()}
        self._journal.keep("invoice", list(touched))
        moves = [
            Allocation.of(
                move.invoice, move.minor, move.on, payment=each.payment if move.kind == "payment" else None,
                kind=move.kind, batch_id=self._journal.batch_id,
            )
            for each in written for move in each.moves
        ]  # fmt: skip
        Allocation.objects.bulk_create(moves)
        Invoice.objects.bulk_update(touched.values(), ["balance_minor", "closed_on"])

    # Unapplied payments of open-item reports

    def _unapplied(self, page: Sequence[_Row]) -> None:
        for row in page:
            said = _said_of_unapplied(row)
            base = _key(row["account"], *said)
            self._seen[base] += 1
            row["key"] = UNAPPLIED + _key(*said, self._seen[base])
            row["minor"] = abs(row["balance"])
            self.unapplied_keys.add((row["account_id"] or 0, row["key"]))
        keys = [row["key"] for row in page]
        known = {(each.account_id, each.source_key): each for each in Payment.objects.filter(source_key__in=keys)}
        fresh, changed = [], []
        for row in page:
            payment = known.get((row["account_id"], row["key"]))
            if payment is None:
                self._count(NEW, row["currency"], -row["minor"])
                fresh.append(row)
            elif payment.unapplied_minor == row["minor"]:
                self._count(SAME, row["currency"], -row["minor"])
            elif payment.unapplied_minor != payment.amount_minor:
                self._remarks.note("unapplied payment that was applied here since: left as it is", row["row"])
                self._count(SAME, row["currency"], -payment.unapplied_minor)
            else:
                self._count(CHANGED, row["currency"], -row["minor"])
                payment.amount_minor = payment.unapplied_minor = row["minor"]
                changed.append(payment)
        if self._journal:
            self._save_unapplied(fresh, changed)

    def _save_unapplied(self, fresh: Sequence[_Row], changed: Sequence[Payment]) -> None:
        assert self._journal
        Payment.objects.bulk_create(
            Payment(
                account_id=row["account_id"], currency=row["currency"], amount_minor=row["minor"],
                unapplied_minor=row["minor"], received_on=row["issued_on"] or row["due_on"] or self._today,
                reference=row["invoice_number"], source_key=row["key"], batch_id=self._journal.batch_id,
            )
            for row in fresh
        )  # fmt: skip
        self._journal.keep("payment", [payment.pk for payment in changed])
        Payment.objects.bulk_update(changed, ["amount_minor", "unapplied_minor"])

    def gone(self, *, removes: bool) -> list[Missing]:
        """Unapplied payments of earlier reports that this one no longer has: the ledger applied them, and the
        balances already say so. With `removes` (and a journal) they are taken out, as long as nobody used them here."""
        creditors = RawSQL(f"SELECT DISTINCT creditor_id FROM {ACCOUNTS}", [])
        known = Payment.objects.filter(
            account__creditor__in=creditors, source_key__startswith=UNAPPLIED, allocations__isnull=True
        )
        gone = [each for each in known if (each.account_id, each.source_key) not in self.unapplied_keys]
        if self._journal:
            gone = [each for each in gone if each.batch_id != self._journal.batch_id]
            if removes:
                self._journal.keep_removed(gone)
                Payment.objects.filter(pk__in=[each.pk for each in gone]).delete()
        items: Counter[str] = Counter(each.currency for each in gone)
        minor: Counter[str] = Counter()
        for each in gone:
            minor[each.currency] -= each.unapplied_minor
        return [Missing(currency, items[currency], minor[currency]) for currency in sorted(items)]


class _ByHand:
    """Payments that somebody entered before the bank's file came: the same account, day and amount, and no reference
    that says otherwise. Each stands for one row of the file."""

    def __init__(self) -> None:
        self._read: set[int] = set()
        self._waiting: dict[tuple[Any, ...], list[str]] = defaultdict(list)

    def read(self, accounts: Iterable[int]) -> None:
        fresh = set(accounts) - self._read
        self._read |= fresh
        rows = Payment.objects.that_count().filter(entered_by__isnull=False, account__in=fresh).order_by("pk")
        for row in rows:
            self._waiting[row.account_id, row.received_on, row.currency, row.amount_minor].append(row.reference)

    def has(self, row: _Row) -> bool:
        """Whether this row is one of them; it is then used up."""
        entered = self._waiting.get((row["account_id"], row["received_on"], row["currency"], row["amount"]), [])
        said = (row.get("reference") or "").casefold()
        for n, reference in enumerate(entered):
            if not said or not reference or reference.casefold() == said:
                del entered[n]
                return True
        return False


@dataclass(frozen=True, slots=True)
class _Move:
    invoice: Invoice
    kind: str
    minor: int
    on: date


@dataclass(frozen=True, slots=True)
class _Written:
    payment: Payment
    moves: list[_Move]


class _Invoices:
    """The invoices that a page of payments names. `balances`: what earlier pages left of them, written or not."""

    def __init__(self, rows: Sequence[_Row], balances: dict[int, int]) -> None:
        accounts = {row["account_id"] for row in rows if row["invoice_number"]}
        numbers = {row["invoice_number"] for row in rows if row["invoice_number"]}
        found = Invoice.objects.filter(account__in=accounts, number__in=numbers).order_by("due_on", "instalment")
        found = found.select_related("account")
        self._by_number: dict[tuple[int, str], list[Invoice]] = defaultdict(list)
        self._balances = balances
        self._moved: dict[int, Invoice] = {}
        for invoice in found:
            invoice.balance_minor = balances.get(invoice.pk, invoice.balance_minor)
            self._by_number[invoice.account_id, invoice.number].append(invoice)
        self._closures = self._closed_by_file()

    def _closed_by_file(self) -> dict[int, list[Any]]:
        """invoice → [minor units, last day] that a ledger file closed without saying by what."""
        keys = [invoice.pk for invoices in self._by_number.values() for invoice in invoices]
        closures = Allocation.objects.filter(invoice__in=keys, kind=Allocation.Kind.CLOSURE)
        sums: dict[int, list[Any]] = {}
        for pk, minor in closures.values_list("invoice").annotate(Sum("amount_minor")):
            last = closures.filter(invoice=pk).order_by("-allocated_on").values_list("allocated_on", flat=True)[0]
            sums[pk] = [minor, last]
        return sums

    def _named(self, row: _Row) -> list[Invoice]:
        return [
            invoice
            for invoice in self._by_number.get((row["account_id"], row["invoice_number"]), [])
            if invoice.currency == row["currency"]
        ]

    def take(self, row: _Row) -> tuple[list[_Move], int]:
        """The moves that a payment makes, and what is left of it.

        A payment also explains what a ledger file closed before it: then the closure is taken back in the same measure.
        """
        left: int = row["amount"]
        moves: list[_Move] = []
        on = row["received_on"]
        for invoice in self._named(row):
            minor = min(left, max(invoice.balance_minor, 0))
            if minor:
                moves.append(_Move(invoice, "payment", minor, on))
                self._lower(invoice, minor, on)
                left -= minor
        for invoice in self._named(row):
            closed, day = self._closures.get(invoice.pk, (0, on))
            minor = min(left, max(closed, 0))
            if minor:
                moves += [_Move(invoice, "payment", minor, on), _Move(invoice, "closure", -minor, day)]
                self._closures[invoice.pk][0] -= minor
                left -= minor
        return moves, left

    def _lower(self, invoice: Invoice, minor: int, on: date) -> None:
        invoice.balance_minor -= minor
        invoice.closed_on = None if invoice.balance_minor else on
        self._balances[invoice.pk] = invoice.balance_minor
        self._moved[invoice.pk] = invoice

    def why_left(self, row: _Row) -> str:
        if not self._by_number.get((row["account_id"], row["invoice_number"])):
            return "the account has no invoice of that number: the payment stays unapplied"
        if not self._named(row):
            return "the invoice is in another currency: the payment stays unapplied"
        return "the invoice is paid already: what is left of the payment stays unapplied"

    def moved(self) -> Iterator[Invoice]:
        return iter(self._moved.values())
