"""What clients do besides promising, in the words in which they do it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from duecourse.domain.conversation.results import Analysis

Heard = Callable[..., Analysis]
OPENING = (
    "us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?",
    "them: Yes, speaking.",
    "us: It's about invoice 1042 for 890 dollars. What happened with it?",
)


def acts(found: Analysis) -> set[str]:
    return {a.act for a in found.acts}


@pytest.mark.parametrize(
    ("said", "act"),
    [
        ("I don't want one more phone call about it.", "stop_contact"),
        ("The story is I paid it, young lady, on June the third.", "already_paid"),
        ("I start dialysis three days a week, and I had to give up driving the truck.", "hardship"),
        ("We closed on New Year's Eve and we filed on the eighth. Chapter seven.", "represented"),
        ("We stopped trading. There's a licensed practitioner in.", "represented"),
        ("I lost two fingers on the saw and I haven't earned since.", "hardship"),
        ("I can have her ring you on Friday at eleven, your time.", "callback"),
        ("You will not. I do not pay you anything, after this conversation.", "refusal"),
        ("That bill says fifty-four hours and those two boys worked forty.", "dispute"),
        ("Okay. You call Maria yourself, Thursday after six.", "callback"),
        ("They took me off nights at the plant in September, that's four dollars an hour gone.", "hardship"),
        ("Both of those are paid. The other one I put through on October 5th.", "already_paid"),
        ("I already took care of that.", "already_paid"),
        ("You've had that money since October.", "already_paid"),
        ("My wife dropped off a check at your office last week.", "already_paid"),
        ("It came straight out of our account on the first.", "already_paid"),
        ("I'd pay if somebody sends me the delivery slip.", "document_request"),
        ("Actually, a statement would be great.", "document_request"),
        ("My wife sent you 890 last Thursday, she showed me.", "already_paid"),
        ("Eight hundred and ninety, went by the bank on Monday the second of November.", "already_paid"),
        ("Broke the right wrist in two places, I can't so much as thread a needle.", "hardship"),
        ("I fell off a ladder in September.", "hardship"),
        ("An attorney. She told me that anybody we owe should go through her from here on.", "represented"),
        ("Give us a bell Monday at two, I'll know by then.", "callback"),
        ("Would you mind resending it to accounts at harbour dot com?", "document_request"),
    ],
)
def test_an_act_is_heard(heard: Heard, said: str, act: str) -> None:
    assert act in acts(heard(*OPENING, f"them: {said}", kind="consumer"))


@pytest.mark.parametrize(
    ("said", "act"),
    [
        ("It'll be taken care of by the end of the month.", "already_paid"),
        ("I've paid the other one, not this.", "already_paid"),
        ("We paid for ten and got eight.", "already_paid"),
        ("I'd have sent the payment last Thursday if the form had come.", "already_paid"),
        ("You sent the statement for 890 last Thursday.", "already_paid"),
        ("I emailed you about the 890 last Thursday, in a letter.", "already_paid"),
        ("It broke the leg of the table.", "hardship"),
        ("That would cost me an arm and a leg.", "hardship"),
        ("You cashed it twice.", "already_paid"),
        ("Do you want a copy of this slip or not?", "document_request"),
    ],
)
def test_what_only_sounds_like_an_act_is_none(heard: Heard, said: str, act: str) -> None:
    assert act not in acts(heard(*OPENING, f"them: {said}"))


def test_who_had_the_number_since_the_hospital_is_the_wrong_party_and_no_hardship(heard: Heard) -> None:
    found = heard(
        "us: Is that Maria Lopez?",
        "them: No.",
        "us: Do you happen to know her?",
        "them: Never met the woman. I've had this number since I got out of the hospital in October.",
        kind="consumer",
    )
    assert acts(found) == {"wrong_party"} and found.disposition == "wrong_party"


def test_a_number_that_we_take_off_was_the_wrong_party_s(heard: Heard) -> None:
    lines = ("us: Is that Maria Lopez?", "them: Who? Not here, not ever.")
    found = heard(*lines, "us: I'll take your number off her record tonight.", "them: Thanks.", kind="consumer")
    assert found.disposition == "wrong_party" and [a.n for a in found.acts] == [2]


def test_a_number_taken_off_for_who_asked_us_to_stop_is_no_wrong_party(heard: Heard) -> None:
    lines = (*OPENING, "them: Stop calling me at work.", "us: I'll take that number off your record now.")
    assert heard(*lines, "them: Good.", kind="consumer").disposition == "stop_contact"


def test_an_hour_asked_for_is_a_call_back_and_no_payment(heard: Heard) -> None:
    found = heard(
        "us: May I speak with Maria Lopez, please?",
        "them: She's in the tub. She says can you do tomorrow at like half past five?",
        "us: Thursday the 19th at five thirty, is that what works for her?",
        "them: Yeah.",
        kind="consumer",
    )
    assert found.disposition == "callback"


@pytest.mark.parametrize(
    "rest", ["the other six hundred and ninety I can't tell you", "the 690 that's left I don't know"]
)
def test_a_fee_taken_off_does_not_make_a_part_the_whole(heard: Heard, rest: str) -> None:
    found = heard(
        *OPENING,
        "them: It's been slow.",
        "us: How much could you pay this Friday?",
        f"them: two hundred this Friday, {rest}",
        "us: Two hundred on Friday the 20th, and I'll knock the late fee off.",
        "them: Thank you.",
    )
    assert found.disposition == "part_promise"


@pytest.mark.parametrize(
    "said", ["Until those hours are right you won't see a nickel.", "I'm not paying till it's put right."]
)
def test_no_money_until_it_is_put_right_is_no_refusal(heard: Heard, said: str) -> None:
    found = heard(*OPENING, "them: Two of the cases never arrived.", "us: I'll look.", f"them: {said}")
    assert "refusal" not in acts(found) and found.disposition == "dispute"


def test_not_owing_what_is_disputed_refuses_nothing(heard: Heard) -> None:
    found = heard(*OPENING, "them: I don't owe that. Two of the cases never arrived.")
    assert "dispute" in acts(found) and "refusal" not in acts(found)


def test_no_day_given_is_no_refusal(heard: Heard) -> None:
    said = "when it's right i'll pay it like i always do but i'm not giving you a date"
    found = heard(*OPENING, "them: Two of the cases never arrived.", "us: And how soon would you pay?", f"them: {said}")
    assert "refusal" not in acts(found) and found.disposition == "dispute"


def test_where_to_send_what_we_offered_asks_for_nothing_new(heard: Heard) -> None:
    lines = ("them: It was a slow month.", "us: I'll email you the schedule today.")
    assert "document_request" not in acts(heard(*OPENING, *lines, "them: Send it to me, not to Pa."))
    assert "document_request" in acts(heard(*OPENING, *lines, "them: And send me a copy of the invoice."))


def test_what_they_said_of_calling_is_no_call_back(heard: Heard) -> None:
    assert "callback" not in acts(heard(*OPENING, "them: No I did not, I said I'd call you back."))


def test_noon_is_a_time(heard: Heard) -> None:
    found = heard(*OPENING, "them: Call me tomorrow at noon.")
    assert [a.at for a in found.acts if a.act == "callback"] == ["2026-11-19T12:00:00-05:00"]


@pytest.mark.parametrize(
    "said",
    ["so the the warehouse let me go in march and i got nothing coming in", "The plant closed its doors in January."],
)
def test_work_lost_in_plain_words_is_hardship_whatever_else_is_said(heard: Heard, said: str) -> None:
    found = heard(*OPENING, f"them: {said}", "us: I'm sorry to hear that.", "them: It's hard.", kind="consumer")
    assert found.disposition == "hardship"


def test_when_we_are_to_ring_is_a_call_back(heard: Heard) -> None:
    found = heard(
        *OPENING,
        "them: My assistant has the folder, and she is out.",
        "us: When would you like me to ring?",
        "them: Tomorrow, ten o'clock.",
        "us: Ten tomorrow, then.",
    )
    assert [a.at for a in found.acts if a.act == "callback"] == ["2026-11-19T10:00:00-05:00"]


def test_what_somebody_told_them_of_a_payment_is_no_payment(heard: Heard) -> None:
    found = heard(*OPENING, "them: Well, he told me he paid for those, he showed me the receipt.", kind="consumer")
    assert "already_paid" not in acts(found)


ITEMS = [
    {"number": number, "issued_on": "2026-09-01", "due_on": "2026-10-01", "amount": owed, "balance": owed}
    for number, owed in (("INV-1042", "890.00"), ("INV-1077", "610.00"))
]


def test_an_item_held_back_leaves_a_part_promised(heard: Heard) -> None:
    found = heard(
        "us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?",
        "them: Yes, speaking.",
        "us: It's about 1042 for 890 and 1077 for 610. What happened?",
        "them: On 1042 two of the cases never came. 1077 is fine, I'll pay the 610 on Friday.",
        "us: 610 on Friday, then. I'll open a ticket on 1042 and adjust the account for the cases.",
        "them: Good.",
        account={"invoices": ITEMS},
    )
    assert found.disposition == "part_promise"


@pytest.mark.parametrize(
    ("us", "upset"), [("You people are liars and thieves, all of you.", True), ("Which covers were they?", False)]
)
def test_who_is_taken_aback_by_an_insult_is_upset(heard: Heard, us: str, upset: bool) -> None:
    found = heard(*OPENING, "them: It's the covers.", f"us: {us}", "them: Oh my god. Let me look at that.")
    assert ("upset" in acts(found)) == upset


@pytest.mark.parametrize(
    "said",
    ["My grandchildren never ring me, so who is this?", "Trace it, then, and no more letters in the meantime."],
)
def test_nobody_asks_us_to_stop_who_tells_of_the_family_or_wants_a_pause(heard: Heard, said: str) -> None:
    assert "stop_contact" not in acts(heard(*OPENING, f"them: {said}", kind="consumer"))


def test_a_lawyer_who_has_the_bills_represents_them(heard: Heard) -> None:
    found = heard(*OPENING, "them: My attorney's got all those bills since the accident.", kind="consumer")
    assert found.disposition == "represented"


def test_who_always_paid_the_same_shop_and_will_not_pay_this_time_refuses(heard: Heard) -> None:
    found = heard(*OPENING, "them: I'm not paying it. I've paid that company since before you were born.")
    assert found.disposition == "refused"


def test_a_bill_that_never_was_so_high_is_disputed(heard: Heard) -> None:
    found = heard(
        *OPENING, "them: Eight hundred and ninety? It's never been over two hundred dollars.", kind="consumer"
    )
    assert found.disposition == "dispute"


def test_a_machine_that_reports_its_recording_is_still_a_machine(heard: Heard) -> None:
    found = heard(
        "them: The person you are calling is not available.", "us: Hi, Maria, Priya from Northwind.",
        "them: Recording.", "us: Would you ring me when you can?", "them: You have thirty seconds remaining.",
        "us: Thank you, goodbye.", "them: Message saved.", kind="consumer",
    )  # fmt: skip
    assert found.disposition == "voicemail"


def test_who_pays_nothing_until_it_is_right_disputes_it_though_no_word_of_complaint_was_heard(heard: Heard) -> None:
    found = heard(
        *OPENING, "them: I ordered navy and there's a swimming pool on my wall.", "us: I see. And the payment?",
        "them: Nobody has come to look, so nothing moves till somebody puts that right.",
    )  # fmt: skip
    assert "dispute" in acts(found)
    assert found.disposition == "dispute"


def test_a_client_of_theirs_that_is_a_law_firm_represents_nobody(heard: Heard) -> None:
    found = heard(*OPENING, "them: Our client for the big one, the law firm, still hasn't paid us for the night.")
    assert "represented" not in acts(found)


def test_who_settles_when_somebody_has_looked_neither_refuses_nor_promises(heard: Heard) -> None:
    found = heard(
        *OPENING, "them: Half the seed didn't come up. I'm not paying 890 for dirt. I'll settle up when somebody has "
        "looked at it.",
    )  # fmt: skip
    assert not {"refusal", "promise"} & set(acts(found))
    assert found.disposition == "dispute"


NO_LAWYER_OF_THEIRS = [
    "My lawyer said the olives were great.",
    "My lawyer loved the olives.",
    "My solicitor eats here every Friday.",
    "My lawyer recommended you guys.",
    "My lawyer told me about your company.",
    "My brother is a lawyer.",
    "We've rented a lawyer's old office.",
    "My accountant said the invoice is fine.",
]
REPRESENTED = [
    "My lawyer said not to talk to you.",
    "My lawyer says to send everything to her.",
    "You'll hear from my lawyer.",
    "My lawyer has the invoices.",
    "My lawyer is on holiday, but he's handling all of it.",
    "My solicitor said it's a great pity, and I'm not to pay.",
    "My attorney will contact you.",
    "We've hired a lawyer.",
]


@pytest.mark.parametrize("said", NO_LAWYER_OF_THEIRS)
def test_a_lawyer_who_is_only_spoken_of_represents_nobody(heard: Heard, said: str) -> None:
    assert "represented" not in acts(heard(*OPENING, f"them: {said}"))


@pytest.mark.parametrize("said", REPRESENTED)
def test_a_lawyer_who_has_the_matter_represents_them(heard: Heard, said: str) -> None:
    assert "represented" in acts(heard(*OPENING, f"them: {said}"))


CLOSED = [
    ("Take me off your list, no calls, no texts, nothing.", ["all"]),
    ("Don't call, don't text, don't write, nothing.", ["all"]),
    ("No more calls, no more texts, no more emails.", ["all"]),
    ("I don't want any calls or letters or texts from you, none.", ["all"]),
    ("I want nothing more from you, not by phone, not by mail.", ["all"]),
    ("Don't call me, don't email me, leave me alone altogether.", ["all"]),
    ("Stop calling, stop texting, stop writing.", ["all"]),
    ("Leave me alone. Stop calling.", ["all"]),
    ("No more calls and no more texts, please.", ["phone", "sms"]),
    ("Take me off your call list.", ["phone"]),
    ("No calls, just email me.", ["phone"]),
    ("No more calls, I have nothing to say.", ["phone"]),
    ("Stop phoning, nothing has changed.", ["phone"]),
    ("We got no calls, no texts, no letters, so how should I know?", []),
    ("There were no calls, no emails, nothing.", []),
    ("I've had nothing from you.", []),
]


@pytest.mark.parametrize(("said", "channels"), CLOSED)
def test_nothing_at_all_closes_every_way_to_reach_them(heard: Heard, said: str, channels: list[str]) -> None:
    found = heard(*OPENING, f"them: {said}")
    assert [a.channel for a in found.acts if a.act == "stop_contact"] == channels


def told(found: Analysis) -> set[str]:
    return {f"{a.act} {a.reason or a.what}".strip() for a in found.acts}


OTHER_MATTERS = [
    ("Our freezer broke down and we lost a lot of stock.", "dispute quality", False),
    ("The boiler in our building broke down so we had to close.", "dispute quality", False),
    ("The freezer you sold us broke down.", "dispute quality", True),
    ("Your freezer broke down after a week.", "dispute quality", True),
    ("Two of the chairs were broken.", "dispute quality", True),
    ("You never sent me the invoice with the PO number.", "delay_reason invoice_missing", True),
    ("You didn't send the invoice.", "delay_reason invoice_missing", True),
    ("You never sent us the bill for that.", "delay_reason invoice_missing", True),
    ("You sent me the invoice last week.", "delay_reason invoice_missing", False),
    ("You never sent me the drawings.", "delay_reason invoice_missing", False),
    ("We haven't paid it yet.", "delay_reason waiting_on_own_customer", False),
    ("Our accounts department will pay the 890.", "delay_reason waiting_on_own_customer", False),
    ("Our customer hasn't paid us yet.", "delay_reason waiting_on_own_customer", True),
    ("They haven't paid us yet.", "delay_reason waiting_on_own_customer", True),
    ("You people threatened to sue me!", "refusal", False),
    ("You said you'd sue me.", "refusal", False),
    ("I refuse to pay. Sue me.", "refusal", True),
    ("Go ahead and sue me.", "refusal", True),
    ("It just needs the director's signature.", "document_request other", False),
    ("I need my manager's signature on it.", "document_request proof_of_delivery", False),
    ("It just needs the director's signature.", "delay_reason approval_pending", True),
    ("Can you send me the delivery note with the signature?", "document_request proof_of_delivery", True),
]


@pytest.mark.parametrize(("said", "act", "is_one"), OTHER_MATTERS)
def test_what_is_of_their_own_house_or_of_ours_is_no_act_of_theirs(
    heard: Heard, said: str, act: str, is_one: bool
) -> None:
    assert (act in told(heard(*OPENING, f"them: {said}"))) is is_one


@pytest.mark.parametrize(
    "theirs",
    [
        "There was a spaniel with a broken leg, yes.",
        "The goat ate it. We had a kid in the office for a week with a broken leg.",
        "We had a horse in for surgery, and the mare died.",
        "Our dog had an operation and I've been running behind.",
    ],
)
def test_a_hurt_animal_is_no_hardship(heard: Heard, theirs: str) -> None:
    assert not [a for a in heard(*OPENING[:3], f"them: {theirs}", "us: I see.").acts if a.act == "hardship"]


@pytest.mark.parametrize(
    "theirs",
    [
        "A dog bit me and I've been in hospital with a broken leg.",
        "A horse kicked me and I broke my back in two places.",
        "They put two stents in me.",
        "My partner died in July.",
    ],
)
def test_a_hurt_person_is(heard: Heard, theirs: str) -> None:
    assert [a for a in heard(*OPENING[:3], f"them: {theirs}", "us: I see.").acts if a.act == "hardship"]
