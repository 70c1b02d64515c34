"""Whose token it is, whether they may write at all, and whether they may see what the address names.

In this order, and before the body is read: a stranger learns nothing from how their body is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model
from django.http import HttpRequest
from ninja.security import HttpBearer

from duecourse.calls.queries import calls_for, promises_for, with_records
from duecourse.compliance.queries import decision_for
from duecourse.lib import clock
from duecourse.outbox.queries import messages_for
from duecourse.receivables.queries import account_named
from duecourse.teams.actions import use_token
from duecourse.teams.models import User
from duecourse.teams.queries import NotAllowed

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, when (UTC), and the object that the address names, if any."""

    user: User
    now: datetime
    named: Model | None


class Asked(HttpRequest):
    """What a resource gets: somebody has been let in."""

    auth: Asking


def the(kind: type[M], request: Asked) -> M:
    """The object that the address names."""
    named = request.auth.named
    assert isinstance(named, kind), f"this address names no {kind.__name__}"
    return named


# What stands in an address → the row, narrowed to what the person may see.
FINDERS: dict[str, Callable[[User, Any], Model]] = {
    "account": account_named,
    "decision": lambda user, key: decision_for(user, key).get(),
    "call": lambda user, key: with_records(calls_for(user)).get(pk=key),
    "message": lambda user, key: messages_for(user).get(pk=key),
    "promise": lambda user, key: promises_for(user).get(pk=key),
}


class Token(HttpBearer):
    """`Authorization: Bearer dc_...`; cookies mean nothing here, so there is nothing to forge."""

    def authenticate(self, request: HttpRequest, token: str) -> Asking | None:
        now = clock.now()
        user = use_token(now=now, secret=token)
        if user is None:
            return None
        if request.method != "GET" and not user.may_write:
            raise NotAllowed("Auditors read everything and change nothing.")
        return Asking(user, now, _named(user, request))


def _named(user: User, request: HttpRequest) -> Model | None:
    given = request.resolver_match.kwargs if request.resolver_match else {}
    return next((FINDERS[name](user, key) for name, key in given.items()), None)
