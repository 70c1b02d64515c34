"""Two workers find the same message due, two people press "send" with one message left in the cap: one goes."""

from __future__ import annotations

import threading

import pytest
from django.core import mail
from django.db import connection

from duecourse.calls.actions import ContactNotAllowed
from duecourse.outbox.actions import sending
from duecourse.outbox.actions.waiting import send_due
from duecourse.outbox.actions.writing import Words, write_message
from duecourse.outbox.composing import writing_for
from duecourse.outbox.models import Message, Sending
from make import NOW

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 4


def together(work) -> list[BaseException]:
    """The same work in several threads at the same instant; what went wrong."""
    start, problems = threading.Barrier(AT_ONCE), []

    def run(number: int) -> None:
        try:
            start.wait(timeout=20)
            work(number)
        except Exception as problem:  # a thread's exception would be lost
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return problems


def write(people, account, channel="email") -> Message:
    writing = writing_for(account, account.contacts.first(), actor=people.alice, now=NOW, channel=channel)
    return write_message(actor=people.alice, now=NOW, writing=writing, words=Words())


def test_workers_that_meet_send_each_message_once(people, account, mailbox):
    for _ in range(3):
        write(people, account)
    assert together(lambda _n: send_due(now=NOW)) == []
    assert len(mail.outbox) == Sending.objects.count() == 3
    assert set(Message.objects.values_list("state", flat=True)) == {Message.State.SENT}


def test_exactly_one_gets_the_last_message_of_the_cap(people, account, mailbox):
    for _ in range(2):
        write(people, account)
    send_due(now=NOW)
    rows = [write(people, account, "sms") for _ in range(AT_ONCE)]

    def press(number: int) -> None:
        message = Message.objects.select_related("account__creditor", "contact", "answers").get(pk=rows[number].pk)
        sending.send_message(actor=people.alice, now=NOW, message=message)

    problems = together(press)
    assert [type(problem) for problem in problems] == [ContactNotAllowed] * (AT_ONCE - 1)
    assert Sending.objects.count() == 3
    assert Message.objects.filter(state=Message.State.HANDED).count() == 1


def test_two_who_say_what_became_of_it_are_one(people, account):
    message = sending.send_message(actor=people.alice, now=NOW, message=write(people, account))

    def tell(number: int) -> None:
        say = sending.confirm_sent if number % 2 else sending.take_back
        say(actor=people.alice, now=NOW, message=Message.objects.get(pk=message.pk))

    problems = together(tell)
    assert len(problems) == AT_ONCE - 1
    assert {type(problem) for problem in problems} == {sending.NotWaiting}
