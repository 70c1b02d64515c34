"""Contacts that were made and refused, asked about again by other rules."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from duecourse.calls import actions as calls
from duecourse.cli import main
from duecourse.compliance.actions import permit_contact, place_hold, record_opt_out, report_outcome
from duecourse.compliance.models import ContactDecision, ContactEvent, PolicyText
from duecourse.playbooks.policies import shelf
from duecourse.rulebook import actions, jobs
from duecourse.rulebook.actions import CannotDo
from duecourse.rulebook.history import Stretch
from duecourse.rulebook.models import Replay, ReplayFinding
from duecourse.rulebook.replaying import AS_DECIDED, DRAFT, IN_FORCE, PENDING, Run
from duecourse.teams.queries import NotAllowed
from make import NOW, TODAY, make_account, make_creditor

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def ask_gate(people, account, at, *, actor=None, **given):
    decision = permit_contact(
        actor=actor or people.alice, now=at, account=account, contact=None, channel="phone", **given
    )
    if decision.event:
        report_outcome(now=at, event=decision.event, outcome="no_answer")
    return decision


@pytest.fixture
def history(people, home):
    """Three calls made, a fourth refused, and a fifth that Bob overrode; all of one account, on days in a row."""
    account = make_account(people.portfolio, name="Harbour Cafe")
    for days in (6, 5, 2):
        ask_gate(people, account, NOW - days * DAY)
    ask_gate(people, account, NOW - DAY)
    ask_gate(people, account, NOW, actor=people.bob, override_reason="They asked us to call today")
    return account


def run(rules, draft="", *, start=NOW - 30 * DAY, accounts=None):
    found = Run(Stretch(start, NOW + DAY, accounts), rules, TODAY, draft)
    return found, list(found.findings())


def test_a_draft_tells_what_it_would_have_stopped_of_what_was_made(history, stricter):
    found, listed = run(DRAFT, stricter)
    assert (found.tally.stopped, found.tally.made) == (1, 4)
    assert (found.tally.allowed, found.tally.refused) == (0, 1)
    assert [(one.kept.at, one.replayed.reasons[0].rule) for one in listed] == [(NOW - 2 * DAY, "HOUSE-FREQ-2")]
    assert "2 of 2 attempts used" in listed[0].replayed.reasons[0].text


def test_a_milder_draft_tells_what_it_would_have_allowed_of_what_was_refused(history, house):
    milder = house.text.replace("limit = 3", "limit = 4", 1)
    found, listed = run(DRAFT, milder)
    assert (found.tally.allowed, found.tally.refused, found.tally.not_needed, found.tally.overridden) == (1, 1, 1, 1)
    assert [one.replayed.outcome for one in listed] == ["allowed", "not_needed"]
    assert "3 of 3 attempts used" in listed[0].replayed.reasons[0].text  # what had refused it


def test_the_rules_of_that_time_give_every_decision_again(people, history, stricter, draft_of):
    """Also after others are in force: what counts is what was kept with each decision."""
    draft = draft_of(people.bob, stricter)
    actions.propose_draft(actor=people.bob, now=NOW, draft=draft, starts_on=TODAY + DAY, why="So")
    draft.refresh_from_db()
    actions.approve_draft(actor=people.erin, now=NOW, draft=draft, seen=draft.digest)
    ask_gate(people, history, NOW + 3 * DAY)
    found = Run(Stretch(NOW - 30 * DAY, NOW + 9 * DAY), AS_DECIDED, TODAY)
    assert list(found.findings()) == []
    assert (found.tally.asked, found.tally.unreadable) == (6, 0)
    assert len({tuple(row.pack_digests) for row in ContactDecision.objects.all()}) == 2


def test_the_rules_of_today_and_of_tomorrow_agree_with_what_was_decided_by_them(history):
    for rules in (IN_FORCE, PENDING):
        found, listed = run(rules)
        assert listed == [] and found.tally.asked == 5


def test_facts_are_those_of_the_time_whatever_came_later(people, history, stricter):
    """A hold, an opt-out and a talk of later days change nothing about a call of last week."""
    before = [(one.kept.at, one.replayed.outcome) for one in run(DRAFT, stricter)[1]]
    place_hold(actor=people.bob, now=NOW, account=history, kind="legal", reason="With the lawyers")
    record_opt_out(actor=people.bob, now=NOW, account=history, medium="phone")
    ContactEvent.objects.filter(account=history, kind="call").update(outcome="conversation")
    assert [(one.kept.at, one.replayed.outcome) for one in run(DRAFT, stricter)[1]] == before


def test_a_contact_that_nobody_asked_the_gate_about_is_asked_about_now(people, home):
    """It came from another system. What was on file before it counts, itself and what came later does not."""
    account = make_account(people.portfolio)
    record_opt_out(actor=people.bob, now=NOW - 5 * DAY, account=account, medium="email")
    for days, outcome in ((6, "sent"), (4, "sent")):
        ContactEvent.objects.create(
            account=account, at=NOW - days * DAY, kind="message", channel="email", direction="out", outcome=outcome
        )
    found, listed = run(IN_FORCE)
    assert (found.tally.unasked, found.tally.without, found.tally.made) == (1, 2, 0)
    assert listed[0].kept.at == NOW - 4 * DAY and listed[0].replayed.reasons[0].rule == "HOUSE-MEDIUM"
    assert run(AS_DECIDED)[0].tally.asked == 0


def test_what_they_had_said_at_another_account_counts_for_such_a_contact_too(people, home):
    number = "+12125550177"
    here, there = make_account(people.portfolio, phone=number), make_account(people.portfolio, phone=number)
    record_opt_out(actor=people.bob, now=NOW - 2 * DAY, account=there, medium="phone")
    for days in (5, 1):
        ContactEvent.objects.create(
            account=here, at=NOW - days * DAY, kind="call", channel="phone", direction="out", outcome="voicemail",
            details={"number": number},
        )  # fmt: skip
    [stopped] = run(IN_FORCE)[1]
    assert stopped.kept.at == NOW - DAY
    assert "somebody who shares this number or address asked for no more calls" in stopped.replayed.reasons[0].text


def test_a_hold_counts_only_while_it_stood(people, home):
    account = make_account(people.portfolio)
    hold = place_hold(actor=people.bob, now=NOW - 9 * DAY, account=account, kind="other", reason="Stocktaking")
    type(hold).objects.filter(pk=hold.pk).update(lifted_at=NOW - 5 * DAY)
    for days in (8, 1):
        ContactEvent.objects.create(
            account=account, at=NOW - days * DAY, kind="call", channel="phone", direction="out", outcome="voicemail"
        )
    assert [one.kept.at for one in run(IN_FORCE)[1]] == [NOW - 8 * DAY]


def test_what_cannot_be_read_any_more_is_counted_and_said(history):
    ContactDecision.objects.bulk_create(
        [
            ContactDecision(
                account=history, asked_at=NOW, channel="phone", purpose="x", verdict="allowed", facts={"a": 1}
            )
        ]
    )
    PolicyText.objects.filter(pack="house").delete()
    assert run(IN_FORCE)[0].tally.unreadable == 1
    assert run(AS_DECIDED)[0].tally.unreadable == 6


# As rows and pages.


def asked(people, actor=None, **given):
    days = {"first_on": TODAY - 30 * DAY, "last_on": TODAY, "rules": IN_FORCE, **given}
    replay = actions.ask_replay(actor=actor or people.bob, now=NOW, **days)
    actions.run_replay(now=NOW, replay=replay)
    replay.refresh_from_db()
    return replay


def test_a_call_that_was_never_dialled_was_not_made(people, home):
    account = make_account(people.portfolio)
    call = calls.start_call(actor=people.alice, now=NOW, account=account, contact=None)
    calls.discard_call(actor=people.alice, now=NOW, call=call)
    run = Run(Stretch(NOW, NOW + DAY), IN_FORCE, TODAY)
    assert list(run.findings()) == [] and run.tally.asked == run.total == 0


def test_a_replay_keeps_its_totals_and_the_contacts_that_differ(people, history, stricter, draft_of, browser):
    draft = draft_of(people.bob, stricter)
    replay = asked(people, rules=DRAFT, draft=draft)
    assert replay.state == "done" and replay.totals["stopped"] == 1 and replay.totals["made"] == 4
    assert replay.totals["rules"] == [{"outcome": "stopped", "rule": "HOUSE-FREQ-2", "contacts": 1}]
    text = browser(people.bob).get(reverse("rulebook:replay", kwargs={"pk": replay.pk})).content.decode()
    assert "Harbour Cafe" in text and "2 of 2 attempts used in 7 days" in text and "of 4 made" in text
    text = browser(people.bob).get(reverse("rulebook:draft", kwargs={"pk": draft.pk})).content.decode()
    assert "would have stopped 1 of 4" in text


def test_a_replay_tells_of_nobody_elses_accounts(people, history, stricter, draft_of, browser):
    theirs = make_account(people.other_portfolio, name="Elsewhere")
    for days in (6, 5, 2):
        ask_gate(people, theirs, NOW - days * DAY)
    draft = draft_of(people.bob, stricter)
    assert asked(people, rules=DRAFT, draft=draft).totals["stopped"] == 1
    everything = asked(people, actor=people.erin, rules=DRAFT, draft=draft)
    assert everything.totals["stopped"] == 2
    assert browser(people.bob).get(reverse("rulebook:replay", kwargs={"pk": everything.pk})).status_code == 404
    assert browser(people.dana).get(reverse("rulebook:replay", kwargs={"pk": everything.pk})).status_code == 200


def test_a_replay_of_many_contacts_is_left_to_the_worker_and_tells_how_far_it_is(people, history, browser, monkeypatch):
    monkeypatch.setattr("duecourse.rulebook.views.replays.AT_ONCE", 2)
    client = browser(people.bob)
    answer = client.post(
        reverse("rulebook:replays"), {"first_on": TODAY - DAY * 30, "last_on": TODAY, "rules": IN_FORCE}
    )
    replay = Replay.objects.get()
    assert replay.state == "waiting" and "Waiting for the worker" in client.get(answer["Location"]).content.decode()
    progress = reverse("rulebook:replay_progress", kwargs={"pk": replay.pk})
    assert "progress" in client.get(progress).content.decode()
    jobs.run_replays()
    jobs.run_replays()  # it may run twice
    assert client.get(progress)["HX-Refresh"] == "true"
    assert "of 4 made" in client.get(answer["Location"]).content.decode()


def test_only_so_many_contacts_are_kept_and_all_are_counted(people, history, stricter, draft_of, monkeypatch):
    monkeypatch.setattr("duecourse.rulebook.actions.KEPT_FINDINGS", 1)
    milder = shelf().shipped("house").text.replace("limit = 3", "limit = 4", 1)
    replay = asked(people, rules=DRAFT, draft=draft_of(people.bob, milder))
    assert ReplayFinding.objects.filter(replay=replay).count() == 1
    assert replay.totals["allowed"] + replay.totals["not_needed"] == 2


def test_a_draft_that_cannot_be_read_ends_the_replay_with_its_reason(people, history, draft_of):
    replay = asked(people, rules=DRAFT, draft=draft_of(people.bob, "id = 3"))
    assert replay.state == "failed" and "draft" in replay.message


def test_days_the_wrong_way_round_or_too_many_are_refused(people, browser):
    with pytest.raises(CannotDo, match="before the first"):
        asked(people, first_on=TODAY, last_on=TODAY - DAY)
    with pytest.raises(CannotDo, match="At most a year"):
        asked(people, first_on=TODAY - 400 * DAY)
    for far in (date.min, date.max):
        with pytest.raises(CannotDo, match="between 1900 and 2200"):
            asked(people, first_on=far, last_on=far)
        assert main(["policy", "replay", "--from", far.isoformat(), "--to", far.isoformat()]) == 2
    with pytest.raises(NotAllowed):
        asked(people, actor=people.alice)
    answer = browser(people.bob).post(reverse("rulebook:replays"), {"first_on": TODAY, "last_on": "x", "rules": "no"})
    assert answer.status_code == 422


def test_what_a_replay_found_goes_with_the_decision_it_is_about(people, history, stricter, draft_of):
    """A decision whose time is over can be deleted."""
    replay = asked(people, rules=DRAFT, draft=draft_of(people.bob, stricter))
    finding = replay.findings.get()
    ContactDecision.objects.get(pk=finding.decision_id).delete()
    assert not replay.findings.exists()


def test_a_contact_that_nobody_asked_about_is_counted_from_the_first_conversation_however_old(people):
    """Ontario counts contacts from the first conversation on."""
    toronto = {"country": "CA", "region": "ON", "time_zone": "America/Toronto"}
    account = make_account(people.portfolio, make_creditor(is_client=True), kind="consumer", **toronto)

    def happened(days, outcome):
        return ContactEvent.objects.create(
            account=account, at=NOW - days * DAY, kind="call", channel="phone", direction="out", outcome=outcome
        )

    ContactEvent.objects.create(
        account=account, at=NOW - 101 * DAY, kind="written_notice", channel="letter", direction="out"
    )
    happened(90, "conversation")
    for days in (4, 3, 2):
        happened(days, "voicemail")
    last = happened(1, "voicemail")
    _found, listed = run(IN_FORCE)
    rules = {one.kept.event_id: {reason.rule for reason in one.replayed.reasons} for one in listed}
    assert "ON-2" in rules.get(last.pk, set())
