"""A caller writes from the account's page; a lead overrides; strangers find nothing; without JavaScript."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from duecourse.compliance.actions import place_hold, record_opt_out
from duecourse.compliance.models import ContactEvent
from duecourse.lib import clock
from duecourse.outbox.models import Message, Sending
from make import NOW, make_account, make_contact, make_creditor

pytestmark = pytest.mark.django_db
State = Message.State


@pytest.fixture(autouse=True)
def at_ten(settings, people):
    settings.DEMO = True
    clock.set_demo(NOW)


@pytest.fixture
def browser(django_capture_on_commit_callbacks):
    """A browser with that person signed in, in which transactions end as in life."""

    class Committing(Client):
        def post(self, *given, **more):
            with django_capture_on_commit_callbacks(execute=True):
                return super().post(*given, **more)

    def signed_in(person) -> Client:
        client = Committing()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


def page(client, account, **asked) -> str:
    return client.get(reverse("outbox:write", args=[account.pk]), asked).content.decode()


def press(client, account, do="send", **typed):
    given = {"channel": "email", "text": "first_reminder", "contact": account.contacts.first().pk, "form_key": "k"}
    given |= {"subject": "Your invoice", "body": "Hello.", "do": do, **typed}
    return client.post(reverse("outbox:write", args=[account.pk]), given)


def test_the_page_has_the_text_filled_the_verdict_and_the_button(browser, people, account, mailbox):
    text = page(browser(people.alice), account)
    assert "Invoice INV-1 for $890.00 was due on Friday 6 November." in text
    assert "You may e-mail" in text
    assert "Send it" in text
    assert "If you want no more messages here, reply STOP." in text


def test_sent_from_the_page_it_is_on_the_timeline_and_in_the_evidence(browser, people, account, mailbox):
    client = browser(people.alice)
    answer = press(client, account)
    message = Message.objects.get()
    assert answer["Location"] == reverse("outbox:message", args=[message.pk])
    assert mailbox[0].subject == "Your invoice"
    timeline = client.get(reverse("worklist:account", args=[account.pk])).content.decode()
    assert "Alice: an e-mail to Maria Lopez" in timeline
    assert answer["Location"] in timeline
    assert "written to today by e-mail" in client.get("/").content.decode()
    decision = Sending.objects.get().decision
    evidence = client.get(reverse("calls:evidence", args=[decision.pk])).content.decode()
    assert "What was written" in evidence
    assert "Hello." in evidence
    told = client.get(reverse("calls:evidence_json", args=[decision.pk])).json()
    assert told["written"]["text"] == mailbox[0].body


def test_pressed_twice_it_goes_once(browser, people, account, mailbox):
    client = browser(people.alice)
    first, second = press(client, account), press(client, account)
    assert first["Location"] == second["Location"]
    assert len(mailbox) == 1


def test_checking_shows_how_it_reads_and_sends_nothing(browser, people, account, mailbox):
    answer = press(browser(people.alice), account, do="check", body="It is $900. Kindly remit as per our terms!!")
    text = answer.content.decode()
    assert "$900: no such amount is on this account." in text
    assert "sounds like a form" in text
    assert "The whole message" in text
    assert not mailbox
    assert not Message.objects.exists()


def test_a_caller_sees_why_not_and_when_and_keeps_it_for_then(browser, people, account, mailbox):
    client = browser(people.alice)
    for n in range(3):
        press(client, account, form_key=f"k{n}")
    text = page(client, account)
    assert "3 of 3 messages used in 7 days" in text
    assert "Send it for Wed 25 Nov, 00:00 their time" in text
    assert "Allow it all the same" not in text
    assert press(client, account, form_key="now").status_code == 409
    answer = press(client, account, do="later", form_key="later")
    assert answer.status_code == 302
    kept = Message.objects.get(state=State.WAITING)
    assert f"{kept.due_at:%m-%d}" == "11-25"
    listing = client.get(reverse("outbox:list")).content.decode()
    assert "Your invoice" in listing
    client.post(reverse("outbox:cancel", args=[kept.pk]))
    kept.refresh_from_db()
    assert kept.state == State.CANCELLED


def test_a_lead_overrides_with_a_reason(browser, people, account, mailbox):
    place_hold(actor=people.bob, now=NOW, account=account, kind="other", reason="Stocktaking")
    assert "Allow it all the same" in page(browser(people.bob), account)
    assert press(browser(people.alice), account, override_reason="Please").status_code == 403
    assert press(browser(people.bob), account, override_reason="They asked for it").status_code == 302
    assert Sending.objects.get().decision.overridden_by == people.bob


def test_a_text_message_opens_the_persons_own_telephone(browser, people, account):
    client = browser(people.alice)
    answer = press(client, account, channel="sms", body="Please call me.", subject="")
    text = client.get(answer["Location"]).content.decode()
    assert 'href="sms:+12125550142?body=Please%20call%20me.' in text
    message = Message.objects.get()
    client.post(reverse("outbox:sent", args=[message.pk]))
    message.refresh_from_db()
    assert message.state == State.SENT


def test_a_text_in_somebodys_hands_is_not_to_be_sent_once_they_have_said_stop(browser, people, account):
    client = browser(people.alice)
    page = press(client, account, channel="sms", body="Please call me.", subject="")["Location"]
    assert 'href="sms:' in client.get(page).content.decode()
    record_opt_out(actor=people.alice, now=NOW, account=account, medium="sms")
    text = client.get(page).content.decode()
    assert "Do not send it now" in text and "the person asked for no more text messages" in text
    assert 'href="sms:' not in text and "I did not send it" in text


def test_a_text_in_somebodys_hands_waits_while_it_is_night_there(browser, people, account, monkeypatch):
    client = browser(people.alice)
    page = press(client, account, channel="sms", body="Please call me.", subject="")["Location"]
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=9))
    text = client.get(page).content.decode()
    assert "Do not send it now" in text and "it is 19:00 on Wednesday" in text


def test_what_a_lead_overrode_does_not_stand_in_the_way_again(browser, people, account):
    place_hold(actor=people.alice, now=NOW, account=account, kind="other", reason="Stocktaking")
    client = browser(people.bob)
    given = {"channel": "sms", "body": "Please call me.", "subject": "", "override_reason": "They asked for it"}
    page = press(client, account, **given)["Location"]
    assert 'href="sms:' in client.get(page).content.decode()
    record_opt_out(actor=people.alice, now=NOW, account=account, medium="sms")
    text = client.get(page).content.decode()
    assert "Do not send it now" in text and "Stocktaking" not in text


def test_without_a_mail_server_the_persons_own_program_has_it(browser, people, account):
    client = browser(people.alice)
    text = client.get(press(client, account)["Location"]).content.decode()
    assert 'href="mailto:maria@harbour.example?subject=Your%20invoice&amp;body=Dear%20Maria' in text
    assert "I did not send it" in text


def test_a_letter_prints_with_its_window_and_the_statement_behind_it(browser, people, account):
    client = browser(people.alice)
    typed = {"channel": "letter", "address": "Harbour Cafe\r\n12 Wharf Street\r\nNew York", "with_statement": "on"}
    answer = press(client, account, **typed)
    text = client.get(answer["Location"]).content.decode()
    assert "12 Wharf Street<br>" in text
    assert 'class="leaf letter"' in text
    assert "INV-1" in text
    assert "STOP" not in text


def test_the_statement_is_a_page_and_a_file(browser, people, account):
    client = browser(people.alice)
    assert "$890.00" in client.get(reverse("outbox:statement", args=[account.pk])).content.decode()
    answer = client.get(reverse("outbox:statement_csv", args=[account.pk]))
    assert answer["Content-Type"].startswith("text/csv")
    assert "INV-1" in answer.content.decode("utf-8-sig")


@pytest.mark.parametrize("channel", ["email", "sms"])
def test_a_reply_of_stop_closes_the_medium_and_is_confirmed_once(browser, people, account, mailbox, channel):
    client = browser(people.alice)
    where = reverse("outbox:stop", args=[account.pk])
    person = account.contacts.first()
    client.post(where, {"channel": channel, "contact": person.pk})
    event = ContactEvent.objects.get(kind="opt_out")
    assert (event.details["medium"], event.contact, event.direction) == (channel, person, "in")
    confirmation = Message.objects.get()
    assert confirmation.purpose == "confirm_opt_out"
    assert confirmation.state == (State.SENT if channel == "email" else State.HANDED)
    client.post(where, {"channel": channel, "contact": person.pk})
    assert ContactEvent.objects.filter(kind="opt_out").count() == 2
    assert Message.objects.count() == Sending.objects.count() == 1, "who says it twice is not answered twice"
    answer = press(client, account, channel=channel, form_key="after")
    assert answer.status_code == 409


@pytest.fixture
def islander(people):
    """A consumer of an agency, for whom it is five in the morning."""
    creditor = make_creditor(is_client=True)
    account = make_account(people.portfolio, creditor, kind="consumer", region="HI", time_zone="Pacific/Honolulu")
    make_contact(account, email="kai@example.com")
    return account


@pytest.mark.parametrize("channel", ["email", "sms"])
def test_who_says_stop_at_night_is_answered_at_once_with_a_pure_confirmation(
    browser, people, islander, mailbox, channel
):
    """It waited until the morning, and then asked to reply STOP and said that a debt is collected."""
    client = browser(people.alice)
    answer = client.post(
        reverse("outbox:stop", args=[islander.pk]), {"channel": channel, "contact": islander.contacts.get().pk}
    )
    confirmation = Message.objects.get()
    assert confirmation.state == (State.SENT if channel == "email" else State.HANDED)
    assert "ou asked us to stop, and we have stopped. This is the last message here." in confirmation.text
    assert "debt" not in confirmation.text and "STOP" not in confirmation.text
    in_hand = client.get(answer["Location"]).content.decode()
    assert "Do not send it now" not in in_hand
    # What comes first about the debt has the words for that, whatever was confirmed.
    assert "This is an attempt to collect a debt." in client.get(f"/accounts/{islander.pk}/contact/").content.decode()


def test_a_text_that_confirms_a_stop_is_not_sent_once_five_minutes_are_over(browser, people, islander):
    client = browser(people.alice)
    where = client.post(reverse("outbox:stop", args=[islander.pk]), {"channel": "sms", "contact": "none"})["Location"]
    clock.set_demo(NOW + timedelta(minutes=5))
    assert "Do not send it now" not in client.get(where).content.decode()
    clock.set_demo(NOW + timedelta(minutes=6))
    text = client.get(where).content.decode()
    assert "Do not send it now" in text and "within five minutes of it: 5 minutes are over" in text


def test_a_second_confirmation_of_the_same_stop_is_refused(browser, people, account, mailbox):
    record_opt_out(actor=people.alice, now=NOW, account=account, medium="email")
    client = browser(people.alice)
    typed = {"text": "stop_confirmed", "form_key": "a"}
    assert press(client, account, **typed).status_code == 302
    assert press(client, account, **{**typed, "form_key": "b"}).status_code == 409


def test_where_there_is_no_text_for_that_way_the_page_says_so(browser, people):
    paid = make_account(people.portfolio)
    make_contact(paid, email="m@example.com")
    client = browser(people.alice)
    answer = client.get(reverse("outbox:write", args=[paid.pk]), {"channel": "sms"}, follow=True)
    assert "no such text for a text message to this account today" in answer.content.decode()
    assert "Statement of account" in page(client, paid)
    assert press(client, paid).status_code == 302, "the reminder does not suit them"
    assert not Message.objects.exists()


def test_strangers_and_auditors_write_nothing(browser, people, account):
    for person, status in ((people.charlie, 404), (people.dana, 403)):
        assert press(browser(person), account).status_code == status
    assert page(browser(people.dana), account).count('name="do" value="send"') == 0
    assert not Message.objects.exists()


def test_a_person_of_another_account_is_nobody_here(browser, people, account, mailbox):
    other = make_contact(make_account(people.portfolio), email="other@example.com")
    press(browser(people.alice), account, contact=other.pk)
    assert mailbox == [] or mailbox[0].to != ["other@example.com"]


def test_html_in_a_text_stays_text(browser, people, account, mailbox):
    client = browser(people.alice)
    answer = press(client, account, subject="<b>x</b>", body="<script>alert(1)</script>")
    text = client.get(answer["Location"]).content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text
