"""What a turn shows to a classifier about the call so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pytest

from duecourse.domain.conversation.classifier import Shown
from duecourse.domain.conversation.engine import begin, on_turn
from duecourse.domain.conversation.phrases import Book
from duecourse.domain.conversation.text import Words
from duecourse.domain.conversation.turns import CALLER, parse_call

from .conftest import a_call

OPENING = (
    "us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?", "them: Yes, speaking.",
    "us: It's about INV-1042, 890 dollars, due on October 1st. What's holding it up?",
)  # fmt: skip


class Noting:
    """A judge that keeps what it was shown last and leaves the rules' word."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def weigh(self, words: Words) -> int:
        return 0

    def scores(self, given: Shown) -> Mapping[str, float]:
        self.seen = given.names()
        return {}

    def strongest(self, label: str, pieces: Sequence[Iterable[str]]) -> int:
        return 0


@pytest.fixture
def shown(book: Book) -> Noting:
    return Noting()


def last_turn(book: Book, shown: Noting, *lines: str) -> set[str]:
    call = parse_call(a_call(*OPENING, *lines))
    state = begin(call.setting, Book(book.families, {CALLER: shown}))
    for turn in call.turns:
        on_turn(turn, state)
    return set(shown.seen)


def test_saying_back_and_asking_back_are_told_apart(book: Book, shown: Noting) -> None:
    theirs = "them: The boiler broke and the engineer took the deposit."
    said = last_turn(book, shown, theirs, "us: So the boiler broke. When can you pay?")
    asked = last_turn(book, shown, theirs, "us: So the boiler broke?")
    assert {"says back 2", "asks back 0"} <= said
    assert {"says back 0", "asks back 2"} <= asked


def test_a_day_of_payment_that_is_known_is_shown(book: Book, shown: Noting) -> None:
    before = last_turn(book, shown, "them: The boss signs on Fridays.", "us: I'll send you a statement.")
    after = last_turn(book, shown, "them: I'll pay all of it on Friday.", "us: I'll send you a statement.")
    assert "known day of payment" not in before
    assert {"known day of payment", "answers promise"} <= after


def test_who_is_not_confirmed_yet_is_shown(book: Book, shown: Noting) -> None:
    call = parse_call(a_call("us: Hi, is Maria Lopez in?", "them: Who's asking?", "us: It's Priya Nair."))
    state = begin(call.setting, Book(book.families, {CALLER: shown}))
    for turn in call.turns:
        on_turn(turn, state)
    assert "not the right person yet" in shown.seen
    assert "not the right person yet" not in last_turn(book, shown, "them: I see.", "us: Thank you.")
