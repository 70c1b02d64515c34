"""What the client did, told by what we do about it, or by the words behind what they will not pay for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from duecourse.domain.conversation.results import Analysis

Heard = Callable[..., Analysis]
OPENING = (
    "us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?",
    "them: Yes, speaking.",
    "us: It's about invoice 1042 for 890 dollars. What happened with it?",
)
ODD = "I looked at it with my brother, and we had to laugh."
PAYER_OPENING = (
    "them: Oakfield Health claims, this is Dana.",
    "us: Hi Dana, Priya Nair from Northwind Supplies. It's about claim INV-1042, 890 dollars. What happened?",
)


@pytest.mark.parametrize(
    "answer",
    [
        "I'm opening a dispute on it now, so it sits quiet meanwhile.",
        "Then I'll log that part as disputed this morning.",
        "I'll open a ticket with the yard today.",
        "I'll put a query on that line tonight.",
        "I'll write it up as a complaint and send it to the shop floor today.",
    ],
)
def test_a_dispute_that_we_open_is_theirs(heard: Heard, answer: str) -> None:
    found = heard(*OPENING, f"them: {ODD}", f"us: {answer}", "them: All right.", kind="consumer")
    assert found.disposition == "dispute" and [a.n for a in found.acts if a.act == "dispute"] == [4]


@pytest.mark.parametrize(
    "answer",
    [
        "I'll send you a photo of it today.",
        "Nobody else has opened a dispute.",
        "If there's no dispute, I'll call you on Monday.",
    ],
)
def test_where_we_open_none_there_is_none(heard: Heard, answer: str) -> None:
    found = heard(*OPENING, f"them: {ODD}", f"us: {answer}", "them: All right.", kind="consumer")
    assert found.disposition != "dispute"


def test_a_trace_of_what_they_paid_is_no_dispute(heard: Heard) -> None:
    lines = (*OPENING, "them: I paid it on October 5th.", "us: I'll open a trace with the bank today.", "them: Good.")
    assert heard(*lines).disposition == "already_paid"


def test_a_hardship_form_that_we_send_tells_of_hardship(heard: Heard) -> None:
    said = "them: Since the mill I sit at home a lot."
    lines = (*OPENING, said, "us: I'll mail you our hardship form tomorrow.", "them: Thank you.")
    assert heard(*lines, kind="consumer").disposition == "hardship"
    assert heard(*OPENING, said, "us: I'll mail you the form tomorrow.", "them: No.").disposition != "hardship"


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("She's got a gap on Friday at one.", "Friday at one. I'll ring her then."),
        ("After two. Ask for her direct line.", "After two, on her direct line. I'll call then."),
        ("Ten o'clock is when the folder is out.", "Ten o'clock. I'll call you tomorrow at ten."),
    ],
)
def test_an_hour_of_theirs_that_we_take_for_our_call_is_a_call_back(heard: Heard, said: str, answer: str) -> None:
    lines = ("us: Hi, Priya Nair from Northwind Supplies. Is Maria Lopez in?", "them: She's out.")
    found = heard(*lines, "us: I'd like to have a word with her.", f"them: {said}", f"us: {answer}", "them: Bye.")
    assert found.disposition == "callback"


def test_an_hour_that_we_name_ourselves_is_none(heard: Heard) -> None:
    lines = ("us: Hi, Priya Nair from Northwind Supplies. Is Maria Lopez in?", "them: She's seeing somebody at nine.")
    assert heard(*lines, "us: Then I'll ring her tomorrow at two.", "them: Bye.").disposition != "callback"


@pytest.mark.parametrize(
    "said",
    [
        "But I'm not paying for knives I can't put in a student's hand.",
        "I'm not paying for a sign that doesn't work.",
        "We're not paying for six weeks when we got four.",
        "I'm not paying for two days I was home in bed.",
        "I'm not paying for a visit that never happened.",
        "We won't pay for pots we have to throw in a skip.",
    ],
)
def test_what_is_wrong_with_the_thing_makes_a_refusal_a_dispute(heard: Heard, said: str) -> None:
    assert heard(*OPENING, f"them: {said}", "us: I see.").disposition == "dispute"


@pytest.mark.parametrize(
    "said",
    [
        "I'm not paying for it, and that's that.",
        "I'm not paying you a cent for a saw that is yours, not today and not ever.",
        "I'm not paying for that.",
        "No, we're not paying.",
    ],
)
def test_a_plain_no_stays_a_refusal(heard: Heard, said: str) -> None:
    assert heard(*OPENING, f"them: {said}", "us: I see.").disposition == "refused"


def test_a_payer_s_last_word_is_a_refusal_whatever_it_was_denied_for(heard: Heard) -> None:
    denied = "them: It was denied for late filing, it came in after the ninety days."
    last = "them: We will not be paying this claim. That's final."
    assert heard(*PAYER_OPENING, denied, "us: We sent it in time.", last, kind="payer").disposition == "refused"
    assert heard(*PAYER_OPENING, denied, "us: We sent it in time.", kind="payer").disposition == "dispute"


DENIED = (
    *PAYER_OPENING[:1],
    "us: Hi Dana, Priya Nair from Northwind Supplies. You've denied INV-1042, 890 dollars. Why?",
)


@pytest.mark.parametrize(
    "ground",
    [
        "Let me see. It's the same visit, it went out as a duplicate.",
        "The system has six hundred as the rate for that operation.",
        "I show it priced on the 2024 schedule.",
        "Your contract gives you ninety days, and the day we have is the hundredth.",
        "There was no authorization before the operation.",
    ],
)
def test_the_ground_of_a_denial_that_was_asked_about_is_a_dispute(heard: Heard, ground: str) -> None:
    assert heard(*DENIED, f"them: {ground}", "us: I see.", kind="payer").disposition == "dispute"


@pytest.mark.parametrize(
    "answer", ["It came in on Monday, allow ten days.", "It's pending, and that takes ten business days."]
)
def test_how_long_it_takes_is_no_ground_of_a_denial(heard: Heard, answer: str) -> None:
    assert heard(*DENIED, f"them: {answer}", "us: I see.", kind="payer").disposition != "dispute"


@pytest.mark.parametrize(
    "said",
    [
        "You've reached Pauline at Harbour. I'm not here, please leave a message and I'll ring you back.",
        "Hi, it's Maria, I'm either cooking or sleeping. Leave a message and I'll call you back. Ciao.",
    ],
)
def test_a_machine_that_will_ring_back_asks_for_no_call(heard: Heard, said: str) -> None:
    ours = "us: Maria, Priya Nair, Northwind Supplies, 312 555 0187. Thank you, bye."
    found = heard(f"them: {said}", ours)
    assert found.disposition == "voicemail" and not found.acts


def test_who_may_take_a_message_is_no_machine(heard: Heard) -> None:
    lines = ("us: Hi, Priya Nair from Northwind Supplies. Is Maria Lopez in?", "them: You can leave a message with me.")
    found = heard(*lines, "us: No, thank you.", "them: Then call her back on Friday at ten.", "us: I will.")
    assert found.disposition == "callback"
