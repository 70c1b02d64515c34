"""What a reason or a warning says is true, and says the same as the verdict above it."""

from __future__ import annotations

import json
from typing import Any

import pytest

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


@pytest.mark.parametrize(("debt_type", "rule"), [("consumer", "HOUSE-HOURS-2"), ("commercial", "HOUSE-HOURS-1")])
def test_the_house_rule_about_hours_speaks_of_the_text_message_that_it_stops(debt_type, rule):
    answer = asked("2026-04-07T21:30:00-04:00", place="US-OH", zones=["America/New_York"], house=True, channel="sms",
                   debt_type=debt_type)  # fmt: skip
    assert text_of(answer, rule).startswith("We call and text ")
