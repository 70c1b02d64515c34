"""Whatever files come in whatever order: the ledger says what the last one says, every balance is explained, and undo
puts back what was. And a process that is killed leaves all of a file or nothing."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duecourse.receivables.importing import actions
from make import NOW, make_creditor
from personas import make_people
from receivables.loading import HEADER, explained, ledger_totals, load, state_of_ledger

MINOR = st.integers(1, 50_000)


@st.composite
def items(draw) -> str:
    """A list of open items: few accounts and numbers, so that lists overlap; credits, part payments, instalments."""
    lines = []
    keys = st.tuples(st.integers(1, 2), st.integers(1, 4), st.integers(1, 2))
    for account, number, month in sorted(draw(st.sets(keys, min_size=1, max_size=10))):
        sign = -1 if number == 4 else 1
        amount = sign * draw(MINOR)
        balance = draw(st.sampled_from([amount, amount, amount // 2 if amount > 0 else amount, 0]))
        currency = "EUR" if account == 2 else "USD"
        figures = f"{amount / 100:.2f},{balance / 100:.2f}"
        lines.append(f"C{account},Cafe {account},{number},2026-0{month}-01,2026-0{month}-28,{figures},{currency}\n")
    return HEADER + "".join(lines)


@pytest.mark.django_db
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(items(), min_size=1, max_size=3))
def test_the_ledger_says_what_the_last_file_says_and_undo_puts_it_back(files):
    with transaction.atomic():
        people, creditor, states = make_people(), make_creditor(), []
        for day, text in enumerate(files):
            states.append(state_of_ledger())
            now = NOW + timedelta(days=day)
            batch, result = load(text, creditor, now=now, close_missing=True)
            explained()
            assert ledger_totals(creditor) == {c: minor for c, minor in result.totals.items() if minor}
            last = batch
        assert load(text, creditor, now=now, close_missing=True)[1].loaded == 0
        actions.undo_batch(actor=people.bob, now=NOW + timedelta(days=9), batch=last)
        assert state_of_ledger() == states[-1]
        transaction.set_rollback(True)


def test_a_load_that_is_killed_leaves_all_of_the_file_or_nothing(tmp_path):
    rows = 12_000
    path = tmp_path / "items.csv"
    path.write_text(HEADER + "".join(f"C{n % 500},Cafe,{n},2026-09-01,2026-10-01,5.00,5.00,USD\n" for n in range(rows)))
    environment = {**os.environ, "DUECOURSE_HOME": str(tmp_path / "home")}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "duecourse.cli"]
    subprocess.run([*command, "init"], env=environment, check=True, stdout=subprocess.DEVNULL)
    process = subprocess.Popen([*command, "import", str(path)], env=environment, stdout=subprocess.DEVNULL)
    journal, until = tmp_path / "home" / "duecourse.sqlite3-wal", time.monotonic() + 60
    while not (journal.exists() and journal.stat().st_size) and time.monotonic() < until:
        time.sleep(0.005)
    time.sleep(0.1)  # it has begun to write: now it is in the middle of the file
    process.send_signal(signal.SIGKILL)
    process.wait()
    database = sqlite3.connect(tmp_path / "home" / "duecourse.sqlite3")
    counts = [
        database.execute(f"SELECT COUNT(*) FROM receivables_{table}").fetchone()[0]
        for table in ("invoice", "account", "importbatch")
    ]
    database.close()
    assert counts in ([0, 0, 0], [rows, 500, 1])
    done = subprocess.run([*command, "import", str(path)], env=environment, check=False, stdout=subprocess.DEVNULL)
    assert done.returncode == 0
