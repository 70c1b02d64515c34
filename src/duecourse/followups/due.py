"""Which follow-ups are due, of every kind: their keys alone, in plain SQL (lib.sql), because this runs for every desk.

The conditions are those of `queries` for what waits and is the actor's own or anyone's; a test holds both together.
"""

# ruff: noqa: S608 - only names of our own tables and columns are put together into statements
from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, cast
from zoneinfo import ZoneInfo

from duecourse.followups.judging import SECOND_LOOK_DAYS
from duecourse.followups.kinds import KINDS, Kind
from duecourse.lib.sql import Row, moment, places, rows_of, utc
from duecourse.teams.models import User
from duecourse.teams.queries import portfolio_keys_for

NOT_REACHED = ("voicemail", "no_answer", "busy")
BROKEN = ("broken", "part_kept")


class Due(NamedTuple):
    """One follow-up that is due on a day, or (callbacks) at an instant. `zone`: the debtor's; "" without an account."""

    kind: str
    pk: int
    on: date | None
    at: datetime | None
    zone: str

    @property
    def day(self) -> date:
        """On the debtor's calendar."""
        return self.at.astimezone(ZoneInfo(self.zone)).date() if self.at else cast(date, self.on)

    @property
    def urgency(self) -> tuple[date, bool, float, str, int]:
        """Earliest day first; within a day the hours, then the rest."""
        return self.day, self.at is None, self.at.timestamp() if self.at else 0.0, self.kind, self.pk


# What is due comes first, its account second: few rows of many. `own` is what a reminder without an account needs.
_DUE = """
SELECT f.id, f.{due}, COALESCE(NULLIF(a.time_zone, ''), cr.time_zone, '')
FROM {table} f LEFT JOIN receivables_account a ON a.id = f.account_id
    LEFT JOIN receivables_creditor cr ON cr.id = a.creditor_id
WHERE {waits} AND f.{due} < %s AND (f.owner_id = %s OR f.owner_id IS NULL) AND ({seen}{own})
ORDER BY f.{due}, f.id LIMIT %s
"""
_OPEN = "f.state = 'open'"
# After a call in which somebody was reached what had to be said has been said. It is asked by the account's own key, so
# that SQLite looks only where the account is one of the actor's.
_BROKE = f"""f.state IN ({places(BROKEN)}) AND f.closed_at IS NULL AND f.due_on >= %s AND NOT EXISTS (
    SELECT 1 FROM calls_call c JOIN calls_callrecord r ON r.call_id = c.id
    WHERE c.account_id = a.id AND c.state = 'closed' AND c.started_at >= f.judged_at
        AND r.outcome NOT IN ({places(NOT_REACHED)}))"""


def due_keys(actor: User, today: date, end: datetime, limit: int) -> list[Due]:
    """The first `limit` that are due by that day, which is over at `end`; most overdue first."""
    seen, keys = _seen(actor)
    found: list[Due] = []
    for kind in KINDS.values():
        until = moment(end) if kind.has_hour else today + timedelta(days=1)
        own = " OR (f.account_id IS NULL AND f.owner_id = %s)" if kind.name == "reminder" else ""
        after = (until, actor.pk, *keys, *([actor.pk] if own else []), limit)
        found += _read(kind, _OPEN, seen, own, after)
        if kind.name == "promise":
            since = today - timedelta(days=SECOND_LOOK_DAYS)
            found += _read(kind, _BROKE, seen, own, (*BROKEN, since, *NOT_REACHED, *after))
    return sorted(found, key=lambda due: due.urgency)[:limit]


def _seen(actor: User) -> tuple[str, tuple[int, ...]]:
    """The actor's accounts as a condition on `a`, and its parameters."""
    if actor.sees_everything and actor.is_active:
        return "a.id IS NOT NULL", ()
    portfolios = portfolio_keys_for(actor)
    return (f"a.portfolio_id IN ({places(portfolios)})" if portfolios else "false"), portfolios


def _read(kind: Kind, waits: str, seen: str, own: str, parameters: tuple[Any, ...]) -> list[Due]:
    table = kind.model._meta.db_table
    sql = _DUE.format(due=kind.due_field, table=table, waits=waits, seen=seen, own=own)
    return [_due(kind, row) for row in rows_of(sql, *parameters)]


def _due(kind: Kind, row: Row) -> Due:
    pk, due, zone = row
    return Due(kind.name, pk, None, utc(due), zone) if kind.has_hour else Due(kind.name, pk, due, None, zone)
