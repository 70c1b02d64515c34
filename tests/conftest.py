"""Fixtures that every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"

# A test that asks the database has one of these, or the mark of pytest-django.
ASKS_THE_DATABASE = {"db", "transactional_db", "django_db_setup", "live_server"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what asks the database in a way that could differ: everything else says the same there as it
    just did on SQLite."""
    if not os.environ.get("DATABASE_URL"):
        return
    left_out = [item for item in items if not _is_worth_two(item)]
    items[:] = [item for item in items if _is_worth_two(item)]
    config.hook.pytest_deselected(items=left_out)


def _is_worth_two(item: pytest.Item) -> bool:
    if item.get_closest_marker("on_one_database"):
        return False
    named = ASKS_THE_DATABASE & set(getattr(item, "fixturenames", ()))
    return bool(named) or item.get_closest_marker("django_db") is not None


@pytest.fixture
def people(db):
    from personas import make_people

    return make_people()


@pytest.fixture
def world(people, settings):
    """A ledger with one of everything, on a Wednesday at ten in the morning in New York: only the demo's clock can be
    set."""
    from duecourse.lib import clock
    from make import NOW
    from world import make_world

    settings.DEMO = True
    clock.set_demo(NOW)
    return make_world(people)


@pytest.fixture
def shared_data() -> Path:
    """Real data to try things on; it is not part of the product, so tests that need it skip where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the sample data folder shared/data is not beside this checkout")
    return SHARED_DATA
