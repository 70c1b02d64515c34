"""The documentation of the API holds: what it says is what happens, for requests nobody thought of too."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from duecourse.api.urls import schema as documentation
from duecourse.web.wsgi import application
from snapshots_of import agree
from world import make_world

schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app=application)


@pytest.fixture
def world(people, at_ten):
    """Without what ends a connection after each request: it is the one of the test."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield make_world(people)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(max_examples=4, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck), database=None)
def test_any_request_gets_a_documented_answer(case, world):
    """No crash, a status and a body that the schema names, and nothing accepted that the schema forbids. What the
    schema allows may still be refused: the law and the ledger know more than it does."""
    known = {
        "account": world.account.ref,
        "call": world.open_call.pk,
        "promise": world.promise.pk,
        "message": world.message.pk,
        "decision": world.decision.pk,
    }
    for name in case.path_parameters or {}:
        case.path_parameters[name] = known[name]
    for part in (case.query, case.body):
        if case.meta.generation.mode.is_positive and isinstance(part, dict) and "account" in part:
            part["account"] = world.account.ref
    case.call_and_validate(
        headers={"Authorization": f"Bearer {world.secrets['alice']}"}, excluded_checks=[positive_data_acceptance]
    )


def test_the_schema_is_the_one_that_was_agreed():
    """Whoever changes the API sees what programs will see."""
    agree("openapi.json", json.dumps(documentation(), indent=1, sort_keys=True) + "\n")


def test_every_code_of_an_error_is_documented():
    root = Path(__file__).parents[2]
    source = "".join(path.read_text() for path in (root / "src/duecourse/api").rglob("*.py"))
    used = set(re.findall(r'Refused\(\s*(\d{3}), "(\w+)"', source))
    listed = set(re.findall(r"(?m)^\| (\d{3}) \| `(\w+)` \|", (root / "docs/howto/use-the-api.md").read_text()))
    assert used
    assert listed == used
