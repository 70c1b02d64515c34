"""A message that may not go yet waits; at its time everything is asked again, and what came in between stops it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from duecourse.calls.actions import ContactNotAllowed
from duecourse.compliance.actions import place_hold, record_contact_event, record_opt_out
from duecourse.compliance.models import ContactDecision
from duecourse.outbox.actions import sending
from duecourse.outbox.actions.sending import send_message
from duecourse.outbox.actions.waiting import send_due
from duecourse.outbox.jobs import every_minute
from duecourse.outbox.models import Message, Sending
from duecourse.receivables.actions import enter_payment
from duecourse.receivables.models import Dispute
from duecourse.teams.models import Role
from make import NOW, TODAY, make_promise

pytestmark = pytest.mark.django_db
State = Message.State
LATER = NOW + timedelta(hours=3)


@pytest.fixture
def waiting(send, mailbox):
    """A reminder by e-mail that waits for three hours."""
    return send(due_at=LATER)


@pytest.fixture
def worker(django_capture_on_commit_callbacks):
    def run(now):
        with django_capture_on_commit_callbacks(execute=True):
            send_due(now=now)

    return run


def stopped(message) -> str:
    message.refresh_from_db()
    assert message.state == State.STOPPED, message.get_state_display()
    return message.remark


def test_it_goes_at_its_time_and_once(waiting, worker, mailbox):
    worker(LATER - timedelta(minutes=1))
    assert not mailbox
    worker(LATER)
    worker(LATER + timedelta(minutes=1))
    waiting.refresh_from_db()
    assert waiting.state == State.SENT
    assert len(mailbox) == 1
    assert ContactDecision.objects.get().asked_at == LATER


def test_the_job_reads_the_clock_and_sends(waiting, mailbox, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr("duecourse.lib.clock.now", lambda: LATER)
    with django_capture_on_commit_callbacks(execute=True):
        every_minute()
    assert len(mailbox) == 1


def test_a_payment_in_between_stops_it(waiting, worker, people, account, mailbox):
    enter_payment(
        actor=people.alice, now=NOW, today=TODAY, account=account, currency="USD", amount_minor=100, received_on=TODAY
    )
    worker(LATER)
    assert stopped(waiting) == "A payment came in after this was written."
    assert not mailbox
    assert not ContactDecision.objects.exists()


def test_a_dispute_in_between_stops_it(waiting, worker, account, people):
    Dispute.objects.create(account=account, reason="quality", currency="USD", opened_at=NOW, opened_by=people.alice)
    worker(LATER)
    assert stopped(waiting) == "A dispute was raised after this was written."


def test_a_promise_in_between_stops_it(waiting, worker, account):
    make_promise(account, due_on=TODAY + timedelta(days=3))
    worker(LATER)
    assert stopped(waiting) == "A payment was agreed after this was written."


def test_an_opt_out_in_between_stops_it(waiting, worker, people, account):
    record_opt_out(actor=people.alice, now=NOW, account=account, medium="email")
    worker(LATER)
    assert "asked for no more e-mail" in stopped(waiting)
    assert ContactDecision.objects.get().verdict == "blocked"


def test_an_address_that_was_put_right_in_between_stops_it(waiting, worker, account, mailbox):
    """Whoever has the old mailbox would have read of the debt."""
    account.contacts.update(email="m.lopez@harbour.example")
    worker(LATER)
    assert stopped(waiting) == "Their address has changed since it was written: write it again."
    assert not mailbox and not ContactDecision.objects.exists()


def test_what_does_not_ask_for_money_goes_all_the_same(send, worker, people, account, mailbox):
    message = send(due_at=LATER, text="statement")
    make_promise(account, due_on=TODAY + timedelta(days=3))
    worker(LATER)
    message.refresh_from_db()
    assert message.state == State.SENT


def test_where_the_gate_says_not_yet_it_waits_on_and_says_why(waiting, worker, people, account, mailbox):
    record_contact_event(
        actor=people.alice, now=NOW, account=account, kind="inconvenient_time", channel="phone",
        details={"window": {"from": "08:00", "to": "16:00"}},
    )  # fmt: skip
    worker(LATER)
    waiting.refresh_from_db()
    assert waiting.state == State.WAITING
    assert waiting.due_at == LATER.replace(hour=21)
    assert waiting.remark
    worker(waiting.due_at)
    assert len(mailbox) == 1


def test_while_a_file_of_rules_is_broken_it_waits_and_then_goes(
    waiting, worker, people, mailbox, tmp_path, monkeypatch
):
    monkeypatch.setenv("DUECOURSE_HOME", str(tmp_path))
    broken = tmp_path / "playbooks" / "policies" / "own.toml"
    broken.parent.mkdir(parents=True)
    broken.write_text('id = "own')
    worker(LATER)
    with pytest.raises(ContactNotAllowed, match=r"own\.toml"):
        send_message(actor=people.alice, now=LATER, message=waiting)
    waiting.refresh_from_db()
    assert waiting.state == State.WAITING and not mailbox
    broken.unlink()
    worker(LATER + timedelta(minutes=1))
    assert len(mailbox) == 1


def test_a_hold_without_an_end_stops_it(waiting, worker, people, account):
    place_hold(actor=people.bob, now=NOW, account=account, kind="other", reason="Stocktaking")
    worker(LATER)
    assert "the account is on hold" in stopped(waiting)


def test_a_text_of_two_weeks_ago_is_not_sent_any_more(waiting, worker):
    worker(NOW + timedelta(days=15))
    assert stopped(waiting) == "It was written more than 14 days ago."


def test_whoever_may_not_write_any_more_sends_nothing(waiting, worker, people, mailbox):
    people.alice.role, people.alice.team = Role.AUDITOR, None
    people.alice.save(update_fields=["role", "team"])
    worker(LATER)
    assert stopped(waiting) == "Alice may not write any more."
    assert not mailbox


def test_what_a_person_sends_waits_for_a_person(send, worker, people):
    message = send("sms", due_at=LATER)
    worker(LATER)
    message.refresh_from_db()
    assert message.state == State.WAITING
    assert sending.send_message(actor=people.alice, now=LATER, message=message).state == State.HANDED


def test_nothing_goes_while_no_mail_server_is_set_up(waiting, worker, settings):
    settings.SENDS_MAIL = False
    worker(LATER)
    waiting.refresh_from_db()
    assert waiting.state == State.WAITING


def test_one_that_waits_can_be_cancelled_or_sent_once(waiting, people, django_capture_on_commit_callbacks, mailbox):
    sending.cancel_message(actor=people.alice, now=NOW, message=waiting)
    with pytest.raises(sending.NotWaiting):
        sending.send_message(actor=people.alice, now=NOW, message=waiting)
    with pytest.raises(sending.NotWaiting):
        sending.cancel_message(actor=people.alice, now=NOW, message=waiting)
    assert not mailbox


def test_pressed_too_early_it_goes_on_waiting(send, people, account):
    message = send("sms", due_at=LATER)
    night = NOW.replace(hour=4)
    with pytest.raises(ContactNotAllowed):
        sending.send_message(actor=people.alice, now=night, message=message)
    message.refresh_from_db()
    assert message.state == State.WAITING
    assert message.due_at == NOW.replace(hour=13)


def test_a_try_that_was_cut_off_is_never_repeated_by_itself(waiting, worker, mailbox):
    """As if the machine had been switched off between the record and the mail server."""
    Message.objects.filter(pk=waiting.pk).update(state=State.SENDING, claimed_at=LATER)
    worker(LATER + timedelta(minutes=29))
    waiting.refresh_from_db()
    assert waiting.state == State.SENDING
    worker(LATER + timedelta(minutes=31))
    waiting.refresh_from_db()
    assert waiting.state == State.UNSURE
    assert not mailbox
    assert not Sending.objects.exists()
