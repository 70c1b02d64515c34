"""Rows → what the domain takes: the words of a call with the ledger as it stood when they were first looked at."""

from __future__ import annotations

from duecourse.calls.hearing import setting_for
from duecourse.calls.models import Transcript
from duecourse.domain.conversation.turns import CallInput, parse_call, setting_as_json

_SAID = ("who", "text", "start", "end")


def call_of(transcript: Transcript) -> CallInput:
    """Raises CallError where the rows of an old transcript cannot be read."""
    setting = transcript.analysis.get("setting") or setting_as_json(setting_for(transcript.call))
    turns = [{name: row.get(name) for name in _SAID} for row in transcript.turns]
    return parse_call({**setting, "turns": turns})
