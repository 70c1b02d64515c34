"""What a turn shows to a classifier: its words, what phrases found in it, and what went before. Plain strings, so that
a weight can be read and argued with."""

from __future__ import annotations

from collections.abc import Sequence

from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.text import ENDERS, folded, pairs_of
from duecourse.domain.conversation.turns import CALLER, CLIENT
from duecourse.domain.conversation.views import View

HOSTILE = frozenset(("aggression", "assumption", "dismissive"))
_MOST = 3  # counts above this say no more
_SIZE_STEP, _SIZE_STEPS = 6, 5  # words a step of length, and how many steps are told apart


def features(view: View, state: State, found: Sequence[str]) -> list[str]:
    """Everything a classifier may weigh about the turn. `found`: what the rules say it is."""
    seen = [*_words(view.words.items), *view.words.pairs, *[f"found {name}" for name in found], *_shape(view)]
    for name, hits in view.hits.items():
        seen.append(f"hit {name}")
        seen += [f"family {hit.family.id}" for hit in hits]
    hostile = sum(1 for m in state.marks if m.label in HOSTILE and m.n < view.n)
    seen.append(f"hostile so far {min(hostile, _MOST)}")
    return [*seen, *_before(view, state)]


def grams(items: Sequence[str]) -> list[str]:
    """Words and pairs of neighbours; a number is any number."""
    return [*_words(items), *pairs_of(items)]


def _words(items: Sequence[str]) -> list[str]:
    return [word for word in folded(items) if word not in ENDERS]


def _shape(view: View) -> list[str]:
    seen = [f"size {min(len(view.words.items) // _SIZE_STEP, _SIZE_STEPS)}"]
    if "?" in view.turn.text:
        seen.append("asks")
    if "!" in view.turn.text:
        seen.append("cries")
    if view.amounts:
        seen.append("amount")
    if view.days:
        seen.append("day")
    return seen


def _before(view: View, state: State) -> list[str]:
    """What the other side said last, and how much of it comes up again."""
    other = state.before(view, CLIENT if view.is_caller else CALLER)
    if other is None:
        return ["first"]
    seen = [f"after {name}" for name in other.hits]
    seen += [f"heard {word}" for word in other.words.vocabulary - ENDERS]
    seen.append(f"heard size {min(len(other.words.items) // _SIZE_STEP, _SIZE_STEPS)}")
    seen.append(f"shared {min(len(view.content & other.content), _MOST)}")
    if "?" in other.turn.text:
        seen.append("after a question")
    if other.amounts:
        seen.append("after an amount")
    if other.days:
        seen.append("after a day")
    return seen
