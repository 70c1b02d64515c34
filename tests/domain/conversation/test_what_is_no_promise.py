"""What sounds like a promise and is none: a yes to what is owed, a no behind a yes, a yes that hangs on a miracle."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from duecourse.domain.conversation.results import Analysis

Heard = Callable[..., Analysis]

OPENING = (
    "us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?",
    "them: Speaking.",
    "us: I'm calling about your account.",
)
ASKED = (*OPENING[:2], "us: It's about invoice 1042 for 890 dollars, due on the first of October.")
FOUR = {
    "invoices": [
        {"number": number, "issued_on": "2026-08-01", "due_on": due, "amount": owed, "balance": owed, "status": "open"}
        for number, due, owed in (
            ("INV-0987", "2026-09-18", "890.00"),
            ("INV-1011", "2026-10-03", "1400.00"),
            ("INV-1042", "2026-11-01", "1925.00"),
            ("INV-1066", "2026-12-01", "890.00"),
        )
    ]
}  # 4,215.00 overdue, 5,105.00 open
FRIDAY = [(89000, "2026-11-20")]


def promised(found: Analysis) -> list[tuple[int | None, str | None]]:
    return [(a.amount_minor, a.on and a.on.isoformat()) for a in found.acts if a.act == "promise"]


@pytest.mark.parametrize(
    "told",
    [
        "The overdue amount is $4,215.00 as of today.",
        "The overdue amount is $4,215.00 as of today, and INV-1066 for $890 falls due on December 1.",
        "As of today the balance is 4,215 dollars.",
        "You owe 4,215 dollars as of today.",
        "Today's balance is 4,215 dollars.",
        "So today you're 4,215 dollars behind.",
        "The total stands at 4,215 today.",
        "That makes 4,215 dollars today.",
        "Our books show 4,215 outstanding as at today.",
        "On December 1 another 890 dollars falls due.",
        "December 1 is when the 890 is due.",
        "So 890 plus 1400 makes 2290 for the first two.",
        "Today we're talking about 890 dollars.",
        "I can see 4,215 dollars open this morning.",
        "We received nothing for the 890 so far today.",
    ],
)
@pytest.mark.parametrize("answer", ["Yes.", "Good."])
def test_a_yes_to_what_is_owed_promises_nothing(heard: Heard, told: str, answer: str) -> None:
    found = heard(*OPENING, f"us: {told}", f"them: {answer}", account=FOUR)
    assert promised(found) == []
    assert found.disposition == "no_result"


@pytest.mark.parametrize(
    ("put", "expected"),
    [
        ("So 890 today?", (89000, "2026-11-18")),
        ("Then the 4,215 today, is that right?", (421500, "2026-11-18")),
        ("So Friday for the overdue 4,215.", (421500, "2026-11-20")),
        ("The balance is 4,215, could you clear it by Friday?", (421500, "2026-11-20")),
        ("The overdue amount is 4,215, shall we say Friday?", (421500, "2026-11-20")),
        ("Can you pay the 4,215 that is overdue today?", (421500, "2026-11-18")),
        ("So that's the outstanding 4,215 on Friday.", (421500, "2026-11-20")),
        ("So 890 on December 1.", (89000, "2026-12-01")),
        ("So on the first, two hundred dollars?", (20000, "2026-12-01")),
    ],
)
def test_a_yes_to_a_payment_of_what_is_owed_does(heard: Heard, put: str, expected: tuple[int, str]) -> None:
    lines = ("us: When can you pay it?", "them: Let me see.", f"us: {put}", "them: Yes.")
    assert promised(heard(*OPENING, *lines, account=FOUR)) == [expected]


@pytest.mark.parametrize(
    "answer",
    [
        "Okay, I hear you, but no.",
        "Right, I see, but I'm afraid not.",
        "Thanks, but no thanks.",
        "Okay, nice try.",
        "Okay, okay, but we're not doing that.",
        "Sure, I get it. The answer's still no.",
        "Right. I'm going to say no.",
        "Yeah, good luck with that.",
        "Okay, I'll think about it.",
        "Sure, if I win the lottery.",
        "Yeah, when pigs fly.",
        "Yeah right, in your dreams.",
        "Absolutely, once I find a money tree.",
        "Okay, if my numbers come up.",
        "Sure, and I'm the Queen of England.",
    ],
)
def test_a_no_that_opens_like_a_yes_is_a_no(heard: Heard, answer: str) -> None:
    lines = (f"them: {answer}", "us: What could you do instead?", "them: Nothing this month, I'm sorry.")
    assert promised(heard(*ASKED, "us: Could you pay 500 dollars on Friday?", *lines)) == []


@pytest.mark.parametrize(
    "answer",
    [
        "Yes, no problem.",
        "Sure, no worries.",
        "Yeah, no, that's fine.",
        "I hear you. Yes.",
        "Okay, if I get the copy today.",
        "Sure, if you send me the invoice first.",
        "Right, fine.",
        "Okay, I hear you, but no later than Friday noon, yes.",
    ],
)
def test_a_yes_with_a_no_in_it_may_be_a_yes(heard: Heard, answer: str) -> None:
    assert promised(heard(*ASKED, "us: Could you pay the 890 on Friday?", f"them: {answer}")) == FRIDAY


TOLD = "them: My husband told you last week he'd pay it on Friday."


@pytest.mark.parametrize("taken_up", ["Did he?", "Okay, Friday.", "I see."])
@pytest.mark.parametrize(
    "gone",
    [
        "Yes but he can't.",
        "Yes, but he can't any more.",
        "He did, only he can't now.",
        "Well, that fell through.",
        "Yes, but he's changed his mind.",
        "He did, but it's not happening.",
        "Yes, unfortunately he can't.",
        "Yes, but now we can't.",
    ],
)
def test_what_another_had_promised_is_none_once_they_cannot(heard: Heard, taken_up: str, gone: str) -> None:
    assert promised(heard(*ASKED, TOLD, f"us: {taken_up}", f"them: {gone}")) == []


@pytest.mark.parametrize("said", ["My husband said he'd pay it on Friday but he can't.", "I said Friday, but I can't."])
def test_nor_where_it_is_said_in_one_breath(heard: Heard, said: str) -> None:
    assert promised(heard(*ASKED, f"them: {said}")) == []


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Did he?", "Yes, he did."),
        ("Did he?", "Yes, and he will."),
        ("Could you pay it by card?", "Well, I can't."),
        ("Could you come in to sign the form?", "I'd like to, but I can't."),
        ("Can you pay it sooner, on Thursday?", "I would, but I can't."),
        ("Thank you. Do you have the invoice?", "I had, but now I can't find it."),
        ("Okay.", "He wanted to come himself but he can't drive."),
    ],
)
def test_what_they_cannot_do_besides_takes_nothing_back(heard: Heard, question: str, answer: str) -> None:
    assert promised(heard(*ASKED, TOLD, f"us: {question}", f"them: {answer}")) == FRIDAY
