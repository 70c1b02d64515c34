"""Figures and days that are the account's own, said in the ways that a wrong one is denied or put right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from duecourse.domain.conversation.results import Analysis

Heard = Callable[..., Analysis]

OPENING = ("us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?", "them: Yes, speaking.")
FOUR: list[dict[str, Any]] = [
    {"number": n, "issued_on": i, "due_on": d, "amount": a, "balance": a, "status": "open"}
    for n, i, d, a in (
        ("INV-0987", "2026-08-19", "2026-09-18", "890.00"),
        ("INV-1011", "2026-09-03", "2026-10-03", "1400.00"),
        ("INV-1042", "2026-10-02", "2026-11-01", "1925.00"),
        ("INV-1066", "2026-11-01", "2026-12-01", "890.00"),
    )
]  # 4,215 of it overdue on 18 November 2026, 5,105 open

STILL_TO_COME = [
    ("INV-1066 for 890 is due December 1.", False),
    ("Your next invoice, 890 dollars, is due on the first of December.", False),
    ("INV-1066 falls due on December 1, that's 890 dollars.", False),
    ("INV-1066, 890 dollars, is payable by the first of December.", False),
    ("4,215 dollars is overdue and another 890 is due on December 1.", False),
    ("INV-1066 was issued on November 1 and is due on December 1.", False),
    ("The 890 on INV-1066 isn't overdue, it's due December 1.", False),
    ("INV-1066 is due 12/1, 890 dollars.", False),
    ("INV-1042 was due November 1 and INV-1066 is due December 1.", False),
    ("INV-1042 became overdue on November 2.", False),
    ("Three of the four invoices are overdue.", False),
    ("INV-1066 for 890 is due December 10.", True),
    ("The due date for 1066 is December 10.", True),
    ("INV-1066 is due on November 1.", True),
    ("INV-1066 was due October 1.", True),
    ("INV-1042 for 1,925 is due on December 1.", True),
    ("INV-1042 was due on December 1.", True),
    ("INV-1042 was due October 1, not November 1.", True),
    ("INV-0987 was due on the eighteenth of October.", True),
    ("All four of the invoices are overdue.", True),
]


def says_false(heard: Heard, line: str, raw: bool) -> bool:
    said = line.lower().replace(".", "").replace(",", "") if raw else line
    found = heard(*OPENING, f"us: {said}", "them: I see.", account={"invoices": FOUR})
    return any(m.label == "false_statement" and m.n == 3 for m in found.marks)


@pytest.mark.parametrize(("line", "is_false"), STILL_TO_COME)
@pytest.mark.parametrize("raw", [False, True])
def test_the_day_on_which_a_bill_will_fall_due_is_held_against_that_bill(
    heard: Heard, line: str, is_false: bool, raw: bool
) -> None:
    assert says_false(heard, line, raw) is is_false


PUT_RIGHT = [
    ("Sorry, not 1295, it's 1925 on 1042.", False),
    ("So the balance isn't 5,000 dollars, it's 5,105.", False),
    ("INV-1042 is 1,925 dollars, not 1,952.", False),
    ("I misspoke, the balance is not 5,501 but 5,105.", False),
    ("You don't owe 6,000 dollars, you owe 5,105.", False),
    ("Sorry, 1,295, no, 1,925 dollars on INV-1042.", False),
    ("It isn't 890, it's 1,400 on INV-1011.", False),
    ("The invoice is for 1,400 dollars rather than 1,440.", False),
    ("I said 1,295, I meant 1,925 dollars for INV-1042.", False),
    ("The letter says 1,295 dollars, but INV-1042 is 1,925.", False),
    ("It was never 6,000 dollars, the balance is 5,105.", False),
    ("Without the 1066 it's 4,215 dollars.", False),
    ("Sorry, not 1925, it's 1295 on 1042.", True),
    ("So the balance isn't 5,105 dollars, it's 5,000.", True),
    ("INV-1042 is 1,952 dollars, not 1,925.", True),
    ("The balance is 5,501 and not 5,105.", True),
    ("I said 1,925, I meant 1,295 dollars for INV-1042.", True),
    ("You owe 4,512 dollars, and not 4,215 as I said.", True),
    ("You've not paid the 1,295 dollars on INV-1042.", True),
    ("I told you, you owe 6,000 dollars.", True),
    ("No, you owe us 6,000 dollars.", True),
    ("I have 1,295 dollars here for INV-1042.", True),
]


@pytest.mark.parametrize(("line", "is_false"), PUT_RIGHT)
@pytest.mark.parametrize("raw", [False, True])
def test_a_sum_that_is_denied_or_put_right_is_not_claimed(heard: Heard, line: str, is_false: bool, raw: bool) -> None:
    assert says_false(heard, line, raw) is is_false


OTHER_FIGURES = [
    ("Invoice 1043 for 1,925 dollars is open.", True),
    ("I'm calling about invoice 1043.", True),
    ("Your invoice number 1098 is overdue.", True),
    ("INV-1011 has been paid.", True),
    ("INV-1042 was paid last week.", True),
    ("1042 is already settled.", True),
    ("You owe us 4,215 euros.", True),
    ("The balance is 5,105 euros.", True),
    ("890 plus 1400 makes 2390.", True),
    ("So 890 plus 1,400, that's 2,390 dollars.", True),
    ("1,400 plus 1,925 comes to 3,225 dollars.", True),
    ("We don't have an invoice 1043.", False),
    ("You said invoice 1043, we have no invoice 1043.", False),
    ("It's purchase order 1043.", False),
    ("It's only a little bill, eight ninety, from September.", False),
    ("It's your october bill fourteen hundred it was due on the third", False),
    ("Once INV-1011 is paid we'll close it.", False),
    ("INV-1011 has not been paid.", False),
    ("You say INV-1011 is paid.", False),
    ("INV-1011 was to be paid in October.", False),
    ("So INV-1042 is paid by the end of the month, great.", False),
    ("You can pay in euros if you like.", False),
    ("890 plus 1,400 makes 2,290.", False),
    ("890, 1,400 and 1,925, that's 4,215 together.", False),
    ("890 plus 1,400 is about 2,300 dollars.", False),
    ("So that's 500 on Friday and 390 in December, 890 in all.", False),
]


@pytest.mark.parametrize(("line", "is_false"), OTHER_FIGURES)
@pytest.mark.parametrize("raw", [False, True])
def test_numbers_currencies_additions_and_what_is_paid_are_as_the_account_has_them(
    heard: Heard, line: str, is_false: bool, raw: bool
) -> None:
    assert says_false(heard, line, raw) is is_false


def test_a_number_that_the_client_gave_may_be_said_back(heard: Heard) -> None:
    said = ("us: Which one is it?", "them: I have your invoice 1043 here.", "us: You have invoice 1043, I see.")
    found = heard(*OPENING, *said, account={"invoices": FOUR})
    assert not any(m.label == "false_statement" for m in found.marks)


PERMIT = "resident parking permit for one year, no enforcement agents are used for permit fees"


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("", "So the 890 is paid today, and the next one's due January 16th."),
        ("", "After that the next payment is due on the 16th of January."),
        ("two panels on US-395", "Invoice INV-1042, the two panels on 395, 890 dollars, was due on October 1st."),
        ("", "INV-1042, 890 dollars, denied CO-197 with an N706 remark."),
        ("", "INV-1042, 890 dollars, it came back with a PR-204."),
        ("", "I'll raise a credit note today that takes the 240 off the bill, so you'd owe us 650."),
        (PERMIT, "Your permit fee, 890 dollars, was due on the first of October."),
    ],
)
def test_a_next_bill_a_code_a_place_and_what_would_be_owed_are_no_false_words(
    heard: Callable[..., Analysis], note: str, said: str
) -> None:
    found = heard(*OPENING, f"us: {said}", "them: I see.", account={"known_facts": [note]})
    assert not [mark for mark in found.marks if mark.label == "false_statement"]


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("", "This one was due on the 16th of August."),
        ("two panels on US-395", "You owe us 395 for the two panels."),
        ("", "INV-1042 - 980 dollars is open."),
        ("", "You owe us 650."),
        ("", "INV-1042, USD980, was due on October 1st."),
        ("", "You owe us R980 on INV-1042."),
        (PERMIT, "There's an agent's fee of 75 dollars on it for enforcement."),
    ],
)
def test_beside_them_what_is_wrong_is_still_false(heard: Callable[..., Analysis], note: str, said: str) -> None:
    found = heard(*OPENING, f"us: {said}", "them: I see.", account={"known_facts": [note]})
    assert [mark.n for mark in found.marks if mark.label == "false_statement"] == [3]


def test_two_thousand_five_may_be_2500(heard: Callable[..., Analysis]) -> None:
    item = {"number": "INV-1042", "issued_on": "2026-09-01", "due_on": "2026-10-01", "status": "open"}
    for amount, false in (("2500.00", False), ("2005.00", False), ("2600.00", True)):
        found = heard(
            "us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?", "them: Yes, speaking.",
            "us: It's about INV-1042, two thousand five dollars, due on October 1st.", "them: I see.",
            account={"invoices": [{**item, "amount": amount, "balance": amount}]},
        )  # fmt: skip
        assert any(m.label == "false_statement" for m in found.marks) == false, amount
