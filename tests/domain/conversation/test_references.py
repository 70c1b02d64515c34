"""Invoice numbers in digits or words, resolved to the account's items."""

from __future__ import annotations

from decimal import Decimal

import pytest

from duecourse.domain.conversation import numbers, references
from duecourse.domain.conversation.references import Numbering
from duecourse.domain.conversation.text import read

NUMBERING = Numbering.of(["SOS/25-26/3301", "SOS/25-26/3377", "INV-1042", "CLM-40418"])


def named(text: str) -> list[str | None]:
    words = read(text)
    return [r.number for r in references.find(words, list(numbers.find(words.items)), NUMBERING)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("INV-1042", "INV-1042"),
        ("invoice ten forty two", "INV-1042"),
        ("one oh four two", "INV-1042"),
        ("SOS/25-26/3301", "SOS/25-26/3301"),
        ("thirty three zero one", "SOS/25-26/3301"),
        ("c l m four zero four one eight", "CLM-40418"),
        ("number 3377", "SOS/25-26/3377"),
        ("c l m forty forty one eight", "CLM-40418"),
        ("c l m four four one eight", "CLM-40418"),
    ],
)
def test_an_item_is_found_by_its_number_or_the_end_of_it(text: str, number: str) -> None:
    assert named(text) == [number]


def test_a_number_in_the_accounts_form_that_does_not_exist_is_kept_as_unknown() -> None:
    assert named("invoice INV-9999") == [None]


def test_an_end_that_two_items_share_names_neither() -> None:
    numbering = Numbering.of(["A-1042", "B-1042"])
    words = read("1042")
    assert [r.number for r in references.find(words, list(numbers.find(words.items)), numbering)] == []


def test_an_amount_is_no_reference() -> None:
    assert named("1,042 dollars") == []


@pytest.mark.parametrize("text", ["210 each", "four of 210", "two hundred and ten on the 11th"])
def test_a_share_of_what_is_due_is_no_end_of_a_number(text: str) -> None:
    numbering = Numbering.of(["TH-2210"], sums=[Decimal(840)])
    words = read(text)
    assert not list(references.find(words, list(numbers.find(words.items)), numbering))


@pytest.mark.parametrize("text", ["invoice 210", "TH-2210", "number 210"])
def test_a_number_named_as_one_stays_one_though_a_share_is_like_it(text: str) -> None:
    numbering = Numbering.of(["TH-2210"], sums=[Decimal(840)])
    words = read(text)
    assert [r.number for r in references.find(words, list(numbers.find(words.items)), numbering)] == ["TH-2210"]
