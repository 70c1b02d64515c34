"""Rows → what the domain takes: a transcript with its speakers, and the ledger that it is held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from duecourse.calls.hearing import setting_for
from duecourse.calls.models import Transcript
from duecourse.domain.conversation.engine import analyse
from duecourse.domain.conversation.results import Analysis
from duecourse.domain.conversation.turns import (
    CALLER,
    CLIENT,
    CallError,
    CallInput,
    Setting,
    Turn,
    parse_call,
    setting_as_json,
)
from duecourse.playbooks.phrases import load_book


@dataclass(frozen=True, slots=True)
class Words:
    """What was said, and who is called what. `settled` is how the ledger stood when the call was first looked at."""

    turns: tuple[Turn, ...]
    speakers: Mapping[int, str]
    setting: Setting

    @property
    def settled(self) -> dict[str, Any]:
        return setting_as_json(self.setting)


def words_of(transcript: Transcript, *, settled: Mapping[str, Any] | None = None) -> Words:
    """`settled` is the ledger kept with an earlier analysis; it wins over the transcript's own, and that over today's:
    an invoice that has been paid since was open on the call all the same."""
    turns = tuple(_turn(n, row) for n, row in enumerate(transcript.turns, 1))
    speakers = {turn.n: _speaker(turn, row) for turn, row in zip(turns, transcript.turns, strict=True)}
    kept = settled or transcript.analysis.get("setting")
    return Words(turns, speakers, _kept_setting(kept) if kept else setting_for(transcript.call))


def read(words: Words) -> Analysis:
    """What the engine finds in it."""
    return analyse(CallInput("", words.setting, words.turns), load_book())


def _turn(n: int, row: Mapping[str, Any]) -> Turn:
    who = CALLER if row.get("who") == CALLER else CLIENT
    return Turn(n, who, str(row.get("text", "")), _second(row.get("start")), _second(row.get("end")))


def _second(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _speaker(turn: Turn, row: Mapping[str, Any]) -> str:
    return str(row.get("speaker") or ("Us" if turn.who == CALLER else "Them"))


def _kept_setting(kept: Mapping[str, Any]) -> Setting:
    return parse_call({**kept, "turns": []}).setting


__all__ = ["CallError", "Words", "read", "words_of"]
