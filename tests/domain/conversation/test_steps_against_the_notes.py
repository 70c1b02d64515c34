"""Steps against a client that a caller states as settled, each with the note it is held against: what the notes rule
out or put on a later day is false; what is asked, left open, denied, told with its notice or silent there is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from duecourse.domain.conversation.enforcement import KINDS
from duecourse.domain.conversation.results import Analysis

Heard = Callable[..., Analysis]

OPENING = ("us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?", "them: Yes, speaking.")

# The note, what the caller says, and whether that is false.
CASES = [
    ("goods are not removed before an account is 90 days past due", "I've a van booked for those ovens.", True),
    ("goods are not removed before an account is 90 days past due", "My lads are picking up the fridges today.", True),
    ("goods are not removed before an account is 90 days past due", "Shall we pick up the empty crates?", False),
    ("goods are not removed before an account is 90 days past due", "I'll pick up the phone and ask them.", False),
    ("goods are not removed before an account is 20 days past due", "The van's booked for the ovens.", False),
    ("equipment may be collected on ten days' written notice, none given", "We take the machine back tonight.", True),
    ("equipment may be collected on ten days' notice, notice given 2026-10-01", "We take the machine back.", False),
    ("no visit planned, none may be made", "There'll be two men on your doorstep at eight.", True),
    ("no visit planned, none may be made", "Nobody will come to your house.", False),
    ("no visit planned, none may be made", "I can send somebody round to the house to fix it.", False),
    ("no court claim has been made", "The court papers went in on Monday.", True),
    ("no court claim has been made", "We're suing you, it's already filed.", True),
    ("no court claim has been made", "We've not gone to court and we'd rather not.", False),
    ("no court claim has been made", "It might end in court one day.", False),
    ("nothing passed to an agency", "As of today it's with the collectors.", True),
    ("nothing passed to an agency", "Has your own lawyer looked at it?", False),
    ("no accounts go to an agency before 90 days past due", "It gets handed to the agency tomorrow.", True),
    ("no accounts go to an agency before 90 days past due", "At ninety days it goes to an agency.", False),
    ("a line may be cut off only 14 days after a letter; no letter sent", "Your line goes dead tonight.", True),
    ("a line may be cut off only 14 days after a letter; no letter sent", "Your line stays on.", False),
    ("services may be suspended only after 30 days' notice; none given", "If not, the hosting goes off at noon.", True),
    ("service restricted from 2026-12-01 if unpaid", "The line gets restricted on the 1st of December.", False),
    ("service restricted from 2026-12-01 if unpaid", "We shut your line down tomorrow.", True),
    ("deliveries continue", "I've stopped all your deliveries.", True),
    ("any mark on the credit file is decided by the gym", "It's on your credit file already.", True),
    ("no default may be listed before 60 days and two written notices; none sent", "You've a default on your credit "
     "file by tonight.", True),
    ("no report to any credit bureau", "I've not put anything on your credit file.", False),
    ("late interest is not in the terms", "There's five per cent on top of it every month.", True),
    ("late interest is not in the terms", "There's no interest on top of it.", False),
    ("no late fees in the terms", "And the late fee goes on tonight.", True),
    ("late fee of 12.00 not charged yet", "The late fee goes on tomorrow.", False),
    ("no visit planned", "We have your home address as Elm Street.", False),
    ("no visit planned", "I'll post it to your house today.", False),
    ("no visit planned", "I won't ring you at home.", False),
    ("no legal action taken", "I'm sorry about the court case with your landlord.", False),
    ("no legal action taken", "I'm not from a court or anything like that.", False),
    ("nothing passed to an agency", "I'm with the collections team here at Northwind.", False),
    ("no credit reporting", "I'll send the credit note with your file today.", False),
    ("no credit reporting", "I'll put a credit on your account.", False),
    ("services may be suspended only after 30 days' notice; none given", "I'll stop the emails today.", False),
    ("services may be suspended only after 30 days' notice; none given", "I've put a hold on it.", False),
    ("goods are not collected before 90 days past due", "I'll pull up the screen and take a look.", False),
    ("goods are not collected before 90 days past due", "The van came round with the chairs in May.", False),
    ("goods are not collected before 90 days past due", "I take it the machine works now.", False),
    ("no interest is charged", "It's in your interest to keep a record.", False),
    ("no interest is charged", "I can do ten percent off this week.", False),
    ("no lien filed", "We've a lien on the shop as of this morning.", True),
    ("credit file not yet reported", "It's already on your credit file.", True),
    ("credit file not yet reported", "It's not on your credit file.", False),
    ("credit file not yet reported", "It may go on your credit file in January.", False),
    ("late fee of 12.00 not charged yet", "We've already put the late fee on.", True),
    ("late fee of 12.00 not charged yet", "The late fee goes on tomorrow.", False),
    ("no account goes to an agency before 120 days past due", "Today's the last day before the agency gets it.", True),
    ("no account goes to an agency before 120 days past due", "Due October 1st, so it goes to the agency now.", True),
    ("no account goes to an agency before 120 days past due", "There's lots of time before it goes there.", False),
    ("no account goes to an agency before 120 days past due", "There's lots of time before an agency gets it.", False),
    ("never reported to a credit bureau", "I'll wipe it off your credit, guaranteed, every bureau.", False),
    ("no late fee in the terms", "You pay it today and I'll drop that late fee.", False),
    ("no credit limit change on file", "Your credit limit's been cut to zero.", True),
    ("no credit limit change on file", "Has your credit limit been cut?", False),
    ("office cleaning 845.00 a month", "I've a van booked for those ovens.", False),
]  # fmt: skip


@pytest.mark.parametrize(("note", "line", "is_false"), CASES)
def test_a_step_is_false_where_the_notes_rule_it_out(heard: Heard, note: str, line: str, is_false: bool) -> None:
    found = heard(*OPENING, f"us: {line}", "them: I see.", account={"known_facts": [note]})
    assert any(m.label == "false_statement" and m.n == 3 for m in found.marks) is is_false


def test_their_own_lawyer_is_not_ours(heard: Heard) -> None:
    found = heard(
        *OPENING, "us: How are things?", "them: My lawyer has the bills.", "us: I see, so it goes to the lawyer.",
        account={"known_facts": ["never placed with an outside agency or lawyer"]},
    )  # fmt: skip
    assert not any(m.label == "false_statement" for m in found.marks)


def test_a_phrase_of_a_consequence_names_a_kind_of_step() -> None:
    from duecourse.playbooks.phrases import load_families

    named = {family.fields.get("kind") for family in load_families() if family.marks == "consequence"}
    assert named <= {kind.name for kind in KINDS}
