"""What a caller says that the client said, and what the notes say is not so or not any more: each cause with what is
false and with its true counterpart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from duecourse.domain.conversation.results import Analysis

Heard = Callable[..., Analysis]

OPENING = (
    "us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?", "them: Yes, speaking.",
    "us: It's about your account.",
)  # fmt: skip

# The notes, what the client said before, what the caller says, and whether that is false.
Case = tuple[list[str], str, str, bool]

THEIR_WORDS: list[Case] = [
    ([], "I'll do it on Thursday.", "You said Wednesday.", True),
    ([], "I'll do it on Thursday.", "You said Thursday.", False),
    ([], "I'll do it on Thursday.", "If you said Wednesday I'd note it.", False),
    ([], "I can send 300 dollars.", "You just told me 450 dollars.", True),
    ([], "I can send 300 dollars.", "You just told me 300 dollars.", False),
    ([], "I can't say when.", "You told me a minute ago you'd pay half.", True),
    ([], "I could pay half.", "You told me a minute ago you'd pay half.", False),
    ([], "I can't say when.", "Last month you said the 20th.", False),
    (["promised 890.00 for 2026-11-27"], "I told your office.", "You told us the 13th and it has been and gone.", True),
    (
        ["promised 890.00 for 2026-11-13"],
        "I told your office.",
        "You told us the 13th and it has been and gone.",
        False,
    ),
    (["said on 2026-10-26 she would ring back"], "", "You promised us on October 26th you'd have it paid.", True),
    (["promised on 2026-10-26 to pay"], "", "You promised us on October 26th you'd have it paid.", False),
    (["hire ended 2026-10-08"], "We stopped on October 8th.", "No, you stopped on October 21st.", True),
    (["hire ended 2026-10-08"], "We stopped on October 8th.", "Yes, you stopped on October 8th.", False),
]
NOTICE = ["equipment may be collected on ten days' written notice, none given"]
NOT_SO: list[Case] = [
    (["proof of delivery is unsigned"], "We got one.", "You signed for two.", True),
    (["proof of delivery is unsigned"], "We got one.", "Somebody should have signed for it, I'll check.", False),
    (["no signed delivery slip on file"], "Show me.", "We have your signature for it.", True),
    (["payment of 890.00 by card 2026-11-12 cleared 2026-11-13"], "", "Your card bounced on the 12th.", True),
    (["payment of 890.00 by card 2026-11-12 cleared 2026-11-13"], "", "Your card payment went through.", False),
    (["late charge waived 2026-11-02"], "It was taken off.", "There's the late charge on top as well.", True),
    (["late charge waived 2026-11-02"], "It was taken off.", "The late charge was waived, so it isn't due.", False),
    (["the plan stays active until December"], "", "Your plan was cancelled because of it.", True),
    (["the plan stays active until December"], "", "Your plan goes on as it is.", False),
    (["library stays open to all members"], "", "You do know you can't use the library until it's paid?", True),
    (NOTICE, "", "The truck's coming for it tomorrow.", True),
    (NOTICE, "", "Can you pay it tomorrow?", False),
    (["first telephone contact 2026-11-18"], "", "This is the fourth time I've called you about it.", True),
    (["no earlier calls to the client"], "", "This is the fourth time I've called you about it.", True),
    (["dispute letter received 2026-10-20 claiming it was never fitted"], "I wrote.", "We never got any letter.", True),
    (["quote 3391 of 2026-08-02"], "Check the quote.", "I have quote 3388 on this one.", True),
    (["quote 3391 of 2026-08-02"], "Check the quote.", "I have quote 3391 on this one.", False),
    (["asked for a PO number by e-mail on 2026-10-20"], "I emailed you.", "That email never came here.", True),
    (["terms: a late charge 60 days after the due date"], "", "That is for being 60 days overdue.", False),
    ([], "I wrote to you twice.", "You wrote twice and nobody came back to you.", False),
    ([], "They are six months late with us.", "So it's their money, and they're six months late.", False),
    ([], "", "The invoice was 890, due in June.", True),
    ([], "", "The invoice was 890, due in October.", False),
    ([], "", "You've had it since May, so what's keeping you?", True),
    ([], "", "Have you had it since May?", False),
    ([], "", "This went overdue in August.", True),
    ([], "", "This went overdue in October.", False),
    ([], "What do I owe?", "Forty at 12.50 is 500, and I'll send the corrected invoice.", False),
]  # fmt: skip


@pytest.mark.parametrize(("notes", "before", "line", "is_false"), THEIR_WORDS)
def test_nobody_is_told_to_have_said_what_they_did_not_say(
    heard: Heard, notes: list[str], before: str, line: str, is_false: bool
) -> None:
    assert says_false(heard, notes, before, line) is is_false


@pytest.mark.parametrize(("notes", "before", "line", "is_false"), NOT_SO)
def test_what_the_notes_say_is_not_so_is_not_to_be_stated(
    heard: Heard, notes: list[str], before: str, line: str, is_false: bool
) -> None:
    assert says_false(heard, notes, before, line) is is_false


TAKEN_BACK = [
    ("I could do 500 on Friday. Oh no, forget that, that's my rent.", "You've promised me Friday, that stands.", True),
    ("Maybe 200 on Friday. No, don't write that down.", "Well, I've written it down now. 200, Friday.", True),
    ("Tomorrow. No wait, tomorrow I can't.", "I'm putting down tomorrow.", True),
    ("I could do 500 on Friday. Oh no, forget that, that's my rent.", "All right, I'll cross Friday out.", False),
    ("I could do 500 on Friday. Oh no, forget that, that's my rent.", "You just said Friday.", False),
    ("I could do 500 on Friday. Oh no, forget that, make it Monday.", "I've put down Monday.", False),
    ("I'll pay 500 on Friday.", "I've put down Friday, 500.", False),
]
OF_THIS_CALL = [
    ("I can pay the half of it in ten days.", "A minute ago you told me a week.", True),
    ("I can pay the half of it in a week.", "A minute ago you told me a week.", False),
    ("I can put the first one through on Thursday.", "No, you just told me both of them on Thursday.", True),
    ("I can put both of them through on Thursday.", "You just told me both of them on Thursday.", False),
    ("I can put all of it through on Thursday.", "You told me you'd pay everything on Thursday.", False),
]


@pytest.mark.parametrize(("before", "line", "is_false"), TAKEN_BACK + OF_THIS_CALL)
def test_what_was_taken_back_or_never_said_on_the_call_does_not_stand(
    heard: Heard, before: str, line: str, is_false: bool
) -> None:
    assert says_false(heard, [], before, line) is is_false


@pytest.mark.parametrize(
    "record",
    ["That's not what my notes say.", "My screen says June.", "I've got it in black and white.", "It says so."],
)
def test_however_the_record_is_appealed_to_a_false_word_stays_false(heard: Heard, record: str) -> None:
    found = heard(*OPENING, "them: Go on.", "us: You were due in June.", "them: No, it was October.", f"us: {record}")
    assert [m.n for m in found.marks if m.label == "false_statement"] == [5, 7]


def test_a_claim_that_is_pending_is_not_denied(heard: Heard) -> None:
    said = ("us: According to us it's denied.", "them: It's not denied, it's pending.", "us: My list says it's denied.")
    found = heard(*OPENING, "them: Go on.", *said, kind="payer", account={"known_facts": ["claim sent 2026-09-01"]})
    assert [m.n for m in found.marks if m.label == "false_statement"] == [7]


def test_who_stands_by_a_false_word_says_it_again(heard: Heard) -> None:
    said = ("us: You were due in June.", "them: No, it was October.", "us: It's right here in the notes.")
    found = heard(*OPENING, "them: Go on.", *said)
    assert [m.n for m in found.marks if m.label == "false_statement"] == [5, 7]


@pytest.mark.parametrize(
    ("said", "is_false"), [("It's 900 dollars on 1042.", True), ("There's 300 left of 900.", False)]
)
def test_the_whole_of_a_bill_is_not_due_when_a_part_was_paid(heard: Heard, said: str, is_false: bool) -> None:
    item = {"number": "INV-1042", "issued_on": "2026-09-01", "due_on": "2026-10-01", "amount": "900.00"}
    account = {"invoices": [{**item, "balance": "300.00", "status": "open"}]}
    found = heard(*OPENING, "them: Go on.", f"us: {said}", account=account)
    assert any(m.label == "false_statement" for m in found.marks) is is_false


@pytest.mark.parametrize(
    ("said", "is_false"),
    [
        ("So that's 2,380 dollars on Friday.", True),
        ("So that's 2,830 dollars on Friday.", False),
        ("That's 2,830 dollars, not 2,380.", False),
        ("2,380 dollars. Sorry, 2,830 dollars.", False),
        ("Could you do 2,380 dollars?", False),
    ],
)
def test_a_sum_with_two_digits_changed_about_is_nobodys_sum(heard: Heard, said: str, is_false: bool) -> None:
    item = {"number": "INV-1042", "issued_on": "2026-09-01", "due_on": "2026-10-01", "amount": "2830.00"}
    account = {"invoices": [{**item, "balance": "2830.00", "status": "open"}]}
    found = heard(*OPENING, "them: I'll pay all of it.", f"us: {said}", "them: Yes.", account=account)
    assert any(m.label == "false_statement" for m in found.marks) is is_false


def test_three_are_not_late_where_the_third_falls_due_next_month(heard: Heard) -> None:
    def item(number: str, due: str) -> dict[str, Any]:
        own = {"number": number, "issued_on": "2026-09-01", "due_on": due}
        return {**own, "amount": "100.00", "balance": "100.00", "status": "open"}

    items = [item("INV-1", "2026-10-01"), item("INV-2", "2026-10-10"), item("INV-3", "2026-12-10")]
    found = heard(*OPENING, "them: Go on.", "us: You have three invoices past due.", account={"invoices": items})
    assert any(m.label == "false_statement" for m in found.marks)


def says_false(heard: Heard, notes: list[str], before: str, line: str) -> bool:
    account = {"known_facts": notes}
    found = heard(*OPENING, f"them: {before or 'Go on.'}", f"us: {line}", "them: I see.", account=account)
    return any(m.label == "false_statement" and m.n == 5 for m in found.marks)
