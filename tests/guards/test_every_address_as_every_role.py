"""Every address × every role. New addresses are covered the moment they exist: the list is the URL configuration's.

On PostgreSQL every page is opened as every role; who is let in nowhere, does not depend on the database.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import reverse

from guards.addresses import Address, every_address

pytestmark = pytest.mark.django_db

METHODS = ("get", "post", "put", "patch", "delete")
NOT_FOR_THIS_METHOD = 405
# Whoever has not signed in yet gets an answer here.
PUBLIC = {"web:sign_in", "web:health", "web:demo_sign_in", "web:demo_clock", "api:openapi"}
# Answered to an auditor as well, whatever they send: coming and going, and the demo's bar.
ONES_OWN = {"web:sign_in", "web:sign_out", "web:demo_sign_in", "web:demo_clock", "web:password"}
# Pages that are none of that person's business, or that begin something they may not do.
_DRAFTS = {"drafts", "draft", "edit", "replays", "replay", "replay_progress"}
_FILES = {"imports", "import", "reading", "import_progress", "import_errors"}
# What is said at this moment: the caller's own, and the stream of it their lead's as well.
_PROMPTS, _STREAMS = {"calls:heard"}, {"calls:events", "api:follow_call"}
CLOSED_TO = {
    "alice": {
        "web:audit", "retention:plan", *(f"receivables:{name}" for name in _FILES),
        *(f"rulebook:{name}" for name in _DRAFTS), "reviewer:settings", "outbox:reminders", "outbox:cadence",
    },
    "bob": {"retention:plan", *_PROMPTS}, "dana": {"rulebook:edit", *_PROMPTS, *_STREAMS},
    "erin": {*_PROMPTS, *_STREAMS},
}  # fmt: skip
# Asks for more than the address says, and answers 422 without it.
NEEDS_MORE = {"api:may_contact"}
# Tables in which looking at a page may leave a trace.
TRACES = {"sessions.session", "axes.accessattempt", "axes.accesslog", "lib.democlock"}


@contextmanager
def undone() -> Iterator[None]:
    """Whatever a request writes is taken back, so that each one meets the same ledger."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def signed_in(world: Any, name: str, address: Address | None = None) -> Client:
    """A browser with that person signed in, or for the API a program with their token. Errors come back as 500."""
    if address is not None and address.is_api:
        return Client(raise_request_exception=False, headers={"Authorization": f"Bearer {world.secrets[name]}"})
    client = Client(raise_request_exception=False)
    client.force_login(getattr(world.people, name), backend="django.contrib.auth.backends.ModelBackend")
    return client


def everywhere(world: Any, name: str, *, again_after: Collection[str] = ()) -> Iterator[tuple[Address, Client]]:
    """Every address with a browser of its own, or a program, of a person who signed in once before all of them; once
    more after an address that may have signed them out."""
    session = signed_in(world, name).cookies
    for address in every_address(world):
        client = signed_in(world, name, address) if address.is_api else Client(raise_request_exception=False)
        if not address.is_api:
            client.cookies.load(session.output(header=""))
        yield address, client
        if address.name in again_after:
            session = signed_in(world, name).cookies


def ask(client: Client, method: str, address: Address) -> int:
    send = getattr(client, method)
    kind = {"content_type": "application/json"} if address.is_api and method != "get" else {}
    with undone():
        return int(send(address.path, **kind).status_code)


def everything_written() -> dict[str, list[Any]]:
    """Each row of each table, for comparing before and after."""
    return {
        model._meta.label_lower: list(model._base_manager.order_by("pk").values_list())
        for model in apps.get_models()
        if model._meta.label_lower not in TRACES and model._meta.managed
    }


@pytest.mark.on_one_database
def test_somebody_who_has_not_signed_in_is_sent_to_the_sign_in_page(world):
    wrong, client = [], Client(raise_request_exception=False)
    for address in every_address(world):
        for method in METHODS:
            with undone():
                answer = getattr(client, method)(address.path)
            sent = answer.status_code == 302 and answer["Location"].startswith(reverse("web:sign_in"))
            refused = address.is_api and answer.status_code in (401, NOT_FOR_THIS_METHOD)
            if address.name not in PUBLIC and not (sent or refused):
                wrong.append(f"{method} {address}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.on_one_database
def test_a_stranger_finds_nothing_where_an_address_names_an_object(world):
    """Not "forbidden": that the account exists is nobody else's business."""
    wrong = []
    for address, client in everywhere(world, "charlie"):
        if not address.names_an_object:
            continue
        answers = {method: ask(client, method, address) for method in METHODS}
        if not set(answers.values()) <= {404, NOT_FOR_THIS_METHOD} or 404 not in answers.values():
            wrong.append(f"{address}: {answers}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", ["alice", "bob", "dana", "erin"])
def test_no_page_breaks_and_whoever_may_see_the_account_gets_it(world, name):
    """In some state of the object: an open call, say, has no record that could be corrected."""
    answers: dict[str, set[int]] = {}
    for address, client in everywhere(world, name):
        answers.setdefault(address.name, set()).add(ask(client, "get", address))
    fine = {200, 302, NOT_FOR_THIS_METHOD}
    wrong = [
        f"{address}: {statuses}"
        for address, statuses in answers.items()
        if address not in CLOSED_TO[name] | NEEDS_MORE and (not statuses & fine or max(statuses) >= 500)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.on_one_database
def test_an_auditor_changes_nothing(world):
    """Refused, and not one row of one table differs afterwards."""
    wrong = []
    before = everything_written()
    for address, client in everywhere(world, "dana", again_after=ONES_OWN):
        for method in METHODS[1:]:
            kind = "application/json" if address.is_api else "application/x-www-form-urlencoded"
            status = getattr(client, method)(address.path, content_type=kind).status_code
            if status not in (403, 404, NOT_FOR_THIS_METHOD) and address.name not in ONES_OWN:
                wrong.append(f"{method} {address}: {status}")
        client.get(address.path)
    after = everything_written()
    assert not wrong, "\n".join(wrong)
    assert [table for table in before if _differs(before[table], after[table], table)] == []


def _differs(before: list[Any], after: list[Any], table: str) -> bool:
    """Signing in is noted on the person, and using a token on the token: neither is a write of the auditor's."""
    if table in ("teams.user", "teams.apitoken"):
        return len(before) != len(after)
    return before != after


@pytest.mark.on_one_database
@pytest.mark.parametrize("name", ["alice", "bob", "erin"])
def test_an_empty_form_is_answered_not_crashed_on(world, name):
    wrong = []
    for address, client in everywhere(world, name):
        status = ask(client, "post", address)
        if status >= 500:
            wrong.append(f"post {address}: {status}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.on_one_database
@pytest.mark.parametrize("name", ["alice", "bob", "charlie", "dana"])
def test_the_administration_is_closed_to_everybody_but_administrators(world, name):
    client = signed_in(world, name)
    assert client.get(reverse("admin:index")).status_code == 302


def test_an_administrator_can_open_every_list_of_the_administration(world):
    client = signed_in(world, "erin")
    lists = [entry.name for entry in _admin_patterns() if entry.name and entry.name.endswith("_changelist")]
    assert lists
    wrong = {name: code for name in lists if (code := client.get(reverse(f"admin:{name}")).status_code) != 200}
    assert not wrong


def _admin_patterns() -> Iterator[Any]:
    from django.contrib import admin

    for entry in admin.site.get_urls():
        yield from getattr(entry, "url_patterns", [entry])
