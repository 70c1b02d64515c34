"""What happens by itself, every hour: promises, payment history and call standings, as often as one likes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from duecourse.calls.models import CallStanding, Promise
from duecourse.followups.jobs import every_morning
from duecourse.receivables import standing
from duecourse.receivables.models import AccountStanding
from duecourse.teams.models import AuditEntry
from make import NOW, TODAY, make_account, make_call, make_invoice, make_promise, pay

pytestmark = pytest.mark.django_db


def test_the_hourly_job_does_what_is_due_and_nothing_the_second_time(people, monkeypatch) -> None:
    monkeypatch.setattr("duecourse.lib.clock.now", lambda: NOW)
    account = make_account(people.portfolio)
    pay(make_invoice(account), on=TODAY - timedelta(days=20))
    standing.refresh_standing()
    make_promise(account, due_on=TODAY - timedelta(days=1))
    make_call(account, people.alice, at=NOW - timedelta(days=2))
    every_morning()
    assert Promise.objects.get().state == "broken"
    assert AccountStanding.objects.get().history_on == TODAY
    assert CallStanding.objects.get().reached_on == TODAY - timedelta(days=2)
    written = AuditEntry.objects.count()
    every_morning()
    assert AuditEntry.objects.count() == written
