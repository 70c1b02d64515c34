"""What is left of a bill that was put right on the call: who promises that promises all of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from duecourse.domain.conversation.results import Analysis

Heard = Callable[..., Analysis]
DISPUTED = (
    "us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?",
    "them: Yes, speaking.",
    "us: It's about invoice 1042 for 890 dollars, due on the first of October. What happened with it?",
    "them: You owe us a credit of 90 for the returns, they were never credited.",
)


@pytest.mark.parametrize(
    "ours",
    [
        "You're right, it's here. 800 with the credit off.",
        "I'll send you a corrected one for 800 before lunch.",
        "I'll put a credit for the 90 through today, so it comes to 800.",
        "I've taken that off, so it's 800 now that it's corrected.",
        "That's our error. The right figure is 800.",
        "I'm crediting it now, which leaves 800.",
        "Less the credit that's 800.",
        "I'll reissue the invoice at 800 today.",
        "After the credit it's 800 even.",
        "I've adjusted it, so the total should be 800.",
        "I'll get you an amended bill for 800 this morning, my mistake.",
    ],
)
def test_the_sum_that_we_correct_a_bill_to_is_all_of_it(heard: Heard, ours: str) -> None:
    found = heard(*DISPUTED, f"us: {ours}", "them: Good.", "us: And the 800?", "them: I'll pay the 800 on Friday.")
    assert found.disposition == "promise"


@pytest.mark.parametrize(
    "ours",
    [
        "I'll open a ticket for the credit.",
        "Let me have 800 while I look into the credit, and the balance later.",
        "I'll raise a dispute on the 90, so it's 800 and the rest stays open.",
        "If the credit is right, it comes to 800.",
        "We'll hold the 90 back, so 800 for now and the remaining part once it's checked.",
    ],
)
def test_what_is_left_open_makes_it_a_part(heard: Heard, ours: str) -> None:
    found = heard(*DISPUTED, f"us: {ours}", "them: Good.", "us: And the 800?", "them: I'll pay the 800 on Friday.")
    assert found.disposition == "part_promise"


def test_a_lower_sum_of_what_nobody_disputes_is_a_part(heard: Heard) -> None:
    found = heard(
        "us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?",
        "them: Yes, speaking.",
        "us: It's about invoice 1042 for 890 dollars. What could you pay?",
        "them: It's been slow. I can pay 800 on Friday.",
        "us: 800 on Friday, right?",
        "them: Yes.",
    )
    assert found.disposition == "part_promise"


@pytest.mark.parametrize(
    "theirs",
    [
        "I won't pay a thing I can't tie to a contract.",
        "We won't pay for what we can't match to an order.",
        "I'm not going to pay anything I haven't seen.",
        "We never pay a bill that we can't read.",
    ],
)
def test_who_pays_nothing_unseen_neither_refuses_nor_disputes(heard: Heard, theirs: str) -> None:
    found = heard(*DISPUTED[:3], f"them: {theirs}", "us: That's fair. I'll send you the contract.", "them: Thanks.")
    assert not {"dispute", "refusal"} & {a.act for a in found.acts}


@pytest.mark.parametrize("theirs", ["I won't pay a thing, it never worked.", "I won't pay for what never came."])
def test_who_pays_nothing_for_what_is_wrong_does(heard: Heard, theirs: str) -> None:
    found = heard(*DISPUTED[:3], f"them: {theirs}", "us: I see.", "them: Goodbye.")
    assert {"dispute", "refusal"} & {a.act for a in found.acts}
