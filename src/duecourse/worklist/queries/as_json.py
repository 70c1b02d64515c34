"""The list of one caller's day as plain JSON values: what `duecourse worklist --json` and the API give."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from duecourse.domain.money import decimal_text
from duecourse.domain.priority.candidate import Amounts
from duecourse.worklist.queries.desk import Desk, QueueEntry, WaitingEntry


def worklist_json(desk: Desk, *, caller: str, on: date) -> dict[str, Any]:
    """`left` and `waiting` count the whole list, of which the entries may be the first."""
    return {
        "caller": caller,
        "on": on.isoformat(),
        "left": desk.left,
        "waiting": desk.waiting,
        "entries": [_entry(entry) for entry in desk.entries],
        "not_today": [_waiting(entry) for entry in desk.not_today],
    }


def _overdue(amounts: Amounts) -> dict[str, Any]:
    """The most valuable currency by itself, the others under `also`; where nothing is overdue both are null."""
    listed = [{"overdue": decimal_text(minor, currency), "currency": currency} for currency, minor in amounts]
    first = listed[0] if listed else {"overdue": None, "currency": None}
    return {**first, "also": listed[1:]}


def _entry(entry: QueueEntry) -> dict[str, Any]:
    return {
        "rank": entry.rank,
        "account": entry.number,
        "account_id": entry.account_id,
        "name": entry.name,
        **_overdue(entry.overdue),
        "reasons": [reason.text for reason in entry.reasons],
        "may_contact": entry.may_contact,
    }


def _waiting(entry: WaitingEntry) -> dict[str, Any]:
    """`until` is told on the debtor's clock; null: somebody has to act first."""
    until = entry.until.astimezone(ZoneInfo(entry.tz)).isoformat() if entry.until else None
    return {
        "account": entry.number,
        "account_id": entry.account_id,
        "name": entry.name,
        **_overdue(entry.overdue),
        "reasons": [reason.text for reason in entry.reasons],
        "until": until,
    }
