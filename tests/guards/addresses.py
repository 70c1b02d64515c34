"""Every address of the product, read from the URL configuration, with the objects to try it on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from world import World

# What stands in an address: up to and with its parameter. A new kind of object needs one row here, a new page none.
OBJECTS: dict[str, Callable[[World], Any]] = {
    "accounts/<int:pk>/": lambda world: world.account.pk,
    "calls/<int:pk>/": lambda world: world.call.pk,
    "imports/<int:pk>/": lambda world: world.batch.pk,
    "me/tokens/<int:pk>/": lambda world: world.token.pk,
}
# Django's own pages behind its own door: tried in test_every_address_as_every_role, not walked.
NOT_WALKED = ("admin",)


@dataclass(frozen=True)
class Address:
    name: str  # with its namespace: "calls:close"
    route: str  # "calls/<int:pk>/close/"
    path: str  # "/calls/7/close/"

    @property
    def names_an_object(self) -> bool:
        return "<" in self.route

    @property
    def is_api(self) -> bool:
        return self.route.startswith("api/")

    def __str__(self) -> str:
        return f"{self.name} {self.path}"


class NoObject(LookupError):
    """An address has a parameter that OBJECTS does not know."""


def every_address(world: World) -> list[Address]:
    return [_filled(name, route, world) for name, route in _named_routes(get_resolver())]


def _named_routes(resolver: URLResolver, prefix: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            if entry.namespace not in NOT_WALKED:
                yield from _named_routes(entry, route, f"{space}{entry.namespace}:" if entry.namespace else space)
        elif isinstance(entry, URLPattern):
            assert entry.name, f"/{route} has no name: templates and guards cannot speak of it"
            yield space + entry.name, route


def _filled(name: str, route: str, world: World) -> Address:
    given: dict[str, Any] = {}
    for found in re.finditer(r"<(?:\w+:)?(\w+)>/?", route):
        until = route[: found.end()].removeprefix("api/v1/")
        until = until if until.endswith("/") else until + "/"
        if until not in OBJECTS:
            raise NoObject(f"{name}: give tests/guards/addresses.py an object for “{until}”")
        given[found.group(1)] = OBJECTS[until](world)
    return Address(name, route, reverse(name, kwargs=given))
