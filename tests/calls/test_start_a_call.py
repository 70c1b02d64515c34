"""Starting a call asks the gate at that moment, and a caller is in one call at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from duecourse.calls import actions
from duecourse.calls.models import Call, CallDraft
from duecourse.compliance.models import ContactDecision, ContactEvent
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
