"""Which sum a promise is for, and what is left of it once a day or a sum is changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from tests.domain.conversation.conftest import a_call

from duecourse.domain.conversation.draft import draft_from
from duecourse.domain.conversation.results import Analysis
from duecourse.domain.conversation.turns import parse_call

Heard = Callable[..., Analysis]

OPENING = (
    "us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?",
    "them: Speaking.",
    "us: I'm calling about your account. When can you pay?",
)
ONE = (*OPENING[:2], "us: It's about invoice 1042 for 890 dollars, due on the first of October. When will we see it?")


def _item(number: str, due: str, amount: str, balance: str) -> dict[str, Any]:
    status = "paid" if balance == "0.00" else "open"
    issued = "2026-05-01" if status == "paid" else "2026-08-01"
    return {
        "number": number, "issued_on": issued, "due_on": due, "amount": amount, "balance": balance, "status": status
    }  # fmt: skip


# 4,215.00 overdue, 5,105.00 open; a paid invoice ends in the figure of two open balances.
FOUR = {
    "invoices": [
        _item("INV-0987", "2026-09-18", "890.00", "890.00"),
        _item("INV-1011", "2026-10-03", "1400.00", "1400.00"),
        _item("INV-1042", "2026-11-01", "1925.00", "1925.00"),
        _item("INV-1066", "2026-12-01", "890.00", "890.00"),
        _item("INV-0890", "2026-06-01", "1150.00", "0.00"),
    ]
}
FRIDAY = "2026-11-20"


def promised(found: Analysis) -> list[tuple[float | None, str | None]]:
    acts = [a for a in found.acts if a.act == "promise"]
    return [(a.amount_minor and a.amount_minor / 100, a.on and a.on.isoformat()) for a in acts]


@pytest.mark.parametrize(
    "said",
    ["I'll pay the 890 on Friday.", "The eight ninety goes out on Friday.", "890 on Friday.", "890 dollars Friday"],
)
def test_a_sum_that_is_open_is_no_paid_invoice_that_ends_so(heard: Heard, said: str) -> None:
    assert promised(heard(*OPENING, f"them: {said}", account=FOUR)) == [(890, FRIDAY)]


def test_a_paid_invoice_that_is_named_as_one_is_still_it(heard: Heard) -> None:
    found = heard(*OPENING[:2], "us: Invoice 890 is overdue.", "them: Hm.", account=FOUR)
    assert "false_statement" in {m.label for m in found.marks}


@pytest.mark.parametrize(
    "said", ["I'll pay on Friday.", "I'll pay it on Friday.", "I'll pay all of it on Friday.", "Everything on Friday."]
)
def test_all_of_it_is_what_has_fallen_due(heard: Heard, said: str) -> None:
    lines = (*OPENING, f"them: {said}", "us: On Friday, thank you.")
    setting = parse_call(a_call(*lines, account=FOUR)).setting
    draft = draft_from(
        heard(*lines, account=FOUR),
        total_minor=510500,
        due_minor=setting.due_minor,
        currency="USD",
        today=date(2026, 11, 18),
    )
    assert setting.due_minor == 421500
    assert [(p.amount_minor, p.on.isoformat()) for p in draft.promises] == [(421500, FRIDAY)]


def test_all_of_it_is_everything_where_nothing_has_fallen_due() -> None:
    later = {"invoices": [_item("INV-1066", "2026-12-01", "890.00", "890.00")]}
    assert parse_call(a_call(*ONE, account=later)).setting.due_minor == 89000


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Half of 1042 now.", [(962.5, "2026-11-18")]),
        ("I could do half of 1042 now, that's 962.50.", [(962.5, "2026-11-18")]),
        ("I could do half of invoice 1011 on Friday.", [(700, FRIDAY)]),
        ("Half of the 1,400 on Friday.", [(700, FRIDAY)]),
        ("A quarter of 1011 on Friday.", [(350, FRIDAY)]),
        ("Half of 1042 now and the rest on the fifteenth.", [(962.5, "2026-11-18"), (962.5, "2026-12-15")]),
        ("Half of the 1925 now, the other half on the fifteenth.", [(962.5, "2026-11-18"), (962.5, "2026-12-15")]),
        ("I can pay half now, and 1042 on the fifteenth.", [(2552.5, "2026-11-18"), (1925, "2026-12-15")]),
        ("Half on Friday and half on the fifteenth.", [(2552.5, FRIDAY), (2552.5, "2026-12-15")]),
        ("1042 on Friday and the rest on the fifteenth.", [(1925, FRIDAY), (3180, "2026-12-15")]),
    ],
)
def test_a_share_may_be_one_of_an_invoice(heard: Heard, said: str, expected: list[tuple[float, str]]) -> None:
    assert promised(heard(*OPENING, f"them: {said}", account=FOUR)) == expected


@pytest.mark.parametrize(
    "answer",
    [
        "Yes. And the eight ninety on Friday week.",
        "Yes, and the eight ninety on Friday week.",
        "Right. And then 890 on Friday week.",
        "Correct. Plus the 890 on Friday week.",
    ],
)
@pytest.mark.parametrize(
    "opened",
    [
        ("them: I could do half of 1042 now and the rest on the fifteenth.",),
        ("them: Could I split 1042, half today and half on the fifteenth of December?",),
        ("them: Let me think.",),
    ],
)
def test_a_yes_that_goes_on_to_more_keeps_what_it_said_yes_to(
    heard: Heard, opened: tuple[str, ...], answer: str
) -> None:
    put = "us: So 962.50 today and 962.50 on the fifteenth of December?"
    found = heard(*OPENING, *opened, put, f"them: {answer}", account=FOUR)
    assert promised(found) == [(962.5, "2026-11-18"), (962.5, "2026-12-15"), (890, "2026-11-27")]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Okay. I can do 890 on Friday week.", [(890, "2026-11-27")]),
        ("Right. Make it Friday week.", [(1400, "2026-11-27")]),
        ("No. And 890 I can't do either.", []),
        ("Yes, and please send me the invoice.", [(1400, FRIDAY)]),
    ],
)
def test_another_offer_behind_an_okay_is_instead(heard: Heard, answer: str, expected: list[tuple[float, str]]) -> None:
    assert promised(heard(*OPENING, "us: Could you do 1400 on Friday?", f"them: {answer}", account=FOUR)) == expected


@pytest.mark.parametrize(
    "change",
    [
        "Sorry, make that Monday instead.",
        "No, actually Monday.",
        "Better make it Monday.",
        "Can we move that to Monday?",
        "Hmm, Monday would be better.",
        "Let's say Monday instead.",
        "Wait, Friday's a holiday, so Monday.",
        "I mean Monday.",
        "Monday, not Friday.",
        "Oh, Friday I'm away. Monday then.",
    ],
)
def test_a_day_that_is_changed_stands_no_longer_where_more_is_open(heard: Heard, change: str) -> None:
    lines = (
        "us: When can you pay the 890?",
        "them: I'll pay it on Friday.",
        "us: Great, this Friday, the twentieth.",
        f"them: {change}",
        "us: Okay, 890 on Monday the 23rd.",
        "them: Yes.",
    )
    assert promised(heard(*OPENING, *lines, account=FOUR)) == [(890, "2026-11-23")]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Better make it 1400 on Friday.", [(1400, FRIDAY)]),
        ("Actually, I'll send 1400 on Monday instead.", [(1400, "2026-11-23")]),
        ("Sorry, make that Monday. And only 500.", [(500, "2026-11-23")]),
        ("Friday I'm away until three, so in the evening.", [(890, FRIDAY)]),
        ("On Friday I'm off, so I'll do it then.", [(890, FRIDAY)]),
    ],
)
def test_the_sum_may_change_with_the_day_or_without(heard: Heard, said: str, expected: list[tuple[float, str]]) -> None:
    lines = ("them: I'll send 890 on Friday.", "us: Good, 890 on Friday.", f"them: {said}")
    assert promised(heard(*OPENING, *lines, account=FOUR)) == expected


@pytest.mark.parametrize(
    ("asked", "answer", "expected"),
    [
        ("How much?", "890.", 890),
        ("How much would that be?", "500 dollars.", 500),
        ("What amount?", "The 1,400.", 1400),
        ("How much will you send?", "About 500, I think.", 500),
        ("And the number of the invoice?", "1042.", None),
        ("How many invoices is that?", "Two.", None),
        ("How much?", "I can't say 890.", None),
    ],
)
def test_how_much_may_be_said_once_the_day_is(heard: Heard, asked: str, answer: str, expected: float | None) -> None:
    lines = ("them: I'll pay on Friday.", f"us: {asked}", f"them: {answer}")
    assert promised(heard(*OPENING, *lines, account=FOUR)) == [(expected, FRIDAY)]


def test_of_two_balances_that_are_alike_it_is_that_sum(heard: Heard) -> None:
    lines = ("us: It's about invoice 987 for 890 dollars.", "them: I'll pay it on Friday.")
    assert promised(heard(*OPENING[:2], *lines, account=FOUR)) == [(890, FRIDAY)]


@pytest.mark.parametrize(
    ("question", "more", "expected"),
    [
        ("And 1011?", "1011 on Monday.", [(890, FRIDAY), (1400, "2026-11-23")]),
        ("And the 1,400?", "Better make that Monday.", [(890, FRIDAY), (1400, "2026-11-23")]),
        ("Great, 890 on Friday.", "And another 1400 on Monday, I'd say.", [(890, FRIDAY), (1400, "2026-11-23")]),
        ("Great, 890 on Friday.", "And the 1400 on Monday as well.", [(890, FRIDAY), (1400, "2026-11-23")]),
    ],
)
def test_a_second_day_for_something_else_changes_nothing(
    heard: Heard, question: str, more: str, expected: list[tuple[float, str]]
) -> None:
    lines = ("them: I'll pay the 890 on Friday.", f"us: {question}", f"them: {more}")
    assert promised(heard(*OPENING, *lines, account=FOUR)) == expected


@pytest.mark.parametrize(
    "said",
    [
        "I'll send 500 on Monday, not 890.",
        "Not 890. 500 on Monday.",
        "500 on Monday instead of the 890.",
        "I'll pay 500 on Monday rather than 890.",
        "On Monday I'll send 890, no, 500.",
        "On Monday 890, sorry, 500.",
        "I'll do 500 on Monday, not the whole 890.",
        "On Monday 890, or rather 500.",
    ],
)
def test_a_sum_that_is_ruled_out_is_not_promised(heard: Heard, said: str) -> None:
    assert promised(heard(*ONE, f"them: {said}")) == [(500, "2026-11-23")]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Why not 890 on Monday?", []),
        ("I'll send 890 on Monday, no problem.", [(890, "2026-11-23")]),
        ("890 on Monday, not later.", [(890, "2026-11-23")]),
        ("Not Friday. 890 on Monday.", [(890, "2026-11-23")]),
        ("I'll pay 890 on Monday, no more than that.", [(890, "2026-11-23")]),
    ],
)
def test_a_no_about_something_else_rules_no_sum_out(heard: Heard, said: str, expected: list[tuple[float, str]]) -> None:
    assert promised(heard(*ONE, f"them: {said}")) == expected


@pytest.mark.parametrize(
    ("asked", "then"),
    [
        ("When can you pay the 890?", ("us: Which Friday?", "them: I have to go, bye.")),
        ("When can you pay the 890?", ("us: What Friday do you mean?", "them: I have to go, bye.")),
        ("When can you pay the 890?", ("us: This Friday or next?", "them: I have to go, bye.")),
        ("How soon could you pay the 890?", ("us: Ok.",)),
        ("When can you pay the 890?", ("us: Thank you.", "them: Bye.")),
        ("What day can you pay the 890?", ("us: So 980 dollars on Thursday the 26th?", "them: Bye.")),
    ],
)
def test_a_day_that_nobody_said_back_is_not_confirmed(heard: Heard, asked: str, then: tuple[str, ...]) -> None:
    found = heard(*OPENING[:2], f"us: {asked}", "them: I'll pay the 890 on Friday.", *then)
    assert [a.confirmed for a in found.acts if a.act == "promise"] == [False]


@pytest.mark.parametrize(
    ("asked", "then"),
    [
        ("Could you pay the 890 on Friday?", ()),
        ("When can you pay the 890?", ("us: This Friday, the twentieth.", "them: Yes.")),
        ("When can you pay the 890?", ("us: So Friday the twentieth?", "them: Yes.")),
        ("When can you pay the 890?", ("us: Which Friday?", "them: This Friday, the twentieth.")),
    ],
)
def test_a_day_said_twice_is(heard: Heard, asked: str, then: tuple[str, ...]) -> None:
    found = heard(*OPENING[:2], f"us: {asked}", "them: I'll pay the 890 on Friday.", *then)
    assert [a.confirmed for a in found.acts if a.act == "promise"] == [True]
