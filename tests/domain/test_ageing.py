"""Ageing: each item in exactly one column, sums that survive, and a control total that can disagree."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duecourse.domain.ageing import BASES, BUCKETS, AgeingLine, UnknownBasis, age, bucket_index, bucket_of, days_of
from duecourse.domain.facts import InvoiceFact

TODAY = date(2026, 11, 18)


def item(days_late: int, minor: int, *, currency: str = "USD", number: str = "INV-1", **more: object) -> InvoiceFact:
    due_on = TODAY - timedelta(days=days_late)
    facts = {"issued_on": due_on - timedelta(days=30), **more}
    return InvoiceFact(number, currency, minor, minor, due_on=due_on, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("days", "bucket"),
    [
        (-400, "current"), (0, "current"), (1, "1-30"), (30, "1-30"), (31, "31-60"), (60, "31-60"), (61, "61-90"),
        (90, "61-90"), (91, "91-120"), (120, "91-120"), (121, "120+"), (4000, "120+"),
    ],
)  # fmt: skip
def test_the_last_day_of_a_bucket_belongs_to_it(days: int, bucket: str) -> None:
    assert bucket_of(days) == bucket


def test_one_account_on_one_day_adds_up_by_hand() -> None:
    items = [item(61, 89000), item(46, 140000), item(17, 192500), item(-13, 89000), item(20, -5000)]
    line = age(items, {"USD": 10000}, TODAY).line("USD")
    assert line.columns() == {
        "current": 89000, "1-30": 192500, "31-60": 140000, "61-90": 89000, "91-120": 0, "120+": 0,
        "credits": -5000, "unapplied": -10000, "total": 495500, "control_total": 495500,
    }  # fmt: skip
    assert (line.open_minor, line.overdue_minor, line.ties) == (510500, 421500, True)


def test_instalments_of_one_invoice_age_by_their_own_due_dates() -> None:
    parts = [item(days, 1000, number="INV-7", instalment=n) for n, days in enumerate((70, 40, 10, -20), 1)]
    assert age(parts, {}, TODAY).line("USD").buckets == (1000, 1000, 1000, 1000, 0, 0)


def test_assumed_due_dates_are_counted_and_not_hidden() -> None:
    line = age([item(5, 700, due_is_assumed=True), item(5, 300)], {}, TODAY).line("USD")
    assert (line.assumed_items, line.assumed_minor, line.buckets[1]) == (1, 700, 1000)


def test_by_invoice_date_an_item_without_one_ages_by_its_due_date_and_is_counted() -> None:
    with_date, without = item(5, 300), item(5, 700, issued_on=None)
    line = age([with_date, without], {}, TODAY, "invoice").line("USD")
    assert line.buckets == (0, 700, 300, 0, 0, 0)
    assert (line.assumed_items, line.assumed_minor) == (1, 700)


def test_currencies_are_never_added_together() -> None:
    ageing = age([item(5, 100), item(5, 200, currency="JPY")], {"EUR": 50}, TODAY)
    assert [(line.currency, line.total_minor) for line in ageing.lines] == [("EUR", -50), ("JPY", 200), ("USD", 100)]
    with pytest.raises(ValueError, match="cannot add JPY to USD"):
        ageing.line("USD") + ageing.line("JPY")


def test_a_ledger_that_disagrees_with_itself_shows_the_difference() -> None:
    ageing = age([item(5, 100)], {}, TODAY, control={"USD": 90, "GBP": 7})
    assert not ageing.ties
    assert ageing.line("USD").difference_minor == 10
    assert ageing.line("GBP").difference_minor == -7


def test_text_carries_the_decimals_of_the_currency() -> None:
    text = age([item(5, 12345, currency="KWD")], {"KWD": 5}, TODAY).line("KWD").as_text()
    assert (text["1-30"], text["unapplied"], text["total"]) == ("12.345", "-0.005", "12.340")


def test_an_unknown_basis_names_the_two_that_are_understood() -> None:
    with pytest.raises(UnknownBasis, match="'due' or 'invoice'"):
        age([], {}, TODAY, "posting")


minor_amounts = st.integers(-(10**12), 10**12)
days_late = st.integers(-800, 4000)
items = st.lists(
    st.builds(
        lambda days, minor, currency, assumed, dated: item(
            days, minor, currency=currency, due_is_assumed=assumed, **({} if dated else {"issued_on": None})
        ),
        days_late, minor_amounts, st.sampled_from(["USD", "GBP", "JPY"]), st.booleans(), st.booleans(),
    ),
    max_size=40,
)  # fmt: skip
cash = st.dictionaries(st.sampled_from(["USD", "EUR"]), st.integers(0, 10**10), max_size=2)


@given(items, cash, st.sampled_from(BASES))
def test_every_amount_lands_in_exactly_one_column(some: list[InvoiceFact], unapplied: dict[str, int], basis: str):
    ageing = age(some, unapplied, TODAY, basis)
    assert ageing.ties
    assert sum(line.items for line in ageing.lines) == len(some)
    for line in ageing.lines:
        mine = [i.balance_minor for i in some if i.currency == line.currency]
        assert line.total_minor == sum(mine) - unapplied.get(line.currency, 0)
        assert line.open_minor == sum(minor for minor in mine if minor > 0)
        assert line.credits_minor == sum(minor for minor in mine if minor < 0)


@given(items, cash, st.randoms(use_true_random=False))
def test_the_order_of_items_and_the_way_they_are_split_change_nothing(some, unapplied, random) -> None:
    shuffled = random.sample(some, len(some))
    assert age(shuffled, unapplied, TODAY) == age(some, unapplied, TODAY)
    half = len(some) // 2
    first, second = age(some[:half], unapplied, TODAY), age(some[half:], {}, TODAY)
    for line in age(some, unapplied, TODAY).lines:
        assert first.line(line.currency) + second.line(line.currency) == line


@given(days_late, st.integers(0, 2000), st.sampled_from(BASES))
def test_waiting_never_moves_an_item_to_a_younger_bucket(days: int, later: int, basis: str) -> None:
    one = item(days, 100)
    now = bucket_index(days_of(one, TODAY, basis))
    assert bucket_index(days_of(one, TODAY + timedelta(days=later), basis)) >= now


def test_an_empty_line_has_every_column() -> None:
    assert set(AgeingLine("USD").columns()) == {*BUCKETS, "credits", "unapplied", "total", "control_total"}
