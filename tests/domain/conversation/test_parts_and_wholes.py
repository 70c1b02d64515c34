"""Whether a promise is all of it or a part: what is left open, what is spoken of again, sums said before their day."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from duecourse.domain.conversation.results import Analysis

Heard = Callable[..., Analysis]
ASKED = (
    "us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?",
    "them: Yes, speaking.",
    "us: It's about invoice 1042 for 890 dollars, due on the first of October. What happened with it?",
    "them: It's been a slow season, I won't pretend otherwise.",
    "us: What could you manage?",
)


def promised(found: Analysis) -> list[tuple[int | None, str | None]]:
    return [(a.amount_minor, a.on and a.on.isoformat()) for a in found.acts if a.act == "promise"]


@pytest.mark.parametrize(
    "ours",
    [
        "600 on Friday the 20th, and the 290 stays open until you've heard. Is that right?",
        "600 on Friday, and the 290 stays on the side for now. Is that right?",
        "600 on Friday, and the 290 can wait. Is that right?",
        "600 on Friday and we leave the 290 open. Is that right?",
        "600 on Friday, we put the 290 aside for the moment. Is that right?",
        "600 on Friday, and the 290 comes later. Is that right?",
        "600 on Friday, and 290 stays where it is. Is that right?",
    ],
)
def test_a_fee_that_we_take_off_makes_no_part_the_whole(heard: Heard, ours: str) -> None:
    found = heard(
        *ASKED, "them: I can pay 600 on Friday.", f"us: {ours}", "them: That's right.",
        "us: And I'll take off the 15 dollar late fee today.", "them: Thank you.",
    )  # fmt: skip
    assert (found.disposition, promised(found)) == ("part_promise", [(60000, "2026-11-20")])


def test_the_fee_that_we_took_off_is_left_of_the_whole(heard: Heard) -> None:
    found = heard(
        *ASKED[:4], "us: I'll take the 15 dollar late fee off today, so it's 875. When could you pay it?",
        "them: I can pay 875 on Friday.", "us: 875 on Friday. Is that right?", "them: That's right.",
    )  # fmt: skip
    assert found.disposition == "promise"


@pytest.mark.parametrize(
    "ours",
    [
        "I'm opening a dispute ticket for the 290 this morning.",
        "I'm raising a query on the 290 today.",
        "We're logging the 290 as a complaint, I'm opening a case on it now.",
        "I'll open a ticket on the 290.",
    ],
)
def test_what_a_ticket_is_opened_for_is_not_taken_off(heard: Heard, ours: str) -> None:
    found = heard(
        *ASKED[:3], "them: It's wrong. You quoted me 600 and the bill says 890.", f"us: {ours}", "them: Fine.",
        "us: And the 600?", "them: The 600 I can do on Friday.", "us: 600 on Friday the 20th?", "them: Yes.",
    )  # fmt: skip
    assert (found.disposition, promised(found)) == ("part_promise", [(60000, "2026-11-20")])


@pytest.mark.parametrize(
    "ours",
    [
        "445 next Friday, that'd be the twenty-seventh.",
        "445 next Friday, so 445 on the 27th.",
        "445 on the 27th, next Friday, 445.",
        "Next Friday the 27th, 445, so 445 on the twenty-seventh.",
    ],
)
def test_a_day_said_in_two_ways_is_one_payment(heard: Heard, ours: str) -> None:
    found = heard(
        *ASKED, "them: What I can do is half, I can do 445 next Friday.", f"us: {ours}", "them: The 27th, yeah."
    )
    assert (found.disposition, promised(found)) == ("part_promise", [(44500, "2026-11-27")])


@pytest.mark.parametrize(
    "ours",
    [
        "and we see about the 590 on the thirtieth",
        "and we'll see where we are with the 590 on the 30th",
        "and we talk about the 590 on the 30th",
        "and we'll look at the 590 again on the 30th",
        "and we can sort out the other 590 on the 30th",
        "and you and I go over the 590 on the 30th",
        "and we'll come back to the 590 on the 30th",
        "then we circle back on the 590 on the 30th",
        "and we'll worry about the 590 on the 30th",
        "and we revisit the 590 on the 30th",
        "and let's discuss the 590 on the 30th",
    ],
)
def test_a_day_on_which_we_talk_of_the_rest_promises_none_of_it(heard: Heard, ours: str) -> None:
    found = heard(
        *ASKED, "them: I could do 300 this Friday.", f"us: So 300 this Friday the 20th, {ours}.", "them: Good."
    )
    assert (found.disposition, promised(found)) == ("part_promise", [(30000, "2026-11-20")])


@pytest.mark.parametrize(
    "ours", ["and we'll see the 590 on the 30th", "and the 590 on the 30th", "and you pay the 590 on the 30th"]
)
def test_a_day_on_which_the_rest_is_paid_makes_a_plan(heard: Heard, ours: str) -> None:
    said = "I could do 300 this Friday and the rest on the 30th."
    found = heard(*ASKED, f"them: {said}", f"us: So 300 this Friday the 20th, {ours}.", "them: Good.")
    assert (found.disposition, promised(found)) == ("plan", [(30000, "2026-11-20"), (59000, "2026-11-30")])


@pytest.mark.parametrize(
    "said",
    [
        "I could do 300 dollars. Our other client pays on the 25th, so the 26th, I can promise you that.",
        "We could manage 300. Payday's Wednesday the 25th, so Thursday the 26th.",
        "I can send you 300. I get paid on the 25th, so the 26th for sure.",
        "I could stretch to giving you 300. Make it the 26th.",
        "I'd be able to find 300. It will be with you on the 26th.",
        "I can let you have 300. On the 26th.",
        "I could put 300 towards it. Thursday the 26th I can do.",
        "I will pay 300. The 26th, that's when I can.",
    ],
)
def test_the_sum_of_one_sentence_goes_with_the_day_of_the_next(heard: Heard, said: str) -> None:
    found = heard(*ASKED, f"them: {said}", "us: Thursday the 26th?", "them: Yes.")
    assert promised(found) == [(30000, "2026-11-26")]


@pytest.mark.parametrize(
    "said",
    [
        "I paid 300 to the plumber. I'll pay it on the 26th.",
        "Could you take off 300? I'll pay it all on the 26th.",
        "My rent is 300. I'll pay the whole thing on the 26th.",
    ],
)
def test_a_sum_that_nobody_offers_is_none_of_the_promise(heard: Heard, said: str) -> None:
    found = heard(*ASKED, f"them: {said}", "us: Thursday the 26th?", "them: Yes.")
    assert promised(found) == [(89000, "2026-11-26")]
