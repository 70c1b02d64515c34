"""Where somebody lives, as files write it, and the part of the country whose rules hold there."""

from __future__ import annotations

import pytest

from duecourse.playbooks.places import region_of


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
