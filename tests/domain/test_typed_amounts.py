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


@pytest.mark.parametrize(
    ("typed", "currency", "ways"),
    [
        ("1.000", "USD", "1000 or 1,000 or 1.00"),
        ("$12.000", "USD", "12000 or 12,000 or 12.00"),
        ("1.250", "EUR", "1250 or 1,250 or 1.25"),
        ("1.256", "EUR", "1256 or 1,256"),
        ("0.500", "GBP", "500 or 0.50"),
        ("1.000", "JPY", "1000 or 1,000 or 1"),
    ],
)
def test_a_point_that_may_stand_for_a_thousand_is_asked_about(typed, currency, ways):
    with pytest.raises(ValueError, match=f"Write {ways}$"):
        parse_typed(typed, currency)


def test_three_decimals_are_taken_where_the_currency_has_them():
    assert parse_typed("1.000", "KWD") == parse_typed("1", "KWD") == 1000
    assert parse_typed("1,000", "USD") == parse_typed("1000.00", "USD") == 100_000


@pytest.mark.parametrize("typed", ["9" * 30, "9" * 13, "1,000,000,000,000"])
def test_a_key_that_stuck_is_asked_about_and_never_reaches_the_ledger(typed):
    with pytest.raises(ValueError, match="more than an account can owe"):
        parse_typed(typed, "USD")
