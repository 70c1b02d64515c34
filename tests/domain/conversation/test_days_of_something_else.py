"""Days of a scan, of a call and of what may be working again promise nothing; a sum beside its day does, unasked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from duecourse.domain.conversation.results import Analysis

Heard = Callable[..., Analysis]
OPENING = (
    "us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?",
    "them: Yes, speaking.",
    "us: It's about invoice 1042 for 890 dollars, due on the first of October. What happened with it?",
)


def promised(found: Analysis) -> list[tuple[int | None, str | None]]:
    return [(a.amount_minor, a.on and a.on.isoformat()) for a in found.acts if a.act == "promise"]


@pytest.mark.parametrize("event", ["scan", "hearing", "operation", "appointment", "surgery", "tribunal", "inspection"])
@pytest.mark.parametrize("asked", ["When is that?", "And when is it?", "Oh, what day is that?"])
def test_the_day_of_what_they_have_just_spoken_of_is_no_day_of_payment(heard: Heard, event: str, asked: str) -> None:
    said = f"them: I can't say when I could pay anybody. Let me get the {event} over with."
    found = heard(*OPENING, "them: I've been ill.", "us: I see.", said, f"us: {asked}", "them: The 24th.", "us: I see.")
    assert promised(found) == []


@pytest.mark.parametrize("asked", ["When is that?", "And when is it?"])
def test_the_day_of_a_payment_just_spoken_of_is_promised(heard: Heard, asked: str) -> None:
    found = heard(
        *OPENING, "them: It goes in our next payment run.", f"us: {asked}", "them: The 24th.", "us: The 24th."
    )
    assert promised(found) == [(89000, "2026-11-24")]


@pytest.mark.parametrize(
    "asked",
    [
        "Could I please have a reference for today?",
        "May I have a reference number for today?",
        "Can I take your name for today's record?",
        "Could I get a confirmation for today?",
        "What's the reference for this call today?",
    ],
)
def test_a_reference_for_the_call_is_no_payment_today(heard: Heard, asked: str) -> None:
    found = heard(
        *OPENING, "them: It's with review, I can't give you a day.", f"us: {asked}", "them: Sure, it's JR 88."
    )
    assert promised(found) == []


@pytest.mark.parametrize(
    "said",
    [
        "The website's down with it. It may be up in the morning.",
        "When I've spoken to his lawyer. He sees me on the 24th.",
        "The system might be back on Friday.",
        "You're getting it never, the way those seals are.",
        "I've told you what we need. Is there anything else today?",
        "They meet with me on Friday.",
        "The bank's line might be working tomorrow.",
    ],
)
def test_what_may_be_then_or_never_promises_nothing(heard: Heard, said: str) -> None:
    found = heard(*OPENING, "them: It's been slow.", "us: When could you pay it?", f"them: {said}", "us: I see.")
    assert promised(found) == []


@pytest.mark.parametrize(
    "said",
    [
        "I can do 500 this Friday. That's from the porch, that's already in the bank.",
        "I'll give you 500 on Friday.",
        "I could put 500 down on Friday, and that's me cleaned out.",
    ],
)
def test_a_sum_beside_its_day_is_promised_where_nobody_asked(heard: Heard, said: str) -> None:
    told = "us: So he's in the sun with your money. I'd still have liked a call."
    found = heard(*OPENING[:3], "them: My customer didn't pay me.", told, f"them: {said}", "us: 500 this Friday, good.")
    assert promised(found) == [(50000, "2026-11-20")]


@pytest.mark.parametrize("said", ["I paid 500 rent on Friday.", "The market took 500 on Friday.", "It was 500 Friday."])
def test_a_sum_beside_a_day_that_nobody_pays_is_none(heard: Heard, said: str) -> None:
    told = "us: So he's in the sun with your money."
    assert promised(heard(*OPENING[:3], "them: My customer didn't pay me.", told, f"them: {said}", "us: I see.")) == []


@pytest.mark.parametrize("said", ["Will you take my number off your list?", "Don't call here any more, please."])
def test_a_wrong_number_that_wants_to_be_left_alone_is_the_wrong_party(heard: Heard, said: str) -> None:
    found = heard(
        OPENING[0], "them: There's no Maria here. You've got the wrong number.", "us: Sorry.", f"them: {said}"
    )
    assert found.disposition == "wrong_party"


def test_a_cover_that_is_used_up_is_refused_by_an_insurer_alone(heard: Heard) -> None:
    said = "them: The limit on that policy ran out in April, so we can't pay anything on it."
    refused = [heard(*OPENING, said, "us: I see. Bye.", kind=kind).disposition for kind in ("payer", "business")]
    assert (refused[0], refused[1] == "refused") == ("refused", False)


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("I could do 500 on Friday. Oh no, forget that, that's my rent.", []),
        ("I could do 500 on Friday. Scratch that, that's our payroll.", []),
        ("I could do 500 on Friday. Don't forget that's my birthday.", ["2026-11-20"]),
    ],
)
def test_a_sum_taken_back_with_why_is_promised_no_more(heard: Heard, said: str, days: list[str]) -> None:
    found = heard(*OPENING, "them: My customer didn't pay me.", "us: So he's got it.", f"them: {said}", "us: I see.")
    assert [on for _, on in promised(found)] == days
