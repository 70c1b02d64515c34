"""A list costs the same number of queries however long it is."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api.conftest import Program
from world import grow, make_world

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/accounts", "/invoices?state=all", "/calls", "/promises", "/worklist"])
def test_a_longer_list_asks_no_more_questions(people, at_ten, path):
    world = make_world(people)
    grow(world, 1)  # the first account is in a call: this one waits on the list
    program = Program(world.secrets["bob"])

    def cost() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as asked:
            answer = program.ask("GET", path)
        body = answer.json()
        return len(asked), len(body.get("items", body.get("entries")))

    cost()  # the token's use is noted, the packs are read
    few, shown = cost()
    grow(world, 6)
    many, shown_then = cost()
    assert shown_then >= shown + 6 or path == "/worklist"
    assert many == few
