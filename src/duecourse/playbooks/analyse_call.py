"""`duecourse analyse-call`: calls in as JSON or JSON Lines, the same calls out with what was said. No database."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from duecourse.domain.conversation.engine import analyse
from duecourse.domain.conversation.transcripts import (
    Transcript,
    TranscriptError,
    as_turns,
    read_transcript,
    who_is_caller,
)
from duecourse.domain.conversation.turns import CallError, CallInput, Setting, parse_call
from duecourse.playbooks.phrases import load_book

ANALYSED, MALFORMED = 0, 2
_ANSWERS = ("marks", "client_acts", "commitments", "points", "disposition", "measures")


@dataclass(frozen=True, slots=True)
class Output:
    """`lines` for standard output (one JSON object each), `errors` for standard error, the exit status."""

    lines: tuple[str, ...]
    errors: tuple[str, ...]
    status: int


def analyse_call_json(text: str) -> Output:
    """Every call of the input that can be read, analysed; an error for each that cannot, and then exit status 2."""
    lines: list[str] = []
    errors: list[str] = []
    for where, raw in _objects(text):
        try:
            lines.append(_line(_analysed(raw)))
        except CallError as error:
            errors.append(f"{where}{error}")
    if not lines and not errors:
        errors.append("there is no call in the input")
    if not lines and not text.lstrip().startswith(("{", "[")):
        errors = [f"{errors[0]}. A transcript needs --call CALL.json, which says what it is about."]
    return Output(tuple(lines), tuple(errors), MALFORMED if errors else ANALYSED)


def analyse_transcript(text: str, about: str, speaker: str = "") -> Output:
    """A transcript in any form, with a call as JSON that says what it is about; its own turns are passed over.
    `speaker` names ours where that is not plain. One call out, with the turns that were read and notes on the
    reading."""
    try:
        data, setting = _about(about)
        heard = read_transcript(text)
        ours = _ours(heard, setting, speaker)
    except (CallError, TranscriptError) as error:
        return Output((), (str(error),), MALFORMED)
    turns = as_turns(heard, ours)
    found = analyse(CallInput("", setting, turns), load_book()).as_json()
    kept = {key: value for key, value in data.items() if key not in _ANSWERS}
    call = {**kept, "turns": [asdict(turn) for turn in turns], "notes": list(heard.notes), **found}
    return Output((_line(call),), (), ANALYSED)


def _about(text: str) -> tuple[dict[str, Any], Setting]:
    """Raises CallError."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CallError(f"the call that says what it is about is not JSON: {error}") from error
    setting = parse_call({**data, "turns": []} if isinstance(data, dict) else data).setting
    return data, setting


def _ours(heard: Transcript, setting: Setting, speaker: str) -> str:
    """Which speaker is ours. Raises TranscriptError where somebody has to say."""
    names = ", ".join(heard.speakers)
    if speaker and speaker not in heard.speakers:
        raise TranscriptError(f"Nobody in the transcript is called {speaker}: there are {names}.")
    who = who_is_caller(heard, caller=setting.caller_name, company=setting.company, contact=setting.account.contact)
    if not speaker and who.caller is None:
        raise TranscriptError(f"{who.evidence} Say which is ours: --speaker NAME, one of {names}.")
    return speaker or str(who.caller)


def _line(call: dict[str, Any]) -> str:
    """As it is read; half characters, which no output takes, stay escaped."""
    line = json.dumps(call, ensure_ascii=False)
    return line if _HALF_CHARACTERS.search(line) is None else json.dumps(call)


_HALF_CHARACTERS = re.compile("[\ud800-\udfff]")


def _objects(text: str) -> Iterator[tuple[str, str]]:
    """The whole input as one call, or one call a line."""
    stripped = text.strip().removeprefix("\ufeff")
    if not stripped:
        return
    try:
        json.loads(stripped)
    except (ValueError, RecursionError):
        several = [(n, line) for n, line in enumerate(stripped.split("\n"), 1) if line.strip()]
        if len(several) > 1 and several[0][1].rstrip().endswith("}"):
            yield from ((f"line {n}: ", line) for n, line in several)
            return
    yield "", stripped


def _analysed(raw: str) -> dict[str, Any]:
    """The call as it came, its own answers left out, with ours."""
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise CallError(f"this is not JSON: {error}") from error
    found = analyse(parse_call(data), load_book()).as_json()
    return {**{key: value for key, value in data.items() if key not in _ANSWERS}, **found}
