"""How the actor's day goes, and what of theirs falls due in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from duecourse.domain.money import format_money
from duecourse.domain.wording import short_date
from duecourse.followups.queries import due_by, today_of
from duecourse.lib.sql import moment, rows_of
from duecourse.teams.models import User


@dataclass(frozen=True, slots=True)
class DayProgress:
    """Calls of the day against the goal, and what was promised on them."""

    calls: int
    goal: int
    promises: int
    promised: tuple[tuple[str, int], ...]  # currency, minor units

    @property
    def percent(self) -> int:
        return min(100, 100 * self.calls // self.goal) if self.goal else 100

    @property
    def promised_text(self) -> str:
        return " + ".join(format_money(minor, currency, decimals=False) for currency, minor in self.promised)


_CALLS = """
SELECT COUNT(*) FROM calls_call WHERE caller_id = %s AND state = 'closed' AND started_at >= %s AND started_at <= %s
"""
_PROMISED = """
SELECT currency, COUNT(*), CAST(SUM(amount_minor) AS bigint) FROM calls_promise
WHERE made_by_id = %s AND made_at >= %s AND made_at <= %s AND call_id IS NOT NULL
    AND state NOT IN ('replaced', 'cancelled')
GROUP BY currency ORDER BY 3 DESC
"""


def day_progress(actor: User, now: datetime) -> DayProgress:
    """The actor's own day, from their midnight."""
    midnight = datetime.combine(today_of(actor, now), time(), ZoneInfo(actor.time_zone))
    day = (actor.pk, moment(midnight), moment(now))
    ((calls,),) = rows_of(_CALLS, *day)
    promised = rows_of(_PROMISED, *day)
    money = tuple((currency, minor) for currency, _, minor in promised)
    return DayProgress(calls, actor.daily_goal, sum(count for _, count, _ in promised), money)


@dataclass(frozen=True, slots=True)
class DueItem:
    """One follow-up of today. `when` is an hour on the debtor's clock, a day that has passed, or "today"."""

    when: str
    what: str
    late: bool
    account_id: int | None
    account_name: str


def due_today(actor: User, now: datetime, limit: int = 12) -> list[DueItem]:
    """The actor's own follow-ups, and anyone's, that are due by tonight; most overdue first."""
    today = today_of(actor, now)
    return [
        DueItem(
            when=_when(row.due_at, row.due_on, row.zone, today),
            what=f"{row.title}: {row.text}",
            late=row.is_late,
            account_id=row.account_id,
            account_name=row.account,
        )
        for row in due_by(actor, now, today, limit)
    ]


def _when(due_at: datetime | None, due_on: date | None, zone: str, today: date) -> str:
    if due_on is None or due_on == today:
        return f"{due_at.astimezone(ZoneInfo(zone)):%H:%M}" if due_at else "today"
    return short_date(due_on, today)
