"""Who works in the demo: two teams, so that what a person may see is real. Needs no Django to be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

# Wednesday 18 November 2026, 09:05 in New York and 14:05 in London: the day on which the demo stands.
DEMO_NOW = datetime(2026, 11, 18, 14, 5, tzinfo=UTC)

NORTH, SOUTH = "North", "South"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to sign in as. `role` is a value of teams.models.Role; `blurb` says what there is to see."""

    username: str
    name: str
    family_name: str
    role: str
    team: str
    blurb: str


PEOPLE = (
    Person("alice", "Alice", "Moreno", "caller", NORTH, "calls shops, patients, insurers and homes"),
    Person("ben", "Ben", "Achterberg", "caller", NORTH, "calls with Alice, and the agency's businesses"),
    Person("carla", "Carla", "Whitcombe", "lead", NORTH, "leads Alice and Ben"),
    Person("dana", "Dana", "Ferreira", "auditor", "", "reads everything, changes nothing"),
    Person("erin", "Erin", "Castellan", "administrator", "", "looks after people and settings"),
    Person("farah", "Farah", "Qadir", "caller", SOUTH, "another team: none of Alice's accounts"),
)


@dataclass(frozen=True, slots=True)
class PortfolioPlan:
    """A portfolio of one team and the usernames of those who work it; `lead` may step in on a call."""

    key: str
    team: str
    name: str
    callers: tuple[str, ...]
    lead: str = ""

    @property
    def speakers(self) -> tuple[str, ...]:
        """Who may have made a past call: callers more often than the lead."""
        return (*self.callers, *self.callers, *filter(None, (self.lead,)))


PORTFOLIOS = (
    PortfolioPlan("trade-east", NORTH, "Larkspur, eastern trade", ("alice", "ben"), "carla"),
    PortfolioPlan("clinics", NORTH, "Riverbend, patients and insurers", ("alice",), "carla"),
    PortfolioPlan("homes", NORTH, "Halcyon, homes", ("alice", "ben"), "carla"),
    PortfolioPlan("businesses", NORTH, "Halcyon, businesses", ("ben",), "carla"),
    PortfolioPlan("trade-west", SOUTH, "Larkspur, western and overseas trade", ("farah",)),
    PortfolioPlan("clinics-west", SOUTH, "Riverbend, the west", ("farah",)),
)


def lead_of(portfolio: str) -> str:
    """Username of whoever decides about accounts of that portfolio: its lead, or the administrator where none is."""
    return next(plan.lead for plan in PORTFOLIOS if plan.key == portfolio) or "erin"
