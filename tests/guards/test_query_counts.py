"""A page asks the database as often for twelve accounts as for three: nothing is fetched row by row."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guards.addresses import every_address
from world import grow

pytestmark = pytest.mark.django_db

# Pages whose addresses say more than the address configuration does.
MORE = ("/accounts/?q=harbour", "/messages/?view=sent", "/follow-ups/?view=late")
FEW, MANY = 2, 9


def _statements(client: Client, path: str) -> list[str]:
    """What a visit asks, if there is a page. The first of all visits fills caches; it is none to count."""
    with CaptureQueriesContext(connection) as asked:
        status = client.get(path).status_code
    return [query["sql"] for query in asked.captured_queries] if status == 200 else []


def _per_page(client: Client, paths: Iterable[str]) -> dict[str, list[str]]:
    return {path: statements for path in paths if (statements := _statements(client, path))}


@pytest.mark.parametrize("name", ["alice", "bob", "dana"])
def test_no_page_asks_more_often_when_there_is_more_to_show(world, name):
    client = Client()
    client.force_login(getattr(world.people, name), backend="django.contrib.auth.backends.ModelBackend")
    paths = [*(a.path for a in every_address(world) if not a.is_api), *MORE]
    grow(world, FEW)
    few = _per_page(client, _per_page(client, paths))
    grow(world, MANY)
    many = _per_page(client, few)
    grew = [
        f"{path}: {len(few[path])} → {len(many[path])}\n      again and again: {_repeated(many[path])}"
        for path in few
        if len(many[path]) > len(few[path])
    ]
    assert not grew, "\n".join(grew)


def _repeated(statements: list[str]) -> str:
    """The statement that is asked most often, parameters aside: the row-by-row one."""
    shapes = ["".join(ch for ch in statement if not ch.isdigit()) for statement in statements]
    return max(shapes, key=shapes.count)[:200]
