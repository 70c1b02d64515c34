"""Promises that grow between the two: put by one, taken up by the other in any words, read back, changed, withdrawn."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from duecourse.domain.conversation.results import Analysis

Heard = Callable[..., Analysis]

OPENING = (
    "us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?",
    "them: Yes, speaking.",
    "us: It's about invoice 1042 for 890 dollars, due on the first of October. What happened with it?",
    "them: It's been a slow season, I won't pretend otherwise.",
)
WHOLE_FRIDAY = [(89000, "2026-11-20")]


def promised(found: Analysis) -> list[tuple[int | None, str | None]]:
    return [(a.amount_minor, a.on and a.on.isoformat()) for a in found.acts if a.act == "promise"]


def confirmed(found: Analysis) -> bool:
    return all(a.confirmed for a in found.acts if a.act == "promise")


@pytest.mark.parametrize(
    "proposal",
    [
        "So shall we say Friday for the 890?",
        "so shall we say friday for the eight ninety",
        "Could we call it Friday, the 890?",
        "Can I put you down for Friday, all 890 of it?",
        "Suppose we say this Friday for the full 890?",
        "Would Friday work for the 890?",
        "How about Friday for the whole 890?",
        "Can we look for the 890 on Friday, then?",
        "so could you do the 890 friday",
        "What if we made it Friday for the 890?",
        "I could pencil you in for Friday the 20th, 890. Would that be all right?",
        "890 on Friday, would that be manageable?",
        "Then I'll put you down for 890 on Friday. Is that okay?",
        "Shall I expect the 890 on Friday?",
    ],
)
@pytest.mark.parametrize("answer", ["Fine.", "Go on then.", "Sure, that works."])
def test_a_day_and_a_sum_put_to_the_client_are_a_promise_once_they_say_yes(
    heard: Heard, proposal: str, answer: str
) -> None:
    found = heard(*OPENING, f"us: {proposal}", f"them: {answer}")
    assert promised(found) == WHOLE_FRIDAY
    assert "asked_payment" in found.points


@pytest.mark.parametrize(
    "answer",
    [
        "Put me down for that.",
        "that works",
        "Yeah, okay.",
        "Sold.",
        "I suppose so.",
        "I guess so.",
        "Friday it is.",
        "Friday's grand.",
        "You've got a deal.",
        "Okay, Friday.",
        "yep friday",
        "Consider it done.",
        "Then yes.",
        "I can live with that.",
        "Happy with that.",
        "yah friday's fine",
        "Sure, why not.",
        "That'll do nicely.",
        "I don't speak ledger, but yes.",
        "Right you are.",
        "Go ahead and put that down.",
        "Count on it.",
        "All right, Friday.",
        "Fine. Now let me get back to my customers, would you, because there's a queue out of the door.",
        "as long as i get the copy today yeah",
        "It'll be in.",
        "You'll have it.",
        "Friday, 890, yes.",
        "Okay then, Friday it'll have to be.",
    ],
)
def test_there_are_many_ways_to_say_yes(heard: Heard, answer: str) -> None:
    found = heard(*OPENING, "us: So shall we say Friday for the 890?", f"them: {answer}")
    assert promised(found) == WHOLE_FRIDAY


@pytest.mark.parametrize(
    "answer",
    [
        "No, not Friday.",
        "I'll have to ask my husband.",
        "Okay, but I can't promise Friday.",
        "Let me think about it.",
        "Fine weather you're having over there?",
        "I couldn't say.",
        "Sure, if my tenant pays me.",
        "We'll see.",
        "I'm not signing up for dates I can't keep.",
        "Why Friday?",
        "Okay, what was the invoice number again?",
    ],
)
def test_and_many_that_are_none(heard: Heard, answer: str) -> None:
    assert promised(heard(*OPENING, "us: So shall we say Friday for the 890?", f"them: {answer}")) == []


@pytest.mark.parametrize(
    "lines",
    [
        ("us: I'll send you a fresh copy on Friday.", "them: Fine."),
        ("us: Shall I ring you on Friday?", "them: Yes, do."),
        ("us: We're back in the office on Friday with the statement for the 890.", "them: Okay."),
        ("us: I'll take your number off the list today.", "them: Thank you."),
        ("us: If it isn't paid by Friday I'll see you in court.", "them: Fine."),
    ],
)
def test_a_yes_to_what_we_do_ourselves_is_no_promise(heard: Heard, lines: tuple[str, ...]) -> None:
    assert promised(heard(*OPENING, *lines)) == []


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Could I do half now and the rest on the thirtieth?", [(44500, "2026-11-18"), (44500, "2026-11-30")]),
        (
            "Can I split it? 445 on Friday and 445 on the fourth of December?",
            [(44500, "2026-11-20"), (44500, "2026-12-04")],
        ),
        ("Would it be all right if I paid it on Friday?", WHOLE_FRIDAY),
        ("Any chance I could send it Friday?", WHOLE_FRIDAY),
        ("Is it okay if I do it on Friday?", WHOLE_FRIDAY),
        ("could i pay you on friday instead", WHOLE_FRIDAY),
    ],
)
@pytest.mark.parametrize("answer", ["Of course you can.", "That's fine with me.", "Yes, we can do that."])
def test_what_the_client_asks_to_be_allowed_is_a_promise_once_we_let_them(
    heard: Heard, question: str, expected: list[tuple[int, str]], answer: str
) -> None:
    found = heard(*OPENING, "us: When could you pay it?", f"them: {question}", f"us: {answer}", "them: Thank you.")
    assert promised(found) == expected


def test_and_none_while_nobody_has_let_them(heard: Heard) -> None:
    lines = ("us: When could you pay it?", "them: Could I pay it in March?", "us: I'm afraid that's too late.")
    assert promised(heard(*OPENING, *lines)) == []


@pytest.mark.parametrize(
    "words",
    [
        "Then maybe don't put me down for that after all.",
        "Forget about Friday.",
        "forget friday",
        "No, scrap Friday.",
        "I take it back.",
        "Never mind the 890, I'm not paying a thing.",
        "I'd rather wait until I've spoken to my lawyer.",
        "wait no don't write friday down i can't say friday",
        "Actually no, I can't do that.",
        "I spoke too soon, sorry, I can't.",
        "Hang on, no. I can't commit to Friday.",
        "I'm taking that back.",
    ],
)
def test_a_promise_taken_back_is_none(heard: Heard, words: str) -> None:
    found = heard(
        *OPENING, "us: When could you pay it?", "them: I'll pay it on Friday.", "us: Right.", f"them: {words}"
    )
    assert promised(found) == []


@pytest.mark.parametrize(
    "words",
    [
        "And I won't say a date on the rest of it, I'd be making it up.",
        "I can't promise you anything on the other half.",
        "Don't ask me for a day for the remainder, I can't say.",
    ],
)
def test_what_is_left_open_of_the_rest_takes_nothing_back(heard: Heard, words: str) -> None:
    lines = ("us: What could you manage?", "them: 400 dollars on Friday, that I can do.", "us: 400 on Friday.")
    assert promised(heard(*OPENING, *lines, f"them: {words}")) == [(40000, "2026-11-20")]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ("Scratch that, make it the 27th, that one I can stand behind.", [(89000, "2026-11-27")]),
        ("No, wait, Monday. Monday's better.", [(89000, "2026-11-23")]),
        ("you know what make it thursday", [(89000, "2026-11-19")]),
        ("Sorry, did I say Friday? I meant Friday week.", [(89000, "2026-11-27")]),
        ("On second thoughts the 30th.", [(89000, "2026-11-30")]),
    ],
)
def test_the_last_version_of_a_promise_stands(heard: Heard, change: str, expected: list[tuple[int, str]]) -> None:
    lines = ("us: When could you pay it?", "them: I'll pay it on Friday.", "us: Friday, then.", f"them: {change}")
    assert promised(heard(*OPENING, *lines)) == expected


@pytest.mark.parametrize(
    "words",
    [
        "If the district pays me I'll get you the 890 on Friday.",
        "if she e transfers me i'll send it friday",
        "When my buyer settles up with me I'll pay you, maybe Friday.",
        "She'll say the check's coming on Friday, she says that to everybody.",
        "If the committee passes it on Friday you'd have it.",
        "I was going to pay it last Friday.",
        "Once the insurance coughs up I can do it, they said Friday.",
        "I haven't sat at a desk in a week.",
    ],
)
def test_what_hangs_on_others_or_lies_behind_is_no_promise(heard: Heard, words: str) -> None:
    assert promised(heard(*OPENING, "us: When could you pay it?", f"them: {words}")) == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("They pay me on the 25th, so I'll send it then.", [(89000, "2026-11-25")]),
        ("Once I've got the copy you'll have it Friday.", WHOLE_FRIDAY),
        ("I'm paid on the 27th. The whole 890, that day.", [(89000, "2026-11-27")]),
        ("I'll drop it in to your office the day after tomorrow.", WHOLE_FRIDAY),
        ("Give me until Friday and it's yours, all of it.", WHOLE_FRIDAY),
        ("It'll be with you Friday, every cent.", WHOLE_FRIDAY),
        ("Friday. The 890.", WHOLE_FRIDAY),
        ("I can bung you 300 on Friday.", [(30000, "2026-11-20")]),
        (
            "let's do three hundred friday and the five ninety on the thirtieth",
            [(30000, "2026-11-20"), (59000, "2026-11-30")],
        ),
        ("The 890 I'll do. A fortnight today, say.", [(89000, "2026-12-02")]),
        ("I'll walk it over Friday with a check.", WHOLE_FRIDAY),
        ("ye'll have it friday so ye will", WHOLE_FRIDAY),
        ("You'll see the money Friday.", WHOLE_FRIDAY),
        ("Friday I can do. Not a day before.", WHOLE_FRIDAY),
    ],
)
def test_a_promise_in_the_clients_own_words(heard: Heard, words: str, expected: list[tuple[int, str]]) -> None:
    assert promised(heard(*OPENING, "us: When could you pay it?", f"them: {words}")) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            "The fifteenth, then the end of the month, then the fifteenth again, 296.67 each time.",
            [(29667, "2026-12-15"), (29667, "2026-12-31"), (29667, "2027-01-15")],
        ),
        ("Friday the 27th, all of it.", [(89000, "2026-11-27")]),
        (
            "445 on the twentieth of November and the last 445 on Friday the eighteenth.",
            [(44500, "2026-11-20"), (44500, "2026-12-18")],
        ),
        (
            "300 on December 4th, 300 on December 18th and 290 on January 4th.",
            [(30000, "2026-12-04"), (30000, "2026-12-18"), (29000, "2027-01-04")],
        ),
    ],
)
def test_lists_of_days_go_on(heard: Heard, words: str, expected: list[tuple[int, str]]) -> None:
    found = promised(heard(*OPENING, "us: How would you like to split it?", f"them: {words}"))
    assert found == expected


def test_a_sum_cut_down_between_the_two_is_the_sum_that_is_promised(heard: Heard) -> None:
    found = heard(
        *OPENING[:3],
        "them: There were four empties that went back, so it's seven seventy by rights.",
        "us: You're right, it's 770, on the nose.",
        "them: Then I'll drop it into your yard on Saturday.",
        "us: 770 on Saturday the 21st.",
    )
    assert promised(found) == [(77000, "2026-11-21")]


def test_of_two_items_the_one_that_the_call_is_about_is_meant(heard: Heard) -> None:
    items = [
        {
            "number": number,
            "issued_on": "2026-09-01",
            "due_on": due,
            "amount": sum_due,
            "balance": sum_due,
            "status": "open",
        }
        for number, due, sum_due in (("INV-1042", "2026-10-01", "890.00"), ("INV-1077", "2026-12-10", "610.00"))
    ]
    lines = ("us: When would that be?", "them: In ten days from now you'll have it.")
    found = heard(*OPENING, "them: I'll pay it.", *lines, account={"invoices": items})
    assert promised(found) == [(89000, "2026-11-28")]


def test_an_insurer_that_looks_again_has_promised_nothing(heard: Heard) -> None:
    for words in (
        "He'd run it again by the 30th.",
        "I'd look around the end of November.",
        "Review is done by the 30th.",
    ):
        lines = ("us: Priya Nair from Northwind, about claim 1042, 890 dollars.", "them: It's denied as a duplicate.")
        found = heard(*lines, "us: What happens when we send it again?", f"them: {words}", kind="payer")
        assert promised(found) == []


def test_a_payment_and_its_day_said_back_with_a_question_are_confirmed(heard: Heard) -> None:
    found = heard(
        *OPENING,
        "us: What would help?",
        "them: I'll settle the lot when I'm standing in your shop.",
        "us: So Tuesday the 24th, and 890 paid at the desk. Is that the plan?",
        "them: That's the plan.",
    )
    assert promised(found) == [(89000, "2026-11-24")]
    assert confirmed(found)


def test_a_day_read_back_with_its_date_and_agreed_to_is_the_day(heard: Heard) -> None:
    """The weekday alone went to the day that was spoken of before: both are Thursdays."""
    found = heard(
        *OPENING,
        "them: I'm away until Thursday the 26th, that week is no good. I'll send the whole 890 on Thursday.",
        "us: Thursday the 19th, 890. Is that what we're saying?",
        "them: Yes, that's it.",
    )
    assert promised(found) == [(89000, "2026-11-19")]


TWO_ITEMS = {
    "invoices": [
        {"number": number, "issued_on": "2026-09-01", "due_on": "2026-10-01", "amount": sum_, "balance": sum_,
         "status": "open"}
        for number, sum_ in (("INV-4419", "1612.50"), ("INV-4460", "704.00"))
    ]
}  # fmt: skip
ABOUT_TWO = (
    "us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?",
    "them: Yes, speaking.",
    "us: I'm ringing about 4419 and 4460.",
    "them: 4419 I've got, yes.",
    "us: When can we look for it?",
    "them: It'll be in the run on the 25th.",
)


def test_it_is_the_item_that_the_client_has_just_named(heard: Heard) -> None:
    assert promised(heard(*ABOUT_TWO, account=TWO_ITEMS)) == [(161250, "2026-11-25")]


def test_who_wants_it_put_right_before_they_settle_the_rest_promises_nothing_yet(heard: Heard) -> None:
    found = heard(*OPENING, "us: What happened?", "them: Credit me the broken ones and I'll settle the rest.")
    assert promised(found) == []


@pytest.mark.parametrize("more", ["Stick the 704 in as well.", "I'll pay the 704 with it."])
def test_another_item_joins_what_was_just_promised(heard: Heard, more: str) -> None:
    found = heard(*ABOUT_TWO, "us: And is 4460 going in the same run?", f"them: {more}", account=TWO_ITEMS)
    assert promised(found) == [(161250, "2026-11-25"), (70400, "2026-11-25")] and found.disposition == "promise"


@pytest.mark.parametrize(
    "answer",
    [
        "It's never that much.",
        "It says the 30th here.",
        "It's dated the 27th of November, your own letter.",
        "The date on mine says the 27th.",
    ],
)
def test_a_day_that_stands_on_a_paper_and_a_no_promise_nothing(heard: Heard, answer: str) -> None:
    assert promised(heard(*OPENING, "us: I want the 890 today.", f"them: {answer}")) == []


def test_the_hour_at_which_somebody_comes_to_look_is_no_sum(heard: Heard) -> None:
    found = heard(
        *OPENING, "them: The letters came in the wrong colour, every one of them.",
        "us: I'll send our installer to look. Seven thirty on Thursday, would that suit?", "them: It would.",
    )  # fmt: skip
    assert promised(found) == []
