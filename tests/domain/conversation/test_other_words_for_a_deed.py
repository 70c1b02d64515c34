"""A deed named by other words than the notes have for it, and what is said never to have come: each false statement
beside its true or open counterpart."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from duecourse.domain.conversation.results import Analysis

Heard = Callable[..., Analysis]

OPENING = (
    "us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?", "them: Yes, speaking.",
    "us: It's about your account.",
)  # fmt: skip
BUSINESS, CONSUMER, PAYER = "business", "consumer", "payer"
HOURS = "extra hours approved by the site manager by email 2026-09-04"
GIVEN = "authorization B-220 given by the fund 2026-08-24"
RECEIVED = "claim received by the plan 2026-09-03"
APPROVED = "approved in full 2026-10-01"
QUOTE = "quote accepted by Maria Lopez 2026-08-12"
REPAIR = "repair authorised by the tenant 2026-08-20"
LEFT = "plan paid 210.00 on 2026-10-10 and left 890.00 to the deductible"
CLAIM = "claim of 2026-10-12 for three lost parcels worth 390.00, not yet answered"

# The kind of account, the note, what the client said before, what the caller says, and whether that is false.
Case = tuple[str, str, str, str, bool]

DAYS: list[Case] = [
    (BUSINESS, HOURS, "", "Your site manager signed them off on September 14th.", True),
    (BUSINESS, HOURS, "", "Your site manager signed them off on September 4th.", False),
    (BUSINESS, HOURS, "", "Your foreman signed for the delivery on September 14th.", False),
    (PAYER, GIVEN, "There's none on the claim.", "There is one, B-220, you issued it on August 14th.", True),
    (PAYER, GIVEN, "There's none on the claim.", "There is one, B-220, you issued it on August 24th.", False),
    (PAYER, GIVEN, "There's none on the claim.", "Your colleague gave me that answer on November 3rd.", False),
    (PAYER, RECEIVED, "", "INV-1042, you've had it since August 30th.", True),
    (PAYER, RECEIVED, "", "It's been with you since August 5th.", True),
    (PAYER, RECEIVED, "", "INV-1042, you've had it since early September.", False),
    (PAYER, RECEIVED, "", "You've had the medical records since October 14th.", False),
    (PAYER, RECEIVED, "We got it on September 12th.", "You got it on September 12th, I see.", False),
    (PAYER, APPROVED, "", "It's INV-1042, 890 dollars, okayed in August.", True),
    (PAYER, APPROVED, "", "It's INV-1042, 890 dollars, approved at the start of October.", False),
    (PAYER, APPROVED, "", "I've a letter from your contracts manager, signed in November.", False),
    (PAYER, "agreed fee 60.00 per session from 2026-01-01", "", "It was approved in August.", False),
    (PAYER, "denied 2026-10-08 for late filing", "", "You turned it down back in January.", True),
    (PAYER, "denied 2026-10-08 for late filing", "", "You turned it down back in October.", False),
    (BUSINESS, QUOTE, "", "You agreed to the quote on July 12th.", True),
    (BUSINESS, QUOTE, "", "You agreed to the quote on the 12th of August.", False),
    (BUSINESS, QUOTE, "", "Could you get it approved by November 25th?", False),
    (CONSUMER, REPAIR, "What is it for?", "It's the repair you approved on August 2nd.", True),
    (CONSUMER, REPAIR, "What is it for?", "Was the repair approved on August 2nd?", False),
    (CONSUMER, "sofa collected 2026-09-20", "", "We picked the sofa up on September 2nd.", True),
]
NEVER: list[Case] = [
    (CONSUMER, LEFT, "", "Your plan paid nothing on it, so it's 890 dollars.", True),
    (CONSUMER, LEFT, "", "Your insurance hasn't paid a cent toward it.", True),
    (CONSUMER, LEFT, "", "Your plan paid 210 and left the rest to you.", False),
    (CONSUMER, LEFT, "", "If your insurer paid nothing, I'd send it to them again.", False),
    (CONSUMER, LEFT, "What must I do?", "Not a thing, unless I can't find it.", False),
    (BUSINESS, CLAIM, "I put a claim in.", "There's no claim on here.", True),
    (BUSINESS, CLAIM, "I put a claim in.", "You never put in a claim.", True),
    (BUSINESS, CLAIM, "I put a claim in.", "I can see your claim, and there's no answer on it yet.", False),
    (BUSINESS, CLAIM, "", "There's no claim from the carrier.", False),
    (PAYER, RECEIVED, "", "There's no claim of ours that you ever denied.", False),
    (BUSINESS, "customer since 2022", "I put a claim in.", "There's no claim on here, so let's open one.", False),
    (BUSINESS, "return of 2026-10-05, two drums", "We sent two back.", "Nothing was ever returned.", True),
    (BUSINESS, "remittance received 2026-10-15", "You have our remittance.", "You never sent the remittance.", True),
    (BUSINESS, "invoice emailed 2026-09-01", "You have our remittance.", "You never sent the remittance.", False),
]


@pytest.mark.parametrize(("kind", "note", "them", "us", "is_false"), DAYS + NEVER)
def test_a_deed_is_held_against_the_note_that_names_it_otherwise(
    heard: Heard, kind: str, note: str, them: str, us: str, is_false: bool
) -> None:
    lines = (*OPENING, f"them: {them or 'Go on.'}", f"us: {us}", "them: I see.")
    found = heard(*lines, kind=kind, account={"known_facts": [note]})
    assert any(m.label == "false_statement" and m.n == 5 for m in found.marks) is is_false
