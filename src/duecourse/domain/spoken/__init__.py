"""What may be said about an account today: placeholders read from the facts, and conditions that are true of it.

Scripts, objection cards and the brief's questions are content; this is the vocabulary they are written in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from duecourse.domain.facts import AccountFacts
from duecourse.domain.spoken.caller import Caller
from duecourse.domain.spoken.conditions import CONDITIONS, Condition, conditions_of
from duecourse.domain.spoken.lines import Alternative, Said, choose, line_problems
from duecourse.domain.spoken.placeholders import PLACEHOLDERS, Figure, Placeholder, figures_of
from duecourse.domain.spoken.view import AccountView, local_date, view_of

__all__ = [
    "CONDITIONS", "PLACEHOLDERS",
    "AccountView", "Alternative", "Caller", "Condition", "Figure", "Placeholder", "Said", "Vocabulary",
    "choose", "line_problems", "local_date", "view_of", "vocabulary_of",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The view of one account with everything that may be said about it by this caller."""

    view: AccountView
    caller: Caller
    figures: Mapping[str, Figure]
    conditions: frozenset[str]


def vocabulary_of(facts: AccountFacts, today: date, caller: Caller) -> Vocabulary:
    view = view_of(facts, today)
    return Vocabulary(view, caller, figures_of(view, caller), conditions_of(view, caller))
