"""From rows to the ledger: fill the stage, compare it, write it.

Filling runs before the transaction of the write and touches no table of the product, so nobody waits while a large
file is read. Comparing and writing then happen in one transaction: all of a file is loaded, or nothing.
"""

# ruff: noqa: S608, S611 - only names of our own tables and columns are put together into statements
from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import available_timezones

from django.db import IntegrityError, connection, transaction
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from duecourse.domain.importing import Examination, FileProblem, RowParser
from duecourse.domain.importing.examine import chunks
from duecourse.domain.importing.fields import CONTACTS, CUSTOMERS, OPEN_ITEMS, PAYMENTS
from duecourse.lib.sql import gather_statistics
from duecourse.receivables import standing
from duecourse.receivables.importing import invoices
from duecourse.receivables.importing.closures import MISSING, Closure
from duecourse.receivables.importing.dialect import is_postgresql
from duecourse.receivables.importing.invoices import CHANGED, NEW, SAME, Missing
from duecourse.receivables.importing.journal import Journal
from duecourse.receivables.importing.parties import PartyLoad
from duecourse.receivables.importing.payments import PaymentLoad
from duecourse.receivables.importing.reader import Source
from duecourse.receivables.importing.result import ImportResult
from duecourse.receivables.importing.stage import ACCOUNTS, Stage
from duecourse.receivables.importing.unapplied import UnappliedLoad, Whole
from duecourse.receivables.models import Account, Creditor

MANY = 5_000  # rows that change how the database should look things up
HOPELESS = 20_000  # error rows from which a file is given up, when they are more than half of what was read
Progress = Callable[[str, float], None]  # (what happens, share done from 0 to 1)


@dataclass(frozen=True, slots=True)
class Order:
    """What to load: a file, how to read it, whose it is. `creditors`: what a creditor column may say → key."""

    source: Source
    found: Examination
    creditor: Creditor
    today: date
    creditors: Mapping[str, int] = field(default_factory=dict)
    close_missing: bool = False
    portfolio_id: int | None = None


@contextmanager
def filling() -> Iterator[None]:
    """A transaction that takes no lock anybody could wait for: SQLite's usual one here locks out other writers."""
    if connection.in_atomic_block or is_postgresql():
        with transaction.atomic():
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        try:
            yield
        except BaseException:
            cursor.execute("ROLLBACK")
            raise
        cursor.execute("COMMIT")


@contextmanager
def _without_collector() -> Iterator[None]:
    """Reading makes no cycles; looking for them again and again costs a tenth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def _spilling_to_disk() -> Iterator[None]:
    """Temporary tables in a file instead of memory: a million rows would take 150 MB of it."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA temp_store = FILE")
        try:
            yield
        finally:
            cursor.execute("PRAGMA temp_store = MEMORY")


@contextmanager
def staged(order: Order, progress: Progress | None = None) -> Iterator[Load]:
    """The file's good rows in their stage, ready to be compared or written. Raises FileProblem."""
    with _spilling_to_disk():
        load = Load(order, progress or (lambda _what, _share: None))
        try:
            with filling(), _without_collector():
                load.fill()
            yield load
        finally:
            if not connection.needs_rollback:
                load.stage.drop()


class Load:
    """One file between its stage and the ledger. `compare` counts and writes nothing; `write` does both."""

    def __init__(self, order: Order, progress: Progress) -> None:
        self.order, self._progress = order, progress
        # Reading the names of all zones takes a tenth of a second: only files that name zones pay it.
        zones = frozenset(available_timezones()) if "time_zone" in order.found.mapping else frozenset()
        self.plan = order.found.plan(zones, order.today)
        self._parser = RowParser(self.plan)
        self.remarks = self._parser.remarks
        self.stage = Stage(self.plan, order.creditor, order.creditors, self.remarks)
        self._paid: set[int] = set()  # accounts on which money that was not applied moved, in the file or not

    def fill(self) -> None:
        """Read the whole file into the stage."""
        found = self.order.found
        self.stage.create()
        rows = self.order.source.rows(lambda done, all_: self._progress("Reading", 0.6 * done / max(all_, 1)))
        for numbers, cells in chunks(rows, found.header, found.profile, self._parser.own_totals.add):
            self.stage.add(self._parser.columns(numbers, cells))
            if self.remarks.error_rows >= HOPELESS and 2 * self.remarks.error_rows > self.remarks.rows:
                first = self.remarks.errors[0]
                raise FileProblem(
                    f"more than half of the first {self.remarks.rows:,} rows cannot be read: is the mapping right?"
                    f" Row {first.row}, {first.column}: {first.value!r} {first.reason}"
                )
        self.stage.analyse()

    def compare(self) -> ImportResult:
        """What `write` would do. The ledger stays as it is."""
        self._progress("Comparing with the ledger", 0.65)
        new_accounts = self.stage.match_accounts()
        return self._result(self._outcomes(None), new_accounts)

    def write(self, batch_id: int) -> ImportResult:
        """Load the rows. Has to run inside a transaction; raises nothing that leaves half of it behind."""
        self._progress("Comparing with the ledger", 0.65)
        new_accounts = self.stage.match_accounts()
        result = self._result(self._outcomes(Journal(batch_id)), new_accounts)
        if result.loaded or result.closed or self._paid:
            self._progress("Adding up the accounts", 0.95)
            standing.refresh(self._touched(), today=self.order.today)
        if result.loaded >= MANY:
            gather_statistics()
        return result

    def _outcomes(self, journal: Journal | None) -> _Outcomes:
        kind = self.plan.kind.name
        if kind in (CUSTOMERS, CONTACTS):
            if journal and kind == CUSTOMERS:
                self.stage.add_accounts(journal.batch_id, self.order.portfolio_id, with_rows_only=False)
            country = self.order.creditor.country
            return _Outcomes(PartyLoad(self.stage, self.plan, self.remarks, journal, country).run())
        if kind == PAYMENTS:
            tally = PaymentLoad(self.stage, self.plan, self.remarks, self.order.today, journal).run()
            return _Outcomes(tally.outcomes, dict(tally.totals))
        return self._invoice_outcomes(journal)

    def _invoice_outcomes(self, journal: Journal | None) -> _Outcomes:
        invoices.prepare(self.plan)
        if journal and self._all_accounts_are_new():
            written = self._write_unseen(journal)
            if written is not None:
                return self._with_payments(written, [], journal, [], closes=False)
        invoices.compare(self.plan, self.remarks)
        counts = invoices.count(self.plan)
        missing = self._missing()
        closes = self.order.close_missing and not self.remarks.error_rows
        closings = invoices.find_closings(self.plan, self.order.today, closes=closes and bool(missing))
        if journal:
            self._progress("Writing", 0.75)
            self.stage.add_accounts(journal.batch_id, self.order.portfolio_id, with_rows_only=True)
            writer = invoices.Writer(self.plan, journal, self.order.today)
            writer.write(counts)
            if missing and closes:
                writer.close_missing()
        return self._with_payments(counts, missing, journal, closings, closes=closes)

    def _all_accounts_are_new(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM {ACCOUNTS} WHERE account_id IS NOT NULL LIMIT 1")
            return cursor.fetchone() is None and not self.order.close_missing

    def _write_unseen(self, journal: Journal) -> invoices.Counts | None:
        """A first load has nothing to compare with, and the ledger's own key finds a number that occurs twice: only
        then (None) the rows have to be looked at one against the other. That saves a fifth of the time."""
        self._progress("Writing", 0.7)
        counts = invoices.Counts(self.stage.rows, 0, 0, dict(self.stage.totals))
        if self.plan.tells_natures:
            counts = invoices.count(self.plan)  # without the payments, which are no invoices
        try:
            with transaction.atomic():
                self.stage.add_accounts(journal.batch_id, self.order.portfolio_id, with_rows_only=False)
                invoices.Writer(self.plan, journal, self.order.today).write(counts)
        except IntegrityError:
            self.stage.forget_accounts()
            return None
        return counts

    def _with_payments(
        self,
        counts: invoices.Counts,
        missing: list[Missing],
        journal: Journal | None,
        closings: list[Closure],
        *,
        closes: bool,
    ) -> _Outcomes:
        """Add the unapplied payments that the report carries, and let money not applied explain what lists closed."""
        rows = {NEW: counts.new, CHANGED: counts.changed, SAME: counts.same}
        totals = Counter(counts.totals)
        if self.plan.tells_natures or closings or closes:
            has = Whole.NOT
            if closes:
                has = Whole.ITEMS_AND_MONEY if self.plan.tells_natures else Whole.ITEMS
            payments = UnappliedLoad(self.stage, self.remarks, self.order.today, journal, closings, has)
            tally = payments.run()
            rows = {name: rows[name] + tally.outcomes[name] for name in rows}
            totals.update(tally.totals)
            if self.order.close_missing and self.plan.tells_natures:
                missing = missing + payments.gone(removes=closes)
            self._paid = payments.touched
        if missing and not closes:
            reason = "items that the file no longer has stay open: rows with errors may be among them"
            self.remarks.note(reason, self.remarks.errors[0].row)
        return _Outcomes(rows, dict(totals), tuple(missing), closes and bool(missing))

    def _missing(self) -> list[Missing]:
        if self.plan.kind.name != OPEN_ITEMS or not self.order.close_missing:
            return []
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT DISTINCT creditor_id FROM {ACCOUNTS}")
            creditors = [row[0] for row in cursor.fetchall()]
        return invoices.find_missing(creditors)

    @property
    def has_moved_money(self) -> bool:
        """Whether writing moved money that was not applied, in the file or not."""
        return bool(self._paid)

    def _touched(self) -> QuerySet[Account]:
        """The accounts whose sums have to be made again."""
        sql = f"SELECT account_id FROM {ACCOUNTS} WHERE account_id IS NOT NULL"
        if self.order.close_missing and self.plan.kind.name == OPEN_ITEMS:
            sql += f" UNION SELECT account_id FROM {MISSING}"
        return Account.objects.filter(Q(pk__in=RawSQL(sql, [])) | Q(pk__in=self._paid))

    def _result(self, outcomes: _Outcomes, new_accounts: int) -> ImportResult:
        remarks, counts = self.remarks, outcomes.counts
        return ImportResult(
            rows=remarks.rows,
            loaded=counts.get(NEW, 0) + counts.get(CHANGED, 0),
            unchanged=counts.get(SAME, 0),
            left_out=remarks.left_out,
            error_rows=remarks.error_rows,
            errors=tuple(sorted(remarks.errors, key=lambda error: error.row)),
            errors_not_listed=remarks.errors_left_out,
            notes=remarks.notes,
            totals=outcomes.totals,
            new_accounts=new_accounts,
            missing=outcomes.missing,
            closed=outcomes.closed,
            own_totals=self._parser.own_totals.beside(outcomes.totals),
        )


@dataclass(frozen=True, slots=True)
class _Outcomes:
    counts: Mapping[str, int]
    totals: dict[str, int] = field(default_factory=dict)
    missing: tuple[Missing, ...] = ()
    closed: bool = False
