"""What clients say so plainly that it decides how the call ended, in ten ways each, beside what comes near it."""

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
AT_AN_INSURER = (
    "them: Provider line, this is Dana.",
    "us: Hi Dana, Priya Nair from Northwind, calling on claim 1042 for 890 dollars.",
    "them: One moment. I have it here.",
    "us: What's the status?",
)
BY_AN_INSURER = {
    "dispute contract": """
        It was reduced to the contracted rate.
        That got cut down because your hourly rate is above ours.
        We capped it at the schedule.
        It priced out at a hundred and twenty percent of Medicare.
        It exceeds the allowable for that code.
        It came in past the filing limit.
        You missed the deadline by nine days.
        Your agreement gives you six months from discharge.
        The time limit had run out by then.
        It wasn't submitted in time.""",
    "dispute other": """
        Nobody called us for approval first.
        The stay required a pre-authorization and there isn't one.
        It wasn't medically necessary according to the reviewer.
        That one was knocked back.
        I show it as denied.
        They've thrown it out, I'm afraid.
        It's come back rejected.
        We've turned that down.
        It got kicked out by the system.
        It doesn't meet our criteria.""",
    "already_paid": """
        I see it paid. October 25th, by deposit.
        I'm showing that as paid on the third.
        We have it down as settled on October 30th.
        It shows paid, check 88120.
        My screen says it's been paid.
        That one paid out on the 2nd of November.
        It was released on October 12th, EFT 5512.
        I've got it as cleared on the ninth.""",
}
BY_A_PERSON = {
    "dispute not_received": """
        we never got any pictures
        None of it ever turned up.
        My daughter never got her photos.
        The hay never came.
        We didn't get a single one of those towels.
        Nothing was ever delivered here.
        I'm still waiting for the books.
        The flowers weren't delivered.
        We've had nothing from you, no cake, no nothing.""",
    "dispute quality": """
        half of them came with yellow stains on the collar
        They came out of your plastic like that.
        It arrived in bits.
        Two of the doors were cracked.
        The robes had holes in them.
        Most of the crates were mouldy.
        The bread was stale.""",
    "dispute wrong_amount": """
        you put down six hundred and ten litres my tank was half full that can't be right
        I think it's wrong.
        There's no way we used that much.
        That figure's not right.
        It's double what it should be.
        I told your office the bill was wrong.
        That's not what we agreed on.""",
    "dispute credit_due": """
        Two of my people didn't fly and the airline has refunded you six hundred and twenty. Take it off first.
        You never took our deposit off.
        The deposit was supposed to come off.
        You've had the refund from the supplier already.
        We're owed a rebate on that.""",
    "refusal": """
        I'm not giving you one cent till the winter's over.
        i'm not paying for those pillows not now and not ever your man called me a dumb old hen and i told him so
        I said no and no it stays.
        Not today and not ever.
        I'm not paying it until hell freezes over.
        You'll get nothing out of me.""",
    "stop_contact": """
        you people have to stop with the text messages i'm a nurse i work nights
        Enough with the texts already.
        Can you turn those texts off?
        Knock it off with the messages.
        Cut it out with the phone calls.
        Quit it with the calls.
        No more texting, please.
        Lay off the emails.""",
}


def said_in(ways: dict[str, str]) -> list[tuple[str, str]]:
    return [(what, line.strip()) for what, lines in ways.items() for line in lines.strip().splitlines()]


def ends_of(found: Analysis) -> set[str]:
    return {f"{a.act} {a.reason}".strip() for a in found.acts}


@pytest.mark.parametrize(("what", "said"), said_in(BY_AN_INSURER))
def test_an_insurer_says_what_became_of_the_claim(heard: Heard, what: str, said: str) -> None:
    assert what in ends_of(heard(*AT_AN_INSURER, f"them: {said}", "us: I see.", kind="payer"))


@pytest.mark.parametrize(("what", "said"), said_in(BY_A_PERSON))
def test_a_person_says_it_plainly(heard: Heard, what: str, said: str) -> None:
    assert what in ends_of(heard(*OPENING, f"them: {said}", "us: I see.", kind="consumer"))


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("dispute", "If it's past the deadline you can appeal."),
        ("dispute", "You've got six months to file, so you're well inside it."),
        ("dispute", "There's no approval on it yet, it's with the adjuster."),
        ("dispute", "It takes thirty days from receipt."),
        ("already_paid", "It's to be released on Friday."),
        ("already_paid", "Okay, so we paid it at two hundred percent of Medicare, that's the schedule."),
    ],
)
def test_an_insurer_says_something_near_it(heard: Heard, what: str, said: str) -> None:
    assert what not in {a.act for a in heard(*AT_AN_INSURER, f"them: {said}", "us: I see.", kind="payer").acts}


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("dispute", "We never got the invoice."),
        ("dispute", "all my nassau mail gone missing since the move"),
        ("dispute", "Nothing came in, so nothing went out."),
        ("dispute", "Could you take the late fee off?"),
        ("dispute", "It shows paid on my screen."),
        ("refusal", "I'm not paying until the crack is fixed."),
        ("refusal", "Not now, I'm driving."),
        ("refusal", "I'm not giving you a date till I've seen the bank."),
        ("stop_contact", "I've done enough of the calling for today."),
        ("stop_contact", "My son turned off his texting."),
        ("represented", "we haven't seen one penny for that field it's still with the solicitors"),
        ("represented", "The house sale is with the lawyers until June."),
    ],
)
def test_a_person_says_something_near_it(heard: Heard, what: str, said: str) -> None:
    assert what not in {a.act for a in heard(*OPENING, f"them: {said}", "us: I see.", kind="consumer").acts}


def test_a_dispute_beside_a_refusal_stands(heard: Heard) -> None:
    found = heard(*OPENING, "them: I'm not paying, not now and not ever, half of them came with stains.", "us: I see.")
    assert found.disposition == "dispute"


def test_a_name_asked_back_is_not_their_own(heard: Heard) -> None:
    found = heard(
        "us: Hello, it's Priya Nair from Northwind Supplies. I'm looking for Maria Lopez, please.",
        "them: Maria who?",
        "us: Lopez. She runs the cafe at the harbour.",
        "them: Not here she doesn't. This is a chip shop in Neath, mate, there's no Maria.",
    )
    assert found.disposition == "wrong_party"


def test_what_is_left_open_stays_apart_from_what_was_read_back(heard: Heard) -> None:
    found = heard(
        *OPENING,
        "them: I can do you two hundred on Friday.",
        "us: Two hundred this Friday, that's the 20th.",
        "them: The 20th, aye. The rest I couldn't tell you till the draw.",
        "us: And when's the draw?",
        "them: The middle of January, but I'll not name a day.",
        "us: That'll do me.",
    )
    assert found.disposition == "part_promise"
