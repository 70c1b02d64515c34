"""Promises, days, commitments and claims as people say them: what stands, for which day, and what contradicts the
account."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from duecourse.domain.conversation.results import Analysis

Heard = Callable[..., Analysis]

ASKED = (
    "us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?",
    "them: Yes, speaking.",
    "us: It's about invoice 1042 for 890 dollars, due on the first of October. When will we see it?",
)


def promised(found: Analysis) -> list[tuple[int | None, str | None]]:
    return [(a.amount_minor, a.on and a.on.isoformat()) for a in found.acts if a.act == "promise"]


def labels(found: Analysis, n: int) -> set[str]:
    return {m.label for m in found.marks if m.n == n}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("I could do 500 by a week from tomorrow.", [(50000, "2026-11-26")]),
        ("Two weeks on Friday, all of it.", [(89000, "2026-12-04")]),
        ("half on friday half on the end of the month", [(44500, "2026-11-20"), (44500, "2026-11-30")]),
        ("Half now and the rest on the thirtieth.", [(44500, "2026-11-18"), (44500, "2026-11-30")]),
        (
            "I could knock out 500 on Friday and finish it off on the 30th.",
            [(50000, "2026-11-20"), (39000, "2026-11-30")],
        ),
        ("I get paid on the 27th, so I'll send it that day.", [(89000, "2026-11-27")]),
        ("445 on the 30th and 445 on the 15th.", [(44500, "2026-11-30"), (44500, "2026-12-15")]),
        ("I'll send it december nine.", [(89000, "2026-12-09")]),
        ("When it's sorted I'll pay it at some point soon.", [(89000, None)]),
        ("Our bookkeeper is back on Friday.", []),
        ("We close at five on Friday.", []),
        ("If they pay me, I'll do the lot. If they don't, I can't cut you a slice of nothing.", []),
        ("I don't have it. Could you send me both?", []),
    ],
)
def test_a_statement_to_pay_is_read_in_parts(
    heard: Heard, said: str, expected: list[tuple[int | None, str | None]]
) -> None:
    assert promised(heard(*ASKED, f"them: {said}")) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("us: Could you do Friday?", "them: Friday's fine."), [(89000, "2026-11-20")]),
        (
            ("us: Would half on Friday and half on the 27th help?", "them: That would help a lot, yes."),
            [(44500, "2026-11-20"), (44500, "2026-11-27")],
        ),
        (
            ("us: What about 300 on Friday, 300 on the 25th and 290 on the 30th?", "them: Go on then."),
            [(30000, "2026-11-20"), (30000, "2026-11-25"), (29000, "2026-11-30")],
        ),
        (("them: Next week some time.", "us: Which day next week?", "them: Friday."), [(89000, "2026-11-27")]),
        (("us: So would this go out on Thursday?", "them: It would, yes."), [(89000, "2026-11-19")]),
        (
            ("us: If I send it now, can you pay by Friday?", "them: If I get it today, yes, Friday."),
            [(89000, "2026-11-20")],
        ),
        (
            ("them: Six hundred on Friday.", "us: 600 on Friday. And the 290?", "them: The week after, same day."),
            [(60000, "2026-11-20"), (29000, "2026-11-27")],
        ),
        (
            ("them: I'll pay on Friday.", "us: Good.", "them: No wait, I can't do Friday after all, forget it."),
            [],
        ),
    ],
)
def test_what_the_two_agree_over_several_turns(
    heard: Heard, lines: tuple[str, ...], expected: list[tuple[int | None, str | None]]
) -> None:
    before = () if lines[0].startswith("them") else ("them: It's been slow.",)
    assert promised(heard(*ASKED, *before, *lines)) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("I'll pay 1042 on Friday and 1077 on the 27th.", [(89000, "2026-11-20"), (61000, "2026-11-27")]),
        (
            "The first one Friday, the other one at the end of the month.",
            [(89000, "2026-11-20"), (61000, "2026-11-30")],
        ),
        ("I can pay the smaller one on Friday.", [(61000, "2026-11-20")]),
        ("Both on Friday.", [(None, "2026-11-20")]),
    ],
)
def test_each_of_several_invoices_has_its_own_day(
    heard: Heard, said: str, expected: list[tuple[int | None, str | None]]
) -> None:
    items = [
        {"number": number, "issued_on": issued, "due_on": due, "amount": sum_due, "balance": sum_due, "status": "open"}
        for number, issued, due, sum_due in (
            ("INV-1042", "2026-09-01", "2026-10-01", "890.00"),
            ("INV-1077", "2026-10-01", "2026-10-31", "610.00"),
        )
    ]
    asked = "us: It's 1042 for 890 and 1077 for 610. When could you pay them?"
    assert promised(heard(*ASKED[:2], asked, f"them: {said}", account={"invoices": items})) == expected


def test_a_payment_said_back_is_a_promise_even_where_the_client_only_named_the_day(heard: Heard) -> None:
    found = heard(
        *ASKED,
        "them: it'll come out of my wages they're in on the twenty seventh",
        "us: friday the twenty seventh for the full 890 is that right",
        "them: that's it",
    )
    assert promised(found) == [(89000, "2026-11-27")]
    assert all(a.confirmed for a in found.acts if a.act == "promise")


def test_a_day_for_our_own_act_is_no_day_of_payment(heard: Heard) -> None:
    found = heard(*ASKED, "them: I have no idea yet.", "us: I'll ring you tomorrow.", "them: Tomorrow is fine.")
    assert promised(found) == []


def test_what_cannot_be_said_of_the_rest_leaves_the_promise_standing(heard: Heard) -> None:
    found = heard(
        *ASKED,
        "them: 400 dollars on Friday.",
        "us: 400 on Friday. And the other 490?",
        "them: I can't give you a day for it.",
    )
    assert promised(found) == [(40000, "2026-11-20")]
    assert found.disposition == "part_promise"


def test_a_payer_pays_what_it_allows(heard: Heard) -> None:
    found = heard(
        "us: Priya Nair from Northwind, about claim 1042, 890 dollars.",
        "them: The allowed amount is 712 dollars.",
        "us: And when does that pay?",
        "them: It goes out by check on the 27th.",
        kind="payer",
    )
    assert promised(found) == [(71200, "2026-11-27")]
    assert found.disposition == "promise"


def test_a_bare_day_leans_on_the_day_named_before(heard: Heard) -> None:
    found = heard(*ASKED, "them: Friday week.", "us: So Friday then, 890?", "them: Friday, yes.")
    assert promised(found) == [(89000, "2026-11-27")]


def test_who_was_going_to_call_us_did_not_ask_to_be_called(heard: Heard) -> None:
    found = heard(*ASKED, "them: Two big deliveries came in one week. I was going to call you.")
    assert "callback" not in [act.act for act in found.acts]


@pytest.mark.parametrize(
    ("said", "due"),
    [
        ("I'll ring you on the 25th if I don't see it.", ["2026-11-25"]),
        ("Your warehouse has until the 25th, so I call you the day after.", ["2026-11-26"]),
        ("I'll have the driver ring you before lunch on Friday.", ["2026-11-20"]),
        ("I'll resend it tonight, and I'll change the address for the ones to come.", ["2026-11-18", None]),
        ("I'll put the account on hold until the 30th.", [None]),
        ("ill text you the link tonight", ["2026-11-18"]),
        ("I will send INV-1042 again with the order number by Thursday.", ["2026-11-19"]),
        ("I'll be honest with you.", []),
    ],
)
def test_what_we_will_do_has_its_own_day(heard: Heard, said: str, due: list[str | None]) -> None:
    found = heard(*ASKED, "them: I never had the bill.", f"us: {said}", "them: Okay, thanks.")
    assert [c.due_on and c.due_on.isoformat() for c in found.commitments] == due


@pytest.mark.parametrize(
    "said",
    [
        "1042 should have been paid on 1 September already.",
        "You owe us 980 dollars on it.",
        "we're entitled to come and take the car",
        "I've already called the sheriff.",
        "interest on this is running at five percent a week",
        "It's already with our solicitors.",
        "Our terms are fourteen days, you know.",
    ],
)
def test_what_contradicts_the_account_or_is_made_up_is_a_false_statement(heard: Heard, said: str) -> None:
    assert "false_statement" in labels(heard(*ASKED, "them: I see.", f"us: {said}"), 5)


@pytest.mark.parametrize(
    "said",
    [
        "It was due on the first of October.",
        "If it gets to 60 days late the account goes to cash sales only.",
        "The terms are thirty days.",
        "So 400 now leaves 490.",
        "It hasn't gone to collections.",
    ],
)
def test_what_is_true_or_only_a_condition_is_none(heard: Heard, said: str) -> None:
    facts = {"known_facts": ["terms say cash sales only once an invoice is 60 days late"]}
    found = heard(*ASKED, "them: I could do 400 now.", f"us: {said}", account=facts)
    assert "false_statement" not in labels(found, 5)


def test_not_one_cent_is_false_where_a_part_was_paid(heard: Heard) -> None:
    item = {"number": "INV-1042", "issued_on": "2026-09-01", "due_on": "2026-10-01", "amount": "890.00",
            "balance": "500.00", "status": "open"}  # fmt: skip
    found = heard(*ASKED[:2], "us: You have not paid one cent since September.", account={"invoices": [item]})
    assert "false_statement" in labels(found, 3)


@pytest.mark.parametrize(
    "answer",
    ["Maria. What can I do for you?", "You sure are. Who's this?", "Oh. Yeah. That's me.", "It is, Priya, hello."],
)
def test_whoever_answers_to_the_name_may_hear_what_is_owed(heard: Heard, answer: str) -> None:
    found = heard(ASKED[0], f"them: {answer}", "us: You have an unpaid balance of 890 dollars.")
    assert "disclosure" not in labels(found, 3)


@pytest.mark.parametrize(
    "answer",
    ["There's no Maria here, it's just me.", "She's at work, I'm her sister.", "Maria is at lunch, who's calling?"],
)
def test_whoever_else_answers_may_not(heard: Heard, answer: str) -> None:
    found = heard(ASKED[0], f"them: {answer}", "us: She has a balance with us that is overdue.")
    assert "disclosure" in labels(found, 3)


@pytest.mark.parametrize(
    ("turn", "reply"),
    [
        ("It's sitting in our suspense account. That's a holding place for money with no name on it.", ""),
        ("It's in arrears.", "That just means it is late."),
        ("There's something called fee remission. It means the board can lower the fees.", ""),
        ("I can mail you a relief form, that's one page where you write what comes in.", ""),
        ("Your debit order, which is the payment your bank makes by itself, came back.", ""),
        ("I'll pull the POD.", "Sorry. The paper your people sign at the door."),
    ],
)
def test_a_term_with_plain_words_is_explained(heard: Heard, turn: str, reply: str) -> None:
    lines = [*ASKED, "them: I see.", f"us: {turn}", "them: The what?"] + ([f"us: {reply}"] if reply else [])
    found = heard(*lines)
    assert "explained_term" in labels(found, 7 if reply else 5)
    assert "jargon" not in labels(found, 5)


def test_an_item_and_a_sum_said_in_one_breath_are_told_apart(heard: Heard) -> None:
    item = {"number": "GPA-4419", "issued_on": "2026-09-01", "due_on": "2026-10-01", "amount": "1675.00",
            "balance": "1675.00", "status": "open"}  # fmt: skip
    found = heard(*ASKED[:2], "us: it's g p a four four one nine sixteen seventy five", account={"invoices": [item]})
    assert "amount" in found.points
    assert "false_statement" not in labels(found, 3)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (
            ("us: What day does your check come in?", "them: The second Wednesday. I could do the 15th.",
             "us: Okay, the 15th. So 222.50 on December 15th, January 15th, February 15th and March 15th. All right?",
             "them: Yes, I can pay 222.50 on those days."),
            [(22250, "2026-12-15"), (22250, "2027-01-15"), (22250, "2027-02-15"), (22250, "2027-03-15")],
        ),
        (("us: What day do you get paid?", "them: Friday."), []),
        (
            ("us: Will that be electronic, or are you sending paper?",
             "them: I'm showing a paper check. It gets cut on Friday, November 20th."),
            [(89000, "2026-11-20")],
        ),
    ],
)  # fmt: skip
def test_a_list_of_days_a_payday_and_a_check_that_gets_cut(
    heard: Heard, lines: tuple[str, ...], expected: list[tuple[int | None, str | None]]
) -> None:
    found = heard(*ASKED, "them: I know, it's been hard.", *lines)
    assert promised(found) == expected


def test_a_thousand_that_is_left_out_belongs_to_the_sum_that_was_promised(heard: Heard) -> None:
    item = {"number": "CPT-1187", "issued_on": "2026-08-01", "due_on": "2026-10-01", "amount": "96000.00",
            "balance": "96000.00", "status": "open"}  # fmt: skip
    found = heard(
        *ASKED[:2], "us: It's about invoice 1187, ninety six thousand rupees. When can you pay it?",
        "them: Half on the 20th of this month, forty eight thousand.", "us: And the other half?",
        "them: Balance forty eight on 15th December.",
        "us: So forty eight on 20th November, forty eight on 15th December. Is that correct?", "them: Yes, correct.",
        account={"invoices": [item]}, currency="INR",
    )  # fmt: skip
    assert promised(found) == [(4_800_000, "2026-11-20"), (4_800_000, "2026-12-15")]


def test_what_the_client_says_it_is_worth_may_be_said_back(heard: Heard) -> None:
    found = heard(
        *ASKED, "them: That's about two hundred and forty dollars' worth, the six.",
        "us: Two hundred and forty for the six. Could you pay the rest in the meantime?",
    )  # fmt: skip
    assert "false_statement" not in labels(found, 5)


def test_an_answering_machine_asks_for_no_call(heard: Heard) -> None:
    greeting = (
        "Hi, you've reached Crystal and Mike. We can't come to the phone, leave a message and we'll call you back."
    )
    found = heard(f"them: {greeting}")
    assert [a.act for a in found.acts] == []


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("them: Her duty is over at seven. You phone her after seven today.",), []),
        (("us: Give me one date for payment.", "them: I don't have a date in my hands today."), []),
        (("us: When can it be paid?", "them: Get me the lot numbers by Monday and I'll pay it a week from today."),
         [(89000, "2026-11-25")]),
        (("us: When can it be paid?", "them: I'll pay it on Friday.", "us: So 890 on Friday. I'll call you then.",
          "them: Good idea. I'd forget my own head if it weren't so big."), [(89000, "2026-11-20")]),
        (("them: Do you want a reference for today?", "us: Okay. So the fax goes today.", "them: You have a good one."),
         []),
    ],
)  # fmt: skip
def test_a_day_that_is_not_for_paying_and_what_takes_nothing_back(
    heard: Heard, lines: tuple[str, ...], expected: list[tuple[int | None, str | None]]
) -> None:
    assert promised(heard(*ASKED, "them: I see.", *lines)) == expected


def test_so_before_a_sum_is_no_prefix_of_an_invoice(heard: Heard) -> None:
    item = {"number": "SO-1180", "issued_on": "2026-05-25", "due_on": "2026-10-01", "amount": "96000.00",
            "balance": "96000.00", "status": "open"}  # fmt: skip
    found = heard(
        *ASKED[:2], "us: It's invoice 1180, 96,000 rupees. Which dates would suit you?",
        "them: I'll give a third on 15th December.", "us: So 32,000 rupees on the 15th of December.", "them: Yes.",
        account={"invoices": [item]}, currency="INR",
    )  # fmt: skip
    assert "false_statement" not in labels(found, 5)


def test_equal_payments_every_month_go_on_until_what_is_due_is_paid(heard: Heard) -> None:
    found = heard(
        *ASKED, "them: Honestly, 178.", "us: 178 a month, so five payments. I can do that.",
        "them: Great. 178 on the last day of each month then, starting with November 30th.",
    )  # fmt: skip
    days = ["2026-11-30", "2026-12-31", "2027-01-31", "2027-02-28", "2027-03-31"]
    assert promised(found) == [(17800, day) for day in days]


def test_a_limit_that_sorts_payments_is_no_sum_of_this_one(heard: Heard) -> None:
    found = heard(*ASKED, "them: Checks over five hundred mail on the 25th, and yours is one of them, the 890.")
    assert promised(found) == [(89000, "2026-11-25")]


def test_a_morning_since_which_something_lasts_is_no_day_of_payment(heard: Heard) -> None:
    found = heard(
        *ASKED,
        "them: It'll go out on the 27th, the whole 890.",
        "us: That makes it November 27th for 890 dollars?",
        "them: That's the one. They go through the portal now, and I've had folks shouting since seven this morning.",
    )
    assert promised(found) == [(89000, "2026-11-27")]


def test_what_remains_once_a_discount_is_off_is_all_of_it(heard: Heard) -> None:
    found = heard(
        *ASKED,
        "them: I could do it on the 27th, the whole thing.",
        "us: Lovely. I can take two percent off for a transfer, so that makes it 872.20.",
        "them: I'll send you 872.20 on the 27th, then.",
        "us: 872.20 on the 27th, thank you.",
        authority={"may_discount_percent": "2"},
    )
    assert found.disposition == "promise"
