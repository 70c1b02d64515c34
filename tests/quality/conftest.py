"""Fixtures of the tests of reviews."""

from __future__ import annotations

import pytest

from duecourse.lib import clock
from duecourse.receivables.models import Account
from make import NOW, make_account, make_contact, make_creditor, make_invoice


@pytest.fixture
def account(people, settings) -> Account:
    settings.DEMO = True  # only the demo's clock can be set
    clock.set_demo(NOW)
    made = make_account(people.portfolio, make_creditor(name="Northwind Supplies"), name="Harbour Cafe")
    make_contact(made)
    make_invoice(made, number="INV-1042")
    return made


@pytest.fixture
def as_(client):
    """Sign in as that person: `as_(people.bob).get(...)`."""

    def sign_in(person):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in
