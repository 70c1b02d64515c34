"""What a caller says of payments, promises, disputes, letters and days, held against the account's items and notes:
each cause with what is false and with its true counterpart."""

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


def an_item(number: str, issued: str, due: str, amount: str, balance: str, status: str = "open") -> dict[str, Any]:
    return {
        "number": number,
        "issued_on": issued,
        "due_on": due,
        "amount": amount,
        "balance": balance,
        "status": status,
    }


ONE = [an_item("INV-1042", "2026-09-01", "2026-10-01", "890.00", "890.00")]
DISPUTED = [an_item("INV-1042", "2026-09-01", "2026-10-01", "890.00", "890.00", "disputed")]
PARTLY = [an_item("INV-1042", "2026-09-01", "2026-10-01", "900.00", "300.00")]
TWO = [*ONE, an_item("INV-1077", "2026-11-02", "2026-12-02", "400.00", "400.00")]
ONE_PAID = [*ONE, an_item("INV-0990", "2026-07-01", "2026-07-31", "890.00", "0.00", "paid")]

# The items, the notes, what the client said before, what the caller says, and whether that is false.
Case = tuple[list[dict[str, Any]], list[str], str, str, bool]

PAYMENTS: list[Case] = [
    (ONE, ["500.00 paid 2026-03-02 for INV-0900"], "", "We haven't seen a red cent from you this year.", True),
    (ONE, ["500.00 paid 2026-03-02 for INV-0900"], "", "We haven't seen a cent of this one.", False),
    (ONE, ["last payment 300.00 received 2026-09-10"], "", "There's been no payment since August.", True),
    (ONE, ["last payment 300.00 received 2026-09-10"], "", "There's been no payment since September.", False),
    (ONE, ["last payment 300.00 received 2026-09-10"], "", "Your last payment was in June.", True),
    (ONE, ["last payment 300.00 received 2026-09-10"], "", "Your last payment was in September.", False),
    (ONE, ["last payment 300.00 received 2026-09-10"], "", "It's half a year since you last paid us anything.", True),
    (ONE, ["300.00 received 2026-11-10"], "I sent 300 last week.", "The 300 never reached us.", True),
    (ONE, ["300.00 received 2026-11-10"], "I sent 300 last week.", "The 300 reached us on the 10th.", False),
    (ONE, ["paid 400.00 on 2026-08-02 for INV-0990"], "", "Nothing has been paid on INV-1042 yet.", False),
    (ONE_PAID, [], "We paid one of them.", "Nothing's been paid on either one.", True),
    (ONE, ["owner signed a direct payment form on 2026-02-10"], "", "We haven't seen a dime. What holds it up?", False),
    (ONE, ["payment plan agreed 2026-08-02"], "", "We haven't had a penny since August.", False),
    (ONE, ["part payment on 2026-09-10"], "", "There's been no payment since August.", True),
    (
        ONE,
        ["890.00 received 2026-05-05 with reference 7480"],
        "It went on the fifth of May, reference 7480.",
        "And you said seven four eight oh?",
        False,
    ),
    (
        ONE,
        [],
        "It went on the fifth of May, reference seven four eight oh.",
        "The fifth of May, and you said seven four eight oh.",
        False,
    ),
    (ONE, [], "It went on the fifth of May, reference 7418.", "And you said seven four eight oh is due.", True),
    (PARTLY, ["600.00 paid on 2026-10-12"], "", "You've paid a third of the invoice so far.", True),
    (PARTLY, ["600.00 paid on 2026-10-12"], "", "You've paid two thirds of the invoice so far.", False),
    (PARTLY, ["600.00 paid on 2026-10-12"], "", "You gave us 600 in October and nothing's come in since.", False),
    (PARTLY, ["600.00 paid on 2026-10-12"], "", "The whole 900 is still outstanding.", True),
]
PROMISES: list[Case] = [
    (ONE, ["promised 500.00 for 2026-10-10, kept"], "", "You promised 500 on October 10th and it never came.", True),
    (ONE, ["promised 890.00 for 2026-11-10, not kept"], "", "You promised it for the 10th and it never came.", False),
    (ONE, ["promised 890.00 for 2026-11-10, not kept"], "", "You've broken three promises already.", True),
    (ONE, ["promised 890.00 for 2026-11-10, not kept"], "", "That's one promise that wasn't kept.", False),
]
DISPUTES: list[Case] = [
    (DISPUTED, [], "", "There's no dispute on this account.", True),
    (DISPUTED, [], "We dispute that.", "They looked at it and shut the file.", True),
    (DISPUTED, ["query raised 2026-10-20, still open"], "", "You never raised a query on it.", True),
    (DISPUTED, ["query raised 2026-10-20, still open"], "", "Your query is still open, I can see that.", False),
    (DISPUTED, ["query raised 2026-10-20, still open"], "", "Once your query's settled I'll ring you.", False),
    (ONE, ["dispute closed 2026-10-20, goods replaced"], "", "Your dispute was closed on the 20th of October.", False),
    (ONE, ["dispute closed 2026-10-20, goods replaced"], "", "That dispute is still open.", True),
]
LETTERS: list[Case] = [
    (ONE, ["email from the customer 2026-10-02 with a question"], "", "We've had no word from you at all.", True),
    (ONE, ["spoke with Maria Lopez 2026-10-20"], "", "Nobody's heard from you since August.", True),
    (ONE, ["spoke with Maria Lopez 2026-10-20"], "", "Nobody's heard from you since October.", False),
    (ONE, ["one voicemail left 2026-11-02"], "", "I've tried to reach you ten times.", True),
    (ONE, ["one letter sent 2026-11-02"], "", "You've ignored all five of our letters.", True),
    (ONE, ["one letter sent 2026-11-02"], "", "We've sent you letter after letter.", True),
    (ONE, ["letters sent 2026-10-12 and 2026-11-02"], "", "We've sent you two letters.", False),
    (ONE, ["reminder sent 2026-10-12", "called 2026-11-02, no answer"], "", "I've tried you twice already.", False),
    (ONE, ["called 2026-11-02, no answer"], "", "That's a fair answer.", False),
]
DEEDS: list[Case] = [
    (ONE, ["2 boxes returned 2026-10-02"], "We sent two boxes back.", "Nothing was sent back.", True),
    (ONE, ["copy requested 2026-10-12"], "I asked for a copy.", "You never asked us for a copy.", True),
    (ONE, ["10 percent discount agreed 2026-08-01"], "I had a discount.", "Nobody agreed to any discount.", True),
    (ONE, ["quote of 740.00 emailed 2026-08-01"], "It says 740.", "Nobody ever quoted you 740.", True),
    (ONE, ["service cancelled 2026-08-01"], "", "You never cancelled.", True),
    (ONE, ["signed form received 2026-10-03"], "I sent the form.", "We never received any form.", True),
    (ONE, ["signed form received 2026-10-03"], "I sent the form.", "I can't see it here, let me look.", False),
    (ONE, ["signed form received 2026-10-03"], "I sent the form.", "We haven't received it yet.", False),
    (ONE, ["signed form received 2026-10-03"], "I sent the statement.", "We never received a statement.", False),
    (ONE, ["complaint logged 2026-10-03"], "", "We never had any payment from you on it.", False),
    (ONE, ["customer asked 2026-10-12 for later calls"], "", "Nobody told me you'd asked for that.", False),
    (ONE, ["10 chairs delivered 2026-08-28"], "We got ten.", "You signed for all twelve chairs.", True),
    (ONE, ["site visit 2026-09-15 by our engineer"], "", "Nobody from here ever visited you.", True),
    (ONE, ["credit note of 90.00 issued 2026-10-05"], "I had a credit.", "No credit note was ever issued.", True),
    (ONE, ["plan of 3 payments agreed 2026-10-12"], "We agreed a plan.", "There's no plan here.", True),
    (
        ONE,
        ["2 boxes returned 2026-10-02, credit pending"],
        "We sent boxes back.",
        "There's no credit on it yet.",
        False,
    ),
    (ONE, ["late fee of 25.00 from 2026-12-01"], "", "There's no late fee on it today.", False),
    (ONE, ["2 chairs replaced 2026-10-05"], "You replaced two.", "We never replaced anything.", True),
    (ONE, ["email from the customer 2026-10-02"], "I emailed you in October.", "No, you didn't.", True),
    (ONE, ["email from the customer 2026-10-02"], "I paid it in October.", "No, you didn't.", False),
    (ONE, ["email from the customer 2026-10-02"], "Did I email you in October?", "You did, on the 2nd.", False),
    (ONE, ["delivery was 6 days late"], "It came late.", "It was delivered bang on time.", True),
    (ONE, ["delivery was 6 days late"], "It came late.", "It should have been delivered on time, I'm sorry.", False),
    (ONE, ["chairs delivered 2026-08-28"], "", "The chairs were delivered on the 3rd of October.", True),
    (ONE, ["chairs delivered 2026-08-28"], "", "The last ones were delivered before Christmas.", False),
    (ONE, ["chairs delivered 2026-08-28"], "", "The chairs were delivered on the 28th.", False),
    (ONE, ["rate agreed 85.00 per hour"], "", "Your rate is 95 dollars an hour.", True),
    (ONE, ["rate agreed 85.00 per hour"], "", "Your rate is 85 dollars an hour.", False),
    (ONE, ["statement mailed once, 2026-10-05"], "", "We've put that in the mail to you four times over.", True),
    (ONE, ["statement mailed once, 2026-10-05"], "", "We mailed that to you once, in October.", False),
    (ONE, ["no return booked in yet", "return label sent 2026-10-02"], "", "Your return label went out.", False),
    (ONE, ["no interest charged in the first 30 days"], "", "The first thirty days are free of it.", False),
    (ONE, ["3 pallets delivered 2026-08-28"], "", "There were three pallets on that order.", False),
    (ONE, ["3 pallets delivered 2026-08-28"], "", "We could collect one of the pallets.", False),
]
UNDONE: list[Case] = [
    (ONE, ["two reminders sent, 2026-10-10 and 2026-10-24"], "", "I've sent you half a dozen reminders.", True),
    (ONE, ["delivery signed for by Maria Lopez 2026-09-03"], "", "Nobody signed for it.", True),
    (ONE, ["late fee waived 2026-10-12"], "", "There's still the late fee of 25 on there.", True),
    (ONE, ["late fee waived 2026-10-12"], "", "The late fee's gone.", False),
    (ONE, ["account is not on hold"], "", "You're on stop until this is paid.", True),
    (ONE, ["invoice returned undelivered 2026-09-10"], "", "You've had the invoice since September.", True),
    (ONE, ["invoice returned undelivered 2026-09-10"], "", "You haven't had the invoice at all, then.", False),
    (ONE, ["insurance approved the visit 2026-09-30"], "", "Your insurance refused it.", True),
    (ONE, ["contract is month to month"], "", "You're locked in for two years.", True),
    (ONE, ["contract is month to month"], "", "Your contract runs from month to month.", False),
    (ONE, ["no returned payments"], "", "Your last check bounced.", True),
    (ONE, ["no returned payments"], "", "None of your checks ever bounced.", False),
    (ONE, ["photos received 2026-10-08"], "I sent pictures.", "We never received any pictures.", True),
    (ONE, ["order was for 40 cases, 36 delivered"], "", "You got all forty cases.", True),
    (ONE, ["order was for 40 cases, 36 delivered"], "", "You got thirty six of the forty.", False),
    (ONE, ["goods delivered 2026-09-12, a week late"], "", "It arrived right on time.", True),
    (ONE, ["customer since 2019-04-01, always on time"], "", "You've been late from the day you started.", True),
]
TIMES: list[Case] = [
    (ONE, [], "", "You've owed us this since last Christmas.", True),
    (ONE, [], "", "It's been sitting there since the summer.", False),
    (ONE, [], "", "That thing's been due since early April.", True),
    (ONE, [], "", "We've been waiting half a year for this.", True),
    (ONE, [], "", "We've been waiting nearly two months for this.", False),
    (ONE, [], "", "You've had it on your desk for eleven weeks.", False),
    (ONE, [], "", "That's been outstanding the whole year.", True),
    (ONE, [], "", "It's nearly half a year overdue.", True),
    (ONE, [], "", "This goes back to the spring.", True),
    (ONE, [], "", "This goes back to September.", False),
    (ONE, [], "", "It has been overdue for well over half a year.", True),
    (ONE, [], "", "It's been lying over there since well before the holidays.", True),
    (ONE, ["customer since 2019-04-01"], "", "You've been a customer since April 2019.", False),
    (ONE, [], "", "Your July invoice is still open.", True),
    (ONE, [], "", "The invoice went out at the beginning of September.", False),
    (ONE, [], "", "You should have settled it on delivery.", True),
    (ONE, [], "", "Could you settle it on delivery next time?", False),
    (ONE, ["contract runs 12 months"], "", "The contract's for two years.", True),
    (ONE, ["contract runs 12 months"], "", "The contract's for a year.", False),
    (TWO, [], "", "Both of them are overdue.", True),
    (TWO, [], "", "1077 is overdue too.", True),
    (TWO, [], "", "1042 is overdue and 1077 falls due in December.", False),
    (TWO, [], "", "You've got two invoices open with us.", False),
]


KEPT_NOT_BUT_ALLOWED = ["promised 890.00 for 2026-11-06, not kept; terms allow orders to be held when overdue"]
FEES: list[Case] = [
    (ONE, ["late charges are not in the terms"], "", "There's a forty dollar late charge lands on it tonight.", True),
    (ONE, ["late charges are not in the terms"], "", "There are no late charges on it.", False),
    (ONE, ["plan includes support at no charge"], "", "For looking into it there's a support fee of fifty.", True),
    (ONE, ["plan includes support at no charge"], "", "There's a delivery fee of fifty dollars on it.", False),
    (ONE, ["late fee of 8.00 from 2026-12-15"], "", "What about the 8 dollars I've got to put on here Friday?", True),
    (ONE, ["late fee of 8.00 from 2026-12-15"], "", "There's 8 dollars added on December 20th.", False),
    (ONE, ["late charge 1.5 percent a month"], "", "Every day you sit on it is another 100 dollars in interest.", True),
    (ONE, ["late charge 1.5 percent a month"], "", "It's about 13 dollars a month in interest.", False),
    (
        ONE,
        ["collection after 15 days' notice, no notice sent"],
        "",
        "I'll send a truck out tomorrow to haul it off.",
        True,
    ),
    (ONE, ["Maria Lopez e-mailed on 2026-10-02"], "I e-mailed you.", "No such mail was ever received here.", True),
    (ONE, ["Maria Lopez e-mailed on 2026-10-02"], "I got no mail.", "You never got the e-mail, then.", False),
    (ONE, ["e-mailed Maria Lopez on 2026-10-02"], "I sent a letter.", "I never got a letter.", False),
    (ONE, KEPT_NOT_BUT_ALLOWED, "", "If Friday passes too, our terms let us hold the next order.", False),
    (ONE, ["no hold in the terms"], "", "Our terms let us hold the next order.", True),
    (ONE, ["no credit reporting on this account"], "", "I've already lodged it with the bureaux.", True),
    (ONE, ["terms give a refund if they leave within eight weeks"], "", "There is no refund, never has been.", True),
    (ONE, ["terms give no refund"], "", "There is no refund on this one.", False),
    (ONE, [], "", "This ends up with the sheriff at some point.", True),
    (ONE, [], "", "I'll complain and your licence will go.", True),
    (ONE, [], "", "I have 1042 for 890, so nine hundred in round numbers.", False),
    (ONE, [], "", "I'm not scrolling back for nine hundred bucks.", False),
    (TWO, [], "", "It's 1042 and 1077, eight ninety and four hundred, so 1,290.", False),
    (PARTLY, [], "", "You paid 600, the invoice says 900, so 300 is still open.", False),
    (ONE, [], "", "It's nine hundred eighty for the August bill.", True),
]


@pytest.mark.parametrize(("items", "notes", "before", "line", "is_false"), FEES)
@pytest.mark.parametrize("raw", [False, True])
def test_fees_and_threats_are_as_the_terms_have_them(
    heard: Heard, items: list[Any], notes: list[str], before: str, line: str, is_false: bool, raw: bool
) -> None:
    assert says_false(heard, items, notes, before, line, raw) is is_false


@pytest.mark.parametrize(("items", "notes", "before", "line", "is_false"), PAYMENTS + PROMISES + DISPUTES)
@pytest.mark.parametrize("raw", [False, True])
def test_payments_promises_and_disputes_are_as_the_record_has_them(
    heard: Heard, items: list[Any], notes: list[str], before: str, line: str, is_false: bool, raw: bool
) -> None:
    assert says_false(heard, items, notes, before, line, raw) is is_false


@pytest.mark.parametrize(("items", "notes", "before", "line", "is_false"), LETTERS + DEEDS + UNDONE)
@pytest.mark.parametrize("raw", [False, True])
def test_a_deed_that_the_notes_tell_of_is_not_to_be_denied(
    heard: Heard, items: list[Any], notes: list[str], before: str, line: str, is_false: bool, raw: bool
) -> None:
    assert says_false(heard, items, notes, before, line, raw) is is_false


@pytest.mark.parametrize(("items", "notes", "before", "line", "is_false"), TIMES)
@pytest.mark.parametrize("raw", [False, True])
def test_nothing_is_open_for_longer_than_it_was_there(
    heard: Heard, items: list[Any], notes: list[str], before: str, line: str, is_false: bool, raw: bool
) -> None:
    assert says_false(heard, items, notes, before, line, raw) is is_false


def says_false(heard: Heard, items: list[Any], notes: list[str], before: str, line: str, raw: bool) -> bool:
    said = line.lower().replace(".", "").replace(",", "") if raw else line
    account = {"invoices": items, "known_facts": notes}
    found = heard(*OPENING, f"them: {before or 'Go on.'}", f"us: {said}", "them: I see.", account=account)
    return any(m.label == "false_statement" and m.n == 5 for m in found.marks)


@pytest.mark.parametrize(
    ("line", "is_false"),
    [("By tonight there'll be a default on your credit file.", True), ("Nothing goes on your credit file.", False)],
)
def test_a_default_that_may_not_be_listed_yet_is_a_false_threat(heard: Heard, line: str, is_false: bool) -> None:
    notes = ["no default may be listed before 60 days and two written notices; none sent"]
    assert says_false(heard, ONE, notes, "", line, raw=False) is is_false


@pytest.mark.parametrize(("called", "is_false"), [("2026-04-16", False), ("2026-03-20", True)])
def test_easter_is_the_one_just_past(heard: Heard, called: str, is_false: bool) -> None:
    account = {"invoices": [an_item("INV-1042", "2026-02-27", "2026-03-29", "890.00", "890.00")]}
    said = heard(
        *OPENING, "us: You've been sitting on it since Easter.", account=account, started_at=f"{called}T10:00:00Z"
    )
    assert any(m.label == "false_statement" for m in said.marks) is is_false


@pytest.mark.parametrize(
    ("line", "is_false"),
    [
        ("All 60 were delivered, I can see it here.", True),
        ("All 48 were delivered, I can see it here.", False),
        ("You ordered 60 and 48 were delivered.", False),
        ("Were all 60 delivered?", False),
    ],
)
def test_no_more_was_delivered_than_the_delivery_note_shows(heard: Heard, line: str, is_false: bool) -> None:
    notes = ["60 chairs ordered, 60 invoiced, delivery note shows 48"]
    assert says_false(heard, ONE, notes, "", line, raw=False) is is_false
