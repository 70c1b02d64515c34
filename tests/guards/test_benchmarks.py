"""The ledger that the speed figures are taken on keeps up with the tables, and every page that is timed opens."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db
BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
INVOICES = 2_000


def test_the_ledger_of_the_speed_figures_can_be_made_and_its_pages_open(monkeypatch):
    if connection.vendor != "sqlite":
        pytest.skip("the figures are taken on SQLite")
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import made_ledger
    import pages_bench

    made_ledger.make_ledger(INVOICES)
    pages_bench.begin()
    asked = {name: (path, ask) for name, path, ask in pages_bench.visits()}
    refused = {name: path for name, (path, ask) in asked.items() if ask(path).status_code not in (200, 302)}
    assert not refused
