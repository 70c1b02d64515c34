"""The six kinds of follow-up under one set of words, so that one page and one set of actions serve them all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from duecourse.calls.models import Callback, Commitment, DocumentRequest, Promise
from duecourse.followups.models import Reminder
from duecourse.receivables.models import Dispute

OPEN = "open"


@dataclass(frozen=True, slots=True)
class Kind:
    """`done` and `ended` are the states behind "keep" and "close"; the labels are what the buttons say."""

    name: str
    title: str
    model: type[Model]
    done: str
    done_label: str
    ended: str
    ended_label: str
    due_field: str = "due_on"

    @property
    def has_hour(self) -> bool:
        """Due at an instant, not on a day."""
        return self.due_field == "due_at"

    @property
    def rows(self) -> Any:
        return self.model._default_manager


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("promise", "Promise", Promise, "kept", "Kept", "cancelled", "Cancel the promise"),
        Kind("commitment", "We said we would", Commitment, "kept", "Done", "cancelled", "Not needed any more"),
        Kind("callback", "Call back", Callback, "done", "Done", "cancelled", "Not needed any more", "due_at"),
        Kind("document", "Send", DocumentRequest, "sent", "Sent", "cancelled", "Not needed any more"),
        Kind("dispute", "Dispute", Dispute, "settled", "Settled", "withdrawn", "Withdrawn by the client"),
        Kind("reminder", "Reminder", Reminder, "done", "Done", "cancelled", "Not needed any more"),
    )
}
