"""Which invoices a payment pays."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from duecourse.domain.allocation import OpenItem, Share, allocate_payment

DAY = date(2026, 11, 18)


def item(key: int, minor: int, days_late: int = 0, *, disputed: bool = False) -> OpenItem:
    return OpenItem(key, minor, DAY - timedelta(days=days_late), disputed)


OPEN = (item(1, 5_000, 10), item(2, 89_000, 40), item(3, 2_000, 60, disputed=True), item(4, -700, 90))


def test_the_oldest_due_is_paid_first_and_the_rest_stays_unapplied() -> None:
    split = allocate_payment(95_000, OPEN)
    assert split.shares == (Share(2, 89_000), Share(1, 5_000))
    assert split.left_minor == 1_000


def test_what_is_disputed_is_paid_only_when_they_name_it() -> None:
    assert allocate_payment(2_500, OPEN, {3}).shares == (Share(3, 2_000),)
    assert 3 not in {share.key for share in allocate_payment(500_000, OPEN).shares}


def test_naming_none_leaves_all_of_it_unapplied() -> None:
    split = allocate_payment(95_000, OPEN, ())
    assert (split.shares, split.left_minor) == ((), 95_000)


@given(
    st.integers(1, 10**9),
    st.lists(st.tuples(st.integers(-(10**6), 10**6), st.integers(-90, 300), st.booleans()), max_size=8),
    st.none() | st.sets(st.integers(0, 8)),
)
def test_no_money_is_lost_or_made_and_no_invoice_is_overpaid(amount, rows, named) -> None:
    items = [item(key, minor, days, disputed=disputed) for key, (minor, days, disputed) in enumerate(rows)]
    split = allocate_payment(amount, items, named)
    assert sum(share.amount_minor for share in split.shares) + split.left_minor == amount
    assert split.left_minor >= 0
    balances = {each.key: each.balance_minor for each in items}
    assert all(0 < share.amount_minor <= balances[share.key] for share in split.shares)
    assert len({share.key for share in split.shares}) == len(split.shares)
