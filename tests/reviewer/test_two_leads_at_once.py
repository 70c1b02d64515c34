"""Leads ask for second opinions on different calls at the same instant when one is left within the day's limit."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from duecourse.calls.models import Transcript
from duecourse.reviewer import actions
from duecourse.reviewer.models import OpinionRequest, TeamSwitch
from make import NOW, make_call
from reviewer import fake_reviewer as fake

pytestmark = pytest.mark.django_db(transaction=True)

LEADS = 4


def test_exactly_one_gets_the_last_opinion_of_the_day(people, call, switched_on, set_up):
    TeamSwitch.objects.update(most_a_day=1)
    first = Transcript.objects.get()
    calls = [call]
    for _ in range(LEADS - 1):
        calls.append(make_call(call.account, people.alice, contact=call.contact))
        Transcript.objects.create(
            call=calls[-1], source="pasted", turns=first.turns, added_at=NOW, added_by=people.alice
        )
    start, told, problems = threading.Barrier(LEADS), [], []

    def press(one):
        try:
            one.caller.team  # noqa: B018 read before the race
            start.wait(timeout=20)
            told.append(actions.ask_opinion(actor=people.bob, now=NOW, call=one))
        except actions.CannotAsk as refused:
            told.append(str(refused))
        except Exception as problem:  # a thread's exception would be lost
            problems.append(problem)
        finally:
            connection.close()

    with fake.a_reviewer(fake.says("{}")) as reviewer:
        set_up(reviewer)
        threads = [threading.Thread(target=press, args=(one,)) for one in calls]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
    assert not problems
    assert sum("its limit" in str(one) for one in told) == LEADS - 1
    assert OpinionRequest.objects.count() == 1
