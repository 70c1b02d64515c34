"""Days that look like days of payment and are none: of our own call, of a month that "one" stands before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from duecourse.domain.conversation.dates import find
from duecourse.domain.conversation.results import Analysis
from duecourse.domain.conversation.text import read

Heard = Callable[..., Analysis]
TIGHT = (
    "us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?", "them: Yes, speaking.",
    "us: It's about INV-1042, 890 dollars. What happened with it?", "them: Money is tight.",
    "us: I'll ring you on the seventh of December and we'll see where you are.",
)  # fmt: skip


def promised(found: Analysis) -> list[date | None]:
    return [act.on for act in found.acts if act.act == "promise"]


@pytest.mark.parametrize(
    "answer",
    ["do that the seventh is fine", "Do that, the seventh works.", "Do that. The seventh is good for me."],
)
def test_the_day_on_which_we_ring_is_no_day_of_payment(heard: Heard, answer: str) -> None:
    found = heard(*TIGHT, f"them: {answer}", "us: You'll hear from me on the seventh, then.", "them: Bye.")
    assert promised(found) == []


@pytest.mark.parametrize("answer", ["I can pay it on the seventh.", "I'll have the 890 for you on the seventh."])
def test_who_pays_on_the_day_on_which_we_ring_promises(heard: Heard, answer: str) -> None:
    found = heard(*TIGHT, f"them: {answer}", "us: On the seventh, then. Thank you.", "them: Bye.")
    assert promised(found) == [date(2026, 12, 7)]


@pytest.mark.parametrize(
    ("said", "on"),
    [
        ("and the other one uh april seventeenth", date(2026, 4, 17)),
        ("the second one june the third", date(2026, 6, 3)),
        ("on one april", date(2026, 4, 1)),
        ("one april is fine", date(2026, 4, 1)),
    ],
)
def test_one_before_a_month_is_its_first_unless_a_day_stands_behind(said: str, on: date) -> None:
    assert [when.on for when in find(read(said), date(2026, 3, 5))] == [on]


def test_who_promises_to_pay_is_no_stranger(heard: Heard) -> None:
    found = heard(
        "us: Good morning, Perry. Priya Nair, Northwind Supplies. Are you the one for claim payments?",
        "them: I'm the one. Shoot.",
        "us: INV-1042, 890 dollars, isn't paid. What's kept it?",
        "them: Nothing wrong with it. It went out in a check in October, and the post office sent it back."
        " Moved, no forwarding.",
        "us: So it's the address. We moved in August. It's 40 Chestnut Street now.",
        "them: 40 Chestnut. I'll reissue it. The check goes out next Wednesday.",
        "us: 890 dollars by check on Wednesday the 25th. Is that right, Perry?",
        "them: Right as rain.",
        "us: Would you want the form with our new address too? I can e-mail it this morning.",
        "them: Do that.",
        "us: I will. Thank you, Perry. Goodbye.",
        "them: Bye.",
        kind="payer",
    )
    assert promised(found) == [date(2026, 11, 25)]
    assert found.disposition == "promise"
