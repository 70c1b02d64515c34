"""Starting a call asks the gate at that moment, and a caller is in one call at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from duecourse.calls import actions
from duecourse.calls.models import Call, CallDraft, LiveTurn
from duecourse.compliance.actions import record_opt_out
from duecourse.compliance.gate import verdicts_for
from duecourse.compliance.models import ContactDecision, ContactEvent
from duecourse.lib import clock
from duecourse.teams.models import AuditEntry
from duecourse.teams.queries import NotAllowed
from make import NOW, make_account, make_contact, make_invoice

pytestmark = pytest.mark.django_db
SUNDAY = NOW - timedelta(days=3)


@pytest.fixture
def harbour(people):
    account = make_account(people.portfolio, name="Harbour Cafe")
    make_contact(account)
    make_invoice(account)
    return account


def start(people, account, *, who="alice", now=NOW, **given) -> Call:
    return actions.start_call(
        actor=getattr(people, who), now=now, account=account, contact=account.contacts.first(), **given
    )


def test_a_call_keeps_the_decision_that_allowed_it(people, harbour):
    call = start(people, harbour)
    assert call.decision.verdict == "allowed"
    assert call.decision.facts["query"]["channel"] == "phone"
    assert call.number == "+12125550142"
    assert CallDraft.objects.filter(call=call).exists()
    assert AuditEntry.objects.filter(verb="start_call", subject_id=call.pk).count() == 1


def test_a_call_left_open_overnight_is_not_dialled_on_yesterdays_yes(client, people, harbour, monkeypatch):
    call = start(people, harbour)
    client.force_login(people.alice)
    pages = {}
    for minutes in (29, 31):
        monkeypatch.setattr(clock, "now", lambda minutes=minutes: NOW + timedelta(minutes=minutes))
        pages[minutes] = client.get(reverse("calls:call", args=[call.pk])).content.decode()
    assert 'href="tel:+12125550142"' in pages[29] and "press Call again" not in pages[29]
    assert 'href="tel:' not in pages[31] and "press Call again" in pages[31]


def test_where_the_local_time_is_not_known_no_page_tells_one(client, people, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    account = make_account(people.portfolio, country="", region="", phone="", time_zone="")
    make_contact(account)
    client.force_login(people.alice)
    page = client.get(reverse("worklist:account", args=[account.pk])).content.decode()
    assert "their local time is not known" in page and "15:00" not in page
    call = start(people, account, direction="in")
    page = client.get(reverse("calls:call", args=[call.pk])).content.decode()
    assert "They called us at 15:00 the creditor&#x27;s time (theirs is not known)." in page
    assert "their time" not in page


def test_a_call_uses_up_the_cap_at_once(people, harbour):
    start(people, harbour)
    assert ContactEvent.objects.filter(account=harbour, kind="call").count() == 1


def test_a_blocked_call_is_not_opened_but_the_decision_is_kept(people, harbour):
    with pytest.raises(actions.ContactNotAllowed) as refused:
        start(people, harbour, now=SUNDAY)
    assert refused.value.decision.earliest_allowed_at is not None
    assert not Call.objects.exists()
    assert ContactDecision.objects.get().verdict == "blocked"
    assert not ContactEvent.objects.exists()


def test_a_caller_cannot_override_the_gate(people, harbour):
    with pytest.raises(NotAllowed):
        start(people, harbour, now=SUNDAY, override_reason="They asked for Sunday")
    assert not Call.objects.exists()


def test_a_lead_overrides_with_a_reason_that_is_recorded(people, harbour):
    call = start(people, harbour, who="bob", now=SUNDAY, override_reason="They asked for Sunday")
    assert (call.decision.overridden_by, call.decision.override_reason) == (people.bob, "They asked for Sunday")
    assert AuditEntry.objects.filter(verb="override_contact").count() == 1


def test_an_auditor_starts_nothing(people, harbour):
    with pytest.raises(NotAllowed):
        start(people, harbour, who="dana")


def test_the_open_call_comes_first(people, harbour):
    call = start(people, harbour)
    with pytest.raises(actions.CallStillOpen) as busy:
        start(people, make_account(people.portfolio))
    assert busy.value.call == call


def test_no_client_is_called_by_two_people_at_once(people, harbour):
    start(people, harbour)
    with pytest.raises(actions.ColleagueInCall, match="Alice is in a call with them"):
        start(people, harbour, who="bob", now=NOW + timedelta(minutes=30))
    assert ContactEvent.objects.count() == 1
    assert start(people, harbour, who="bob", now=NOW + timedelta(minutes=31), direction="in").caller == people.bob


def test_nor_at_two_accounts_of_theirs(people, harbour):
    second = make_account(people.portfolio, phone=harbour.phone)
    make_contact(second)
    start(people, harbour)
    with pytest.raises(actions.ColleagueInCall, match="Alice is in a call with them"):
        start(people, second, who="bob")


def test_a_call_that_was_forgotten_open_does_not_lock_the_client_up(people, harbour):
    start(people, harbour)
    assert start(people, harbour, who="bob", now=NOW + timedelta(days=2)).state == "open"


def test_a_call_that_came_in_needs_no_permission(people, harbour):
    call = start(people, harbour, now=SUNDAY, direction="in")
    assert call.decision.purpose == "answer_their_call"


def test_taking_back_a_call_gives_the_attempt_back(people, harbour):
    call = start(people, harbour)
    actions.discard_call(actor=people.alice, now=NOW, call=call)
    call.refresh_from_db()
    assert call.state == "discarded"
    assert ContactEvent.objects.get().outcome == "discarded"
    assert start(people, harbour, now=NOW + timedelta(minutes=1)).state == "open"


def test_a_call_on_which_they_were_heard_was_made_and_is_not_taken_back(people, harbour, desk):
    """One press would have taken a talk out of every count, and its words with it."""
    call = start(people, harbour)
    LiveTurn.objects.create(call=call, n=1, who="client", text="Speaking.", heard_at=NOW)
    page = desk.post(reverse("calls:discard", args=[call.pk]), follow=True).content.decode()
    assert "Something was said on this call, so it was made. Write its record." in page
    call.refresh_from_db()
    assert call.state == "open" and LiveTurn.objects.filter(call=call).exists()
    assert ContactEvent.objects.get().outcome == ""


@pytest.fixture
def desk(people, monkeypatch, client):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    client.force_login(people.alice)
    return client


def test_the_words_of_a_call_are_for_the_person_who_was_asked_for(people, harbour, desk):
    """The law of the United Kingdom wants it checked who is on the line: it named whoever is asked for first."""
    harbour.kind, harbour.country, harbour.region, harbour.time_zone = "consumer", "GB", "ENG", ""
    harbour.save()
    spouse = make_contact(harbour, name="Sam Brook", role="co-debtor", phone="+442079460991", is_primary=False)
    call = actions.start_call(actor=people.alice, now=NOW, account=harbour, contact=spouse)
    assert "Am I speaking with Sam Brook?" in [said["words"] for said in call.to_say]
    page = desk.get(reverse("calls:call", args=[call.pk])).content.decode()
    assert "Am I speaking with Sam Brook?" in page and "with Maria Lopez" not in page


def test_where_one_wants_no_calls_a_colleague_is_called_and_the_page_says_who(people, harbour, desk):
    first, other = harbour.contacts.get(), make_contact(harbour, name="Bo Diaz", is_primary=False)
    record_opt_out(actor=people.alice, now=NOW, account=harbour, medium="phone", contact=first)
    page = desk.get(reverse("worklist:account", args=[harbour.pk])).content.decode()
    assert f"{first.name} is not called now; Bo Diaz may be." in page
    assert f'<option value="{other.pk}" selected>' in page and "disabled>Call" not in page
    assert verdicts_for([harbour], now=NOW)[harbour.pk].allowed  # so that it stays on the list
    record_opt_out(actor=people.alice, now=NOW, account=harbour, medium="phone", contact=other)
    assert not verdicts_for([harbour], now=NOW)[harbour.pk].allowed
    page = desk.get(reverse("worklist:account", args=[harbour.pk])).content.decode()
    assert "may be.</p>" not in page and "disabled>Call" in page


def test_a_consumer_who_wants_no_calls_is_not_called_through_the_family_but_the_lawyer_may_be(people, harbour, desk):
    harbour.kind = "consumer"
    harbour.save()
    first = harbour.contacts.get()
    make_contact(harbour, name="Al Lopez", role="spouse", phone="+12125550143", is_primary=False)
    record_opt_out(actor=people.alice, now=NOW, account=harbour, medium="phone", contact=first)
    page = desk.get(reverse("worklist:account", args=[harbour.pk])).content.decode()
    assert "Al Lopez may be" not in page and "disabled>Call" in page
    make_contact(harbour, name="Zoe Law", role="attorney", phone="+12125550144", is_primary=False)
    page = desk.get(reverse("worklist:account", args=[harbour.pk])).content.decode()
    assert f"{first.name} is not called now; Zoe Law may be." in page
