"""A second opinion once it is checked: what stands, what was dropped and why, how far it agrees with the engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from duecourse.domain.conversation.results import Analysis, ClientAct, Mark

# Why a proposal is dropped, in words for whoever reads the page.
REASONS = {
    "not_an_object": "is not written as it was asked for",
    "no_such_turn": "names a turn that the call does not have",
    "unknown_label": "uses a label that the codebook does not have",
    "wrong_side": "quotes the other side",
    "no_quote": "has no quote",
    "not_verbatim": "quotes words that were not said in that turn",
    "too_long": "is too long",
    "twice": "says the same thing again",
    "not_about_it": "quotes words in which nothing of what its label is about is said",
    "needs_timing": "is an interruption: only the clock tells those",
    "ledger_agrees": "calls a statement false that agrees with the ledger",
    "figure_not_said": "has an amount or number that stands neither in the transcript nor in the ledger",
    "date_not_said": "has a date that stands neither in the transcript nor in the ledger",
    "unknown_invoice": "names an invoice that the account does not have",
    "unknown_reason": "uses a word where the codebook has a list",
    "name_not_said": "names somebody who is neither in the transcript nor in the ledger",
    "promise_not_heard": "speaks of a promise that was not heard on this call",
    "not_in_transcript": "says what the transcript does not",
    "too_many": "is beyond the number of proposals that are looked at",
}
_CLIP = 160  # characters of a dropped proposal that are kept for whoever wants to see it


@dataclass(frozen=True, slots=True)
class Dropped:
    """One proposal that is not shown as an opinion. `kind` is mark, act or sentence; `reason` a key of REASONS."""

    kind: str
    reason: str
    text: str = ""

    def as_json(self) -> dict[str, str]:
        return {"kind": self.kind, "reason": self.reason, "text": self.text[:_CLIP]}


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of all that either found (same turn, same label), how much both did."""

    both: int
    engine_only: int
    reviewer_only: int

    @property
    def of(self) -> int:
        return self.both + self.engine_only + self.reviewer_only

    @property
    def percent(self) -> int | None:
        """None where neither found anything."""
        return round(100 * self.both / self.of) if self.of else None

    def as_json(self) -> dict[str, Any]:
        return {"both": self.both, "engine_only": self.engine_only, "reviewer_only": self.reviewer_only,
                "of": self.of, "percent": self.percent}  # fmt: skip


def agreement(engine: Iterable[tuple[int, str]], reviewer: Iterable[tuple[int, str]]) -> Agreement:
    ours, theirs = set(engine), set(reviewer)
    return Agreement(len(ours & theirs), len(ours - theirs), len(theirs - ours))


@dataclass(frozen=True, slots=True)
class Opinion:
    """Beside the engine's own finds, never among them. Nothing of it is ever saved as a record or a promise."""

    marks: tuple[Mark, ...]
    acts: tuple[ClientAct, ...]
    summary: tuple[str, ...]
    dropped: tuple[Dropped, ...]
    engine: Analysis

    @property
    def engine_marks(self) -> tuple[Mark, ...]:
        """The engine's marks that a reader of words can find as well: without interruptions, which need the clock."""
        return tuple(mark for mark in self.engine.marks if mark.label != "interruption")

    @property
    def on_marks(self) -> Agreement:
        return agreement(((m.n, m.label) for m in self.engine_marks), ((m.n, m.label) for m in self.marks))

    @property
    def on_acts(self) -> Agreement:
        return agreement(((a.n, a.act) for a in self.engine.acts), ((a.n, a.act) for a in self.acts))

    @property
    def reasons(self) -> dict[str, int]:
        """How many were dropped for which reason, the commonest first."""
        return dict(Counter(drop.reason for drop in self.dropped).most_common())

    @property
    def is_silent(self) -> bool:
        """Nothing at all, where the engine found several things: a reviewer that failed, or was talked out of it by
        what was said on the call."""
        return not self.marks and not self.acts and len(self.engine_marks) + len(self.engine.acts) >= _SEVERAL

    def as_json(self) -> dict[str, Any]:
        ours, theirs = {(m.n, m.label) for m in self.engine_marks}, {(m.n, m.label) for m in self.marks}
        said, heard = {(a.n, a.act) for a in self.engine.acts}, {(a.n, a.act) for a in self.acts}
        return {
            "marks": [{**m.as_json(), "engine_too": (m.n, m.label) in ours} for m in self.marks],
            "client_acts": [{**_act(a), "engine_too": (a.n, a.act) in said} for a in self.acts],
            "engine_only": [m.as_json() for m in self.engine_marks if (m.n, m.label) not in theirs],
            "engine_only_acts": [_act(a) for a in self.engine.acts if (a.n, a.act) not in heard],
            "summary": list(self.summary),
            "agreement": {"marks": self.on_marks.as_json(), "client_acts": self.on_acts.as_json()},
            "dropped": [drop.as_json() for drop in self.dropped],
            "dropped_by_reason": self.reasons,
            "silent": self.is_silent,
        }


_SEVERAL = 3


def _act(act: ClientAct) -> dict[str, Any]:
    """Without `confirmed`: only the engine, which hears both sides, says that; a reviewer's word confirms nothing."""
    return {name: value for name, value in act.as_json().items() if name != "confirmed"}
