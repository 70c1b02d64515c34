"""A folder of one's own for what a test puts in force, and browsers of the people."""

from __future__ import annotations

import pytest
from django.test import Client

from duecourse.lib import clock
from duecourse.playbooks.policies import shelf
from duecourse.rulebook import actions
from make import NOW


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("DUECOURSE_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def today(settings, db):
    settings.DEMO = True
    clock.set_demo(NOW)


@pytest.fixture
def browser(today):
    def of(person) -> Client:
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return of


@pytest.fixture
def house(home):
    return shelf().shipped("house")


@pytest.fixture
def stricter(house):
    """The house rules with two attempts a week instead of three, and examples that say so."""
    start = house.text.index('id = "HOUSE-FREQ-2"')
    head, rule = house.text[:start], house.text[start:]
    rule = rule.replace("limit = 3", "limit = 2", 1).replace("At most 3 attempts", "At most 2 attempts", 1)
    before, _, rest = rule.partition("examples = [")
    one, two = (f'debt = "commercial", events = ["2026-04-06 10:00 call no_answer{n}"]' for n in ("", " x2"))
    examples = f"""
  {{ at = "2026-04-09 10:00", {one}, expect = "allowed" }},
  {{ at = "2026-04-09 10:00", {two}, expect = "blocked", earliest = "2026-04-13 08:00" }},
  {{ at = "2026-04-13 10:00", {two}, expect = "allowed" }},
"""
    return head + before + "examples = [" + examples + rest[rest.index("\n]") + 1 :]


@pytest.fixture
def draft_of(house):
    """A draft with that text, by that person."""

    def of(actor, text, at=NOW):
        draft = actions.copy_pack(actor=actor, now=at, digest=house.digest)
        actions.save_draft(actor=actor, now=at, draft=draft, text=text, seen=draft.digest)
        draft.refresh_from_db()
        return draft

    return of
