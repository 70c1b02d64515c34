"""What a call came to once it is over: its outcome and its points, by the finds and by all that was said."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from duecourse.domain.conversation import disposition, points
from duecourse.domain.conversation.marks.weighing import strongest_piece
from duecourse.domain.conversation.results import POINTS, ClientAct, ReadsLike
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CALLER, CLIENT
from duecourse.domain.conversation.views import View
from duecourse.domain.conversation.whole_call import Scores, WholeCall, parts_of

_SHORT = 200  # characters of a turn that is shown whole
_LEAST_TURNS = 10  # of a call that can be read as a whole: in fewer there is hardly anything beside the finds
# What the client said once binds us, whatever the rest of the call was about.
_BINDS = ("represented", "stop_contact", "wrong_party")
_PROMISES = ("plan", "part_promise", "promise")  # what nobody found a promise in did not end in one


class CameTo(NamedTuple):
    """The outcome, what speaks for it where the finds alone give another, and the points with their turns."""

    outcome: str
    reads_like: ReadsLike | None
    earned: tuple[tuple[str, int], ...]


def said_in_all(state: State) -> Scores:
    """How much all that was said speaks for each outcome, point and hostile label; nothing where no weights are there
    or hardly anything was said."""
    whole, client, caller = state.book.whole_call, _spoken(CLIENT, state), _spoken(CALLER, state)
    if whole is None or len(state.views) < _LEAST_TURNS or not client or not caller:
        return {}
    spoken = parts_of([v.words for v in client], [v.words for v in caller], state.setting.account.kind)
    return whole.scores(spoken)


def _spoken(who: str, state: State) -> list[View]:
    return [view for view in state.said_by[who] if view.size]


def what_it_came_to(state: State, in_all: Scores) -> CameTo:
    """`in_all`: what `said_in_all` gives; where that is nothing, the finds alone."""
    found, earned, whole = disposition.decide(state), points.earned_in(state), state.book.whole_call
    if whole is None or not in_all:
        return CameTo(found, None, earned)
    binds = found in _BINDS and not (found == "wrong_party" and state.promises)  # who promises is no stranger
    outcome = found if binds else whole.outcome(found, in_all, without=() if state.promises else _PROMISES)
    reads_like = _reads_like(outcome, found, _spoken(CLIENT, state), whole) if outcome != found else None
    return CameTo(outcome, reads_like, _earned(dict(earned), _spoken(CALLER, state), whole, in_all))


def _reads_like(outcome: str, found: str, client: list[View], whole: WholeCall) -> ReadsLike:
    view = client[whole.of_client.strongest(outcome, [view.words.shown for view in client])]
    short = len(view.turn.text) <= _SHORT
    return ReadsLike(found, view.n, view.turn.text if short else strongest_piece(view, whole.of_client, outcome))


def _earned(found: dict[str, int], caller: list[View], whole: WholeCall, scores: Scores) -> tuple[tuple[str, int], ...]:
    for point in POINTS:
        if not whole.earned(point, point in found, scores):
            found.pop(point, None)
        elif point not in found:
            found[point] = caller[whole.of_caller.strongest(point, [view.words.shown for view in caller])].n
    return tuple((point, found[point]) for point in POINTS if point in found)


def in_that_light(acts: tuple[ClientAct, ...], came_to: CameTo) -> tuple[ClientAct, ...]:
    """The acts; where the call does not read like what was found, nobody confirmed a promise on it: it is asked."""
    return tuple(replace(act, confirmed=False) for act in acts) if came_to.reads_like else acts
