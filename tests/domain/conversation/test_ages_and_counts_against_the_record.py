"""How long it has been, how many others there are, what was done of what was agreed, and the sum that a call opens on,
held against ledger and notes: each false statement beside its true or open counterpart. One bill of 890.00, issued on 1
September and due on 1 October 2026; today is 18 November."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from duecourse.domain.conversation.results import Analysis

Heard = Callable[..., Analysis]

OPENING = (
    "us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?", "them: Yes, speaking.",
    "us: It's about your account.",
)  # fmt: skip
SESSIONS = "contract: six sessions | log shows four sessions held"
RATE = "rate agreed at 890.00 from 2026-01-01"
AT_SIXTY = "terms: deliveries stop when an invoice is 60 days over its due date, after seven days' written notice"

# The notes, what the client said before, what the caller says, and whether that is false.
Case = tuple[str, str, str, bool]

AGES: list[Case] = [
    ("", "", "It's been six months now.", True),
    ("", "", "That's a hundred and twenty days gone and not a word.", True),
    ("", "", "It's rolled into our ninety-day aging.", True),
    ("", "", "You're sitting in my ninety day column.", True),
    ("", "", "It's in the ninety-plus on our aging.", True),
    ("", "", "It's sitting in the over-ninety column.", True),
    ("", "", "You're going on five months with this bill.", True),
    ("", "", "It's been sitting there over a year.", True),
    ("", "", "It's been open nearly five months.", True),
    ("", "", "It's gone past a hundred and twenty days.", True),
    ("", "", "It's been seven weeks now.", False),
    ("", "", "It's been two weeks, and I haven't heard back.", False),
    ("", "It's been five years.", "Five years, and it's been a pleasure.", False),
    ("", "My husband has been ill.", "It's been six months for my brother too, it's slow.", False),
    ("", "", "If it reaches ninety days it goes into another column.", False),
    ("", "", "It's in the thirty-day column.", False),
    ("", "", "It's been three years since we last had to call you.", False),
    ("", "", "How long have you been there, six months now?", False),
    ("", "", "That's five months down and seven to go on the lease.", False),
    ("", "", "It's out for ninety days with the manufacturer.", False),
    ("", "", "You've had the price list since January.", False),
    ("", "They haven't paid us since August.", "So your biggest customer is three months behind with you.", False),
    ("", "", "Are your own clients four months late, too?", False),
    ("", "", "It was due seven weeks ago.", False),
    ("", "", "At ninety days past due the account closes to new orders.", False),
    ("", "", "It's starting to age into the ninety-day bucket.", False),
    ("", "", "It was due six weeks ago.", False),
    ("", "", "It was due three weeks ago.", True),
    ("", "", "It was due a couple of months ago.", False),
    ("", "", "It was due ten weeks ago.", True),
    ("", "We pay on the 30th.", "So the 890 is due in on the 30th.", False),
    ("", "We pay at the end.", "It was due on the 30th.", True),
    ("", "I lost my job the same day.", "That's rotten timing, losing the job with a child on the way.", False),
    ("", "", "You'll be losing your job over this.", True),
    ("", "", "I can do three payments inside ninety days, no late fees.", False),
    ("", "", "Three parts in ninety days, no late charge.", False),
    ("", "", "I'd like to stop it slipping into the ninety-day bucket.", False),
    ("", "", "Let's keep it out of the ninety-day column.", False),
    ("", "", "It's a hundred and twenty days late.", True),
    ("", "", "You're four months behind with this.", True),
    ("", "", "It's gone into the ninety-day bucket.", True),
    (RATE, "", "You've had it at 890 since January.", False),
    (AT_SIXTY, "", "At 60 days over, the terms say it stops, after seven days' notice in writing.", False),
]
COUNTS: list[Case] = [
    ("one invoice open, none older", "", "And there's two more behind it, all overdue.", True),
    ("", "", "There are three more like it on your account, all late.", True),
    ("", "", "That's not the only one, there's another one open behind it.", True),
    ("", "", "You've got INV-1042 with us, and a few older ones too, all unpaid.", True),
    ("", "", "You've got a whole pile of invoices here.", True),
    ("", "", "I've two more calls behind this one.", False),
    ("", "", "It's one invoice, and there's nothing behind it.", False),
    ("", "", "Is there another one behind it?", False),
    ("", "", "There's another one like it in the shop.", False),
    ("", "", "A few bills like this went out late, sorry.", False),
    ("", "", "There's a couple of bills paid already this year.", False),
    (SESSIONS, "You only did four.", "The log says all six sessions were held.", True),
    (SESSIONS, "", "The contract was for six sessions, and four were held.", False),
    (SESSIONS, "", "All four sessions were held.", False),
    ("contract: six sessions", "", "All six sessions were held.", False),
]
SUMS: list[Case] = [
    ("", "", "It's INV-1042, the timber. 980 dollars, and it should have been here on the 1st of October.", True),
    ("", "", "It's INV-1042, the timber. 890 dollars, and it should have been here on the 1st of October.", False),
    ("", "", "Tell her it's nine hundred bucks she's behind.", False),
    ("", "", "Tell her it's eight hundred bucks she's behind.", True),
    ("", "", "You're stiffing us on a nine-hundred-dollar invoice.", False),
    ("", "", "You're stiffing us on a five-hundred-dollar invoice.", True),
    ("", "", "Then you'll owe 801 with the ten percent off.", False),
    ("", "", "You owe us the thick end of nine hundred.", False),
    ("", "", "You owe us the best part of nine hundred dollars.", False),
    ("", "", "You owe us the thick end of seven hundred dollars.", True),
]


@pytest.mark.parametrize(("note", "them", "us", "is_false"), AGES + COUNTS + SUMS)
def test_ages_counts_and_sums_are_held_against_the_record(
    heard: Heard, note: str, them: str, us: str, is_false: bool
) -> None:
    lines = (*OPENING, f"them: {them or 'Go on.'}", f"us: {us}", "them: I see.")
    found = heard(*lines, account={"known_facts": note.split(" | ")})
    assert any(m.label == "false_statement" and m.n == 5 for m in found.marks) is is_false


@pytest.mark.parametrize(("note", "is_false"), [("", True), ("agreed fee for it is 900.00 from 2026-01-01", False)])
def test_what_a_thing_costs_is_not_what_is_left_to_pay(heard: Heard, note: str, is_false: bool) -> None:
    item = {
        "number": "INV-1042", "issued_on": "2026-09-01", "due_on": "2026-10-01", "amount": "900.00",
        "balance": "300.00", "status": "open",
    }  # fmt: skip
    lines = (*OPENING, "them: We paid our part.", "us: But it's been 900 all year.", "them: I see.")
    found = heard(*lines, account={"invoices": [item], "known_facts": [note] if note else []})
    assert any(m.label == "false_statement" and m.n == 5 for m in found.marks) is is_false
