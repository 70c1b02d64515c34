"""What a caller says somebody always does, held against notes of how they have paid."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from duecourse.domain.conversation.results import Analysis

Heard = Callable[..., Analysis]

OPENING = ("us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?", "them: Yes, speaking.")
ON_TIME = "five earlier invoices in 2026 were paid on time"
FIRST = "monthly lease, first late payment"
GOOD = "account in good standing before this invoice"
EARLY = "invoice of January 2026 paid three days before its due date"

CASES = [
    (ON_TIME, "Every bill we've sent you this year was late.", True),
    (ON_TIME, "You're late like you were with the last two.", True),
    (ON_TIME, "You're always behind with us.", True),
    (ON_TIME, "It's the same story with you every quarter, isn't it?", True),
    (ON_TIME, "You never pay until somebody chases you.", True),
    (ON_TIME, "This is the fourth bill you've been late with.", True),
    (ON_TIME, "This isn't the first time you've done this to us.", True),
    (ON_TIME, "Same old story, late again.", True),
    (FIRST, "You've been late every single month.", True),
    (FIRST, "You're a serial late payer.", True),
    (GOOD, "You've been late since the day you opened the account.", True),
    (EARLY, "You've not once paid us on time.", True),
    (ON_TIME, "You've never once been late before, so I wondered what happened.", False),
    (ON_TIME, "You've always paid us on time.", False),
    (ON_TIME, "I'm always chasing somebody, it's my job.", False),
    (ON_TIME, "Like last time, I'll send a copy first.", False),
    (ON_TIME, "Is it late every month?", False),
    (ON_TIME, "If you're late every month we'd have to talk.", False),
    (ON_TIME, "Could you pay the same day every month?", False),
    (ON_TIME, "It's nine days late, like I said.", False),
    ("paid 890.00 on 2026-08-12, forty days late", "You're late like last time.", False),
    ("office cleaning 845.00 a month", "You're always late.", False),
]


@pytest.mark.parametrize(("note", "line", "is_false"), CASES)
def test_a_habit_of_paying_late_is_false_of_a_good_payer(heard: Heard, note: str, line: str, is_false: bool) -> None:
    found = heard(*OPENING, f"us: {line}", "them: I see.", account={"known_facts": [note]})
    assert any(m.label == "false_statement" and m.n == 3 for m in found.marks) is is_false
