"""The hourly judging: what it changes, what it leaves, and that a second run changes nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from duecourse.calls.models import Promise
from duecourse.followups.judging import judge_promises
from duecourse.receivables.models import Payment
from duecourse.teams import audit
from duecourse.teams.models import AuditEntry
from make import NOW, TODAY, make_account, make_invoice, make_promise, pay

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
