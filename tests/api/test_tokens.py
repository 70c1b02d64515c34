"""Tokens: who a program acts as, and when it no longer does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from api.conftest import Program
from duecourse.lib import clock
from duecourse.teams import actions
from duecourse.teams.models import ApiToken, AuditEntry, User
from duecourse.teams.queries import NotAllowed
from make import NOW

pytestmark = pytest.mark.django_db


def test_without_a_token_there_is_nothing_not_even_a_page_to_sign_in_on(people, at_ten):
    answer = Client().get("/api/v1/accounts")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer.json()["error"]["code"] == "no_token"


@pytest.mark.parametrize("header", ["Bearer dc_wrong", "Bearer", "Bearer ", "Basic YTpi", "dc_wrong", "Bearer dc_a b"])
def test_a_wrong_token_is_refused(people, at_ten, header):
    assert Client().get("/api/v1/accounts", headers={"Authorization": header}).status_code == 401


def test_a_session_of_the_pages_means_nothing_here(people, at_ten):
    """So that no page of somebody else's can make a browser act."""
    client = Client()
    client.force_login(people.alice, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/api/v1/accounts").status_code == 401


def test_a_revoked_token_stops_at_once(alice, people):
    assert alice.get("/accounts")[0] == 200
    actions.revoke_token(actor=people.alice, now=NOW, token=people.alice.tokens.get())
    assert alice.get("/accounts")[0] == 401


def test_the_token_of_somebody_who_left_stops_too(alice, people):
    User.objects.filter(pk=people.alice.pk).update(is_active=False)
    assert alice.get("/accounts")[0] == 401


def test_nobody_issues_a_token_that_acts_as_somebody_else_but_an_administrator(people):
    with pytest.raises(NotAllowed, match="administrator"):
        actions.issue_token(actor=people.bob, now=NOW, name="x", holder=people.alice)
    token, _ = actions.issue_token(actor=people.erin, now=NOW, name="x", holder=people.dana)
    assert token.user == people.dana


def test_nobody_revokes_somebody_elses_token_but_an_administrator(alice, people):
    token = people.alice.tokens.get()
    with pytest.raises(NotAllowed, match="administrator"):
        actions.revoke_token(actor=people.charlie, now=NOW, token=token)
    actions.revoke_token(actor=people.erin, now=NOW, token=token)
    assert alice.get("/accounts")[0] == 401


def test_that_a_token_was_used_is_noted_once_a_minute_and_not_in_the_audit_log(alice, people):
    entries = AuditEntry.objects.count()

    def used_at(later: timedelta) -> timedelta:
        clock.set_demo(NOW + later)
        assert alice.get("/accounts")[0] == 200
        used = ApiToken.objects.get(user=people.alice).last_used_at
        assert used is not None
        return timedelta(seconds=round((used - NOW).total_seconds()))

    assert used_at(timedelta()) == timedelta()
    assert used_at(timedelta(seconds=50)) == timedelta()
    assert used_at(timedelta(seconds=61)) == timedelta(seconds=61)
    assert AuditEntry.objects.count() == entries


def test_the_token_itself_is_kept_nowhere(alice):
    assert alice.secret.startswith("dc_")
    assert not ApiToken.objects.filter(digest__contains=alice.secret).exists()
    assert Program(ApiToken.objects.get().digest).get("/accounts")[0] == 401
