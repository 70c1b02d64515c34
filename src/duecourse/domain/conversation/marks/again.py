"""The marks of a call that is over: its tone by all that was said in it, its statements by what came back to them."""

from __future__ import annotations

from collections.abc import Mapping

from duecourse.domain.conversation.came_back import what_came_back
from duecourse.domain.conversation.hindsight import FALSE, CameBack, Hindsight
from duecourse.domain.conversation.marks.truth_sums import is_plainly_wrong
from duecourse.domain.conversation.marks.weighing import denied, stands, strongest_piece
from duecourse.domain.conversation.results import Mark
from duecourse.domain.conversation.second_look import Scores, SecondLook, with_hindsight
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CALLER
from duecourse.domain.conversation.views import View

_SECOND, _HINDSIGHT = "second look", "hindsight"


def looked_at_again(state: State, in_all: Scores) -> list[Mark]:
    """The marks of tone and of what is false as they look at the end; any other as they are. `in_all`: how much
    all that was said speaks for what."""
    look, hindsight = state.book.second_look, state.book.hindsight
    back = list(what_came_back(state)) if hindsight else []
    scores = {turn.n: hindsight.scores(turn) for turn in back} if hindsight else {}
    marks = _tone(state, look, scores, in_all) if look else state.marks
    return _truth(marks, state, hindsight, back, scores) if hindsight else marks


def _tone(state: State, look: SecondLook, back: Mapping[int, Scores], in_all: Scores) -> list[Mark]:
    seen = [with_hindsight(tone.scores, back.get(tone.view.n, {}), in_all) for tone in state.tones]
    given = {
        (tone.view.n, label): tone
        for tone, labels in zip(state.tones, look.verdicts(seen), strict=True)
        for label in sorted(labels)
        if not denied(tone.view, label, tone.found, tone.scores.get(label, 0.0))
    }
    views = {tone.view.n: tone.view for tone in state.tones}
    kept = [
        m
        for m in state.marks
        if m.label not in look.bias or (m.n, m.label) in given or (m.n in views and stands(views[m.n], m))
    ]
    there = {(m.n, m.label) for m in kept}
    added = [
        Mark(n, label, strongest_piece(tone.view, state.book.judges[CALLER], label), _SECOND)
        for (n, label), tone in given.items()
        if (n, label) not in there
    ]
    return kept + added


def _truth(
    marks: list[Mark], state: State, hindsight: Hindsight, back: list[CameBack], scores: Mapping[int, Scores]
) -> list[Mark]:
    """Without the false statements that nobody took for false, unless the ledger settles them, and with those that were
    put right."""
    views = {view.n: view for view in state.said_by[CALLER]}
    told = {m.n for m in marks if m.label == FALSE}
    fair = {turn.n for turn in back if turn.answered and scores[turn.n][FALSE] < hindsight.fair}
    added = [
        Mark(turn.n, FALSE, strongest_piece(views[turn.n], hindsight.said, FALSE), _HINDSIGHT)
        for turn in back
        if turn.n not in told and turn.said and scores[turn.n][FALSE] > 0
    ]
    return [m for m in marks if m.label != FALSE or m.n not in fair or _is_settled(m, views, state)] + added


_DUE = "wrong due date"


def _is_settled(mark: Mark, views: Mapping[int, View], state: State) -> bool:
    """Does the ledger contradict it in so many words?"""
    return mark.rule == _DUE or (mark.n in views and is_plainly_wrong(views[mark.n], state))
