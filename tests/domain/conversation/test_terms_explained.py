"""Trade terms: said bare, said with plain words behind them, and what only looks like an explanation."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from duecourse.domain.conversation.results import Analysis

Heard = Callable[..., Analysis]


def labels(heard: Heard, line: str) -> set[str]:
    found = heard(
        "us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?",
        "them: Yes, speaking.",
        f"us: {line}",
        "them: I see.",
    )
    return {m.label for m in found.marks if m.n == 3} & {"jargon", "explained_term"}


@pytest.mark.parametrize(
    "line",
    [
        "I can't, that's cash app. They're a different team and they don't take calls.",
        "It's a garnishment, basically.",
        "It matured and you're out of terms, so we need to cure that.",
        "And we report to the bureaus at ninety days.",
    ],
)
def test_a_term_left_bare_is_jargon(heard: Heard, line: str) -> None:
    assert labels(heard, line) == {"jargon"}


@pytest.mark.parametrize(
    "line",
    [
        "There are payments sitting in unapplied cash. That's money that reached our bank with no number on it.",
        "Unapplied cash is money that's landed in our bank but hasn't been matched to anybody's bill.",
    ],
)
def test_a_term_and_what_it_is_are_no_jargon_however_much_of_the_name_is_said(heard: Heard, line: str) -> None:
    assert labels(heard, line) == {"explained_term"}


def test_an_application_on_their_telephone_is_no_term(heard: Heard) -> None:
    assert labels(heard, "You can pay with cash app, or by card.") == set()


@pytest.mark.parametrize(
    "line", ["The member number was GRI 20881, and it changed in April.", "It's for a PET scan in May."]
)
def test_what_a_thing_goes_by_and_what_everybody_says_are_no_codes(heard: Heard, line: str) -> None:
    assert labels(heard, line) == set()


def after(heard: Heard, said: str, asked: str, answered: str) -> list[tuple[int, str]]:
    """What is marked of a term, of the client's question about it and of what the caller then says."""
    found = heard(
        "us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?",
        "them: Yes, speaking.",
        f"us: {said}",
        f"them: {asked}",
        f"us: {answered}",
    )
    return [(m.n, m.label) for m in found.marks if m.label in ("jargon", "explained_term")]


@pytest.mark.parametrize(
    "line",
    [
        "You're in the thirty-day column of the age analysis with it.",
        "It's in our ninety-day provision.",
        "We don't want a stay of proceedings on this.",
        "It's the early exit loading under clause nine.",
        "The card went to hard decline on Monday.",
        "I can put it in the off-cycle batch.",
        "That would be the terminal handling and the peak season surcharge.",
        "It's an OTIF fine on that order.",
    ],
)
def test_the_shop_talk_of_a_trade_is_jargon(heard: Heard, line: str) -> None:
    assert labels(heard, line) == {"jargon"}


@pytest.mark.parametrize(
    "line",
    [
        "The contract makes provision for that.",
        "Let me write down the date, and I take back what I said.",
        "We reserved a table for you.",
        "Number 12, Evergreen Avenue, is that right?",
        "The original bill was sent in May, and your payment blocked the rest.",
        "Put a bucket under it and call the plumber.",
    ],
)
def test_the_same_words_in_everyday_use_are_none(heard: Heard, line: str) -> None:
    assert labels(heard, line) == set()


def test_an_answer_that_begins_with_what_the_name_means_explains_it(heard: Heard) -> None:
    said, asked = "It's on dunning level two in our system.", "That sounds serious. What does it mean?"
    told = after(heard, said, asked, "Only that level two means the second reminder has gone out.")
    assert told == [(5, "explained_term")]


def test_an_answer_that_says_when_or_where_explains_nothing(heard: Heard) -> None:
    said, asked = "There might be a true-up to do on the egress.", "I've no idea what any of that is. How long is it?"
    assert (3, "jargon") in after(heard, said, asked, "They're usually back in a week.")
