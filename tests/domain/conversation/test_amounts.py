"""Amounts said in digits or words, with the readings that the ledger chooses from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duecourse.domain.conversation import amounts, numbers
from duecourse.domain.conversation.amounts import Amount
from duecourse.domain.conversation.text import read


def money(text: str, currency: str = "USD") -> tuple[Amount, ...]:
    words = read(text)
    return amounts.find(words.items, list(numbers.find(words.items)), currency, set())


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("1,840 dollars", 184000),
        ("$890", 89000),
        ("£86.40", 8640),
        ("6,425 dollars and 50 cents", 642550),
        ("312 pounds 75", 31275),
        ("eighty six pound forty", 8640),
        ("eight hundred and ninety dollars", 89000),
        ("two and a half grand", 250000),
        ("one million eight hundred thousand naira", 180000000),
        ("two million seven hundred and fifty thousand three hundred", 275030000),
        ("one hundred fifty two thousand five hundred", 15250000),
        ("one lakh fifty two thousand five hundred rupees", 15250000),
        ("twelve thousand four hundred kroner", 1240000),
        ("two and a half thousand", 250000),
        ("fifteen grand", 1500000),
        ("thirty two hundred dollars", 320000),
        ("a hundred and seventeen pounds", 11700),
        ("one lakh eighteen thousand rupees", 11800000),
        ("2 lakh", 20000000),
        ("5k", 500000),
        ("three hundred fifty thousand", 35000000),
        ("four thousand two fifty", 425000),
        ("a couple of grand", 200000),
        ("fifty pence", 50),
    ],
)
def test_an_amount_is_read_however_it_is_said(text: str, minor: int) -> None:
    assert money(f"We owe {text}.")[0].minor == minor


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("eight ninety", {89000, 890}),
        ("ten forty two", {104200, 1042}),
        ("seventy four ninety nine", {749900, 7499}),
        ("fourteen six", {1460000, 14600}),
        ("twelve fifty", {125000, 1250}),
        ("the whole hundred and two nine fifty", {10200, 10295000}),
        ("a hundred and twelve four oh five", {11200, 11240500}),
        ("three hundred and six two fifty", {30600, 30625000}),
        ("a hundred and two fifty", {10200, 10250}),
        ("two thousand five", {200500, 250000}),
        ("two thousand and five", {200500}),
        ("twelve thousand three dollars", {1200300, 1230000}),
    ],
)
def test_an_ambiguous_amount_keeps_every_reading(text: str, readings: set[int]) -> None:
    assert readings <= set(money(text)[0].readings)


def test_the_ledger_chooses_the_reading_that_exists() -> None:
    (amount,) = money("it is seventy four ninety nine")
    assert amount.pick({7499}) == 7499
    assert amount.pick({12345}) == 749900


@pytest.mark.parametrize(
    "text",
    [
        "for twelve days",
        "four of them called",
        "extension 417",
        "PO 7731",
        "in 2024",
        "at two",
        "forty-two sheets",
        "one moment",
        "Thanks a million for having the number ready.",
        "You're one in a million.",
    ],
)
def test_counts_codes_years_and_times_are_no_money(text: str) -> None:
    assert not money(text)


def test_a_sum_goes_on_in_the_thousands_it_began_with() -> None:
    first, second = money("Four thousand this Wednesday, seven on the twentieth.")
    assert (first.minor, second.digits) == (400000, "7")
    assert len(money("Four thousand on the eighth, I'll ring you at seven on the twentieth.")) == 1


def test_rounding_that_is_said_to_be_rounding_is_kept_apart() -> None:
    assert money("about 500 dollars")[0].near
    assert money("fourteen hundred and change")[0].near
    assert not money("500 dollars")[0].near


@given(st.integers(1, 99_999))
def test_every_whole_amount_in_digits_is_read_exactly(units: int) -> None:
    assert money(f"{units:,} dollars")[0].minor == units * 100


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    words = read(text)
    for number in numbers.find(words.items):
        assert 0 <= number.first < number.last <= len(words.items)
