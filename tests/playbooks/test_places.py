"""Where somebody lives, as files write it, and the part of the country whose rules hold there."""

from __future__ import annotations

import pytest

from duecourse.playbooks.places import has_clock_of, region_of, zones_of_place
from duecourse.playbooks.policies import all_packs


@pytest.mark.parametrize(
    ("country", "written", "code"),
    [
        ("US", "OH", "OH"), ("US", "oh", "OH"), ("US", " Ohio ", "OH"), ("US", "US-OH", "OH"), ("US", "Texas", "TX"),
        ("US", "Massachusetts", "MA"), ("US", "district of columbia", "DC"), ("CA", "Ontario", "ON"),
        ("AU", "New South Wales", "NSW"), ("GB", "England", "ENG"), ("IN", "Maharashtra", "MH"),
        ("US", "NY-NYC", "NY-NYC"), ("US", "", ""), ("", "", ""), ("JP", "13", "13"),
    ],
)  # fmt: skip
def test_a_part_of_a_country_is_the_same_however_it_is_written(country, written, code):
    assert region_of(country, written) == code


def test_what_is_no_part_stays_when_it_looks_like_one_so_that_the_gate_can_say_so():
    assert region_of("US", "ZZ") == "ZZ"
    assert region_of("US", "Somewhere else") == ""


@pytest.mark.parametrize(
    ("region", "city", "postal_code"),
    [
        ("NY", "New York", ""), ("NY", "brooklyn ", ""), ("New York", "Bronx", "10451"), ("NY", "", "11201-1234"),
        ("NY", "Astoria", "11102"), ("", "New York", "10001"), ("NY-NYC", "", ""),
    ],
)  # fmt: skip
def test_an_address_in_new_york_city_is_in_the_city(region, city, postal_code):
    assert region_of("US", region, city, postal_code) == "NY-NYC"


@pytest.mark.parametrize(
    ("country", "region", "city", "postal_code"),
    [
        ("US", "NY", "Albany", "12207"), ("US", "NY", "New York Mills", ""), ("US", "OH", "Brooklyn", ""),
        ("US", "NY", "Jamaica", "12207"), ("US", "", "Brooklyn", ""), ("DE", "BE", "Berlin", "10115"),
        ("US", "NY", "", ""),
        ("US", "NY-NYC", "Brooklyn", "12207"),
    ],
)  # fmt: skip
def test_an_address_elsewhere_is_not(country, region, city, postal_code):
    assert not region_of(country, region, city, postal_code).endswith("NYC")


# 49 CFR part 71, time acts of provinces and states, the tz database: where one state lives by two clocks or more.
SPLIT = {
    "US": {
        "AK": 2, "AZ": 2, "FL": 2, "ID": 2, "IN": 2, "KS": 2, "KY": 2, "MI": 2, "NE": 2, "NV": 2, "ND": 2, "OR": 2,
        "SD": 2, "TN": 2, "TX": 2,
    },
    "CA": {"BC": 3, "NL": 2, "NU": 4, "ON": 3, "QC": 3, "SK": 2},
    "AU": {"NSW": 3, "WA": 2},
}  # fmt: skip


@pytest.mark.parametrize("country", sorted(SPLIT))
def test_a_state_that_lives_by_several_clocks_may_be_on_any_of_them(country):
    parts = {place.partition("-")[2] for pack in all_packs() for place in pack.regions if place.startswith(country)}
    clocks = {part: len(zones_of_place(country, part)) for part in parts - {"UM"}}  # nobody lives on those islands
    assert {part: count for part, count in clocks.items() if count > 1} == SPLIT[country]


@pytest.mark.parametrize(
    ("country", "region", "clock"),
    [
        ("US", "MI", "America/Menominee"), ("US", "KS", "America/Denver"), ("US", "AK", "America/Adak"),
        ("US", "OR", "America/Boise"), ("US", "NV", "America/Denver"), ("CA", "ON", "America/Winnipeg"),
        ("CA", "ON", "America/Atikokan"), ("CA", "QC", "America/Halifax"), ("CA", "QC", "America/Puerto_Rico"),
        ("CA", "SK", "America/Edmonton"), ("CA", "BC", "America/Creston"), ("CA", "NL", "America/Goose_Bay"),
        ("AU", "NSW", "Australia/Broken_Hill"), ("AU", "NSW", "Australia/Lord_Howe"), ("AU", "WA", "Australia/Eucla"),
    ],
)  # fmt: skip
def test_the_clock_of_a_corner_of_a_state_counts(country, region, clock):
    assert has_clock_of(clock, zones_of_place(country, region))
