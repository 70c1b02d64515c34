"""When the longest period is over and nothing holds them, words go; a tombstone, the log and what binds stay."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from duecourse.calls import actions as calls
from duecourse.calls.evidence import checks_of, evidence_of
from duecourse.calls.live.turns import say
from duecourse.calls.models import Call, CallRecord, Commitment, Transcript
from duecourse.cli import main
from duecourse.compliance.actions import lift_hold, place_hold, record_contact_event
from duecourse.compliance.gate import verdict_for
from duecourse.compliance.models import ContactDecision, ContactEvent, Hold, Removal
from duecourse.domain import record as rules
from duecourse.domain.promise_terms import Terms
from duecourse.followups.actions import close_follow_up
from duecourse.followups.kinds import KINDS
from duecourse.lib import clock
from duecourse.outbox.actions.sending import confirm_sent, write_and_send
from duecourse.outbox.actions.writing import Words, write_message
from duecourse.outbox.composing import writing_for
from duecourse.receivables.models import Dispute
from duecourse.retention.actions import remove_expired
from duecourse.retention.queries import plan_of
from duecourse.rulebook.actions import ask_replay
from duecourse.rulebook.models import ReplayFinding
from duecourse.rulebook.replaying import IN_FORCE
from duecourse.teams import audit
from duecourse.teams.queries import NotAllowed
from guards.test_no_card_is_stored import everything_stored
from make import NOW, TODAY, make_account, make_contact, make_creditor, make_invoice, pay

pytestmark = pytest.mark.django_db
WORDS = "She is waiting for her own customer to pay."
LATER = NOW + timedelta(days=3 * 366)


@pytest.fixture
def account(people):
    """A business that paid all it owed after one call about it."""
    account = make_account(people.portfolio, make_creditor(name="Northwind Supply"))
    make_contact(account, email="maria@harbour.example")
    pay(make_invoice(account))
    return account


@pytest.fixture
def call(people, account) -> Call:
    call = calls.start_call(actor=people.alice, now=NOW, account=account, contact=account.contacts.first())
    Transcript.objects.create(
        call=call, source="pasted", turns=[{"n": 1, "who": "client", "speaker": "Maria", "text": WORDS}],
        added_at=NOW, added_by=people.alice,
    )  # fmt: skip
    record = rules.RecordInput(
        outcome="already_paid", discussed=WORDS, ended_because="Paid", delay_reason="other", delay_words=WORDS,
        commitments=(rules.CommitmentInput(f"Note: {WORDS}", TODAY),),
    )  # fmt: skip
    calls.close_call(actor=people.alice, now=NOW, call=call, record=record, terms=Terms(TODAY, {}))
    calls.amend_record(actor=people.alice, now=NOW, call=call, because=WORDS, changes={"discussed": f"{WORDS}!"})
    return call


def gone_at(now=LATER, **given):
    return remove_expired(actor=None, now=now, **given)


def what(plan_side) -> list[tuple[str, tuple[str, ...]]]:
    return [(item.what, item.holds) for item in plan_side]


def test_nothing_goes_before_its_last_day_is_over(call):
    last_day = NOW.replace(year=2029)
    assert what(plan_of(last_day).due) == [("recordings", ())]
    assert what(plan_of(last_day + timedelta(days=1)).due) == [("recordings", ()), ("records", ())]


def test_the_words_go_and_the_contact_stays(call):
    _recording, records = gone_at()
    assert records.counts == {"records": 2, "decisions": 1, "notes": 1}
    assert (records.rule, records.kept_until.isoformat()) == ("HOUSE-KEEP-1", "2029-11-18")
    written = CallRecord.objects.filter(call=call).order_by("version")
    assert [(r.discussed, r.outcome, r.delay_words, r.removal) for r in written] == [
        ("[deleted]", "already_paid", "", records)
    ] * 2
    decision = ContactDecision.objects.get()
    assert (decision.verdict, decision.facts, decision.reasons) == ("allowed", {}, [])
    assert not Transcript.objects.exists()
    assert WORDS not in everything_stored()


def test_reasons_that_people_gave_go_too_and_stand_in_no_log(people, account, call):
    """Why a hold, a lift, a call against the gate, the end of a follow-up; what a replay told of them; a call that
    nobody closed."""
    hold = place_hold(actor=people.bob, now=NOW, account=account, kind="request", reason=WORDS)
    night = NOW + timedelta(hours=9)
    open_call = calls.start_call(
        actor=people.bob, now=night, account=account, contact=account.contacts.first(), override_reason=WORDS
    )
    say(actor=people.bob, now=night, call=open_call, who="client", text=WORDS, n=1)
    calls.save_draft(actor=people.bob, now=night, call=open_call, body={"discussed": WORDS}, revision=1)
    lift_hold(actor=people.bob, now=night, hold=hold, reason=WORDS)
    promised = Commitment.objects.get()
    close_follow_up(actor=people.alice, now=night, kind=KINDS["commitment"], item=promised, because=WORDS)
    asked = ask_replay(actor=people.bob, now=night, first_on=TODAY, last_on=TODAY, rules=IN_FORCE)
    ReplayFinding.objects.create(
        replay=asked, decision=open_call.decision, account=account, at=night, channel="phone", zone="UTC",
        outcome="stopped", before="allowed", after="blocked", reasons=[{"rule": "HOUSE-HOLD", "text": WORDS}],
    )  # fmt: skip
    assert everything_stored().count(WORDS) > 10
    gone_at(LATER + timedelta(days=2))
    assert WORDS not in everything_stored()
    assert audit.verify().first_broken is None


def test_the_audit_chain_still_holds_and_says_what_went(call):
    gone_at()
    assert audit.verify().first_broken is None
    entry = audit.trail_of([("removal", str(Removal.objects.filter(what="records").get().pk))])[0].entry
    assert (entry.verb, entry.actor_name, entry.facts["rule"]) == ("remove_content", "system", "HOUSE-KEEP-1")


def test_it_may_run_twice(call):
    assert len(gone_at()) == 2
    assert gone_at() == []


def test_evidence_says_by_which_rule_the_words_went(call):
    gone_at()
    found = evidence_of(ContactDecision.objects.get())
    assert found["removed"]["rule"] == "HOUSE-KEEP-1"
    assert found["audit"]["holds"]
    assert not any(check.holds is False for check in checks_of(found))


def test_a_paper_without_its_words_does_not_say_that_no_rule_spoke(client, people, call):
    gone_at()
    decision = ContactDecision.objects.get()
    assert evidence_of(decision)["audit"]["sealed"] is None  # what the seal was made of is gone, not changed
    client.force_login(people.dana)
    page = client.get(f"/contact-decisions/{decision.pk}/evidence/").content.decode()
    assert "nothing in the packs stood against it" not in page and "Nothing on this call." not in page
    assert "The reasons were deleted with the words." in page
    page = client.get(f"/contact-decisions/{decision.pk}/").content.decode()
    assert "The words of this contact were deleted" in page and "Nothing had happened before" not in page
    assert "18 Nov 2026" in page  # not “18 Nov”, three years later


def test_a_hold_and_an_unsent_letter_go_where_nobody_was_ever_contacted(people):
    account = make_account(people.portfolio, make_creditor(name="Eastfield"))
    hold = place_hold(actor=people.bob, now=NOW, account=account, kind="request", reason=WORDS)
    writing = writing_for(account, None, actor=people.bob, now=NOW, channel="letter", text="statement")
    unsent = Words(body=WORDS, address="12 Quay Road")
    write_message(actor=people.bob, now=NOW, writing=writing, words=unsent, due_at=NOW + timedelta(days=9))
    lift_hold(actor=people.bob, now=NOW + timedelta(days=30), hold=hold, reason=WORDS)
    assert gone_at(NOW + timedelta(days=3 * 366)) == []  # three years from the day it was lifted
    assert len(gone_at(LATER + timedelta(days=40))) == 1
    assert WORDS not in everything_stored() and "Quay Road" not in everything_stored()
    assert gone_at(LATER + timedelta(days=41)) == []


def test_a_hold_whose_last_day_has_passed_goes_as_one_that_was_lifted_does(people):
    account = make_account(people.portfolio, make_creditor(name="Eastfield"))
    ends = TODAY + timedelta(days=30)
    place_hold(actor=people.bob, now=NOW, account=account, kind="hardship", reason=WORDS, until_on=ends)
    assert gone_at(NOW + timedelta(days=3 * 366)) == []  # three years from its last day
    assert [gone.counts for gone in gone_at(LATER + timedelta(days=40))] == [{"holds": 1}]
    assert WORDS not in everything_stored()
    assert gone_at(LATER + timedelta(days=41)) == []


def test_a_transcript_that_was_deleted_is_not_called_one_that_never_was(client, people, call):
    gone_at(NOW + timedelta(days=400))  # its year is over, the record's three are not
    client.force_login(people.bob)
    pages = [f"/calls/{call.pk}/{part}/" for part in ("transcript", "recording", "review")]
    for path in (*pages, f"/contact-decisions/{call.decision_id}/evidence/"):
        page = client.get(path).content.decode()
        assert "deleted on" in page and "kept for one year from the call" in page, path
        assert "There is no transcript" not in page and "added to this call" not in page
    assert evidence_of(call.decision)["transcript_removed"]["rule"] == "HOUSE-KEEP-2"


def test_what_they_asked_of_us_still_binds(people, account, call):
    record_contact_event(
        actor=people.alice, now=NOW, account=account, kind="opt_out", channel="phone",
        details={"medium": "phone", "note": WORDS},
    )  # fmt: skip
    gone_at()
    assert ContactEvent.objects.get(kind="opt_out").details == {"medium": "phone"}
    assert not verdict_for(account, account.contacts.first(), now=LATER).allowed


@pytest.mark.parametrize(
    ("hold", "reason"),
    [
        (lambda a, p: make_invoice(a, 1), "money is still owed"),
        (lambda a, p: Dispute.objects.create(account=a, reason="quality", opened_at=NOW, owner=p.bob),
         "a dispute is open"),
        (lambda a, p: Hold.objects.create(account=a, kind="legal", reason="Suit", placed_at=NOW, placed_by=p.bob),
         "on hold: with the lawyers"),
    ],
)  # fmt: skip
def test_a_hold_keeps_it_and_says_why(people, account, call, hold, reason):
    hold(account, people)
    plan = plan_of(LATER)
    assert plan.due == ()
    assert what(plan.held) == [("recordings", (reason,)), ("records", (reason,))]
    assert gone_at() == []


def test_what_was_invoiced_after_a_call_does_not_keep_its_transcript(account, call):
    make_invoice(account, 5_000, days_late=-400)
    assert what(plan_of(LATER).due) == [("recordings", ())]


def test_any_later_activity_starts_the_period_again(people, account, call):
    pay(make_invoice(account), on=TODAY + timedelta(days=200))
    assert what(plan_of(LATER).due) == [("recordings", ())]


def test_the_record_of_an_insurer_is_kept_longer(people):
    account = make_account(people.portfolio, make_creditor(), kind="payer")
    call = calls.start_call(actor=people.alice, now=NOW, account=account, direction="in")
    record = rules.RecordInput(outcome="refused", discussed=WORDS, ended_because="x")
    calls.close_call(actor=people.alice, now=NOW, call=call, record=record, terms=Terms(TODAY, {}))
    assert plan_of(LATER).due == ()
    assert plan_of(NOW + timedelta(days=6 * 366)).due[0].keeping.rule.id == "US-HIPAA-1"


def test_only_an_administrator_may_ask_for_it(people, call):
    for person in (people.alice, people.bob, people.dana):
        with pytest.raises(NotAllowed):
            remove_expired(actor=person, now=LATER)
    assert len(remove_expired(actor=people.erin, now=LATER)) == 2


# ---- the narrow path through the append-only tables


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("calls_callrecord", "discussed = '[deleted]'"),  # no tombstone
        ("calls_callrecord", "discussed = 'changed', removal_id = {tombstone}"),  # other words
        ("calls_callrecord", "{emptied}, outcome = 'refused', removal_id = {tombstone}"),  # something else as well
        ("compliance_contactdecision", "verdict = 'blocked', facts = '{{}}', reasons = '[]', warnings = '[]', "
         "override_reason = '', removal_id = {tombstone}"),
        ("compliance_contactdecision", "facts = '{{\"a\": 1}}', reasons = '[]', warnings = '[]', override_reason = '', "
         "removal_id = {tombstone}"),
    ],
)  # fmt: skip
def test_nothing_but_the_emptying_passes_the_database(call, table, change):
    tombstone = Removal.objects.create(
        account=call.account, what="records", removed_at=NOW, counted_from=TODAY, kept_until=TODAY, rule="x", text="x",
        citation="x", pack="x",
    )  # fmt: skip
    emptied = "discussed = '[deleted]', next_step = '[deleted]', delay_words = '', amends_because = '', said = '[]'"
    sql = f"UPDATE {table} SET {change.format(tombstone=tombstone.pk, emptied=emptied)}"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_an_emptied_row_is_never_written_again(call):
    gone_at()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        CallRecord.objects.filter(call=call).update(discussed="[deleted]")


def test_a_tombstone_is_written_once(call):
    gone_at()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Removal.objects.update(rule="another")


# ---- command and page


@pytest.fixture
def in_2030(settings):
    settings.DEMO = True
    clock.set_demo(LATER)


def test_the_command_says_what_it_would_do_and_then_does_it(call, in_2030, capsys):
    assert main(["retention", "--dry-run", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [item["what"] for item in found["due"]] == ["recordings", "records"]
    assert found["due"][0]["citation"] == "House rules"
    assert CallRecord.objects.filter(removal=None).count() == 2
    assert main(["retention"]) == 0
    assert capsys.readouterr().out.endswith("2 deleted, 0 held\n")
    assert not CallRecord.objects.filter(removal=None).exists()


def test_auditor_and_administrator_see_the_dry_run_and_nobody_else(client, people, account, call, in_2030):
    make_invoice(account, 1)
    for person, status in ((people.dana, 200), (people.erin, 200), (people.bob, 403), (people.alice, 403)):
        client.force_login(person)
        assert client.get(reverse("retention:plan")).status_code == status
    client.force_login(people.dana)
    page = client.get(reverse("retention:plan")).content.decode()
    assert "money is still owed" in page
    assert "12 CFR 1006.100(a)" in page
    assert CallRecord.objects.filter(removal=None).exists()


def test_the_pages_of_a_call_still_open_when_its_words_are_gone(client, people, call):
    gone_at()
    client.force_login(people.dana)
    for name in ("calls:call", "calls:transcript"):
        assert client.get(reverse(name, args=[call.pk])).status_code == 200
    page = client.get(reverse("calls:evidence", args=[call.decision_id])).content.decode()
    assert "The words of this contact were deleted" in page


def test_what_was_written_goes_too_and_that_it_was_sent_stays(people, account):
    writing = writing_for(account, account.contacts.first(), actor=people.alice, now=NOW, channel="email")
    message = write_and_send(actor=people.alice, now=NOW, writing=writing, words=Words(body=WORDS))
    confirm_sent(actor=people.alice, now=NOW, message=message)
    [records] = gone_at()
    assert records.counts == {"decisions": 1, "messages": 1}
    message.refresh_from_db()
    sending = message.sendings.get()
    assert (message.state, message.text, message.address) == ("sent", "[deleted]", "[deleted]")
    assert (sending.text, sending.address, sending.attachments, sending.removal) == (
        "[deleted]",
        "[deleted]",
        {},
        records,
    )
    assert evidence_of(sending.decision)["written"]["at"] == NOW
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        type(sending).objects.filter(pk=sending.pk).update(text="Something else")


def test_a_wish_about_one_number_stays_about_that_number(people, account, call):
    """Without it, a later "call me on the mobile" would open the number on which they had asked for no more calls."""
    closed, other = account.phone, "+12125550777"
    for kind, number in (("opt_out", closed), ("consent_channel", other)):
        record_contact_event(
            actor=people.alice, now=NOW, account=account, kind=kind, channel="phone",
            details={"medium": "phone", "number": number, "note": WORDS},
        )  # fmt: skip

    def may_call(number, now):
        return verdict_for(account, None, now=now, number=number).allowed

    assert not may_call(closed, NOW + timedelta(days=1)) and may_call(other, NOW + timedelta(days=1))
    gone_at()
    later = LATER.replace(month=11, day=20)
    assert not may_call(closed, later) and may_call(other, later)
    assert all("note" not in event.details for event in ContactEvent.objects.filter(account=account))


def test_a_note_goes_also_where_nobody_ever_called(people, account):
    record_contact_event(
        actor=people.alice, now=NOW, account=account, kind="opt_out", channel="email",
        details={"medium": "email", "note": WORDS},
    )  # fmt: skip
    (removal,) = gone_at()
    assert removal.counts == {"notes": 1}
    assert ContactEvent.objects.get(account=account).details == {"medium": "email"}
    assert not gone_at(), "once is enough"


def test_a_number_from_a_file_of_calls_goes_too(account):
    details = {"number": "+12125550142"}
    ContactEvent.objects.create(
        account=account, at=NOW, kind="call", channel="phone", direction="out", outcome="no_answer", details=details
    )
    (removal,) = gone_at()
    assert removal.counts == {"notes": 1} and not gone_at()
