"""Files of payments.

A payment is recognised by a key made from what the file says about it, so that the same file twice changes nothing, and
by account, day and amount where it came another way before. One that names an invoice is allocated to it, the earliest
instalment first: where a list that came after the money has lowered the invoice, that was it; else it pays what is
open. What is left stays unapplied.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from typing import Any

from duecourse.domain.importing import Plan, Remarks
from duecourse.receivables.importing.came_before import (
    BY_HAND,
    CONFIRMED,
    IN_A_HISTORY,
    ON_A_LIST,
    UNAPPLIED,
    CameBefore,
)
from duecourse.receivables.importing.closures import Closure, unexplained
from duecourse.receivables.importing.currencies import in_their_currency
from duecourse.receivables.importing.invoices import CHANGED, NEW, SAME
from duecourse.receivables.importing.journal import Journal
from duecourse.receivables.importing.stage import Stage
from duecourse.receivables.models import Allocation, Invoice, Payment

_Row = dict[str, Any]
BEFORE = "before"  # a payment that had been taken off an invoice before we knew it
_WORDS = {BY_HAND: "entered by hand", ON_A_LIST: "on a list of open items", IN_A_HISTORY: "in a paid history"}


@dataclass(slots=True)
class Tally:
    """What loading the payments does: rows by outcome, and minor units per currency of all that are then there."""

    outcomes: Counter[str] = field(default_factory=Counter)
    totals: Counter[str] = field(default_factory=Counter)


def key_of(*parts: object) -> str:
    """What recognises a payment in a later file."""
    return blake2b("|".join(map(str, parts)).encode(), digest_size=20).hexdigest()


class PaymentLoad:
    """Goes through the staged payment rows once: with a journal it writes, without one it only counts.

    Both ways take the same steps, so what a dry run says is what a load does.
    """

    def __init__(self, stage: Stage, plan: Plan, remarks: Remarks, today: date, journal: Journal | None) -> None:
        self._stage, self._plan, self._remarks = stage, plan, remarks
        self._today, self._journal = today, journal
        self._seen: Counter[str] = Counter()
        self._balances: dict[int, int] = {}
        self._closures: dict[int, list[Closure]] = {}
        self._came_before = CameBefore()
        self._confirmed: set[int] = set()  # payments of lists that this file is the first to have as well
        self.tally = Tally()

    def run(self) -> Tally:
        for page in self._stage.pages():
            self._payments(page)
        return self.tally

    def _count(self, outcome: str, currency: str, minor: int) -> None:
        self.tally.outcomes[outcome] += 1
        self.tally.totals[currency] += minor

    def _payments(self, page: Sequence[_Row]) -> None:
        rows = [row for row in page if self._is_usable(row)]
        if self._plan.currency_is_assumed:
            rows = in_their_currency(rows, self._plan, self._remarks)
        known = self._known(rows)
        self._came_before.read(rows)
        fresh, listed = [], []
        for row in rows:
            if (row["account_id"], row["key"]) in known:
                self._count(SAME, row["currency"], row["amount"])
            elif found := self._came_before.found(row):
                payment, how = found
                reason = f"{_WORDS[how]} already, counted once"
                self._remarks.note(reason, row["row"], row.get("reference") or "")
                listed.append((row, payment))
            else:
                self._count(NEW, row["currency"], row["amount"])
                fresh.append(row)
        invoices = _Invoices([*fresh, *(row for row, _ in listed)], self._balances, self._closures)
        written = [written for row, payment in listed if (written := self._apply_listed(row, payment, invoices))]
        written += [self._allocate(row, invoices) for row in fresh]
        if self._journal and written:
            self._save(written, invoices)

    def _apply_listed(self, row: _Row, payment: Payment, invoices: _Invoices) -> _Written | None:
        """Money that a list of open items called unapplied: now it is known to have come, whatever later lists say. If
        the file says what for, it pays that invoice."""
        is_new = payment.source_key.startswith(UNAPPLIED)
        if is_new:
            payment.source_key = CONFIRMED + payment.source_key.removeprefix(UNAPPLIED)
            self._confirmed.add(payment.pk)
        moves: list[_Move] = []
        # A payment may have a row for each invoice; the rows of a file that was loaded before pay nothing again.
        if row["invoice_number"] and payment.pk in self._confirmed and row["amount"] <= payment.unapplied_minor:
            moves, left = invoices.take(row, is_listed=True)
            payment.unapplied_minor -= row["amount"] - left
        self._count(CHANGED if moves else SAME, row["currency"], row["amount"])
        return _Written(payment, moves) if moves or is_new else None

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
        base = key_of(row["account"], *said)
        self._seen[base] += 1
        if self._seen[base] > 1 and said[0]:
            self._remarks.left_out += 1
            self._remarks.note("row repeated, counted once", row["row"], said[0])
            return False
        # Without a reference two equal payments on a day are two payments: they are told apart by their order.
        row["key"] = key_of(*said, self._seen[base])
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
        if any(move.kind == BEFORE for move in moves):
            self._remarks.note("was paid already when its item was first loaded", row["row"], row["invoice_number"])
        if row["invoice_number"] and left:
            self._remarks.note(invoices.why_left(row), row["row"], row["invoice_number"])
        return _Written(payment, moves)

    def _save(self, written: Sequence[_Written], invoices: _Invoices) -> None:
        assert self._journal
        fresh = [each.payment for each in written if each.payment.pk is None]
        for payment in fresh:
            payment.batch_id = self._journal.batch_id
        known = [each.payment for each in written if each.payment.pk is not None]
        Payment.objects.bulk_create(fresh)
        self._journal.keep("payment", [payment.pk for payment in known])
        Payment.objects.bulk_update(known, ["unapplied_minor", "source_key"])
        touched = {invoice.pk: invoice for invoice in invoices.moved()}
        self._journal.keep("invoice", list(touched))
        moves = [
            Allocation.of(
                move.invoice, move.minor, move.on, payment=None if move.kind == "closure" else each.payment,
                kind="closure" if move.kind == "closure" else "payment", batch_id=self._journal.batch_id,
            )
            for each in written for move in each.moves
        ]  # fmt: skip
        Allocation.objects.bulk_create(moves)
        Invoice.objects.bulk_update(touched.values(), ["balance_minor", "paid_before_minor", "closed_on"])


@dataclass(frozen=True, slots=True)
class _Move:
    """`kind`: payment, closure, or BEFORE."""

    invoice: Invoice
    kind: str
    minor: int
    on: date


def _paid(moves: Sequence[_Move]) -> int:
    return sum(move.minor for move in moves if move.kind == "payment")


@dataclass(frozen=True, slots=True)
class _Written:
    payment: Payment
    moves: list[_Move]


class _Invoices:
    """The invoices that a page of payments names. `balances`, `closures`: what earlier pages left of them and of
    what lists closed, written or not."""

    def __init__(self, rows: Sequence[_Row], balances: dict[int, int], closures: dict[int, list[Closure]]) -> None:
        accounts = {row["account_id"] for row in rows if row["invoice_number"]}
        numbers = {row["invoice_number"] for row in rows if row["invoice_number"]}
        found = Invoice.objects.filter(account__in=accounts, number__in=numbers).order_by("due_on", "instalment")
        found = found.select_related("account", "batch")
        self._by_number: dict[tuple[int, str], list[Invoice]] = defaultdict(list)
        self._balances = balances
        self._moved: dict[int, Invoice] = {}
        for invoice in found:
            invoice.balance_minor = balances.get(invoice.pk, invoice.balance_minor)
            self._by_number[invoice.account_id, invoice.number].append(invoice)
        self._closures = closures
        self._read_closures({invoice.pk for invoice in found} - closures.keys())
        self._paid_before = self._sums_before(rows)

    def _read_closures(self, keys: set[int]) -> None:
        self._closures.update((key, []) for key in keys)
        for closure in unexplained(Allocation.objects.filter(invoice__in=keys)):
            self._closures[closure.invoice_id].append(closure)

    def _sums_before(self, rows: Sequence[_Row]) -> Counter[tuple[int, str, str]]:
        """(account, number, currency) → what these payments say that was paid on it before it was first loaded."""
        sums: Counter[tuple[int, str, str]] = Counter()
        for row in rows:
            if self._is_before(row):
                sums[row["account_id"], row["invoice_number"], row["currency"]] += row["amount"]
        return sums

    def _is_before(self, row: _Row) -> bool:
        return any(
            invoice.paid_before_minor > 0 and invoice.batch and row["received_on"] <= invoice.batch.uploaded_at.date()
            for invoice in self._named(row)
        )

    def _explained(self, row: _Row) -> Invoice | None:
        """The invoice of which this payment had been taken off when it was first loaded: with the other payments of
        the file it is, to the cent, what had been paid by then."""
        for invoice in self._named(row) if self._is_before(row) else ():
            together = self._paid_before[row["account_id"], row["invoice_number"], row["currency"]]
            if row["amount"] == invoice.paid_before_minor or together == invoice.paid_before_minor:
                return invoice
        return None

    def _named(self, row: _Row) -> list[Invoice]:
        return [
            invoice
            for invoice in self._by_number.get((row["account_id"], row["invoice_number"]), [])
            if invoice.currency == row["currency"]
        ]

    def take(self, row: _Row, *, is_listed: bool = False) -> tuple[list[_Move], int]:
        """The moves that a payment makes, and what is left of it. `is_listed`: a list called it unapplied.

        A list that was loaded on its day or later knew of it: what that closed, the payment takes the place of. Then it
        pays what is open, and at last takes the place of what earlier lists closed.
        """
        left: int = row["amount"]
        on = row["received_on"]
        if explained := self._explained(row):
            explained.paid_before_minor -= left
            self._paid_before[row["account_id"], row["invoice_number"], row["currency"]] -= left
            self._moved[explained.pk] = explained
            return [_Move(explained, BEFORE, left, on)], 0
        named = self._named(row)
        moves = [] if is_listed else self._instead_of_closures(named, left, on, since=on)
        left -= _paid(moves)
        for invoice in named:
            minor = min(left, max(invoice.balance_minor, 0))
            if minor:
                moves.append(_Move(invoice, "payment", minor, on))
                self._lower(invoice, minor, on)
                left -= minor
        rest = self._instead_of_closures(named, left, on)
        return moves + rest, left - _paid(rest)

    def _instead_of_closures(
        self, named: Sequence[Invoice], left: int, on: date, *, since: date = date.min
    ) -> list[_Move]:
        """A payment in the place of what lists of that day or later closed: that is taken back in the same measure."""
        moves: list[_Move] = []
        for invoice in named:
            for closure in self._closures[invoice.pk]:
                minor = min(left, closure.minor)
                if minor and closure.day >= since:
                    moves += [_Move(invoice, "payment", minor, on), _Move(invoice, "closure", -minor, closure.day)]
                    closure.minor -= minor
                    left -= minor
        return moves

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
