"""One detector per label (or family of labels). Each looks at the caller's turn with what went before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from duecourse.domain.conversation.marks import (
    checking,
    listening,
    manners,
    offers,
    privacy,
    questions,
    terms,
    timing,
    truth,
    weighing,
)
from duecourse.domain.conversation.results import HOSTILE, Mark
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.views import View

# Each with the phrases of which one must have been found for it to find anything: none, and it is always asked.
_DETECTORS: tuple[tuple[Callable[[View, State], Iterator[Mark]], frozenset[str]], ...] = (
    (timing.interruption, frozenset()),
    (manners.courtesy_and_empathy, frozenset(("empathy", "courtesy", "sorry"))),
    (manners.donts, HOSTILE),
    (questions.open_questions, frozenset(("open_question",))),
    (checking.clarifying, frozenset()),
    (listening.acknowledgement, frozenset()),
    (terms.terms, frozenset()),
    (offers.solution, frozenset(("solution",))),
    (offers.overpromise, frozenset()),
    (truth.false_statement, frozenset()),
    (privacy.disclosure, frozenset()),
)


def detect(view: View, state: State) -> tuple[Mark, ...]:
    """Marks that this turn brings, one per turn and label: the first detector that finds a label has its quote."""
    found: dict[tuple[int, str], Mark] = {}
    for detector, needs in _DETECTORS:
        if not needs or not needs.isdisjoint(view.hits):
            for mark in detector(view, state):
                found.setdefault((mark.n, mark.label), mark)
    return offers.within_authority(view, state, weighing.weighed(view, state, tuple(found.values())))
