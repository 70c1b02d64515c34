"""How long things are kept: the longest period of the rules that bind."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duecourse.domain.contact_policy.duties import RECORDINGS, RECORDS
from duecourse.domain.retention import Whose, keeping_of, months_after, months_before, shortest_months
from duecourse.playbooks.policies import load_packs

PACKS = load_packs()
TODAY = date(2026, 11, 18)
DAYS = st.dates(date(1999, 1, 1), date(2060, 12, 31))


def kept(place, party, debt, kind, keeps, start=date(2023, 5, 31), packs=PACKS):
    keeping = keeping_of(packs, Whose(place, party, debt, kind), keeps, start, TODAY)
    return (keeping.rule.id, keeping.until.isoformat())


@pytest.mark.parametrize(
    ("whose", "keeps", "expected"),
    [
        (("US-OH", "third_party", "consumer", "consumer"), RECORDS, ("US-KEEP-1", "2026-05-31")),
        (("US-OH", "third_party", "consumer", "consumer"), RECORDINGS, ("US-KEEP-2", "2026-05-31")),
        (("US-OH", "first_party", "consumer", "consumer"), RECORDS, ("HOUSE-KEEP-1", "2026-05-31")),
        (("US-OH", "first_party", "consumer", "consumer"), RECORDINGS, ("HOUSE-KEEP-2", "2024-05-31")),
        (("US-NY-NYC", "first_party", "consumer", "consumer"), RECORDS, ("NYC-KEEP", "2026-05-31")),
        (("US-OH", "first_party", "commercial", "payer"), RECORDS, ("US-HIPAA-1", "2029-05-31")),
        (("GB-ENG", "third_party", "consumer", "consumer"), RECORDINGS, ("HOUSE-KEEP-2", "2024-05-31")),
        (("ZZ", "first_party", "commercial", "business"), RECORDS, ("HOUSE-KEEP-1", "2026-05-31")),
    ],
)
def test_the_longest_period_that_binds_wins_and_is_named(whose, keeps, expected) -> None:
    assert kept(*whose, keeps) == expected


def test_a_creditor_under_another_name_keeps_what_an_agency_has_to_keep() -> None:
    whose = Whose("US-OH", "first_party", "consumer", "consumer", other_name=True)
    keeping = keeping_of(PACKS, whose, RECORDINGS, date(2023, 5, 31), TODAY)
    assert keeping.rule.id == "US-KEEP-2" and keeping.until == date(2026, 5, 31)


def test_kept_until_is_the_last_day() -> None:
    keeping = keeping_of(
        PACKS, Whose("ZZ", "first_party", "commercial", "business"), RECORDS, date(2023, 11, 18), TODAY
    )
    assert keeping.until == TODAY
    assert not keeping.is_over(TODAY)
    assert keeping.is_over(TODAY + timedelta(days=1))


def test_without_a_rule_nothing_goes() -> None:
    law = [pack for pack in PACKS if pack.layer != "house"]
    assert keeping_of(law, Whose("BR", "first_party", "consumer", "consumer"), RECORDS, TODAY, TODAY) is None
    assert shortest_months([], RECORDS) is None


@given(DAYS, st.integers(1, 120))
def test_a_period_ends_in_the_month_it_should_and_never_later_than_its_day(day, months) -> None:
    end = months_after(day, months)
    assert (end.year - day.year) * 12 + end.month - day.month == months
    assert end.day <= day.day


@given(DAYS, st.integers(1, 120))
def test_what_is_younger_than_the_shortest_period_is_never_over(day, months) -> None:
    cutoff = months_before(day, months)
    assert months_after(cutoff, months) <= day
    assert months_after(cutoff + timedelta(days=4), months) >= day


@given(st.lists(st.sampled_from(PACKS), unique=True), DAYS)
def test_one_more_pack_never_shortens_a_period(packs, day) -> None:
    whose = Whose("US-NY-NYC", "third_party", "consumer", "consumer")
    some = keeping_of(packs, whose, RECORDS, day, TODAY)
    every = keeping_of(PACKS, whose, RECORDS, day, TODAY)
    assert some is None or some.until <= every.until
