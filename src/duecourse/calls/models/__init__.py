"""Calls, their records, and what was promised on them by either side."""

from duecourse.calls.models.call import Call, CallDraft, CallRecord, Transcript
from duecourse.calls.models.habit import AnswerHabit
from duecourse.calls.models.outcome import Callback, Commitment, DisputeRaised, DocumentRequest, FollowUp, Promise

__all__ = [
    "AnswerHabit",
    "Call",
    "CallDraft",
    "CallRecord",
    "Callback",
    "Commitment",
    "DisputeRaised",
    "DocumentRequest",
    "FollowUp",
    "Promise",
    "Transcript",
]
