"""A check that says what a turn must hold is asked in every turn that it finds something in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from duecourse.domain.conversation import engine
from duecourse.domain.conversation.marks import truth
from duecourse.domain.conversation.marks.needs import AMOUNTS, Checks, needs
from duecourse.domain.conversation.phrases import Book
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import CALLER, Turn, parse_call
from duecourse.domain.conversation.views import View

CORPUS = Path(__file__).parents[2] / "data/calls/corpus"


@pytest.mark.parametrize("writer", ["islands", "merchants"])
def test_no_check_is_left_out_that_would_have_found_something(writer: str, book: Book) -> None:
    found = 0
    for line in (CORPUS / f"{writer}.jsonl").read_text("utf-8").splitlines()[::2]:
        call = parse_call(json.loads(line))
        state = engine.begin(call.setting, book)
        for turn in call.turns:
            engine.on_turn(turn, state)
            view = state.views[-1]
            if view.is_caller and state.ledger.items:
                telling = {name for name, check in truth.CHECKS.all if check(view, state) is not None}
                assert telling <= {name for name, _ in truth.CHECKS.worth_asking(view)}, turn.text
                found += len(telling)
    assert found  # the corpus has false statements to find


def test_checks_are_asked_in_their_order_each_once_and_those_without_needs_always(book: Book) -> None:
    @needs(("late", "overdue"))
    def first(view: View, state: State) -> None:
        return None

    @needs(("late",), kind=AMOUNTS)
    def second(view: View, state: State) -> None:
        return None

    def always(view: View, state: State) -> None:
        return None

    asked = Checks([("first", first), ("second", second), ("always", always)])
    call = parse_call(json.loads((CORPUS / "islands.jsonl").read_text("utf-8").splitlines()[0]))
    state = engine.begin(call.setting, book)
    for text, expected in (
        ("It is late, and overdue.", ["first", "second", "always"]),
        ("It is overdue.", ["first", "always"]),
        ("That is 400 dollars.", ["second", "always"]),
        ("Good morning.", ["always"]),
    ):
        engine.on_turn(Turn(1, CALLER, text), state)
        assert [name for name, _ in asked.worth_asking(state.views[-1])] == expected
