"""The list of reviews: whose, and narrowed by mark, outcome, person and period, with counts."""

from __future__ import annotations

import pytest
from django.urls import reverse

from quality.talks import HARBOUR, as_json, make_reviewed_call

pytestmark = pytest.mark.django_db
KIND = as_json([line for line in HARBOUR if "forgotten" not in line[1]])


@pytest.fixture
def calls(people, account):
    """Alice: one with an assumption today, a kind one 40 days ago. Bob: a kind one last week, another outcome."""
    return (
        make_reviewed_call(account, people.alice),
        make_reviewed_call(account, people.alice, KIND, days_ago=40),
        make_reviewed_call(account, people.bob, KIND.replace("Alice", "Bob"), days_ago=5, outcome="dispute"),
    )


def shown(client, calls, **query):
    text = client.get(reverse("quality:list"), query).content.decode()
    return [n for n, call in enumerate(calls) if f"/calls/{call.pk}/review/" in text], text


def test_a_caller_sees_their_own_a_lead_the_teams(as_, people, calls):
    assert shown(as_(people.alice), calls)[0] == [0, 1]
    assert shown(as_(people.bob), calls)[0] == [0, 1, 2]
    assert shown(as_(people.bob), calls, whose="mine")[0] == [2]
    assert shown(as_(people.charlie), calls)[0] == []
    assert shown(as_(people.dana), calls)[0] == [0, 1, 2]


def test_the_list_is_narrowed_and_each_choice_says_how_many(as_, people, calls):
    found, text = shown(as_(people.bob), calls, label="assumption")
    assert found == [0]
    assert "Assumption (1)" in text and "Promise (1)" in text and "Bob (0)" in text
    assert shown(as_(people.bob), calls, outcome="dispute")[0] == [2]
    assert shown(as_(people.bob), calls, person=people.alice.pk)[0] == [0, 1]
    found, text = shown(as_(people.bob), calls, days="30")
    assert found == [0, 2] and "The last 7 days (2)" in text and "The last 90 days (3)" in text


def test_a_filter_that_nobody_offered_counts_as_none(as_, people, calls):
    assert shown(as_(people.bob), calls, label="x'", outcome="?", person="999", days="0", page="-3")[0] == [0, 1, 2]


def test_nothing_found_says_how_to_go_on(as_, people, calls):
    assert "No call fits these filters" in shown(as_(people.bob), calls, label="jargon")[1]


def test_the_outcome_is_that_of_the_record_as_it_stands(as_, people, calls):
    from duecourse.calls.actions import amend_record
    from make import NOW

    amend_record(actor=people.bob, now=NOW, call=calls[0], because="Wrong key", changes={"outcome": "callback"})
    assert shown(as_(people.bob), calls, outcome="callback")[0] == [0]
    assert shown(as_(people.bob), calls, outcome="promise")[0] == [1]
