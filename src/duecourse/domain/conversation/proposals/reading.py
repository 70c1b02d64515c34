"""The text that a language model sent back, taken apart. Nothing in it is believed here."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

MOST = 200  # proposals of each kind that are looked at
_FENCE = re.compile(r"```(?:json)?\s*(.*?)```", re.DOTALL)
_THOUGHTS = re.compile(r"<think>.*?</think>", re.DOTALL)
_KEYS = ("marks", "client_acts", "summary")
_TRIES = 40  # places at which an object may begin, in an answer with prose around it


class Unreadable(ValueError):
    """The answer holds nothing that can be read. The message says what is wrong with it, without quoting it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was proposed, as it came. `left_out` counts what went beyond the most that is looked at."""

    marks: tuple[Any, ...]
    acts: tuple[Any, ...]
    summary: tuple[Any, ...]
    left_out: int = 0


def read_answer(text: str) -> Answer:
    """The object with `marks`, `client_acts` and `summary`, wherever it stands in the text. Raises Unreadable."""
    data = _object(_THOUGHTS.sub("", text))
    lists = {key: data.get(key) or [] for key in _KEYS}
    if isinstance(lists["summary"], str):
        lists["summary"] = [s for s in re.split(r"(?<=[.!?])\s+", lists["summary"]) if s]
    if wrong := [key for key, value in lists.items() if not isinstance(value, list)]:
        raise Unreadable(f"“{wrong[0]}” is not a list")
    left_out = sum(max(0, len(value) - MOST) for value in lists.values())
    return Answer(
        marks=tuple(lists["marks"][:MOST]),
        acts=tuple(lists["client_acts"][:MOST]),
        summary=tuple(lists["summary"][:MOST]),
        left_out=left_out,
    )


def _object(text: str) -> Mapping[str, Any]:
    if not text.strip():
        raise Unreadable("the answer is empty")
    for candidate in _candidates(text):
        if isinstance(candidate, Mapping) and any(key in candidate for key in _KEYS):
            return candidate
    raise Unreadable("the answer holds no JSON object with marks, client_acts or summary")


def _candidates(text: str) -> Iterator[Any]:
    """The whole, what stands between fences, and whatever begins with a brace."""
    for piece in (text, *_FENCE.findall(text)):
        try:
            yield json.loads(piece)
        except (ValueError, RecursionError):
            continue
    decoder = json.JSONDecoder()
    at = -1
    for _ in range(_TRIES):
        at = text.find("{", at + 1)
        if at < 0:
            return
        try:
            yield decoder.raw_decode(text, at)[0]
        except (ValueError, RecursionError):
            continue
