"""What everybody reads: the rules on file, and what changed in them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from duecourse.playbooks.policies import shelf

pytestmark = pytest.mark.django_db
RULES, PACK, CHANGES = (f"rulebook:{name}" for name in ("rules", "pack", "changes"))


def page(client, name, **query) -> str:
    answer = client.get(reverse(name), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_caller_finds_every_rule_that_is_asked_about_somebody_in_new_york_city(people, browser):
    text = page(browser(people.alice), RULES, place="us-ny-nyc")
    for title in ("United States, federal", "New York State", "New York City", "House rules"):
        assert title in text
    assert "At most 3 contacts and attempts per account in 7 days, by any channel" in text
    assert "Creditors are bound as well as agencies" in text  # what it means for a caller
    assert "from a summary" in text and "to be verified" in text and "6 RCNY 5-77 as amended" in text
    assert "NYC-0" not in text and "940 CMR" not in text


def test_a_day_before_a_rule_began_shows_the_one_that_it_replaced(people, browser):
    client = browser(people.alice)
    text = page(client, RULES, place="US-NY-NYC", on="2026-08-31")
    assert "An agency communicates at most twice in 7 days" in text and "NYC-1" not in text
    assert "NYC-0" in page(client, RULES, place="US-NY-NYC", show="over")
    assert "IN-2" in page(client, RULES, place="IN", show="coming")


def test_rules_that_bind_no_such_debt_are_left_out(people, browser):
    client = browser(people.alice)
    assert "US-FREQ-1" not in page(client, RULES, place="US-OH", debt="commercial")
    assert "US-FREQ-1" in page(client, RULES, place="US-OH", debt="consumer")


def test_a_place_without_law_says_so_and_a_place_that_is_none_too(people, browser):
    client = browser(people.alice)
    assert "No law of BR is on file" in page(client, RULES, place="BR")
    assert "is no place" in page(client, RULES, place="Boston!")


def test_a_pack_shows_each_rule_with_words_numbers_source_and_examples(people, browser):
    text = page(browser(people.alice), PACK, id="us-ma")
    assert "At most 2 calls and texts at home or on a mobile about one debt in 7 days" in text
    assert "Limit</dt><dd>2" in text and "940 CMR 7.04" in text and "call no answer x2" in text
    assert browser(people.alice).get(reverse(PACK), {"id": "nowhere"}).status_code == 404


def test_every_rule_of_every_pack_can_be_shown(people, browser):
    client = browser(people.dana)
    for pack in shelf().packs:
        text = page(client, PACK, id=pack.id)
        assert all(entry.id in text for entry in (*pack.rules, *pack.duties))


def test_what_changed_is_told_with_its_source_and_what_is_coming_first(people, browser):
    text = page(browser(people.alice), CHANGES, since="2025-01-01")
    assert text.index("One request to stop is to cover every automated call") < text.index("Since 1 Jan 2025")
    assert "no date" in text  # a draft of a law
    assert "E-mail has no hours any more" in text and "Fla. Stat. 559.72(17) as amended" in text
    assert "House rules: 22 rules" in text  # a new pack is one piece of news
    assert "Regulation F" in text and "DC-1" not in text
    assert "DC-1" in page(browser(people.alice), CHANGES, since="2022-12-01")


def test_only_who_may_change_rules_is_offered_to(people, browser):
    for person, may in ((people.alice, False), (people.bob, True), (people.dana, False), (people.erin, True)):
        assert ("Copy to a draft" in page(browser(person), PACK, id="house")) is may
