"""Reads of the worklist, narrowed to the actor."""

from duecourse.worklist.queries.claims import CLAIM, Holder, claim_on, claims_in_force, holder_of, seen_lately
from duecourse.worklist.queries.day import DayProgress, DueItem, day_progress, due_today
from duecourse.worklist.queries.desk import (
    REASONS,
    Desk,
    Filters,
    QueueEntry,
    WaitingEntry,
    accounts_in_order,
    best_first,
    desk_for,
)

__all__ = [
    "CLAIM",
    "REASONS",
    "DayProgress",
    "Desk",
    "DueItem",
    "Filters",
    "Holder",
    "QueueEntry",
    "WaitingEntry",
    "accounts_in_order",
    "best_first",
    "claim_on",
    "claims_in_force",
    "day_progress",
    "desk_for",
    "due_today",
    "holder_of",
    "seen_lately",
]
