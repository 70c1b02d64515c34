"""Ageing over the ledger, as of any day: it equals the pure rule applied to a replay of the ledger, item by item."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from duecourse.domain.ageing import BASES, AgeingLine, age
from duecourse.domain.facts import InvoiceFact
from duecourse.receivables.ageing import ageing_report
from duecourse.receivables.models import Account, Allocation, Invoice, Payment
from make import TODAY, make_account, make_creditor, make_invoice, pay

pytestmark = pytest.mark.django_db


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def line(as_of: date = TODAY, currency: str = "USD", basis: str = "due") -> AgeingLine:
    return ageing_report(Account.objects.all(), as_of, basis).ageing.line(currency)


def test_every_kind_of_item_lands_in_its_column() -> None:
    account = make_account()
    for days_late, minor in ((-13, 100), (0, 200), (1, 400), (31, 800), (61, 1600), (91, 3200), (121, 6400)):
        make_invoice(account, minor, days_late=days_late)
    make_invoice(account, -50, days_late=10)
    Payment.objects.create(
        account=account, currency="USD", amount_minor=70, unapplied_minor=70, received_on=days_ago(1)
    )
    found = line()
    assert found.buckets == (300, 400, 800, 1600, 3200, 6400)
    assert (found.credits_minor, found.unapplied_minor) == (-50, -70)
    assert found.total_minor == found.control_minor == 12700 - 120


def test_a_past_day_shows_what_was_open_then() -> None:
    invoice = make_invoice(make_account(), 1000, days_late=40)
    pay(invoice, 400, on=days_ago(20))
    pay(invoice, 600, on=days_ago(5))
    assert line(days_ago(21)).columns()["1-30"] == 1000
    assert line(days_ago(20)).columns()["1-30"] == 600
    assert line(days_ago(5)).columns()["31-60"] == line(days_ago(5)).total_minor == 0
    before_it_was_issued = line(days_ago(100))
    assert before_it_was_issued.columns() == AgeingLine("USD").columns()


def test_money_that_came_before_the_invoice_stands_unapplied_until_the_invoice_exists() -> None:
    invoice = make_invoice(make_account(), 1000, days_late=-20, issued_on=days_ago(10))
    pay(invoice, 1000, on=days_ago(15))
    prepaid = line(days_ago(12))
    assert (prepaid.open_minor, prepaid.unapplied_minor, prepaid.ties) == (0, -1000, True)
    assert (line(days_ago(10)).total_minor, line(days_ago(10)).ties) == (0, True)


def test_an_allocation_dated_before_its_money_counts_when_the_money_came() -> None:
    invoice = make_invoice(make_account(), 1000, days_late=30)
    pay(invoice, 1000, on=days_ago(3), allocated_on=days_ago(8))
    early = line(days_ago(6))
    assert (early.columns()["1-30"], early.unapplied_minor, early.ties) == (1000, 0, True)


def test_a_balance_that_does_not_follow_from_the_ledger_shows_as_a_difference() -> None:
    invoice = make_invoice(make_account(), 1000)
    pay(invoice, 300, on=days_ago(3))
    Invoice.objects.update(balance_minor=900)
    assert line().difference_minor == 200


def test_only_the_accounts_asked_for_are_added_up_and_each_has_its_own_line() -> None:
    creditor = make_creditor(code="north")
    mine, other = make_account(creditor=creditor, number="A-1", name="Mine"), make_account()
    make_invoice(mine, 1000, days_late=5)
    make_invoice(mine, 500, days_late=5, currency="EUR")
    make_invoice(other, 7000, days_late=5)
    report = ageing_report(Account.objects.filter(creditor=creditor), TODAY)
    assert [(a.number, a.name, a.creditor, a.line.currency, a.line.overdue_minor) for a in report.accounts] == [
        ("A-1", "Mine", "north", "USD", 1000),
        ("A-1", "Mine", "north", "EUR", 500),
    ]


def test_the_currency_in_which_the_most_is_open_comes_first_whatever_its_letter() -> None:
    small, large = make_account(currency="JPY"), make_account(currency="EUR")
    make_invoice(small, 90_000, currency="JPY", days_late=40)
    make_invoice(small, 70_000, currency="USD", days_late=5)
    make_invoice(large, 80_000, currency="EUR", days_late=-5)
    report = ageing_report(Account.objects.all(), TODAY)
    assert [line.currency for line in report.ageing.lines] == ["EUR", "USD", "JPY"]
    assert [row.line.currency for row in report.accounts] == ["EUR", "USD", "JPY"]


def test_paid_up_accounts_are_left_out() -> None:
    pay(make_invoice(make_account(), 1000), on=days_ago(3))
    report = ageing_report(Account.objects.all(), TODAY)
    assert report.accounts == ()
    assert report.ageing.ties


def test_assumed_due_dates_are_counted_also_on_a_past_day() -> None:
    account = make_account()
    make_invoice(account, 1000, due_is_assumed=True)
    pay(make_invoice(account, 500, due_is_assumed=True), on=days_ago(2))
    assert (line().assumed_items, line().assumed_minor, line().items) == (1, 1000, 1)
    assert (line(days_ago(3)).assumed_items, line(days_ago(3)).assumed_minor) == (2, 1500)


def test_by_invoice_date_counts_from_the_day_it_was_issued() -> None:
    account = make_account()
    make_invoice(account, 1000, days_late=5)
    make_invoice(account, 300, days_late=5, issued_on=None)
    found = line(basis="invoice")
    assert found.buckets == (0, 300, 1000, 0, 0, 0)
    assert (found.assumed_items, found.assumed_minor) == (1, 300)


def _random_ledger(random: Random) -> None:
    accounts = [make_account() for _ in range(4)]
    for _ in range(60):
        invoice = make_invoice(
            random.choice(accounts), random.choice([1, -1]) * random.randint(1, 900),
            currency=random.choice(["USD", "EUR"]), days_late=random.randint(-40, 200),
            due_is_assumed=random.random() < 0.2,
            **({"issued_on": None} if random.random() < 0.1 else {}),
        )  # fmt: skip
        _move(random, invoice)
    for account in accounts:
        Payment.objects.create(
            account=account, currency="USD", amount_minor=99, unapplied_minor=99,
            received_on=days_ago(random.randint(0, 90)),
        )  # fmt: skip


def _move(random: Random, invoice: Invoice) -> None:
    """Pay, part-pay, use up or write off; sometimes booked before the money or the invoice was there."""
    while invoice.balance_minor and random.random() < 0.6:
        size = random.randint(1, abs(invoice.balance_minor))
        on = days_ago(random.randint(0, 120))
        if invoice.amount_minor > 0 and random.random() < 0.7:
            pay(invoice, size, on=on, allocated_on=on + timedelta(days=random.randint(-4, 9)))
            continue
        signed = size if invoice.amount_minor > 0 else -size
        kind = Allocation.Kind.WRITE_OFF if signed > 0 else Allocation.Kind.CREDIT
        Allocation.of(invoice, signed, on, kind=kind).save()
        invoice.balance_minor -= signed
        invoice.save(update_fields=["balance_minor"])


def _replay(as_of: date) -> tuple[list[InvoiceFact], dict[str, int]]:
    """The open items and the unapplied cash of that day, one row at a time: the slow and certain way."""
    open_then, cash = {}, {}
    for i in Invoice.objects.all():
        if i.issued_on is None or i.issued_on <= as_of:
            open_then[i.pk] = [i, i.amount_minor - i.paid_before_minor]
    for p in Payment.objects.filter(received_on__lte=as_of):
        cash[p.currency] = cash.get(p.currency, 0) + p.amount_minor
    for a in Allocation.objects.select_related("payment"):
        there = a.invoice_id in open_then and (a.payment is None or a.payment.received_on <= as_of)
        if there and a.allocated_on <= as_of:
            open_then[a.invoice_id][1] -= a.amount_minor
            if a.payment:
                cash[a.payment.currency] -= a.amount_minor
    items = [
        InvoiceFact(i.number, i.currency, i.amount_minor, left, i.issued_on, i.due_on, i.due_is_assumed)
        for i, left in open_then.values()
        if left
    ]
    return items, cash


@pytest.mark.parametrize("seed", range(4))
def test_the_database_and_the_pure_rule_agree_to_the_cent_on_any_day(seed: int) -> None:
    _random_ledger(Random(seed))
    in_the_end = ageing_report(Account.objects.all(), days_ago(-999)).ageing
    for days in (-3, 0, 1, 7, 30, 61, 95, 150):
        items, cash = _replay(days_ago(days))
        for basis in BASES:
            report = ageing_report(Account.objects.all(), days_ago(days), basis)
            assert report.ageing.ties
            expected = age(items, cash, days_ago(days), basis)
            for currency in ("USD", "EUR"):
                found = report.ageing.line(currency)
                assert replace(found, later_minor=0) == expected.line(currency)
                assert found.ledger_minor == in_the_end.line(currency).total_minor
            summed = sum((a.line.total_minor for a in report.accounts if a.line.currency == "USD"), 0)
            assert summed == report.ageing.line("USD").total_minor


def test_the_number_of_queries_does_not_grow_with_the_ledger(django_assert_num_queries) -> None:
    for rows in (1, 12):
        for _ in range(rows):
            pay(make_invoice(make_account(), 500), 100, on=days_ago(3))
        with django_assert_num_queries(6):
            ageing_report(Account.objects.all(), days_ago(5))
