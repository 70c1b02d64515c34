"""The points of a well-run call, in words that no list foresees."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from duecourse.domain.conversation.results import Analysis

Heard = Callable[..., Analysis]

OPENING = (
    "us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?",
    "them: Yes, speaking.",
    "us: It's about invoice 1042 for 890 dollars, due on the first of October.",
    "them: I know the one.",
)


@pytest.mark.parametrize("asked", ["Might it squeeze onto a run soon?", "Would the next bus have room for it?"])
def test_a_question_that_a_promise_answers_has_asked_for_payment(heard: Heard, asked: str) -> None:
    found = heard(*OPENING, f"us: {asked}", "them: Yes, I'll pay it on Friday.")
    assert "asked_payment" in found.points


def test_a_promise_that_answers_why_was_not_asked_for(heard: Heard) -> None:
    found = heard(*OPENING, "us: What's holding it up?", "them: Nothing now, I'll pay it on Friday.")
    assert "asked_payment" not in found.points


@pytest.mark.parametrize("asked", ["so what's going on?", "So what's holding it?", "Why is it still open?"])
def test_asking_back_for_the_reason_counts_after_a_first_excuse(heard: Heard, asked: str) -> None:
    found = heard(*OPENING[:3], "them: It's been a slow season.", f"us: {asked}", "them: My partner has not signed.")
    assert "asked_reason" in found.points


def test_a_question_that_looks_ahead_does_not_ask_for_the_reason_once_it_was_given(heard: Heard) -> None:
    found = heard(*OPENING[:3], "them: It's been a slow season.", "us: What would help you now?", "them: Time.")
    assert "asked_reason" not in found.points


@pytest.mark.parametrize(
    "said", ["so when's soon and when's the rest", "The shop lets me spread it over up to four payments."]
)
def test_who_leads_the_talk_to_a_day_has_asked_for_payment(heard: Callable[..., Analysis], said: str) -> None:
    found = heard(
        "us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?",
        "them: Yes, speaking.",
        "us: It's about invoice 1042 for 890 dollars.",
        "them: It was a slow month.",
        f"us: {said}",
        "them: I can do the 890 on Friday.",
    )
    assert "asked_payment" in found.points


@pytest.mark.parametrize(
    "asked",
    [
        "So how much are you sending today?",
        "It's twenty days over, when you are wiring it?",
        "Would you like to pay it with me on the line?",
        "Is there any part of the 890 you'd be comfortable with?",
        "Card number whenever you're ready.",
    ],
)
def test_payment_is_asked_for_in_many_words(heard: Heard, asked: str) -> None:
    assert "asked_payment" in heard(*OPENING, f"us: {asked}", "them: I can't say.").points


def test_a_relative_who_is_asked_for_money_is_not_who_owes_it(heard: Heard) -> None:
    lines = ("us: Is that Maria Lopez?", "them: No, I'm her sister.", "us: Could you put it on a card for her?")
    assert "asked_payment" not in heard(*lines, "them: Could I what?", kind="consumer").points


HELLO = "us: Hi Maria, this is Priya Nair from Northwind Supplies."


@pytest.mark.parametrize(
    "message",
    [
        "Please call me back on 555 0100. Thank you, goodbye.",
        "Could you give me a ring when you get this?",
        "It's a message for Maria Lopez. Please get back to me.",
        "Would you return my call? I'm at my desk until five.",
        "I'm leaving you a message about your account, you can reach me on 555 0100.",
        "Please phone us back at your convenience.",
        "Give me a quick call when you can, thanks.",
        "Give our office a call, we're open until six.",
    ],
)
def test_a_turn_alone_that_asks_for_a_call_back_is_a_message_and_confirms_nobody(heard: Heard, message: str) -> None:
    found = heard(f"{HELLO} {message}")
    assert found.disposition == "voicemail"
    assert "verified_party" not in found.points and "identified" in found.points


@pytest.mark.parametrize(
    "lines",
    [
        (HELLO,),
        (f"{HELLO} Is that Maria Lopez?",),
        (f"{HELLO} I'll call you back at five.",),
        (f"{HELLO} Thanks for calling us back.",),
        (f"{HELLO} I'll give you a call on Friday.",),
        (f"{HELLO} Please call me back.", "them: Hello? I'm here, speaking."),
        (f"{HELLO} Please call me back.", "them: Who is this?", "us: Priya. Please call me back."),
        (HELLO, "us: Is that Maria Lopez?", "us: So you'll pay it on Friday, and call me back if not."),
    ],
)
def test_one_side_of_a_call_and_a_call_that_is_answered_are_no_message(heard: Heard, lines: tuple[str, ...]) -> None:
    assert heard(*lines).disposition != "voicemail"


def test_a_machine_that_answers_confirms_nobody_either(heard: Heard) -> None:
    found = heard("them: Please leave a message after the tone.", f"{HELLO} Please call me back.")
    assert found.disposition == "voicemail" and "verified_party" not in found.points
    asked = ("us: Is Maria Lopez there?", "them: She's out, I'll put you through to her voicemail.")
    assert "verified_party" in heard(*asked, "them: Leave a message after the tone.", f"{HELLO} Call me back.").points
