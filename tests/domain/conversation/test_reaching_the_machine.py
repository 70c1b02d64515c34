"""Somebody answers, and then the machine does: what they say about ringing again asks for no call back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from duecourse.domain.conversation.results import Analysis

Heard = Callable[..., Analysis]
ANSWERED = (
    "them: Lopez residence.",
    "us: Hi, Priya Nair from Northwind Supplies. Is Maria Lopez there, please?",
    "them: She's at work, I'm the babysitter.",
    "us: Is there a machine I could leave a message on?",
)
MESSAGE = (
    "us: Thank you, I'll do that.",
    "them: You've reached the Lopezes. Talk after the beep.",
    "us: Hi, a message for Maria Lopez. It's Priya Nair from Northwind, 555 0100. Please give me a ring. Bye.",
)


def acts(found: Analysis) -> set[str]:
    return {a.act for a in found.acts}


@pytest.mark.parametrize(
    "said",
    [
        "Hang up and call back, and I'll let it ring. It goes to the machine after five.",
        "Okay, hanging up, just call back and it'll pick up.",
        "Ring again and I won't answer.",
        "Call back and it goes to voicemail.",
        "Try again in a second, the machine will get it.",
        "Call right back and you'll get the machine.",
        "Hang up, ring back, and I won't pick up.",
        "Dial again, the answerphone picks up.",
        "Just call straight back and I'll let it go to the machine.",
        "Phone back now and you'll get her voicemail.",
    ],
)
def test_who_rings_back_for_the_machine_leaves_a_message(heard: Heard, said: str) -> None:
    found = heard(*ANSWERED, f"them: {said}", *MESSAGE, kind="consumer")
    assert ("callback" in acts(found), found.disposition) == (False, "voicemail")


@pytest.mark.parametrize(
    "said",
    [
        "Call back tomorrow after nine, she'll pick up.",
        "Ring again at five, she'll answer.",
        "Can you call her back at six? The machine is broken.",
        "Call after five and she'll answer.",
    ],
)
def test_who_names_an_hour_at_which_somebody_answers_asks_for_a_call(heard: Heard, said: str) -> None:
    assert "callback" in acts(heard(*ANSWERED, f"them: {said}", "us: Thank you. Goodbye.", kind="consumer"))


@pytest.mark.parametrize(
    "said",
    [
        "She's at work till six. You want me to tell her something?",
        "She's out until five. Shall I tell her you rang?",
        "He's in at eight. I can tell him you called.",
        "I had to tell them one by one.",
    ],
)
def test_who_offers_to_tell_them_sets_no_time(heard: Heard, said: str) -> None:
    assert "callback" not in acts(heard(*ANSWERED, f"them: {said}", "us: No, thank you.", "them: Bye."))


@pytest.mark.parametrize(
    "asked",
    [
        "Is there a cell I could try?",
        "Is there another number I can reach her on?",
        "Do you have a direct line I could call?",
        "Has she got a mobile I could ring?",
        "Is there an extension I can try?",
    ],
)
def test_to_ask_for_a_number_promises_no_call(heard: Heard, asked: str) -> None:
    found = heard(*ANSWERED[:3], f"us: {asked}", "them: I can't give that out, thanks.", "us: Of course. Bye.")
    assert found.commitments == ()


def test_to_say_that_we_try_again_promises_a_call(heard: Heard) -> None:
    found = heard(*ANSWERED[:3], "us: Then I'll try her again tomorrow at ten.", "them: Okay, bye.")
    assert [c.what for c in found.commitments] == ["call back"]
