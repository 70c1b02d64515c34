"""Promises are judged from payments: in time, in the right currency, and never twice from the same money."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duecourse.domain.facts import PaymentFact, PromiseFact
from duecourse.domain.promises import allocate, judge, judge_all, settled_by_file

MADE = date(2026, 11, 11)
DUE = date(2026, 11, 17)
TODAY = date(2026, 11, 18)


def promise(minor: int = 89000, *, id: int = 1, due_on: date = DUE, made_on: date = MADE, **more) -> PromiseFact:
    facts = {"currency": "USD", "state": "open", **more}
    return PromiseFact(id=id, amount_minor=minor, due_on=due_on, made_on=made_on, **facts)


def paid(minor: int, on: date, currency: str = "USD", reference: str = "") -> PaymentFact:
    return PaymentFact(on, currency, minor, reference=reference)


def test_a_promise_without_money_is_broken_the_morning_after() -> None:
    assert judge(promise(), [], DUE, 0).state == "open"
    judgement = judge(promise(), [], TODAY, 0)
    assert (judgement.state, judgement.received_minor, judgement.missing_minor) == ("broken", 0, 89000)
    assert judgement.reasons == ("nothing of $890.00 arrived by 17 Nov; promised for 17 Nov",)


def test_money_on_the_day_keeps_it_and_says_when() -> None:
    judgement = judge(promise(), [paid(89000, DUE)], TODAY, 0)
    assert (judgement.state, judgement.is_final) == ("kept", True)
    assert judgement.reasons == ("$890.00 promised for 17 Nov arrived by 17 Nov",)


def test_early_money_keeps_it_before_the_day() -> None:
    assert judge(promise(), [paid(89000, date(2026, 11, 12))], date(2026, 11, 13), 0).state == "kept"


def test_money_from_before_the_promise_does_not_count() -> None:
    assert judge(promise(), [paid(89000, MADE - timedelta(days=1))], TODAY, 0).state == "broken"
    assert judge(promise(), [paid(89000, MADE)], TODAY, 0).state == "kept"


def test_grace_days_wait_for_the_bank() -> None:
    late = [paid(89000, DUE + timedelta(days=2))]
    assert judge(promise(), [], DUE + timedelta(days=2), 2).state == "open"
    assert judge(promise(), late, DUE + timedelta(days=3), 2).state == "kept"
    assert judge(promise(), late, DUE + timedelta(days=3), 1).state == "broken"


def test_a_promise_with_grace_days_of_its_own_goes_by_them() -> None:
    late = [paid(89000, DUE + timedelta(days=2))]
    assert judge(promise(grace_days=2), late, DUE + timedelta(days=3), 0).state == "kept"
    assert judge(promise(grace_days=0), late, DUE + timedelta(days=3), 2).state == "broken"


def test_part_of_the_money_is_part_kept_only_when_the_time_is_over() -> None:
    part = [paid(40000, date(2026, 11, 16))]
    assert judge(promise(), part, DUE, 0).state == "open"
    assert judge(promise(), part, DUE, 0).reasons == ("$400.00 of $890.00 so far; due 17 Nov",)
    judgement = judge(promise(), part, TODAY, 0)
    assert (judgement.state, judgement.received_minor, judgement.missing_minor) == ("part_kept", 40000, 49000)


def test_euros_do_not_keep_a_promise_in_dollars() -> None:
    assert judge(promise(), [paid(89000, DUE, "EUR")], TODAY, 0).state == "broken"


def test_one_payment_does_not_keep_two_promises() -> None:
    first, second = promise(50000, id=1), promise(50000, id=2, due_on=date(2026, 11, 20))
    judged = judge_all([second, first], [paid(70000, date(2026, 11, 15))], date(2026, 11, 21), 0)
    assert {i: (j.state, j.received_minor) for i, j in judged.items()} == {1: ("kept", 50000), 2: ("part_kept", 20000)}


def test_money_that_came_too_late_for_the_first_promise_serves_the_next() -> None:
    first, second = promise(50000, id=1), promise(50000, id=2, due_on=date(2026, 11, 25))
    judged = judge_all([first, second], [paid(50000, date(2026, 11, 19))], date(2026, 11, 19), 0)
    assert (judged[1].state, judged[2].state) == ("broken", "kept")


def test_a_bounced_payment_is_taken_back() -> None:
    money = [paid(89000, date(2026, 11, 14)), paid(-89000, date(2026, 11, 16))]
    assert judge(promise(), money, date(2026, 11, 15), 0).state == "kept"
    assert judge(promise(), money, TODAY, 0).state == "broken"


def test_replaced_and_cancelled_promises_are_left_to_people() -> None:
    replaced, standing = promise(id=1, state="replaced"), promise(id=2)
    assert set(judge_all([replaced, standing], [paid(89000, DUE)], TODAY, 0)) == {2}
    with pytest.raises(ValueError, match="promise 1 is replaced"):
        judge(replaced, [], TODAY, 0)


def test_payments_of_tomorrow_are_not_known_today() -> None:
    assert judge(promise(), [paid(89000, TODAY)], DUE, 0).state == "open"


@pytest.mark.parametrize(("minor", "grace"), [(0, 0), (-5, 0), (100, -1)])
def test_a_promise_of_nothing_and_negative_grace_are_errors(minor: int, grace: int) -> None:
    with pytest.raises(ValueError, match=r"promise 1 is for|grace_days"):
        judge(promise(minor), [], TODAY, grace)


days = st.integers(0, 12).map(lambda n: MADE + timedelta(days=n))
promise_lists = st.lists(
    st.builds(
        lambda minor, made_on, wait, currency: promise(
            minor, made_on=made_on, due_on=made_on + timedelta(days=wait), currency=currency
        ),
        st.integers(1, 4), days, st.integers(0, 6), st.sampled_from(["USD", "USD", "EUR"]),
    ),
    max_size=4,
).map(lambda some: [replace(p, id=n) for n, p in enumerate(some, 1)])  # fmt: skip
payment_lists = st.lists(st.builds(paid, st.integers(1, 4), days, st.sampled_from(["USD", "USD", "EUR"])), max_size=5)
grace = st.integers(0, 3)
END = MADE + timedelta(days=40)


def _most_that_can_be_matched(promises: list[PromiseFact], payments: list[PaymentFact], grace_days: int) -> int:
    """Unit by unit bipartite matching: the slow and certain way."""
    slots = [p for p in promises for _ in range(p.amount_minor)]
    units = [p for p in payments for _ in range(p.amount_minor)]
    taken: dict[int, int] = {}

    def fits(unit: PaymentFact, slot: PromiseFact) -> bool:
        last = slot.due_on + timedelta(days=grace_days)
        return unit.currency == slot.currency and slot.made_on <= unit.received_on <= last

    def place(u: int, seen: set[int]) -> bool:
        for s, slot in enumerate(slots):
            if s not in seen and fits(units[u], slot):
                seen.add(s)
                if s not in taken or place(taken[s], seen):
                    taken[s] = u
                    return True
        return False

    return sum(place(u, set()) for u in range(len(units)))


@given(promise_lists, payment_lists, grace)
def test_money_is_used_once_and_as_well_as_it_can_be(promises, payments, grace_days) -> None:
    shares = allocate(promises, payments, END, grace_days)
    counted = sum(r.amount_minor for receipts in shares.values() for r in receipts)
    assert counted == _most_that_can_be_matched(promises, payments, grace_days)
    for one in promises:
        assert sum(r.amount_minor for r in shares[one.id]) <= one.amount_minor


@given(promise_lists, payment_lists, grace, st.integers(0, 20))
def test_judging_again_gives_the_same_answer_and_a_final_one_stays(promises, payments, grace_days, later) -> None:
    today = MADE + timedelta(days=8)
    judged = judge_all(promises, payments, today, grace_days)
    stored = [replace(p, state=judged[p.id].state, received_minor=judged[p.id].received_minor) for p in promises]
    assert judge_all(stored, payments, today, grace_days) == judged
    known = [p for p in payments if p.received_on <= today]
    afterwards = judge_all(stored, known, today + timedelta(days=later), grace_days)
    for one in promises:
        if judged[one.id].is_final:
            assert afterwards[one.id] == judged[one.id]
        assert afterwards[one.id].reasons


@given(promise_lists, payment_lists, grace, st.builds(paid, st.integers(1, 4), days))
def test_another_payment_never_makes_a_promise_worse(promises, payments, grace_days, more) -> None:
    before = judge_all(promises, payments, END, grace_days)
    after = judge_all(promises, [*payments, more], END, grace_days)
    assert all(after[i].received_minor >= before[i].received_minor for i in before)


closures = st.lists(
    st.builds(lambda minor, day: PaymentFact(day, "USD", minor, by_file=True), st.integers(-9, 9).filter(bool), days),
    max_size=8,
)


@given(closures, st.integers(0, 20))
def test_what_files_settled_never_counts_for_more_than_they_closed_beyond_known_money(found, unapplied) -> None:
    left = settled_by_file(found, unapplied)
    closed = sum(c.amount_minor for c in found if c.amount_minor > 0)
    assert all(c.amount_minor > 0 and c.by_file for c in left)
    assert sum(c.amount_minor for c in left) <= max(0, closed - unapplied)
    assert [c.received_on for c in left] == sorted(c.received_on for c in left)
    if all(c.amount_minor > 0 for c in found):
        assert sum(c.amount_minor for c in left) == max(0, closed - unapplied)
