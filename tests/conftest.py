"""Fixtures that every test may use."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

# Before Django reads its settings: tests never touch the user's own data folder.
os.environ["DUECOURSE_HOME"] = tempfile.mkdtemp(prefix="duecourse-tests-")
os.environ.pop("DUECOURSE_DEMO", None)

import pytest

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture
def people(db):
    from personas import make_people

    return make_people()


@pytest.fixture
def shared_data() -> Path:
    """Real data to try things on; it is not part of the product, so tests that need it skip where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the sample data folder shared/data is not beside this checkout")
    return SHARED_DATA
