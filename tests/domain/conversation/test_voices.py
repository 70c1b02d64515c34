"""Who spoke when, without words: what an interruption is, what a listening noise, and what adds up."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duecourse.domain.conversation.turns import CALLER, CLIENT
from duecourse.domain.conversation.voices import Stretch, cannot_be_told, measure, overlaps, told_apart, turns_of


def kinds(*rows):
    return [t.kind for t in told_apart(turns_of(Stretch(*row) for row in rows))]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([(CLIENT, 0, 6), (CALLER, 5, 9)], "interruption"),
        ([(CLIENT, 0, 6), (CALLER, 3, 3.6)], "backchannel"),
        ([(CLIENT, 0, 6), (CALLER, 5.6, 6.2)], "backchannel"),  # "right", just as they end
        ([(CLIENT, 0, 9), (CALLER, 3, 5.5)], "talked_over"),  # tried, and gave up
        ([(CLIENT, 0, 6), (CALLER, 5.8, 9)], "speech"),  # 0.2 s is how telephones overlap
        ([(CLIENT, 0, 1.5), (CALLER, 0.6, 4)], "speech"),  # both began at once
        ([(CLIENT, 0, 6), (CALLER, 6.4, 9)], "speech"),
    ],
)
def test_taking_the_floor_is_told_from_listening(rows, expected):
    assert kinds(*rows)[-1] == expected


def test_a_pause_within_a_sentence_does_not_end_a_turn():
    assert len(turns_of([Stretch(CALLER, 0, 2), Stretch(CALLER, 2.6, 4), Stretch(CALLER, 7, 8)])) == 2


def test_a_listening_noise_ends_no_monologue_and_is_no_answer():
    turns = told_apart(turns_of([Stretch(CLIENT, 0, 20), Stretch(CALLER, 8, 8.5), Stretch(CALLER, 21, 25)]))
    found = measure(turns, 30)
    assert found["longest_monologue"][CLIENT] == 20
    assert found["response_gap"] == {"median": 1.0, "of": 1}
    assert found["backchannels"] == 1 and found["interruptions"] == {"by_caller": 0, "by_client": 0}


def test_silence_before_between_and_after_is_counted():
    found = measure((Stretch(CALLER, 5, 6), Stretch(CLIENT, 10, 11)), 20)
    assert found["silences"] == {"count": 3, "seconds": 18.0, "longest": 9.0}


def test_what_cannot_be_told_is_left_out_and_named():
    found = measure((Stretch("somebody", 0, 5),), 5, cannot_be_told("one channel"))
    assert "talk_share" not in found and "interruptions" not in found
    assert {"what": "talk_share", "why": "one channel"} in found["not_measurable"]
    assert found["speech"] == 5.0


tenths = st.tuples(st.booleans(), st.integers(0, 3000), st.integers(1, 300))  # whose, from, how long


@given(st.lists(tenths, max_size=20))
def test_the_figures_of_any_call_fit_together(given_tenths):
    speech = [Stretch(CALLER if ours else CLIENT, at / 10, (at + long) / 10) for ours, at, long in given_tenths]
    turns = told_apart(turns_of(speech))
    found = measure(turns, 330)
    both = sum(end - start for start, end in overlaps(turns))
    seconds = sum(t.seconds for t in turns)
    assert found["speech"] == pytest.approx(seconds - both, abs=0.2)
    assert found["speech"] <= 330
    share = found["talk_share"]
    assert share is None if not turns else 0 <= share <= 1
    assert [t.start for t in turns] == sorted(t.start for t in turns)
    for side in (CALLER, CLIENT):
        mine = [t for t in turns if t.who == side]
        assert all(a.end < b.start for a, b in pairwise(mine))
