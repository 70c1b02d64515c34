"""Whom to call next: what the row says, that its figures add up, and that the order is sensible and stable."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from time import process_time

from hypothesis import given
from hypothesis import strategies as st

from duecourse.domain.priority import Candidate, Coming, Weights, rank, reasons_for, score
from duecourse.playbooks.priority import load_weights

TODAY = date(2026, 11, 18)
WEIGHTS = load_weights(overlay=None)


def account(number: str = "C-1", **more: object) -> Candidate:
    facts: dict[str, object] = {"account_id": 1, "name": "Harbour Café", "kind": "business", "creditor": "Northwind"}
    return Candidate(**{**facts, "number": number, "currency": "USD", **more})  # type: ignore[arg-type]


def overdue(minor: int, days: int = 20, number: str = "C-1", **more: object) -> Candidate:
    return account(number, overdue=(("USD", minor),), overdue_base=minor, oldest_days=days, **more)


def coming(on: date, minor: int) -> Coming:
    return Coming(on, (("USD", minor),), minor, on)


def promised_for(on: date, minor: int) -> dict[str, object]:
    return {"promised": (coming(on, minor),), "promised_base": minor}


def row(candidate: Candidate) -> str:
    return rank([candidate], TODAY, WEIGHTS)[0].text


def test_the_row_says_why() -> None:
    broken = {"broken": (("USD", 420000),), "broken_base": 420000, "broken_on": TODAY - timedelta(days=1)}
    harbour = overdue(
        1840000, 41, reached_on=TODAY - timedelta(days=7), answers="mornings", part_of_day="mornings", **broken
    )
    assert row(harbour) == (
        "promise of $4,200 broken yesterday · $18,400 overdue, 41 days · last spoken to 7 days ago · answers mornings"
    )


def test_a_good_payer_who_is_late_now_is_told_apart_from_one_who_always_is() -> None:
    before = {"settled_count": 20, "reached_on": TODAY}
    changed = overdue(1840000, 41, usual_days_late=0, late_count=0, **before)
    as_ever = overdue(1840000, 41, usual_days_late=45, late_count=20, **before)
    assert row(changed) == "$18,400 overdue, 41 days · was always on time before"
    assert row(as_ever) == "$18,400 overdue, 41 days · usually pays 45 days late"
    assert score(changed, TODAY, WEIGHTS) > score(as_ever, TODAY, WEIGHTS)


def test_a_call_back_whose_hour_has_come_stands_before_any_sum_of_money() -> None:
    small = overdue(
        31200, 20, "C-2", callback_at=datetime(2026, 11, 18, 14, tzinfo=UTC), callback_is_due=True,
        callback_is_mine=True, tz="Europe/London",
    )  # fmt: skip
    entries = rank([overdue(900_000_000, 60), small], TODAY, WEIGHTS)
    assert [entry.candidate.number for entry in entries] == ["C-2", "C-1"]
    assert entries[0].text.startswith("yours to call back today, 14:00 their time")


def test_what_we_owe_them_is_on_the_row() -> None:
    ours = overdue(421500, 61, commitment="resend INV-1042 with the PO number", commitment_due_on=date(2026, 11, 12))
    assert "we owe them: resend INV-1042 with the PO number, 6 days late" in row(ours)


def test_disputed_and_promised_money_is_not_at_risk() -> None:
    plain = overdue(100000)
    half = overdue(100000, disputed=(("USD", 50000),), disputed_base=50000)
    none = overdue(100000, **promised_for(date(2026, 11, 27), 100000))
    assert score(plain, TODAY, WEIGHTS) > score(half, TODAY, WEIGHTS) > score(none, TODAY, WEIGHTS) == 0
    assert "$1,000 overdue, 20 days, $500 of it disputed" in row(half)
    assert rank([none], TODAY, WEIGHTS) == []


def test_each_promised_amount_is_told_with_its_own_day_and_only_todays_is_due_today() -> None:
    days = {"promised": (coming(TODAY, 200000), coming(date(2026, 12, 15), 240873)), "promised_base": 440873}
    text = row(overdue(640873, **days))
    assert text.startswith("promise of $2,000 due today · $6,408.73 overdue, 20 days · $2,408.73 for 15 Dec promised")
    missed = overdue(
        640873, broken=(("USD", 200000),), broken_base=200000, broken_on=date(2026, 11, 17),
        promised=(coming(date(2026, 11, 20), 200000), coming(date(2026, 12, 15), 240873)), promised_base=440873,
    )  # fmt: skip
    text = row(missed)
    assert text.startswith("promise of $2,000 broken yesterday · $6,408.73 overdue, 20 days · $2,000 for Friday and ")
    assert "$2,408.73 for 15 Dec promised" in text


def test_several_currencies_are_named_and_never_added() -> None:
    both = account(overdue=(("USD", 1840000), ("EUR", 200000)), overdue_base=2060000, oldest_days=41)
    assert row(both).startswith("$18,400 + €2,000 overdue, 41 days")
    assert WEIGHTS.to_base(200000, "EUR") == 220000
    assert WEIGHTS.to_base(1000, "JPY") == 660
    assert WEIGHTS.to_base(1000, "GEL") == 1000  # no rate: unit for unit, never left out


def test_a_broken_promise_is_strongest_the_morning_after_and_never_fades_away() -> None:
    def broken(days: int) -> int:
        one = account(broken=(("USD", 89000),), broken_base=89000, broken_on=TODAY - timedelta(days=days))
        return score(one, TODAY, WEIGHTS)

    values = [broken(days) for days in range(1, 30)]
    assert values == sorted(values, reverse=True)
    assert values[0] == 89000 * 25 // 100
    assert values[-1] == values[0] * 30 // 100 > 0


def test_a_promise_that_has_just_broken_stands_before_larger_sums_until_it_is_old() -> None:
    def broken(days: int) -> Candidate:
        on = TODAY - timedelta(days=days)
        return overdue(89000, 20, "C-2", broken=(("USD", 89000),), broken_base=89000, broken_on=on)

    def first(*candidates: Candidate, weights: Weights = WEIGHTS) -> str:
        return rank(candidates, TODAY, weights)[0].candidate.number

    large = overdue(900_000_000, 60)
    assert first(large, broken(1)) == first(large, broken(3)) == "C-2"
    assert first(large, broken(4)) == "C-1"
    assert first(large, broken(1), weights=replace(WEIGHTS, broken_first_days=0)) == "C-1"
    assert first(broken(1), overdue(31200, 20, "C-3", callback_is_due=True)) == "C-3"


def test_a_call_back_of_an_earlier_day_comes_after_what_has_just_broken_and_before_the_rest() -> None:
    def call_back(days: int) -> Candidate:
        at = datetime(2026, 11, 18, 14, tzinfo=UTC) - timedelta(days=days)
        return overdue(31200, 20, "C-3", callback_at=at, callback_is_due=True, tz="Europe/London")

    broken = overdue(100, 20, "C-2", broken=(("USD", 100),), broken_base=100, broken_on=TODAY - timedelta(days=1))
    large = overdue(900_000_000, 60)

    def numbers(*candidates: Candidate) -> list[str]:
        return [entry.candidate.number for entry in rank(candidates, TODAY, WEIGHTS)]

    assert numbers(large, broken, call_back(0)) == ["C-3", "C-2", "C-1"]
    assert numbers(large, broken, call_back(1)) == ["C-2", "C-3", "C-1"]


def test_mornings_people_come_first_in_the_morning() -> None:
    now = overdue(100000, answers="mornings", part_of_day="mornings")
    later = overdue(100000, answers="mornings", part_of_day="afternoons")
    unknown = overdue(100000)
    assert score(now, TODAY, WEIGHTS) > score(unknown, TODAY, WEIGHTS) > score(later, TODAY, WEIGHTS)


def test_nothing_to_gain_is_no_row() -> None:
    assert rank([account()], TODAY, WEIGHTS) == []


amounts = st.integers(0, 10**9)
some_days = st.one_of(st.none(), st.integers(0, 60).map(lambda n: TODAY - timedelta(days=n)))
candidates = st.builds(
    lambda n, minor, days, disputed, promised, broken, broken_on, reached, usual, late, answers, callback: account(
        f"C-{n}", overdue=(("USD", minor),) if minor else (), overdue_base=minor, oldest_days=days if minor else 0,
        disputed=(("USD", disputed),) if disputed else (), disputed_base=disputed,
        **promised_for(TODAY + timedelta(days=days % 3), promised),
        broken=(("USD", broken),), broken_base=broken, broken_on=broken_on, reached_on=reached, settled_count=late + 6,
        late_count=late, usual_days_late=usual, answers=answers, part_of_day="mornings", callback_is_due=callback,
        commitment="send the statement", commitment_due_on=broken_on,
    ),
    st.integers(1, 99), amounts, st.integers(1, 400), amounts, amounts, amounts, some_days, some_days,
    st.one_of(st.none(), st.integers(-20, 90)), st.integers(0, 9), st.sampled_from(["", "mornings", "evenings"]),
    st.booleans(),
)  # fmt: skip


def _turn(c: Candidate) -> int:
    just_broken = c.broken_on is not None and c.broken_on >= TODAY - timedelta(days=3)
    return 0 if c.callback_is_due else 1 if just_broken else 3


@given(st.lists(candidates, max_size=12), st.randoms(use_true_random=False))
def test_reasons_add_up_to_the_score_and_the_order_does_not_depend_on_the_input_order(some, random) -> None:
    entries = rank(some, TODAY, WEIGHTS)
    for entry in entries:
        assert entry.reasons
        assert (
            sum(reason.value_minor for reason in entry.reasons)
            == entry.score_minor
            == score(entry.candidate, TODAY, WEIGHTS)
        )
        assert all(reason.text for reason in entry.reasons)
    assert [entry.rank for entry in entries] == list(range(1, len(entries) + 1))
    turns = [(_turn(entry.candidate), -entry.score_minor) for entry in entries]
    assert turns == sorted(turns)
    again = rank(random.sample(some, len(some)), TODAY, WEIGHTS)
    assert [(e.candidate.number, e.score_minor) for e in again] == [
        (e.candidate.number, e.score_minor) for e in entries
    ]
    assert rank(some, TODAY, WEIGHTS, limit=3) == entries[:3]


@given(candidates, st.integers(1, 10**9))
def test_more_overdue_money_never_lowers_the_score(one: Candidate, more: int) -> None:
    richer = one._replace(overdue_base=one.overdue_base + more, oldest_days=max(one.oldest_days, 1))
    same_age = one._replace(oldest_days=max(one.oldest_days, 1))
    assert score(richer, TODAY, WEIGHTS) >= score(same_age, TODAY, WEIGHTS) - 2  # each share rounds down by itself


def test_reasons_for_one_account_are_those_of_its_row() -> None:
    one = overdue(123456)
    assert reasons_for(one, TODAY, WEIGHTS) == rank([one], TODAY, WEIGHTS)[0].reasons


def _milliseconds(count: int) -> float:
    """The best of some rounds, in time of this process alone: what else the machine does is left out."""
    many = [
        overdue(1000 + 7919 * n % 1_000_003, n % 200, f"C-{n:05}", reached_on=TODAY - timedelta(days=n % 40),
                settled_count=n % 30, usual_days_late=n % 15, broken_base=n % 2 * 500,
                broken_on=TODAY - timedelta(days=3), broken=(("USD", 500),), answers="mornings", part_of_day="mornings")
        for n in range(count)
    ]  # fmt: skip
    rounds = []
    for _ in range(12):
        started = process_time()
        rank(many, TODAY, WEIGHTS, limit=50)
        rounds.append(process_time() - started)
    return min(rounds) * 1000


def test_ranking_ten_times_the_accounts_takes_about_ten_times_as_long() -> None:
    """The figure itself is in benchmarks/RESULTS.md; here only that it does not grow faster than the list."""
    assert _milliseconds(5000) < 20 * max(_milliseconds(500), 0.5)
