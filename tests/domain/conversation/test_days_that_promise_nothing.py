"""Days and sums that come up in a call and are no promise, each beside one that is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from duecourse.domain.conversation.results import Analysis

Heard = Callable[..., Analysis]

OPENING = ("us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?", "them: Yes, speaking.")
ASKED = (*OPENING, "us: It's about invoice 1042 for 890 dollars. When can you pay it?")
TOLD = (*OPENING, "us: It's about invoice 1042 for 890 dollars. What's holding it up?")
WHOLE_FRIDAY = [(89000, "2026-11-20")]


def promised(found: Analysis) -> list[tuple[int | None, str | None]]:
    return [(a.amount_minor, a.on and a.on.isoformat()) for a in found.acts if a.act == "promise"]


@pytest.mark.parametrize(
    "said",
    [
        "I'd have paid it by now only it's been a thin spring.",
        "I could have done it on Friday but for the van.",
        "I would've wired it Monday if the bank had been open.",
        "I was about to do it Monday and then the boiler went.",
        "I'd have gladly paid you Friday, only I'm cleaned out.",
        "It might have gone on Friday if she'd been in.",
        "I meant to pay it Friday.",
        "I'll see after the party on Friday.",
        "We'll see on Friday what's in the till.",
        "I shall see how Friday goes.",
        "I already paid it, I'll send you the proof Monday.",
        "We paid that, I'll check with the bank on Friday.",
    ],
)
def test_what_would_have_been_or_was_or_is_yet_to_be_seen_is_no_promise(heard: Heard, said: str) -> None:
    assert promised(heard(*ASKED, f"them: {said}", "us: I see.")) == []


PAID_ON_FRIDAY = (
    "I'll have it paid by Friday.",
    "We'll get that settled by Friday.",
    "Had I known, sure. You'll have it Friday.",
    "I'll see that you get it Friday.",
    "I meant to say Friday, I'll pay the 890.",
)
# Money that came to them pays us on the day they name.
PAID_TO_THEM = (
    "The insurance already paid me, so I'll wire you the 890 Friday.",
    "the insurance fella already paid it's in the bank i'll wire you friday the whole eight ninety",
    "My customer's paid us at last, I'll send it Friday.",
    "They paid up yesterday so I can do the 890 on Friday.",
)
# Where the money is from is no day of payment.
TAKEN_FROM = (
    "I can do 890 on Friday, out of the weekend float.",
    "I'll do 890 on Friday out of the weekend takings.",
    "890 on Friday, with the weekend money.",
    "The 890 on Friday, from Thursday's takings.",
)


@pytest.mark.parametrize("said", [*PAID_ON_FRIDAY, *PAID_TO_THEM, *TAKEN_FROM])
def test_the_day_on_which_they_will_pay_is_one(heard: Heard, said: str) -> None:
    assert promised(heard(*ASKED, f"them: {said}", "us: Okay.")) == WHOLE_FRIDAY


def test_a_weekend_on_which_they_pay_is_one(heard: Heard) -> None:
    assert promised(heard(*ASKED, "them: I'll pay it over the weekend.", "us: Okay.")) == [(89000, "2026-11-22")]


@pytest.mark.parametrize(
    "said", ["Well, I won't say no to that.", "I wouldn't say no.", "I can't say no to that, can I?"]
)
def test_not_saying_no_takes_no_promise_back(heard: Heard, said: str) -> None:
    talk = ("them: I'll do the 890 on Friday.", "us: And I'll knock two percent off the next one.", f"them: {said}")
    assert promised(heard(*ASKED, *talk, "us: Bye then.")) == WHOLE_FRIDAY


def test_saying_that_the_day_is_off_does(heard: Heard) -> None:
    talk = ("them: I'll do the 890 on Friday.", "us: And then?", "them: No, forget Friday, I can't say.")
    assert promised(heard(*ASKED, *talk)) == []


@pytest.mark.parametrize(
    "said",
    ["Can you call me back Friday at ten?", "Could you ring me Friday morning?", "Would you try me again on Friday?"],
)
def test_a_day_to_be_called_on_is_no_day_of_payment(heard: Heard, said: str) -> None:
    assert promised(heard(*ASKED, f"them: {said}", "us: Friday the 20th. I'll call you.", "them: Good.")) == []


@pytest.mark.parametrize("said", ["Can I pay you Friday?", "Could I do it on Friday?"])
def test_a_day_they_ask_to_pay_on_is_one(heard: Heard, said: str) -> None:
    assert promised(heard(*ASKED, f"them: {said}", "us: Friday's fine, the 890 then.")) == WHOLE_FRIDAY


@pytest.mark.parametrize(
    "said",
    [
        "I can I'll scan the lot of them for you this morning and it's the whole hire he wants is it",
        "I'll dig the whole thing out for you today.",
        "So you get the 890 one today, and I'm on the phone to you Thursday.",
        "Then you'll get the whole lot by tomorrow.",
    ],
)
def test_papers_that_we_get_for_them_are_no_payment(heard: Heard, said: str) -> None:
    assert promised(heard(*TOLD, "them: We never saw the sheets.", f"us: {said}", "them: Aye, that's it.")) == []


@pytest.mark.parametrize("said", ["So you pay the 890 today?", "Can I put you down for the 890 today?"])
def test_what_we_get_of_them_is_one(heard: Heard, said: str) -> None:
    found = heard(*TOLD, "them: Nothing.", f"us: {said}", "them: Aye, that's it.")
    assert promised(found) == [(89000, "2026-11-18")]


@pytest.mark.parametrize(
    "said",
    [
        "Will he be back before five?",
        "Is she in tomorrow?",
        "Will anybody be around on Friday?",
        "So he's back Friday?",
    ],
)
def test_when_somebody_is_back_is_no_day_of_payment(heard: Heard, said: str) -> None:
    talk = ("us: Hi, Priya Nair from Northwind Supplies. Is Maria Lopez there?", "them: No, out.", f"us: {said}")
    assert promised(heard(*talk, "them: yes that's right")) == []


@pytest.mark.parametrize(
    "said",
    [
        "I don't know when that'll be, I won't say a day and not do it.",
        "I'd rather not name a day for that.",
        "When, I can't say, don't write anything down.",
    ],
)
def test_no_day_for_what_is_left_takes_nothing_from_what_is_promised(heard: Heard, said: str) -> None:
    talk = (
        "them: I'll bring you two hundred on Friday.",
        "us: Two hundred on Friday, and the other 690 we can talk about after New Year.",
    )
    assert promised(heard(*ASKED, *talk, f"them: {said}", "us: All right.")) == [(20000, "2026-11-20")]
    assert promised(heard(*ASKED, *talk, "them: No, I'd better not say Friday.", "us: All right.")) == []


@pytest.mark.parametrize(
    "said_back",
    [
        "So 1,800 on the 30th of November, 1,800 on the 13th of December and 1,800 on the 30th. Is that right?",
        "So that's November 30th, December 13th and the 30th, 1,800 each?",
        "1,800 on the 30th of November, then the 13th, then the 30th again?",
    ],
)
def test_a_list_of_days_goes_on_when_it_is_read_back(heard: Heard, said_back: str) -> None:
    due = {"number": "INV-1042", "issued_on": "2026-09-01", "due_on": "2026-10-01", "status": "open"}
    found = heard(
        *OPENING,
        "us: It's about invoice 1042 for 5,400 dollars. I can do three parts, 1,800 each. Which dates?",
        "them: The 30th of November, the 13th of December and the 30th of December.",
        f"us: {said_back}",
        "them: You have.",
        account={"invoices": [{**due, "amount": "5400.00", "balance": "5400.00"}]},
    )
    assert [on for _, on in promised(found)] == ["2026-11-30", "2026-12-13", "2026-12-30"]
