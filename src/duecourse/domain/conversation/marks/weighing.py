"""The last word on a caller's turn: what the detectors found, weighed with everything else about it."""

from __future__ import annotations

from collections.abc import Collection

from duecourse.domain.conversation.classifier import Judge, grams
from duecourse.domain.conversation.features import features
from duecourse.domain.conversation.marks.offers import BEYOND, names_terms
from duecourse.domain.conversation.pieces import piece_quote, pieces
from duecourse.domain.conversation.results import HOSTILE, Mark
from duecourse.domain.conversation.state import State, Tone
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
    state.tones.append(Tone(view, scores, frozenset(own)))
    kept = [m for m in found if m.n != view.n or stands(view, m) or scores.get(m.label, 1.0) > 0]
    added = [
        label
        for label, score in scores.items()
        if score > 0 and label not in own and not denied(view, label, own, score)
    ]
    return (*kept, *(Mark(view.n, label, strongest_piece(view, judge, label), _RULE) for label in added))


def stands(view: View, mark: Mark) -> bool:
    """A mark that is not weighed: an offer beyond authority, words that are plain whatever else is said."""
    return mark.rule.startswith(BEYOND) or any("plain" in hit.family.fields for hit in view.hits.get(mark.label, ()))


# Above these scores the words speak for themselves: of what was so taken for a restatement, two in three were hostile
# all the same; of what was so taken for a denial, all.
_SURE_BESIDE_RESTATING, _SURE_BESIDE_DENYING = 1.0, 2.0


def denied(view: View, label: str, own: Collection[str], score: float) -> bool:
    """What somebody says is not so ("I'm not threatening you"), and the client's own words said back, are no attack.
    How much may be offered stands in the authority, not in the words."""
    if label == "overpromise":
        return names_terms(view)
    if label not in HOSTILE:
        return False
    if not HOSTILE.isdisjoint(own) or view.has(*HOSTILE):
        return False
    if "acknowledgement" in own and score < _SURE_BESIDE_RESTATING:
        return True
    return score < _SURE_BESIDE_DENYING and view.has(*(f"not {name}" for name in HOSTILE))


def strongest_piece(view: View, judge: Judge, label: str) -> str:
    """The piece of the turn that speaks most for the label."""
    parts = [(first, last) for first, last in pieces(view) if last > first] or [(0, len(view.words.items))]
    if len(parts) == 1:
        return piece_quote(view, *parts[0])
    place = judge.strongest(label, [grams(view.words.folded[a:b]) for a, b in parts])
    return piece_quote(view, *parts[place])
