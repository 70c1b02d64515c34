"""What is asked and remarked about a promise before it is written."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duecourse.domain.promise_terms import PromiseInput, Terms, questions, remarks
from duecourse.lib.bank_days import closed_because

TODAY = date(2026, 11, 18)
FRIDAY = date(2026, 11, 20)


def in_new_york(day: date) -> str:
    return closed_because(day, "US", "NY-NYC")


def terms(**given) -> Terms:
    return Terms(**{"today": TODAY, "owed": {"USD": 100_000}, "may_agree_days": 30, "closed": in_new_york, **given})


def promise(minor: int = 100_000, on: date = FRIDAY, currency: str = "USD") -> PromiseInput:
    return PromiseInput(minor, currency, on)


def asked(*promises: PromiseInput, **given) -> list[tuple[str, str]]:
    return [(q.field, q.text) for q in questions(promises, terms(**given))]


def remarked(on: date, **given) -> list[str]:
    return [remark.text for remark in remarks((promise(on=on),), terms(**given))]


def test_far_more_than_is_open_is_asked_about_with_the_difference():
    assert asked(promise(420_000)) == [("promise_1_amount", "That is $3,200.00 more than is open. Keep it?")]
    assert asked(promise(105_000)) == []  # rounded up, or with a fee
    assert asked(promise(60_000), promise(60_000)) == [
        ("promise_2_amount", "That is $200.00 more than is open. Keep it?")
    ]


def test_a_promise_where_nothing_is_open_is_asked_about():
    assert asked(promise(500, currency="EUR")) == [("promise_1_amount", "Nothing is open in EUR. Keep it?")]
    assert asked(promise(500), owed={"USD": -4_000}) == [("promise_1_amount", "Nothing is open in USD. Keep it?")]


def test_a_day_that_has_passed_is_asked_about():
    assert asked(promise(on=date(2026, 11, 16))) == [("promise_1_on", "Mon 16 Nov has passed. Keep it?")]


def test_a_yes_is_about_one_figure():
    first, second = (questions((promise(minor),), terms())[0].about for minor in (420_000, 4_200_000))
    assert (first, second) == ("USD 4200.00", "USD 42000.00")


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (FRIDAY, []),
        (date(2026, 11, 21), ["Sat 21 Nov is a Saturday: banks move money on Mon 23 Nov."]),
        (date(2026, 11, 26), ["Thu 26 Nov is Thanksgiving Day: banks move money on Fri 27 Nov."]),
        (date(2027, 1, 5), ["Tue 5 Jan 2027 is 48 days away. You may agree 30 days: your lead decides."]),
        (date(2026, 11, 16), []),
    ],
)
def test_a_day_on_which_no_money_moves_or_beyond_ones_authority_is_named(on, said):
    assert remarked(on) == said


def test_without_an_authority_or_a_calendar_little_is_said():
    assert remarked(date(2027, 1, 5), may_agree_days=None) == []
    assert closed_because(date(2026, 12, 25), "ZZ") == ""
    assert closed_because(date(2026, 11, 22), "ZZ") == "a Sunday"
    assert closed_because(date(2026, 12, 26), "DE", "BY") == "a Saturday"


@given(
    st.lists(st.builds(promise, st.integers(1, 10**9), st.dates(TODAY, TODAY + timedelta(days=90))), max_size=4),
    st.integers(-(10**9), 10**10),
)
def test_what_stays_within_what_is_open_is_never_asked_about(promises, owed):
    total = sum(p.amount_minor for p in promises)
    found = questions(promises, terms(owed={"USD": owed}))
    assert bool(found) == (total > 0 and total * 100 > max(owed, 0) * 105)


@pytest.mark.parametrize(
    ("parts", "asks"),
    [
        ((90_000,), True),
        ((95_000,), True),
        ((50_000, 40_000), True),
        ((89_999,), False),
        ((40_000,), False),
        ((100_000,), False),  # all that is open: the record refuses it
    ],
)
def test_a_part_that_is_all_that_is_overdue_is_asked_about(parts, asks):
    found = questions([promise(minor) for minor in parts], terms(overdue={"USD": 90_000}), "part_promise")
    said = "That is all that is overdue, not a part of it. Keep it as a part?"
    assert [(q.field, q.text) for q in found] == ([(f"promise_{len(parts)}_amount", said)] if asks else [])


def test_only_a_part_is_asked_whether_it_is_one_and_only_where_something_is_overdue():
    whole = (promise(90_000),)
    for outcome in ("promise", "plan", "callback", ""):
        assert questions(whole, terms(overdue={"USD": 90_000}), outcome) == ()
    assert questions(whole, terms(overdue={}), "part_promise") == ()
    assert questions(whole, terms(overdue={"USD": -500}), "part_promise") == ()
    two = terms(owed={"USD": 200_000, "EUR": 100_000}, overdue={"USD": 90_000, "EUR": 50_000})
    assert questions(whole, two, "part_promise") == ()
    found = questions((*whole, promise(50_000, currency="EUR")), two, "part_promise")
    assert [(q.field, q.about) for q in found] == [("promise_2_amount", "EUR 500.00 + USD 900.00")]
