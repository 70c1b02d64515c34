"""What must hold for every case, not only for those that somebody thought of."""

from __future__ import annotations

import gc
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duecourse.domain.contact_policy import Case, Debtor, Event, Query, Window, case_json, decide, parse_case
from duecourse.domain.contact_policy.decide import ALLOWED, BLOCKED, COMPLIANT, OPEN_VERDICTS, VIOLATION
from duecourse.playbooks.policies import load_packs

PACKS = load_packs()
LAW = tuple(pack for pack in PACKS if pack.layer != "house")
STRICTNESS = {ALLOWED: 0, COMPLIANT: 1, VIOLATION: 2, BLOCKED: 3}
PLACES = {
    "US-OH": ("America/New_York",),
    "US-MA": ("America/New_York",),
    "US-TN": ("America/Chicago", "America/New_York"),
    "US-WA": ("America/Los_Angeles",),
    "US-DC": ("America/New_York",),
    "US-NY-NYC": ("America/New_York",),
    "US-PA": ("America/New_York",),
    "CA-ON": ("America/Toronto",),
    "CA-QC": ("America/Toronto",),
    "CA-NL": ("America/St_Johns", "America/Goose_Bay"),
    "AU-NSW": ("Australia/Sydney",),
    "AU-SA": ("Australia/Adelaide",),
    "GB-ENG": ("Europe/London",),
    "IN": ("Asia/Kolkata",),
}
NOW = datetime(2026, 10, 14, 15, 0, tzinfo=UTC)
QUICK = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])

outcomes = st.sampled_from(["no_answer", "voicemail", "conversation", "busy", "no_answer_voicemail_available"])
moments = st.integers(0, 40 * 24 * 60).map(lambda minutes: NOW - timedelta(minutes=minutes))


@st.composite
def calls(draw: st.DrawFn) -> Event:
    return Event(
        at=draw(moments), kind="call", channel="phone", direction=draw(st.sampled_from(["out", "out", "in"])),
        outcome=draw(outcomes), debts=(draw(st.sampled_from(["D1", "D2"])),), person="P1",
        number=draw(st.sampled_from([None, "cell", "work"])),
    )  # fmt: skip


@st.composite
def messages(draw: st.DrawFn) -> Event:
    return Event(
        at=draw(moments), kind="message", channel=draw(st.sampled_from(["sms", "email", "letter"])),
        direction=draw(st.sampled_from(["out", "in"])), outcome="sent", debts=("D1",), person="P1",
    )  # fmt: skip


@st.composite
def wishes(draw: st.DrawFn) -> Event:
    kind = draw(
        st.sampled_from(
            ["inconvenient_time", "consent_time", "inconvenient_place", "opt_out", "consent_channel", "cease_notice",
             "dispute", "verification_sent", "attorney_representation", "attorney_consents_direct",
             "breathing_space_start", "consent_more_calls", "on_written_notice", "hold", "hold_lifted",
             "callback_agreed"]
        )
    )  # fmt: skip
    hours = draw(st.sampled_from([(9, 12), (17, 24), (22, 7), (0, 24)]))
    window = Window(hours[0] * 3600, hours[1] * 3600) if kind.endswith("_time") else None
    if window and draw(st.booleans()):
        away = (NOW + timedelta(days=draw(st.integers(0, 120)))).date()
        window = Window(window.start_s, last_on=away)
    place = "work" if kind == "inconvenient_place" else None
    if kind == "consent_time" and draw(st.booleans()):  # to a place, at any hour or at some
        place, window = "work", draw(st.sampled_from([window, None]))
    if kind == "callback_agreed":
        day = (NOW + timedelta(days=draw(st.integers(0, 5)))).date()
        window = Window(first_on=day, last_on=day)
    return Event(
        at=draw(moments), kind=kind, channel=draw(st.sampled_from(["phone", "email", "letter"])), direction="in",
        debts=("D1",), person="P1", window=window, place=place,
        medium=draw(st.sampled_from(["phone", "email", "sms"])) if kind in ("opt_out", "consent_channel") else None,
        written=draw(st.sampled_from([None, True, False])),
    )  # fmt: skip


@st.composite
def cases(draw: st.DrawFn) -> Case:
    place = draw(st.sampled_from(sorted(PLACES)))
    events = draw(st.lists(calls(), max_size=10)) + draw(st.lists(messages(), max_size=3))
    events += draw(st.lists(wishes(), max_size=3))
    at = NOW + timedelta(minutes=draw(st.integers(0, 14 * 24 * 60)))
    query = Query(
        at=at, channel=draw(st.sampled_from(["phone", "phone", "sms", "email", "letter"])), debts=("D1",), person="P1",
        number=draw(st.sampled_from([None, "cell", "work"])), includes_opt_out=True,
    )  # fmt: skip
    return Case(
        place, draw(st.sampled_from(["consumer", "commercial"])), draw(st.sampled_from(["first_party", "third_party"])),
        Debtor(zones=PLACES[place]), tuple(sorted(events, key=lambda event: event.at)), query,
    )  # fmt: skip


def asked_at(case: Case, at: datetime) -> Case:
    return replace(case, query=replace(case.query, at=at))


@settings(QUICK, max_examples=3)
@given(st.lists(cases(), min_size=20, max_size=20))
def test_a_decision_leaves_nothing_that_only_the_collector_of_memory_can_take_back(many: list[Case]) -> None:
    def decided() -> int:
        for case in many:
            decide(case, PACKS)
        return gc.collect()

    decided()  # calendars and packs are read by the first
    assert decided() == 0


@QUICK
@given(cases(), calls())
def test_one_more_call_never_loosens(case, call):
    """Also when it was a conversation, or went unanswered."""
    more = replace(case, events=tuple(sorted([*case.events, replace(call, direction="out")], key=lambda e: e.at)))
    before, after = decide(case, PACKS), decide(more, PACKS)
    assert STRICTNESS[after.verdict] >= STRICTNESS[before.verdict]


@QUICK
@given(cases())
def test_the_earliest_instant_is_open_and_the_second_before_is_not(case):
    decision = decide(case, PACKS)
    if decision.verdict in OPEN_VERDICTS:
        assert decision.earliest_allowed is None
        return
    earliest = decision.earliest_allowed
    if earliest is None:
        for days in (1, 9, 40, 200):  # nothing opens by waiting
            assert not decide(asked_at(case, case.query.at + timedelta(days=days, hours=1)), PACKS).is_open
        return
    assert earliest > case.query.at
    assert decide(asked_at(case, earliest), PACKS).is_open
    assert not decide(asked_at(case, max(earliest - timedelta(seconds=1), case.query.at)), PACKS).is_open


@QUICK
@given(cases(), st.randoms(use_true_random=False))
def test_nothing_between_now_and_the_earliest_instant_is_open(case, rng: random.Random):
    earliest = decide(case, PACKS).earliest_allowed
    if earliest is not None:
        between = case.query.at + (earliest - case.query.at) * rng.random() * 0.999
        assert not decide(asked_at(case, between), PACKS).is_open


@QUICK
@given(cases(), st.permutations(PACKS))
def test_the_order_of_the_packs_does_not_matter(case, shuffled):
    assert decide(case, tuple(shuffled)) == decide(case, PACKS)


@QUICK
@given(cases())
def test_one_more_pack_never_loosens(case):
    law, both = decide(case, LAW), decide(case, PACKS)
    # Where no law is on file at all the house rules may be enough for a business debt; every place here has one.
    assert STRICTNESS[both.verdict] >= STRICTNESS[law.verdict]


@QUICK
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_in_which_events_are_listed_does_not_matter(case, rng: random.Random):
    written = case_json(case)
    rng.shuffle(written["events"])
    shuffled, decision = decide(parse_case(written), PACKS), decide(case, PACKS)
    assert (shuffled.verdict, shuffled.earliest_allowed) == (decision.verdict, decision.earliest_allowed)


@QUICK
@given(cases())
def test_a_stored_case_gives_the_same_decision_again(case):
    assert decide(parse_case(case_json(case)), PACKS) == decide(case, PACKS)


@QUICK
@given(cases())
def test_every_decision_has_a_reason_and_its_zones(case):
    decision = decide(case, PACKS)
    assert decision.reasons and all(reason.text for reason in decision.reasons)
    assert decision.zones == PLACES[case.jurisdiction]


@QUICK
@given(st.lists(calls(), max_size=9), st.integers(0, 7 * 24 * 60), st.sampled_from([-26, 26, 52]))
def test_shifting_all_dates_over_a_change_of_clocks_keeps_the_local_time_answer(events, minutes, weeks):
    """Ohio by the law: no holidays bind there, so whole weeks change nothing but the offset."""
    zone = ZoneInfo("America/New_York")

    def moved(at: datetime) -> datetime:
        wall = at.astimezone(zone).replace(tzinfo=None) + timedelta(weeks=weeks)
        return wall.replace(tzinfo=zone).astimezone(UTC)

    def case(events: list[Event], at: datetime) -> Case:
        ordered = tuple(sorted(events, key=lambda event: event.at))
        query = Query(at, "phone", ("D1",), "P1")
        return Case("US-OH", "consumer", "third_party", Debtor(zones=(str(zone),)), ordered, query)

    at = NOW + timedelta(minutes=minutes)
    here = decide(case(events, at), LAW)
    there = decide(case([replace(event, at=moved(event.at)) for event in events], moved(at)), LAW)
    assert there.verdict == here.verdict
    if here.earliest_allowed is not None:
        assert there.earliest_allowed == moved(here.earliest_allowed)


def test_a_consent_won_on_a_holiday_of_their_own_place_is_judged_like_any_other():
    """The house closes on the holidays of the debtor's place, which differ from place to place."""
    zone = ZoneInfo("America/New_York")
    called = datetime(2026, 11, 26, 10, 0, tzinfo=zone).astimezone(UTC)  # Thanksgiving
    talk = Event(called, "call", "phone", "out", "conversation", ("D1",), "P1")
    agreed = Event(called + timedelta(minutes=5), "consent_time", "phone", "in", window=Window(18 * 3600, 20 * 3600))
    at = datetime(2026, 12, 8, 18, 30, tzinfo=zone)
    case = Case(
        "US-OH",
        "commercial",
        "first_party",
        Debtor(zones=(str(zone),)),
        (talk, agreed),
        Query(at, "phone", ("D1",), "P1"),
    )
    assert decide(case, PACKS).verdict == BLOCKED
    in_hours = replace(talk, at=called + timedelta(days=1)), replace(agreed, at=called + timedelta(days=1, minutes=5))
    assert decide(replace(case, events=in_hours), PACKS).verdict == ALLOWED


def test_a_consumer_in_an_unknown_part_of_a_country_comes_with_a_warning():
    query = Query(NOW, "phone", ("D1",), "P1")
    case = Case("US", "consumer", "first_party", Debtor(zones=("America/New_York",)), (), query)
    assert [warning.code for warning in decide(case, LAW).warnings] == ["region_unknown"]
    assert decide(replace(case, jurisdiction="US-OH"), LAW).warnings == ()
    assert decide(replace(case, jurisdiction="US-ZZ"), LAW).verdict == BLOCKED


def test_the_opening_minute_is_named_without_the_fraction_of_a_second_in_which_it_was_asked():
    query = Query(at=datetime(2026, 5, 4, 21, 29, 59, 999999, UTC), channel="phone", debts=("D1",), person="P1")
    case = Case("AU-NSW", "consumer", "first_party", Debtor(zones=("Australia/Sydney",)), (), query)
    assert decide(case, LAW).earliest_allowed == datetime(2026, 5, 4, 21, 30, tzinfo=UTC)
