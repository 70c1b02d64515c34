"""A table of reminders proposes messages; a lead approves them; whatever happened in between leaves somebody out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from duecourse.calls.models import Callback, DocumentRequest
from duecourse.compliance.actions import place_hold, record_opt_out
from duecourse.domain.cadence import USUAL, Step
from duecourse.lib import clock
from duecourse.outbox.actions.reminders import approve_reminders, decline_reminders, pick_of, set_cadence
from duecourse.outbox.actions.waiting import send_due
from duecourse.outbox.models import Cadence, Message
from duecourse.outbox.proposing import proposals_for
from duecourse.receivables.models import Dispute, Payment
from duecourse.receivables.standing import refresh_standing
from duecourse.teams.models import AuditEntry
from duecourse.teams.queries import NotAllowed
from make import NOW, TODAY, make_account, make_contact, make_invoice, make_promise

pytestmark = pytest.mark.django_db


@pytest.fixture
def table(people, account):
    return set_cadence(actor=people.bob, now=NOW, creditor=account.creditor, is_on=True, steps=USUAL)


@pytest.fixture
def bob(people):
    return people.bob


def proposed(bob) -> list[str]:
    return [proposal.account.number for proposal in proposals_for(bob, NOW)]


def test_nothing_is_proposed_until_a_lead_switches_it_on(people, account, bob):
    assert proposed(bob) == []
    with pytest.raises(NotAllowed):
        set_cadence(actor=people.alice, now=NOW, creditor=account.creditor, is_on=True, steps=USUAL)
    set_cadence(actor=bob, now=NOW, creditor=account.creditor, is_on=False, steps=USUAL)
    assert proposed(bob) == []


def test_the_step_the_money_and_the_verdict_are_told(table, bob, mailbox):
    [proposal] = proposals_for(bob, NOW)
    assert (proposal.step.days, proposal.invoice, proposal.days_late) == (10, "INV-1", 12)
    assert proposal.money_text == "$890.00"
    assert proposal.address == "maria@harbour.example"
    assert proposal.may_go


def test_approved_it_waits_and_goes_and_is_not_proposed_again(table, bob, mailbox, django_capture_on_commit_callbacks):
    picked = [pick_of(proposal) for proposal in proposals_for(bob, NOW)]
    answer = approve_reminders(actor=bob, now=NOW, picked=picked)
    assert len(answer.written) == 1
    assert proposed(bob) == []
    assert approve_reminders(actor=bob, now=NOW, picked=picked).written == ()
    with django_capture_on_commit_callbacks(execute=True):
        send_due(now=NOW)
    assert mailbox[0].to == ["maria@harbour.example"]
    assert "INV-1" in mailbox[0].body
    assert proposed(bob) == []


def test_the_next_step_comes_at_its_day(table, bob, mailbox, django_capture_on_commit_callbacks):
    approve_reminders(actor=bob, now=NOW, picked=[pick_of(p) for p in proposals_for(bob, NOW)])
    with django_capture_on_commit_callbacks(execute=True):
        send_due(now=NOW)
    later = proposals_for(bob, NOW + timedelta(days=8))
    assert [proposal.step.days for proposal in later] == [20]
    assert not later[0].may_go, "no street is on file for a letter"


def test_not_this_time_is_not_asked_again(table, bob):
    picked = [pick_of(proposal) for proposal in proposals_for(bob, NOW)]
    assert decline_reminders(actor=bob, now=NOW, picked=picked) == 1
    assert proposed(bob) == []
    assert not Message.objects.exists()
    assert AuditEntry.objects.get(verb="decline_reminders").facts["reminders"] == [["A-100", "10:INV-1"]]


def _pays(account, people):
    Payment.objects.create(account=account, currency="USD", amount_minor=100, received_on=TODAY - timedelta(days=2))


def _promises(account, people):
    make_promise(account, due_on=TODAY + timedelta(days=5))


def _disputes(account, people):
    Dispute.objects.create(account=account, reason="quality", currency="USD", opened_at=NOW, opened_by=people.alice)


def _is_held(account, people):
    place_hold(actor=people.bob, now=NOW, account=account, kind="other", reason="Stocktaking")


def _asks_for_a_paper(account, people):
    DocumentRequest.objects.create(account=account, made_at=NOW, made_by=people.alice, what="invoice", due_on=TODAY)


def _asks_to_be_called(account, people):
    Callback.objects.create(account=account, made_at=NOW, made_by=people.alice, due_at=NOW)


@pytest.mark.parametrize(
    "happens", [_pays, _promises, _disputes, _is_held, _asks_for_a_paper, _asks_to_be_called], ids=lambda f: f.__name__
)
def test_whoever_has_answered_in_any_way_is_left_alone(table, bob, account, people, happens):
    assert proposed(bob) == ["A-100"]
    happens(account, people)
    assert proposed(bob) == []


def test_what_the_gate_forbids_for_good_cannot_be_approved(table, bob, account, people):
    record_opt_out(actor=people.alice, now=NOW, account=account, medium="email")
    [proposal] = proposals_for(bob, NOW)
    assert not proposal.may_go
    answer = approve_reminders(actor=bob, now=NOW, picked=[pick_of(proposal)])
    assert answer.written == ()
    assert answer.left == (f"{account.name}: {proposal.why_not}",)
    assert "no more e-mail" in proposal.why_not


def test_an_account_of_another_team_is_not_proposed(table, bob, account, people):
    other = make_account(people.other_portfolio, account.creditor, number="B-1")
    make_contact(other, email="b@example.com")
    make_invoice(other, days_late=12)
    refresh_standing([other.pk])
    assert proposed(bob) == ["A-100"]
    assert proposed(people.erin) == ["A-100", "B-1"]


def test_as_many_accounts_as_there_are_cost_the_same_number_of_queries(
    table, bob, account, people, django_assert_max_num_queries
):
    for n in range(6):
        more = make_account(people.portfolio, account.creditor, number=f"M-{n}")
        make_contact(more, email=f"m{n}@example.com")
        make_invoice(more, days_late=12)
        refresh_standing([more.pk])
    proposals_for(bob, NOW)
    with django_assert_max_num_queries(20):
        assert len(proposals_for(bob, NOW)) == 7


class TestThePage:
    @pytest.fixture
    def lead(self, bob, settings):
        settings.DEMO = True
        clock.set_demo(NOW)
        client = Client()
        client.force_login(bob, backend="django.contrib.auth.backends.ModelBackend")
        return client

    def test_tells_count_money_and_verdicts_and_approves_what_is_ticked(self, lead, table, bob):
        text = lead.get(reverse("outbox:reminders")).content.decode()
        assert "1 proposed today over $890.00, 1 of them may go." in text
        picked = [pick_of(proposal) for proposal in proposals_for(bob, NOW)]
        lead.post(reverse("outbox:reminders"), {"pick": picked, "do": "approve"})
        assert Message.objects.get().written_by == bob

    def test_what_somebody_promised_since_the_page_was_opened_is_left_out_and_said(self, lead, table, bob, account):
        picked = [pick_of(proposal) for proposal in proposals_for(bob, NOW)]
        make_promise(account, due_on=TODAY + timedelta(days=5))
        answer = lead.post(reverse("outbox:reminders"), {"pick": picked, "do": "approve"}, follow=True)
        assert "1 reminder left out: something has happened there since." in answer.content.decode()
        assert not Message.objects.exists()

    def test_a_table_is_changed_and_bad_rows_are_named(self, lead, account):
        where = reverse("outbox:cadence", args=[account.creditor.pk])
        rows = {"is_on": "on", "days_1": "5", "text_1": "first_reminder", "channel_1": "email"}
        assert lead.post(where, rows).status_code == 302
        table = Cadence.objects.get()
        assert table.is_on
        assert [(step.days, step.template) for step in table.steps.all()] == [(5, "first_reminder")]
        twice = {**rows, "days_2": "5", "text_2": "first_reminder", "channel_2": "sms"}
        answer = lead.post(where, twice)
        assert (answer.status_code, "on the same day" in answer.content.decode()) == (422, True)

    def test_a_caller_is_sent_away(self, client, people, table):
        client.force_login(people.alice, backend="django.contrib.auth.backends.ModelBackend")
        assert client.get(reverse("outbox:reminders")).status_code == 403


def test_a_step_may_be_any_day(people, account, bob):
    set_cadence(actor=bob, now=NOW, creditor=account.creditor, is_on=True, steps=[Step(12, "first_reminder", "sms")])
    [proposal] = proposals_for(bob, NOW)
    assert (proposal.step.channel, proposal.address) == ("sms", "+12125550142")
