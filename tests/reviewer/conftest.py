"""A call of Alice's with a transcript, and a second-opinion endpoint as it is set up."""

from __future__ import annotations

import pytest

from duecourse.calls.models import Call, Transcript
from duecourse.lib import clock
from duecourse.reviewer.models import TeamSwitch
from make import NOW, make_account, make_call, make_contact, make_creditor, make_invoice
from reviewer.a_call import WORDS


@pytest.fixture(autouse=True)
def not_set_up(monkeypatch):
    for name in ("URL", "MODEL", "KEY", "SECONDS"):
        monkeypatch.delenv(f"DUECOURSE_REVIEWER_{name}", raising=False)


@pytest.fixture
def set_up(monkeypatch):
    """`set_up(reviewer)`: from now on that one is asked."""

    def at(reviewer, seconds=5):
        monkeypatch.setenv("DUECOURSE_REVIEWER_URL", reviewer.url)
        monkeypatch.setenv("DUECOURSE_REVIEWER_MODEL", "small-model")
        monkeypatch.setenv("DUECOURSE_REVIEWER_KEY", "sk-very-secret")
        monkeypatch.setenv("DUECOURSE_REVIEWER_SECONDS", str(seconds))

    return at


@pytest.fixture
def call(people, settings) -> Call:
    settings.DEMO = True  # only the demo's clock can be set
    clock.set_demo(NOW)
    account = make_account(people.portfolio, make_creditor(name="Northwind Supplies"), name="Harbour Cafe")
    contact = make_contact(account)
    make_invoice(account, number="INV-1042")
    made = make_call(account, people.alice, contact=contact)
    turns = [{"n": n, "who": who, "speaker": who, "text": text} for n, (who, text) in enumerate(WORDS, 1)]
    Transcript.objects.create(call=made, source="pasted", turns=turns, added_at=NOW, added_by=people.alice)
    return made


@pytest.fixture
def switched_on(people):
    return TeamSwitch.objects.create(team=people.alice.team, is_on=True, changed_at=NOW, changed_by=people.bob)


@pytest.fixture
def as_(client):
    def sign_in(person):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in
