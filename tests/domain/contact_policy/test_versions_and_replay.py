"""Packs whose versions follow each other, and contacts of the past asked about again."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.contact_policy.test_decision_properties import PACKS, QUICK, cases
from duecourse.domain.contact_policy import Case, Debtor, Event, Query, case_json, decide, parse_case
from duecourse.domain.contact_policy.changes import changes_of
from duecourse.domain.contact_policy.comparing import compare, differences
from duecourse.domain.contact_policy.describe import facts_of, meaning
from duecourse.domain.contact_policy.pack import as_versions
from duecourse.domain.contact_policy.replay import (
    ALLOWED,
    NOT_NEEDED,
    SAME,
    STOPPED,
    Past,
    Tally,
    as_if_all_had_come,
    as_if_in_force,
    instead,
    replay,
)
from duecourse.playbooks.policies import load_shelf, read_pack, versions_of

SHELF = load_shelf()
HOUSE = SHELF.shipped("house")
ZONE = ZoneInfo("America/New_York")
STARTS = date(2026, 12, 1)


def version(text: str, starts: date = STARTS) -> str:
    return f'{text}\n[activation]\nfrom = {starts}\nproposed_by = "Carla"\napproved_by = "Erin"\nwhy = "Fewer calls"\n'


def house_from(starts: date = STARTS, *, old: str = "limit = 3", new: str = "limit = 2"):
    return read_pack(version(HOUSE.text.replace(old, new), starts), "house")


def with_two_houses(starts: date = STARTS):
    return versions_of([*PACKS, house_from(starts)])


def a_case(at: datetime, calls: int = 0) -> Case:
    """A shop in Ohio that was called so many times in the days before."""
    events = tuple(
        Event(at - timedelta(days=n + 1), "call", "phone", "out", "no_answer", ("D1",), "P1", account="D1")
        for n in reversed(range(calls))
    )
    query = Query(at, "phone", ("D1",), "P1", account="D1", includes_opt_out=True)
    return Case("US-OH", "commercial", "first_party", Debtor(zones=(str(ZONE),)), events, query)


def at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZONE).astimezone(UTC)


def test_a_version_of_a_pack_binds_from_its_day_and_the_one_before_it_until_then():
    packs = with_two_houses()
    before, after = at(date(2026, 11, 30)), at(date(2026, 12, 1))
    assert decide(a_case(before, 2), packs).is_open
    refused = decide(a_case(after, 2), packs)
    assert not refused.is_open and refused.reasons[0].rule == "HOUSE-FREQ-2"
    assert "house@2026-12-01" in refused.packs and "house@2026-11-21" not in refused.packs


def test_when_it_opens_again_is_told_by_the_version_that_will_be_in_force_then():
    packs = with_two_houses()
    friday = at(date(2026, 11, 27), 19)  # closed; opens on Monday, and on Tuesday the new version begins
    assert decide(a_case(friday), packs).earliest_allowed == at(date(2026, 11, 30), 8)
    later = versions_of([*PACKS, house_from(date(2026, 11, 30), old="08:00-18:00", new="10:00-18:00")])
    assert decide(a_case(friday), later).earliest_allowed == at(date(2026, 11, 30), 10)


def test_two_versions_cannot_begin_on_the_same_day():
    with pytest.raises(ValueError, match="used twice"):
        as_versions([house_from(), house_from()])


@QUICK
@given(cases(), st.integers(-30, 30))
def test_a_recorded_decision_is_the_same_again_with_the_packs_of_its_time(case, days):
    """What is kept of it: the case as JSON, and the digests of the packs. A version that somebody adds later changes
    nothing."""
    texts = {one.digest: one.text for one in SHELF.texts}
    extra = version(HOUSE.text.replace("limit = 3", "limit = 1"), case.query.at.date() + timedelta(days=days))
    texts[read_again(extra).digest] = extra
    on_file = versions_of(read_again(text) for text in texts.values())
    taken = decide(case, on_file)
    kept, digests = case_json(case), taken.digests
    again = decide(parse_case(kept), versions_of(read_again(texts[one]) for one in digests))
    assert again == taken


@cache
def read_again(text: str):
    """A pack out of the text that was kept, once for all cases."""
    return read_pack(text, "pack", check=False)


def test_a_stricter_pack_stops_what_was_made_and_a_milder_one_allows_what_was_refused():
    now = at(date(2026, 11, 18))
    milder = instead(PACKS, read_pack(HOUSE.text.replace("limit = 3", "limit = 4"), "house"))
    stricter = instead(PACKS, read_pack(HOUSE.text.replace("limit = 3", "limit = 2"), "house"))
    made = Past(a_case(now, 2), was_open=True, made=True)
    refused = Past(a_case(now, 3), was_open=False, made=False, reasons=decide(a_case(now, 3), PACKS).reasons)
    overridden = replace(refused, made=True)
    outcomes = [replay(past, packs) for past, packs in ((made, stricter), (refused, milder), (overridden, milder))]
    assert [found.outcome for found in outcomes] == [STOPPED, ALLOWED, NOT_NEEDED]
    assert all(found.reasons[0].rule == "HOUSE-FREQ-2" for found in outcomes)
    assert {replay(past, PACKS).outcome for past in (made, refused, overridden)} == {SAME}


def test_a_tally_counts_each_contact_once_with_what_it_is_part_of():
    now, tally = at(date(2026, 11, 18)), Tally()
    stricter = instead(PACKS, read_pack(HOUSE.text.replace("limit = 3", "limit = 2"), "house"))
    for calls in (0, 1, 2, 3):
        open_then = decide(a_case(now, calls), PACKS).is_open
        past = Past(a_case(now, calls), was_open=open_then, made=open_then)
        tally.add(past, replay(past, stricter))
    assert (tally.asked, tally.made, tally.refused, tally.stopped, tally.allowed) == (4, 3, 1, 1, 0)
    assert tally.rules == {(STOPPED, "HOUSE-FREQ-2"): 1}


def test_rules_of_today_are_asked_as_if_they_had_always_been_in_force():
    """New York City bound creditors only from September on; a call of August is asked by today's rule."""
    august = at(date(2026, 8, 12))
    case = replace(a_case(august, 3), jurisdiction="US-NY-NYC", debt_type="consumer")
    law = tuple(pack for pack in PACKS if pack.layer != "house")
    assert decide(case, law).is_open
    assert decide(case, as_if_in_force(law, date(2026, 11, 18))).reasons[0].rule == "NYC-1"
    assert decide(case, as_if_in_force(law, date(2026, 8, 12))).is_open


def test_pending_rules_can_be_asked_as_if_they_had_come():
    query = Query(at(date(2026, 10, 7), 20), "sms", ("D1",), "P1", includes_opt_out=True)
    debtor = Debtor(zones=(str(ZONE),), creditor_kind="rbi_regulated_entity")
    case = Case("IN", "consumer", "first_party", debtor, (), query)
    law = tuple(pack for pack in PACKS if pack.layer != "house")
    assert decide(case, law).is_open
    assert [reason.rule for reason in decide(case, as_if_all_had_come(law)).reasons] == ["IN-2"]


# What changed.


def test_news_are_read_off_the_dates_of_the_rules():
    news = changes_of(PACKS, since=date(2022, 12, 1), today=date(2026, 11, 18))
    told = {(change.pack.id, change.rules, change.what, change.on) for change in news}
    assert ("us-dc", ("DC-1",), "changed", date(2023, 1, 1)) in told
    assert ("us-ny-nyc", ("NYC-1",), "changed", date(2026, 9, 1)) in told  # it replaces NYC-0
    assert ("in", ("IN-2",), "announced", date(2026, 7, 1)) in told
    assert not any(change.on < date(2022, 12, 1) for change in news if change.is_certain)
    limit = next(c for c in news if c.rules == ("DC-1",)).differences
    assert ("Limit", "3", "4") in {(one.label, one.before, one.after) for one in limit}


def test_what_is_ahead_stands_first_and_a_draft_of_a_law_is_always_told():
    today = date(2026, 11, 18)
    news = changes_of(with_two_houses(), since=today, today=today)
    assert all(change.is_ahead(today) for change in news)
    ours = next(change for change in news if change.is_ours)
    assert (ours.on, ours.what, ours.rules) == (STARTS, "changed", ("HOUSE-FREQ-2",))
    assert ours.pack.activation.proposed_by == "Carla" and ours.pack.activation.approved_by == "Erin"


def test_a_version_that_says_the_same_is_no_news():
    today = date(2026, 11, 18)
    same = versions_of([*PACKS, read_pack(version(HOUSE.text), "house")])
    assert changes_of(same, since=today, today=today) == changes_of(PACKS, since=today, today=today)


def test_a_rule_that_a_new_version_leaves_out_has_ended():
    start = HOUSE.text.index('[[rules]]\nid = "HOUSE-FREQ-3"')
    end = HOUSE.text.index('[[rules]]\nid = "HOUSE-TIME"')
    packs = versions_of([*PACKS, read_pack(version(HOUSE.text[:start] + HOUSE.text[end:]), "house")])
    ended = [c for c in changes_of(packs, since=STARTS, today=date(2026, 11, 18)) if c.what == "ended"]
    assert [(c.rules, c.on) for c in ended] == [(("HOUSE-FREQ-3",), STARTS)]


def test_every_rule_has_its_meaning_in_words_and_all_that_it_says_as_facts():
    for pack in PACKS:
        for rule in pack.rules:
            assert meaning(rule).endswith(".") and "_" not in meaning(rule), rule.id
            assert len({fact.label for fact in facts_of(rule)}) >= 8


def _other(value: object) -> object:
    """Something else of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if value is None:
        return 3
    if isinstance(value, str):
        return "work" if value != "work" else "any"
    return frozenset(("conversation",)) if isinstance(value, frozenset) and value else ("x",)


def test_no_part_of_a_rule_can_change_without_a_difference_that_people_see():
    seen = set()
    for rule in (rule for pack in PACKS for rule in pack.rules):
        for field in fields(rule.law):
            if field.name in ("marks", "period", "week", "holiday", "calls"):
                continue
            altered = replace(rule, law=replace(rule.law, **{field.name: _other(getattr(rule.law, field.name))}))
            assert differences(rule, altered), f"{rule.id}: {field.name}"
            seen.add((type(rule.law).__name__, field.name))
    assert len(seen) > 45


def test_two_packs_side_by_side_tell_what_came_went_and_changed():
    other = read_pack(HOUSE.text.replace("limit = 3", "limit = 2").replace('"HOUSE-HOLD"', '"OWN-HOLD"'), "house")
    found = compare(HOUSE.pack, other)
    assert {(one.what, one.id) for one in found.rules} == {
        ("changed", "HOUSE-FREQ-2"), ("changed", "HOUSE-FREQ-3"), ("added", "OWN-HOLD"), ("removed", "HOUSE-HOLD"),
    }  # fmt: skip
    assert found.same == len([*HOUSE.pack.rules, *HOUSE.pack.duties]) - 3 and found.head == ()
    assert compare(HOUSE.pack, HOUSE.pack).is_empty
