"""Lists of keys as parameters of plain SQL."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from duecourse.lib.sql import padded, places


@given(st.lists(st.integers()))
def test_a_padded_list_holds_the_same_values_and_none_stays_none(values: list[int]) -> None:
    found = padded(values)
    assert set(found) == set(values)
    assert found[: len(values)] == tuple(values)


@given(st.integers(1, 32), st.integers(1, 32))
def test_lists_of_nearly_the_same_length_are_one_statement(some: int, others: int) -> None:
    assert places(padded(range(some))) == places(padded(range(others)))
