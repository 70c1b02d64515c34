"""The people of every test: Alice calls, Bob leads her team, Charlie is elsewhere, Dana audits, Erin administers."""

from __future__ import annotations

from dataclasses import dataclass

from duecourse.teams.models import Portfolio, Role, Team, User


@dataclass(frozen=True)
class People:
    alice: User
    bob: User
    charlie: User
    dana: User
    erin: User
    portfolio: Portfolio  # Alice's, on Bob's team
    other_portfolio: Portfolio  # Charlie's

    def __iter__(self):
        return iter((self.alice, self.bob, self.charlie, self.dana, self.erin))


def _user(name: str, role: str, team: Team | None) -> User:
    return User.objects.create(
        username=name.lower(), first_name=name, role=role, team=team, is_staff=role == Role.ADMINISTRATOR,
        is_superuser=role == Role.ADMINISTRATOR, time_zone="America/New_York",
    )  # fmt: skip


def make_people() -> People:
    north, south = Team.objects.create(name="North"), Team.objects.create(name="South")
    alice, bob = _user("Alice", Role.CALLER, north), _user("Bob", Role.LEAD, north)
    charlie = _user("Charlie", Role.CALLER, south)
    dana, erin = _user("Dana", Role.AUDITOR, None), _user("Erin", Role.ADMINISTRATOR, None)
    mine = Portfolio.objects.create(name="Retail", team=north)
    mine.callers.add(alice)
    other = Portfolio.objects.create(name="Retail", team=south)
    other.callers.add(charlie)
    return People(alice, bob, charlie, dana, erin, mine, other)
