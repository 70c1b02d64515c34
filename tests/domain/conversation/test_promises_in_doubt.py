"""What is called a confirmed promise: day and sum said together, a sum that can be paid, and a client who means it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from duecourse.domain.conversation.results import Analysis

Heard = Callable[..., Analysis]

OPENING = ("us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?", "them: Yes, speaking.")
ASKED = (*OPENING, "us: It's about invoice 1042 for 890 dollars, due on the first of October. When will we see it?")
FRIDAY, MONDAY = "2026-11-20", "2026-11-23"


def promised(found: Analysis) -> list[tuple[int | None, str | None, bool]]:
    return [(a.amount_minor, a.on and a.on.isoformat(), a.confirmed) for a in found.acts if a.act == "promise"]


def owing(*balances: str) -> dict[str, object]:
    return {
        "invoices": [
            {"number": f"INV-10{n}", "issued_on": "2026-09-01", "due_on": "2026-10-01", "amount": balance,
             "balance": balance, "status": "open"}
            for n, balance in enumerate(balances, 42)
        ]
    }  # fmt: skip


@pytest.mark.parametrize(
    "talk",
    [
        ("them: I'll pay the 890 on Monday.", "us: Monday. Good."),
        ("them: I'll pay all of it on Monday.", "us: Monday, right."),
        ("them: I'll put it through on Monday.", "us: Monday. Good.", "them: Yes."),
        ("them: Monday.", "us: 890 on Monday the 23rd?", "them: Yes."),
        ("them: Monday.", "us: Monday the 23rd?", "them: Yes.", "us: So 890 on Monday, thank you."),
        ("us: Could you do Monday for the full amount?", "them: Monday's fine."),
    ],
)
def test_a_promise_is_confirmed_once_day_and_sum_are_said_together(heard: Heard, talk: tuple[str, ...]) -> None:
    assert promised(heard(*ASKED, *talk)) == [(89000, MONDAY, True)]


@pytest.mark.parametrize(
    "talk",
    [
        ("us: What's happening with the 890?", "them: I'll send it Friday.", "us: Thank you. Bye."),
        ("them: I'll send it Friday.", "us: Thank you. Bye."),
        ("them: I'll try and get the 890 over to you Friday.", "us: Just get us the 890.", "them: Aye, I heard you."),
        (
            "them: I'd say it should go out on Friday, if nothing goes wrong.",
            "us: This Friday, the 890?",
            "them: I think so. I don't like to swear to it.",
        ),
    ],
)
def test_it_is_not_as_long_as_nobody_says_it_back_plainly(heard: Heard, talk: tuple[str, ...]) -> None:
    assert promised(heard(*ASKED, *talk)) == [(89000, FRIDAY, False)]


def test_a_try_becomes_a_promise_when_they_say_the_day_plainly(heard: Heard) -> None:
    talk = ("them: I'll try and get the 890 over to you Friday.", "us: So Friday, the 890?", "them: Yes, Friday.")
    assert promised(heard(*ASKED, *talk)) == [(89000, FRIDAY, True)]


@pytest.mark.parametrize(
    ("said", "minor"), [("8,900 dollars", 890000), ("nine dollars", 900), ("nine thousand dollars", 900000)]
)
def test_more_than_is_due_or_next_to_nothing_of_it_stays_in_doubt(heard: Heard, said: str, minor: int) -> None:
    talk = (f"them: I'll pay {said} on Friday.", f"us: {said} on Friday the 20th?", "them: Yes.")
    assert promised(heard(*ASKED, *talk)) == [(minor, FRIDAY, False)]


@pytest.mark.parametrize(
    ("balance", "said", "minor"),
    [
        ("47.80", "forty-two eighty", 4280),
        ("89.90", "eighty nine ninety", 8990),
        ("250.00", "twelve fifty", 1250),
        ("5000.00", "forty-two eighty", 428000),
        ("1250.00", "twelve fifty", 125000),
    ],
)
def test_of_two_readings_of_a_sum_the_one_within_what_is_due_is_meant(
    heard: Heard, balance: str, said: str, minor: int
) -> None:
    talk = (f"us: When can you pay the {said}?", f"them: I'll pay the {said} on Friday.", f"us: {said} on Friday.")
    assert promised(heard(*OPENING, *talk, account=owing(balance))) == [(minor, FRIDAY, minor * 50 >= 25000)]


@pytest.mark.parametrize(
    ("back", "expected"),
    [
        ("So the block today, five pounds off, eight eighty-five on Friday.", [(88500, FRIDAY, True)]),
        ("So 890 on Friday, and a new invoice tomorrow.", [(89000, FRIDAY, True)]),
    ],
)
def test_what_is_taken_off_or_made_out_is_no_payment(
    heard: Heard, back: str, expected: list[tuple[int, str, bool]]
) -> None:
    assert promised(heard(*ASKED, "them: I'll pay it on Friday.", f"us: {back}", "them: Yes.")) == expected


def test_what_payments_come_to_is_not_the_last_of_them(heard: Heard) -> None:
    talk = (
        "us: Could you split it? Say 445 each time.",
        "them: Yes, okay.",
        "us: 445 on the 27th of November and the 25th of December, 890 in total. Is that correct?",
        "them: It is.",
    )
    assert promised(heard(*ASKED, *talk)) == [(44500, "2026-11-27", True), (44500, "2026-12-25", True)]


@pytest.mark.parametrize(
    "talk",
    [
        ("them: I haven't got that far. Sorry, I'm on the floor today, we're two short.", "us: I see."),
        ("us: It's nine ten now.", "them: It says eight ninety on the app right now.", "us: Okay."),
        (
            "them: I don't want to promise you a day and let you down.",
            "us: When do you see the hospital next?",
            "them: The thirteenth of January. They'll tell me then.",
            "us: So on the 13th of January?",
            "them: I'll know then if I can work.",
        ),
        (
            "them: I paid it on Friday.",
            "us: There's nothing here.",
            "them: I'm looking at the bank page, Friday the sixth, eight ninety.",
            "us: So it left you on Friday the sixth, the full 890?",
            "them: The full amount, yes.",
        ),
        (
            "them: Give me a call back Monday the twenty-third and I'll have it in front of me, either paid or not.",
            "us: Monday the twenty-third, and who do I ask for?",
            "them: Me.",
        ),
    ],
)
def test_a_day_of_something_else_is_no_promise(heard: Heard, talk: tuple[str, ...]) -> None:
    assert promised(heard(*ASKED, *talk)) == []


@pytest.mark.parametrize(
    ("talk", "on"),
    [
        (("them: You'll have it today, I'm at the bank.", "us: 890 today, thanks."), "2026-11-18"),
        (("us: Could you do it today?", "them: I am doing the 890 today, yes."), "2026-11-18"),
        (
            (
                "them: I don't want to promise you a day and let you down.",
                "us: When do you see the hospital next?",
                "them: The thirteenth of January. I'll pay the 890 that day.",
                "us: 890 on the 13th of January, then.",
            ),
            "2027-01-13",
        ),
        (("them: I'll pay it on Friday the fourth.", "us: Friday the fourth, the 890?", "them: Yes."), "2026-12-04"),
        (("them: Call me Friday at ten and I'll pay it by card.", "us: Friday at ten, the 890."), FRIDAY),
        (("them: You know what, I'll pay the 890 on Monday when I get paid.", "us: Monday, all of it."), MONDAY),
    ],
)
def test_the_same_days_are_one_where_they_say_that_they_pay(heard: Heard, talk: tuple[str, ...], on: str) -> None:
    assert promised(heard(*ASKED, *talk)) == [(89000, on, True)]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("I can get the 880 out on Friday, and the 330 can ride along on the same one.", [88000, 33000]),
        ("I'll send the 880 on Friday and put the 330 in with it.", [88000, 33000]),
        ("The 880 goes on Friday, and the 330 goes with it.", [88000, 33000]),
        ("Friday. 880 and 330, and that's your lot.", [121000]),
        ("The 880 and the 330, both on Friday.", [121000]),
    ],
)
def test_an_item_that_rides_along_is_a_payment_of_its_own(heard: Heard, said: str, expected: list[int]) -> None:
    talk = ("us: It's 880 and 330, both late. When can you pay them?", f"them: {said}")
    assert [(a, on) for a, on, _ in promised(heard(*OPENING, *talk, account=owing("880.00", "330.00")))] == [
        (minor, FRIDAY) for minor in expected
    ]


@pytest.mark.parametrize(
    "answer",
    ["Both, yes, the 330 with it. It may show as two lines.", "Yes, put the 330 in as well, he's signed that one too."],
)
def test_what_joins_a_promise_takes_its_day(heard: Heard, answer: str) -> None:
    talk = ("us: When can you pay the 880?", "them: The 880 goes on Friday.", "us: And the 330?", f"them: {answer}")
    found = promised(heard(*OPENING, *talk, account=owing("880.00", "330.00")))
    assert [(minor, on) for minor, on, _ in found] == [(88000, FRIDAY), (33000, FRIDAY)]


@pytest.mark.parametrize(
    "answer",
    [
        "That's right. Unless he does it tonight, and then you'll have it today.",
        "Yes. What about the timber I need for Wednesday?",
        "Correct. You'll have your money. What about the load that goes on Thursday?",
    ],
)
def test_a_day_that_comes_up_behind_a_yes_moves_nothing(heard: Heard, answer: str) -> None:
    talk = ("them: I'll pay it on Monday.", "us: Monday the 23rd, the whole 890, is that right?", f"them: {answer}")
    assert promised(heard(*ASKED, *talk, "us: It goes out, don't worry.")) == [(89000, MONDAY, True)]


@pytest.mark.parametrize(
    "answer",
    ["Sorry, make it Wednesday instead.", "Would Wednesday be all right instead?", "Could we push it to Wednesday?"],
)
def test_another_day_asked_for_moves_it(heard: Heard, answer: str) -> None:
    talk = (
        "them: I'll pay it on Monday.",
        "us: Monday, the whole 890?",
        f"them: {answer}",
        "us: Wednesday it is, 890.",
    )
    assert promised(heard(*ASKED, *talk)) == [(89000, "2026-11-25", True)]


@pytest.mark.parametrize(
    ("talk", "expected"),
    [
        (("them: I had told the 16th.", "us: The sixth, the sixteenth, all of it, what is the difference."), []),
        (
            (
                "them: The 890 will go in the Wednesday run, on the 25th.",
                "us: Wednesday the 25th, 890 dollars, as long as you have the record today.",
                "them: Spot on.",
            ),
            [(89000, "2026-11-25", True)],
        ),
        (
            ("them: I get 220 on the 30th. I could give you 120 of that.", "us: 120 on the 30th, then."),
            [(12000, "2026-11-30", True)],
        ),
        (
            ("us: Could you do 600 by the end of the month?", "them: Four hundred I could, if it's the very last day."),
            [(40000, "2026-11-30", True)],
        ),
        (
            (
                "them: I can do 500 this Friday.",
                "us: Out of 890.",
                "them: I won't promise you a thousand and let you down.",
            ),
            [(50000, FRIDAY, False)],
        ),
        (
            ("them: I should be able to pay it Friday.", "us: For sure?", "them: Pretty sure. I can't swear to it."),
            [(89000, FRIDAY, False)],
        ),
        (
            ("them: Okay, first one on the last Friday of November.", "us: The 27th of November, all right."),
            [(89000, "2026-11-27", False)],
        ),
    ],
)
def test_what_is_told_hedged_or_conditional_is_kept_apart(
    heard: Heard, talk: tuple[str, ...], expected: list[tuple[int, str, bool]]
) -> None:
    assert promised(heard(*ASKED, *talk)) == expected


def test_a_second_payment_that_is_only_demanded_is_not_promised(heard: Heard) -> None:
    talk = (
        "them: I can pay 445 on Monday. For the other half you get nothing till it's fixed.",
        "us: Monday the 23rd, 445. And the other half by the Tuesday, or I park a lorry across your gate, you clown.",
        "them: Park what you like. It's 445 on Monday.",
    )
    assert promised(heard(*ASKED, *talk)) == [(44500, MONDAY, True)]
