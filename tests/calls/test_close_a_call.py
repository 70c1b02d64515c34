"""Closing a call writes the record and everything that follows from it, or says what is missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from duecourse.calls import actions
from duecourse.calls.models import Call, Callback, CallDraft, CallRecord, Commitment, DocumentRequest, Promise
from duecourse.calls.queries import terms_for
from duecourse.compliance.gate import verdict_for
from duecourse.compliance.models import ContactEvent, Hold
from duecourse.domain import record as rules
from duecourse.domain.promise_terms import PromiseInput
from duecourse.receivables.models import Dispute
from duecourse.teams import audit
from duecourse.teams.queries import NotAllowed
from make import NOW, TODAY, make_account, make_contact, make_invoice

pytestmark = pytest.mark.django_db
FRIDAY = date(2026, 11, 20)
PROMISE = rules.RecordInput(
    outcome="promise",
    points=("recap", "identified"),
    discussed="Freezer repaired, cash is back.",
    promises=(PromiseInput(89_000, "USD", FRIDAY, "bank transfer"),),
)


@pytest.fixture
def call(people) -> Call:
    account = make_account(people.portfolio)
    make_invoice(account, number="INV-0987")
    contact = make_contact(account)
    return actions.start_call(actor=people.alice, now=NOW, account=account, contact=contact)


def close(people, call, record, *, who="alice") -> CallRecord:
    return actions.close_call(
        actor=getattr(people, who), now=NOW + timedelta(minutes=6), call=call, record=record,
        terms=terms_for(call.account, NOW),
    )  # fmt: skip


def test_a_promise_is_written_with_its_day_its_person_and_its_grace(people, call):
    record = close(people, call, PROMISE)
    promise = Promise.objects.get()
    assert (promise.amount_minor, promise.due_on, promise.promised_by) == (89_000, FRIDAY, "Maria Lopez")
    assert promise.grace_days == call.account.creditor.grace_days
    assert (record.points, record.next_step_on) == (["identified", "recap"], FRIDAY)
    assert not CallDraft.objects.exists()
    assert audit.verify().first_broken is None


def test_the_gate_learns_that_somebody_spoke(people, call):
    close(people, call, PROMISE)
    call.event.refresh_from_db()
    assert call.event.outcome == "conversation"


def test_an_incomplete_record_leaves_the_call_open(people, call):
    with pytest.raises(actions.RecordIncomplete) as missing:
        close(people, call, rules.RecordInput(outcome="no_answer"))
    assert [p.field for p in missing.value.problems] == ["next_step_on"]
    call.refresh_from_db()
    assert call.state == "open"


def test_a_call_is_closed_once(people, call):
    close(people, call, PROMISE)
    with pytest.raises(actions.CallNotOpen):
        close(people, call, PROMISE)
    assert Promise.objects.count() == 1


def test_only_its_caller_writes_the_record(people, call):
    with pytest.raises(NotAllowed):
        close(people, call, PROMISE, who="bob")


def test_a_new_day_agreed_before_the_old_one_replaces_it(people, call):
    close(people, call, PROMISE)
    again = actions.start_call(actor=people.alice, now=NOW + timedelta(days=1), account=call.account, direction="in")
    later = replace(PROMISE, promises=(PromiseInput(89_000, "USD", FRIDAY + timedelta(days=7)),))
    actions.close_call(
        actor=people.alice, now=NOW + timedelta(days=1), call=again, record=later,
        terms=terms_for(call.account, NOW + timedelta(days=1)),
    )  # fmt: skip
    old, new = Promise.objects.order_by("pk")
    assert (old.state, new.state) == ("replaced", "open")


def test_everything_that_was_said_gets_a_date_and_an_owner(people, call):
    record = rules.RecordInput(
        outcome="dispute",
        discussed="Two boxes short.",
        dispute=rules.DisputeInput("short_delivery", "INV-0987", 20_000, "only ten came", FRIDAY),
        commitments=(rules.CommitmentInput("send proof of delivery", FRIDAY),),
        documents=(rules.DocumentInput("proof_of_delivery", FRIDAY),),
        callback=rules.CallbackInput(datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("America/New_York")), for_anyone=True),
        delay_reason="dispute",
        delay_words="we pay when it is all here",
    )
    close(people, call, record)
    dispute = Dispute.objects.get()
    assert (dispute.invoice.number, dispute.owner, dispute.due_on) == ("INV-0987", people.alice, FRIDAY)
    assert Commitment.objects.get().owner == people.alice
    assert DocumentRequest.objects.get().due_on == FRIDAY
    assert Callback.objects.get().owner is None


def test_what_counts_tells_the_hour_for_which_they_asked_to_be_called_back(client, people, call):
    at = datetime(2026, 11, 23, 14, 30, tzinfo=ZoneInfo("America/New_York"))
    close(people, call, rules.RecordInput(outcome="callback", discussed="Busy", callback=rules.CallbackInput(at)))
    client.force_login(people.alice)
    page = client.get(f"/accounts/{call.account_id}/contact/").content.decode()
    assert "<td>Asked to be called back: Mon 23 Nov 2026, 14:30 (on the telephone)</td>" in page


def test_a_next_look_comes_back_as_a_callback_on_that_morning_their_time(people, call):
    close(people, call, rules.RecordInput(outcome="no_answer", next_step="Try the mobile", next_step_on=FRIDAY))
    callback = Callback.objects.get()
    assert callback.due_at.astimezone(ZoneInfo("America/New_York")).isoformat() == "2026-11-20T09:00:00-05:00"
    assert (callback.note, callback.asked_by_client) == ("Try the mobile", False)


def test_card_numbers_never_reach_the_record(people, call):
    close(people, call, replace(PROMISE, discussed="pays with 4111 1111 1111 1111, cvv 123"))
    said = CallRecord.objects.get().discussed
    assert "4111" not in said
    assert "123" not in said


def test_a_record_is_never_changed_in_place(people, call):
    close(people, call, PROMISE)
    with pytest.raises(IntegrityError), transaction.atomic():
        CallRecord.objects.update(discussed="something else")


def test_a_correction_is_a_new_version_with_its_reason(people, call):
    close(people, call, PROMISE)
    actions.amend_record(
        actor=people.alice, now=NOW, call=call, because="Wrong name", changes={"discussed": "Spoke with Mario."}
    )
    first, second = CallRecord.objects.order_by("version")
    assert (first.discussed, second.discussed) == ("Freezer repaired, cash is back.", "Spoke with Mario.")
    assert (second.version, second.amends_because, second.outcome) == (2, "Wrong name", "promise")


def test_a_late_save_never_replaces_a_newer_draft(people, call):
    assert actions.save_draft(actor=people.alice, now=NOW, call=call, body={"discussed": "new"}, revision=5)
    assert not actions.save_draft(actor=people.alice, now=NOW, call=call, body={"discussed": "old"}, revision=4)
    assert CallDraft.objects.get().body == {"discussed": "new"}


def amend(people, call, **changes) -> None:
    actions.amend_record(actor=people.alice, now=NOW, call=call, because="Wrong button", changes=changes)


def test_the_gate_counts_a_call_as_its_record_stands_after_a_correction(people, call):
    """A voicemail that was saved as a conversation would keep everybody from calling for a day."""
    close(people, call, PROMISE)
    morning = NOW + timedelta(hours=1)
    assert not verdict_for(call.account, call.contact, now=morning).allowed
    amend(people, call, outcome="voicemail")
    call.event.refresh_from_db()
    assert call.event.outcome == "voicemail"
    assert verdict_for(call.account, call.contact, now=morning).allowed
    amend(people, call, outcome="promise")
    assert not verdict_for(call.account, call.contact, now=morning).allowed


def test_a_stop_that_a_correction_brings_binds_at_once_and_is_not_taken_back_by_the_next(people, call):
    close(people, call, PROMISE)
    amend(people, call, outcome="stop_contact")
    assert ContactEvent.objects.filter(kind="cease_notice").count() == 1
    amend(people, call, discussed="They asked us not to call.")
    amend(people, call, outcome="promise")
    assert ContactEvent.objects.filter(kind="cease_notice").count() == 1
    assert verdict_for(call.account, call.contact, now=NOW + timedelta(days=9)).earliest_allowed_at is None


def test_a_hardship_puts_the_account_on_hold_and_comes_back_when_it_is_over(people, call):
    until = TODAY + timedelta(days=30)
    record = rules.RecordInput(
        "hardship", discussed="Shop flooded.", delay_reason="other", delay_words="The river came in",
        hold=rules.HoldInput("hardship", until),
    )  # fmt: skip
    written = close(people, call, record)
    hold = Hold.objects.get()
    assert (hold.kind, hold.until_on, hold.reason) == ("hardship", until, "Told us of a hardship: The river came in")
    assert (written.next_step, written.next_step_on) == ("Ask how things stand.", date(2026, 12, 21))
    callback = Callback.objects.get()
    assert (callback.note, callback.due_at.astimezone(ZoneInfo("America/New_York")).date()) == (
        "Ask how things stand",
        date(2026, 12, 21),
    )
    assert not verdict_for(call.account, call.contact, now=NOW + timedelta(days=20)).allowed


def test_a_payment_they_speak_of_is_looked_for_while_nobody_calls(people, call):
    close(people, call, rules.RecordInput(
        "already_paid", discussed="Paid on Monday.", hold=rules.HoldInput("checking", FRIDAY)
    ))  # fmt: skip
    assert Hold.objects.get().get_kind_display() == "Checking a payment"
    assert Callback.objects.get().note == "See whether their payment has arrived"
    assert not verdict_for(call.account, call.contact, now=NOW + timedelta(days=1)).allowed


def test_far_more_than_is_open_is_written_only_with_a_yes(people, call):
    much = replace(PROMISE, promises=(PromiseInput(409_000, "USD", FRIDAY),))
    with pytest.raises(actions.PromiseAsked, match=r"That is \$3,200.00 more than is open"):
        close(people, call, much)
    assert not Promise.objects.exists()
    close(people, call, replace(much, confirmed=frozenset({"more_than_open"})))
    assert Promise.objects.get().amount_minor == 409_000
