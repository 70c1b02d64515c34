"""The last word on a caller's turn: what the detectors found, weighed with everything else about it."""

from __future__ import annotations

from collections.abc import Mapping

from duecourse.domain.conversation.classifier import grams
from duecourse.domain.conversation.features import HOSTILE, features
from duecourse.domain.conversation.marks.offers import BEYOND, names_terms
from duecourse.domain.conversation.pieces import piece_quote, pieces
from duecourse.domain.conversation.results import Mark
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CALLER
from duecourse.domain.conversation.views import View

_RULE = "weighed"


def weighed(view: View, state: State, found: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """The marks that stand: a label that the classifier knows by its verdict, any other as the detectors say. A mark
    for an earlier turn (a term explained too late) is not this turn's to judge."""
    judge = state.book.judges.get(CALLER)
    if judge is None or not view.words.items:
        return found
    own = {m.label: m for m in found if m.n == view.n}
    scores = judge.scores(features(view, state, tuple(own)))
    kept = [m for m in found if m.n != view.n or m.rule.startswith(BEYOND) or scores.get(m.label, 1.0) > 0]
    added = [
        label
        for label, score in scores.items()
        if score > 0 and label not in own and not _denied(view, label, own, score)
    ]
    return (*kept, *(Mark(view.n, label, _quote(view, state, label), _RULE) for label in added))


# Above these scores the words speak for themselves: of what was so taken for a restatement, two in three were hostile
# all the same; of what was so taken for a denial, all.
_SURE_BESIDE_RESTATING, _SURE_BESIDE_DENYING = 1.0, 2.0


def _denied(view: View, label: str, own: Mapping[str, Mark], score: float) -> bool:
    """What somebody says is not so ("I'm not threatening you"), and the client's own words said back, are no attack.
    How much may be offered stands in the authority, not in the words."""
    if label == "overpromise":
        return names_terms(view)
    if label not in HOSTILE:
        return False
    if HOSTILE & own.keys() or view.has(*HOSTILE):
        return False
    if "acknowledgement" in own and score < _SURE_BESIDE_RESTATING:
        return True
    return score < _SURE_BESIDE_DENYING and view.has(*(f"not {name}" for name in HOSTILE))


def _quote(view: View, state: State, label: str) -> str:
    """The piece of the turn that speaks most for the label."""
    parts = [(first, last) for first, last in pieces(view) if last > first] or [(0, len(view.words.items))]
    place = state.book.judges[CALLER].strongest(label, [grams(view.words.folded[a:b]) for a, b in parts])
    return piece_quote(view, *parts[place])
