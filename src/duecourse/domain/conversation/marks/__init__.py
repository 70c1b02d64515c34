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
from duecourse.domain.conversation.results import Mark
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.views import View

_DETECTORS: tuple[Callable[[View, State], Iterator[Mark]], ...] = (
    timing.interruption,
    manners.courtesy_and_empathy,
    manners.donts,
    questions.open_questions,
    checking.clarifying,
    listening.acknowledgement,
    terms.terms,
    offers.solution,
    offers.overpromise,
    truth.false_statement,
    privacy.disclosure,
)


def detect(view: View, state: State) -> tuple[Mark, ...]:
    """Marks that this turn brings, one per turn and label: the first detector that finds a label has its quote."""
    found: dict[tuple[int, str], Mark] = {}
    for detector in _DETECTORS:
        for mark in detector(view, state):
            found.setdefault((mark.n, mark.label), mark)
    return offers.within_authority(view, state, weighing.weighed(view, state, tuple(found.values())))
