"""Whom a sum may be told: what people say when they are, and when they are not, the one asked for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from duecourse.domain.conversation.results import Analysis

Heard = Callable[..., Analysis]
ASKS = "us: Hello, Priya Nair from Northwind Supplies. Is that Maria Lopez?"
SUM = "us: It's about 890 dollars that are overdue."


def told_wrongly(heard: Heard, *lines: str, kind: str = "business") -> bool:
    found = heard(*lines, SUM, "them: I see.", kind=kind)
    return any(m.label == "disclosure" and m.n == len(lines) + 1 for m in found.marks)


CONFIRMED = [
    (ASKS, "them: You are addressing her."),
    (ASKS, "them: Yes, who's this?"),
    (ASKS, "them: You've reached her."),
    (ASKS, "them: It is. How can I help you?"),
    (ASKS, "them: this her"),
    (ASKS, "them: Hi Priya. I got it, but I'm not sure I'll open it. What's this about?"),
    (ASKS, "them: not a drop priya, not a drop. Maria here with no rain. What can I do for you?"),
    (ASKS, "them: nah i'm just i'm just hosing down the floor you're good"),
    (ASKS, "them: Who's asking?", "us: What is your date of birth, please?", "them: March 30th, 1984."),
    (ASKS, "them: hm", "us: and the last four of your number", "them: um forty four nineteen i think"),
    (ASKS, "them: hm", "us: Good to hear you.", "them: I know why you ring. It's the 890."),
    ("us: Afternoon, Priya with Northwind. You the one that pays us?", "them: I'm the one that pays everybody."),
    (ASKS, "them: Speaking.", "us: Maria, I'm sorry, another day?", "them: no no it's nice to talk about it really"),
    (ASKS, "them: Mrs Lopez. Yes. Who's this?"),
    (ASKS, "them: Hi Priya."),
    (ASKS, "them: it is yeah hold on till i sit down right go on"),
    (ASKS, "them: yeah who is it i'm in the middle of a rush"),
    (ASKS, "them: This is Mia. Nobody calls me Maria but my mother."),
    (ASKS, "them: That'd be me, for my sins. Maria Lopez."),
    (ASKS, "them: its maria yeah"),
    (ASKS, "them: Maria Lopez, yes. What can I do for you?"),
    ("us: Good morning. May I ask who takes care of your supplier bills?", "them: That would be me, at the moment."),
    (ASKS, "them: She's out.", "us: Who could I talk to?", "them: I do the accounts, you can talk to me."),
    (ASKS, "them: Hang on, I'll fetch her.", "us: Thank you.", "them: Hello?", "us: Is that Maria?", "them: Speaking."),
    (ASKS, "them: That's right, Maria Lopez. What's it about?"),
    (ASKS, "them: I am. I'm a bit flat out, though."),
    (ASKS, "them: You are correct."),
    ("them: Harbour Cafe, accounts, Maria.",),
    (
        "us: Maria, Priya here, Northwind. You handle the account, if my notes are right?",
        "them: Your notes are right. I'm the whole firm.",
    ),
]
AT_A_COMPANY = (ASKS, "them: It's her husband, Paul. I'm doing the books for now.")
NOT_CONFIRMED = [
    (ASKS, "them: I'm the receptionist, can I help?"),
    (ASKS, "them: I'm a colleague of hers."),
    ("them: Harbour Cafe, reception, Ann.",),
    (ASKS, "them: Who wants to know?"),
    (ASKS, "them: you what sorry"),
    (ASKS, "them: Hi Priya, I'm her sister, she's out."),
    (ASKS, "them: Yeah hold on, I'll get her."),
    (ASKS, "them: maria no this is darren"),
    (ASKS, "them: hey priya this is bo out in the shop"),
    (ASKS, "them: No. It's Margaret, and I've never met a Maria in my life."),
    (ASKS, "them: You've reached the Lopez residence, leave a message."),
    (ASKS, "them: She's at work, I'm her flatmate."),
    (ASKS, "them: Depends who's asking."),
    (ASKS, "them: No, you've got the wrong woman."),
    (ASKS, "them: Wrong number, love.", "us: I'll take it off the card of Maria Lopez.", "them: Yes, you do that."),
    (ASKS, "them: Hi, you've got Maria's phone, leave me a message and I'll ring you back."),
    (ASKS, "them: I'm her mother. Is she in trouble?"),
    (ASKS, "them: I only answer the phones here."),
    (ASKS, "them: Hang on, I'll fetch her.", "us: Thank you.", "them: Hello?"),
]


@pytest.mark.parametrize("lines", CONFIRMED, ids=lambda lines: lines[-1])
def test_the_right_person_may_be_told(heard: Heard, lines: tuple[str, ...]) -> None:
    assert not told_wrongly(heard, *lines)


@pytest.mark.parametrize("lines", NOT_CONFIRMED, ids=lambda lines: lines[-1])
@pytest.mark.parametrize("kind", ["business", "consumer"])
def test_nobody_else_may_be_told(heard: Heard, lines: tuple[str, ...], kind: str) -> None:
    assert told_wrongly(heard, *lines, kind=kind)


def test_what_is_said_of_the_bill_later_takes_nothing_back(heard: Heard) -> None:
    found = heard(
        ASKS, "them: This is Maria, yes.", SUM, "them: I see.", "us: What happened?", "them: The rent went up.",
        "us: I understand.", "them: It is a lot.", "us: It is.",
        "them: I don't know who taught you to talk like that. I'll pay the 890 on the 27th.", "us: 890 on the 27th.",
    )  # fmt: skip
    assert not [m for m in found.marks if m.label == "disclosure"]


def test_whoever_keeps_the_books_of_a_company_may_be_told_and_at_home_nobody_else(heard: Heard) -> None:
    assert not told_wrongly(heard, *AT_A_COMPANY)
    assert told_wrongly(heard, *AT_A_COMPANY, kind="consumer")


def test_asking_who_settles_the_bills_tells_nobody_of_a_debt(heard: Heard) -> None:
    found = heard("us: Maria, Priya from Northwind. You still settle the bills there?", "them: Just about.")
    assert not any(m.label == "disclosure" for m in found.marks)


def test_the_name_of_our_own_company_discloses_nothing(heard: Heard) -> None:
    found = heard(
        "us: Good morning, Aroha from Mallee Collections. Is that Maria Lopez?", "them: Who?", kind="consumer",
        caller={"name": "Aroha Pene", "company": "Mallee Collections"},
    )  # fmt: skip
    assert not [m for m in found.marks if m.label == "disclosure"]


def test_a_firm_that_bears_their_name_is_not_they(heard: Heard) -> None:
    found = heard(
        "them: Lopez Drywall, how can I help you?", "us: Is Maria around? She's late on a 678 dollar scan.",
        "them: I'll get her.", kind="consumer",
    )  # fmt: skip
    assert [m.label for m in found.marks if m.label == "disclosure"] == ["disclosure"]


@pytest.mark.parametrize(
    "said", ["This is Maria. What's this about?", "That would be Maria, with flour to the elbows."]
)
def test_who_says_their_name_is_the_one_asked_for(heard: Heard, said: str) -> None:
    found = heard(ASKS, f"them: {said}", "us: It's about invoice 1042, 890 dollars.", kind="consumer")
    assert not [m for m in found.marks if m.label == "disclosure"]


OUT = "them: She's out the back, I'm her sister. What is it about?"
COMES = [
    "I'm only the secretary, I'll see if she's free. Maria Lopez, good morning.",
    "Wow, okay. Marie? It's some guy about a bill. — Hello, this is Maria.",
    "That's not like her. Mar! It's for you. Hello, Maria here.",
    "she's just come in hang on mum some bloke about money hello who's this",
    "hold on i'll get her maria phone hello yes this is maria",
    "One moment, please. Good afternoon, Maria Lopez speaking.",
    "Wait, here she is. Hi, it's Maria.",
    "I'll pass you over. Hello?",
    "Mom, phone! Yes, hello, Maria.",
]


@pytest.mark.parametrize("said", COMES)
def test_when_the_phone_changes_hands_in_one_turn_the_new_one_is_on_the_line(heard: Heard, said: str) -> None:
    assert not told_wrongly(
        heard, ASKS, OUT, "us: It's personal, could I talk to her?", f"them: {said}", kind="consumer"
    )


STAYS = [
    "I'm only the secretary. Maria Lopez is in a meeting, good morning to you.",
    "Hello? Are you still there? This is still her sister.",
    "She says hello. She's not coming to the phone.",
    "Maria would not do that, she's a good girl, she has just started at the warehouse.",
    "maria wouldn't do that she's a good girl",
    "Maria's under a truck. Is this about the alignment?",
    "I'll tell her hello from you, who's this?",
    "Hang on. Maria! She's not answering.",
]


@pytest.mark.parametrize("said", STAYS)
def test_who_speaks_of_them_is_not_they(heard: Heard, said: str) -> None:
    assert told_wrongly(heard, ASKS, OUT, "us: It's personal, could I talk to her?", f"them: {said}", kind="consumer")
    if not said.startswith("I'll tell"):
        assert told_wrongly(heard, ASKS, f"them: {said}", kind="consumer")


@pytest.mark.parametrize(
    "said",
    [
        "um i'm good but i'm not maria",
        "This isn't Maria.",
        "It's not her, I'm afraid.",
        "You're talking to her brother, not to Maria.",
    ],
)
def test_who_says_they_are_not_the_one_is_not(heard: Heard, said: str) -> None:
    assert told_wrongly(
        heard, "us: Hi Maria, it's Priya from Northwind. How are you?", f"them: {said}", kind="consumer"
    )


@pytest.mark.parametrize(
    "said",
    ["His September payment's bounced.", "the payment did not go through on her membership",
     "Her direct debit has failed.", "Her card was declined for the gym.", "his check came back"],
)  # fmt: skip
def test_that_a_payment_failed_tells_of_a_debt(heard: Heard, said: str) -> None:
    found = heard(ASKS, "them: No, it's his partner.", f"us: {said}", "them: Oh.", kind="consumer")
    assert [m.n for m in found.marks if m.label == "disclosure"] == [3]


@pytest.mark.parametrize(
    "said",
    [
        "I'm only the secretary. I'll see if she's free. Maria Lopez, good morning.",
        "um okay marie it's for you hi this is maria did you just say that",
    ],
)
def test_who_picks_up_by_name_is_the_one_though_nobody_said_who_was_there_before(heard: Heard, said: str) -> None:
    assert not told_wrongly(
        heard, "them: Harbour Cafe, Camilla speaking.", "us: Put me through to Mrs Lopez, would you?", f"them: {said}"
    )


@pytest.mark.parametrize(
    "said", ["This is Maria, it's not her office any more, go on.", "Maria speaking. It's not them who pay, it's me."]
)
def test_who_says_their_name_is_they_whoever_else_is_not(heard: Heard, said: str) -> None:
    assert not told_wrongly(heard, ASKS, f"them: {said}", kind="consumer")
