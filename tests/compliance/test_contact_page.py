"""The contact page: why not and when, holds, what people asked for, decisions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from duecourse.compliance import actions
from duecourse.compliance.gate import verdict_for
from duecourse.compliance.models import ContactEvent, Hold
from duecourse.compliance.wishes import WISHES
from duecourse.lib import clock
from make import NOW, make_account, make_contact, make_creditor

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_ten(people, settings):
    settings.DEMO = True
    clock.set_demo(NOW)


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(client: Client, account) -> str:
    return client.get(reverse("compliance:contact", args=[account.pk])).content.decode()


def wish(account, **given) -> tuple[str, dict]:
    return reverse("compliance:record", args=[account.pk]), {"how": "phone", "contact": "", **given}


def test_the_page_says_why_not_and_when_in_the_debtors_time(people, at_ten):
    account = make_account(people.portfolio, time_zone="Asia/Kolkata", country="IN", region="")
    text = page(signed_in(people.alice), account)
    assert "Not now" in text and "from Thu 19 Nov, 08:00 their time" in text
    assert "it is 20:30 there (Asia/Kolkata)" in text
    assert "Call all the same" not in text  # only a lead may


def test_a_lead_is_offered_the_override_and_it_asks_for_a_reason(people, at_ten):
    account = make_account(people.portfolio, time_zone="Asia/Kolkata", country="IN", region="")
    text = page(signed_in(people.bob), account)
    assert "Call all the same" in text and 'name="override_reason"' in text and "required" in text


def test_where_the_place_is_unknown_no_time_is_told(people, at_ten):
    account = make_account(people.portfolio, country="", region="", phone="", time_zone="")
    for page in ("compliance:contact", "outbox:write"):
        text = signed_in(people.alice).get(reverse(page, args=[account.pk])).content.decode()
        assert "what time it is there is not known" in text and "there (UTC)" not in text


def test_times_of_one_who_may_be_in_two_places_say_on_which_clock(people, at_ten):
    account = make_account(people.portfolio, kind="consumer", region="NE", phone="", time_zone="")
    clock.set_demo(NOW - timedelta(minutes=90))
    text = page(signed_in(people.alice), account)
    assert "it is either 06:30 (America/Denver) or 07:30 (America/Chicago) there" in text
    assert "from Wed 18 Nov, 09:00 (America/Chicago)" in text
    nobody_knows_the_state = make_account(people.portfolio, kind="consumer", region="", phone="", time_zone="")
    text = page(signed_in(people.alice), nobody_knows_the_state)
    assert (
        "where they are is not known exactly: it is between 02:30 (Pacific/Pago_Pago) and 23:30 (Pacific/Guam)" in text
    )


@pytest.mark.parametrize("name", ["charlie"])
def test_a_stranger_gets_404_everywhere(people, at_ten, name):
    account = make_account(people.portfolio)
    client = signed_in(getattr(people, name))
    hold = actions.place_hold(actor=people.alice, now=NOW, account=account, kind="other", reason="Stocktaking")
    decision = actions.permit_contact(actor=people.alice, now=NOW, account=account, contact=None, channel="phone")
    assert client.get(reverse("compliance:contact", args=[account.pk])).status_code == 404
    assert client.get(reverse("compliance:decision", args=[decision.pk])).status_code == 404
    assert client.post(reverse("compliance:place_hold", args=[account.pk])).status_code == 404
    assert client.post(reverse("compliance:lift_hold", args=[account.pk, hold.pk])).status_code == 404
    assert client.post(*wish(account, what="opt_out_phone")).status_code == 404
    assert ContactEvent.objects.count() == 0


def test_an_auditor_reads_the_page_and_cannot_write(people, at_ten):
    account = make_account(people.portfolio)
    client = signed_in(people.dana)
    assert "Put on hold" not in page(client, account)
    assert client.post(*wish(account, what="opt_out_phone")).status_code == 403
    answer = client.post(
        reverse("compliance:place_hold", args=[account.pk]), {"hold-kind": "other", "hold-reason": "No"}
    )
    assert answer.status_code == 403
    assert not ContactEvent.objects.exists() and not Hold.objects.exists()


def test_an_opt_out_binds_before_the_page_answers(people, at_ten):
    account = make_account(people.portfolio)
    contact = make_contact(account)
    client = signed_in(people.alice)
    answer = client.post(*wish(account, what="opt_out_phone", contact=contact.pk, note="<b>Never</b> again"))
    assert answer.status_code == 302
    assert not verdict_for(account, contact, now=NOW).allowed
    text = page(client, account)
    assert "Do not call" in text and "&lt;b&gt;Never&lt;/b&gt; again" in text and "<b>Never</b>" not in text


def test_hours_that_do_not_suit_are_kept_on_their_clock(people, at_ten):
    account = make_account(people.portfolio)
    client = signed_in(people.alice)
    given = {"what": "inconvenient_time", "from_at": "09:00", "to_at": "12:00", "days": ["1", "2", "3", "4", "5"]}
    assert client.post(*wish(account, **given)).status_code == 302
    verdict = verdict_for(account, None, now=NOW)
    assert verdict.until_text == "until Wed 18 Nov, 12:00 their time"


def test_whole_weekdays_are_ruled_out_by_ticking_them_without_hours(people, at_ten):
    account = make_account(people.portfolio)
    client = signed_in(people.alice)
    assert client.post(*wish(account, what="inconvenient_time", days=["3"])).status_code == 302
    assert verdict_for(account, None, now=NOW).until_text == "until Thu 19 Nov, 08:00 their time"
    assert "Not at these hours: Wed, the whole day (on the telephone)" in page(client, account)
    answer = client.post(*wish(account, what="consent_time", days=["3"]))  # it would be a consent to the night
    assert answer.status_code == 400 and b"Give the hours" in answer.content
    answer = client.post(*wish(account, what="inconvenient_time", days=["3"], from_at="00:00", to_at="00:00"))
    assert b"For whole days tick the days and leave the hours empty." in answer.content


@pytest.mark.parametrize(
    ("what", "given", "told"),
    [
        ("opt_out_phone", {"how": "email"}, "No more calls (by e-mail)"),
        ("deceased", {}, "The person has died (on the telephone)"),
        ("inconvenient_place", {}, "Not at work (on the telephone)"),
        ("work_allowed", {}, "May be reached at work (on the telephone)"),
        ("cease_withdrawn", {"how": "letter"}, "Wants contact again (by letter)"),
        ("consent_time", {"from_at": "09:00", "to_at": "12:00", "days": ["1", "5"], "note": "At the desk"},
         "These hours suit them: Mon, Fri, 09:00–12:00 (on the telephone): At the desk"),
    ],
)  # fmt: skip
def test_what_counts_is_told_in_the_words_in_which_it_was_chosen(people, at_ten, what, given, told):
    account = make_account(people.portfolio)
    client = signed_in(people.bob)
    assert client.post(*wish(account, what=what, **given)).status_code == 302
    assert f"<td>{told}</td>" in page(client, account)


@pytest.mark.parametrize(
    ("opens", "closes", "hours"),
    [
        ("consent_channel_phone", "opt_out_phone", {}),
        ("cease_withdrawn", "cease_written", {}),
        ("wrong_party_corrected", "deceased", {}),
        ("consent_time", "inconvenient_time", {"from_at": "08:00", "to_at": "20:00"}),
    ],
)
def test_of_two_wishes_of_one_past_day_the_one_recorded_later_holds(people, at_ten, opens, closes, hours):
    account = make_account(people.portfolio)
    lead = signed_in(people.bob)
    for what, allowed in ((opens, True), (closes, False), (opens, True), (closes, False)):
        lead.post(*wish(account, what=what, happened_on="2026-11-16", **hours))
        assert verdict_for(account, None, now=NOW).allowed is allowed, what
    page_then = page(lead, account)
    assert page_then.count("Mon 16 Nov 2026, 12:00") == 4


@pytest.mark.parametrize(
    ("opens", "closes", "hours"),
    [
        ("consent_channel_phone", "opt_out_phone", {}),
        ("wrong_party_corrected", "deceased", {}),
        ("consent_time", "inconvenient_time", {"from_at": "08:00", "to_at": "20:00"}),
    ],
)
def test_a_stop_of_which_only_the_day_is_known_holds_against_all_that_was_said_that_day(
    people, at_ten, opens, closes, hours
):
    """It was put at noon, a time that nobody had given, and lost to a consent of the evening."""
    account = make_account(people.portfolio)
    said, lead = WISHES[opens], signed_in(people.bob)
    evening = NOW - timedelta(hours=19)
    window = {"window": {"from": "08:00", "to": "20:00"}} if hours else {}
    actions.record_contact_event(
        actor=people.bob, now=NOW, at=evening, account=account, kind=said.kind, channel="phone",
        details={**said.details, **window},
    )  # fmt: skip
    lead.post(*wish(account, what=closes, happened_on="2026-11-17", **hours))
    assert not verdict_for(account, None, now=NOW).allowed
    assert ContactEvent.objects.latest("at").at - evening < timedelta(seconds=1)
    lead.post(*wish(account, what=opens, happened_on="2026-11-17", **hours))
    assert not verdict_for(account, None, now=NOW).allowed  # a consent stays where its day puts it
    lead.post(*wish(account, what=opens, **hours))
    assert verdict_for(account, None, now=NOW).allowed


def test_a_stop_of_which_only_the_day_is_known_leaves_the_next_day_as_it_was(people, at_ten):
    account = make_account(people.portfolio)
    client = signed_in(people.alice)
    actions.record_contact_event(
        actor=people.alice, now=NOW, at=NOW - timedelta(hours=8), account=account, kind="consent_channel",
        channel="phone", details={"medium": "phone"},
    )  # fmt: skip
    client.post(*wish(account, what="opt_out_phone", happened_on="2026-11-17"))
    assert verdict_for(account, None, now=NOW).allowed


def test_a_day_before_the_year_2000_is_asked_about(people, at_ten):
    account = make_account(people.portfolio)
    answer = signed_in(people.alice).post(*wish(account, what="bankruptcy_filed", happened_on="1899-12-11"))
    assert answer.status_code == 400 and b"That is before the year 2000: check the day." in answer.content
    with pytest.raises(actions.NotAnEvent, match="before the year 2000: check the day"):
        actions.record_contact_event(
            actor=people.alice, now=NOW, at=NOW.replace(year=1990), account=account, kind="bankruptcy_filed"
        )
    assert not ContactEvent.objects.exists()


def test_a_form_that_cannot_be_used_comes_back_with_what_to_do(people, at_ten):
    account = make_account(people.portfolio)
    client = signed_in(people.alice)
    answer = client.post(*wish(account, what="inconvenient_time"))
    assert answer.status_code == 400 and b"Give the hours" in answer.content
    answer = client.post(*wish(account, what="opt_out_phone", happened_on="2030-01-01"))
    assert answer.status_code == 400 and b"has not come yet" in answer.content
    answer = client.post(
        reverse("compliance:place_hold", args=[account.pk]),
        {"hold-kind": "other", "hold-reason": "Wait", "hold-until_on": "2020-01-01"},
    )
    assert answer.status_code == 400 and b"That day has passed" in answer.content
    assert not ContactEvent.objects.exists() and not Hold.objects.exists()


def test_taking_a_stop_back_is_for_a_lead(people, at_ten):
    account = make_account(people.portfolio)
    signed_in(people.alice).post(*wish(account, what="cease_spoken"))
    assert not verdict_for(account, None, now=NOW).allowed
    answer = signed_in(people.alice).post(*wish(account, what="cease_withdrawn"))
    assert answer.status_code == 400  # it is not among a caller's choices
    assert signed_in(people.bob).post(*wish(account, what="cease_withdrawn", how="letter")).status_code == 302
    assert verdict_for(account, None, now=NOW).allowed


@pytest.mark.parametrize("role", ["attorney", "Lawyer", "solicitor"])
def test_a_lawyer_on_file_is_told_of_until_somebody_has_said_whom_they_represent(people, at_ten, role):
    account = make_account(people.portfolio, kind="consumer", name="Jo Whitfield")
    debtor = make_contact(account, name="Jo Whitfield", role="")
    lawyer = make_contact(account, name="Zoe Law", role=role, is_primary=False)
    caller = signed_in(people.alice)
    for who, told in ((debtor, ["lawyer_on_file"]), (None, ["lawyer_on_file"]), (lawyer, [])):
        verdict = verdict_for(account, who, now=NOW)
        assert verdict.allowed and [warning.code for warning in verdict.warnings] == told
    assert "Mind: A lawyer is on file" in page(caller, account)
    caller.post(*wish(account, what="attorney_representation"))
    assert "Mind: A lawyer is on file" not in page(caller, account)
    assert not verdict_for(account, debtor, now=NOW).allowed and verdict_for(account, lawyer, now=NOW).allowed


def test_a_discharged_debt_stays_closed_until_a_lead_says_that_it_is_not_covered(people, at_ten):
    """11 USC 524(a)(2) is permanent: a case that is closed after the discharge opens nothing."""
    account = make_account(people.portfolio, kind="consumer")
    caller, lead = signed_in(people.alice), signed_in(people.bob)
    caller.post(*wish(account, what="bankruptcy_filed"))
    caller.post(*wish(account, what="bankruptcy_discharged"))
    lead.post(*wish(account, what="bankruptcy_ended"))
    verdict = verdict_for(account, None, now=NOW)
    assert {reason.rule for reason in verdict.reasons} == {"US-BK-2", "HOUSE-DISCHARGE"}
    assert verdict.earliest_allowed_at is None and "discharged in bankruptcy" in page(caller, account)
    assert caller.post(*wish(account, what="discharge_excepted")).status_code == 400
    lead.post(*wish(account, what="discharge_excepted"))
    assert verdict_for(account, None, now=NOW).allowed


def test_a_place_that_was_ruled_out_is_opened_again_and_the_night_stays_closed(people, at_ten):
    account = make_account(people.portfolio, phone_kind="work")
    signed_in(people.alice).post(*wish(account, what="inconvenient_place"))
    assert not verdict_for(account, None, now=NOW).allowed
    assert signed_in(people.alice).post(*wish(account, what="work_allowed")).status_code == 302
    assert verdict_for(account, None, now=NOW).allowed
    assert not verdict_for(account, None, now=NOW + timedelta(hours=12)).allowed


def test_a_death_that_was_recorded_of_the_wrong_person_is_for_a_lead_to_put_right(people, at_ten):
    account = make_account(people.portfolio)
    signed_in(people.alice).post(*wish(account, what="deceased"))
    assert not verdict_for(account, None, now=NOW).allowed
    assert signed_in(people.alice).post(*wish(account, what="wrong_party_corrected")).status_code == 400
    assert signed_in(people.bob).post(*wish(account, what="wrong_party_corrected")).status_code == 302
    assert verdict_for(account, None, now=NOW).allowed


def test_a_hold_is_placed_and_lifted_with_reasons(people, at_ten):
    account = make_account(people.portfolio)
    client = signed_in(people.alice)
    client.post(
        reverse("compliance:place_hold", args=[account.pk]), {"hold-kind": "hardship", "hold-reason": "Lost the job"}
    )
    assert "Lost the job" in page(client, account) and not verdict_for(account, None, now=NOW).allowed
    hold = Hold.objects.get()
    client.post(reverse("compliance:lift_hold", args=[account.pk, hold.pk]), {"reason": ""})
    assert not verdict_for(account, None, now=NOW).allowed
    client.post(reverse("compliance:lift_hold", args=[account.pk, hold.pk]), {"reason": "A plan is agreed"})
    assert verdict_for(account, None, now=NOW).allowed
    assert "lifted by Alice: A plan is agreed" in page(client, account)


def test_a_hold_of_another_account_is_not_found(people, at_ten):
    account, other = make_account(people.portfolio), make_account(people.portfolio)
    hold = actions.place_hold(actor=people.alice, now=NOW, account=other, kind="other", reason="Stocktaking")
    answer = signed_in(people.alice).post(
        reverse("compliance:lift_hold", args=[account.pk, hold.pk]), {"reason": "Over"}
    )
    assert answer.status_code == 404


def test_a_decision_shows_its_reasons_packs_and_facts(people, at_ten):
    account = make_account(people.portfolio, kind="consumer", creditor=make_creditor(is_client=True), region="OH")
    contact = make_contact(account)
    actions.record_contact_event(
        actor=people.alice, now=NOW, account=account, contact=contact, kind="attorney_representation", channel="letter"
    )
    decision = actions.permit_contact(
        actor=people.alice, now=NOW, account=account, contact=contact, channel="phone", number="+16145550142"
    )
    text = signed_in(people.dana).get(reverse("compliance:decision", args=[decision.pk])).content.decode()
    assert "US-ATTY-1" in text and "12 CFR 1006.6(b)(2)" in text and "us-federal@2021-11-30" in text
    assert "attorney representation" in text and "US-OH" in text


def test_the_page_says_what_a_message_has_to_say_and_which_law_wants_it(client, people):
    creditor = make_creditor(is_client=True)
    account = make_account(people.portfolio, creditor, kind="consumer", name="J. Whitfield", region="OH")
    client.force_login(people.alice)
    page = client.get(f"/accounts/{account.pk}/contact/").content.decode()
    assert "If you want no more messages here, reply STOP." in page
    assert "12 CFR 1006.34(a)" in page
    business = make_account(people.portfolio)
    assert "What it has to say" not in client.get(f"/accounts/{business.pk}/contact/").content.decode()
