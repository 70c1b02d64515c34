"""What the engine finds in a call that goes on."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel, Field

from duecourse.calls.live.turns import Heard


class MarkOut(BaseModel):
    """A do or a don't of the caller's, with the words that show it."""

    n: int = Field(description="The turn")
    label: str
    quote: str


class ActOut(BaseModel):
    """What the client did. Which further fields there are depends on the act: a promise has `amount`, `currency`, `on`
    and `confirmed`; a dispute `invoice` and `reason`; and so on."""

    model_config = {"extra": "allow"}
    n: int
    act: str
    quote: str


class SaidWeWould(BaseModel):
    n: int
    what: str
    due_on: date | None
    quote: str


class PromptOut(BaseModel):
    """A word to the caller: one at a time, none twice."""

    id: str
    kind: str
    say: str = Field(description="What is the matter, under 90 characters")
    do: str = Field(description="What to do about it")
    quote: str = Field(description="The words that are its reason")
    turn: int


class TurnsOut(BaseModel):
    next: int = Field(description="The number of the turn that is waited for")
    marks: list[MarkOut] = Field(description="Brought by the turns that were sent")
    client_acts: list[ActOut] = Field(description="That stand so far")
    commitments: list[SaidWeWould] = Field(description="What we said we would do, so far")
    points: list[str] = Field(description="Covered so far")
    prompt: PromptOut | None = Field(
        description="To show now; null: take away the one before, or its caller has dismissed it"
    )
    drafted: bool = Field(description="With `over`: the draft of the record was filled")


def turns_out(heard: Heard, *, drafted: bool) -> TurnsOut:
    given: dict[str, Any] = {
        "marks": [mark.as_json() for mark in heard.marks],
        "client_acts": [act.as_json() for act in heard.acts],
        "commitments": [one.as_json() for one in heard.commitments],
        "prompt": heard.prompt.as_json() if heard.prompt else None,
    }
    return TurnsOut(next=heard.n + 1, points=list(heard.points), drafted=drafted, **given)
