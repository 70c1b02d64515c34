"""Amounts as a caller types them: read exactly, or refused with what to do."""

from __future__ import annotations

import pytest

from duecourse.domain.money import parse_typed


@pytest.mark.parametrize(
    ("typed", "minor"),
    [("890", 89_000), ("$1,840.50", 184_050), ("2,41,000", 24_100_000), ("999999999999", 10**14 - 100)],
)
def test_an_amount_is_taken_as_it_is_meant(typed, minor):
    assert parse_typed(typed, "USD") == minor


@pytest.mark.parametrize("typed", ["12,5", "890,50", "-5", "1e9", "абв", "<b>5</b>", ""])
def test_what_could_mean_something_else_is_refused_with_an_example(typed):
    with pytest.raises(ValueError, match=r"Write the amount like 1840\.50"):
        parse_typed(typed, "USD")


@pytest.mark.parametrize("typed", ["9" * 30, "9" * 13, "1,000,000,000,000"])
def test_a_key_that_stuck_is_asked_about_and_never_reaches_the_ledger(typed):
    with pytest.raises(ValueError, match="more than an account can owe"):
        parse_typed(typed, "USD")
