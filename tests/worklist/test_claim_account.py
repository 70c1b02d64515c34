"""Taking an account: two callers never have the same one, a claim lapses, and it can be given back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from duecourse.calls.actions import start_call
from duecourse.receivables import standing
from duecourse.receivables.models import Account
from duecourse.teams.models import AuditEntry, User
from duecourse.teams.queries import NotAllowed
from duecourse.worklist.actions import claim_account, claim_next, release_claim
from duecourse.worklist.models import Claim
from duecourse.worklist.queries import Filters, claim_on
from make import NOW, TODAY, make_account, make_invoice, make_promise
from personas import make_people


@pytest.fixture
def accounts(people) -> list[Account]:
    """Three accounts in the order in which the list has them."""
    rows = [make_account(people.portfolio, name=name) for name in ("First", "Second", "Third")]
    for account, minor in zip(rows, (300_000, 200_000, 100_000), strict=True):
        make_invoice(account, minor)
    standing.refresh(today=TODAY)
    return rows


def taken(person: User, now=NOW, **more) -> str | None:
    key = claim_next(actor=person, now=now, **more)
    return None if key is None else Account.objects.get(pk=key).name


def test_the_best_account_is_taken_and_a_second_caller_gets_the_next(people, accounts) -> None:
    assert taken(people.alice) == "First"
    assert taken(people.bob) == "Second"
    claim = claim_on(accounts[0], NOW)
    assert claim is not None
    assert (claim.user, claim.expires_at) == (people.alice, NOW + timedelta(minutes=20))
    assert AuditEntry.objects.filter(verb="claim_account").count() == 2


def test_pressing_the_key_again_goes_on_and_frees_what_was_passed_over(people, accounts) -> None:
    assert [taken(people.alice) for _ in range(4)] == ["First", "Second", "Third", None]
    assert claim_on(accounts[0], NOW) is None
    assert taken(people.bob) == "First"
    assert taken(people.alice, now=NOW + timedelta(minutes=21)) == "First"


def test_an_account_in_a_call_is_nobody_elses_next_and_its_page_says_whose_it_is(people, accounts, monkeypatch) -> None:
    start_call(actor=people.alice, now=NOW, account=accounts[0])  # opened from the list, without the key
    later = NOW + timedelta(minutes=30)
    assert taken(people.bob, now=later) == "Second"
    monkeypatch.setattr("duecourse.lib.clock.now", lambda: later)
    pages = [signed_in(people.bob).get(f"/accounts/{account.pk}/").content.decode() for account in accounts[:2]]
    assert "<b>Alice</b> is in a call with them right now" in pages[0]
    assert "Yours until 10:50" in pages[1]
    theirs = signed_in(people.alice).get(f"/accounts/{accounts[1].pk}/").content.decode()
    assert "<b>Bob</b> has taken this account until 10:50" in theirs


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_saving_the_record_with_the_key_takes_the_next_account_at_once(people, accounts, monkeypatch) -> None:
    monkeypatch.setattr("duecourse.lib.clock.now", lambda: NOW)
    assert taken(people.alice) == "First"
    call = start_call(actor=people.alice, now=NOW, account=accounts[0])
    typed = {"outcome": "no_answer", "next_step": "Try again", "next_step_on": "2026-11-19", "then": "next"}
    answer = signed_in(people.alice).post(f"/calls/{call.pk}/close/", typed, follow=True)
    assert answer.request["PATH_INFO"] == f"/accounts/{accounts[1].pk}/"
    assert "Record written: First." in answer.content.decode()


def test_a_claim_lapses_after_twenty_minutes(people, accounts) -> None:
    assert taken(people.alice) == "First"
    assert not claim_account(actor=people.bob, now=NOW + timedelta(minutes=19), account=accounts[0])
    assert claim_account(actor=people.bob, now=NOW + timedelta(minutes=20), account=accounts[0])
    claim = claim_on(accounts[0], NOW + timedelta(minutes=21))
    assert claim is not None
    assert claim.user == people.bob


def test_keeping_an_account_renews_its_claim(people, accounts) -> None:
    claim_account(actor=people.alice, now=NOW, account=accounts[0])
    assert claim_account(actor=people.alice, now=NOW + timedelta(minutes=15), account=accounts[0])
    assert not claim_account(actor=people.bob, now=NOW + timedelta(minutes=30), account=accounts[0])


def test_giving_back_frees_it_at_once_and_only_ones_own_unless_one_leads(people, accounts) -> None:
    claim_account(actor=people.bob, now=NOW, account=accounts[0])
    assert not release_claim(actor=people.alice, now=NOW, account=accounts[0])
    assert release_claim(actor=people.bob, now=NOW, account=accounts[0])
    assert not release_claim(actor=people.bob, now=NOW, account=accounts[0])
    claim_account(actor=people.alice, now=NOW, account=accounts[0])
    assert release_claim(actor=people.bob, now=NOW, account=accounts[0])
    assert AuditEntry.objects.filter(verb="release_account").count() == 2


def test_filters_and_who_waits_are_respected(people, accounts) -> None:
    make_promise(accounts[0], 300_000, due_on=TODAY + timedelta(days=4))
    assert taken(people.alice) == "Second"
    assert taken(people.bob, filters=Filters(text="third")) == "Third"
    assert taken(people.charlie) is None


def test_whom_the_gate_refuses_is_not_handed_out(people, accounts) -> None:
    assert taken(people.alice, now=NOW.replace(hour=9)) is None  # four in the morning in New York


def test_an_auditor_takes_nothing(people, accounts) -> None:
    for act in (claim_next, claim_account, release_claim):
        account = {} if act is claim_next else {"account": accounts[0]}
        with pytest.raises(NotAllowed):
            act(actor=people.dana, now=NOW, **account)
    assert not Claim.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_callers_who_press_the_key_in_the_same_moment_get_different_accounts() -> None:
    people = make_people()
    callers = [people.alice]
    for n in range(4):
        caller = User.objects.create(username=f"caller{n}", team=people.alice.team, time_zone="America/New_York")
        people.portfolio.callers.add(caller)
        callers.append(caller)
    for n in range(12):
        make_invoice(make_account(people.portfolio, name=f"Account {n}"), 100_000 + n)
    standing.refresh(today=TODAY)
    start = Barrier(len(callers))

    def press(caller: User) -> list[int | None]:
        try:
            start.wait()
            return [claim_next(actor=caller, now=NOW + timedelta(seconds=n)) for n in range(2)]
        finally:
            connection.close()

    with ThreadPoolExecutor(len(callers)) as pool:
        keys = [key for pair in pool.map(press, callers) for key in pair]
    in_force = Claim.objects.filter(expires_at__gt=NOW + timedelta(seconds=5))
    assert None not in keys
    assert in_force.count() == len(callers)
    assert len(set(in_force.values_list("user", flat=True))) == len(callers)
