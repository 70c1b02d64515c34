"""Which follow-ups wait, of every kind, and how many: in plain SQL (lib.sql), because this runs for every desk.

A list is made of keys first. Only what is shown of it is read in full (`queries`).
"""

# ruff: noqa: S608 - only names of our own tables and columns are put together into statements
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from duecourse.followups.judging import SECOND_LOOK_DAYS
from duecourse.followups.kinds import Kind
from duecourse.lib.sql import Row, moment, places, rows_of, utc
from duecourse.teams.models import User
from duecourse.teams.queries import portfolio_keys_for, teammate_keys_for

NOT_REACHED = ("voicemail", "no_answer", "busy")
BROKEN = ("broken", "part_kept")
MINE, TEAM, LATE = "mine", "team", "late"
VIEWS = (MINE, TEAM, LATE)


class Due(NamedTuple):
    """One follow-up that is due on a day, or (callbacks) at an instant. `zone`: the debtor's; "" without an account."""

    kind: str
    pk: int
    on: date | None
    at: datetime | None
    zone: str

    @property
    def urgency(self) -> tuple[date, bool, float, str, int]:
        """Earliest day first, on the debtor's calendar; within a day the hours, then the rest. What has no day comes
        last."""
        if self.at:
            return self.at.astimezone(ZoneInfo(self.zone)).date(), False, self.at.timestamp(), self.kind, self.pk
        return self.on or date.max, True, 0.0, self.kind, self.pk


class _Condition(NamedTuple):
    """On a follow-up `f` and its account `a`."""

    sql: str
    parameters: tuple[Any, ...] = ()

    def __and__(self, other: _Condition) -> _Condition:
        return _Condition(f"{self.sql} AND {other.sql}", (*self.parameters, *other.parameters))


# What is due comes first, its account second: few rows of many.
_KEYS = """
SELECT f.id, f.{due}, COALESCE(NULLIF(a.time_zone, ''), cr.time_zone, '')
FROM {table} f LEFT JOIN receivables_account a ON a.id = f.account_id
    LEFT JOIN receivables_creditor cr ON cr.id = a.creditor_id
WHERE {where} ORDER BY {order}, f.id LIMIT %s
"""
_COUNTS = """
SELECT COUNT(CASE WHEN {mine} THEN 1 END), COUNT(*), COUNT(CASE WHEN {late} THEN 1 END)
FROM {table} f LEFT JOIN receivables_account a ON a.id = f.account_id WHERE {where}
"""
_EVERYTHING = _Condition("true")
_OPEN = _Condition("f.state = 'open'")
# After a call in which somebody was reached what had to be said has been said. It is asked by the account's own key, so
# that SQLite looks only where the account is one of the actor's.
_BROKE = f"""f.state IN ({places(BROKEN)}) AND f.closed_at IS NULL AND f.due_on >= %s AND NOT EXISTS (
    SELECT 1 FROM calls_call c JOIN calls_callrecord r ON r.call_id = c.id
    WHERE c.account_id = a.id AND c.state = 'closed' AND c.started_at >= f.judged_at
        AND r.outcome NOT IN ({places(NOT_REACHED)}))"""


class Waiting:
    """What waits of these kinds, as far as the actor may see it: open ones, and promises that broke of late until
    somebody has spoken about them. Whose reminders without an account are seen as well, `owners` says."""

    def __init__(
        self, actor: User, now: datetime, today: date, kinds: Iterable[Kind], owners: tuple[int, ...] | None = None
    ) -> None:
        self._actor, self._now, self._today = actor, now, today
        self._accounts = _accounts_of(actor)
        self._owners = teammate_keys_for(actor) if owners is None else owners
        broke = _Condition(_BROKE, (*BROKEN, today - timedelta(days=SECOND_LOOK_DAYS), *NOT_REACHED))
        self._parts = [
            (kind, waits) for kind in kinds for waits in ((_OPEN, broke) if kind.name == "promise" else (_OPEN,))
        ]

    def first(self, view: str, limit: int) -> list[Due]:
        """The first `limit` of that view; most overdue first."""
        return self._first([self._in_view(view, *part) for part in self._parts], limit)

    def due(self, end: datetime, limit: int) -> list[Due]:
        """The first `limit` of the actor's own and anyone's that are due today or were before; the day is over at
        `end`."""
        tomorrow = self._today + timedelta(days=1)
        before = [_before(kind, moment(end) if kind.has_hour else tomorrow) & self._mine for kind, _ in self._parts]
        return self._first(before, limit)

    def counts(self) -> dict[str, int]:
        """How many each view holds."""
        found, parameters, selects = Counter(dict.fromkeys(VIEWS, 0)), list[Any](), []
        for kind, waits in self._parts:
            where = waits & self._seen(kind)
            mine, late = self._in_view(MINE, kind, waits), self._in_view(LATE, kind, waits)
            table = kind.model._meta.db_table
            selects.append(_COUNTS.format(mine=mine.sql, late=late.sql, table=table, where=where.sql))
            parameters += [*mine.parameters, *late.parameters, *where.parameters]
        for numbers in rows_of(" UNION ALL ".join(selects), *parameters):
            found.update(dict(zip(VIEWS, numbers, strict=True)))
        return dict(found)

    def _first(self, narrowed: Iterable[_Condition], limit: int) -> list[Due]:
        found: list[Due] = []
        for (kind, waits), narrow in zip(self._parts, narrowed, strict=True):
            where = waits & narrow & self._seen(kind)
            table, due = kind.model._meta.db_table, kind.due_field
            # Databases differ in where they put what has no day.
            order = f"f.{due} IS NULL, f.{due}" if kind.model._meta.get_field(due).null else f"f.{due}"
            sql = _KEYS.format(due=due, table=table, where=where.sql, order=order)
            found += [_due(kind, row) for row in rows_of(sql, *where.parameters, limit)]
        return sorted(found, key=lambda due: due.urgency)[:limit]

    @property
    def _mine(self) -> _Condition:
        return _Condition("(f.owner_id = %s OR f.owner_id IS NULL)", (self._actor.pk,))

    def _in_view(self, view: str, kind: Kind, waits: _Condition) -> _Condition:
        """Which of those that wait the view holds. A promise that broke is late."""
        if view == MINE:
            return self._mine
        if view == LATE and waits is _OPEN:
            return _before(kind, moment(self._now) if kind.has_hour else self._today)
        return _EVERYTHING

    def _seen(self, kind: Kind) -> _Condition:
        if kind.name != "reminder" or not self._owners:
            return self._accounts
        own = f"f.account_id IS NULL AND f.owner_id IN ({places(self._owners)})"
        return _Condition(f"({self._accounts.sql} OR {own})", (*self._accounts.parameters, *self._owners))


def _before(kind: Kind, until: Any) -> _Condition:
    return _Condition(f"f.{kind.due_field} < %s", (until,))


def _accounts_of(actor: User) -> _Condition:
    if actor.sees_everything and actor.is_active:
        return _Condition("a.id IS NOT NULL")
    portfolios = portfolio_keys_for(actor)
    return _Condition(f"a.portfolio_id IN ({places(portfolios)})" if portfolios else "false", portfolios)


def _due(kind: Kind, row: Row) -> Due:
    pk, due, zone = row
    return Due(kind.name, pk, None, utc(due), zone) if kind.has_hour else Due(kind.name, pk, due, None, zone)
