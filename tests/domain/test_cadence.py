"""Which step of a table of reminders is due for an item."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duecourse.domain.cadence import CATCH_UP_DAYS, USUAL, Step, reach_of, step_due, window_of

steps = st.lists(st.integers(-30, 90), unique=True, max_size=6).map(
    lambda days: [Step(day, "first_reminder", "email") for day in days]
)


@pytest.mark.parametrize(
    ("late", "days"),
    [
        (-6, None),
        (-5, -5),
        (0, -5),
        (1, None),
        (3, 3),
        (9, 3),
        (10, 10),
        (17, 10),
        (18, None),
        (20, 20),
        (27, 20),
        (28, None),
    ],
)
def test_a_step_is_due_from_its_day_for_a_week_at_most(late, days):
    step = step_due(USUAL, late, ())
    assert (step.days if step else None) == days


def test_a_step_that_was_taken_is_not_due_again_and_no_earlier_one_takes_its_place():
    assert step_due(USUAL, 10, {10}) is None


@given(steps=steps, late=st.integers(-40, 110))
def test_at_most_one_window_is_open_and_a_note_before_the_due_date_never_comes_after_it(steps, late):
    due = [step for step in steps if late in window_of(step, steps)]
    assert len(due) <= 1
    assert step_due(steps, late, ()) == (due[0] if due else None)
    assert not (due and due[0].days < 0 and late > 0)
    assert not due or 0 <= late - due[0].days <= CATCH_UP_DAYS
    if due:
        assert late in reach_of(steps)
