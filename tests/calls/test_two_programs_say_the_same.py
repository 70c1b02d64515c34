"""Two programs send the turns of one call at the same time: each turn is there once, and both are answered alike."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from duecourse.calls import actions
from duecourse.calls.live import turns as live
from duecourse.calls.models import Call, LiveTurn
from duecourse.domain.conversation.turns import Turn
from make import NOW, make_account, make_contact, make_invoice

pytestmark = pytest.mark.django_db(transaction=True)

PROGRAMS, TURNS = 3, 12


def test_each_turn_is_there_once_and_everybody_gets_the_same_answer(people):
    account = make_account(people.portfolio)
    make_invoice(account)
    key = actions.start_call(actor=people.alice, now=NOW, account=account, contact=make_contact(account)).pk
    start, answers, problems = threading.Barrier(PROGRAMS), [], []

    def send():
        try:
            call = Call.objects.select_related("account__creditor", "contact", "caller").get(pk=key)
            start.wait(timeout=20)
            for n in range(1, TURNS + 1):
                turn = Turn(n, "caller" if n % 2 else "client", f"This is turn number {n}, thank you.")
                heard = live.add_turns(actor=people.alice, now=NOW, call=call, turns=[turn])
            answers.append((heard.n >= TURNS, heard.marks))
        except Exception as problem:  # a thread's exception would be lost
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(PROGRAMS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not problems
    assert answers == [answers[0]] * PROGRAMS
    assert list(LiveTurn.objects.order_by("n").values_list("n", flat=True)) == list(range(1, TURNS + 1))
