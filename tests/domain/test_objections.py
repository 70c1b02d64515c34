"""Objection cards: what they say, what it may mean, what to say, what to write down."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from duecourse.domain.facts import BUSINESS, CONSUMER, PAYER, PaymentFact
from duecourse.domain.objections import search
from duecourse.domain.plain_language import check, passes
from duecourse.domain.script.template import tells
from duecourse.domain.spoken import Alternative
from duecourse.playbooks.objections import cards_for, load_cards
from duecourse.playbooks.plain_language import load_terms
from some_facts import ALICE, TODAY, account, any_account, any_caller

TERMS = load_terms()
CARDS = load_cards()


def said(card_id: str, facts=None) -> str:
    cards = {c.card.id: c for c in cards_for(facts or account(), TODAY, caller=ALICE)}
    return "\n".join(s.text for s in cards[card_id].say)


def test_there_are_cards_for_what_every_kind_of_client_says() -> None:
    assert len(CARDS) >= 16
    for kind, at_least in ((BUSINESS, 16), (CONSUMER, 14), (PAYER, 10)):
        assert len(cards_for(account(kind=kind), TODAY)) >= at_least, kind


def test_an_insurers_answers_are_for_insurers_only() -> None:
    business = {c.card.id for c in cards_for(account(), TODAY)}
    payer = {c.card.id for c in cards_for(account(kind=PAYER), TODAY)}
    assert {"payer_not_on_file", "payer_in_process", "payer_denied"} <= payer - business


@pytest.mark.parametrize("card", CARDS.values(), ids=lambda card: card.id)
def test_every_card_is_in_plain_words(card) -> None:
    kind = PAYER if card.kinds == (PAYER,) else BUSINESS
    for text in (*card.may_mean, *card.write_down, card.next_step):
        assert passes(check(text, TERMS, kind=kind)), text


@pytest.mark.parametrize("card", CARDS.values(), ids=lambda card: card.id)
def test_every_card_asks_what_it_means_and_never_states_it(card) -> None:
    assert all(question.endswith("?") for question in card.may_mean)


def test_a_card_is_filled_from_the_ledger() -> None:
    facts = account(payments=(PaymentFact(TODAY, "USD", 89_000),))
    assert "I see $890.00 from you on Wednesday 18 November." in said("paid_already", facts)
    assert "I do not see it yet" in said("paid_already")


def test_a_request_to_stop_is_met_with_a_yes() -> None:
    text = said("stop_calling")
    assert "I will note it now" in text
    assert CARDS["stop_calling.toml"].outcome == "stop_contact"
    assert not any(word in text.casefold() for word in ("pay", "money", "invoice"))


def test_a_search_finds_the_card_by_what_they_said() -> None:
    cards = cards_for(account(), TODAY)
    for words, card_id in (
        ("check is in the mail", "cheque_in_the_post"),
        ("my boss has to sign", "need_approval"),
        ("on vacation", "person_away"),
        ("stop calling", "stop_calling"),
    ):
        assert card_id in [c.card.id for c in search(cards, words)[:2]], words
    assert search(cards, "") == cards
    assert search(cards, "xylophone") == ()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_account(), any_caller)
def test_every_filled_card_is_plain_and_has_something_to_say(facts, caller) -> None:
    for filled in cards_for(facts, TODAY, caller=caller):
        assert filled.say
        for line in filled.say:
            assert passes(check(line.text, TERMS, kind=facts.kind)), line.text
            assert not any(c in line.text for c in "{}")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_account(), any_caller)
def test_cards_that_strangers_may_hear_tell_nothing(facts, caller) -> None:
    for filled in cards_for(facts, TODAY, caller=caller):
        if filled.card.early:
            for line in filled.say:
                text = line.text
                for figure in line.figures:
                    text = text.replace(figure.text, "")
                assert not tells(Alternative(text)), line.text


def test_a_card_for_another_kind_is_not_shown() -> None:
    assert "payment_run" not in {c.card.id for c in cards_for(replace(account(), kind=CONSUMER), TODAY)}
