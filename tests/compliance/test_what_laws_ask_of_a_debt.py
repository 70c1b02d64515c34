"""What a number reaches, what kind of debt it is and who owes it: said on the contact page, by a file or by an
administrator, and decided by at the moment of contact."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from duecourse.calls.saying import duties_of
from duecourse.compliance import actions
from duecourse.compliance.gate import verdict_for, verdicts_for
from duecourse.compliance.queries import owing
from duecourse.compliance.writing import words_for
from duecourse.domain.contact_policy import decide, parse_case, words
from duecourse.domain.importing import fields
from duecourse.playbooks.policies import all_packs
from duecourse.receivables.actions import describe_account
from duecourse.receivables.models import Creditor, DebtKind, DebtorIs, EmailKind, PhoneKind
from duecourse.receivables.standing import refresh
from duecourse.teams.models import AuditEntry
from duecourse.teams.queries import NotAllowed
from make import NOW, make_account, make_contact, make_creditor, make_invoice

pytestmark = pytest.mark.django_db
HOME, OFFICE = "+16145550142", "+16145550199"


@pytest.fixture
def debtor(people):
    """A consumer of an agency in Ohio, with a number of their own and a mailbox."""
    account = make_account(
        people.portfolio, make_creditor(is_client=True), kind="consumer", region="OH", phone="", email=""
    )
    return make_contact(account, phone=OFFICE, email="jo@example.com", role="")


def rules(verdict) -> set[str]:
    return {reason.rule for reason in verdict.reasons}


def not_at_work(actor, contact, kind="inconvenient_place"):
    actions.record_contact_event(
        actor=actor, now=NOW - timedelta(days=1), account=contact.account, contact=contact, kind=kind,
        details={"place": "work"},
    )  # fmt: skip


def say(actor, contact, **kinds):
    return describe_account(actor=actor, now=NOW, account=contact.account, said={}, of_people={contact.pk: kinds})


@pytest.mark.parametrize(("wish", "law"), [("inconvenient_place", "US-PLACE-1"), ("employer_prohibits", "US-WORK-1")])
def test_who_may_not_be_called_at_work_is_asked_about_until_the_number_is_known(people, debtor, wish, law):
    not_at_work(people.alice, debtor, wish)
    asked = verdict_for(debtor.account, debtor, now=NOW)
    assert rules(asked) == {"HOUSE-PLACE-2"} and asked.earliest_allowed_at is None
    assert "nobody has said what this one is" in asked.reasons[0].text

    say(people.alice, debtor, phone_kind="work")
    debtor.refresh_from_db()
    assert {law, "HOUSE-PLACE"} <= rules(verdict_for(debtor.account, debtor, now=NOW))

    say(people.alice, debtor, phone_kind="mobile")
    debtor.refresh_from_db()
    assert verdict_for(debtor.account, debtor, now=NOW).allowed


def test_without_such_a_wish_nobody_is_asked_what_a_number_is(people, debtor):
    assert verdict_for(debtor.account, debtor, now=NOW).allowed


def test_another_number_is_known_by_whoever_has_it(people, debtor):
    make_contact(debtor.account, name="Jo at home", phone=HOME, phone_kind="home", is_primary=False)
    not_at_work(people.alice, debtor)
    say(people.alice, debtor, phone_kind="work")
    debtor.refresh_from_db()
    assert not verdict_for(debtor.account, debtor, now=NOW).allowed
    assert verdict_for(debtor.account, debtor, now=NOW, number=HOME).allowed
    assert rules(verdict_for(debtor.account, debtor, now=NOW, number="+16145550000")) == {"HOUSE-PLACE-2"}


def test_a_mailbox_at_work_is_not_written_to_without_their_own_use_of_it(people, debtor):
    assert verdict_for(debtor.account, debtor, now=NOW, channel="email").allowed
    say(people.alice, debtor, email_kind="work")
    debtor.refresh_from_db()
    assert "US-WORK-2" in rules(verdict_for(debtor.account, debtor, now=NOW, channel="email"))


def test_calls_at_work_have_a_limit_of_their_own(people):
    account = make_account(
        people.portfolio, make_creditor(is_client=True), kind="consumer", region="WA", phone=OFFICE, phone_kind="work",
        time_zone="America/Los_Angeles",
    )  # fmt: skip
    at = NOW + timedelta(hours=4)
    decision = actions.permit_contact(
        actor=people.alice, now=at, account=account, contact=None, channel="phone", number=OFFICE
    )
    actions.report_outcome(now=at, event=decision.event, outcome="voicemail")
    again = verdict_for(account, None, now=at + timedelta(days=1), number=OFFICE)
    assert not again.allowed and "WA-1B" in rules(again)
    assert "WA-1B" not in rules(verdict_for(account, None, now=at + timedelta(days=1), number=HOME))


def test_the_kind_of_debt_is_the_accounts_own_else_the_creditors(people):
    clinic = make_creditor(is_client=True, debt_kind="medical")
    account = make_account(people.portfolio, clinic, kind="consumer", region="NV", time_zone="America/Los_Angeles")
    at = NOW + timedelta(hours=4)
    assert rules(verdict_for(account, None, now=at)) == {"NV-1"}
    account.debt_kind = "credit_card"
    assert verdict_for(account, None, now=at).allowed


def test_a_lender_under_the_reserve_bank_rings_until_seven_and_a_shop_is_not_warned(people):
    def at_half_past_seven(**kind):
        account = make_account(
            people.portfolio, make_creditor(country="IN", **kind), kind="consumer", country="IN", region="",
            time_zone="Asia/Kolkata",
        )  # fmt: skip
        return verdict_for(account, None, now=NOW.replace(hour=14, minute=0))

    assert rules(at_half_past_seven(kind="rbi_regulated_entity")) == {"IN-1"}
    assert not at_half_past_seven(kind="trade_supplier").warnings
    assert [w.code for w in at_half_past_seven().warnings] == ["lender_not_known"]
    assert rules(at_half_past_seven(debt_kind="microfinance")) == {"IN-1M"}


@pytest.mark.parametrize(("debtor_is", "vat", "is_open"), [
    ("company", None, True), ("sole_trader", True, True), ("sole_trader", False, False), ("", None, False),
])  # fmt: skip
def test_a_breathing_space_is_for_people_and_sole_traders_without_vat(people, debtor_is, vat, is_open):
    account = make_account(
        people.portfolio, country="GB", region="ENG", time_zone="Europe/London", debtor_is=debtor_is,
        vat_registered=vat, kind="business",
    )  # fmt: skip
    actions.record_contact_event(
        actor=people.alice, now=NOW - timedelta(days=2), account=account, kind="breathing_space_start", channel="letter"
    )
    verdict = verdict_for(account, None, now=NOW)
    assert ("UK-4B" not in rules(verdict)) == is_open, verdict.reasons


def test_the_days_past_due_come_from_the_ledger(people):
    account = make_account(people.portfolio, kind="consumer", region="DC")
    make_invoice(account, days_late=12)
    make_invoice(account, days_late=45)
    refresh([account.pk], today=date(2026, 11, 18))
    [listed] = verdicts_for(owing([account.pk]), now=NOW).values()
    assert verdict_for(account, None, now=NOW).case.debtor.days_past_due == 45
    assert listed.case.debtor.days_past_due == 45


def test_a_creditor_who_collects_under_another_name_is_bound_like_an_agency(people):
    creditor = make_creditor(uses_other_name=True)
    account = make_account(people.portfolio, creditor, kind="consumer", region="OH")
    assert verdict_for(account, None, now=NOW).verdict == "presumed_compliant"
    assert "US-SAY-2" in [said.id for said in words_for(account, None, now=NOW)["email"]]
    assert "US-SAY-2" in [said["id"] for said in duties_of(account, None, people.alice, NOW.date()).to_say]
    assert verdict_for(make_account(people.portfolio, kind="consumer", region="OH"), None, now=NOW).verdict == "allowed"


def test_the_list_and_the_page_decide_alike_and_the_stored_facts_decide_again(people, debtor):
    not_at_work(people.alice, debtor)
    say(people.alice, debtor, phone_kind="work", email_kind="work")
    describe_account(
        actor=people.alice, now=NOW, account=debtor.account,
        said={"debt_kind": "medical", "debtor_is": "person", "vat_registered": False},
    )  # fmt: skip
    debtor.refresh_from_db()
    page = verdict_for(debtor.account, debtor, now=NOW)
    [listed] = verdicts_for(owing([debtor.account_id]), now=NOW).values()
    assert listed.decision == page.decision
    for verdict in (page, listed):
        assert decide(parse_case(verdict.facts()), all_packs()) == page.decision


def test_only_who_may_write_says_what_a_number_is_and_the_log_keeps_no_number(people, debtor):
    with pytest.raises(NotAllowed):
        say(people.dana, debtor, phone_kind="work")
    assert say(people.alice, debtor, phone_kind="work") is True
    assert say(people.alice, debtor, phone_kind="work") is False
    [entry] = AuditEntry.objects.filter(verb="describe_account")
    assert entry.facts == {f"contact {debtor.pk} phone_kind": "work"}


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_page_asks_about_every_number_once_and_keeps_what_is_said(people, debtor):
    account = debtor.account
    account.region = "NV"  # whose law knows medical debts
    account.phone = OFFICE  # the person's own
    account.email = "family@example.com"
    account.save()
    client, address = signed_in(people.alice), reverse("compliance:contact", args=[account.pk])
    text = client.get(address).content.decode()
    assert text.count("+1 614-555-0199, Maria Lopez, the account") == text.count("+1 614-555-0199") == 1
    assert "family@example.com, the account" in text
    given = {
        f"known-phone_{OFFICE}": "work", "known-email_family@example.com": "work", "known-debt_kind": "medical",
    }  # fmt: skip
    answer = client.post(reverse("compliance:describe", args=[account.pk]), given, follow=True)
    assert "Kept. It counts for every contact from now on." in answer.content.decode()
    debtor.refresh_from_db()
    account.refresh_from_db()
    assert (debtor.phone_kind, account.email_kind, account.phone_kind) == ("work", "work", "work")
    assert (account.debtor_is, account.debt_kind, account.vat_registered) == ("", "medical", None)


@pytest.mark.parametrize(("place", "asked"), [
    (("US", "WI"), set()), (("US", "NV"), {"debt_kind"}), (("US", "CA"), {"debtor_is"}),
    (("GB", "ENG"), {"debtor_is", "vat_registered"}), (("IN", ""), {"debt_kind"}),
])  # fmt: skip
def test_of_the_debt_only_that_is_asked_which_a_law_of_the_place_wants_to_know(people, place, asked):
    country, region = place
    account = make_account(people.portfolio, kind="consumer", country=country, region=region)
    text = signed_in(people.alice).get(reverse("compliance:contact", args=[account.pk])).content.decode()
    assert {name for name in ("debtor_is", "debt_kind", "vat_registered") if f"known-{name}" in text} == asked


def test_what_a_file_said_of_the_accounts_number_is_shown_and_taken_back_with_the_persons(people, debtor):
    account = debtor.account
    account.phone, account.phone_kind = OFFICE, "work"
    account.save()
    not_at_work(people.alice, debtor)
    client = signed_in(people.alice)
    text = client.get(reverse("compliance:contact", args=[account.pk])).content.decode()
    assert '<option value="work" selected>' in text
    client.post(reverse("compliance:describe", args=[account.pk]), {f"known-phone_{OFFICE}": "mobile"})
    account.refresh_from_db()
    debtor.refresh_from_db()
    assert (account.phone_kind, debtor.phone_kind) == ("mobile", "mobile")
    assert verdict_for(account, debtor, now=NOW).allowed
    # A page opened before the number changed says nothing about the new one.
    debtor.phone = HOME
    debtor.save()
    client.post(reverse("compliance:describe", args=[account.pk]), {"known-phone_+16145550111": "work"})
    debtor.refresh_from_db()
    assert debtor.phone_kind == "mobile"


@pytest.mark.parametrize("typed", ["(614) 555-0199", "614 555 0199", "+1 614 555 0199"])
def test_a_number_is_the_same_number_however_it_is_typed(people, debtor, typed):
    say(people.alice, debtor, phone_kind="mobile")
    not_at_work(people.alice, debtor)
    debtor.refresh_from_db()
    assert verdict_for(debtor.account, debtor, now=NOW, number=typed).allowed
    actions.record_opt_out(actor=people.alice, now=NOW, account=debtor.account, medium="phone", number=typed)
    assert "HOUSE-MEDIUM" in rules(verdict_for(debtor.account, debtor, now=NOW, number=OFFICE))
    decision = actions.permit_contact(
        actor=people.alice, now=NOW, account=debtor.account, contact=debtor, channel="phone", number=typed
    )
    assert not decision.permits and decision.facts["query"]["number"] == OFFICE


def test_a_word_that_is_no_choice_comes_back_with_the_page(people, debtor):
    given = {f"known-phone_{OFFICE}": "king"}
    answer = signed_in(people.alice).post(reverse("compliance:describe", args=[debtor.account_id]), given)
    assert answer.status_code == 400 and "king is not one of the available choices" in answer.content.decode()


def test_an_auditor_reads_and_does_not_say_and_a_stranger_finds_nothing(people, debtor):
    address = reverse("compliance:describe", args=[debtor.account_id])
    assert signed_in(people.dana).post(address).status_code == 403
    assert signed_in(people.charlie).post(address).status_code == 404


def test_files_and_pages_use_the_same_words():
    for form, choices in {
        fields.PHONE_KIND: PhoneKind, fields.EMAIL_KIND: EmailKind, fields.DEBT_KIND: DebtKind,
        fields.DEBTOR_IS: DebtorIs,
    }.items():  # fmt: skip
        assert set(fields.WORDS[form]) == set(choices.values)
    assert set(DebtKind.values) <= set(words.DEBT_KINDS), "a rule can name each"
    assert set(Creditor.Kind.values) == set(words.CREDITOR_KINDS)


@pytest.mark.parametrize("page", ["compliance:decision", "calls:evidence"])
def test_the_pages_of_a_decision_say_when_and_by_whom_a_place_was_ruled_out(people, debtor, page):
    say(people.alice, debtor, phone_kind="mobile")
    not_at_work(people.alice, debtor)
    decision = actions.permit_contact(
        actor=people.alice, now=NOW, account=debtor.account, contact=debtor, channel="phone"
    )
    text = signed_in(people.alice).get(reverse(page, args=[decision.pk])).content.decode()
    when = decision.facts["events"][0]["t"]
    assert "inconvenient place" in text and " at work</td><td>" in text
    assert when not in text and re.search(r"<td>\d+ \w+ 2026, \d\d:\d\d:\d\d E[SD]T</td>", text)


def page_of(client, account) -> dict[str, str]:
    """What a browser sends back of the form about the debt, as it came."""
    form = client.get(reverse("compliance:contact", args=[account.pk])).context["known_form"]
    values = {field.html_name: field.value() for field in form} | {
        field.html_initial_name: field.value() for field in form
    }
    return {name: "" if value is None else str(value) for name, value in values.items()}


def test_where_they_say_that_they_live_now_counts_for_the_next_contact(people, debtor):
    client, account = signed_in(people.alice), debtor.account
    address = reverse("compliance:describe", args=[account.pk])
    sent = page_of(client, account) | {"known-region": "Massachusetts", "known-city": "Boston", "known-postal_code": ""}
    client.post(address, sent)
    account.refresh_from_db()
    assert (account.region, account.city) == ("MA", "Boston")
    assert "MA-4A" in rules(verdict_for(account, debtor, now=NOW))

    sent = page_of(client, account) | {"known-region": "New York", "known-city": "Brooklyn"}
    client.post(address, sent)
    account.refresh_from_db()
    assert account.region == "NY-NYC"

    client.post(address, page_of(client, account) | {"known-time_zone": "America/Denver"})
    account.refresh_from_db()
    assert verdict_for(account, debtor, now=NOW).zones == ("America/Denver",)
    said = AuditEntry.objects.filter(verb="describe_account").last().facts
    assert said == {"account time_zone": "America/Denver"}


def test_an_account_without_a_place_gets_one_and_its_numbers_their_country(people, debtor):
    account = debtor.account
    for row in (account, debtor):
        row.phone = "(614) 555-0142"
    account.country = account.region = account.time_zone = ""
    account.save()
    debtor.save()
    assert rules(verdict_for(account, debtor, now=NOW)) == {"PLACE-UNKNOWN"}
    client = signed_in(people.alice)
    sent = page_of(client, account) | {"known-country": "US", "known-region": "oh"}
    client.post(reverse("compliance:describe", args=[account.pk]), sent)
    account.refresh_from_db()
    debtor.refresh_from_db()
    assert (account.country, account.region, account.phone, debtor.phone) == ("US", "OH", HOME, HOME)
    assert verdict_for(account, debtor, now=NOW).allowed


@pytest.mark.parametrize(("country", "region", "told"), [
    ("US", "ZZ", "No part of that country is called so"), ("US", "Atlantis", "No part of that country is called so"),
    ("", "OH", "Say in which country that is"),
])  # fmt: skip
def test_a_place_that_is_none_comes_back_with_the_page(people, debtor, country, region, told):
    client = signed_in(people.alice)
    sent = page_of(client, debtor.account) | {"known-country": country, "known-region": region}
    answer = client.post(reverse("compliance:describe", args=[debtor.account_id]), sent)
    assert answer.status_code == 400 and told in answer.content.decode()


def test_a_state_that_is_none_is_told_of_even_where_the_postcode_says_which_it_is(people, debtor):
    client = signed_in(people.alice)
    sent = page_of(client, debtor.account) | {
        "known-country": "US",
        "known-postal_code": "11201",
        "known-city": "Brooklyn",
    }
    url = reverse("compliance:describe", args=[debtor.account_id])
    assert client.post(url, sent | {"known-region": "Narnia"}).status_code == 400
    assert client.post(url, sent | {"known-region": ""}).status_code == 302
    debtor.account.refresh_from_db()
    assert debtor.account.region == "NY-NYC"


def test_a_card_number_typed_where_a_city_belongs_is_masked(people, debtor):
    said = {"city": "4111 1111 1111 1111"}
    describe_account(actor=people.alice, now=NOW, account=debtor.account, said=said, of_people={})
    debtor.account.refresh_from_db()
    assert debtor.account.city == "[card ending 1111]"
    assert "4111 1111" not in str(AuditEntry.objects.latest("pk").facts)


def test_what_somebody_else_has_said_since_the_page_was_opened_stays(people, debtor):
    client = signed_in(people.alice)
    opened = page_of(client, debtor.account)
    say(people.bob, debtor, phone_kind="work")
    client.post(reverse("compliance:describe", args=[debtor.account_id]), opened | {"known-city": "Columbus"})
    debtor.refresh_from_db()
    assert debtor.phone_kind == "work"


@pytest.mark.parametrize("page", ["compliance:decision", "calls:evidence"])
def test_the_pages_of_a_decision_say_by_what_their_clock_was_known(people, debtor, page):
    account, client = debtor.account, signed_in(people.alice)
    debtor.phone, account.time_zone = "+12125550142", ""
    account.region = "TX"
    debtor.save()
    account.save()

    def told(now) -> str:
        decision = actions.permit_contact(actor=people.alice, now=now, account=account, contact=debtor, channel="phone")
        return client.get(reverse(page, args=[decision.pk])).content.decode()

    assert "America/Chicago, America/Denver, America/New_York, by the place and the area code" in told(NOW)
    account.time_zone = "America/Denver"
    account.save()
    assert "<dd>America/Denver, as they said</dd>" in told(NOW + timedelta(hours=1))


def test_who_has_moved_goes_by_the_clock_of_the_new_place(people, debtor):
    """The account came with a clock of its own, the person with another."""
    account, client = debtor.account, signed_in(people.alice)
    debtor.time_zone = "America/Chicago"
    debtor.save()
    address = reverse("compliance:describe", args=[account.pk])
    client.post(address, page_of(client, account) | {"known-region": "NV", "known-city": "Reno"})
    account.refresh_from_db()
    debtor.refresh_from_db()
    assert (account.time_zone, debtor.time_zone) == ("", "")
    assert "America/Los_Angeles" in verdict_for(account, debtor, now=NOW).zones


def test_a_clock_that_they_tell_is_that_of_the_person(people, debtor):
    account, client = debtor.account, signed_in(people.alice)
    debtor.time_zone = "America/Chicago"
    debtor.save()
    sent = page_of(client, account)
    assert sent["known-time_zone"] == "America/Chicago"
    client.post(reverse("compliance:describe", args=[account.pk]), sent | {"known-time_zone": "America/Denver"})
    account.refresh_from_db()
    debtor.refresh_from_db()
    assert verdict_for(account, debtor, now=NOW).zones == ("America/Denver",)


def test_a_clock_that_is_one_of_the_new_place_stays(people, debtor):
    account, client = debtor.account, signed_in(people.alice)
    client.post(
        reverse("compliance:describe", args=[account.pk]), page_of(client, account) | {"known-region": "Massachusetts"}
    )
    account.refresh_from_db()
    assert (account.region, account.time_zone) == ("MA", "America/New_York")
