"""When a call is over, its tone is looked at once more, by all that was said in it."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duecourse.domain.conversation.engine import analyse, begin, finish, on_turn
from duecourse.domain.conversation.phrases import Book
from duecourse.domain.conversation.results import HOSTILE, Analysis
from duecourse.domain.conversation.second_look import NAMES, SecondLook, in_call, with_hindsight
from duecourse.domain.conversation.turns import parse_call
from duecourse.playbooks import PlaybookError
from duecourse.playbooks.classifiers import load_second_look
from duecourse.playbooks.phrases import load_book

from .conftest import a_call

FAIR = {"aggression": -3.0, "assumption": -3.0, "dismissive": -3.0}
DOUBTFUL = {**FAIR, "aggression": 0.2}
PLAIN = {**FAIR, "aggression": 4.0}
WEIGHTS = {"own aggression": 1.0, "others aggression": 2.0}
BY_THE_REST = SecondLook({"aggression": -1.0}, {"aggression": tuple(WEIGHTS.get(name, 0.0) for name in NAMES)})
RUDE = (
    "us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?", "them: Yes, speaking.",
    "us: It's about INV-1042, 890 dollars, due on October 1st.", "them: I know, we had a fire in the warehouse.",
    "us: Oh please, another sad story. Nobody believes your nonsense, are you stupid or just a liar?",
    "them: Excuse me?", "us: You people are all the same. Pay up or I will make your life hell.",
    "them: I'm hanging up.", "us: Fine. Don't come crying to me.",
)  # fmt: skip


def test_what_is_doubtful_is_hostile_beside_much_that_is_and_fair_in_a_fair_call() -> None:
    assert BY_THE_REST.verdicts([DOUBTFUL, PLAIN, PLAIN]) == [frozenset({"aggression"})] * 3
    assert BY_THE_REST.verdicts([FAIR, DOUBTFUL, FAIR]) == [frozenset()] * 3


def named(turns: list[dict[str, float]]) -> list[dict[str, float]]:
    return [dict(zip(NAMES, seen, strict=True)) for seen in in_call(turns)]


def test_a_turn_is_shown_with_the_others_and_not_with_itself() -> None:
    first, middle, last = named([FAIR, PLAIN, DOUBTFUL])
    assert middle["own aggression"] == 4.0
    assert middle["most aggression"] < first["most aggression"] == pytest.approx(1 / (1 + math.exp(-4)))
    assert (first["before"], last["after"]) == (0.0, 0.0)
    assert first["after"] == first["most hostile"] == last["before"]


def test_a_doubtful_turn_is_fair_in_a_call_that_is_by_all_that_was_said_in_it() -> None:
    weights = {"own aggression": 1.0, "in all aggression": 0.5}
    by_all = SecondLook({"aggression": 0.0}, {"aggression": tuple(weights.get(name, 0.0) for name in NAMES)})
    for in_all, verdict in ((-2.0, frozenset()), (0.0, frozenset({"aggression"}))):
        assert by_all.verdicts([with_hindsight(DOUBTFUL, {}, {"aggression": in_all})]) == [verdict]
    assert by_all.verdicts([with_hindsight(DOUBTFUL, {}, {})]) == [frozenset({"aggression"})]


def test_a_call_with_one_turn_has_no_others() -> None:
    (only,) = named([PLAIN])
    assert only["most hostile"] == only["others hostile"] == only["before"] == only["after"] == 0.0


@given(st.lists(st.fixed_dictionaries({label: st.floats(-1e6, 1e6) for label in sorted(HOSTILE)}), max_size=8))
def test_chances_stay_between_nothing_and_one(turns: list[dict[str, float]]) -> None:
    for seen in named(turns):
        assert all(0 <= value <= 1 for name, value in seen.items() if not name.startswith("own "))


@given(st.lists(st.sampled_from([FAIR, DOUBTFUL, PLAIN]), min_size=1, max_size=8), st.data())
def test_a_worse_word_elsewhere_never_makes_a_turn_fairer(turns: list[dict[str, float]], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(turns) - 1))
    worse = [PLAIN if n == place else scores for n, scores in enumerate(turns)]
    assert all(
        before <= after for before, after in zip(BY_THE_REST.verdicts(turns), BY_THE_REST.verdicts(worse), strict=True)
    )


def test_only_the_end_of_a_call_looks_again_and_live_and_replay_agree() -> None:
    book, call = load_book(), parse_call(a_call(*RUDE))
    state = begin(call.setting, book)
    for turn in call.turns:
        on_turn(turn, state)
    heard = list(state.marks)
    assert finish(state) == finish(state) == analyse(call, book), "asked twice it says the same"
    assert state.marks == heard, "what was marked during the call stays as it was said then"


def test_every_mark_of_the_second_look_quotes_its_turn(heard: Callable[..., Analysis]) -> None:
    found = heard(*RUDE)
    texts = {n: text.partition(": ")[2] for n, text in enumerate(RUDE, 1)}
    assert {mark.n for mark in found.marks if mark.label == "aggression"} >= {5, 7}
    assert all(mark.quote in texts[mark.n] for mark in found.marks)


def test_without_a_second_look_the_first_one_stands(book: Book) -> None:
    call = parse_call(a_call(*RUDE))
    state = begin(call.setting, Book(book.families, book.judges))
    live = [mark for turn in call.turns for mark in on_turn(turn, state).marks]
    assert {mark for mark in finish(state).marks if mark.label in HOSTILE} == {m for m in live if m.label in HOSTILE}


def test_a_broken_file_of_the_second_look_is_named(tmp_path: Path) -> None:
    (tmp_path / "classifiers").mkdir()
    path = tmp_path / "classifiers/second_look.json"
    path.write_text('{"bias": {"aggression": 1.0}, "weights": {}}', "utf-8")
    with pytest.raises(PlaybookError, match=r"second_look\.json: no weights"):
        load_second_look(tmp_path)


FAIR_CALL = (
    "us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?", "them: Yes, speaking.",
    "us: It's about INV-1042, 890 dollars, due on October 1st. What's holding it up?",
    "them: We never got the invoice.",
)  # fmt: skip


@pytest.mark.parametrize(
    "words",
    ["Are you stupid?", "You're an idiot.", "You people are thieves.", "Don't lie to me.", "Shut up and listen."],
)
def test_an_insult_to_their_face_stands_in_the_fairest_call(heard: Callable[..., Analysis], words: str) -> None:
    found = heard(*FAIR_CALL, f"us: {words}", "them: Sorry?", "us: I'll send it now. Thanks, Maria.", "them: Bye.")
    assert [(mark.label, mark.quote) for mark in found.marks if mark.label == "aggression"] == [("aggression", words)]
