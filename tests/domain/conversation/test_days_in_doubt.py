"""Days that do not exist, that may be two, or that are none: what is made of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from duecourse.domain.conversation.results import Analysis

Heard = Callable[..., Analysis]

ONE = (
    "us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?",
    "them: Speaking.",
    "us: It's about invoice 1042 for 890 dollars, due on the first of October. When will we see it?",
)


def promised(found: Analysis) -> list[tuple[int | None, str | None, bool]]:
    return [
        (a.amount_minor, a.on and a.on.isoformat(), a.confirmed)
        for a in found.acts
        if a.act == "promise" and not a.or_on
    ]


@pytest.mark.parametrize(
    "said",
    [
        "I will pay it on the thirtieth of February.",
        "I'll pay it on February 30th.",
        "I'll pay on February 30.",
        "I'll pay on 31/11.",
        "I'll pay by the 31st of this month.",
        "We'll send it on the thirty first of April.",
        "I'll pay it on june thirty first.",
        "You'll have it by the 31st of November.",
    ],
)
def test_a_day_that_does_not_exist_is_asked_for(heard: Heard, said: str) -> None:
    assert promised(heard(*ONE, f"them: {said}", "us: Okay.")) == [(89000, None, False)]


@pytest.mark.parametrize(
    ("said", "on"),
    [
        ("I'll pay it on the thirtieth of November.", "2026-11-30"),
        ("I'll pay it on the 28th of February.", "2027-02-28"),
        ("I'll pay it on the 31st.", "2026-12-31"),
        ("I'll pay it on 30/11.", "2026-11-30"),
        ("I'll pay it by the 30th of this month.", "2026-11-30"),
        ("I'll pay it on december thirty first.", "2026-12-31"),
        ("I'll pay it by the end of February.", "2027-02-28"),
        ("I'll pay it on the 31st of January.", "2027-01-31"),
    ],
)
def test_the_last_days_of_months_do(heard: Heard, said: str, on: str) -> None:
    assert promised(heard(*ONE, f"them: {said}")) == [(89000, on, False)]


@pytest.mark.parametrize(
    ("said", "back", "on"),
    [
        ("I will pay it on 12/4.", ("us: Ok, December 4th.",), "2026-12-04"),
        ("I will pay it on 12/4.", ("us: So the fourth of December.", "them: Yes."), "2026-12-04"),
        ("I will pay it on 12/4.", ("us: December 4?", "them: Yes."), "2026-12-04"),
        ("I will pay it on 12/4.", ("us: On the twelfth of April, then.",), "2027-04-12"),
        ("I'll pay it on 4/12.", ("us: Okay, so the twelfth of April.",), "2027-04-12"),
        ("Next Friday.", ("us: So Friday the 27th.",), "2026-11-27"),
        ("Next Friday.", ("us: So this Friday, the 20th.",), "2026-11-20"),
        ("Next Friday.", ("us: This coming Friday, the 20th?", "them: Yes."), "2026-11-20"),
    ],
)
def test_a_day_of_two_readings_is_the_one_said_back(heard: Heard, said: str, back: tuple[str, ...], on: str) -> None:
    assert promised(heard(*ONE, f"them: {said}", *back)) == [(89000, on, True)]


@pytest.mark.parametrize(
    ("said", "back"),
    [
        ("I will pay it on 12/4.", ("us: December 4?", "them: Hang on.")),
        ("I will pay it on 12/4.", ("us: Okay, thank you.",)),
        ("Next Friday.", ("us: This coming Friday, the 20th?", "them: No.")),
    ],
)
def test_and_in_doubt_until_then(heard: Heard, said: str, back: tuple[str, ...]) -> None:
    acts = [a for a in heard(*ONE, f"them: {said}", *back).acts if a.act == "promise"]
    assert [(a.or_on is not None, a.confirmed) for a in acts] == [(True, False)]


@pytest.mark.parametrize(
    ("said", "on"),
    [
        ("I'll pay it before Christmas.", "2026-12-25"),
        ("By Christmas, all of it.", "2026-12-25"),
        ("You'll have it some time before Christmas.", "2026-12-25"),
        ("The Monday before Christmas I'll pay it.", "2026-12-21"),
        ("Before Christmas, say December 11th, I'll pay it.", "2026-12-11"),
        ("I'll pay it by Christmas Eve.", "2026-12-24"),
        ("I'll pay it mid December.", None),
        ("By mid-December I'll pay it.", None),
        ("In the middle of next month I'll send it.", None),
        ("I'll pay it at the beginning of December.", None),
    ],
)
def test_by_christmas_is_a_day_and_mid_december_none(heard: Heard, said: str, on: str | None) -> None:
    assert promised(heard(*ONE, f"them: {said}")) == [(89000, on, False)]


@pytest.mark.parametrize(
    "said",
    [
        "We are closed from mid December.",
        "Can you deliver before Christmas?",
        "It's always busy before Christmas.",
        "I won't pay it before Christmas.",
        "The week before Christmas we close.",
        "The thirtieth of February, very funny.",
        "They come in the middle of the month.",
        "It was fine before Christmas last year.",
    ],
)
def test_neither_makes_a_promise_by_itself(heard: Heard, said: str) -> None:
    assert promised(heard(*ONE, f"them: {said}")) == []
