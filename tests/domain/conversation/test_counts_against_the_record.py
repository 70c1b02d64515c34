"""How many and how often, as a caller says it, held against the bills and the notes: more than there were is false, and
fewer where all of them are meant; plans, questions, and what the client counted themselves are not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from duecourse.domain.conversation.results import Analysis

Heard = Callable[..., Analysis]

OPENING = ("us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?", "them: Yes, speaking.")

# The note, what the caller says, and whether that is false.
DEEDS = [
    ("two letters sent, in August and September 2026", "You've had six letters from us about it.", True),
    ("two letters sent, in August and September 2026", "You've had two letters from us about it.", False),
    ("letters sent 2026-10-05 and 2026-10-20", "We've written to you five times.", True),
    ("texts sent 2026-11-06, 2026-11-10 and 2026-11-13", "You've had three texts.", False),
    ("texts sent 2026-11-06, 2026-11-10 and 2026-11-13", "You've had nine texts from us.", True),
    ("letters sent 2026-10-05 and 2026-10-20", "That's eight letters you've ignored.", True),
    ("two voicemails left in October 2026", "I've left you four messages.", True),
    ("two voicemails left in October 2026", "I've left you two messages.", False),
    ("two text messages sent 2026-11-09 and 2026-11-13", "We've only ever sent you one text.", True),
    ("first call on this account", "This is the third time I've had to ring you.", True),
    ("first call on this account", "You've called us three times, I see.", False),
    ("one reminder sent, 2026-10-20", "We've chased you a dozen times for this.", True),
    ("two payments of 120.00 received, 2026-10-05 and 2026-10-19", "You've only made one payment on it.", True),
    ("two payments of 120.00 received, 2026-10-05 and 2026-10-19", "You've made two payments on it.", False),
    ("two payments of 120.00 received, 2026-10-05 and 2026-10-19", "Could you do it in three payments?", False),
    ("two payments of 120.00 received, 2026-10-05 and 2026-10-19", "We can split it into four payments.", False),
    ("two payments of 120.00 received, 2026-10-05 and 2026-10-19", "You've got one payment left to make.", False),
    ("two payments of 120.00 received, 2026-10-05 and 2026-10-19", "One of the payments came late.", False),
    ("two voicemails left in October 2026", "I've left you one or two messages.", False),
    ("one earlier promise, 890.00 for 2026-11-10, not kept", "You've broken three promises.", True),
    ("one earlier promise, 890.00 for 2026-11-10, not kept", "You've broken your word twice now.", True),
    ("one earlier promise, 890.00 for 2026-11-10, not kept", "You've broken your word once.", False),
    ("one denial on file, dated 2026-10-19", "You've rejected it four times.", True),
    ("one denial on file, dated 2026-10-19", "If you reject it a second time we appeal.", False),
    ("customer asked once for a copy, sent 2026-10-20", "You've asked us for copies five times.", True),
    ("office cleaning 845.00 a month", "You've had six letters from us about it.", False),
]  # fmt: skip


@pytest.mark.parametrize(("note", "line", "is_false"), DEEDS)
def test_a_count_is_held_against_the_notes(heard: Heard, note: str, line: str, is_false: bool) -> None:
    found = heard(*OPENING, f"us: {line}", "them: I see.", account={"known_facts": [note]})
    assert any(m.label == "false_statement" and m.n == 3 for m in found.marks) is is_false


def test_only_the_one_is_a_count_of_what_the_client_spoke_of(heard: Heard) -> None:
    found = heard(
        *OPENING, "us: How can I help?", "them: No more texts.", "us: We only sent you the one, for what it's worth.",
        account={"known_facts": ["two texts sent 2026-11-09 and 2026-11-13"]},
    )  # fmt: skip
    assert any(m.label == "false_statement" and m.n == 5 for m in found.marks)


BILLS = [
    ("There's four of our invoices on your desk.", True),
    ("I've got three bills of yours here with nothing against them.", True),
    ("You have three overdue invoices.", True),
    ("All three of them are overdue.", True),
    ("All two of them are overdue.", False),
    ("I've got two bills of yours here.", False),
    ("I've got four invoices of yours here, two of them open.", False),
    ("You've paid your last five invoices on time.", False),
    ("Are there three invoices on your side?", False),
    ("Your next three bills come by email.", False),
    ("It's 1,780 dollars, and you're right, 1051 was only due on the 1st.", False),
    ("It's 1,870 dollars, and you're right, 1051 was only due on the 1st.", True),
    ("It's 1,780 dollars on 1051 alone.", True),
]


@pytest.mark.parametrize(("line", "is_false"), BILLS)
def test_a_count_of_bills_is_held_against_the_ledger(heard: Heard, line: str, is_false: bool) -> None:
    two = [
        {"number": n, "issued_on": "2026-09-01", "due_on": "2026-10-01", "amount": "890.00", "balance": "890.00",
         "status": "open"}
        for n in ("INV-1042", "INV-1051")
    ]  # fmt: skip
    found = heard(*OPENING, f"us: {line}", "them: I see.", account={"invoices": two})
    assert any(m.label == "false_statement" and m.n == 3 for m in found.marks) is is_false
