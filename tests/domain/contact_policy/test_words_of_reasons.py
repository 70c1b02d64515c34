"""What a reason or a warning says is true, and says the same as the verdict above it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from duecourse.domain.contact_policy.places import jurisdiction_of
from duecourse.playbooks.may_contact import may_contact_json


def asked(at: str, *, place: str, zones: list[str], house: bool = False, **given: Any) -> dict[str, Any]:
    """The answer for a consumer of an agency who is called, unless something else is given."""
    debtor = {"tz_candidates": zones, **given.pop("debtor", {})}
    query = {"t": at, "channel": given.pop("channel", "phone"), "debt_id": "D", "consumer_id": "P"}
    case = {"jurisdiction": place, "debt_type": "consumer", "party": "third_party", "events": [], **given}
    answers = may_contact_json(json.dumps(case | {"debtor": debtor, "query": query}), house=house)
    assert not answers.errors
    found: dict[str, Any] = json.loads(answers.lines[0])
    return found


def text_of(answer: dict[str, Any], rule: str) -> str:
    found: str = next(one["text"] for one in (*answer["reasons"], *answer["warnings"]) if one["rule"] == rule)
    return found


@pytest.mark.parametrize(
    ("at", "place", "zone", "rule", "ending"),
    [
        ("2026-04-12T11:00:00-04:00", "US-OH", "America/New_York", "US-FREQ-6C",
         "it is 11:00 on Sunday where they are (America/New_York)"),
        ("2026-11-26T11:00:00-05:00", "US-OH", "America/New_York", "US-FREQ-6C",
         "it is 11:00 on Thursday (a holiday) where they are (America/New_York)"),
        ("2026-04-07T03:00:00+01:00", "GB-ENG", "Europe/London", "UK-1E",
         "(Europe/London); its hours that day are from 08:00 to 21:00"),
        ("2026-04-07T20:00:00+05:30", "IN", "Asia/Kolkata", "IN-1C",
         "(Asia/Kolkata); its hours that day are from 08:00 to 19:00"),
    ],
)  # fmt: skip
def test_a_rule_that_only_warns_does_not_say_that_contact_is_not_allowed(at, place, zone, rule, ending):
    answer = asked(at, place=place, zones=[zone])
    assert answer["verdict"] in ("allowed", "presumed_compliant")
    assert text_of(answer, rule).endswith(ending)
    assert not any("contact is" in warning["text"] for warning in answer["warnings"])


def test_hours_of_one_who_may_be_in_several_places_say_that_each_of_them_counts():
    answer = asked("2026-04-07T08:30:00-05:00", place="US-NE", zones=["America/Chicago", "America/Denver"])
    assert text_of(answer, "US-TIME-1").endswith(
        "it is 07:30 on Tuesday in one of the places where they may be (America/Denver); "
        "contact is allowed from 08:00 to 21:00 that day, in every one of them"
    )
    alone = asked("2026-04-07T07:30:00-06:00", place="US-NE", zones=["America/Denver"])
    assert text_of(alone, "US-TIME-1").endswith(
        "it is 07:30 on Tuesday where they are (America/Denver); contact is allowed from 08:00 to 21:00 that day"
    )


def test_where_the_area_code_may_be_presumed_the_yes_names_its_clock():
    """FL-1 shuts at 21:00, and "nothing stands against it at 21:30 their time" was said of 20:30 in Chicago."""
    at, zones = "2026-04-07T21:30:00-04:00", ["America/New_York", "America/Chicago"]
    debtor = {"area_code_tz": "America/Chicago"}
    answer = asked(at, place="US-FL", zones=zones, debtor=debtor, party="first_party")
    assert answer["verdict"] == "allowed"
    assert text_of(answer, "FL-1") == (
        "it is 20:30 on the clock of their area code (America/Chicago), which may be presumed"
    )
    assert asked(at, place="US-FL", zones=zones, debtor=debtor)["verdict"] == "blocked"  # an agency keeps to both


def test_a_yes_to_one_who_may_be_on_several_clocks_names_them():
    zones = ["America/Chicago", "America/Denver"]
    answer = asked("2026-04-07T12:00:00-05:00", place="US-NE", zones=zones, party="first_party")
    assert answer["reasons"][0]["text"].endswith("at 12:00 (America/Chicago) or 11:00 (America/Denver)")


def test_a_limit_whose_rule_ends_before_its_own_date_says_so():
    def after(*days: int) -> str:
        calls = [
            {"t": f"2026-08-{day}T10:00:00-04:00", "kind": "call", "direction": "out", "outcome": "no_answer",
             "debt_id": "D", "consumer_id": "P"}
            for day in days
        ]  # fmt: skip
        at = f"2026-08-{days[-1] + 2}T10:00:00-04:00"
        return text_of(asked(at, place="US-NY-NYC", zones=["America/New_York"], events=calls), "NYC-0")

    assert after(18, 19).endswith("the next is free from 25 August 2026")
    assert after(28, 29).endswith("the next is free from 04 September 2026; but this rule ends on 31 August 2026")


def test_a_country_that_nobody_knows_is_said_to_be_not_known():
    answer = asked("2026-04-07T12:00:00-05:00", place="ZZ", zones=["America/Chicago"])
    assert (answer["verdict"], answer["reasons"][0]["text"]) == ("blocked", "in which country they are is not known")


@pytest.mark.parametrize("code", ["PR", "GU", "VI", "AS", "MP"])
def test_a_territory_with_a_country_code_of_its_own_has_the_law_of_its_country(code):
    alone, whole = (
        asked("2026-04-07T12:00:00-04:00", place=place, zones=["America/Puerto_Rico"]) for place in (code, f"US-{code}")
    )
    assert alone == whole and alone["verdict"] == "presumed_compliant"
    assert jurisdiction_of(code, "") == jurisdiction_of("US", code) == f"US-{code}"


@pytest.mark.parametrize(("debt_type", "rule"), [("consumer", "HOUSE-HOURS-2"), ("commercial", "HOUSE-HOURS-1")])
def test_the_house_rule_about_hours_speaks_of_the_text_message_that_it_stops(debt_type, rule):
    answer = asked("2026-04-07T21:30:00-04:00", place="US-OH", zones=["America/New_York"], house=True, channel="sms",
                   debt_type=debt_type)  # fmt: skip
    assert text_of(answer, rule).startswith("We call and text ")
