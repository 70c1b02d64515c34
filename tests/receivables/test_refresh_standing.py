"""The standing rows say what the ledger says, for one account or for all, however often they are refreshed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from duecourse.receivables.models import Account, AccountStanding, Allocation, Invoice, Payment
from duecourse.receivables.standing import refresh_history, refresh_stale_history, refresh_standing
from make import TODAY, make_account, make_creditor, make_invoice, pay

pytestmark = pytest.mark.django_db


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def unapplied(account: Account, minor: int, on: date, currency: str = "USD") -> Payment:
    return Payment.objects.create(
        account=account, currency=currency, amount_minor=minor, unapplied_minor=minor, received_on=on
    )


def standing(account: Account, currency: str = "USD") -> AccountStanding:
    return AccountStanding.objects.get(account=account, currency=currency)


def test_sums_per_currency() -> None:
    account = make_account()
    make_invoice(account, 1000, days_late=40)
    make_invoice(account, 500, days_late=-10)
    make_invoice(account, -200, days_late=60)
    make_invoice(account, 700, currency="EUR")
    unapplied(account, 50, days_ago(4))
    unapplied(account, 30, days_ago(2))
    unapplied(account, 40, days_ago(2))
    refresh_standing()
    dollars = standing(account)
    assert (dollars.open_minor, dollars.credits_minor, dollars.unapplied_minor, dollars.open_count) == (
        1500,
        -200,
        120,
        2,
    )
    assert dollars.oldest_due_on == days_ago(40)
    assert (dollars.last_paid_on, dollars.last_paid_minor) == (days_ago(2), 70)
    euros = standing(account, "EUR")
    assert (euros.open_minor, euros.last_paid_on, euros.last_paid_minor) == (700, None, None)


def test_what_was_settled_goes_back_to_zero_and_history_is_kept() -> None:
    account = make_account()
    invoice = make_invoice(account, 1000)
    refresh_standing()
    AccountStanding.objects.update(settled_count=9, usual_days_late=4)
    pay(invoice)
    refresh_standing([account.pk])
    row = standing(account)
    assert (row.open_minor, row.open_count, row.oldest_due_on, row.last_paid_minor) == (0, 0, None, 1000)
    assert (row.settled_count, row.usual_days_late) == (9, 4)


@pytest.mark.parametrize("scope", ["keys", "query", "all"])
def test_refreshing_some_accounts_leaves_the_others_alone(scope: str) -> None:
    creditor = make_creditor()
    mine, other = make_account(creditor=creditor), make_account()
    for account in (mine, other):
        make_invoice(account, 1000)
    accounts = {"keys": [mine.pk, mine.pk], "query": Account.objects.filter(creditor=creditor), "all": None}[scope]
    refresh_standing(accounts)
    refresh_standing(accounts)
    assert standing(mine).open_minor == 1000
    assert AccountStanding.objects.filter(account=other).exists() == (scope == "all")


def test_history_counts_the_last_two_years_and_finds_habits() -> None:
    account = make_account()
    for month in range(4, 11):
        invoice = make_invoice(account, 1000, due_on=date(2026, month, 15))
        pay(invoice, on=date(2026, month, 25))
    old = make_invoice(account, 1000, due_on=date(2024, 1, 15))
    pay(old, on=date(2024, 6, 1))
    refresh_standing()
    assert refresh_history(TODAY) == 1
    row = standing(account)
    assert (row.history_on, row.settled_count, row.days_late_sum, row.late_count) == (TODAY, 7, 70, 7)
    assert (row.usual_days_late, row.pay_day_kind, row.pay_day_value) == (10, "day_of_month", 25)


def test_a_write_off_is_no_payment_behaviour() -> None:
    account = make_account()
    invoice = make_invoice(account, 1000)
    Allocation.of(invoice, 1000, days_ago(3), kind="write_off").save()
    Invoice.objects.update(balance_minor=0, closed_on=days_ago(3))
    refresh_standing()
    assert refresh_history(TODAY) == 0


def test_history_that_has_grown_old_is_forgotten() -> None:
    account = make_account()
    pay(make_invoice(account, 1000), on=days_ago(10))
    refresh_standing()
    refresh_history(TODAY)
    assert standing(account).settled_count == 1
    refresh_history(TODAY + timedelta(days=800), [account.pk])
    row = standing(account)
    assert (row.settled_count, row.usual_days_late, row.history_on) == (0, None, TODAY + timedelta(days=800))


def test_history_before_the_sums_makes_the_row_and_the_sums_complete_it() -> None:
    account = make_account()
    pay(make_invoice(account, 1000), on=days_ago(10))
    refresh_history(TODAY)
    refresh_standing()
    row = standing(account)
    assert (row.settled_count, row.last_paid_minor) == (1, 1000)


def test_stale_history_is_read_once_a_day() -> None:
    account = make_account()
    pay(make_invoice(account, 1000), on=days_ago(10))
    refresh_standing()
    assert refresh_stale_history(TODAY) == 1
    assert refresh_stale_history(TODAY) == 0
    assert refresh_stale_history(TODAY + timedelta(days=1)) == 1


def test_many_accounts_take_no_more_statements_than_few(django_assert_num_queries) -> None:
    for _ in range(3):
        make_invoice(make_account(), 10)
    with django_assert_num_queries(4):  # begin, two statements, commit: savepoints inside the test
        refresh_standing(Account.objects.all())
