"""What is kept per account from its calls: last tried, last reached, and when they answer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from duecourse.calls.models import CallRecord, CallStanding
from duecourse.calls.standing import refresh_call_standing
from make import NOW, TODAY, make_account, make_call

pytestmark = pytest.mark.django_db


def standing(account) -> CallStanding:
    return CallStanding.objects.get(account=account)


def test_tries_of_the_last_day_and_the_last_conversation(people) -> None:
    account = make_account()
    make_call(account, people.alice, at=NOW - timedelta(days=3), outcome="promise")
    make_call(account, people.alice, at=NOW - timedelta(days=1), outcome="no_answer")
    make_call(account, people.alice, at=NOW - timedelta(hours=2), outcome="no_answer")
    make_call(account, people.alice, at=NOW - timedelta(hours=1), outcome="busy")
    assert refresh_call_standing(NOW + timedelta(minutes=10)) == 1
    row = standing(account)
    assert (row.tried_on, row.tries, row.reached_on) == (TODAY, 2, TODAY - timedelta(days=3))


def test_days_are_the_debtors_own(people) -> None:
    account = make_account(time_zone="Asia/Tokyo")
    make_call(account, people.alice, at=datetime(2026, 11, 17, 23, tzinfo=UTC), outcome="no_answer")
    refresh_call_standing(NOW)
    assert standing(account).tried_on == date(2026, 11, 18)


def test_a_corrected_record_counts_as_corrected(people) -> None:
    account = make_account()
    call = make_call(account, people.alice, at=NOW - timedelta(hours=1), outcome="promise")
    CallRecord.objects.create(
        call=call, version=2, written_at=NOW, written_by=people.alice, outcome="voicemail", discussed="x",
        next_step="y", amends_because="It was the machine",
    )  # fmt: skip
    refresh_call_standing(NOW)
    assert (standing(account).reached_on, standing(account).tries) == (None, 1)


def test_mornings_are_learnt_and_a_call_that_came_in_is_no_try(people) -> None:
    account = make_account()
    for day in range(1, 6):
        make_call(account, people.alice, at=NOW - timedelta(days=day), outcome="promise")  # 10:00 in New York
    make_call(account, people.alice, at=NOW - timedelta(hours=1), outcome="promise", direction="in")
    refresh_call_standing(NOW)
    row = standing(account)
    assert (row.answers, row.attempts, row.answered) == ("mornings", 5, 5)
    assert row.tried_on == TODAY - timedelta(days=1)
    assert row.reached_on == TODAY


def test_only_fresh_calls_are_counted_again(people) -> None:
    account, quiet = make_account(), make_account()
    make_call(account, people.alice, at=NOW - timedelta(days=1))
    make_call(quiet, people.alice, at=NOW - timedelta(days=1))
    assert refresh_call_standing(NOW) == 2
    assert refresh_call_standing(NOW) == 0
    make_call(account, people.alice, at=NOW + timedelta(hours=1))
    assert refresh_call_standing(NOW + timedelta(hours=2)) == 1
