"""One person owes on two accounts: what was said and done at one binds at the other, and two callers wait for each
other."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from duecourse.compliance import actions
from duecourse.compliance.gate import verdict_for, verdicts_by_channel, verdicts_for
from duecourse.compliance.models import ContactEvent
from duecourse.domain.contact_policy import decide, parse_case
from duecourse.playbooks.policies import all_packs
from duecourse.receivables import standing
from duecourse.worklist.queries import desk_for
from make import NOW, TODAY, make_account, make_contact, make_creditor, make_invoice

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def twice(people):
    """Ann's accounts at two creditors, with her one telephone."""
    accounts = [make_account(people.portfolio, phone="+12125550190", name="Ann Smith") for _ in range(2)]
    return [(account, make_contact(account, name="Ann Smith")) for account in accounts]


def test_no_more_calls_and_texts_bind_at_the_other_account_and_say_where_they_were_said(people, twice):
    (first, ann), (second, _) = twice
    for medium in ("phone", "sms"):
        actions.record_opt_out(actor=people.alice, now=NOW, account=first, contact=ann, medium=medium)
    verdicts = verdicts_by_channel(second, second.contacts.get(), now=NOW)
    assert {channel: v.allowed for channel, v in verdicts.items()} == {
        "phone": False, "sms": False, "email": True, "letter": True,
    }  # fmt: skip
    assert "said at another account of theirs" in verdicts["phone"].reasons[0].text
    assert verdicts_for([second], now=NOW)[second.pk].decision == verdicts["phone"].decision


def test_who_only_shares_the_number_with_the_one_who_wants_no_calls_has_not_asked_for_it(people):
    first = make_account(people.portfolio, phone="+12125550190", name="Bob Jones", kind="consumer")
    bob = make_contact(first, name="Bob Jones", phone="+12125550190")
    second = make_account(people.portfolio, phone="+12125550190", name="Ann Smith", kind="consumer")
    ann = make_contact(second, name="Ann Smith", phone="+12125550190")
    room_mate = make_contact(first, name="Carl Weiss", phone="+12125550190", is_primary=False)
    actions.record_opt_out(actor=people.alice, now=NOW, account=first, contact=bob, medium="phone")
    for account, contact in ((second, ann), (first, room_mate)):
        verdict = verdict_for(account, contact, now=NOW)
        text = next(reason.text for reason in verdict.reasons if "no more calls" in reason.text)
        assert "somebody who shares this number or address asked for no more calls (on 18 November 2026)" in text
        assert "the person asked" not in text and "of theirs" not in text


def test_a_stop_from_one_number_reaches_the_other_account_whoever_is_asked_for(people, twice):
    (first, _), (second, _) = twice
    actions.record_opt_out(actor=people.alice, now=NOW, account=first, medium="sms", number=first.phone)
    assert not verdict_for(second, None, now=NOW, channel="sms", number=second.phone).allowed


def test_the_stored_decision_of_the_other_account_decides_again_as_it_did(people, twice):
    (first, ann), (second, too) = twice
    actions.record_opt_out(actor=people.alice, now=NOW, account=first, contact=ann, medium="phone")
    stored = actions.permit_contact(actor=people.alice, now=NOW, account=second, contact=too, channel="phone")
    again = decide(parse_case(stored.facts), all_packs())
    assert not stored.permits and again.verdict == stored.verdict
    assert [r.text for r in again.reasons] == [r["text"] for r in stored.reasons]


def test_a_stop_taken_back_where_it_was_said_opens_both(people, twice):
    (first, ann), (second, too) = twice
    actions.record_opt_out(actor=people.alice, now=NOW, account=first, contact=ann, medium="phone")
    actions.record_contact_event(
        actor=people.alice, now=NOW, account=first, contact=ann, kind="consent_channel", details={"medium": "phone"}
    )
    assert verdict_for(second, too, now=NOW).allowed


def test_a_place_opened_again_where_it_was_ruled_out_is_open_at_both(people, twice):
    (first, ann), (second, too) = twice

    def say(kind, **details):
        actions.record_contact_event(
            actor=people.alice, now=NOW, account=first, contact=ann, kind=kind, details={"place": "work", **details}
        )

    say("inconvenient_place")
    assert not verdict_for(second, too, now=NOW).allowed
    say("consent_time", window={"from": "12:00", "to": "13:00"})  # at lunch: that opens no more than lunch
    assert not verdict_for(second, too, now=NOW).allowed
    say("consent_time")
    assert verdict_for(second, too, now=NOW).allowed


def test_the_list_leaves_out_whoever_said_stop_at_another_account(people, twice):
    (first, ann), (second, _) = twice
    make_invoice(second)
    standing.refresh(today=TODAY)
    assert [entry.account_id for entry in desk_for(people.alice, NOW).entries] == [second.pk]
    actions.record_opt_out(actor=people.alice, now=NOW, account=first, contact=ann, medium="phone")
    desk = desk_for(people.alice, NOW)
    assert desk.entries == () and [waiting.account_id for waiting in desk.not_today] == [second.pk]


def test_a_number_typed_otherwise_is_the_same_number(people, twice):
    (first, ann), _ = twice
    actions.record_opt_out(actor=people.alice, now=NOW, account=first, contact=ann, medium="phone")
    third = make_account(people.portfolio, phone="(212) 555-0190")
    third.full_clean()
    third.save()
    assert third.phone == "+12125550190" and not verdict_for(third, None, now=NOW).allowed


@pytest.mark.parametrize("of_person", [True, False])
def test_a_number_that_is_shut_is_shut_for_whoever_dials_it_by_hand(people, twice, of_person):
    (first, ann), _ = twice
    elsewhere = make_account(people.portfolio, phone="+16145550142", name="Bea Jones")
    bea = make_contact(elsewhere, name="Bea Jones", phone="+16145550142")
    actions.record_opt_out(
        actor=people.alice, now=NOW, account=first, contact=ann if of_person else None, medium="phone"
    )
    assert verdict_for(elsewhere, bea, now=NOW).allowed
    assert not verdict_for(elsewhere, bea, now=NOW, number="(212) 555-0190").allowed
    assert verdict_for(elsewhere, bea, now=NOW, number="+16145550199").allowed


def test_a_shared_number_typed_by_hand_answers_as_it_does_from_the_file(people):
    """Two people of two names at one switchboard: what one says of themselves is not the other's."""
    switchboard = "+12125550177"
    ann, bea = (
        make_contact(make_account(people.portfolio, phone="", name=f"{name} Ltd"), name=name, phone=switchboard)
        for name in ("Ann Smith", "Bea Jones")
    )
    actions.record_contact_event(
        actor=people.alice, now=NOW, account=ann.account, contact=ann, kind="wrong_party", channel="phone"
    )
    on_file = verdict_for(bea.account, bea, now=NOW)
    assert on_file.allowed
    assert verdict_for(bea.account, bea, now=NOW, number="(212) 555-0177").decision == on_file.decision


def test_two_senders_at_two_accounts_share_the_cap_of_the_person(people):
    """An agency in Alberta: three contacts a week with one person, on however many accounts; two are used."""
    place = {"country": "CA", "region": "AB", "time_zone": "America/Edmonton", "kind": "consumer"}
    alike = {**place, "phone": "+14035550190", "email": "ann@example.org", "name": "Ann Smith"}
    clients = [make_creditor(is_client=True) for _ in range(2)]
    accounts = [make_account(people.portfolio, creditor, **alike) for creditor in clients]
    contacts = [make_contact(account, name="Ann Smith", email="ann@example.org") for account in accounts]
    for n, days in enumerate((3, 2)):
        actions.permit_contact(
            actor=people.alice, now=NOW - timedelta(days=days), account=accounts[n], contact=contacts[n],
            channel="email",
        )  # fmt: skip
    start, answers, problems = threading.Barrier(2), [], []

    def send(n: int) -> None:
        try:
            start.wait(timeout=20)
            with transaction.atomic():
                decision = actions.permit_contact(
                    actor=(people.alice, people.bob)[n], now=NOW + timedelta(milliseconds=300 * n),
                    account=accounts[n], contact=contacts[n], channel="email",
                )  # fmt: skip
            answers.append(decision.permits)
        except Exception as problem:  # a thread's exception would be lost
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not problems
    assert sorted(answers) == [False, True]
    assert ContactEvent.objects.filter(at__gte=NOW).count() == 1
