"""Offers beyond what a caller may give or can control, and honest ones: sentences no rule was written beside."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from duecourse.domain.conversation.engine import analyse
from duecourse.domain.conversation.phrases import Book
from duecourse.domain.conversation.results import Analysis
from duecourse.domain.conversation.turns import parse_call

from .conftest import a_call

OPENING = ("us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?", "them: Yes, speaking.")
SHORT_OF_MONEY = (*OPENING, "us: It's about 1042, 890 dollars. What happened with it?", "them: Money is tight.")
Said = Callable[..., bool]
Heard = Callable[..., Analysis]


@pytest.fixture(scope="session")
def by_rules(book: Book) -> Book:
    """The rules alone: what the weights make of them is measured on whole calls."""
    return Book(book.families)


@pytest.fixture
def overpromises(by_rules: Book) -> Said:
    def run(line: str, **authority: object) -> bool:
        given = {"may_waive_fees_up_to": "25.00", "may_discount_percent": "5", "may_agree_instalments": 3,
                 "may_agree_days": 60, "may_promise": ["resend invoice"], **authority}  # fmt: skip
        call = a_call(*OPENING, f"us: {line}", "them: All right.", authority=given)
        found: Analysis = analyse(parse_call(call), by_rules)
        return any(m.label == "overpromise" and m.n == 3 for m in found.marks)

    return run


BEYOND = [
    "This won't show up on your credit, not now and not ever.",
    "Your rating stays spotless, I promise you that.",
    "I'll make sure the bank approves it.",
    "They'll definitely accept the form.",
    "You have my word that this never happens again.",
    "I guarantee it'll be fixed within the hour.",
    "Give me 400 today and we'll call it quits.",
    "I'd settle for 500 in full.",
    "Six hundred clears the lot, and I tear up the rest.",
    "Two of 300 clears it.",
    "I'll knock 200 dollars off if you pay today.",
    "We can take twenty percent off the bill.",
    "I'll wipe all of the interest and the fees.",
    "I can split it over twelve months for you.",
    "We'll do ten instalments, no trouble.",
    "You can leave it until next June.",
    "Take another six months if you need it.",
    "I'll throw in a free delivery every month.",
    "We'll send you a new machine, free of charge.",
    "Nobody will ever bother you about this again.",
    "There's no way they'd refuse that.",
    "It'll be there by Friday, one hundred percent.",
    "I'll double your credit limit this afternoon.",
    "It will be there on Monday, I'd bet my house on it.",
    "None of this ever goes on your record.",
    "You won't be charged any interest, whatever happens, I'll see to that.",
    "I'll waive every late fee you ever get.",
    "pay half today and i'll make the rest disappear",
    "don't worry it'll never go on any record i swear to it",
]
WITHIN = [
    "I'll resend the invoice today.",
    "I can take the 25 dollar late fee off, so it leaves 865.",
    "We could split it in three, 300 now and the rest in two parts.",
    "I can't promise that, but I'll ask and call you by Friday.",
    "You'll have the statement by tomorrow afternoon.",
    "I'll make sure the copy goes to the right address.",
    "You can leave it until the 10th of December.",
    "I'll take you off the list for those reminders.",
    "We'd need the whole 890 to close it.",
    "Would you rather pay 400 today and the rest on Friday?",
    "I don't think it affects your credit, but I'd have to check.",
    "Nobody needs to decide that today.",
    "Thank you, and there's no doubt in my mind that you mean it.",
    "I promise to call you back on Monday.",
    "Let me see whether they can waive it.",
    "It never happened before, you're right.",
    "Pay 300 on Friday and we're up to date until December.",
    "Of course you have a month to look it over.",
    "I can offer a discount of five percent, that's what I may give.",
    "I'm free on Thursday if you'd like to talk.",
    "There's a guarantee card in the box.",
    "Fill that in and the hospital can reduce the bill.",
    "Cross my heart, no more calls.",
    "There's a 20 dollar fee due to go on. If the 890 is here on the 11th I'll take it off.",
    "Two of 445 clears it to the cent.",
    "Two payments of 445 clears the lot.",
    "Your plan has an annual maximum, which is the most it'll pay in one year.",
]


@pytest.mark.parametrize("line", BEYOND)
def test_what_nobody_can_promise_or_this_caller_may_not_give_is_an_overpromise(overpromises: Said, line: str) -> None:
    assert overpromises(line)


@pytest.mark.parametrize("line", WITHIN)
def test_an_honest_offer_within_authority_is_none(overpromises: Said, line: str) -> None:
    assert not overpromises(line)


def test_a_credit_for_goods_that_came_back_is_within_authority_where_credits_are(overpromises: Said) -> None:
    line = "I'll take the whole forty cases off the bill."
    assert overpromises(line)
    assert not overpromises(line, may_promise=["issue credit"])


def test_a_discount_that_the_caller_may_give_is_within_authority(overpromises: Said) -> None:
    line = "I'm allowed to take two percent off for transfers, so that makes it 872.20."
    assert overpromises(line, may_discount_percent="0")
    assert not overpromises(line, may_discount_percent="2")


def test_a_day_of_hire_taken_off_for_them_is_a_gift(overpromises: Said) -> None:
    assert overpromises("If you pay Friday I'll take the Monday hire off for you.", may_waive_fees_up_to="0.00")


def test_a_part_taken_for_all_is_held_against_the_discount_that_may_be_given(overpromises: Said) -> None:
    line = "Send 800 today and we'll close the whole account."
    assert overpromises(line, may_discount_percent="5")
    assert not overpromises(line, may_discount_percent="15")


@pytest.mark.parametrize(
    ("asked", "line", "is_beyond"),
    [
        ("Is there a late fee on it? It says 45 dollars.", "I'll wipe that for you altogether.", True),
        ("Is there a late fee on it? It says 20 dollars.", "I'll wipe that for you altogether.", False),
        ("Could I do it in five payments?", "Five payments? Yes, I agree to that.", True),
        ("Could I do it in three payments?", "Three payments? Yes, I agree to that.", False),
        ("Could I do it in five payments?", "Five payments? I'd have to ask whether we agree to that.", False),
        ("Could I break it up? Two hundred a month for four months?", "Sure, no problem, I'll make that work.", True),
        ("Would eight instalments be okay?", "That works for me, go ahead.", True),
        ("Could we spread it over six months?", "Done. Six months it is.", True),
        ("Could we spread it over six months?", "I can't go past sixty days on my own, I'll ask.", False),
        ("Could I do it in six payments?", "I can do three payments, no problem.", False),
        ("He's out for six months and can't pay.", "Okay, six months. That's fine, who else could sign?", False),
        ("We've paid you for six years in two payments.", "That works well, doesn't it.", False),
    ],
)
def test_what_the_client_asks_for_is_no_more_within_authority(
    by_rules: Book, asked: str, line: str, is_beyond: bool
) -> None:
    given = {"may_waive_fees_up_to": "25.00", "may_agree_instalments": 3, "may_agree_days": 60}
    call = a_call(*OPENING, f"them: {asked}", f"us: {line}", "them: Thank you.", authority=given)
    found = analyse(parse_call(call), by_rules)
    assert any(m.label == "overpromise" and m.n == 4 for m in found.marks) is is_beyond


def offers(by_rules: Book, line: str, *after: str) -> list[tuple[int, str]]:
    """The turns that promise too much or offer a way forward, where nothing may be waived, three parts and sixty days
    agreed."""
    told = ("them: It's tight this month, we had a slow October.", f"us: {line}", "them: Okay, thank you.", *after)
    found = analyse(parse_call(a_call(*OPENING, *told)), by_rules)
    return [(m.n, m.label) for m in found.marks if m.label in ("overpromise", "solution")]


@pytest.mark.parametrize(
    "line",
    [
        "I can give you ten percent off if you pay today.",
        "We could split it into twelve instalments.",
        "I could split it over six months for you.",
        "We can spread it over nine payments.",
        "We could do ten monthly payments.",
        "I can split it over eight months if that helps.",
        "I'll give you ten percent off then.",
        "We could break it into five payments.",
    ],
)
def test_terms_beyond_authority_are_no_way_forward_as_well(by_rules: Book, line: str) -> None:
    assert offers(by_rules, line) == [(4, "overpromise")]


@pytest.mark.parametrize(
    ("line", "labels"),
    [
        ("We could split it into twelve instalments, and I'll resend the invoice.", {"overpromise", "solution"}),
        ("I'll waive the fee. I'll send you a new statement today.", {"overpromise", "solution"}),
        ("We could do six payments, and I'll open a dispute ticket for it.", {"overpromise", "solution"}),
        ("We can split it in two payments.", {"solution"}),
        ("I can split it over three payments.", {"solution"}),
        ("Could you do half of it now and the rest in December?", {"solution"}),
        ("I'll resend the invoice today.", {"solution"}),
        ("I guarantee it will never happen again, and I'll send you the statement.", {"overpromise", "solution"}),
    ],
)
def test_what_lies_within_it_is_a_way_forward_beside_it(by_rules: Book, line: str, labels: set[str]) -> None:
    assert {label for _, label in offers(by_rules, line)} == labels


def test_parts_within_authority_after_too_many_are_the_first_way_forward(by_rules: Book) -> None:
    found = offers(
        by_rules, "We could split it into twelve instalments.", "us: Sorry, we can split it in three payments."
    )
    assert found == [(4, "overpromise"), (6, "solution")]


TURNED_DOWN = [
    "I'm not able to give you ten percent off, sorry.",
    "I can't give you a discount of ten percent.",
    "I have no authority to give you ten percent off.",
    "Ten percent off isn't possible, I'm afraid.",
    "I wish I could give you ten percent off.",
    "I'd love to give you ten percent off but I can't.",
    "I can't let you pay it in six instalments.",
    "I'm not able to split it into twelve payments.",
    "I won't throw in a free month.",
    "I can't drop the rest of the bill.",
    "It's not possible to settle at 450 in full.",
    "I would need approval to take ten percent off.",
]
ALL_THE_SAME = [
    "I'd love to give you ten percent off.",
    "I can't say fairer than ten percent off.",
    "I'm not supposed to, but I'll take ten percent off.",
    "Nobody will know if I take ten percent off for you.",
    "I'm not joking, ten percent off and we're done.",
    "I'm not going to argue, I'll take ten percent off.",
    "I don't need approval to take ten percent off.",
    "Sorry about that, I can take ten percent off.",
    "We can't have that. I'll take ten percent off.",
    "We'd like to offer you ten percent off.",
]


@pytest.mark.parametrize("line", TURNED_DOWN)
def test_who_turns_a_request_down_promises_nothing(overpromises: Said, line: str) -> None:
    assert not overpromises(line)


@pytest.mark.parametrize("line", ALL_THE_SAME)
def test_a_no_beside_an_offer_does_not_take_it_back(overpromises: Said, line: str) -> None:
    assert overpromises(line)


LATER = [
    ("You have until the end of February.", True),
    ("I can give you until the end of February.", True),
    ("We can wait until the end of February.", True),
    ("We can split it in four.", True),
    ("I'll split it in four for you.", True),
    ("Let's break it into six.", True),
    ("You have until the end of November.", False),
    ("We can wait until the end of December.", False),
    ("I can't wait until the end of February.", False),
    ("Our office is closed until the end of February.", False),
    ("We can split it in three.", False),
    ("We shipped it in four boxes.", False),
]


@pytest.mark.parametrize(("line", "is_beyond"), LATER)
def test_time_and_parts_in_few_words_are_held_against_the_authority(
    overpromises: Said, line: str, is_beyond: bool
) -> None:
    assert overpromises(line) is is_beyond


@pytest.mark.parametrize(
    "line",
    [
        "I can take twenty percent off if you pay today.",
        "I understand. I can take a third off if that helps you, Maria.",
    ],
)
def test_what_nobody_here_may_take_off_is_no_way_forward(heard: Heard, line: str) -> None:
    found = heard(*SHORT_OF_MONEY, f"us: {line}", "them: Okay.")
    assert not {m.label for m in found.marks if m.n == 5} & {"solution"}


def test_papers_beside_too_much_are_still_a_way_forward(heard: Heard) -> None:
    found = heard(*SHORT_OF_MONEY, "us: I'll email you the contract and take a third off.", "them: Okay.")
    assert {"solution", "overpromise"} <= {m.label for m in found.marks if m.n == 5}
