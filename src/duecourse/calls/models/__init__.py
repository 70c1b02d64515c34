"""Calls, their records, and what was promised on them by either side."""

from duecourse.calls.models.call import Call, CallDraft, CallRecord, Transcript
from duecourse.calls.models.live import LiveTurn
from duecourse.calls.models.outcome import Callback, Commitment, DisputeRaised, DocumentRequest, FollowUp, Promise
from duecourse.calls.models.recording import Recording
from duecourse.calls.models.standing import CallStanding

__all__ = [
    "Call",
    "CallDraft",
    "CallRecord",
    "CallStanding",
    "Callback",
    "Commitment",
    "DisputeRaised",
    "DocumentRequest",
    "FollowUp",
    "LiveTurn",
    "Promise",
    "Recording",
    "Transcript",
]
