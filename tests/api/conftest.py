"""A program with somebody's token, at a fixed instant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from duecourse.lib import clock
from duecourse.receivables.standing import refresh_standing
from duecourse.teams import actions
from duecourse.teams.models import User
from make import NOW, make_account, make_contact, make_creditor, make_invoice


@dataclass(frozen=True)
class Program:
    """Sends JSON with one person's token; answers as (status, body)."""

    secret: str

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {self.secret}", **headers})
        sent = {} if body is None else {"data": body, "content_type": "application/json"}
        if method == "GET" and body:
            sent = {"query_params": body}
        return getattr(client, method.lower())(f"/api/v1{path}", **sent)

    def get(self, path: str, **query: Any) -> tuple[int, Any]:
        answer = self.ask("GET", path, query)
        return answer.status_code, answer.json()

    def post(self, path: str, body: Any, **headers: str) -> tuple[int, Any]:
        answer = self.ask("POST", path, body, **headers)
        return answer.status_code, answer.json()

    def put(self, path: str, body: Any) -> tuple[int, Any]:
        answer = self.ask("PUT", path, body)
        return answer.status_code, answer.json()


@pytest.fixture
def at_ten(settings):
    """Wednesday, ten in the morning in New York: on the demo's clock, the only one that can be set."""
    settings.DEMO = True
    clock.set_demo(NOW)


@pytest.fixture
def program(people, at_ten):
    def with_token_of(person: User) -> Program:
        return Program(actions.issue_token(actor=people.erin, now=NOW, name="test", holder=person)[1])

    return with_token_of


@pytest.fixture
def alice(program, people) -> Program:
    return program(people.alice)


@pytest.fixture
def account(people):
    """Alice's account: two open invoices, one credit."""
    account = make_account(people.portfolio, make_creditor(code="northwind"), number="A-100", name="Harbour Cafe")
    make_contact(account)
    make_invoice(account, 89_000, number="INV-1", days_late=41)
    make_invoice(account, 45_050, number="INV-2", days_late=-9)
    make_invoice(account, -10_000, number="CR-1", days_late=10)
    refresh_standing([account.pk])
    return account
