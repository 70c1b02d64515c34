"""What the tests of calls share."""

from __future__ import annotations

import pytest

from duecourse.lib import clock
from make import NOW


@pytest.fixture
def desk(client, people, settings):
    """Alice, signed in, at the hour of the tests."""
    settings.DEMO = True  # only the demo's clock can be set
    clock.set_demo(NOW)
    client.force_login(people.alice)
    return client
