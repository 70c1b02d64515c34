"""The ageing of a page comes from what is kept: it is what the items add up to at every moment, whatever was written,
on any day."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from duecourse.domain.ageing import BASES, BY_DUE
from duecourse.receivables import actions, standing
from duecourse.receivables.aged import aged_report, open_lines
from duecourse.receivables.ageing import AgeingReport, ageing_report
from duecourse.receivables.importing.actions import undo_batch
from duecourse.receivables.models import Account, AccountStanding, Allocation, Invoice
from make import NOW, TODAY, make_account, make_creditor, make_invoice
from receivables.loading import HEADER, ITEMS, kept_lines_are_true, load
from receivables.test_ageing_report import _random_ledger

pytestmark = pytest.mark.django_db
EVERYBODY = Account.objects.all()


def same(mine: AgeingReport, added_up: AgeingReport) -> None:
    assert mine.ageing.ties
    assert [line for line in mine.ageing.lines if any(line.columns().values())] == [
        line for line in added_up.ageing.lines if any(line.columns().values())
    ]
    assert (len(mine.accounts), list(mine.accounts[:])) == (len(added_up.accounts), list(added_up.accounts))


def is_kept() -> bool:
    """The report of today comes from kept lines."""
    return not isinstance(aged_report(EVERYBODY, TODAY).accounts, tuple)


def is_taken_back(as_of: date, basis: str = BY_DUE) -> bool:
    """The report of that day comes from what moved since."""
    with CaptureQueriesContext(connection) as queries:
        aged_report(EVERYBODY, as_of, basis)
    return any("s.booked_minor" in query["sql"] for query in queries)


def around_today() -> list[date]:
    return [TODAY - timedelta(days=days) for days in (-9, -1, 1, 7, 31, 95, 210)]


@pytest.mark.parametrize("seed", range(3))
def test_it_is_the_report_that_all_items_add_up_to(monkeypatch, seed: int) -> None:
    """With money booked early and late, items of tomorrow, credits, write-offs, two currencies."""
    _random_ledger(Random(seed))
    standing.refresh(today=TODAY)
    monkeypatch.setattr("duecourse.receivables.aged._LARGE_PART", seed)
    assert is_kept()
    for some in (EVERYBODY, Account.objects.filter(pk__in=list(EVERYBODY.values_list("pk", flat=True)[:2]))):
        for day in (TODAY, *around_today()):
            for basis in BASES:
                same(aged_report(some, day, basis), ageing_report(some, day, basis))
    assert all(is_taken_back(day, basis) for day in around_today() for basis in BASES)


def test_its_pages_follow_each_other_as_the_whole_does() -> None:
    creditor, chance = make_creditor(), Random(3)
    for _ in range(23):
        account = make_account(creditor=creditor)
        make_invoice(account, chance.randrange(1, 9) * 1000, days_late=chance.randrange(-9, 200))
        if chance.random() < 0.3:
            make_invoice(account, 500, currency="EUR")
    standing.refresh(today=TODAY)
    accounts, whole = aged_report(EVERYBODY, TODAY).accounts, ageing_report(EVERYBODY, TODAY).accounts
    paged = [row for start in range(0, len(accounts), 10) for row in accounts[start : start + 10]]
    assert paged == list(whole)
    assert accounts[4] == whole[4]


def test_each_write_shows_at_once(people) -> None:
    creditor = make_creditor()
    load(ITEMS, creditor)
    account = Account.objects.get(number="C1")
    load(HEADER + "C3,New One,9,2026-10-01,2026-11-01,5.00,5.00,USD\n", creditor)
    steps = [
        lambda: load(ITEMS.replace("890.00,390.00", "890.00,90.00"), creditor),
        lambda: actions.enter_payment(
            actor=people.bob, now=NOW, today=TODAY, account=account, currency="USD", amount_minor=10_000,
            received_on=TODAY,
        ),
        lambda: actions.take_back_payment(
            actor=people.bob, now=NOW, today=TODAY, payment=account.payments.get(), because="It was not ours."
        ),
        lambda: load(HEADER + "C1,Harbour Cafe,1001,2026-09-01,2026-10-01,890.00,90.00,USD\n", creditor,
                     close_missing=True),
        lambda: undo_batch(actor=people.bob, now=NOW, batch=load(HEADER + "C4,N,8,2026-10-01,2026-11-01,7,7,USD\n")[0]),
    ]  # fmt: skip
    for step in steps:
        step()
        assert is_kept()
        for day in (TODAY, *around_today()):
            same(aged_report(EVERYBODY, day), ageing_report(EVERYBODY, day))


def test_the_page_shows_a_payment_the_moment_it_is_entered(people) -> None:
    account = make_account(people.portfolio)
    make_invoice(account, 890_000)
    standing.refresh(today=TODAY)
    client = Client()
    client.force_login(people.alice, backend="django.contrib.auth.backends.ModelBackend")
    address = f"/ageing/?as_of={TODAY}"
    assert "$8,900.00" in client.get(address).text
    actions.enter_payment(
        actor=people.alice, now=NOW, today=TODAY, account=account, currency="USD", amount_minor=100_000,
        received_on=TODAY,
    )  # fmt: skip
    page = client.get(address).text
    assert "$7,900.00" in page
    assert "$8,900.00" not in page


@pytest.mark.parametrize("large_part", [0, 2_000])
def test_a_balance_that_moved_behind_our_back_is_shown_as_it_is(people, monkeypatch, large_part: int) -> None:
    monkeypatch.setattr("duecourse.receivables.aged._LARGE_PART", large_part)
    invoice = make_invoice(make_account(people.portfolio), 50_000)
    standing.refresh(today=TODAY)
    Invoice.objects.filter(pk=invoice.pk).update(balance_minor=20_000)
    for day in (TODAY, TODAY - timedelta(days=3)):
        report = aged_report(EVERYBODY, day)
        assert report.ageing.line("USD").total_minor == 20_000
        assert report.ageing.line("USD").difference_minor == -30_000


def test_a_file_that_gives_an_invoice_another_date_moves_the_day_from_which_its_money_counts(people) -> None:
    creditor = make_creditor()
    load(ITEMS, creditor)
    load(ITEMS.replace("890.00,390.00", "890.00,90.00"), creditor)
    moved = Allocation.objects.get()
    batch, _ = load(ITEMS.replace("2026-09-01", "2026-12-30").replace("890.00,390.00", "890.00,90.00"), creditor)
    moved.refresh_from_db()
    assert moved.counts_on == date(2026, 12, 30)
    kept_lines_are_true()
    for day in around_today():
        same(aged_report(EVERYBODY, day), ageing_report(EVERYBODY, day))
    undo_batch(actor=people.bob, now=NOW, batch=batch)
    moved.refresh_from_db()
    assert moved.counts_on == moved.allocated_on
    kept_lines_are_true()


def test_currencies_stand_in_the_same_order_from_whichever_end_the_report_is_made() -> None:
    for currency, minor in (("EUR", 500), ("JPY", 90_000), ("USD", 70_000), ("GBP", 80_000)):
        for days_late in (-3, 9):
            make_invoice(make_account(currency=currency), minor, currency=currency, days_late=days_late)
    standing.refresh(today=TODAY)
    for day in (TODAY, TODAY - timedelta(days=5)):
        report = aged_report(EVERYBODY, day)
        assert [line.currency for line in report.ageing.lines] == ["GBP", "USD", "JPY", "EUR"]
        same(report, ageing_report(EVERYBODY, day))
    assert [line.currency for line in open_lines(EVERYBODY, TODAY)] == ["GBP", "USD", "JPY", "EUR"]


def test_accounts_whose_line_is_of_another_day_are_added_up_beside_the_others() -> None:
    fresh, old = make_account(), make_account()
    for account in (fresh, old):
        make_invoice(account, 7_000, days_late=30)
        make_invoice(account, 900, days_late=2, currency="EUR")
    standing.refresh([old.pk], today=TODAY - timedelta(days=1))
    standing.refresh([fresh.pk], today=TODAY)
    for day in (TODAY, TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        same(aged_report(EVERYBODY, day), ageing_report(EVERYBODY, day))


def test_by_the_hour_each_line_becomes_that_of_its_creditors_day() -> None:
    for zone in ("Asia/Tokyo", "America/Los_Angeles"):
        make_invoice(make_account(creditor=make_creditor(time_zone=zone)), 7_000)
    standing.refresh(today=TODAY - timedelta(days=3))
    late = datetime(2026, 11, 18, 16, tzinfo=UTC)
    assert standing.refresh_stale_ageing(late) == 2
    days = AccountStanding.objects.values_list("account__creditor__time_zone", "aged_on")
    assert dict(days) == {"Asia/Tokyo": TODAY + timedelta(days=1), "America/Los_Angeles": TODAY}
    assert standing.refresh_stale_ageing(late) == 0
    kept_lines_are_true()


def test_a_ledger_without_kept_lines_is_added_up() -> None:
    make_invoice(make_account(), 7_000)
    assert aged_report(EVERYBODY, TODAY).ageing.line("USD").total_minor == 7_000
    assert [line.open_minor for line in open_lines(EVERYBODY, TODAY)] == [7_000]


def test_it_costs_the_same_number_of_queries_however_large_the_ledger(django_assert_num_queries) -> None:
    for rows in (2, 15):
        for _ in range(rows):
            make_invoice(make_account(), 500)
        standing.refresh(today=TODAY)
        with django_assert_num_queries(4):
            assert aged_report(EVERYBODY, TODAY).accounts[:10]


@pytest.mark.django_db(transaction=True)
def test_two_payments_at_the_same_instant_are_both_in_the_kept_line(people) -> None:
    account = make_account(people.portfolio)
    for _ in range(2):
        make_invoice(account, 50_000)
    standing.refresh(today=TODAY)
    start, problems = threading.Barrier(2), []

    def enter(number: str, minor: int) -> None:
        try:
            mine = Account.objects.select_related("creditor").get(pk=account.pk)
            start.wait(timeout=20)
            actions.enter_payment(
                actor=people.alice, now=NOW, today=TODAY, account=mine, currency="USD", amount_minor=minor,
                received_on=TODAY, invoices=[Invoice.objects.filter(account=mine).order_by("pk")[int(number)].pk],
            )  # fmt: skip
        except Exception as problem:  # a thread's exception would be lost
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=enter, args=pair) for pair in (("0", 10_000), ("1", 20_000))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert problems == []
    assert AccountStanding.objects.get(account=account).open_minor == 70_000
    kept_lines_are_true()
