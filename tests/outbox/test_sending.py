"""A message leaves past the gate: the decision, the event and the text as sent are one write; mail goes once."""

from __future__ import annotations

import csv
import io
import logging
from datetime import timedelta

import pytest

from duecourse.calls.actions import ContactNotAllowed
from duecourse.calls.models import DocumentRequest
from duecourse.compliance.actions import place_hold, record_opt_out
from duecourse.compliance.gate import verdict_for
from duecourse.compliance.models import ContactDecision, ContactEvent
from duecourse.outbox.actions import sending
from duecourse.outbox.actions.waiting import send_due
from duecourse.outbox.actions.writing import NotWritten, Words, WrittenAlready, write_message
from duecourse.outbox.composing import NoSuchText, writing_for
from duecourse.outbox.models import Message, Sending
from duecourse.teams.models import AuditEntry
from duecourse.teams.queries import NotAllowed
from make import NOW, make_account, make_contact, make_invoice

pytestmark = pytest.mark.django_db
State = Message.State


def test_an_email_goes_with_its_statement_and_everything_is_on_record(send, people, account, mailbox):
    message = send()
    assert message.state == State.SENT
    [mail] = mailbox
    assert (mail.to, mail.from_email) == (["maria@harbour.example"], "Northwind <ar@northwind.example>")
    assert mail.extra_headers["List-Unsubscribe"] == "<mailto:ar@northwind.example?subject=STOP>"
    assert "Invoice INV-1 for $890.00 was due on Friday 6 November." in mail.body
    assert [name for name, _, _ in mail.attachments] == ["statement.csv", "statement.html"]
    one = Sending.objects.get()
    assert (one.text, one.subject, one.address, one.by) == (mail.body, mail.subject, mail.to[0], people.alice)
    assert one.decision.permits
    assert one.decision.event == one.event
    assert (one.event.kind, one.event.channel, one.event.outcome) == ("message", "email", "sent")
    assert one.event.details["message"] == message.pk
    verbs = list(AuditEntry.objects.order_by("sequence").values_list("verb", flat=True))
    assert verbs == ["write_message", "allow_contact", "send_message", "close_message"]


def test_a_cell_of_the_statement_cannot_run(send, account, mailbox):
    make_invoice(account, 1_000, number="=HYPERLINK(1)", days_late=3)
    send(text="statement")
    attached = dict((name, text) for name, text, _ in mailbox[0].attachments)
    rows = list(csv.reader(io.StringIO(attached["statement.csv"].lstrip("\ufeff"))))
    assert "'=HYPERLINK(1)" in [row[0] for row in rows]
    make_invoice(account, 1_000, number="<script>", days_late=3)
    send(text="statement")
    assert "&lt;script&gt;" in dict((n, t) for n, t, _ in mailbox[1].attachments)["statement.html"]


def test_without_a_mail_server_it_is_in_the_writers_hands_until_they_say(send, people, settings):
    message = send()
    assert (message.by_hand, message.state) == (True, State.HANDED)
    assert ContactEvent.objects.get().outcome == "sent"
    sending.confirm_sent(actor=people.alice, now=NOW, message=message)
    message.refresh_from_db()
    assert message.state == State.SENT


def test_what_was_not_sent_does_not_count(send, people, account):
    for _ in range(3):
        message = send("sms")
    assert not verdict_for(account, account.contacts.first(), now=NOW, channel="sms").allowed
    sending.take_back(actor=people.alice, now=NOW, message=message)
    message.refresh_from_db()
    assert message.state == State.CANCELLED
    assert verdict_for(account, account.contacts.first(), now=NOW, channel="sms").allowed
    with pytest.raises(sending.NotWaiting):
        sending.confirm_sent(actor=people.alice, now=NOW, message=message)


def test_a_letter_is_sent_when_it_is_printed_and_may_stay_on_the_desk_for_a_day(send, people):
    message = send("letter", address="Harbour Cafe\n12 Wharf Street\nNew York NY 10001")
    assert message.state == State.SENT
    assert Sending.objects.get().attachments["statement.csv"]
    late = NOW + timedelta(days=2)
    with pytest.raises(sending.NotWaiting):
        sending.take_back(actor=people.alice, now=late, message=message)
    sending.take_back(actor=people.alice, now=NOW + timedelta(hours=3), message=message)
    assert ContactEvent.objects.get().outcome == "discarded"


def test_the_next_letter_knows_the_address(send, people, account):
    send("letter", address="Harbour Cafe\n12 Wharf Street\nNew York NY 10001")
    again = writing_for(account, account.contacts.first(), actor=people.alice, now=NOW, channel="letter")
    assert again.address.splitlines()[1] == "12 Wharf Street"


def test_messages_of_all_ways_share_the_caps_of_the_packs(send, account, mailbox):
    send("sms")
    send("email")
    send("sms")
    with pytest.raises(ContactNotAllowed) as refused:
        send("email")
    assert "3 of 3 messages used in 7 days" in str(refused.value)
    assert refused.value.decision.earliest_allowed_at is not None
    assert len(mailbox) == 1


def test_a_refused_message_is_kept_as_stopped_with_its_decision(send, people, account, mailbox):
    record_opt_out(actor=people.alice, now=NOW, account=account, medium="email")
    with pytest.raises(ContactNotAllowed):
        send()
    message = Message.objects.get()
    assert message.state == State.STOPPED
    assert "the person asked for no more e-mail" in message.remark
    assert ContactDecision.objects.get().verdict == "blocked"
    assert not mailbox
    assert not Sending.objects.exists()


def test_a_lead_sends_it_with_a_reason_and_nobody_else_does(send, people, account, mailbox):
    place_hold(actor=people.bob, now=NOW, account=account, kind="other", reason="Stocktaking")
    with pytest.raises(NotAllowed):
        send(override="They asked for it")
    assert send(actor=people.bob, override="They asked for it").state == State.SENT
    decision = Sending.objects.get().decision
    assert (decision.overridden_by, decision.override_reason) == (people.bob, "They asked for it")


def test_words_of_ones_own_stay_inside_what_the_law_wants(send, people, mailbox):
    account = make_account(
        people.portfolio, number="P-7", kind="consumer", country="US", region="OH", time_zone="America/New_York"
    )
    creditor = account.creditor
    creditor.is_client = True
    creditor.save(update_fields=["is_client"])
    who = make_contact(account, role="self", email="j@home.example")
    make_invoice(account, 9_000, days_late=9)
    writing = writing_for(account, who, actor=people.alice, now=NOW, channel="email", text="statement")
    message = write_message(actor=people.alice, now=NOW, writing=writing, words=Words(body="Hello there."))
    assert "This is an attempt to collect a debt." in message.text
    assert "Hello there." in message.text
    assert message.text.count("STOP") == 1
    assert {"US-SAY-2", "US-EMSG-1S"} <= {law["id"] for law in message.laws}


def test_a_card_in_ones_words_leaves_nowhere(send, mailbox):
    send(body="Charge 4111 1111 1111 1111, please.")
    assert "[card ending 1111]" in mailbox[0].body
    assert "4111" not in mailbox[0].body


def test_a_subject_cannot_carry_a_header(send, mailbox):
    send(subject="Hello\r\nBcc: everybody@example.com")
    assert mailbox[0].subject == "Hello Bcc: everybody@example.com"


@pytest.mark.parametrize(
    ("channel", "words", "field"),
    [
        ("email", {"body": "  "}, "body"),
        ("email", {"subject": " "}, "subject"),
        ("letter", {"address": ""}, "address"),
        ("sms", {"body": "x" * 1_000}, "body"),
    ],
)
def test_what_cannot_be_sent_says_where(send, channel, words, field):
    with pytest.raises(NotWritten) as problem:
        send(channel, **words)
    assert problem.value.field == field


def test_who_has_no_mailbox_cannot_be_sent_mail(send, people, account):
    account.email = ""
    account.save(update_fields=["email"])
    nobody = make_contact(account, name="Sam", email="", phone="", is_primary=False)
    with pytest.raises(NotWritten, match="No e-mail address is on file"):
        send(who=nobody)


def test_a_text_that_does_not_suit_the_account_is_not_to_be_had(send):
    with pytest.raises(NoSuchText):
        send(text="agreed")
    with pytest.raises(NoSuchText):
        send("sms", text="statement")


def test_the_same_page_sent_twice_sends_once(people, account, mailbox):
    writing = writing_for(account, account.contacts.first(), actor=people.alice, now=NOW, channel="email")
    given = {"actor": people.alice, "now": NOW, "writing": writing, "words": Words(), "form_key": "k-1"}
    first = write_message(**given)
    with pytest.raises(WrittenAlready) as twice:
        write_message(**given)
    assert twice.value.message == first


def test_what_they_asked_for_is_done_when_it_is_sent(people, account, mailbox, django_capture_on_commit_callbacks):
    asked = DocumentRequest.objects.create(
        account=account, owner=people.alice, made_at=NOW, made_by=people.alice, what="statement", due_on=NOW.date()
    )
    writing = writing_for(account, account.contacts.first(), actor=people.alice, now=NOW, channel="email")
    assert writing.template.id == "document"
    with django_capture_on_commit_callbacks(execute=True):
        sending.write_and_send(actor=people.alice, now=NOW, writing=writing, words=Words(), answers=asked)
    asked.refresh_from_db()
    assert (asked.state, asked.closed_how) == ("sent", "Sent by e-mail")


def test_a_paper_that_we_do_not_have_is_attached_by_a_person(people, account, mailbox):
    DocumentRequest.objects.create(
        account=account, owner=people.alice, made_at=NOW, made_by=people.alice, what="invoice", due_on=NOW.date()
    )
    writing = writing_for(account, account.contacts.first(), actor=people.alice, now=NOW, channel="email")
    message = sending.write_and_send(actor=people.alice, now=NOW, writing=writing, words=Words())
    assert "You asked us for the invoice" in message.text
    assert (message.by_hand, message.state) == (True, State.HANDED)
    assert not mailbox


class TestTheMailServer:
    """Over a socket, as in life."""

    def test_takes_it_with_both_parts_of_the_statement(self, send, sink):
        assert send().state == State.SENT
        [raw] = sink.taken
        assert "From: Northwind <ar@northwind.example>" in raw
        assert 'filename="statement.html"' in raw

    def test_refuses_an_address_at_once_and_it_does_not_count(self, send, sink):
        sink.on_rcpt = "550 no such mailbox"
        message = send()
        assert (message.state, message.remark) == (State.FAILED, "The mail server refuses this address (550).")
        assert ContactEvent.objects.get().outcome == "failed"

    def test_says_later_and_is_asked_again_later_ever_less_often_and_then_no_more(
        self, send, sink, account, django_capture_on_commit_callbacks
    ):
        sink.on_rcpt = "451 try again"
        message, at = send(), NOW
        assert (message.state, message.due_at) == (State.WAITING, NOW + timedelta(minutes=5))
        for _ in range(4):
            at = message.due_at
            with django_capture_on_commit_callbacks(execute=True):
                send_due(now=at - timedelta(seconds=1))
                send_due(now=at)
            message.refresh_from_db()
        assert (message.state, message.tries) == (State.FAILED, 5)
        assert ContactDecision.objects.count() == Sending.objects.count() == 5
        assert set(ContactEvent.objects.values_list("outcome", flat=True)) == {"failed"}

    def test_takes_it_at_the_second_try(self, send, sink, django_capture_on_commit_callbacks):
        sink.on_rcpt = "451 try again"
        message = send()
        sink.on_rcpt = "250 ok"
        for _ in range(2):
            with django_capture_on_commit_callbacks(execute=True):
                send_due(now=NOW + timedelta(minutes=6))
        message.refresh_from_db()
        assert message.state == State.SENT
        assert len(sink.taken) == 1
        assert list(ContactEvent.objects.values_list("outcome", flat=True)) == ["failed", "sent"]

    def test_cannot_be_reached(self, send, sink, settings, caplog):
        settings.EMAIL_PORT = 1
        message = send()
        assert message.state == State.WAITING
        assert "cannot be reached" in message.remark
        assert "maria" not in caplog.text

    def test_hangs_up_in_the_middle_and_nobody_knows(
        self, send, sink, people, caplog, django_capture_on_commit_callbacks
    ):
        sink.on_data_end = "hang up"
        caplog.set_level(logging.DEBUG, "duecourse")
        message = send()
        assert message.state == State.UNSURE
        with django_capture_on_commit_callbacks(execute=True):
            send_due(now=NOW + timedelta(days=1))
        assert Sending.objects.count() == 1, "it is never sent again by itself"
        sending.confirm_sent(actor=people.alice, now=NOW, message=message)
        message.refresh_from_db()
        assert message.state == State.SENT
        assert "maria" not in caplog.text
        assert "INV-1" not in caplog.text
