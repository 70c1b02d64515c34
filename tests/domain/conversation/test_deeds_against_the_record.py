"""Deeds, sums with fees, time limits and what is still open, as a caller states them, held against notes and ledger:
each false statement beside its true or open counterpart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from duecourse.domain.conversation.results import Analysis

Heard = Callable[..., Analysis]

OPENING = ("us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?", "them: Yes, speaking.")
FEE = "terms: late fee of 10.00 a month"
WINDOW = "lease terms: a dispute may be raised within 90 days of the invoice"
RATE = "owed to Ironworks Gyms, four months at 39.00"
OTHER = "contract signed 2025-05-20 by Tom Ferrie, then manager"
REMARK = 'delivery note signed by the customer with the words "two sashes sticking"'
REFUSED = "claim sent 2026-10-02, rejected 2026-10-03"
FILED = "visits made 2026-10-02, claim filed 2026-10-24"

# The kind of account, the note, what the caller says, and whether that is false.
CASES = [
    ("business", FEE, "It's up to 950 dollars now with the late fees.", True),
    ("business", FEE, "It's 910 dollars now with the late fees.", False),
    ("business", FEE, "With the late fees it could be 950 dollars by March.", False),
    ("business", FEE, "It's 890 dollars.", False),
    ("business", RATE, "You owe us 929 dollars, Maria.", True),
    ("business", "late fee of 39.00 added 2026-11-01", "You owe us 929 dollars, Maria.", False),
    ("business", WINDOW, "You only had ten days to complain about that.", True),
    ("business", WINDOW, "You had ninety days to query it.", False),
    ("business", WINDOW, "Could you complain within ten days?", False),
    ("business", OTHER, "You signed the contract yourself.", True),
    ("business", OTHER, "Tom signed the contract.", False),
    ("business", OTHER, "Did you sign the contract yourself?", False),
    ("business", "contract signed 2025-05-20 by Maria Lopez", "You signed the contract yourself.", False),
    ("business", "contract signed 2025-05-20 by email", "You signed the contract yourself.", False),
    ("business", REMARK, "You signed it clean.", True),
    ("business", REMARK, "There's not a word on that sheet.", True),
    ("business", REMARK, "You signed it with two remarks, I see.", False),
    ("business", "delivery note signed by the customer", "You signed it clean.", False),
    ("payer", REFUSED, "You accepted it on October 2nd.", True),
    ("payer", REFUSED, "You rejected it on October 3rd.", False),
    ("payer", REFUSED, "Once it's accepted, when do you pay?", False),
    ("payer", FILED, "We filed it the very same week, on the 12th.", True),
    ("payer", FILED, "We filed it three weeks later, on the 24th.", False),
    ("payer", FILED, "We filed it again on the 12th.", False),
]


@pytest.mark.parametrize(("kind", "note", "line", "is_false"), CASES)
def test_what_was_done_is_held_against_the_notes(heard: Heard, kind: str, note: str, line: str, is_false: bool) -> None:
    found = heard(*OPENING, f"us: {line}", "them: I see.", kind=kind, account={"known_facts": [note]})
    assert any(m.label == "false_statement" and m.n == 3 for m in found.marks) is is_false


PAID: dict[str, Any] = {
    "number": "INV-1042", "issued_on": "2026-09-01", "due_on": "2026-10-01", "amount": "890.00", "balance": "0.00",
    "status": "paid",
}  # fmt: skip


@pytest.mark.parametrize(
    ("line", "is_false"),
    [
        ("I've got an overdue bill of yours here.", True),
        ("It stays open until I see money.", True),
        ("It was overdue, and I see it's been paid.", False),
        ("Nothing is open on your account.", False),
        ("Is anything still open on your side?", False),
    ],
)
def test_nothing_is_open_where_all_of_it_is_paid(heard: Heard, line: str, is_false: bool) -> None:
    found = heard(*OPENING, f"us: {line}", "them: I see.", account={"invoices": [PAID]})
    assert any(m.label == "false_statement" and m.n == 3 for m in found.marks) is is_false
