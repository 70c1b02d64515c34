"""When a call is over, what the caller stated is looked at once more, by what came back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from duecourse.domain.conversation.came_back import what_came_back
from duecourse.domain.conversation.classifier import Linear
from duecourse.domain.conversation.engine import analyse, begin, finish, on_turn
from duecourse.domain.conversation.hindsight import FALSE, PARTS, CameBack, Hindsight
from duecourse.domain.conversation.phrases import Book
from duecourse.domain.conversation.results import Analysis
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.turns import parse_call
from duecourse.playbooks import PlaybookError
from duecourse.playbooks.classifiers import load_hindsight

from .conftest import a_call

Heard = Callable[..., Analysis]
OPENING = ("us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?", "them: Yes, speaking.")
APPEALS = "insurer's letter of 2026-10-20: appeals accepted until 2026-12-20"
SLIP = "delivery note shows 40 sent, 31 signed for"


def false(found: Analysis) -> dict[int, str]:
    return {mark.n: mark.quote for mark in found.marks if mark.label == FALSE}


PUT_RIGHT = [
    (APPEALS, "An appeal's thirty days, so that's over.",
     "No, it's the 20th of December, it's in the letter we sent you.", "Fine. Where does it go?"),
    ("", "The contract renewed for another year, it's automatic.",
     "It has not renewed, I gave you three months' notice in August and I have your letter.",
     "Oh. You're right, sorry, I misread it."),
    ("", "We put a restrictor on for non-payers.", "You can't do that to a house. I've got a baby in here!",
     "Babies don't pay bills, fathers do."),
]  # fmt: skip


@pytest.mark.parametrize(("note", "said", "answer", "then"), PUT_RIGHT)
def test_what_is_put_right_at_once_was_false(heard: Heard, note: str, said: str, answer: str, then: str) -> None:
    found = heard(
        *OPENING, f"us: {said}", f"them: {answer}", f"us: {then}", "them: Well.", account={"known_facts": [note]}
    )
    assert false(found) == {3: said}


@pytest.mark.parametrize(
    ("note", "said", "answer"),
    [
        (APPEALS, "An appeal's thirty days, so that's over.", "Yes, I know, I'll look at it with my boss tomorrow."),
        (SLIP, "The slip says forty were sent.", "Yes, and thirty-one came, that's what I signed for."),
        ("", "It's 890 dollars, due on October 1st.", "No, I can't pay that this week, we had a fire."),
        ("", "It's 890 dollars, due on October 1st.", "You can't be serious. I told you last week we had a fire."),
    ],
)
def test_what_is_only_answered_is_not_called_false(heard: Heard, note: str, said: str, answer: str) -> None:
    found = heard(
        *OPENING, f"us: {said}", f"them: {answer}", "us: Okay, thanks for telling me.", "them: Right.",
        account={"known_facts": [note]},
    )  # fmt: skip
    assert false(found) == {}


def test_what_contradicts_the_ledger_is_false_whoever_lets_it_pass(heard: Heard) -> None:
    for answer in ("I see.", "Okay.", "Right, okay.", ""):
        found = heard(*OPENING, "us: It's INV-1042, 980 dollars.", *([f"them: {answer}"] if answer else ()))
        assert list(false(found)) == [3], answer


@pytest.mark.parametrize(
    "said",
    [
        "It's about INV-1042, 1,295 dollars, due on October 1st.",
        "INV-1042 for 980 dollars was due on October 1st.",
        "You owe us 1,295 dollars.",
        "There's a balance of 980 dollars.",
        "INV-1042 was due on September 1st.",
    ],
)
def test_what_the_ledger_settles_is_false_whatever_the_client_goes_on_to_say(heard: Heard, said: str) -> None:
    for answer in ("I know, the cooler died on Saturday and the repair took all I had.", "I'll look at it today."):
        found = heard(
            *OPENING, f"us: {said}", f"them: {answer}", "us: What could you pay, and when?", "them: Half of it."
        )
        assert list(false(found)) == [3], answer


def test_what_is_rounded_or_of_something_else_is_not_settled_by_the_ledger(heard: Heard) -> None:
    for said in (
        "You have near nine hundred dollars open with us.",
        "Two thousand dollars, so you've room for olives.",
    ):
        found = heard(*OPENING, f"us: {said}", "them: I know, I'll look at it today.", "us: Thanks.", "them: Right.")
        assert false(found) == {}, said


def call_state(book: Book, *lines: str, notes: tuple[str, ...] = ()) -> State:
    call = parse_call(a_call(*lines, account={"known_facts": list(notes)}))
    state = begin(call.setting, book)
    for turn in call.turns:
        on_turn(turn, state)
    return state


def facts(book: Book, *lines: str, notes: tuple[str, ...] = ()) -> frozenset[str]:
    """Who named what is known, of the caller's first turn."""
    first, *_ = what_came_back(call_state(book, *lines, notes=notes))
    return first.parts[PARTS.index("facts")]


def test_who_named_what_the_account_knows_is_told(book: Book) -> None:
    by_them = facts(
        book, "us: You approved it on October 9th.", "them: It says November 9th.", notes=("approved 2026-11-09",)
    )
    assert {"unknown day", "answer has known day", "answer has known day for unknown"} <= by_them
    by_us = facts(book, "us: You had 40.", "them: I had 30.", "us: Let me look. 31.", notes=(SLIP,))
    assert {"known figure", "then has known figure"} <= by_us
    assert "answer has known figure" not in by_us
    nobody = facts(book, "us: Two were sent back.", "them: Three.", notes=(SLIP,))
    assert {"unknown figure", "answer has another figure"} <= nobody


def test_an_items_own_number_and_tomorrow_are_no_facts(book: Book) -> None:
    found = facts(book, "us: INV-1042 goes out again tomorrow.", "them: Okay.")
    assert not {name for name in found if name.endswith((" day", " figure"))}


def test_a_last_word_has_nothing_that_came_back(book: Book) -> None:
    *_, last = what_came_back(call_state(book, *OPENING, "us: Goodbye."))
    assert last.n == 3
    assert not last.answered
    assert not any(last.parts[PARTS.index(part)] for part in PARTS if part not in ("said", "facts"))


def hindsight(**weights: dict[str, float]) -> Hindsight:
    """Of one label: what each part's words weigh, beginning at -1."""
    parts = [weights.get(part.replace(" ", "_"), {}) for part in PARTS]
    nothing = (0.0,) * (len(PARTS) - 1)
    rows = [{name: {0: weight} for name, weight in part.items()} for part in parts]
    return Hindsight(
        tuple(Linear.of((FALSE,), (start,), row) for start, row in zip((-1.0, *nothing), rows, strict=True)), -2.0
    )


def test_each_part_weighs_its_own_words() -> None:
    weighing = hindsight(said={"no": 5.0}, answer={"no": 2.0}, answer_begins={"no": 0.5}, then={"sorry": 1.0})
    came_back = CameBack(3, True, tuple(map(frozenset, ((), ("no", "it"), ("no",), ("sorry",), ("sorry",), ()))))
    assert weighing.scores(came_back)[FALSE] == pytest.approx(-1 + 2 + 0.5 + 1)


def test_what_was_weighed_when_a_turn_was_read_is_what_its_words_weigh(book: Book) -> None:
    looked_up = load_hindsight()
    assert looked_up is not None
    assert book.hindsight is not None
    for note, said, answer, then in PUT_RIGHT:
        lines = (*OPENING, f"us: {said}", f"them: {answer}", f"us: {then}")
        for turn in what_came_back(call_state(book, *lines, notes=(note,))):
            assert book.hindsight.scores(turn) == looked_up.scores(turn)


def test_without_hindsight_the_checks_stand(book: Book) -> None:
    lines = (
        *OPENING,
        "us: It's 980 dollars, due on October 1st.",
        "them: No, it's 890, I have it here in front of me.",
    )
    state = call_state(Book(book.families, book.judges, book.second_look), *lines)
    assert [mark for mark in finish(state).marks if mark.label == FALSE] == [m for m in state.marks if m.label == FALSE]


def test_live_and_replay_agree_and_every_quote_was_said(book: Book) -> None:
    for note, said, answer, then in PUT_RIGHT:
        lines = (*OPENING, f"us: {said}", f"them: {answer}", f"us: {then}", "them: Well.")
        end = finish(call_state(book, *lines, notes=(note,)))
        assert end == analyse(parse_call(a_call(*lines, account={"known_facts": [note]})), book)
        assert all(mark.quote in lines[mark.n - 1] for mark in end.marks)


@pytest.mark.parametrize("text", ['{"labels": ["x"], "bias": [1.0], "fair": -1.0, "parts": {}}', "[]", '{"labels": ['])
def test_a_broken_file_of_hindsight_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "classifiers").mkdir()
    (tmp_path / "classifiers/hindsight.json").write_text(text, "utf-8")
    with pytest.raises(PlaybookError, match=r"hindsight\.json: no weights"):
        load_hindsight(tmp_path)
