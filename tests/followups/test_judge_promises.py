"""The hourly judging: what it changes, what it leaves, and that a second run changes nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from duecourse.calls.models import Promise
from duecourse.followups.judging import judge_promises
from duecourse.receivables.importing.actions import undo_batch
from duecourse.receivables.models import Account, Allocation, ImportBatch, Payment
from duecourse.teams import audit
from duecourse.teams.models import AuditEntry
from make import NOW, TODAY, make_account, make_invoice, make_promise, pay
from receivables.loading import ITEMS, load

pytestmark = pytest.mark.django_db
YESTERDAY = TODAY - timedelta(days=1)


def state(promise: Promise) -> tuple[str, int]:
    promise.refresh_from_db()
    return promise.state, promise.received_minor


def money(promise: Promise, minor: int, on: date) -> Payment:
    return Payment.objects.create(
        account=promise.account, currency=promise.currency, amount_minor=minor, unapplied_minor=minor, received_on=on
    )


def test_a_promise_for_yesterday_without_money_is_broken_this_morning() -> None:
    promise = make_promise(make_account(), due_on=YESTERDAY)
    assert judge_promises(NOW) == 1
    assert state(promise) == ("broken", 0)
    promise.refresh_from_db()
    assert promise.judged_at == NOW


def test_paid_money_keeps_it_whether_or_not_it_was_applied() -> None:
    account = make_account()
    promise = make_promise(account, 1000, due_on=YESTERDAY)
    pay(make_invoice(account, 600), on=YESTERDAY)
    money(promise, 400, YESTERDAY)
    judge_promises(NOW)
    assert state(promise) == ("kept", 1000)


def test_part_of_the_money_while_time_is_left_is_noted_and_stays_open() -> None:
    promise = make_promise(make_account(), 1000, due_on=TODAY)
    money(promise, 400, TODAY)
    assert judge_promises(NOW) == 1
    assert state(promise) == ("open", 400)


def test_the_day_ends_where_the_debtor_is() -> None:
    after_midnight_utc = datetime(2026, 11, 18, 2, 0, tzinfo=ZoneInfo("UTC"))  # still the 17th in New York
    new_york = make_promise(make_account(time_zone="America/New_York"), due_on=date(2026, 11, 17))
    tokyo = make_promise(make_account(time_zone="Asia/Tokyo"), due_on=date(2026, 11, 17))
    judge_promises(after_midnight_utc)
    assert state(new_york)[0] == "open"
    assert state(tokyo)[0] == "broken"


def test_judging_again_changes_nothing_and_writes_nothing() -> None:
    make_promise(make_account(), due_on=YESTERDAY)
    assert judge_promises(NOW) == 1
    assert judge_promises(NOW + timedelta(hours=1)) == 0
    assert AuditEntry.objects.filter(verb="judge_promise").count() == 1
    assert audit.verify().first_broken is None


def test_a_bank_file_that_came_a_day_late_turns_broken_into_kept() -> None:
    promise = make_promise(make_account(), 1000, due_on=YESTERDAY)
    judge_promises(NOW)
    money(promise, 1000, YESTERDAY)
    judge_promises(NOW + timedelta(hours=1))
    assert state(promise) == ("kept", 1000)


def test_what_people_closed_stays_as_they_said() -> None:
    account = make_account()
    by_hand = make_promise(account, due_on=YESTERDAY, state="kept", closed_at=NOW, closed_how="Paid in cash")
    replaced = make_promise(account, due_on=YESTERDAY, state="replaced", closed_at=NOW)
    assert judge_promises(NOW) == 0
    assert (state(by_hand)[0], state(replaced)[0]) == ("kept", "replaced")


def test_old_broken_promises_are_not_dug_up_again() -> None:
    promise = make_promise(make_account(), 1000, due_on=TODAY - timedelta(days=90), state="broken")
    Promise.objects.update(made_at=NOW - timedelta(days=120))
    money(promise, 1000, TODAY - timedelta(days=95))
    assert judge_promises(NOW) == 0


def test_only_the_accounts_asked_for_are_judged() -> None:
    mine, other = make_promise(make_account(), due_on=YESTERDAY), make_promise(make_account(), due_on=YESTERDAY)
    judge_promises(NOW, [mine.account_id])
    assert (state(mine)[0], state(other)[0]) == ("broken", "open")


def test_the_queries_do_not_grow_with_promises_that_stay_as_they_are(django_assert_num_queries) -> None:
    for rows in (1, 10):
        for _ in range(rows):
            make_promise(make_account(), due_on=TODAY + timedelta(days=3))
        with django_assert_num_queries(4):
            judge_promises(NOW)


def closed_by_file(account, minor: int, on: date, *, loaded_at=None) -> None:
    """A file of that day no longer has an item of that much."""
    batch = ImportBatch.objects.create(
        creditor=account.creditor, kind="open_items", file_name="open.csv", uploaded_at=NOW, loaded_at=loaded_at or NOW
    )
    invoice = make_invoice(account, minor, balance_minor=0, closed_on=on)
    Allocation.of(invoice, minor, on, kind="closure", batch_id=batch.pk).save()


def test_what_a_file_no_longer_has_counts_as_paid_and_says_that_no_payment_was_seen() -> None:
    account = make_account()
    promise = make_promise(account, 1000, due_on=YESTERDAY)
    closed_by_file(account, 1000, YESTERDAY)
    judge_promises(NOW)
    promise.refresh_from_db()
    assert (promise.state, promise.received_minor, promise.by_file_on) == ("kept", 1000, YESTERDAY)
    because = AuditEntry.objects.get(verb="judge_promise").facts["because"]
    assert because == ["$10.00 promised for 17 Nov arrived by 17 Nov, closed by the file of 17 Nov, no payment seen"]


def test_a_file_after_the_days_of_grace_comes_too_late() -> None:
    account = make_account()
    promise = make_promise(account, 1000, due_on=YESTERDAY)
    closed_by_file(account, 1000, TODAY)
    judge_promises(NOW)
    assert state(promise) == ("broken", 0)


def test_a_file_of_the_morning_says_nothing_about_a_promise_of_the_afternoon() -> None:
    account = make_account()
    promise = make_promise(account, 1000, due_on=TODAY, made_at=NOW)
    closed_by_file(account, 1000, TODAY, loaded_at=NOW - timedelta(hours=2))
    judge_promises(NOW)
    assert state(promise) == ("open", 0)
    closed_by_file(account, 1000, TODAY, loaded_at=NOW + timedelta(hours=1))
    judge_promises(NOW + timedelta(hours=1))
    assert state(promise) == ("kept", 1000)


def test_the_same_money_does_not_count_as_a_payment_and_again_as_what_the_file_closed() -> None:
    account = make_account()
    first, second = make_promise(account, 1000, due_on=YESTERDAY), make_promise(account, 1000, due_on=TODAY)
    money(first, 1000, YESTERDAY)  # nobody applied it here; the ledger did, and its next file has the item no more
    closed_by_file(account, 1000, TODAY)
    judge_promises(NOW)
    assert (state(first), state(second)) == (("kept", 1000), ("open", 0))


def test_a_file_of_open_items_judges_promises_when_it_is_loaded() -> None:
    load(ITEMS, now=NOW - timedelta(days=5))
    promise = make_promise(Account.objects.get(number="C1"), 39_000, due_on=TODAY + timedelta(days=1))
    load(ITEMS.replace("890.00,390.00", "890.00,0.00"))
    assert state(promise) == ("kept", 39_000)


def test_a_file_of_payments_judges_promises_when_it_is_loaded_and_when_it_is_undone(people) -> None:
    load(ITEMS, now=NOW - timedelta(days=5))
    promise = make_promise(Account.objects.get(number="C1"), 39_000, due_on=TODAY + timedelta(days=1))
    paid = "Customer No,Payment Date,Amount,Currency,Reference,Invoice No\nC1,2026-11-18,390.00,USD,R1,1001\n"
    batch, _ = load(paid)
    assert state(promise) == ("kept", 39_000)
    undo_batch(actor=people.erin, now=NOW, batch=batch)
    assert state(promise) == ("open", 0)
