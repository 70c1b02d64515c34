"""Invented people, firms and places, picked from the lists in `data/`."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

DATA = Path(__file__).parent / "data"


@cache
def load(name: str) -> dict[str, Any]:
    """The data file of that name as a dict, read once."""
    return tomllib.loads((DATA / f"{name}.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Place:
    """A town with a telephone range that nobody has; see data/places.toml."""

    country: str
    region: str
    city: str
    postal: str
    zone: str
    numbers: str

    def phone(self, serial: int) -> str:
        """A number of the range in E.164; where the range ends its lines get extensions. Two accounts with one number
        would be one person's."""
        places = self.numbers.count("#")
        extension, line = divmod(serial, 10**places)
        number = self.numbers.rstrip("#") + f"{line:0{places}d}"
        return f"{number};ext={extension}" if extension else number

    def postal_code(self, rng: Random) -> str:
        filled = re.sub("#", lambda _: str(rng.randrange(10)), self.postal)
        return re.sub("@", lambda _: rng.choice("ABCDEHJKLMNPRSTVWXY"), filled)


@cache
def places(group: str) -> tuple[Place, ...]:
    """The places of a group such as "US-EAST" or "GB"; the group starts with the country."""
    return tuple(Place(country=group[:2], **row) for row in load("places")[group])


def place_in(city: str) -> Place:
    """The place of that name. Raises StopIteration for a city that data/places.toml does not have."""
    return next(place for group in load("places") for place in places(group) if place.city == city)


@cache
def story_phones() -> frozenset[str]:
    """The numbers of the accounts in data/stories.toml: each has two."""
    stories = load("stories")["story"]
    return frozenset(place_in(story["city"]).phone(story["phone"] + n) for story in stories for n in (0, 1))


@dataclass(frozen=True, slots=True)
class PersonName:
    given: str
    family: str

    def __str__(self) -> str:
        return f"{self.given} {self.family}"


@cache
def _cultures(country: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    weights = load("names")["cultures"][country]
    return tuple(weights), tuple(weights.values())


def person(rng: Random, country: str) -> PersonName:
    """Somebody who might live in that country."""
    cultures, weights = _cultures(country)
    names = load("names")[rng.choices(cultures, weights)[0]]
    return PersonName(rng.choice(names["given"]), rng.choice(names["family"]))


def business(rng: Random, country: str, trade: str) -> tuple[str, str]:
    """A firm's name, and the same without its legal form. `trade` is a list of data/businesses.toml."""
    lists = load("businesses")
    kind = rng.choice(lists[trade])
    if trade != "payers" and rng.random() < 0.2:
        family = person(rng, country).family
        stem = rng.choice(lists["family"]).format(family=family, trade=kind)
    else:
        stem = f"{rng.choice(lists['heads'])} {kind}"
    suffix = "" if trade == "payers" else rng.choice(lists["suffixes"][country])
    return f"{stem} {suffix}".strip(), stem


def slug(text: str) -> str:
    """ "Café Förster & Sons" → "cafeforstersons": what stands before ".example.com"."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub("[^a-z0-9]", "", plain.lower())
