"""What a turn shows to a classifier: its words, what phrases found in it, and what went before."""

from __future__ import annotations

from collections.abc import Sequence

from duecourse.domain.conversation.classifier import HEARD, Shown
from duecourse.domain.conversation.pieces import pieces
from duecourse.domain.conversation.results import HOSTILE
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.text import content_words
from duecourse.domain.conversation.turns import CALLER, CLIENT
from duecourse.domain.conversation.views import View
from duecourse.domain.conversation.worked_out import WorkedOut

_MOST = 3  # counts above this say no more
_STAGE, _STAGES = 3, 6  # turns a stage of the call, and how many stages are told apart
_SIZE_STEP, _SIZE_STEPS = 6, 5  # words a step of length, and how many steps are told apart


def counted(name: str, most: int) -> tuple[str, ...]:
    """A feature for each count up to the most that is told apart."""
    return tuple(f"{name} {count}" for count in range(most + 1))


_SIZE, _HEARD_SIZE = counted("size", _SIZE_STEPS), counted("heard size", _SIZE_STEPS)
_SHARED, _SAYS_BACK, _ASKS_BACK = counted("shared", _MOST), counted("says back", _MOST), counted("asks back", _MOST)
_HOSTILE, _OFFERED = counted("hostile so far", _MOST), counted("offered so far", _MOST)
_AT = counted("stage", _STAGES)
_HIT, _AFTER, _FAMILY = WorkedOut("hit {}".format), WorkedOut("after {}".format), WorkedOut("family {}".format)


def features(view: View, state: State, found: Sequence[str]) -> Shown:
    """Everything a classifier may weigh about the turn. `found`: what the rules say it is."""
    seen = _shape(view)
    seen += [f"found {name}" for name in found] if found else ()
    if view.hits:
        seen += map(_HIT.__getitem__, view.hits)
        seen += [_FAMILY[hit.family.id] for hits in view.hits.values() for hit in hits]
    earlier = [m.label for m in state.marks if m.n < view.n]
    hostile = len([label for label in earlier if label in HOSTILE])
    seen.append(_HOSTILE[min(hostile, _MOST)])
    other = state.before(view, CLIENT if view.is_caller else CALLER)
    seen += ["first"] if other is None else _before(view, other)
    if view.is_caller:
        seen += _so_far(view, other, earlier.count("solution"), state)
    else:
        seen += [f"known {a.act}" for a in state.acts] if state.acts else ()
    return Shown(view.words, view.weight, _heard(view, other), seen)


def _heard(view: View, other: View | None) -> frozenset[str]:
    """The words of the other side; not those that "heard" stands before in the turn itself: they are there already."""
    if other is None:
        return frozenset()
    heard = other.words.vocabulary
    if "heard" in view.words.vocabulary:
        heard = frozenset([word for word in heard if HEARD + word not in view.words.keys])
    return heard


def _shape(view: View) -> list[str]:
    seen = [_SIZE[min(len(view.words.items) // _SIZE_STEP, _SIZE_STEPS)]]
    if "?" in view.turn.text:
        seen.append("asks")
    if "!" in view.turn.text:
        seen.append("cries")
    if view.amounts:
        seen.append("amount")
    if view.days:
        seen.append("day")
    return seen


def _so_far(view: View, other: View | None, offered: int, state: State) -> list[str]:
    """How far the call has come. What is sent once a day is agreed is service; before that it is a way forward."""
    seen = [_AT[min(view.n // _STAGE, _STAGES)], _OFFERED[min(offered, _MOST)]]
    seen += {f"known {a.act}" for a in state.acts}
    if not state.obstacle:
        seen.append("known day of payment")
    if not state.confirmed:
        seen.append("not the right person yet")
    if other is not None:
        seen += {f"answers {a.act}" for a in (*state.acts, *state.promises) if a.n == other.n}
        seen += _taken_up(view, other)
    own = state.before(view, CALLER)
    if own is not None:
        seen += [f"just {m.label}" for m in state.marks if m.n == own.n]
    return seen


def _taken_up(view: View, other: View) -> list[str]:
    """How much of their words one statement of the turn says back, and how much one question asks back."""
    said = asked = 0
    for first, last in pieces(view) if view.content & other.content else ():
        shared = len(content_words(view.words.items[first:last]) & other.content)
        if shared and view.asks(first, last):
            asked = max(asked, shared)
        else:
            said = max(said, shared)
    return [_SAYS_BACK[min(said, _MOST)], _ASKS_BACK[min(asked, _MOST)]]


def _before(view: View, other: View) -> list[str]:
    """What the other side said last, and how much of it comes up again."""
    seen = [*map(_AFTER.__getitem__, other.hits)]
    seen.append(_HEARD_SIZE[min(len(other.words.items) // _SIZE_STEP, _SIZE_STEPS)])
    seen.append(_SHARED[min(len(view.content & other.content), _MOST)])
    if "?" in other.turn.text:
        seen.append("after a question")
    if other.amounts:
        seen.append("after an amount")
    if other.days:
        seen.append("after a day")
    return seen
