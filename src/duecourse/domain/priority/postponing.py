"""Whom not to call today, why not, and until when. "Do not call" is an action like any other, and it has reasons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from duecourse.domain.priority.candidate import Candidate, Coming
from duecourse.domain.priority.ranking import Reason, each_with_its_day, local_time, money, near_day
from duecourse.domain.priority.weights import Weights
from duecourse.domain.wording import relative_day

_WHOLE = 10_000


class Postponed(NamedTuple):
    """An account that is left alone. `until` is an instant (UTC-aware, in their zone), None when somebody has to act
    first: lift the hold, settle the dispute."""

    candidate: Candidate
    reasons: tuple[Reason, ...]
    until: datetime | None

    @property
    def text(self) -> str:
        return " · ".join(reason.text for reason in self.reasons)


class _Finding(NamedTuple):
    kind: str
    text: str
    until: datetime | None


def opening(on: date, tz: str, hour: int) -> datetime:
    """The instant at which that day begins for a caller: `hour` o'clock where they are."""
    return datetime.combine(on, time(hour), ZoneInfo(tz))


def not_today(candidate: Candidate, today: date, weights: Weights) -> Postponed | None:
    """Why this account is better left alone today, or None when it is fair to call.

    A hold binds always. A call back whose hour has come outranks the rest: they asked for it. All findings are
    shown; the day on which the last of them ends is the day to come back.
    """
    rules: tuple[_Rule, ...] = (_held,) if candidate.callback_is_due else _RULES
    found = [finding for rule in rules if (finding := rule(candidate, today, weights)) is not None]
    if not found:
        return None
    ends = [finding.until for finding in found]
    until = None if None in ends else max(end for end in ends if end is not None)
    return Postponed(candidate, tuple(Reason(f.kind, f.text) for f in found), until)


def _on(day: date, c: Candidate, weights: Weights) -> datetime:
    return opening(day, c.tz, weights.opens_at_hour)


def _held(c: Candidate, today: date, weights: Weights) -> _Finding | None:
    if not c.hold:
        return None
    until = _on(c.hold_until + timedelta(days=1), c, weights) if c.hold_until else None
    return _Finding("hold", f"on hold: {c.hold}", until)


def _disputed(c: Candidate, today: date, weights: Weights) -> _Finding | None:
    over_everything = c.dispute or (c.overdue_base > 0 and c.disputed_base >= c.overdue_base)
    if not over_everything:
        return None
    due = c.dispute_until if c.dispute_until and c.dispute_until > today else None
    reason = f" ({c.dispute.replace('_', ' ')})" if c.dispute else ""
    return _Finding("dispute", f"dispute open over everything overdue{reason}", _on(due, c, weights) if due else None)


def _cash_waiting(c: Candidate, today: date, weights: Weights) -> _Finding | None:
    if not c.unapplied_base or c.unapplied_base * _WHOLE < c.overdue_base * weights.paid_covers_bp:
        return None
    when = f" {relative_day(c.last_paid_on, today)}" if c.last_paid_on else ""
    return _Finding("unapplied", f"{money(c.unapplied)} arrived{when}, not yet applied", _tomorrow(c, today, weights))


def _paid(c: Candidate, today: date, weights: Weights) -> _Finding | None:
    if c.last_paid_on is None or c.unapplied_base or not 0 <= (today - c.last_paid_on).days <= weights.paid_quiet_days:
        return None
    before = c.overdue_base + c.last_paid_base
    if c.last_paid_base * _WHOLE < before * weights.paid_covers_bp:
        return None
    until = c.last_paid_on + timedelta(days=weights.paid_quiet_days + 1)
    return _Finding("paid", f"paid {money(c.last_paid)} {relative_day(c.last_paid_on, today)}", _on(until, c, weights))


def _promised(c: Candidate, today: date, weights: Weights) -> _Finding | None:
    """What they have promised is enough, and none of it is for today. A promise that broke outweighs what is to come
    later: until somebody has spoken to them nobody knows what the rest of their word is worth."""
    if not c.promised_base or c.broken_on is not None or any(p.on == today for p in c.promised):
        return None
    open_base = c.overdue_base - c.disputed_base
    if c.promised_base * _WHOLE < open_base * weights.promise_covers_bp:
        return None
    back = min(p.on if p.on > today else max(p.counts_until, today) + timedelta(days=1) for p in c.promised)
    return _Finding("promise", _promised_text(c.promised, today), _on(back, c, weights))


def _promised_text(promised: Sequence[Coming], today: date) -> str:
    """Those whose day has passed and for which money still counts, and those whose day is to come."""
    parts = [
        f"promise of {money(p.amounts)} was due {relative_day(p.on, today)}, counts until "
        f"{near_day(max(p.counts_until, today), today)}"
        for p in promised
        if p.on < today
    ]
    if coming := [p for p in promised if p.on > today]:
        words, are = ("promise of", "is") if len(coming) == 1 else ("promises of", "are")
        parts.append(f"{words} {each_with_its_day(coming, today)} {are} not due yet")
    return ", ".join(parts)


def _spoken(c: Candidate, today: date, weights: Weights) -> _Finding | None:
    if c.reached_on == today:
        return _Finding("contacted", "spoken to today already", _tomorrow(c, today, weights))
    if c.tried_today >= weights.tries_per_day:
        tries = "once" if c.tried_today == 1 else f"{c.tried_today} times"
        return _Finding("tried", f"tried {tries} today, nobody answered", _tomorrow(c, today, weights))
    return None


def _habit(c: Candidate, today: date, weights: Weights) -> _Finding | None:
    """They pay on a fixed day and it is close. A broken promise takes that trust away."""
    if c.pays_on is None or c.broken_on is not None or c.settled_count < weights.min_history:
        return None
    if not 0 <= (c.pays_on - today).days <= weights.habit_wait_days:
        return None
    text = f"{c.pays_on_text}: {near_day(c.pays_on, today)}"
    return _Finding("habit", text, _on(c.pays_on + timedelta(days=1), c, weights))


def _call_back_later(c: Candidate, today: date, weights: Weights) -> _Finding | None:
    if c.callback_at is None:
        return None
    return _Finding("callback", f"call back planned for {local_time(c.callback_at, c.tz, today)}", c.callback_at)


def _tomorrow(c: Candidate, today: date, weights: Weights) -> datetime:
    return _on(today + timedelta(days=1), c, weights)


_Rule = Callable[[Candidate, date, Weights], _Finding | None]
_RULES: tuple[_Rule, ...] = (_held, _disputed, _cash_waiting, _paid, _promised, _spoken, _habit, _call_back_later)
