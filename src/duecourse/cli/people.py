"""`duecourse person add` and `duecourse token issue`: for an installation that starts without the demo."""

from __future__ import annotations

import argparse
import getpass
import sys
from typing import Any

from duecourse.cli import boot

ROLES = ("caller", "lead", "auditor", "administrator")


def add(subparsers: Any) -> None:
    person = subparsers.add_parser("person", help="people who sign in")
    adding = person.add_subparsers(dest="verb", required=True).add_parser(
        "add", help="somebody new; the password is asked for, or read as one line from standard input"
    )
    adding.add_argument("name", help="what they sign in with")
    adding.add_argument("--role", choices=ROLES, required=True, help="what they may do")
    adding.add_argument("--team", help="made if there is none of that name; a caller or a lead needs one")
    adding.add_argument("--called", default="", metavar="FIRST_NAME", help="what they are called on screen")
    adding.add_argument("--no-password", action="store_true", help="a program: a token, but no signing in")
    adding.set_defaults(run=_add_person)
    token = subparsers.add_parser("token", help="tokens for the API")
    issuing = token.add_subparsers(dest="verb", required=True).add_parser(
        "issue", help="print a new token; it is shown this once"
    )
    issuing.add_argument("name", help="whom the token acts as")
    issuing.add_argument("--label", default="token", help="what it is for")
    issuing.set_defaults(run=_issue_token)


def ask_password(name: str) -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass(f"Password for {name} (12 characters or more): ")
    if getpass.getpass("Again: ") != first:
        raise SystemExit("The two passwords differ. Nothing was written.")
    return first


def add_person(*, username: str, role: str, team: str | None, called: str, password: str | None) -> int:
    """Exit status 0, or 2 with what is wrong on standard error."""
    from django.core.exceptions import ValidationError
    from django.db import transaction

    from duecourse.lib import clock
    from duecourse.teams import actions
    from duecourse.teams.models import Team

    try:
        with transaction.atomic():
            now = clock.now()
            theirs = Team.objects.filter(name=team).first() if team else None
            if team and theirs is None:
                theirs = actions.add_team(actor=None, now=now, name=team)
            actions.add_person(
                actor=None, now=now, username=username, name=called, role=role, team=theirs, password=password
            )
    except ValidationError as error:
        print("\n".join(error.messages), file=sys.stderr)
        return 2
    return 0


def _add_person(given: argparse.Namespace) -> int:
    boot.database()
    password = None if given.no_password else ask_password(given.name)
    status = add_person(username=given.name, role=given.role, team=given.team, called=given.called, password=password)
    if not status:
        print(f"{given.name} can {'use a token' if given.no_password else 'sign in'} now.")
    return status


def _issue_token(given: argparse.Namespace) -> int:
    boot.database()
    from duecourse.lib import clock
    from duecourse.teams import actions
    from duecourse.teams.models import User

    holder = User.objects.filter(username=given.name, is_active=True).first()
    if holder is None:
        print(f"Nobody who may sign in is called {given.name}. See `duecourse person add`.", file=sys.stderr)
        return 2
    _, secret = actions.issue_token(actor=None, now=clock.now(), name=given.label[:80], holder=holder)
    print(secret)
    return 0
