"""What the caller says that we will do: each act once, with the day that belongs to it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from duecourse.domain.conversation.results import Analysis

Heard = Callable[..., Analysis]
OPENING = (
    "us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?",
    "them: Yes, speaking.",
    "us: It's about invoice 1042 for 890 dollars. What happened with it?",
    "them: Two of the cases never came.",
)


def committed(heard: Heard, *lines: str) -> list[str]:
    """ "open dispute ticket@11-18", one for each commitment in its order; without a day only what it is."""
    found = heard(*OPENING, *lines)
    return [f"{c.what}@{c.due_on:%m-%d}" if c.due_on else c.what for c in found.commitments]


@pytest.mark.parametrize(
    ("said", "acts"),
    [
        ("I'll open a ticket today and have our driver pick up the sealed ones on Friday's run.", 2),
        ("I'll open a ticket, get the cases collected, and send you a corrected invoice by Friday.", 3),
        ("i'll open a dispute ticket on it this afternoon and get the warehouse to check what left the dock", 2),
        ("What I can do is open a dispute this afternoon, and put the reminders on hold.", 2),
        ("what i can do is mail you a hardship form it's one page", 1),
        ("I'll send him a letter on Thursday, and we won't be calling you about this.", 2),
        # One act told in two verbs, and what is asked of them.
        ("I'll call the driver tomorrow and ask him what he left.", 1),
        ("I'll email you the form today and you sign it and send it back to me.", 1),
        ("I'll send the copy today and thank you for your patience, have a good day.", 1),
    ],
)
def test_one_subject_carries_several_acts(heard: Heard, said: str, acts: int) -> None:
    assert len(committed(heard, f"us: {said}", "them: Good.")) == acts


def test_each_act_has_the_day_that_is_said_with_it(heard: Heard) -> None:
    said = "us: I'll open a ticket, get the cases collected, and send you a corrected invoice by Friday."
    assert [c.partition("@")[2] for c in committed(heard, said, "them: Good.")] == ["", "", "11-20"]


def test_the_day_of_their_payment_is_no_day_of_ours(heard: Heard) -> None:
    lines = (
        "us: When could you pay it?",
        "them: I can do the 890 on the fourth of December.",
        "us: December fourth, 890, okay, and I'll mail you a statement so you have it on paper.",
        "them: Good.",
    )
    assert committed(heard, *lines) == ["send statement"]


def test_it_says_when_what_was_just_offered_will_come(heard: Heard) -> None:
    said = "us: I'll put it on a payment schedule, that's one page, and you'll have it tomorrow."
    assert [c.partition("@")[2] for c in committed(heard, said, "them: Good.")] == ["11-19"]


def test_a_call_at_an_hour_is_on_the_day_that_they_asked_for(heard: Heard) -> None:
    lines = ("them: Call me back tomorrow at noon.", "us: Fine, I'll call at noon.", "them: Bye.")
    assert committed(heard, *lines) == ["call back@11-19"]


@pytest.mark.parametrize("said", ["I'm calling on 1042.", "I want to know when we'll see it.", "I'm calling about it."])
def test_why_we_call_is_no_commitment(heard: Heard, said: str) -> None:
    assert committed(heard, f"us: {said}", "them: I see.") == []


@pytest.mark.parametrize(("answer", "acts"), [("Ah that's lovely, thanks.", 1), ("No, leave it as it is.", 0)])
def test_an_offer_stands_once_they_take_it(heard: Heard, answer: str, acts: int) -> None:
    said = "us: Would it help if I move the due date to the last day of the month?"
    assert len(committed(heard, said, f"them: {answer}")) == acts


@pytest.mark.parametrize(
    "answer", ["No, let me just cut the tractor off. Okay, go.", "There's no decent moment this month. Go on."]
)
def test_who_talks_now_is_not_called_back(heard: Heard, answer: str) -> None:
    lines = ("us: Is this a decent moment, or should I try you another time?", f"them: {answer}")
    assert committed(heard, *lines, "us: It's about the 890.", "them: I see.") == []


def test_another_time_is_a_question_also_without_its_mark(heard: Heard) -> None:
    assert committed(heard, "us: you want me to try another time", "them: no go ahead", "us: good", "them: yes") == []


@pytest.mark.parametrize(
    ("said", "on"),
    [
        ("I'll leave you in peace until Friday and ring you then.", "2026-11-20"),
        ("You'll have it inside the hour.", "2026-11-18"),
    ],
)
def test_then_is_the_day_until_which_they_are_left_and_inside_the_hour_is_today(
    heard: Heard, said: str, on: str
) -> None:
    found = heard(*OPENING, f"us: {said}", "them: Good.")
    assert [c.due_on and c.due_on.isoformat() for c in found.commitments] == [on]


@pytest.mark.parametrize(
    "said",
    [
        "I'm calling on INV-1042, nine hundred dollars.",
        "I'll call at seven and I'll ask for him by name.",
        "I'll talk, you knead.",
    ],
)
def test_why_and_how_we_call_is_no_further_act(heard: Heard, said: str) -> None:
    assert len([c for c in committed(heard, f"us: {said}", "them: I see.") if c != "call back"]) == 0


def test_what_was_given_and_taken_back_is_no_commitment(heard: Heard) -> None:
    lines = ("us: I'll knock fifty dollars off the fee for you.", "them: Fifty, really?")
    assert committed(heard, *lines, "us: No, forget the fifty, I'm not allowed to do that.", "them: Figures.") == []


@pytest.mark.parametrize(
    ("said", "acts"),
    [
        ("I send it to you before ten o'clock.", 1),
        ("I look it up and Monday I call.", 1),
        ("I'll shut the texts off right now.", 1),
        ("I can have those to you by noon today.", 1),
        ("I'll put her on your file today.", 1),
        ("well if it hasnt come by wednesday ill bell you", 1),
        ("Pay it or I'll put a stat demand on you.", 0),
        ("A note, then. You shall have it by four.", 1),
        ("There's a late fee of forty dollars I can lift too.", 1),
    ],
)
def test_an_act_is_heard_in_other_words(heard: Heard, said: str, acts: int) -> None:
    assert len(committed(heard, f"us: {said}", "them: Good.")) == acts


@pytest.mark.parametrize(
    ("said", "acts"),
    [
        ("I can put the bill into dispute this morning.", 1),
        ("I can book a proper read for Tuesday.", 1),
        ("I'll have that transfer traced today.", 1),
        ("I can set up a reminder for you on the 18th.", 1),
        ("I'll look for it there on Monday.", 1),
        ("I'll call tomorrow at ten and ask for Carol.", 1),
        ("Then I'll take five.", 0),
        ("I'll knock fifty dollars off if you do it now.", 0),
    ],
)
def test_what_is_put_into_dispute_booked_traced_or_set_up_is_an_act_of_ours(heard: Heard, said: str, acts: int) -> None:
    assert len(committed(heard, f"us: {said}", "them: I don't know about that.")) == acts


def test_a_call_counts_where_it_is_said_and_not_where_its_hour_was_read_back(heard: Heard) -> None:
    found = heard(
        *OPENING, "us: I'm sorry about that.", "them: Call me back tomorrow at twelve.", "us: Twelve tomorrow.",
        "them: Ask for Carol.", "us: Lovely, I'll ring at twelve tomorrow, then.", "them: Bye.",
    )  # fmt: skip
    assert [(c.n, c.what) for c in found.commitments] == [(9, "call back")]


@pytest.mark.parametrize(
    ("said", "acts"),
    [
        ("Then I'll put a dispute ticket in.", ["open dispute ticket"]),
        ("I'll file this as a dispute today.", ["open dispute ticket@11-18"]),
        ("It'll be mailed tomorrow, the itemized bill.", ["send itemized bill@11-19"]),
        ("The notes for the 15th and the 18th will go over to you tomorrow.", ["send notes@11-19"]),
        ("I can have our repair tech out on Tuesday the 24th.", ["send repair tech@11-24"]),
        ("I'll have your number taken off his file today.", ["remove the number@11-18"]),
        ("I'll take you off our calling list today.", ["stop the contact@11-18"]),
        ("I'll write it up as a short letter and email it to you this afternoon.", ["send letter@11-18"]),
        ("Tuesday at one, so that's the 24th. I'll ring her then.", ["call back@11-24"]),
        # No act of ours: what stands is theirs, or was only written down.
        ("I'll mark it down for the 27th.", []),
        ("Who is it, so that we can write to them instead?", []),
    ],
)
def test_an_act_is_heard_in_whatever_order_it_is_told(heard: Heard, said: str, acts: list[str]) -> None:
    assert committed(heard, f"us: {said}", "them: Good.") == acts


def test_one_of_two_ways_stands_only_where_they_take_it(heard: Heard) -> None:
    asked = "us: Do you have three minutes, or should I try after lunch?"
    assert committed(heard, asked, "them: Three minutes I can do.") == []
    assert committed(heard, asked, "them: After lunch, please.") == ["call back@11-18"]


def test_what_could_be_set_up_and_is_asked_about_waits_for_the_answer(heard: Heard) -> None:
    asked = "us: I could open a ticket for that today. Would you like that?"
    assert committed(heard, asked, "them: No, I'll have Wendy look at it first.") == []
    assert committed(heard, asked, "them: Yes, please.") == ["open dispute ticket@11-18"]


def test_a_day_on_which_something_was_done_is_not_the_day_that_comes(heard: Heard) -> None:
    lines = (
        "us: So check 2077 cleared on the 3rd.",  # the 3rd of December is a Thursday, too
        "them: It did.",
        "us: I'll trace it tomorrow and give you a ring on Thursday.",
        "them: Good.",
    )
    assert committed(heard, *lines)[-1] == "call back@11-19"


@pytest.mark.parametrize(
    "offer",
    [
        "Would it help to have the delivery sheet as well?",
        "Can I email you a schedule with the dates?",
        "I can have all three to you by tomorrow noon.",
        "I can take what you've said to my manager tomorrow.",
        "I'll take all the late fees off for you.",
        "Is it all right with you if I check in on Wednesday?",
    ],
)
def test_what_is_offered_counts_once_they_take_it(heard: Heard, offer: str) -> None:
    assert len(committed(heard, f"us: {offer}", "them: Yes, please.")) == 1


def test_what_they_turn_down_is_not_done(heard: Heard) -> None:
    assert committed(heard, "us: Would it help to have the delivery sheet as well?", "them: No, don't bother.") == []


def test_two_papers_are_two_though_each_is_sent(heard: Heard) -> None:
    lines = (
        "us: I'll email you the load tickets today.", "them: Good.", "us: And I'll send you a receipt on Friday.",
        "them: Thanks.",
    )  # fmt: skip
    assert len(committed(heard, *lines)) == 2


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("I'll open it with billing today.", "open dispute ticket@11-18"),
        ("I'll log it as an adjustment this afternoon.", "open dispute ticket@11-18"),
        ("We'll raise this with quality tomorrow.", "open dispute ticket@11-19"),
        ("I'll put a query on that line tonight.", "open dispute ticket@11-18"),
        ("let me go hunt for it this afternoon", "check it@11-18"),
        ("I'll scan the lot of them for you this morning.", "send lot@11-18"),
        ("And forget the late fee.", "remove late fee"),
        ("I'll scrap every penny of interest.", "remove late fee"),
        ("There'll be no late fee while they do that.", "remove late fee"),
    ],
)
def test_an_act_of_ours_is_heard_in_other_words(heard: Heard, said: str, what: str) -> None:
    kind, _, day = what.partition("@")
    [found] = committed(heard, f"us: {said}", "them: Good.")
    assert found.partition("@")[2] == day
    assert found.startswith(kind.split()[0])


@pytest.mark.parametrize(
    "said", ["I'll open it on my screen.", "Don't forget the late fee.", "I'll scan the list while you wait."]
)
def test_what_comes_near_an_act_of_ours_is_none(heard: Heard, said: str) -> None:
    assert committed(heard, f"us: {said}", "them: Good.") == []


@pytest.mark.parametrize(
    ("offer", "answer"),
    [
        ("on a ladder should i call you when you're down", "no no talk child i'm hanging the sign"),
        ("i'm sorry will i ring you tomorrow instead", "no no go on they're only at the crackers"),
    ],
)
def test_a_call_that_they_do_not_want_is_not_made(heard: Heard, offer: str, answer: str) -> None:
    assert committed(heard, f"us: {offer}", f"them: {answer}") == []


def test_a_call_as_soon_as_i_can_is_made(heard: Heard) -> None:
    assert committed(heard, "us: as soon as i can i will call you on friday", "them: no rush") == ["call back@11-20"]


@pytest.mark.parametrize(
    ("said", "acts"),
    [
        ("We'll call it quits.", []),
        ("We call it the Friday run.", []),
        ("I'll call you on Monday.", ["call back"]),
        ("We'll call back tomorrow.", ["call back"]),
        ("I'll email both by five today.", ["send it"]),
    ],
)
def test_what_is_only_called_something_is_no_call_and_an_hour_no_paper(
    heard: Heard, said: str, acts: list[str]
) -> None:
    found = heard(*OPENING, f"us: {said}", "them: Okay, thank you.")
    assert [c.what for c in found.commitments] == acts


@pytest.mark.parametrize(
    ("behind", "stands"),
    [
        ("Oh, it went out already, so I won't.", False),
        ("I see it was sent already, so we don't need to.", False),
        ("I've already sent the last one, so this goes today.", True),
        ("You have it already? I'll send it all the same.", True),
    ],
)
def test_a_paper_that_went_already_is_not_sent_again(heard: Heard, behind: str, stands: bool) -> None:
    found = heard(*OPENING, "us: I'll send the statement.", "them: Thanks.", f"us: {behind}", "them: Okay.")
    assert any(c.what == "send statement" for c in found.commitments) is stands


@pytest.mark.parametrize(
    "said",
    [
        "We can do it in installments up to six months, no interest.",
        "We can put it on four monthly payments of 222.",
        "I can do it in three, over ninety days.",
        "We can take it in up to three parts, no interest.",
        "We can split it into three.",
        "I can spread it over four months.",
        "We could break it up into weekly payments.",
        "We can take it in two halves.",
        "We can set it up as six payments.",
        "I can put that over ten months for you.",
    ],
)
def test_terms_that_we_offer_are_no_act_of_ours(heard: Heard, said: str) -> None:
    assert committed(heard, f"us: {said}", "them: All right.") == []


@pytest.mark.parametrize(
    "said",
    [
        "I'll put it on your file today.",
        "I'll put the four months on your file today.",
        "I'll pass it on to billing today.",
        "We can split it in two, and I'll send you the dates today.",
    ],
)
def test_what_we_do_about_terms_is_one(heard: Heard, said: str) -> None:
    assert len(committed(heard, f"us: {said}", "them: All right.")) == 1


def test_from_now_on_is_no_day(heard: Heard) -> None:
    assert committed(heard, "us: From now on we write to Mrs Essop.", "them: Good.") == ["write to them"]


def test_a_second_reading_of_a_wrong_figure_beside_a_payment_is_no_second_bill(heard: Heard) -> None:
    found = heard(
        *OPENING[:2],
        "us: You owe us 920 for the April market, due on the first of October.",
        "them: The candles aren't mine. And it's 890. And I paid it on the 4th of November, reference FMM0504.",
        "us: Let me look.",
        "them: Do that.",
    )
    assert found.disposition == "already_paid"
