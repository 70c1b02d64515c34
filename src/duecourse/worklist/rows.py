"""What the ranking reads: a fixed number of queries, whatever the size of the ledger.

Overdue money and everything older come from the standing rows that are kept per account; money of another day than
theirs from the open items (a covering index holds them). Every query is narrowed to the actor's accounts by itself:
planners do not push that down. It is plain SQL (see lib.sql), because this runs for every page of every caller.
"""

# ruff: noqa: S608 - only names of our own tables and columns are put together into statements
from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, cast

from duecourse.compliance.cases import DISCARDED
from duecourse.domain.contact_policy.words import FAILED_DELIVERY
from duecourse.domain.payment_timing import PayDay
from duecourse.followups.judging import SECOND_LOOK_DAYS
from duecourse.lib.sql import Row, moment, padded, places, rows_in_turn, rows_of, utc
from duecourse.teams.models import User
from duecourse.teams.queries import portfolio_keys_for

OPEN = "open"
Until = tuple[str, date | None]  # a reason, and the day until which it holds


class Head(NamedTuple):
    """Who the account is, and what its calls have shown."""

    account_id: int
    number: str
    name: str
    kind: str
    creditor: str
    currency: str
    time_zone: str
    creditor_zone: str
    phone: str
    country: str
    region: str
    answers: str | None
    tried_on: date | None
    tries: int | None
    reached_on: date | None


_HEAD = """a.id, a.number, a.name, a.kind, cr.name, a.currency, a.time_zone, cr.time_zone, a.phone, a.country,
    a.region, k.answers, k.tried_on, k.tries, k.reached_on"""
_ACCOUNTS = """receivables_account a JOIN receivables_creditor cr ON cr.id = a.creditor_id
    LEFT JOIN calls_callstanding k ON k.account_id = a.id"""


class Ledger(NamedTuple):
    """What one account owes in one currency, and how it has paid."""

    currency: str
    oldest_due_on: date
    unapplied_minor: int
    last_paid_on: date | None
    last_paid_minor: int | None
    settled_count: int
    late_count: int
    usual_days_late: int | None
    pay_day_kind: str
    pay_day_value: int
    overdue_minor: int


# No more of an account in one currency than tells where it can stand at best: the account, in what it is like others
# (see `Alike`, as text), overdue minor units, and 1 where it has to be looked at closely (money came lately, or comes
# soon by habit). Thousands are read for one page, and most are like hundreds of others.
Owed = tuple[int, str, int, int]


class Alike(NamedTuple):
    """What a text of `Owed` says."""

    currency: str
    kind: str
    creditor_id: str
    since: str  # the day of the oldest due date

    @classmethod
    def read(cls, text: str) -> Alike:
        return cls(*text.split("/"))


class Promised(NamedTuple):
    """An open promise, or one that was broken of late."""

    state: str
    currency: str
    amount_minor: int
    received_minor: int
    due_on: date
    grace_days: int

    @property
    def missing_minor(self) -> int:
        return self.amount_minor - self.received_minor

    @property
    def counts_until(self) -> date:
        return self.due_on + timedelta(days=self.grace_days)


class Late(NamedTuple):
    """Something that we said we would do and are late with."""

    due_on: date
    what: str
    kind: str
    creditor_id: int


THEIRS_FOR = timedelta(hours=1)  # so long behind its hour a call back is still its owner's: they may be at it


class OtherCallback(NamedTuple):
    """A colleague has agreed a time with this account, which is still to come or has only just come."""

    owner: str
    due_at: datetime

    @property
    def until(self) -> datetime:
        """When anybody may call instead."""
        return self.due_at + THEIRS_FOR


@dataclass(slots=True)
class Extras:
    """What only few accounts have, per account."""

    promises: dict[int, list[Promised]]
    callbacks: dict[int, tuple[datetime, bool]]  # (when, whether it is the actor's own)
    colleagues: dict[int, OtherCallback]
    commitments: dict[int, Late]
    holds: dict[int, Until]
    disputes: dict[int, Until]
    disputed: dict[int, dict[str, int]]  # per currency: overdue money that is disputed invoice by invoice
    written: dict[int, tuple[datetime, str]]  # what we wrote in the last days: when, by which channel
    paid: dict[int, tuple[date, dict[str, int]]]  # who has just paid: the last day, and what came on it per currency
    called: set[int]  # a call came today


class Mine(NamedTuple):
    """The actor's accounts as a condition on `a`, and its parameters. `many`: those of a whole team."""

    sql: str
    parameters: tuple[int, ...] = ()
    many: bool = False


def accounts_of(actor: User) -> Mine:
    """The accounts that the actor may see."""
    if actor.sees_everything:
        return Mine("true", many=True)
    portfolios = portfolio_keys_for(actor)
    sql = f"a.portfolio_id IN ({places(portfolios)})" if portfolios else "false"
    return Mine(sql, portfolios, many=not actor.is_caller)


def _read(sql: str, mine: Mine, *parameters: Any) -> list[Row]:
    """The rows; the condition on the accounts stands last in every statement."""
    return rows_of(sql.format(mine=mine.sql, head=_HEAD, accounts=_ACCOUNTS), *parameters, *mine.parameters)


# Kept for the day on which the account was last booked or looked at; of another day it is added up. The double
# condition on the balance is the partial index's own, so that SQLite recognises it.
_OVERDUE_MINOR = """CASE WHEN s.aged_on = %s THEN s.overdue_minor ELSE (
        SELECT CAST(SUM(i.balance_minor) AS bigint) FROM receivables_invoice i WHERE i.account_id = s.account_id
        AND i.currency = s.currency AND i.due_on < %s AND i.balance_minor > 0 AND NOT (i.balance_minor = 0)) END"""
# CROSS JOIN makes SQLite begin there: with the accounts of one caller, or with all standing rows as they lie.
_ACCOUNTS_FIRST = "receivables_account a CROSS JOIN receivables_accountstanding s"
_STANDINGS_FIRST = "receivables_accountstanding s CROSS JOIN receivables_account a"
_OWED = f"""
SELECT a.id, s.currency || '/' || a.kind || '/' || a.creditor_id || '/' || CAST(s.oldest_due_on AS text),
    {_OVERDUE_MINOR},
    CASE WHEN s.unapplied_minor <> 0 OR s.last_paid_on >= %s OR (s.pay_day_kind <> '' AND s.settled_count >= %s
        AND s.pay_day_kind || ' ' || s.pay_day_value IN ({{near}})) THEN 1 ELSE 0 END
FROM {{joined}}
WHERE s.account_id = a.id AND s.open_count > 0 AND s.oldest_due_on < %s AND {{mine}}
"""


def owed_rows(mine: Mine, today: date, quiet_days: int, near: Sequence[PayDay], min_history: int) -> Iterator[Owed]:
    """One per account and currency with something overdue. `near`: the pay days that are close; one is a habit from
    `min_history` settled items on."""
    joined = _STANDINGS_FIRST if mine.many else _ACCOUNTS_FIRST
    owed = _OWED.format(joined=joined, near=places(near), mine=mine.sql)
    pay_days = [f"{pay_day.kind} {pay_day.value}" for pay_day in near]
    quiet_since = today - timedelta(days=quiet_days)
    rows = rows_in_turn(owed, today, today, quiet_since, min_history, *pay_days, today, *mine.parameters)
    return cast(Iterator[Owed], rows)


_EVERYTHING = f"""
SELECT {{head}}, s.currency, s.oldest_due_on, s.unapplied_minor, s.last_paid_on, s.last_paid_minor, s.settled_count,
    s.late_count, s.usual_days_late, s.pay_day_kind, s.pay_day_value,
    {_OVERDUE_MINOR}
FROM {{accounts}} LEFT JOIN receivables_accountstanding s
    ON s.account_id = a.id AND s.open_count > 0 AND s.oldest_due_on < %s
WHERE {{mine}}
"""


def everything_of(accounts: Collection[int], today: date) -> Iterator[tuple[Head, Ledger | None]]:
    """All that is kept of those accounts: one per currency with something overdue, or the head alone."""
    if not accounts:
        return
    width, keys = len(Head._fields), padded(accounts)
    some = Mine(f"a.id IN ({places(keys)})", keys)
    for row in _read(_EVERYTHING, some, today, today, today):
        ledger = Ledger._make(row[width:]) if row[-1] else None
        yield Head._make(row[:width]), ledger


def creditor_names() -> dict[int, str]:
    return dict(rows_of("SELECT id, name FROM receivables_creditor"))


def extras_of(mine: Mine, actor: User, now: datetime, today: date, quiet_days: int) -> Extras:
    callbacks, colleagues = _callbacks(mine, actor, now)
    disputes, disputed = _disputes(mine, today)
    return Extras(
        promises=_promises(mine, today),
        callbacks=callbacks,
        colleagues=colleagues,
        commitments=_commitments(mine, today),
        holds=_holds(mine, now, today),
        disputes=disputes,
        disputed=disputed,
        written=_written(mine, now),
        paid=_paid(mine, now, today - timedelta(days=quiet_days)),
        called=_called(mine, today),
    )


# Those who kept a promise, and whose money somebody entered themselves: a caller looks for them, and they may owe
# nothing any more. Others who paid in full are simply gone from the list.
_PAID = """
SELECT s.account_id, s.currency, s.last_paid_on, s.last_paid_minor
FROM receivables_accountstanding s JOIN receivables_account a ON a.id = s.account_id
WHERE s.last_paid_on >= %s AND s.last_paid_minor > 0 AND s.account_id IN (
    SELECT p.account_id FROM receivables_payment p WHERE p.received_on >= %s AND p.entered_by_id IS NOT NULL
    UNION SELECT k.account_id FROM calls_promise k WHERE k.state = 'kept' AND k.judged_at >= %s)
    AND {mine} ORDER BY s.last_paid_on
"""


def _paid(mine: Mine, now: datetime, since: date) -> dict[int, tuple[date, dict[str, int]]]:
    found: dict[int, tuple[date, dict[str, int]]] = {}
    for account_id, currency, on, minor in _read(_PAID, mine, since, since, moment(now - timedelta(days=7))):
        day, money = found.get(account_id, (on, {}))
        found[account_id] = (on, {**(money if day == on else {}), currency: minor})
    return found


_PROMISES = """
SELECT p.account_id, p.state, p.currency, p.amount_minor, p.received_minor, p.due_on, p.grace_days
FROM calls_promise p JOIN receivables_account a ON a.id = p.account_id
WHERE (p.state = 'open' OR (p.state IN ('broken', 'part_kept') AND p.due_on >= %s)) AND p.closed_at IS NULL AND {mine}
ORDER BY p.due_on, p.id
"""


def _promises(mine: Mine, today: date) -> dict[int, list[Promised]]:
    """Open ones, and broken ones of late; earliest day first."""
    found: dict[int, list[Promised]] = defaultdict(list)
    for account_id, *fields in _read(_PROMISES, mine, today - timedelta(days=SECOND_LOOK_DAYS)):
        found[account_id].append(Promised._make(fields))
    return found


_CALLBACKS = """
SELECT c.account_id, c.due_at, c.owner_id, u.first_name, u.username
FROM calls_callback c JOIN receivables_account a ON a.id = c.account_id LEFT JOIN teams_user u ON u.id = c.owner_id
WHERE c.state = 'open' AND {mine} ORDER BY c.due_at
"""


def _callbacks(
    mine: Mine, actor: User, now: datetime
) -> tuple[dict[int, tuple[datetime, bool]], dict[int, OtherCallback]]:
    """The earliest open one of each account: the actor's own or anyone's, and apart from them a colleague's as long as
    it is theirs alone."""
    ours: dict[int, tuple[datetime, bool]] = {}
    theirs: dict[int, OtherCallback] = {}
    for account_id, due_at, owner, first_name, username in _read(_CALLBACKS, mine):
        if owner is None or owner == actor.pk:
            ours.setdefault(account_id, (utc(due_at), owner is not None))
        else:
            theirs.setdefault(account_id, OtherCallback(first_name or username, utc(due_at)))
    return ours, {account_id: callback for account_id, callback in theirs.items() if callback.until > now}


WRITTEN_DAYS = 3  # a message is news on the list for so long
# The conditions on kind and direction are the partial index's own; SQLite takes a cross join in the order it is in.
_WRITTEN = """
SELECT e.account_id, e.at, e.channel FROM compliance_contactevent e CROSS JOIN receivables_account a
WHERE a.id = e.account_id AND e.kind = 'message' AND e.direction = 'out' AND e.at >= %s
    AND e.outcome NOT IN ({undone}) AND {{mine}}
ORDER BY e.at
"""


def _written(mine: Mine, now: datetime) -> dict[int, tuple[datetime, str]]:
    """The newest message to each, without what did not arrive or never left."""
    undone = (*sorted(FAILED_DELIVERY), DISCARDED)
    rows = _read(_WRITTEN.format(undone=places(undone)), mine, moment(now - timedelta(days=WRITTEN_DAYS)), *undone)
    return {account_id: (utc(at), channel) for account_id, at, channel in rows}


_COMMITMENTS = """
SELECT c.account_id, c.due_on, c.what, a.kind, a.creditor_id
FROM calls_commitment c JOIN receivables_account a ON a.id = c.account_id
WHERE c.state = 'open' AND c.due_on < %s AND {mine} ORDER BY c.due_on, c.id
"""


def _commitments(mine: Mine, today: date) -> dict[int, Late]:
    """What we are late with, the latest of each account."""
    found: dict[int, Late] = {}
    for account_id, *fields in _read(_COMMITMENTS, mine, today):
        if account_id not in found:
            found[account_id] = Late._make(fields)
    return found


# By days that are named SQLite finds them in its indexes; for "since that day" it reads every standing.
_CALLED = """
SELECT k.account_id FROM calls_callstanding k CROSS JOIN receivables_account a
WHERE a.id = k.account_id AND (k.tried_on IN (%s, %s) OR k.reached_on IN (%s, %s)) AND {mine}
"""


def _called(mine: Mine, today: date) -> set[int]:
    """Those with whom a call was tried or came about today; where a colleague is, it may be tomorrow already."""
    days = today, today + timedelta(days=1)
    return {account_id for (account_id,) in _read(_CALLED, mine, *days, *days)}


# They are few: SQLite, which takes a cross join in the order it is in, begins with them.
_HOLDS = """
SELECT h.account_id, h.reason, h.until_on FROM compliance_hold h CROSS JOIN receivables_account a
WHERE a.id = h.account_id AND h.lifted_at IS NULL AND h.placed_at <= %s AND (h.until_on IS NULL OR h.until_on >= %s)
    AND {mine}
ORDER BY CASE WHEN h.until_on IS NULL THEN 1 ELSE 0 END, h.until_on
"""


def _holds(mine: Mine, now: datetime, today: date) -> dict[int, Until]:
    """In force now; one without an end outranks one with, a later end an earlier one."""
    return {account_id: (reason, until) for account_id, reason, until in _read(_HOLDS, mine, moment(now), today)}


_DISPUTES = """
SELECT d.account_id, d.invoice_id, d.reason, d.due_on, d.amount_minor, i.currency, i.balance_minor, i.due_on
FROM receivables_dispute d JOIN receivables_account a ON a.id = d.account_id
    LEFT JOIN receivables_invoice i ON i.id = d.invoice_id
WHERE d.state = 'open' AND {mine} ORDER BY d.opened_at
"""
# Overdue items that carry the mark from their file. The conditions are the partial index's own. CROSS JOIN makes SQLite
# begin where fewer rows are: with the accounts of one caller, or with the few items of all that carry the mark.
_MARKED = """
SELECT i.id, i.account_id, i.currency, i.balance_minor FROM {joined}
WHERE i.account_id = a.id AND i.is_disputed AND NOT (i.balance_minor = 0) AND i.balance_minor > 0 AND i.due_on < %s
    AND {{mine}}
"""
_BY_ACCOUNT = "receivables_account a CROSS JOIN receivables_invoice i"
_BY_ITEM = "receivables_invoice i CROSS JOIN receivables_account a"


def _disputes(mine: Mine, today: date) -> tuple[dict[int, Until], dict[int, dict[str, int]]]:
    """Open disputes over a whole account, and the overdue money that is disputed invoice by invoice."""
    whole: dict[int, Until] = {}
    items: dict[int, tuple[int, str, int]] = {}
    for account_id, invoice, reason, until, minor, currency, balance, due_on in _read(_DISPUTES, mine):
        if invoice is None:
            whole[account_id] = (reason, until)
        elif balance > 0 and due_on < today:
            items[invoice] = (account_id, currency, min(balance, minor or balance))
    marked = _MARKED.format(joined=_BY_ITEM if mine.many else _BY_ACCOUNT)
    for invoice, *item in _read(marked, mine, today):
        items.setdefault(invoice, (item[0], item[1], item[2]))
    disputed: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for account_id, currency, minor in items.values():
        disputed[account_id][currency] += minor
    return whole, disputed
