"""`duecourse person add`, `duecourse token issue`: a team that starts without the demo."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse

from duecourse.cli import main
from duecourse.cli.people import ROLES
from duecourse.teams.actions import use_token
from duecourse.teams.models import AuditEntry, Role, Team, User
from duecourse.teams.queries import portfolios_for
from make import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def type_in(monkeypatch):
    return lambda text: monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_a_caller_is_added_with_their_team_and_can_sign_in(type_in, client):
    type_in("harbour-lights-42\n")
    assert main(["person", "add", "ivy", "--role", "caller", "--team", "North"]) == 0
    assert User.objects.get(username="ivy").team == Team.objects.get(name="North")
    answer = client.post(reverse("web:sign_in"), {"username": "ivy", "password": "harbour-lights-42"})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert list(AuditEntry.objects.values_list("verb", "actor_name")) == [
        ("add_team", "system"),
        ("add_person", "system"),
    ]


@pytest.mark.parametrize(
    ("password", "given", "says"),
    [
        ("short", ["--role", "auditor"], "at least 12 characters"),
        ("harbour-lights-42", ["--role", "caller"], "belongs to a team"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(type_in, capsys, password, given, says):
    type_in(password)
    assert main(["person", "add", "ivy", *given]) == 2
    assert says in capsys.readouterr().err
    assert not User.objects.exists()
    assert not Team.objects.exists()


def test_a_name_is_given_once(type_in, people, capsys):
    type_in("harbour-lights-42")
    assert main(["person", "add", "alice", "--role", "auditor"]) == 2
    assert "already exists" in capsys.readouterr().err


def test_a_program_gets_a_token_and_no_password(capsys):
    assert main(["person", "add", "dialler", "--role", "caller", "--team", "North", "--no-password"]) == 0
    capsys.readouterr()
    assert main(["token", "issue", "dialler", "--label", "softphone"]) == 0
    secret = capsys.readouterr().out.strip()
    assert use_token(now=NOW, secret=secret) == User.objects.get(username="dialler")
    assert not User.objects.get(username="dialler").has_usable_password()


def test_a_token_for_nobody_is_refused(capsys):
    assert main(["token", "issue", "nobody"]) == 2
    assert "Nobody who may sign in is called nobody" in capsys.readouterr().err


def test_the_command_offers_the_roles_of_the_product():
    assert tuple(Role.values) == ROLES


def test_a_new_team_has_a_portfolio_that_its_callers_work(type_in):
    for name, role in (("lee", "lead"), ("ivy", "caller")):
        type_in("harbour-lights-42\n")
        assert main(["person", "add", name, "--role", role, "--team", "North"]) == 0
    assert [p.name for p in portfolios_for(User.objects.get(username="lee"))] == ["All accounts"]
    assert portfolios_for(User.objects.get(username="ivy")).count() == 1


def test_where_a_team_has_several_portfolios_a_new_caller_waits_for_the_administrator(type_in):
    type_in("harbour-lights-42\n")
    main(["person", "add", "lee", "--role", "lead", "--team", "North"])
    Team.objects.get().portfolios.create(name="Large accounts")
    type_in("harbour-lights-42\n")
    main(["person", "add", "ivy", "--role", "caller", "--team", "North"])
    assert not portfolios_for(User.objects.get(username="ivy")).exists()
