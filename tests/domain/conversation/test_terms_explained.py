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
