"""Every address of the product, read from the URL configuration, with the objects to try it on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from duecourse.followups.kinds import KINDS
from world import World

Given = dict[str, Any]


def _one(**given: Any) -> list[Given]:
    return [given]


# An address up to and with its last parameter, and what to put there. A new kind of object needs one row here; a new
# page about a known one needs none.
OBJECTS: dict[str, Callable[[World], list[Given]]] = {
    "accounts/<int:pk>/": lambda world: _one(pk=world.account.pk),
    "accounts/<int:pk>/holds/<int:hold>/": lambda world: _one(pk=world.account.pk, hold=world.hold.pk),
    "accounts/<int:pk>/payments/<int:payment>/": lambda world: _one(pk=world.account.pk, payment=world.payment.pk),
    "calls/<int:pk>/": lambda world: [{"pk": world.call.pk}, {"pk": world.open_call.pk}],
    "contact-decisions/<int:pk>/": lambda world: _one(pk=world.decision.pk),
    "messages/<int:pk>/": lambda world: [{"pk": world.message.pk}, {"pk": world.letter.pk}],
    "reminders/<int:pk>/": lambda world: _one(pk=world.creditor.pk),
    "imports/<int:pk>/": lambda world: _one(pk=world.batch.pk),
    "imports/profiles/<int:pk>/": lambda world: _one(pk=world.profile.pk),
    "rules/drafts/<int:pk>/": lambda world: _one(pk=world.draft.pk),
    "rules/replays/<int:pk>/": lambda world: _one(pk=world.replay.pk),
    "me/tokens/<int:pk>/": lambda world: _one(pk=world.token.pk),
    "follow-ups/<slug:kind>/<int:pk>/": lambda world: [
        {"kind": kind.name, "pk": kind.model._default_manager.filter(account=world.account).earliest("pk").pk}
        for kind in KINDS.values()
    ],
    # The API's own parameters.
    "accounts/<account>/": lambda world: _one(account=world.account.pk),
    "calls/<int:call>/": lambda world: [{"call": world.call.pk}, {"call": world.open_call.pk}],
    "contact-decisions/<int:decision>/": lambda world: _one(decision=world.decision.pk),
    "messages/<int:message>/": lambda world: _one(message=world.message.pk),
    "promises/<int:promise>/": lambda world: _one(promise=world.promise.pk),
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
    return [address for name, route in _named_routes(get_resolver()) for address in _filled(name, route, world)]


def _named_routes(resolver: URLResolver, prefix: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            if entry.namespace not in NOT_WALKED:
                yield from _named_routes(entry, route, f"{space}{entry.namespace}:" if entry.namespace else space)
        elif isinstance(entry, URLPattern):
            assert entry.name, f"/{route} has no name: templates and guards cannot speak of it"
            yield space + entry.name, route


def _filled(name: str, route: str, world: World) -> list[Address]:
    """The route with each of its objects in place."""
    last = route.rfind(">")
    if last < 0:
        return [Address(name, route, reverse(name))]
    until = route[: last + 1].removeprefix("api/v1/") + "/"
    if until not in OBJECTS:
        raise NoObject(f"{name}: give tests/guards/addresses.py an object for “{until}”")
    return [Address(name, route, reverse(name, kwargs=given)) for given in OBJECTS[until](world)]
