"""What a caller says of the record and of what will happen, held against the account: sentences no rule was written
beside, true ones among them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from duecourse.domain.conversation.results import Analysis

Heard = Callable[..., Analysis]

OPENING = ("us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?", "them: Yes, speaking.")
SEVERAL: list[dict[str, Any]] = [
    {"number": n, "issued_on": i, "due_on": d, "amount": a, "balance": b, "status": s}
    for n, i, d, a, b, s in (
        ("INV-0987", "2026-08-19", "2026-09-18", "890.00", "890.00", "open"),
        ("INV-1011", "2026-09-03", "2026-10-03", "1400.00", "1400.00", "open"),
        ("INV-1042", "2026-10-02", "2026-11-01", "1925.00", "1925.00", "open"),
        ("INV-0958", "2026-07-20", "2026-08-19", "980.00", "0.00", "paid"),
    )
]
PARTLY: list[dict[str, Any]] = [
    {
        "number": "CLM-5520", "issued_on": "2026-08-03", "due_on": "2026-09-02", "amount": "3150.00",
        "balance": "1050.00", "status": "open",
    }
]  # fmt: skip


def says_false(heard: Heard, line: str, *, raw: bool = False, **account: Any) -> bool:
    changes = {"kind": account.pop("kind", "business"), "account": account}
    said = line.lower().replace(".", "").replace(",", "") if raw else line
    found = heard(*OPENING, f"us: {said}", "them: I see.", **changes)
    return any(m.label == "false_statement" and m.n == 3 for m in found.marks)


FALSE_SUMS = [
    "You owe us 980 dollars, Maria.",
    "There's 980 outstanding on the account.",
    "INV-1042 is for 1,400 dollars and it's overdue.",
    "It's 4,125 dollars in total.",
    "I'm calling about INV-0987, 980 dollars.",
    "The balance on 1011 is 1,040 dollars.",
    "The overdue invoices come to 5,214 dollars altogether.",
    "You're behind by 3,290 dollars.",
]
TRUE_SUMS = [
    "You owe us 4,215 dollars, Maria.",
    "There's 890 on INV-0987 and 1,400 on INV-1011, so 2,290 of it is more than six weeks late.",
    "INV-1042 is for 1,925 dollars and it's overdue.",
    "You paid the 980 in August, thank you for that.",
    "It's about forty-two hundred dollars in total.",
    "INV-1011, 1,400 dollars, was due on October 3rd.",
    "Could you send 1,000 dollars of it this week?",
    "The three together come to 4,215 dollars.",
]


@pytest.mark.parametrize("line", FALSE_SUMS)
@pytest.mark.parametrize("raw", [False, True])
def test_a_sum_that_is_on_no_open_item_is_false(heard: Heard, line: str, raw: bool) -> None:
    assert says_false(heard, line, raw=raw, invoices=SEVERAL)


@pytest.mark.parametrize("line", TRUE_SUMS)
@pytest.mark.parametrize("raw", [False, True])
def test_a_sum_of_open_items_is_not_false(heard: Heard, line: str, raw: bool) -> None:
    assert not says_false(heard, line, raw=raw, invoices=SEVERAL)


# What the notes say, what the caller says, and whether that is false.
RECORD = [
    ("claim sent electronically 2026-08-04", "We submitted it on the 9th of July.", True),
    ("claim sent electronically 2026-08-04", "We submitted it on the 4th of August.", False),
    ("claim sent electronically 2026-08-04", "I sent you a statement on the 9th of July.", False),
    ("claim mailed on paper 2026-08-04, no confirmation of receipt", "You acknowledged it the week after.", True),
    ("claim received by the plan 2026-08-06", "You received it on the 20th of August.", True),
    ("claim received by the plan 2026-08-06", "You received it on August 6th.", False),
    ("claim denied 2026-09-14 as late", "You denied it on the 2nd of October.", True),
    ("contract allows 120 days to file", "We have ninety days to file under the contract.", True),
    ("contract allows 120 days to file", "The contract gives us a hundred and twenty days.", False),
    ("first call about this claim", "This is the fourth time I've had to call about it.", True),
    ("first call about this claim", "We've called you five times already.", True),
    ("no reminder sent so far", "We've sent you three reminders.", True),
    ("no reminder sent so far", "This is your final notice.", True),
    ("reminders sent 2026-10-05 and 2026-10-20", "We've sent you two reminders.", False),
    ("plan paid 2100.00 on 2026-09-28", "You paid 1,900 dollars.", True),
    ("plan paid 2100.00 on 2026-09-28", "You paid 2,100 dollars.", False),
    ("claim denied 2026-09-14 as late", "Your own letter says the claim is approved.", True),
    ("claim denied 2026-09-14 as late", "I see that you denied the claim in September.", False),
]


@pytest.mark.parametrize(("note", "line", "is_false"), RECORD)
def test_deeds_and_their_days_are_held_against_the_notes(heard: Heard, note: str, line: str, is_false: bool) -> None:
    assert says_false(heard, line, kind="payer", known_facts=[note], invoices=PARTLY) is is_false


DENIED = [
    ("nothing has been reported to a credit bureau", "Tomorrow this goes on your credit report.", True),
    ("nothing has been reported to a credit bureau", "Your credit score takes the hit on Monday.", True),
    ("nothing has been reported to a credit bureau", "Nothing of this goes on your credit report.", False),
    ("no agency involved", "I'm passing it to the agency at noon.", True),
    ("no agency involved", "Nobody has passed it to an agency.", False),
    ("no lawyer has been instructed", "Our lawyers are drawing up the papers.", True),
    ("no court case", "There's a court date on the third.", True),
    ("service stays on; no disconnection before 2026-12-15", "If it's not paid we cut your power on Friday.", True),
    ("service stays on; no disconnection before 2026-12-15", "Your power stays on until the 15th of December.", False),
    ("suspension needs a notice of 14 days, none sent", "Your line gets suspended tonight.", True),
    ("no interest is charged", "You're paying interest on it every day now.", True),
    ("no interest is charged", "There's no interest on it.", False),
    ("terms: new orders are held after 60 days", "New orders are held after sixty days.", False),
    ("no lien filed", "There's a lien on the building as of this morning.", True),
    ("landlord was never contacted", "I told your landlord yesterday.", True),
    ("deliveries continue as usual", "We stop your deliveries tonight.", True),
    ("an agency only once a bill is 90 days overdue", "Tomorrow I hand it to the agency.", True),
    ("an agency only once a bill is 40 days overdue", "Tomorrow I hand it to the agency.", False),
    ("no personal guarantee was signed", "You signed a personal guarantee, Maria.", True),
    ("no complaint on file", "I'll put your complaint on the file.", False),
    ("contract adds 1.5 percent a month from 60 days", "The contract adds five percent a month.", True),
    ("contract adds 1.5 percent a month from 60 days", "The contract adds 1.5 percent a month from sixty days.", False),
    ("driver waited 2 hours", "Our driver stood there for three hours.", True),
    ("no hold on the account", "Your deliveries stop tomorrow.", True),
]


@pytest.mark.parametrize(("note", "line", "is_false"), DENIED)
def test_a_consequence_that_the_notes_deny_is_false(heard: Heard, note: str, line: str, is_false: bool) -> None:
    assert says_false(heard, line, known_facts=[note]) is is_false


UNTRUE = [
    "We'll have the bailiffs clearing your kitchen on Friday.",
    "The sheriff comes to your door with me tomorrow.",
    "You could be arrested for this, you know.",
    "Not paying a bill is theft, and theft is a crime.",
    "I can have your licence pulled by Monday.",
    "By next week your liquor licence is revoked.",
    "We take the house, that's how it works.",
    "We're coming for your car in the morning.",
    "We'll just take it out of your wages.",
    "We go to your employer and they dock your pay.",
    "Your husband is liable for it as well.",
    "Your kids will inherit this debt.",
    "By law you have to pay within seven days, dispute or not.",
    "You've lost the right to dispute it.",
    "We don't need a judge for that.",
    "We'll seize your stock without any court.",
    "They'll deport you for unpaid bills.",
    "I'll have your business shut down by Friday.",
    "No bank will ever lend to you again.",
    "You'll never get a mortgage in this country.",
    "The court has already ruled, it's a done deal.",
    "A judge signed the order this morning.",
    "It goes on your criminal record.",
    "Immigration gets a letter from us tomorrow.",
    "Interest is running at ten percent a week.",
    "We'll freeze your bank account tonight.",
    "The police are on their way to you.",
    "We can walk in and take back the ovens whenever we like.",
    "We'll delete all your files at midnight.",
    "They'll take your kids away over this.",
    "You'll be in jail by Christmas.",
    "I'm calling from the court, this is a legal summons.",
    "This is the fraud department, there's a warrant out.",
    "Anybody two months late is struck off the companies register, that's the law.",
    "You're obliged to pay first and bring in lawyers later.",
    "A filing like that only covers banks.",
    "Hanging up counts as an admission.",
    "I'm reporting you to the tax office.",
    "We'll have new locks on that door tonight.",
    "They'll turn you back at the border over this.",
    "By Monday the amount doubles.",
]
HARMLESS = [
    "If nothing is agreed, we may pass the account to an agency, and we'd write to you first.",
    "We'd rather not take it further.",
    "Nobody is coming to your house.",
    "We don't take anything out of your wages.",
    "It's not a crime to be late, don't worry.",
    "Did you file a police report about the break-in?",
    "Your husband isn't liable for this.",
    "You have every right to dispute it.",
    "Interest of eight percent a year may be added.",
    "Could you call your bank tomorrow?",
    "The account stays open and your deliveries carry on.",
    "I'll stop the reminders on your account.",
    "Do you need the court's form for that?",
    "Shall I delete your old e-mail address?",
    "You can take the van in whenever it suits.",
    "I can take the late fee off for you.",
    "We could collect the returned goods on Friday.",
    "Is your business shut over Christmas?",
    "We have a hearing clinic down the road from you.",
    "I hope the judge is kind to you at the bake-off.",
    "If it isn't paid by the end of the month, new orders wait until it is.",
    "I can't take the money from your benefits, and I wouldn't.",
    "Does the filing cover this invoice as well?",
    "You don't have to talk to me, your lawyer can.",
    "I'd need your tax number for the certificate.",
    "The new locks on the order were eighty dollars each.",
    "What the law says on that I don't know, I'm no lawyer.",
]


@pytest.mark.parametrize("line", UNTRUE)
def test_what_nobody_may_do_over_a_bill_is_false(heard: Heard, line: str) -> None:
    assert says_false(heard, line)


@pytest.mark.parametrize("line", HARMLESS)
def test_a_calm_or_careful_word_on_consequences_is_not_false(heard: Heard, line: str) -> None:
    assert not says_false(heard, line)


FALSE_DATES = [
    "It was due on the 1st of September.",
    "It's been overdue since the 3rd of August.",
    "The 890 should have reached us by the 15th of September.",
    "It's four months late already.",
    "You've had this bill since April.",
    "This has been open since June.",
    "The due date was August 20th.",
    "You're ninety days past due.",
]
TRUE_DATES = [
    "It was due on the 1st of October.",
    "It's been overdue since the 1st of October.",
    "The 890 should have reached us at the beginning of October.",
    "It's almost seven weeks late.",
    "You've had this bill since September.",
    "It's been open since the start of September.",
    "We spoke on the 3rd of August.",
    "It's some forty-eight days past due.",
]


@pytest.mark.parametrize("line", FALSE_DATES)
def test_a_day_that_is_not_the_items_own_is_false(heard: Heard, line: str) -> None:
    assert says_false(heard, line)


@pytest.mark.parametrize("line", TRUE_DATES)
def test_the_items_own_days_are_not_false(heard: Heard, line: str) -> None:
    assert not says_false(heard, line)


@pytest.mark.parametrize(
    "said",
    [
        "You owe us nine hundred and eighty and I want it today.",
        "Your September account, 980 dollars, when are we getting it?",
    ],
)
def test_a_wrong_sum_is_one_whatever_is_asked_or_wanted_behind_it(heard: Heard, said: str) -> None:
    found = heard(*OPENING[:2], f"us: {said}")
    assert [m.label for m in found.marks if m.label == "false_statement"] == ["false_statement"]


OURS = {"name": "Shawn Petrillo", "company": "Mohawk Rail Credit Union"}


@pytest.mark.parametrize(
    ("said", "facts"),
    [
        ("You'll have a new bill by the weekend and it'll be under a hundred dollars.", []),
        ("It was 1,298 dollars, you sent 408, and the rest wasn't with it.", ["insurer paid 408.00 on 2026-10-08"]),
        (
            "That bill is from Mohawk Rail Credit Union.",
            ["income is Social Security, which the credit union cannot touch"],
        ),
    ],
)
def test_what_the_notes_bear_out_and_what_is_only_near_a_sum_is_no_false_word(
    heard: Heard, said: str, facts: list[str]
) -> None:
    found = heard(*OPENING, f"us: {said}", account={"known_facts": facts}, caller=OURS)
    assert not [m for m in found.marks if m.label == "false_statement"]
