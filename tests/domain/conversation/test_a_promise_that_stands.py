"""A promise said again is no second one: the day that is definite, and a holiday said to be behind it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from duecourse.domain.conversation.results import Analysis

Heard = Callable[..., Analysis]
PROMISED = (
    "us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?",
    "them: Yes, speaking.",
    "us: It's about invoice 1042 for 890 dollars, due on the first of October. When could you pay it?",
)


def promised(found: Analysis) -> list[tuple[int | None, str | None, bool]]:
    return [(a.amount_minor, a.on and a.on.isoformat(), a.confirmed) for a in found.acts if a.act == "promise"]


@pytest.mark.parametrize(
    "said",
    [
        "Ask me after the scan. The 27th is definite, though.",
        "I can't say. The 27th is certain.",
        "I couldn't tell you. But the 27th stands.",
        "That I don't know yet. The 27th is solid.",
        "No idea, sorry. The 27th is safe, that one's guaranteed.",
        "I wish I knew. The 27th is firm.",
    ],
)
def test_the_day_that_is_definite_is_the_one_promised_before(heard: Heard, said: str) -> None:
    found = heard(
        *PROMISED, "them: I could give you 150 on the 27th, I don't have more.",
        "us: 150 on the 27th. And when might the other 740 follow?", f"them: {said}", "us: I'll ring in December.",
    )  # fmt: skip
    assert promised(found) == [(15000, "2026-11-27", True)]


def test_the_rest_on_the_same_day_is_promised_too(heard: Heard) -> None:
    found = heard(
        *PROMISED, "them: I could give you 150 on the 27th.", "us: 150 on the 27th. And when might the 740 follow?",
        "them: The 740 on the 30th.", "us: 740 on the 30th.", "them: Yes.",
    )  # fmt: skip
    assert promised(found) == [(15000, "2026-11-27", True), (74000, "2026-11-30", True)]


@pytest.mark.parametrize(
    "said",
    [
        "The 24th. Before Thanksgiving, so I can go fishing with a clear conscience.",
        "The 24th, before Thanksgiving.",
        "Tuesday the 24th. I'm off to my sister's on Thursday.",
    ],
)
def test_a_holiday_behind_the_day_moves_it_to_no_other(heard: Heard, said: str) -> None:
    found = heard(
        *PROMISED, "them: I'll have it in the mail to you on the 24th.", "us: You mean Tuesday the 24th, 890 dollars?",
        f"them: {said}", "us: Good. Bye.",
    )  # fmt: skip
    assert promised(found) == [(89000, "2026-11-24", True)]


@pytest.mark.parametrize("said", ["The 24th, no, make it the 25th.", "Not the 24th, the 25th."])
def test_another_day_instead_moves_it(heard: Heard, said: str) -> None:
    found = heard(
        *PROMISED, "them: I'll have it in the mail to you on the 24th.", "us: You mean Tuesday the 24th, 890 dollars?",
        f"them: {said}", "us: Wednesday the 25th, then. 890.", "them: Yes.",
    )  # fmt: skip
    assert promised(found) == [(89000, "2026-11-25", True)]


@pytest.mark.parametrize("said", ["Locked in.", "Lock it in.", "Set in stone.", "You bet.", "For sure."])
def test_a_yes_in_few_words_settles_the_day_said_back(heard: Heard, said: str) -> None:
    found = heard(*PROMISED, "them: Friday, the whole thing.", "us: Friday's the 20th, 890. Right?", f"them: {said}")
    assert promised(found) == [(89000, "2026-11-20", True)]


@pytest.mark.parametrize(
    "asked", ["A date, now. And not one of your elastic ones.", "Give me a date now.", "A day, please."]
)
def test_a_date_is_asked_for_in_two_words(heard: Heard, asked: str) -> None:
    found = heard(*PROMISED[:2], "us: It's about invoice 1042.", "them: I know.", f"us: {asked}", "them: Friday.")
    assert [(minor, on) for minor, on, _ in promised(found)] == [(89000, "2026-11-20")]


@pytest.mark.parametrize(
    "said",
    [
        "The bank's server had failed on the 16th, none of our payments left.",
        "The transfer I sent on the 16th bounced.",
        "No payments went on the 16th.",
    ],
)
def test_a_payment_that_never_left_is_none(heard: Heard, said: str) -> None:
    found = heard(*PROMISED, f"them: {said}", "us: I see.")
    assert "already_paid" not in {a.act for a in found.acts}


@pytest.mark.parametrize(
    "said",
    [
        "The first check bounced, so I paid it by card on the 16th.",
        "I paid it by card on the 16th because the first check bounced.",
    ],
)
def test_what_was_paid_again_after_it_bounced_is_paid(heard: Heard, said: str) -> None:
    found = heard(*PROMISED[:2], "us: It's about invoice 1042, 890 dollars.", f"them: {said}", "us: I see.")
    assert "already_paid" in {a.act for a in found.acts}
