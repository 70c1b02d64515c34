"""A payment that is written or entered today goes on the day that was promised; when somebody is back pays nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from duecourse.domain.conversation.results import Analysis

Heard = Callable[..., Analysis]
OPENING = (
    "us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?",
    "them: Yes, speaking.",
    "us: It's about invoice 1042 for 890 dollars, due on the first of October. What happened with it?",
    "them: It slipped my mind. I could hand a check to your driver when he's here on Friday.",
    "us: This Friday the 20th, a check for 890 to our driver. Is that a for-sure?",
)
FRIDAY = [(89000, "2026-11-20", True)]


def promised(found: Analysis) -> list[tuple[int | None, str | None, bool]]:
    return [(a.amount_minor, a.on and a.on.isoformat(), a.confirmed) for a in found.acts if a.act == "promise"]


@pytest.mark.parametrize(
    "said",
    [
        "For sure. I'll write it right now so I don't forget.",
        "Yes. I'll make out the check today.",
        "Yes, I'm writing it now.",
        "Yes. I'll put it in my calendar right now.",
        "You bet. I'll sign it today so it's ready.",
        "Yes. I'll set it up today.",
        "Yes. I'm putting it in the diary now.",
        "Yes. I'll key it in this afternoon.",
        "Yes. I'll get it ready tonight.",
        "Yes. I'll fill it out now and stick it on the fridge.",
        "Yes. I'm making a note of it now.",
        "Sawa. I'll schedule it today.",
    ],
)
def test_what_is_got_ready_today_is_paid_on_its_day(heard: Heard, said: str) -> None:
    found = heard(*OPENING, f"them: {said}", "us: Thank you. Friday, 890, to our driver. Bye.", "them: Will do. Bye.")
    assert promised(found) == FRIDAY


def test_what_is_written_now_in_the_breath_of_its_day_is_paid_on_that_day(heard: Heard) -> None:
    said = "them: Friday. I'll write the check right now so it's ready."
    found = heard(
        *OPENING[:3], "them: I forgot.", "us: When could you pay it?", said, "us: 890 on Friday.", "them: Yes."
    )
    assert promised(found) == FRIDAY


@pytest.mark.parametrize(
    "said",
    [
        "Actually, I'll write you a check and mail it today.",
        "No, I'll send it today instead.",
    ],
)
def test_what_is_sent_today_instead_is_paid_today(heard: Heard, said: str) -> None:
    found = heard(*OPENING, f"them: {said}", "us: Today, 890, thank you.", "them: Bye.")
    assert [on for _, on, _ in promised(found)] == ["2026-11-18"]


@pytest.mark.parametrize(
    "asked",
    [
        "When does she get back to a desk?",
        "When will she be back?",
        "What time does she come back in?",
        "When is she expected back?",
        "When does your boss get in?",
        "When would she normally be around?",
    ],
)
def test_the_day_on_which_somebody_is_back_is_no_day_of_payment(heard: Heard, asked: str) -> None:
    found = heard(
        "them: Harbour Cafe, this is Tori.",
        "us: Hi Tori. Priya Nair from Northwind. Is Maria Lopez there, please?",
        "them: She's out on a job.",
        f"us: {asked}",
        "them: Tomorrow, I think. Is it the bill?",
        "us: I'd rather keep that for Maria. Thank you, bye.",
    )
    assert promised(found) == []


@pytest.mark.parametrize(
    "said",
    [
        "I'll pay for it the day somebody fixes it.",
        "I'll settle up once your man has repaired it.",
        "You get your money when it's fixed.",
        "I'll pay as soon as they replace it.",
        "I'll pay it whenever you finish the job.",
        "You'll see your money the moment you put it right.",
    ],
)
def test_who_pays_once_it_works_disputes_it_and_promises_nothing(heard: Heard, said: str) -> None:
    found = heard(*OPENING[:3], "them: The footrest won't go down and there's a spring poking through.", "us: I see.",
                  f"them: {said}", "us: I'll pass it on.", "them: Goodbye.")  # fmt: skip
    assert (promised(found), found.disposition) == ([], "dispute")


@pytest.mark.parametrize(
    "said", ["I'll pay it on Friday, the day my check comes.", "I'll pay it Friday when it opens."]
)
def test_who_pays_on_a_day_promises_it(heard: Heard, said: str) -> None:
    found = heard(*OPENING[:3], "them: I forgot.", "us: When could you pay?", f"them: {said}", "us: Friday the 20th.")
    assert promised(found) == FRIDAY
