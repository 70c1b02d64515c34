"""What a caller says was agreed, said or paid before this call, and how long the client has for something, held against
what the notes know: each cause beside what is true or left open."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from duecourse.domain.conversation.results import Analysis

Heard = Callable[..., Analysis]

# The notes, what the client said before, what the caller says.
Case = tuple[str, str, str]

FALSE: list[Case] = [
    ("no promise of payment on file", "", "Still late. And you told us in February you'd pay this on the 20th."),
    ("no promise on file", "", "You said you'd have that to us by the end of July, so where is it?"),
    ("no promises on record", "", "You swore it'd be here by the 1st."),
    ("no arrangement or promise on file", "", "We had an agreement that you'd pay on the tenth."),
    ("no promise of payment on file", "", "You gave us your word in October."),
    ("no promise made", "", "That's the second time you've promised and let us down."),
    ("no promise on file", "", "You've broken your promise."),
    ("no contact with this customer since the invoice was sent", "", "You agreed to the new freight terms in October."),
    ("no contact with this customer since the invoice was sent", "", "We talked about this two weeks ago."),
    ("no earlier contact", "", "When we spoke last month you said it was coming."),
    ("first call on this account", "", "You told my colleague in October you'd settle it."),
    ("no previous contact", "", "You hung up on me last week."),
    ("number not called before", "", "I talked with you last month about it, is this still Maria?"),
    ("first call on this claim", "", "You guys told me in October that it was covered."),
    ("no earlier calls", "", "I had somebody on the phone last month and they accepted it."),
    ("number found through a directory search", "", "This is the number you gave us when you signed up."),
    ("phone number not given by the customer", "", "You put this number on the form yourself."),
    ("last payment received 2026-10-09 for the quarter before", "", "You haven't sent us one thing since last spring."),
    (
        "432.00 received 2026-10-30 without a reference",
        "",
        "There's been nothing in from you since the turn of the year.",
    ),
    ("letter received from the client on 2026-10-11", "", "You've not once answered us in all that time."),
    ("account in good standing before this invoice; every earlier invoice paid", "", "You've never paid us a thing."),
    ("every earlier invoice paid", "", "You people never pay."),
    ("all previous invoices paid", "", "Every time you string us along."),
    ("terms allow 45 days from delivery to report a shortage", "", "You only get ten days to report a shortage."),
    ("terms allow 30 days to report damage", "", "You had a week to report damage, and that's over."),
    ("returns accepted within 60 days", "", "You can only return things within fourteen days."),
    ("policy: refunds within 90 days", "", "We only give refunds for thirty days."),
    ("warranty runs 24 months", "", "The warranty is only twelve months."),
    ("terms: deliveries may be held 60 days after the due date", "", "Your whole route is canceled tomorrow."),
    ("service may be suspended after 90 days past due", "", "Your service gets cut off tomorrow."),
    ("account may be placed for collection at 120 days", "", "This goes to collections tonight."),
    ("INV-0990 paid in full 2026-08-14", "", "And there's INV-0990 from the summer that you never paid either."),
    ("no legal action started", "", "We've filed suit."),
    (
        "no report made to any credit bureau",
        "",
        "It already went to Equifax this morning, so your credit's shot anyway.",
    ),
]
FAIR: list[Case] = [
    ("number found through a directory search", "", "You left the number of the order off the form."),
    ("letter received from the client on 2026-10-11", "", "We never answered that letter."),
    ("no earlier contact", "", "You told me just now it was the wrong quantity."),
    ("number not called before", "", "Is this the number you gave us?"),
    ("number not called before", "", "I left you a voicemail last month."),
    ("number found through a directory search", "", "We found this number in a directory."),
    (
        "432.00 received 2026-10-30 without a reference",
        "",
        "I told you we'd had nothing since May, and that was wrong.",
    ),
    ("432.00 received 2026-03-30 without a reference", "", "There's been nothing in from you since the summer."),
    ("letter sent to the client on 2026-10-11", "", "You've not once answered us in all that time."),
    ("no promise on file", "I'll pay it all on Friday.", "So you promised Friday, thank you."),
    ("no promise on file", "", "You haven't promised anything yet, I know."),
    ("no promise on file", "", "Did you say you'd pay on the 20th?"),
    ("no promise on file", "", "You told us the boiler would need looking at."),
    ("no promise on file", "", "You said the delivery came late."),
    ("promised 890.00 for 2026-11-10, not kept", "", "You promised it for the 10th and it never came."),
    ("no contact with this customer since the invoice was sent", "", "You agreed to thirty days in March of 2020."),
    ("no earlier contact", "", "We haven't spoken before."),
    ("no earlier contact", "I spoke to somebody last week.", "You spoke to somebody last week, I see."),
    ("no earlier contact", "", "We sent you the invoice in September."),
    ("every earlier invoice paid", "", "You've always paid us before."),
    ("every earlier invoice paid", "", "You haven't paid this one."),
    ("terms allow 45 days to report a shortage", "", "You have forty-five days to report a shortage."),
    ("terms allow 30 days to report damage", "", "I'll call you in ten days about the damage."),
    ("returns accepted within 60 days", "", "Send it back within ten days if you can."),
    ("returns accepted within 60 days", "I thought it was ten days.", "You have sixty days, not ten days."),
    ("account may be placed for collection at 30 days", "", "This goes to collections tonight."),
    ("INV-0990 paid in full 2026-08-14", "", "You settled INV-0990, and INV-1042 is still open."),
    ("no report made to any credit bureau", "", "Nothing's gone to the bureaus."),
]


def is_called_false(heard: Heard, case: Case) -> bool:
    note, before, said = case
    found = heard(
        "us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?",
        "them: Yes, speaking.",
        "us: It's about INV-1042, 890 dollars.",
        f"them: {before or 'Okay.'}",
        f"us: {said}",
        "them: I see.",
        account={"known_facts": note.split("; ")},
    )
    return any(m.label == "false_statement" and m.n == 5 for m in found.marks)


@pytest.mark.parametrize("case", FALSE, ids=lambda case: case[2])
def test_what_the_notes_know_nothing_of_is_false(heard: Heard, case: Case) -> None:
    assert is_called_false(heard, case)


@pytest.mark.parametrize("case", FAIR, ids=lambda case: case[2])
def test_what_the_notes_bear_out_or_leave_open_is_let_pass(heard: Heard, case: Case) -> None:
    assert not is_called_false(heard, case)


def test_a_false_word_on_another_matter_does_not_take_the_right_amount_away(heard: Heard) -> None:
    found = heard(
        "us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?",
        "them: Yes, speaking.",
        "us: INV-1042 for 890 dollars is overdue, and you promised us that in October.",
        "them: I never did.",
        account={"known_facts": ["no promise on file"]},
    )
    assert any(m.label == "false_statement" for m in found.marks)
    assert "amount" in found.points
