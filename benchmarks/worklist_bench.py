"""The caller's list, the brief and the ageing over a million invoices, beside bare `sqlite3` reading the same rows.

    python benchmarks/worklist_bench.py [INVOICES] [--json]

A fresh database of the product is filled by SQL (see made_ledger.py). "Bare" is the heart of each figure as one
statement through the `sqlite3` module, without ranking, reasons, gate or facts: what the database alone takes.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from limits import Held, tell

INVOICES = 1_000_000
ROUNDS = 15  # of all twenty callers
PAGE = 65  # rows whose order has to be known: what the page shows and what the gate may refuse of it
# Milliseconds at the 99th percentile, and how the figure is called.
LIMITS = {
    "worklist_read_and_ranked": (20, "a caller's list, read and ranked, p99"),
    "worklist_with_gate_and_reasons": (20, "the same with the gate asked and the reasons written, p99"),
    "brief_facts": (10, "facts of a brief, p99"),
}


def _milliseconds(act: Callable[[Any], object], subjects: Sequence[Any], rounds: int = ROUNDS) -> dict[str, float]:
    """Median and 99th percentile over all subjects, on the clock and of the processor, which other work on the machine
    disturbs less; the first round warms the caches and does not count."""
    from duecourse.lib.memory import settle

    taken, busy = [], []
    settle()  # as the server does once it is loaded
    for n in range(rounds + 1):
        for subject in subjects:
            start, worked = time.perf_counter(), time.process_time()
            act(subject)
            if n:
                taken.append((time.perf_counter() - start) * 1000)
                busy.append((time.process_time() - worked) * 1000)
    return {
        "p50_ms": _at(taken, 0.5), "p99_ms": _at(taken, 0.99), "cpu_p50_ms": _at(busy, 0.5),
        "cpu_p99_ms": _at(busy, 0.99),
    }  # fmt: skip


def _at(times: list[float], share: float) -> float:
    return round(sorted(times)[int(len(times) * share)], 2)


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return round(time.perf_counter() - start, 3)


_BARE_LIST = """
SELECT a.id, a.name, s.oldest_due_on, s.last_paid_on, (SELECT SUM(i.balance_minor) FROM receivables_invoice i
    WHERE i.account_id = s.account_id AND i.due_on < ? AND i.balance_minor > 0 AND NOT (i.balance_minor = 0))
FROM receivables_account a JOIN receivables_accountstanding s ON s.account_id = a.id
WHERE a.portfolio_id = ? AND s.open_count > 0 AND s.oldest_due_on < ?
"""
_BARE_BRIEF = """
SELECT number, due_on, balance_minor FROM receivables_invoice WHERE account_id = ? AND NOT (balance_minor = 0)
UNION ALL SELECT * FROM (SELECT reference, received_on, amount_minor FROM receivables_payment WHERE account_id = ?
    ORDER BY received_on DESC LIMIT 200)
"""
_BARE_AGEING = """
SELECT account_id, SUM(CASE WHEN due_on >= :day THEN balance_minor ELSE 0 END), SUM(balance_minor)
FROM receivables_invoice WHERE NOT (balance_minor = 0) GROUP BY account_id
"""
_BARE_CONTROL = "SELECT SUM(amount_minor - paid_before_minor) FROM receivables_invoice"


def measure(invoices: int, home: Path) -> dict[str, Any]:
    """Make the ledger in that folder and measure; the figures by name."""
    os.environ.update(DUECOURSE_HOME=str(home), DJANGO_SETTINGS_MODULE="duecourse.settings")
    import django  # after the folder is known

    django.setup()
    from made_ledger import NOW, TODAY, ledger_in

    made = _seconds(lambda: ledger_in(home, invoices))
    bare = sqlite3.connect(home / "duecourse.sqlite3")
    bare.execute("PRAGMA cache_size=-65536")
    day = TODAY.isoformat()
    return {
        "invoices": invoices,
        "made_s": made,
        **_lists(NOW, bare, day),
        **_briefs(TODAY, bare),
        **_ageing(TODAY, bare, day),
    }


def _lists(now: Any, bare: sqlite3.Connection, day: str) -> dict[str, Any]:
    from duecourse.teams.models import Role, User
    from duecourse.worklist.queries import best_first, desk_for

    callers = list(User.objects.filter(role=Role.CALLER).order_by("pk"))
    portfolios = [caller.portfolios.get().pk for caller in callers]
    return {
        "accounts_on_a_list": best_first(callers[0], now).left,
        "worklist_read_and_ranked": _milliseconds(lambda caller: best_first(caller, now).first(PAGE), callers),
        "worklist_with_gate_and_reasons": _milliseconds(lambda caller: desk_for(caller, now), callers),
        "worklist_bare": _milliseconds(lambda p: bare.execute(_BARE_LIST, (day, p, day)).fetchall(), portfolios),
    }


def _briefs(today: Any, bare: sqlite3.Connection) -> dict[str, Any]:
    from duecourse.calls.facts import facts_for
    from duecourse.receivables.models import Account

    accounts = list(Account.objects.select_related("creditor").order_by("pk")[:2000:20])
    return {
        "brief_facts": _milliseconds(lambda account: facts_for(account, today), accounts, rounds=3),
        "brief_bare": _milliseconds(
            lambda account: bare.execute(_BARE_BRIEF, (account.pk, account.pk)).fetchall(), accounts, rounds=3
        ),
    }


def _ageing(today: Any, bare: sqlite3.Connection, day: str) -> dict[str, Any]:
    from datetime import timedelta

    from duecourse.receivables.ageing import ageing_report
    from duecourse.receivables.models import Account
    from duecourse.receivables.queries import accounts_for
    from duecourse.teams.models import User

    everything = Account.objects.all()
    mine = accounts_for(User.objects.order_by("pk")[0])
    return {
        "ageing_today_s": _seconds(lambda: ageing_report(everything, today)),
        "ageing_half_a_year_ago_s": _seconds(lambda: ageing_report(everything, today - timedelta(days=182))),
        "ageing_of_one_caller_s": _seconds(lambda: ageing_report(mine, today)),
        "ageing_bare_s": _seconds(
            lambda: (bare.execute(_BARE_AGEING, {"day": day}).fetchall(), bare.execute(_BARE_CONTROL).fetchall())
        ),
    }


def _print(figures: dict[str, Any]) -> None:
    print(f"{figures['invoices']:,} invoices, {figures['accounts_on_a_list']} accounts on a caller's list")
    for name, value in figures.items():
        if isinstance(value, dict):
            print(
                f"  {name:<32} p50 {value['p50_ms']:>8.2f} ms   p99 {value['p99_ms']:>8.2f} ms"
                f"   processor {value['cpu_p50_ms']:>8.2f} and {value['cpu_p99_ms']:>8.2f} ms"
            )
        elif name.endswith("_s"):
            print(f"  {name:<32} {value:>12.3f} s")


def main(arguments: Sequence[str]) -> int:
    sizes = [int(a) for a in arguments if a.isdecimal()]
    with tempfile.TemporaryDirectory(prefix="duecourse-bench-") as folder:
        figures = measure(sizes[0] if sizes else INVOICES, Path(folder))
    if "--json" in arguments:
        print(json.dumps(figures))
    else:
        _print(figures)
    return tell(
        *(
            Held(what, figures[name]["p99_ms"], limit, "ms", processor=figures[name]["cpu_p99_ms"])
            for name, (limit, what) in LIMITS.items()
        )
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
