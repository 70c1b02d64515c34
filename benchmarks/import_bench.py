"""Import of a million invoice lines, beside bare `sqlite3` writing the same rows into the same table.

    python benchmarks/import_bench.py [ROWS]

Both write into a fresh database of the product, with all its keys, indexes and checks. "Bare" is one `executemany` of
tuples that are in memory already; ours starts from the CSV file and reads, detects, parses, checks, compares and adds
up. Each runs in a process of its own, one after the other, so that peak memory is its own.
"""

from __future__ import annotations

import csv
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from limits import Held, tell

ROWS = 1_000_000
HEADER = (
    "Customer No",
    "Customer Name",
    "Invoice No",
    "Invoice Date",
    "Due Date",
    "Amount",
    "Balance",
    "Currency",
    "PO",
)
_COLUMNS = (
    "account_id", "number", "instalment", "currency", "amount_minor", "paid_before_minor", "balance_minor", "issued_on",
    "due_on", "due_is_assumed", "po_number", "description", "is_disputed",
)  # fmt: skip


def invented_rows(count: int) -> Iterator[tuple[int, int, date, int, int]]:
    """(account, invoice, issued, amount, balance), in the order in which a ledger prints them: by date."""
    chance = random.Random(1)
    for n in range(count):
        amount = chance.randrange(1_000, 5_000_000)
        open_ = chance.random() < 0.08
        issued = date(2024, 1, 1) + timedelta(days=n * 900 // count)
        yield chance.randrange(1, count // 50 + 2), n, issued, amount, amount if open_ else 0


def write_csv(path: Path, count: int) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for account, n, issued, amount, balance in invented_rows(count):
            due = issued + timedelta(days=30)
            writer.writerow(
                (f"C{account:06d}", f"Customer {account} Ltd", f"INV-{n:08d}", f"{issued:%d/%m/%Y}", f"{due:%d/%m/%Y}",
                 f"{amount / 100:.2f}", f"{balance / 100:.2f}", "USD", f"PO{account}")
            )  # fmt: skip


def _fresh_ledger() -> None:
    """Django on the empty database of this process's DUECOURSE_HOME."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "duecourse.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def bare(count: int) -> float:
    """Seconds that one executemany takes. Accounts are there before; the tuples are in memory before."""
    _fresh_ledger()
    from django.db import connection

    from duecourse.receivables.models import Account, Creditor

    home = Creditor.objects.create(code="bench", name="Bench")
    accounts = count // 50 + 1
    Account.objects.bulk_create(
        Account(creditor=home, number=f"C{n:06d}", name=f"Customer {n} Ltd", currency="USD")
        for n in range(1, accounts + 1)
    )
    first = Account.objects.earliest("pk").pk
    rows = [
        (first + account - 1, f"INV-{n:08d}", 1, "USD", amount, amount - balance, balance, issued.isoformat(),
         (issued + timedelta(days=30)).isoformat(), 0, f"PO{account}", "", 0)
        for account, n, issued, amount, balance in invented_rows(count)
    ]  # fmt: skip
    connection.ensure_connection()
    raw = connection.connection
    marks = ", ".join("?" * len(_COLUMNS))
    started = time.perf_counter()
    raw.execute("BEGIN IMMEDIATE")
    raw.executemany(f"INSERT INTO receivables_invoice ({', '.join(_COLUMNS)}) VALUES ({marks})", rows)
    raw.execute("COMMIT")
    return time.perf_counter() - started


def ours(path: Path) -> float:
    """Seconds from the file to the committed ledger, standings included."""
    _fresh_ledger()
    from duecourse.domain.importing import Answers
    from duecourse.lib import clock
    from duecourse.receivables.importing import actions, looking
    from duecourse.receivables.models import Creditor

    home = Creditor.objects.create(code="bench", name="Bench")
    started = time.perf_counter()
    look = looking.look_into(path, Answers(), creditor_currency="USD")
    order = looking.order_for(look, home, clock.now())
    _, result = actions.import_file(actor=None, now=clock.now(), order=order, file_name=path.name)
    seconds = time.perf_counter() - started
    assert result.loaded == result.rows, result
    return seconds


def _child(what: str, *arguments: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "DUECOURSE_HOME": home}
        command = [sys.executable, __file__, what, *arguments]
        done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def measure(count: int = ROWS) -> dict[str, float]:
    """Rows per second of both, their ratio, and our peak memory in MB."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "open-items.csv"
        write_csv(path, count)
        plain = _child("bare", str(count))
        mine = _child("ours", str(path))
    return {
        "rows": count,
        "bare_rows_per_second": round(count / plain["seconds"]),
        "import_rows_per_second": round(count / mine["seconds"]),
        "ratio": round(plain["seconds"] / mine["seconds"], 2),
        "peak_mb": round(mine["peak_mb"]),
    }


def main(arguments: list[str]) -> int:
    if arguments[:1] in (["bare"], ["ours"]):
        seconds = bare(int(arguments[1])) if arguments[0] == "bare" else ours(Path(arguments[1]))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"seconds": seconds, "peak_mb": peak}))
        return 0
    found = measure(int(arguments[0]) if arguments else ROWS)
    print(f"import of {found['rows']:,} lines from CSV: {found['import_rows_per_second']:,} rows/s")
    print(f"bare sqlite3 executemany, same table:   {found['bare_rows_per_second']:,} rows/s")
    return tell(
        Held("import beside bare sqlite3", found["ratio"], 0.5, "of its speed", at_least=True),
        Held("import, peak memory", found["peak_mb"], 300, "MB"),
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
