"""The gate at the moment of contact, through its actions: what binds, what counts, what is kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from duecourse.compliance import actions
from duecourse.compliance.gate import verdict_for, verdicts_for
from duecourse.compliance.models import ContactDecision, ContactEvent, PolicyText
from duecourse.compliance.queries import COUNTED
from duecourse.compliance.wishes import WISHES
from duecourse.domain.contact_policy import decide, parse_case
from duecourse.playbooks.policies import all_packs, digest_of, read_pack, versions_of
from duecourse.playbooks.policy_checks import check_pack
from duecourse.teams.models import AuditEntry
from duecourse.teams.queries import NotAllowed
from make import NOW, make_account, make_contact, make_creditor

pytestmark = pytest.mark.django_db


def _permit(actor, account, contact=None, *, at=NOW, **given):
    return actions.permit_contact(actor=actor, now=at, account=account, contact=contact, channel="phone", **given)


def _called(account, actor, outcome="no_answer", *, at=NOW):
    event = _permit(actor, account, at=at).event
    actions.report_outcome(now=at, event=event, outcome=outcome)
    return event


def test_a_permitted_call_is_stored_with_its_reasons_and_counts_at_once(people):
    account = make_account(people.portfolio)
    contact = make_contact(account)
    decision = _permit(people.alice, account, contact, number="+12125550142")
    assert decision.permits and decision.verdict == "allowed"
    assert decision.event.kind == "call" and decision.event.details["number"] == "+12125550142"
    assert "house@2026-11-21" in decision.packs and decision.reasons[0]["text"]
    assert "1 of 3 attempts used" in str([r.text for r in verdict_for(account, contact, now=NOW).reasons])


def test_a_stored_decision_gives_the_same_decision_when_it_is_decided_again(people):
    account = make_account(people.portfolio, kind="consumer")
    contact = make_contact(account)
    for days in (3, 2):
        _called(account, people.alice, at=NOW - timedelta(days=days))
    actions.record_contact_event(
        actor=people.alice, now=NOW, account=account, kind="inconvenient_time", channel="phone",
        details={"window": {"from": "09:00", "to": "17:00", "days": [1, 2, 3, 4, 5]}, "note": "Works days"},
    )  # fmt: skip
    stored = _permit(people.alice, account, contact)
    again = decide(parse_case(stored.facts), all_packs())
    assert not stored.permits and again.verdict == stored.verdict
    assert [r.text for r in again.reasons] == [r["text"] for r in stored.reasons]
    assert again.earliest_allowed == stored.earliest_allowed_at


def test_a_decision_keeps_the_text_of_every_pack_that_was_asked(people):
    account = make_account(people.portfolio, region="NY-NYC")
    first, second = _permit(people.alice, account), _permit(people.alice, account)
    assert first.pack_digests == second.pack_digests
    kept = {row.digest: row for row in PolicyText.objects.all()}
    assert [kept[digest].pack for digest in first.pack_digests] == ["us-federal", "us-ny", "us-ny-nyc", "house"]
    assert all(digest_of(row.text) == digest for digest, row in kept.items())
    again = decide(parse_case(first.facts), versions_of(read_pack(row.text, row.label) for row in kept.values()))
    assert (again.verdict, again.digests) == (first.verdict, tuple(first.pack_digests))


def test_what_they_wrote_long_ago_still_shows_that_the_number_is_theirs(people):
    """A text message within sixty days is a safe harbour; calls are read for forty."""
    account = make_account(people.portfolio, make_creditor(is_client=True), kind="consumer")
    assert "no_text_safe_harbour" in {w.code for w in verdict_for(account, None, now=NOW, channel="sms").warnings}
    ContactEvent.objects.create(
        account=account, at=NOW - timedelta(days=55), kind="message", channel="sms", direction="in", outcome="received"
    )
    assert "no_text_safe_harbour" not in {w.code for w in verdict_for(account, None, now=NOW, channel="sms").warnings}


def test_a_rule_of_one_creditor_binds_their_accounts_alone(people, tmp_path, monkeypatch):
    """A pack of our own, beside the house's, whose rules name the creditor."""
    folder = tmp_path / "playbooks" / "policies"
    folder.mkdir(parents=True)
    (folder / "northwind.toml").write_text(NORTHWIND, "utf-8")
    monkeypatch.setenv("DUECOURSE_HOME", str(tmp_path))
    theirs = make_account(people.portfolio, make_creditor(code="northwind"))
    other = make_account(people.portfolio, make_creditor(code="southwind"))
    assert [r.rule for r in verdict_for(theirs, None, now=NOW).reasons] == ["NORTHWIND-HOURS"]
    assert verdict_for(other, None, now=NOW).allowed
    assert {key: verdict.allowed for key, verdict in verdicts_for([theirs, other], now=NOW).items()} == {
        theirs.pk: False, other.pk: True,
    }  # fmt: skip
    assert check_pack(NORTHWIND, all_packs()).is_usable


NORTHWIND = """
id = "northwind"
title = "Northwind's own rules"
layer = "house"
jurisdictions = ["*"]
version = 2026-11-01
example_zone = "America/New_York"
[[rules]]
id = "NORTHWIND-HOURS"
kind = "hours"
text = "Northwind wants its customers called in the afternoon"
when = { creditor = ["northwind"] }
channels = ["phone"]
citation = "Service agreement, section 4"
status = "verified"
effective = 2026-11-01
open = { mon-fri = "13:00-17:00", sat-sun = "closed" }
examples = [
  { at = "2026-11-18 12:59", debt = "commercial", expect = "blocked", earliest = "2026-11-18 13:00" },
  { at = "2026-11-18 16:59", debt = "commercial", expect = "allowed" },
  { at = "2026-11-18 17:00", debt = "commercial", expect = "blocked", earliest = "2026-11-19 13:00" },
  { at = "2026-11-18 10:00", debt = "commercial", debtor = { creditor = "southwind" }, expect = "allowed" },
]
"""


def test_the_fourth_attempt_in_seven_days_is_refused_and_says_when_it_is_open_again(people):
    account = make_account(people.portfolio)
    for days in (5, 2, 1):
        _called(account, people.alice, at=NOW - timedelta(days=days, hours=1))
    refused = _permit(people.alice, account)
    assert not refused.permits and refused.event is None
    assert refused.reasons[0]["rule"] == "HOUSE-FREQ-2"
    # Friday 13 November was the first: its seven days end with Thursday the 19th.
    assert refused.earliest_allowed_at.isoformat() == "2026-11-20T13:00:00+00:00"
    assert AuditEntry.objects.filter(verb="refuse_contact").count() == 1


def test_a_call_that_was_never_dialled_is_taken_back_from_the_count(people):
    account = make_account(people.portfolio)
    for days in (5, 2, 1):
        event = _called(account, people.alice, at=NOW - timedelta(days=days, hours=1))
    assert not verdict_for(account, None, now=NOW).allowed
    actions.report_outcome(now=NOW, event=event, outcome="discarded")
    assert verdict_for(account, None, now=NOW).allowed


def test_one_conversation_a_day_unless_they_asked_to_be_called_back_that_day(people):
    account = make_account(people.portfolio)
    morning = NOW - timedelta(hours=1)
    event = _permit(people.alice, account, at=morning).event
    actions.report_outcome(now=morning, event=event, outcome="promise")
    assert [r.rule for r in verdict_for(account, None, now=NOW).reasons] == ["HOUSE-FREQ-1"]
    assert "1 of 1 conversation used in a day" in verdict_for(account, None, now=NOW).reasons[0].text
    actions.report_outcome(now=morning, event=event, outcome="callback", callback_on=date(2026, 11, 18))
    assert verdict_for(account, None, now=NOW).allowed


@pytest.mark.parametrize(
    ("outcome", "rule"),
    [("stop_contact", "HOUSE-CEASE"), ("represented", "HOUSE-ATTY"), ("wrong_party", "HOUSE-WRONG-PARTY")],
)
def test_what_is_said_on_a_call_binds_from_then_on(people, outcome, rule):
    account = make_account(people.portfolio)
    contact = make_contact(account)
    event = _permit(people.alice, account, contact).event
    actions.report_outcome(now=NOW, event=event, outcome=outcome)
    verdict = verdict_for(account, contact, now=NOW + timedelta(days=30))
    assert [r.rule for r in verdict.reasons] == [rule]
    assert verdict.earliest_allowed_at is None and verdict.headline == "Do not call"


def test_only_a_lead_overrides_and_the_reason_is_kept_with_the_name(people):
    account = make_account(people.portfolio)
    night = NOW + timedelta(hours=9)
    with pytest.raises(NotAllowed):
        _permit(people.alice, account, at=night, override_reason="They asked me to")
    assert ContactDecision.objects.count() == 0
    decision = _permit(people.bob, account, at=night, override_reason="They rang and asked for it")
    assert decision.permits and decision.verdict == "blocked" and decision.event is not None
    assert (decision.overridden_by, decision.override_reason) == (people.bob, "They rang and asked for it")
    entry = AuditEntry.objects.get(verb="override_contact")
    assert entry.actor == people.bob and entry.facts["seal"] == decision.seal  # which is made of the reason too
    assert entry.facts["rules"] == ["HOUSE-HOURS-1"]


def test_a_reason_given_where_the_gate_says_yes_is_no_override(people):
    account = make_account(people.portfolio)
    decision = _permit(people.bob, account, override_reason="Just in case")
    assert decision.permits and decision.overridden_by is None and decision.override_reason == ""


def test_an_auditor_asks_for_nothing(people):
    account = make_account(people.portfolio)
    with pytest.raises(NotAllowed):
        _permit(people.dana, account)


def test_a_decision_that_was_stored_cannot_be_changed(people):
    decision = _permit(people.alice, make_account(people.portfolio))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ContactDecision.objects.filter(pk=decision.pk).update(verdict="allowed!")


def test_an_opt_out_closes_one_medium_and_leaves_the_others(people):
    account = make_account(people.portfolio, kind="consumer", region="OH", creditor=make_creditor(is_client=True))
    contact = make_contact(account)
    actions.record_opt_out(actor=people.alice, now=NOW, account=account, contact=contact, medium="email")
    assert not verdict_for(account, contact, now=NOW, channel="email").allowed
    assert verdict_for(account, contact, now=NOW, channel="phone").allowed
    other = make_contact(account, name="Ana Lopez", role="spouse", is_primary=False)
    assert verdict_for(account, other, now=NOW, channel="email").allowed


def test_what_the_gate_could_not_read_is_not_recorded(people):
    account = make_account(people.portfolio)
    with pytest.raises(actions.NotAnEvent, match="window"):
        actions.record_contact_event(
            actor=people.alice, now=NOW, account=account, kind="inconvenient_time",
            details={"window": {"from": "25:00", "to": "26:00"}},
        )  # fmt: skip
    with pytest.raises(actions.NotAnEvent, match="no_such_kind"):
        actions.record_contact_event(actor=people.alice, now=NOW, account=account, kind="no_such_kind")
    with pytest.raises(actions.NotAnEvent, match="future"):
        actions.record_contact_event(
            actor=people.alice, now=NOW, account=account, kind="deceased", at=NOW + timedelta(days=1)
        )
    assert not ContactEvent.objects.exists()


def test_card_numbers_in_notes_are_masked_before_they_are_stored(people):
    account = make_account(people.portfolio)
    event = actions.record_contact_event(
        actor=people.alice, now=NOW, account=account, kind="statement", details={"note": "Card 4111 1111 1111 1111"}
    )
    assert "4111 1111 1111" not in event.details["note"]


def test_a_hold_stops_everything_until_its_last_day_is_over(people):
    account = make_account(people.portfolio)
    hold = actions.place_hold(
        actor=people.alice, now=NOW, account=account, kind="request", reason="Stocktaking", until_on=date(2026, 11, 20)
    )
    verdict = verdict_for(account, None, now=NOW)
    assert "Stocktaking" in verdict.reasons[0].text
    # Saturday the 21st is no working day of a business: Monday at eight, which is 13:00 UTC in New York.
    assert verdict.earliest_allowed_at.isoformat() == "2026-11-23T13:00:00+00:00"
    assert verdict.until_text == "until Mon 23 Nov, 08:00 their time"
    actions.lift_hold(actor=people.alice, now=NOW, hold=hold, reason="Done earlier")
    assert verdict_for(account, None, now=NOW).allowed
    with pytest.raises(NotAllowed, match="already"):
        actions.lift_hold(actor=people.alice, now=NOW, hold=hold, reason="Again")


def test_a_legal_hold_is_for_a_lead_to_lift(people):
    account = make_account(people.portfolio)
    hold = actions.place_hold(actor=people.alice, now=NOW, account=account, kind="legal", reason="With counsel")
    with pytest.raises(NotAllowed):
        actions.lift_hold(actor=people.alice, now=NOW, hold=hold, reason="I think it is over")
    actions.lift_hold(actor=people.bob, now=NOW, hold=hold, reason="Settled")


def test_where_the_place_is_unknown_nobody_is_called(people):
    account = make_account(people.portfolio, country="", region="", time_zone="", phone="")
    verdict = verdict_for(account, None, now=NOW)
    assert not verdict.allowed and [r.rule for r in verdict.reasons] == ["PLACE-UNKNOWN"]
    assert verdict.earliest_allowed_at is None and verdict.zone == "UTC"


def test_where_only_the_clock_is_known_the_reason_says_that_the_country_is_not(people):
    account = make_account(people.portfolio, kind="consumer", country="", region="", time_zone="America/Chicago")
    assert verdict_for(account, None, now=NOW).reasons[0].text == "in which country they are is not known"


def test_a_consumer_in_puerto_rico_has_the_law_of_the_united_states(people):
    place = {"country": "PR", "region": "", "time_zone": ""}
    account = make_account(people.portfolio, make_creditor(is_client=True), kind="consumer", **place)
    verdict = verdict_for(account, None, now=NOW)
    assert verdict.allowed and any(label.startswith("us-federal") for label in verdict.packs)


def test_a_consumer_where_no_law_is_on_file_is_a_no_and_a_business_follows_the_house(people):
    tokyo = {"country": "JP", "region": "", "time_zone": "Asia/Tokyo", "phone": ""}
    morning = NOW.replace(hour=1)  # ten in Tokyo
    consumer = make_account(people.portfolio, kind="consumer", **tokyo)
    business = make_account(people.portfolio, **tokyo)
    assert [r.rule for r in verdict_for(consumer, None, now=morning).reasons] == ["NO-PACK"]
    assert verdict_for(business, None, now=morning).allowed


@pytest.mark.parametrize(
    "place",
    [
        {"country": "GB", "region": "SCT", "time_zone": "Europe/London"},
        {"country": "US", "region": "OH", "time_zone": "America/New_York"},
    ],
)
def test_a_breathing_space_goes_with_the_person_wherever_they_move(people, place):
    account = make_account(
        people.portfolio, kind="consumer", country="GB", region="ENG", time_zone="Europe/London", phone=""
    )
    actions.record_contact_event(actor=people.alice, now=NOW, account=account, kind="breathing_space_start")
    there = verdict_for(account, None, now=NOW).earliest_allowed_at
    for name, value in place.items():
        setattr(account, name, value)
    here = verdict_for(account, None, now=NOW)
    assert not here.allowed and here.earliest_allowed_at.date() == there.date() == date(2027, 1, 17)
    actions.record_contact_event(actor=people.bob, now=NOW, account=account, kind="breathing_space_end")
    assert verdict_for(account, None, now=NOW).allowed


def test_a_consumer_in_canada_is_not_called_while_nobody_knows_in_which_province(people):
    canada = {"kind": "consumer", "country": "CA", "time_zone": "America/Toronto", "phone": ""}
    account = make_account(people.portfolio, make_creditor(is_client=True), region="", **canada)
    verdict = verdict_for(account, None, now=NOW)
    assert [r.rule for r in verdict.reasons] == ["HOUSE-REGION-1"] and verdict.earliest_allowed_at is None
    assert verdict_for(account, None, now=NOW, channel="letter").allowed


def test_an_agency_is_bound_by_the_federal_count_and_its_verdict_says_so(people):
    account = make_account(people.portfolio, kind="consumer", creditor=make_creditor(is_client=True))
    verdict = verdict_for(account, make_contact(account), now=NOW)
    assert verdict.verdict == "presumed_compliant" and verdict.allowed
    assert any("of 7 calls used in 7 days" in reason.text for reason in verdict.reasons)


def test_a_call_from_them_counts_as_a_conversation(people):
    account = make_account(people.portfolio, kind="consumer", creditor=make_creditor(is_client=True))
    actions.answer_call(actor=people.alice, now=NOW - timedelta(days=2), account=account)
    verdict = verdict_for(account, None, now=NOW)
    assert verdict.verdict == "presumed_violation"
    assert [r.rule for r in verdict.reasons] == ["US-FREQ-2"]


def test_a_place_with_two_zones_must_be_open_in_both(people):
    account = make_account(people.portfolio, region="TN", time_zone="", phone="")
    half_past_eight_in_the_east = NOW.replace(hour=13, minute=30)
    verdict = verdict_for(account, None, now=half_past_eight_in_the_east)
    assert set(verdict.zones) == {"America/Chicago", "America/New_York"}
    assert not verdict.allowed and verdict.earliest_allowed_at.isoformat() == "2026-11-18T14:00:00+00:00"


@pytest.mark.parametrize(
    ("country", "region", "opens"),
    [
        ("US", "MI", "14:00"), ("US", "KS", "15:00"), ("US", "AK", "18:00"), ("US", "OR", "16:00"),
        ("CA", "QC", "13:00"), ("AU", "NSW", "21:30"),
    ],
)  # fmt: skip
def test_a_business_in_a_state_with_a_small_corner_on_another_clock_is_called_when_it_is_open_in_both(
    people, country, region, opens
):
    account = make_account(people.portfolio, country=country, region=region, time_zone="", phone="")
    found = verdict_for(account, None, now=NOW.replace(hour=12))
    assert not found.allowed and found.earliest_allowed_at.isoformat() == f"2026-11-18T{opens}:00+00:00"


@pytest.mark.parametrize(("phone", "zone"), [("+13135550142", "America/Detroit"), ("+19067795142", "America/Chicago")])
def test_the_number_of_a_business_tells_in_which_corner_of_its_state_it_is(people, phone, zone):
    account = make_account(people.portfolio, region="MI", time_zone="", phone=phone)
    assert verdict_for(account, None, now=NOW).zones == (zone,)


def test_many_accounts_are_decided_with_as_many_statements_as_two(people):
    creditor = make_creditor()
    accounts = []
    for n in range(12):
        account = make_account(people.portfolio, creditor, kind="consumer" if n % 2 else "business")
        make_contact(account)
        if n % 3 == 0:
            _called(account, people.alice, at=NOW - timedelta(days=1))
        accounts.append(account)
    with CaptureQueriesContext(connection) as one:
        verdicts_for(accounts[:2], now=NOW)
    with CaptureQueriesContext(connection) as many:
        verdicts = verdicts_for(accounts, now=NOW)
    assert len(many) == len(one) <= 8
    assert len(verdicts) == 12
    single = {account.pk: verdict_for(account, account.contacts.get(), now=NOW).decision for account in accounts}
    assert {pk: verdict.decision for pk, verdict in verdicts.items()} == single


def test_a_call_that_came_in_is_on_file_from_its_first_second(people):
    from duecourse.calls.actions import start_call

    account = make_account(people.portfolio)
    call = start_call(actor=people.alice, now=NOW, account=account, direction="in")
    assert (call.event.direction, call.event.outcome) == ("in", "conversation")
    # The house counts conversations that we begin; that they rang us today keeps nobody from ringing back.
    assert verdict_for(account, None, now=NOW).allowed


def test_no_rule_counts_further_back_than_the_gate_reads():
    """Only "has there ever been a conversation" looks further, and that is read on its own."""
    windows = [
        getattr(rule.law, "days", 0) for pack in all_packs() for rule in pack.rules if not hasattr(rule.law, "notices")
    ]
    assert timedelta(days=max(windows) + 2) <= COUNTED


def test_the_first_conversation_is_found_however_long_ago_it_was(people):
    """Ontario counts contacts from the first conversation on."""
    toronto = {"country": "CA", "region": "ON", "time_zone": "America/Toronto"}
    account = make_account(people.portfolio, kind="consumer", creditor=make_creditor(is_client=True), **toronto)
    common = {"account": account, "channel": "phone", "recorded_by": people.alice}
    ContactEvent.objects.create(
        kind="on_written_notice", at=NOW - timedelta(days=400), **{**common, "channel": "letter"}
    )
    for days in (5, 4, 2):
        ContactEvent.objects.create(
            kind="call", direction="out", outcome="voicemail", at=NOW - timedelta(days=days), **common
        )
    assert "ON-2" not in {reason.rule for reason in verdict_for(account, None, now=NOW).reasons}
    ContactEvent.objects.create(
        kind="call", direction="out", outcome="conversation", at=NOW - timedelta(days=300), **common
    )
    assert "ON-2" in {reason.rule for reason in verdict_for(account, None, now=NOW).reasons}


def test_the_notice_that_a_caller_records_begins_the_wait_wherever_one_must_come_first(people):
    """Nevada's rule took no notice that anybody could record: its medical debts stayed closed for ever."""
    notice = WISHES["written_notice"]
    waits = [rule for pack in all_packs() for rule in pack.rules if hasattr(rule.law, "notices")]
    assert waits and not [rule.id for rule in waits if notice.kind not in rule.law.notices]

    reno = {"region": "NV", "time_zone": "America/Los_Angeles", "debt_kind": "medical"}
    account = make_account(people.portfolio, kind="consumer", creditor=make_creditor(is_client=True), **reno)
    assert verdict_for(account, None, now=NOW).earliest_allowed_at is None
    actions.record_contact_event(
        actor=people.alice, now=NOW, account=account, kind=notice.kind, channel="letter", direction=notice.direction
    )
    opens = verdict_for(account, None, now=NOW).earliest_allowed_at
    assert opens.isoformat() == "2027-01-18T16:00:00+00:00"  # the day after mailing is day 1; day 60 is 17 January


def test_who_has_an_area_code_of_elsewhere_may_be_there_and_the_hour_must_suit_in_both(people):
    """12 CFR 1006.6(b)(1)(i), comment 2: an address in one zone, a telephone of another."""
    account = make_account(
        people.portfolio,
        make_creditor(is_client=True),
        kind="consumer",
        region="CA",
        time_zone="",
        phone="+12125550142",
    )
    eight_in_the_evening_there = NOW.replace(hour=4)
    verdict = verdict_for(account, None, now=eight_in_the_evening_there)
    assert verdict.zones == ("America/Los_Angeles", "America/New_York")
    assert "US-TIME-1" in {reason.rule for reason in verdict.reasons}
    assert verdict.earliest_allowed_at.isoformat() == "2026-11-18T16:00:00+00:00"  # eight in the morning in California
    assert verdict_for(account, None, now=NOW.replace(hour=20)).allowed

    account.time_zone = "America/Los_Angeles"  # they have said where they are
    assert "US-TIME-1" not in {r.rule for r in verdict_for(account, None, now=eight_in_the_evening_there).reasons}


def test_the_number_that_is_dialled_tells_where_they_may_be(people):
    account = make_account(people.portfolio, kind="consumer", region="CA", time_zone="", phone="+14155550142")
    assert verdict_for(account, None, now=NOW).zones == ("America/Los_Angeles",)
    assert "America/New_York" in verdict_for(account, None, now=NOW, number="(212) 555-0142").zones


@pytest.mark.parametrize("phone", ["+18005550142", "+447911123456", "+12065550142", ""])
def test_a_number_that_is_tied_to_no_place_or_to_theirs_says_nothing_of_where_they_are(people, phone):
    account = make_account(people.portfolio, kind="consumer", region="CA", time_zone="", phone=phone)
    assert verdict_for(account, None, now=NOW).zones == ("America/Los_Angeles",)


def test_an_area_code_of_two_zones_says_nothing_where_they_live_in_one_of_them(people):
    account = make_account(people.portfolio, kind="consumer", region="WA", time_zone="", phone="+17755550142")
    assert verdict_for(account, None, now=NOW).zones == ("America/Los_Angeles",)


def test_a_zone_that_goes_by_two_names_is_asked_about_once(people):
    account = make_account(
        people.portfolio, kind="consumer", country="IN", region="MH", time_zone="", phone="+912255550106"
    )
    assert verdict_for(account, None, now=NOW).zones == ("Asia/Kolkata",)


def test_a_company_is_at_its_address_whatever_its_number(people):
    account = make_account(people.portfolio, region="CA", time_zone="", phone="+12125550142")
    assert verdict_for(account, None, now=NOW).zones == ("America/Los_Angeles",)


def test_a_person_in_a_state_of_two_zones_is_in_either_whatever_the_area_code_unless_its_law_presumes(people):
    """Florida may go by the area code; the presumption is lost once they have said where they are."""
    half_past_eight_in_the_east = NOW.replace(hour=13, minute=30)
    place = {"kind": "consumer", "time_zone": "", "phone": "+13055550142"}
    tennessee = make_account(people.portfolio, region="TN", **place | {"phone": "+18655550142"})
    assert not verdict_for(tennessee, None, now=half_past_eight_in_the_east).allowed
    florida = make_account(people.portfolio, region="FL", **place)
    found = verdict_for(florida, None, now=half_past_eight_in_the_east)
    assert "FL-1" not in {reason.rule for reason in found.reasons}


def test_decisions_of_accounts_without_history_keep_their_zones_apart(people):
    place = {"kind": "consumer", "region": "CA", "time_zone": ""}
    here = make_account(people.portfolio, phone="+14155550142", **place)
    there = make_account(people.portfolio, here.creditor, phone="+12125550142", **place)
    late = NOW.replace(hour=4)
    assert [verdict_for(one, None, now=late).allowed for one in (here, there)] == [True, False]


@pytest.mark.parametrize(
    "role", ["Mother", "his boss", "Brother in law", "girlfriend", "Landlord", "emergency contact"]
)
def test_a_persons_debt_is_spoken_of_with_nobody_else_however_their_role_is_written(people, role):
    account = make_account(people.portfolio, kind="consumer", region="OH", name="Jo Whitfield")
    other = make_contact(account, name="Ana Lopez", role=role)
    verdict = verdict_for(account, other, now=NOW)
    assert "HOUSE-OTHERS" in {reason.rule for reason in verdict.reasons}
    assert verdict_for(account, other, now=NOW, purpose="location_information").allowed


@pytest.mark.parametrize(("name", "role"), [
    ("Jo Whitfield", "Teacher"), ("J. Whitfield", "Head of sales"), ("Ana Lopez", "account holder"), ("Ana Lopez", ""),
    ("Ana Lopez", "Patient"), ("Ana Lopez", "co-signer"), ("Jo Whitfield", "self"), ("Ana Lopez", "wife"),
])  # fmt: skip
def test_who_owes_is_told_by_the_role_or_by_the_name(people, name, role):
    account = make_account(people.portfolio, kind="consumer", region="OH", name="Jo Whitfield")
    assert verdict_for(account, make_contact(account, name=name, role=role), now=NOW).allowed


@pytest.mark.parametrize("kind", ["consumer", "business"])
def test_a_second_row_of_the_same_person_opens_nothing_that_the_first_has_closed(people, kind):
    """A file that spells the name otherwise adds a row; the number is the one they do not want to be called on."""
    account = make_account(people.portfolio, kind=kind, region="OH", name="Ann Ohio")
    first = make_contact(account, name="Ann Ohio", role="")
    second = make_contact(account, name="A. Ohio", role="", is_primary=False)
    actions.record_opt_out(actor=people.alice, now=NOW, account=account, contact=first, medium="phone")
    verdict = verdict_for(account, second, now=NOW)
    assert "HOUSE-MEDIUM" in {reason.rule for reason in verdict.reasons}


def test_at_a_company_one_who_wants_no_calls_does_not_speak_for_the_others(people):
    account = make_account(people.portfolio)
    amy = make_contact(account, name="Amy Lee")
    bob = make_contact(account, name="Bob Ray", is_primary=False)
    actions.record_opt_out(actor=people.alice, now=NOW, account=account, contact=amy, medium="phone")
    assert not verdict_for(account, amy, now=NOW).allowed
    assert verdict_for(account, bob, now=NOW).allowed


def test_a_list_asks_about_the_number_that_the_call_would_go_to(people):
    """A stop of another number hid the account, though the call from its page was allowed."""
    account = make_account(people.portfolio)
    person = make_contact(account)
    actions.record_opt_out(actor=people.alice, now=NOW, account=account, medium="phone", number="+12125559999")
    assert verdicts_for([account], now=NOW)[account.pk].allowed
    assert verdict_for(account, person, now=NOW).allowed
    actions.record_opt_out(actor=people.alice, now=NOW, account=account, medium="phone", number=person.phone)
    assert not verdicts_for([account], now=NOW)[account.pk].allowed
    assert not verdict_for(account, person, now=NOW).allowed
    assert verdict_for(account, person, now=NOW, number="+12125550777").allowed
