"""The ageing of today, read from the line that is kept per account; every other ageing is added up from the items.

Kept lines are made in the transaction of the write that moves an account, so they are never behind it. Two things are
looked at all the same before they are shown. Accounts whose line is of another day (it is tomorrow already where they
are booked) are added up from their items. And what is open by the kept rows must be what the open items say now;
should the two ever disagree, everything is added up from the items.
"""

# ruff: noqa: S608 - only names of our own tables and columns are put together into statements
from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, overload

from django.db import connection
from django.db.models import QuerySet

from duecourse.domain.ageing import BY_DUE, Ageing, AgeingLine
from duecourse.receivables.ageing import (
    BUCKET_COLUMNS,
    LINE_COLUMNS,
    AccountAgeing,
    AgeingReport,
    ageing_report,
    line_from,
    rank_of,
    scope_of,
)
from duecourse.receivables.models import Account

Row = tuple[Any, ...]
_FEW = 500  # accounts of another day that are added up beside the kept lines; more are a new day: then all are

_OPEN_MINOR = " + ".join(f"s.{name}" for name in BUCKET_COLUMNS)
_OVERDUE_MINOR = " + ".join(f"s.{name}" for name in BUCKET_COLUMNS[1:])
_FIGURES = ", ".join(f"s.{name}" for name in LINE_COLUMNS)
_SUMS = ", ".join(f"SUM(s.{name})" for name in LINE_COLUMNS)
# Whether any figure of the line is one that a list shows.
_SHOWN = f"({' OR '.join(f's.{name} <> 0' for name in LINE_COLUMNS[:9])})"
# By currency, and by whether the line is of that day; the last figure adds up what is open whatever the day.
_TOTALS = f"""
SELECT s.currency, CASE WHEN s.aged_on = %(as_of)s THEN 1 ELSE 0 END, SUM(CASE WHEN {_SHOWN} THEN 1 ELSE 0 END),
    SUM(s.open_minor + s.credits_minor), {_SUMS}
FROM receivables_accountstanding s WHERE s.{{scope}} AND {{others}} GROUP BY 1, 2
"""
_LINES = f"""
SELECT s.account_id, a.number, a.name, c.code, s.currency, {_FIGURES}
FROM receivables_accountstanding s JOIN receivables_account a ON a.id = s.account_id
    JOIN receivables_creditor c ON c.id = a.creditor_id
WHERE s.aged_on = %(as_of)s AND s.{{scope}} AND {{others}} AND {_SHOWN}
ORDER BY s.currency, {_OVERDUE_MINOR} DESC, {_OPEN_MINOR} DESC, s.account_id LIMIT %(until)s
"""
_OTHER_DAY = """
SELECT DISTINCT s.account_id FROM receivables_accountstanding s
WHERE (s.aged_on IS NULL OR NOT (s.aged_on = %(as_of)s)) AND s.{scope} LIMIT %(most)s
"""
# All currencies in one sum: it is compared, not shown.
_OPEN_NOW = "SELECT SUM(i.balance_minor) FROM receivables_invoice i WHERE NOT (i.balance_minor = 0) AND i.{scope}"


@dataclass(frozen=True, slots=True)
class _Kept:
    """The kept lines of one scope on one day, without those accounts that are of another day."""

    scope: str
    parameters: dict[str, Any]
    others: tuple[int, ...] = ()

    def rows(self, sql: str, **more: int) -> list[Row]:
        others = f"s.account_id NOT IN ({', '.join(map(str, self.others))})" if self.others else "true"
        with connection.cursor() as cursor:
            cursor.execute(sql.format(scope=self.scope, others=others), {**self.parameters, **more})
            found: list[Row] = cursor.fetchall()
        return found

    def totals(self) -> list[_Total]:
        return [
            _Total(currency, bool(fresh), int(shown), int(open_minor), line_from(currency, figures))
            for currency, fresh, shown, open_minor, *figures in self.rows(_TOTALS)
        ]


class _Total(NamedTuple):
    """The kept lines in one currency that are of that day, or of another."""

    currency: str
    is_fresh: bool
    shown: int
    open_minor: int
    line: AgeingLine


def _kept(accounts: QuerySet[Account], as_of: date) -> tuple[_Kept, list[_Total]] | None:
    """The lines of that day and their totals; None where they do not serve."""
    scope, parameters = scope_of(accounts)
    kept = _Kept(scope, {**parameters, "as_of": as_of})
    totals = kept.totals()
    if sum(total.open_minor for total in totals) != int(kept.rows(_OPEN_NOW)[0][0] or 0):
        return None
    if all(total.is_fresh for total in totals):
        return kept, totals
    others = [key for (key,) in kept.rows(_OTHER_DAY, most=_FEW + 1)]
    if len(others) > _FEW:
        return None
    kept = _Kept(scope, kept.parameters, tuple(others))
    return kept, kept.totals()


class _Lines(Sequence[AccountAgeing]):
    """All lines of the report in their order, read as far as somebody turns the pages. `beside`: those accounts that
    were added up from their items."""

    def __init__(self, kept: _Kept, count: int, beside: Iterable[AccountAgeing]) -> None:
        self._kept, self._count, self._beside = kept, count, list(beside)

    def __len__(self) -> int:
        return self._count + len(self._beside)

    @overload
    def __getitem__(self, wanted: int) -> AccountAgeing: ...
    @overload
    def __getitem__(self, wanted: slice) -> Sequence[AccountAgeing]: ...
    def __getitem__(self, wanted: int | slice) -> AccountAgeing | Sequence[AccountAgeing]:
        start, stop, step = (slice(wanted, wanted + 1) if isinstance(wanted, int) else wanted).indices(len(self))
        rows = [
            AccountAgeing(key, number, name, creditor, line_from(currency, figures))
            for key, number, name, creditor, currency, *figures in self._kept.rows(_LINES, until=stop)
        ]
        for row in self._beside:
            insort(rows, row, key=rank_of)
        found = rows[start:stop:step]
        return found[0] if isinstance(wanted, int) else found


def aged_report(accounts: QuerySet[Account], as_of: date, basis: str = BY_DUE) -> AgeingReport:
    """The same figures as `ageing.ageing_report` at a fraction of its work where they are kept. Raises UnknownBasis."""
    found = _kept(accounts, as_of) if basis == BY_DUE else None
    if found is None:
        return ageing_report(accounts, as_of, basis)
    kept, totals = found
    lines = {total.currency: total.line for total in totals}
    beside: Sequence[AccountAgeing] = ()
    if kept.others:
        report = ageing_report(accounts.filter(pk__in=kept.others), as_of)
        beside = report.accounts
        for line in report.ageing.lines:
            lines[line.currency] = lines.get(line.currency, AgeingLine(line.currency)) + line
    ageing = Ageing(as_of, basis, tuple(lines[currency] for currency in sorted(lines)))
    return AgeingReport(ageing, _Lines(kept, sum(total.shown for total in totals), beside))


def open_lines(accounts: QuerySet[Account], as_of: date) -> tuple[AgeingLine, ...]:
    """What is open by due date, one line per currency, the most items first: a picture of it all."""
    lines = [line for line in aged_report(accounts, as_of).ageing.lines if line.items]
    return tuple(sorted(lines, key=lambda line: (-line.items, line.currency)))
