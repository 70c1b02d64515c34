"""Reminders by the calendar: which step of a creditor's table is due for an account, from its oldest open item."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

# A step that nobody approved in time is not caught up on: by then a call is better.
CATCH_UP_DAYS = 7


@dataclass(frozen=True, slots=True)
class Step:
    """`days` after the due date, negative before it; `text` is the id of a message, sent by `channel`."""

    days: int
    text: str
    channel: str


# What a creditor's table begins with; it does nothing until a lead switches it on.
USUAL = (
    Step(-5, "before_due", "email"),
    Step(3, "first_reminder", "email"),
    Step(10, "later_reminder", "email"),
    Step(20, "later_reminder", "letter"),
)


def window_of(step: Step, steps: Iterable[Step]) -> range:
    """The days late on which the step is due: from its day until the next step's, a week at most; a reminder before
    the due date is never sent after it."""
    following = min((other.days for other in steps if other.days > step.days), default=step.days + CATCH_UP_DAYS + 1)
    end = min(following, step.days + CATCH_UP_DAYS + 1)
    return range(step.days, min(end, 1) if step.days < 0 else end)


def step_due(steps: Collection[Step], days_late: int, done: Collection[int]) -> Step | None:
    """The step for an item that many days late; None when none is due or it was sent (or declined) already. `done` are
    the days of the steps that were taken for this item."""
    due = (step for step in steps if days_late in window_of(step, steps))
    step = max(due, key=lambda s: s.days, default=None)
    return None if step is None or step.days in done else step


def reach_of(steps: Collection[Step]) -> range:
    """All days late on which some step may be due; empty without steps."""
    windows = [window_of(step, steps) for step in steps]
    return range(min((w.start for w in windows), default=0), max((w.stop for w in windows), default=0))
