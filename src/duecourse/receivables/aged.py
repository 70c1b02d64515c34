"""The ageing that a page shows: today's from the line that is kept per account, that of any other day from what moved
since, which is a fraction of everything that ever moved.

What is kept is made in the transaction of the write that moves an account, so it is never behind it. Two things are
looked at all the same before it is shown. Accounts whose line is of another day (it is tomorrow already where they are
booked) are taken from what moved since. And what is open by the kept rows must be what the open items say now; should
the two ever disagree, everything is added up afresh, as it always is for files and programs (`ageing`).
"""

# ruff: noqa: S608 - only names of our own tables and columns are put together into statements
from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple, overload

from django.db import connection
from django.db.models import QuerySet

from duecourse.domain.ageing import BY_DUE, Ageing, AgeingLine, check_basis
from duecourse.receivables.ageing import (
    BUCKET_COLUMNS,
    LINE_COLUMNS,
    AccountAgeing,
    AgeingReport,
    Ledger,
    Reader,
    ageing_report,
    in_order,
    keys_of,
    line_from,
    ranked_by,
    report_from,
    scope_of,
)
from duecourse.receivables.models import Account

Row = tuple[Any, ...]
_FEW = 500  # accounts of another day that are taken beside the kept lines; more are a new day: then all are

_OPEN_MINOR = " + ".join(f"s.{name}" for name in BUCKET_COLUMNS)
_OVERDUE_MINOR = " + ".join(f"s.{name}" for name in BUCKET_COLUMNS[1:])
# The kept line, and what is booked of later days.
_LINE = (*(f"s.{name}" for name in LINE_COLUMNS), "s.booked_minor - s.control_minor")
_FIGURES = ", ".join(_LINE)
_SUMS = ", ".join(f"SUM({figure})" for figure in _LINE)
# Whether any figure of the line is one that a list shows.
_SHOWN = f"({' OR '.join(f's.{name} <> 0' for name in LINE_COLUMNS[:9])})"
_CURRENCIES = "SELECT DISTINCT s.currency, CASE WHEN s.aged_on = %(as_of)s THEN 1 ELSE 0 END FROM {currencies}"
# Of one currency, and of lines that are of that day or are not; the last figure but those of the line adds up what is
# open whatever the day. One part of the statement for each: to group rows SQLite sorts a copy of all of them.
_TOTALS = f"""
SELECT {{n}}, SUM(CASE WHEN {_SHOWN} THEN 1 ELSE 0 END), SUM(s.open_minor + s.credits_minor), {_SUMS}
FROM {{{{lines}}}} AND {{{{others}}}} AND s.currency = %(currency_{{n}})s AND {{day}}
"""
_OF_THAT_DAY = "s.aged_on = %(as_of)s"
_OF_ANOTHER = "(s.aged_on IS NULL OR NOT (s.aged_on = %(as_of)s))"
# With the accounts of one caller, or (CROSS JOIN makes SQLite begin there) with all kept lines as they lie. Which
# currencies there are is then read of all lines.
_OF_FEW = "receivables_accountstanding s WHERE s.{scope}"
_OF_MANY = "receivables_accountstanding s CROSS JOIN ({keys}) mine WHERE mine.pk = s.account_id"
_ALL = "receivables_accountstanding s"
_LINES = f"""
SELECT s.account_id, a.number, a.name, c.code, s.currency, {_FIGURES}
FROM receivables_accountstanding s JOIN receivables_account a ON a.id = s.account_id
    JOIN receivables_creditor c ON c.id = a.creditor_id
WHERE s.aged_on = %(as_of)s AND s.{{scope}} AND {{others}} AND {_SHOWN}
ORDER BY {{place}}, {_OVERDUE_MINOR} DESC, {_OPEN_MINOR} DESC, s.account_id LIMIT %(until)s
"""
_OTHER_DAY = """
SELECT DISTINCT s.account_id FROM receivables_accountstanding s
WHERE (s.aged_on IS NULL OR NOT (s.aged_on = %(as_of)s)) AND s.{scope} LIMIT %(most)s
"""
# All currencies in one sum: it is compared, not shown. Of a large part of the ledger it takes longer than of all of it,
# which then is held against all that is kept.
_LARGE_PART = 2_000  # kept lines
_ALL_OPEN = """
SELECT COALESCE(SUM(s.open_minor + s.credits_minor), 0) - COALESCE((
    SELECT SUM(i.balance_minor) FROM receivables_invoice i WHERE NOT (i.balance_minor = 0)), 0)
FROM receivables_accountstanding s
"""
_OPEN_NOW = "SELECT SUM(i.balance_minor) FROM receivables_invoice i WHERE NOT (i.balance_minor = 0) AND i.{scope}"


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of one scope on one day. `lines`: its standing rows, for totals over all of them; `currencies`:
    those that tell which there are; `others`: accounts whose line is of another day, which are left out."""

    scope: str
    parameters: dict[str, Any]
    lines: str
    currencies: str
    others: tuple[int, ...] = ()

    def rows(self, sql: str, place: str = "", **more: Any) -> list[Row]:
        others = f"s.account_id NOT IN ({', '.join(map(str, self.others))})" if self.others else "true"
        with connection.cursor() as cursor:
            parts = {"scope": self.scope, "lines": self.lines, "currencies": self.currencies, "others": others}
            parts["place"] = place
            cursor.execute(sql.format(**parts), {**self.parameters, **more})
            found: list[Row] = cursor.fetchall()
        return found

    def totals(self) -> list[_Total]:
        found = self.rows(_CURRENCIES)
        if not found:
            return []
        names = {f"currency_{n}": currency for n, (currency, _) in enumerate(found)}
        parts = (_TOTALS.format(n=n, day=_OF_THAT_DAY if fresh else _OF_ANOTHER) for n, (_, fresh) in enumerate(found))
        return [
            _Total(found[n][0], bool(found[n][1]), int(shown), int(open_minor), line_from(found[n][0], figures))
            for n, shown, open_minor, *figures in self.rows(" UNION ALL ".join(parts), **names)
            if shown is not None  # else none of these lines is of that kind
        ]

    def agree(self, totals: Iterable[_Total]) -> bool:
        """Whether what is open by the kept rows is what the open items say at this moment."""
        if sum(total.shown for total in totals) > _LARGE_PART:
            return not self.rows(_ALL_OPEN)[0][0]
        return sum(total.open_minor for total in totals) == int(self.rows(_OPEN_NOW)[0][0] or 0)


class _Total(NamedTuple):
    """The kept lines in one currency that are of that day, or of another."""

    currency: str
    is_fresh: bool
    shown: int
    open_minor: int
    line: AgeingLine


def _with_others(kept: _Kept) -> _Kept | None:
    """With those accounts named that are of another day; None where they are too many."""
    others = [key for (key,) in kept.rows(_OTHER_DAY, most=_FEW + 1)]
    return replace(kept, others=tuple(others)) if len(others) <= _FEW else None


# What is kept of all days, and what of it came after the day that is asked for. The join with the standing rows names
# the currencies, so that SQLite finds the days in the index.
_KEPT_SUMS = """
SELECT s.account_id, s.currency, s.booked_minor, s.unapplied_minor FROM receivables_accountstanding s WHERE s.{scope}
"""
_RECEIVED_SINCE = """
SELECT p.account_id, p.currency, SUM(p.amount_minor) FROM receivables_payment p
WHERE p.received_on > %(as_of)s AND p.{scope} GROUP BY p.account_id, p.currency
"""
_INVOICED_SINCE = """
SELECT i.account_id, i.currency, SUM(i.amount_minor - i.paid_before_minor)
FROM receivables_accountstanding s CROSS JOIN receivables_invoice i
WHERE i.account_id = s.account_id AND i.currency = s.currency AND i.issued_on > %(as_of)s AND s.{scope}
GROUP BY i.account_id, i.currency
"""


class _SinceReader(Reader):
    """The same sums, taken back from those that are kept."""

    def fill(self, ledger: Ledger, basis: str) -> None:
        closed = self.add_items(ledger, basis)
        kept, received = self.rows(_KEPT_SUMS), self.rows(_RECEIVED_SINCE)
        ledger.add("unapplied", ((*key, cash) for *key, _, cash in kept))
        ledger.add("unapplied", received, -1)
        ledger.add("control", ((*key, booked) for *key, booked, _ in kept))
        for since, sign in ((self.rows(_INVOICED_SINCE), 1), (received, -1), (closed, -1)):
            ledger.add("later", since, sign)
            ledger.add("control", since, -sign)


def _since_report(accounts: QuerySet[Account], as_of: date, basis: str) -> AgeingReport:
    ledger = Ledger()
    _SinceReader(accounts, as_of).fill(ledger, basis)
    return report_from(ledger, accounts, as_of, basis)


class _Lines(Sequence[AccountAgeing]):
    """All lines of the report in their order, read as far as somebody turns the pages. `totals`: one per currency, in
    their order; `beside`: those accounts that were taken from their items."""

    def __init__(self, kept: _Kept, count: int, totals: Sequence[AgeingLine], beside: Iterable[AccountAgeing]) -> None:
        self._kept, self._count, self._beside = kept, count, list(beside)
        self._rank = ranked_by(totals)
        self._currencies = {f"currency_{n}": line.currency for n, line in enumerate(totals)}
        steps = " ".join(f"WHEN %({name})s THEN {n}" for n, name in enumerate(self._currencies))
        self._place = f"CASE s.currency {steps} END"

    def __len__(self) -> int:
        return self._count + len(self._beside)

    @overload
    def __getitem__(self, wanted: int) -> AccountAgeing: ...
    @overload
    def __getitem__(self, wanted: slice) -> Sequence[AccountAgeing]: ...
    def __getitem__(self, wanted: int | slice) -> AccountAgeing | Sequence[AccountAgeing]:
        start, stop, step = (slice(wanted, wanted + 1) if isinstance(wanted, int) else wanted).indices(len(self))
        kept = self._kept.rows(_LINES, self._place, until=stop, **self._currencies) if self._count else []
        rows = [
            AccountAgeing(key, number, name, creditor, line_from(currency, figures))
            for key, number, name, creditor, currency, *figures in kept
        ]
        for row in self._beside:
            insort(rows, row, key=self._rank)
        found = rows[start:stop:step]
        return found[0] if isinstance(wanted, int) else found


def aged_report(accounts: QuerySet[Account], as_of: date, basis: str = BY_DUE, *, many: bool = False) -> AgeingReport:
    """The same figures as `ageing.ageing_report` at a fraction of its work. `many`: they are most of the ledger, and
    what is kept is read as it lies. Raises UnknownBasis."""
    check_basis(basis)
    scope, parameters = scope_of(accounts)
    narrowed = many and bool(parameters)
    lines = _OF_MANY.format(keys=keys_of(accounts)[0]) if narrowed else _OF_FEW.format(scope=scope)
    kept = _Kept(scope, {**parameters, "as_of": as_of}, lines, _ALL if many else lines)
    totals = kept.totals()
    if not kept.agree(totals):
        return ageing_report(accounts, as_of, basis)
    if basis == BY_DUE and all(total.is_fresh for total in totals):
        return _kept_report(accounts, kept, totals)
    if basis == BY_DUE and any(total.is_fresh for total in totals) and (most := _with_others(kept)):
        return _kept_report(accounts, most, most.totals())
    return _since_report(accounts, as_of, basis)


def _kept_report(accounts: QuerySet[Account], kept: _Kept, totals: Iterable[_Total]) -> AgeingReport:
    """The kept lines of that day, and beside them the accounts whose line is of another."""
    lines = {total.currency: total.line for total in totals}
    beside: Sequence[AccountAgeing] = ()
    if kept.others:
        report = _since_report(accounts.filter(pk__in=kept.others), kept.parameters["as_of"], BY_DUE)
        beside = report.accounts
        for line in report.ageing.lines:
            lines[line.currency] = lines.get(line.currency, AgeingLine(line.currency)) + line
    ordered = in_order(lines.values())
    shown = _Lines(kept, sum(total.shown for total in totals), ordered, beside)
    return AgeingReport(Ageing(kept.parameters["as_of"], BY_DUE, ordered), shown)


def open_lines(accounts: QuerySet[Account], as_of: date, *, many: bool = False) -> tuple[AgeingLine, ...]:
    """What is open by due date, one line per currency: a picture of it all."""
    return tuple(line for line in aged_report(accounts, as_of, many=many).ageing.lines if line.items)
