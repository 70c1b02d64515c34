"""Fixtures that every test may use."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


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
