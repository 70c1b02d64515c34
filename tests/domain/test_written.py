"""Messages made from facts: no hole, no foreign figure, the law's words in place, nothing told to a screen."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duecourse.domain.contact_policy.duties import CONFIRMED, OPENING
from duecourse.domain.disclosures import Disclosure, occasion_in_writing
from duecourse.domain.facts import MessageFact, PromiseFact
from duecourse.domain.script import Slot
from duecourse.domain.script.template import tells
from duecourse.domain.spoken import Alternative
from duecourse.domain.written import (
    Basis,
    Frame,
    MessageTemplate,
    changed_since,
    compose,
    message_problems,
    retry_after,
)
from duecourse.domain.written.compose import strange_amounts
from duecourse.playbooks.messages import composed, load_messages, load_stationery, texts_for
from some_facts import ALICE, NOW, TODAY, account, any_account

TEXTS = load_messages()
FRAME = load_stationery().frame
CONSUMER = account(kind="consumer", name="J. Whitfield", creditor="Halcyon Telecom", creditor_is_client=True)


def law(words: str, **more) -> Disclosure:
    return Disclosure("X-1", "Title", words, True, "What it asks for", "12 XYZ 3", "", "verified", "pack@1", **more)


def made(facts=None, text="first_reminder", channel="email", **more):
    return compose(TEXTS[text], FRAME, facts or account(), TODAY, ALICE, channel, **more)


def test_a_reminder_says_what_is_open_from_the_ledger_and_how_to_opt_out():
    text = made().text()
    assert text.startswith("Dear Maria Lopez,\n\n")
    assert "You have 3 invoices open with Northwind Supplies. Together they come to $4,215.00." in text
    assert text.endswith("If you want no more messages here, reply STOP.")


def test_a_letter_has_no_opt_out_line_and_a_text_message_is_one_line_without_greeting():
    assert "STOP" not in made(channel="letter").text()
    text = made(channel="sms").text()
    assert "\n" not in text
    assert not text.startswith("Dear")
    assert text.endswith("reply STOP.")


def test_what_the_law_wants_stands_around_the_words_and_stays_when_they_are_changed():
    laws = (law("This is from a debt collector.", stage=CONFIRMED), law("I am Alice.", stage=OPENING))
    message = made(disclosures=laws)
    text = message.text("Only this.")
    assert text.index("I am Alice.") < text.index("Only this.") < text.index("This is from a debt collector.")
    assert "Together" not in text


def test_the_same_opt_out_words_stand_once():
    message = made(disclosures=(law(FRAME.opt_out["email"]),))
    assert message.text().count("STOP") == 1


def test_where_the_law_allows_its_own_message_only_there_is_nothing_else():
    message = made(disclosures=(law("Please call back.", nothing_else=True),))
    assert message.text() == f"Please call back.\n\n{FRAME.opt_out['email']}"
    assert message.body == ""


def test_where_not_even_that_may_be_said_the_message_is_refused():
    assert made(disclosures=(law("Send nothing.", nothing_else=True, silent=True),)).refused == "Send nothing."


def test_the_last_message_does_not_say_how_to_stop():
    assert "reply STOP" not in made(text="stop_confirmed", channel="sms").text()


@pytest.mark.parametrize(
    ("text", "channel"),
    [(text.id, channel) for text in TEXTS.values() for channel in ("email", "sms") if channel in text.channels],
)
def test_a_private_persons_screen_shows_nothing_about_money(text, channel):
    """Before what the law adds: that a message comes from a debt collector is the law's to say."""
    message = made(CONSUMER, text, channel)
    shown = message.body if channel == "sms" else message.subject
    assert not tells(Alternative(shown)), shown


@given(facts=any_account(), text=st.sampled_from(sorted(TEXTS)), channel=st.sampled_from(["email", "letter", "sms"]))
def test_no_message_has_a_hole_or_an_amount_of_its_own(facts, text, channel):
    template = TEXTS[text]
    if channel not in template.channels:
        return
    message = compose(template, FRAME, facts, TODAY, ALICE, channel)
    whole = message.text()
    assert "{" not in whole
    assert "[" not in message.body
    assert strange_amounts(message.body, message.known) == ()


def test_an_amount_that_is_not_on_the_account_is_named():
    known = made().known
    assert strange_amounts("It is $4,215.00, or $890, or 1925.00.", known) == ()
    assert strange_amounts("It is $900 and £890.10.", known) == ("$900", "£890.10")


@pytest.mark.parametrize(
    ("facts", "first"),
    [
        (account(open_items=account().open_items[2:]), "first_reminder"),
        (account(), "later_reminder"),
        (account(open_items=account().open_items[-1:]), "before_due"),
        (
            account(promises=(PromiseFact(1, "USD", 89_000, date(2026, 11, 17), date(2026, 11, 9), "broken"),)),
            "broken_promise",
        ),
        (
            account(promises=(PromiseFact(1, "USD", 421_500, date(2026, 11, 27), date(2026, 11, 9), "open"),)),
            "agreed",
        ),
        (account(open_items=()), "statement"),
    ],
)
def test_the_text_that_suits_the_account_comes_first(facts, first):
    found = texts_for(facts, TODAY, caller=ALICE)
    assert found[0].id == first
    assert "stop_confirmed" not in {text.id for text in found}


def test_the_first_thing_we_write_carries_the_words_of_a_first_contact_even_after_a_talk():
    first = composed(TEXTS["statement"], CONSUMER, NOW, caller=ALICE, channel="email")
    assert any("attempt to collect a debt" in words for words in first.after)
    wrote = replace(CONSUMER, messages=(MessageFact(None, NOW, "email", "Alice"),))
    assert (occasion_in_writing(CONSUMER), occasion_in_writing(wrote)) == ("first_contact", "later_contact")
    later = composed(TEXTS["statement"], wrote, NOW, caller=ALICE, channel="email")
    assert "This is from a debt collector." in later.after


def template(when=(), **changes) -> MessageTemplate:
    def slot(text: str, *wants: str) -> Slot:
        return Slot((Alternative(text, wants),))

    given = {name: slot(*value) for name, value in changes.items()}
    subject, body = given.get("subject", slot("A note")), given.get("body", slot("Hello."))
    sms = (given["sms"],) if "sms" in given else ()
    return MessageTemplate("x", "X", "Y", "first", when, subject, (body,), sms)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"subject": ("Your invoice {oldest_number}",)}, "{oldest_number} tells whoever sees the screen"),
        ({"sms": ("You owe us.",)}, '"owe" tells whoever sees the screen'),
        ({"body": ("You owe $900.",)}, "is a figure that no ledger stands behind"),
        ({"body": ("Hello {nobody}.",)}, "{nobody} is not a placeholder"),
        ({"when": ("sunny",)}, '"sunny" is not a condition'),
    ],
)
def test_a_text_that_would_be_unsafe_says_why(change, problem):
    found = list(message_problems(template(**change)))
    assert len(found) == 1
    assert problem in found[0]


def test_a_telling_subject_is_fine_where_it_says_for_whom():
    assert not list(message_problems(template(subject=("Your invoice {oldest_number}", "not consumer"))))


BASIS = Basis(payment=4, dispute=2, promise=7, requests=1, owed=(("USD", 89_000),))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({}, ""),
        ({"payment": 5}, "A payment came in after this was written."),
        ({"dispute": 3}, "A dispute was raised after this was written."),
        ({"promise": 8}, "A payment was agreed after this was written."),
        ({"requests": 2}, "They asked for something after this was written."),
        ({"owed": (("USD", 1),)}, "What is open has changed since this was written."),
    ],
)
def test_a_text_that_is_not_true_any_more_says_why(change, why):
    assert changed_since(BASIS, replace(BASIS, **change)) == why


def test_a_failed_try_is_repeated_ever_later_and_then_no_more():
    waits = [retry_after(tries) for tries in range(1, 6)]
    assert waits[-1] is None
    assert waits[:-1] == sorted(set(waits[:-1]))
    assert waits[0] == timedelta(minutes=5)


def test_greetings_of_a_frame_fall_back_to_nobody_in_particular():
    frame = Frame(Slot((Alternative("Dear {contact},"), Alternative("Hello,"))), (), {})
    message = compose(TEXTS["statement"], frame, account(contacts=()), TODAY, ALICE, "letter")
    assert message.greeting == "Hello,"
