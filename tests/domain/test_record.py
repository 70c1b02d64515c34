"""A call closes only with what was discussed, an outcome, and a next step with a date or a stated end."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duecourse.domain import record as rules
from duecourse.domain.facts import OUTCOMES
from duecourse.domain.promise_terms import PromiseInput, Terms
from duecourse.domain.record import RecordInput

TODAY = date(2026, 11, 18)
FRIDAY = date(2026, 11, 20)
PROMISE = PromiseInput(89_000, "USD", FRIDAY, "bank transfer", "Maria Lopez")
WHOLE = RecordInput(outcome="promise", points=("identified", "amount"), promises=(PROMISE,))


def fields(record: RecordInput, owed: int = 421_500) -> list[str]:
    return [p.field for p in rules.problems(record, Terms(TODAY, {"USD": owed}))]


def asked(record: RecordInput, owed: int = 421_500) -> list[str]:
    return [q.field for q in rules.open_questions(record, Terms(TODAY, {"USD": owed}))]


def test_a_promise_with_its_day_and_points_is_a_whole_record():
    assert fields(WHOLE) == []
    assert rules.next_step(WHOLE) == ("Check that $890.00 arrived.", FRIDAY)


def test_without_an_outcome_the_call_stays_open():
    assert fields(replace(WHOLE, outcome="")) == ["outcome"]


def test_without_points_or_notes_the_call_stays_open():
    assert fields(replace(WHOLE, points=())) == ["discussed"]


def test_nobody_reached_needs_no_points_but_a_next_step():
    assert fields(RecordInput(outcome="no_answer")) == ["next_step_on"]
    assert fields(RecordInput(outcome="no_answer", next_step_on=FRIDAY)) == []
    assert rules.discussed(RecordInput(outcome="no_answer")) == "No answer."


def test_a_stated_end_is_enough():
    record = RecordInput(outcome="wrong_party", discussed="A bakery, no link.", ended_because="not their number")
    assert fields(record) == []
    assert rules.next_step(record) == ("Nothing more: not their number", None)


def test_a_promise_in_the_past_is_asked_about():
    late = replace(WHOLE, promises=(replace(PROMISE, due_on=TODAY - timedelta(days=1)),))
    assert (fields(late), asked(late)) == ([], ["promise_1_on"])
    assert asked(replace(late, confirmed=frozenset({"past_day"}))) == []


@pytest.mark.parametrize("year", [2025, 2028])
def test_a_promise_two_years_away_is_a_slip_of_the_key(year):
    assert fields(replace(WHOLE, promises=(replace(PROMISE, due_on=date(year, 11, 20)),))) == ["promise_1_on"]


FAR = date(3000, 1, 1)
YESTERDAY = TODAY - timedelta(days=1)


def everything_on(day: date) -> RecordInput:
    return replace(
        WHOLE,
        dispute=rules.DisputeInput("short_delivery", due_on=day),
        callback=rules.CallbackInput(datetime(day.year, day.month, day.day, 9, tzinfo=UTC)),
        commitments=(rules.CommitmentInput("send the note", day),),
        documents=(rules.DocumentInput("statement", day),),
        next_step_on=day,
    )


@pytest.mark.parametrize("day", [FAR, YESTERDAY])
def test_a_mistyped_year_or_a_day_that_has_passed_is_asked_about_wherever_it_stands(day):
    assert fields(everything_on(day)) == [
        "commitment_1_on",
        "document_1_on",
        "dispute_on",
        "callback_on",
        "next_step_on",
    ]
    assert fields(everything_on(FRIDAY)) == []


def test_a_call_back_is_for_a_moment_that_has_not_passed():
    now = datetime(2026, 11, 18, 9, 7, tzinfo=UTC)

    def said(hour: int, minute: int = 0) -> list[str]:
        back = rules.CallbackInput(now.replace(hour=hour, minute=minute))
        record = RecordInput(outcome="callback", discussed="Busy.", callback=back)
        return [problem.message for problem in rules.problems(record, Terms(TODAY, now=now))]

    assert said(3) == ["Wed 18 Nov, 03:00 has passed: it is 09:07 now."]
    assert said(9, 7) == said(14) == []


def test_a_plan_has_two_dated_parts():
    assert fields(replace(WHOLE, outcome="plan")) == ["promise_2_amount"]


def test_part_of_what_is_open_in_two_currencies_is_a_part():
    record = replace(WHOLE, outcome="part_promise")
    both = Terms(TODAY, {"USD": 89_000, "EUR": 5_000})
    assert rules.problems(record, both) == ()
    more = replace(record, promises=(PROMISE, PromiseInput(5_000, "EUR", FRIDAY)))
    assert [p.field for p in rules.problems(more, both)] == ["outcome"]


@pytest.mark.parametrize(
    ("outcome", "asked"), [("callback", "callback_on"), ("promise", "promise_1_amount"), ("plan", "promise_1_amount")]
)
def test_what_lacks_its_day_is_asked_for_once(outcome, asked):
    assert fields(RecordInput(outcome=outcome, discussed="x")) == [asked]


def test_a_hold_is_a_next_step_on_the_weekday_after_it():
    record = RecordInput("hardship", discussed="Shop flooded", hold=rules.HoldInput("hardship", FRIDAY))
    assert fields(record) == []
    assert rules.next_step(record) == ("Ask how things stand.", date(2026, 11, 23))
    own = replace(record, next_step="Ring the landlord", next_step_on=FRIDAY)
    assert rules.next_step(own) == ("Ring the landlord", FRIDAY)
    assert fields(replace(record, hold=rules.HoldInput("hardship", TODAY - timedelta(days=1)))) == ["hardship_until"]


def test_a_refusal_goes_to_the_lead():
    record = RecordInput("refused", discussed="They will not pay", next_step_on=FRIDAY)
    assert rules.next_step(record) == ("Decide with the lead.", FRIDAY)


def test_a_part_promise_of_everything_is_no_part():
    assert fields(replace(WHOLE, outcome="part_promise"), owed=89_000) == ["outcome"]


def test_a_reason_for_the_delay_comes_in_the_clients_words():
    assert fields(replace(WHOLE, delay_reason="cash_flow")) == ["delay_words"]


@pytest.mark.parametrize(("outcome", "field"), [("dispute", "dispute_reason"), ("callback", "callback_on")])
def test_an_outcome_needs_its_details(outcome, field):
    assert field in fields(RecordInput(outcome=outcome, discussed="x", next_step_on=FRIDAY))


def test_the_callers_own_words_for_the_next_step_win():
    record = replace(WHOLE, next_step="Ring Maria after the market", next_step_on=FRIDAY)
    assert rules.next_step(record) == ("Ring Maria after the market", FRIDAY)


def test_without_notes_the_record_is_written_from_points_and_promise():
    assert rules.discussed(WHOLE) == (
        "We gave name and company, named the amount due. They will pay $890.00 by Friday 20 November 2026."
    )


days = st.dates(min_value=TODAY, max_value=TODAY + timedelta(days=300))
records = st.builds(
    RecordInput,
    outcome=st.sampled_from([*OUTCOMES, ""]),
    points=st.lists(st.sampled_from(rules.POINTS), unique=True).map(tuple),
    discussed=st.text(max_size=20),
    promises=st.lists(st.builds(PromiseInput, st.integers(1, 10**9), st.just("USD"), days), max_size=3).map(tuple),
    commitments=st.lists(st.builds(rules.CommitmentInput, st.text(max_size=9), days), max_size=2).map(tuple),
    callback=st.none() | days.map(lambda d: rules.CallbackInput(datetime(d.year, d.month, d.day, 12, tzinfo=UTC))),
    next_step=st.text(max_size=20),
    next_step_on=st.none() | days,
    ended_because=st.text(max_size=20),
)


@given(records, st.integers(0, 10**9))
def test_whatever_closes_has_discussion_outcome_and_a_dated_step_or_a_stated_end(record, owed):
    if rules.problems(record, Terms(TODAY, {"USD": owed})):
        return
    step, on = rules.next_step(record)
    assert record.outcome in OUTCOMES
    assert rules.discussed(record)
    assert step and (on is not None or record.ended_because.strip())
