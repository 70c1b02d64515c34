"""Two callers press "call" on the same account at the same instant when one contact is left in the cap."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from duecourse.compliance import actions
from duecourse.compliance.models import ContactDecision, ContactEvent
from duecourse.receivables.models import Account
from make import NOW, make_account

pytestmark = pytest.mark.django_db(transaction=True)

CALLERS = 4


def test_exactly_one_gets_the_last_contact_of_the_cap(people):
    account = make_account(people.portfolio)
    for days in (5, 2):
        actions.permit_contact(
            actor=people.alice, now=NOW - timedelta(days=days), account=account, contact=None, channel="phone"
        )
    start, answers, problems = threading.Barrier(CALLERS), [], []

    def press(actor, moment):
        try:
            mine = Account.objects.select_related("creditor").get(pk=account.pk)
            start.wait(timeout=20)
            with transaction.atomic():
                answers.append(
                    actions.permit_contact(actor=actor, now=moment, account=mine, contact=None, channel="phone").permits
                )
        except Exception as problem:  # a thread's exception would be lost
            problems.append(problem)
        finally:
            connection.close()

    actors = (people.alice, people.bob, people.alice, people.erin)
    # Their clocks were read in another order than their turns come: the later clock may be served first.
    moments = [NOW + timedelta(milliseconds=300 * n) for n in range(CALLERS)]
    threads = [threading.Thread(target=press, args=pair) for pair in zip(actors, moments, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not problems
    assert sorted(answers) == [False, False, False, True]
    assert ContactEvent.objects.filter(at__gte=NOW).count() == 1
    assert ContactDecision.objects.filter(asked_at__gte=NOW, verdict="blocked").count() == CALLERS - 1
