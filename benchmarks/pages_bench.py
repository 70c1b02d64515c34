"""Every page that somebody opens a hundred times a day, over a million invoices: the limit is 150 ms on the server at
the 95th percentile.

    python benchmarks/pages_bench.py [INVOICES] [--json]

Requests go through the whole application (middleware, database, templates) in one process, without a network. A page
about one account is asked for the largest accounts of each caller, so these figures are the bad days. Beside the time
on the clock stands the processor time, which other work on the machine disturbs less.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from limits import Held, tell

INVOICES = 1_000_000
LIMIT_MS = 150
ROUNDS = 4  # of all twenty callers
LARGEST = 3  # accounts of each caller

Ask = Callable[[str], Any]


def prepare(home: Path) -> None:
    """The product on that folder, its clock standing on the ledger's day."""
    os.environ.update(DUECOURSE_HOME=str(home), DJANGO_SETTINGS_MODULE="duecourse.settings", DUECOURSE_DEMO="1")
    import django  # after the folder is known

    django.setup()


def begin() -> None:
    """The ledger's day, and one open call for each caller."""
    from made_ledger import NOW

    from duecourse.calls.actions import start_call
    from duecourse.lib import clock
    from duecourse.teams.models import Role, User

    for caller in User.objects.filter(role=Role.CALLER):
        start_call(actor=caller, now=NOW, account=_largest(caller)[0], contact=None, direction="in")
    clock.set_demo(NOW)


def _largest(caller: Any) -> list[Any]:
    from django.db.models import Count, Q

    from duecourse.receivables.queries import accounts_for

    open_items = Count("invoices", filter=~Q(invoices__balance_minor=0))
    return list(accounts_for(caller).annotate(n=open_items).order_by("-n", "pk")[:LARGEST])


def _pages_of_a_caller(caller: Any) -> Iterator[tuple[str, str]]:
    from duecourse.calls.models import Call

    yield "desk", "/"
    for account in _largest(caller):
        yield "account with brief and script", f"/accounts/{account.pk}/"
        yield "may I contact", f"/accounts/{account.pk}/contact/"
    yield "call in progress", f"/calls/{Call.objects.get(caller=caller, state='open').pk}/"
    yield "record of a call", f"/calls/{Call.objects.filter(caller=caller, state='closed').latest('started_at').pk}/"
    yield "calls", "/calls/"
    yield "accounts", "/accounts/"
    yield "accounts, a name searched", "/accounts/?q=Account+7"
    yield "accounts, an invoice searched", "/accounts/?q=INV-12345"
    for view in ("mine", "team", "late"):
        yield f"follow-ups, {view}", f"/follow-ups/?view={view}"
    yield "ageing", "/ageing/"
    yield "ageing half a year ago", "/ageing/?as_of=2026-05-20"
    yield "scripts", "/scripts/"


def _pages_of_a_lead(_lead: Any) -> Iterator[tuple[str, str]]:
    yield "lead: desk", "/"
    yield "lead: accounts", "/accounts/"
    yield "lead: accounts, a name searched", "/accounts/?q=Account+7"
    yield "lead: calls", "/calls/"
    yield "lead: follow-ups", "/follow-ups/"
    yield "lead: ageing", "/ageing/"
    yield "lead: imports", "/imports/"
    yield "lead: audit", "/audit/"


def _ask_as(user: Any) -> Ask:
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.get


def visits() -> list[tuple[str, str, Ask]]:
    """What is measured: (name, address, asked as whom)."""
    from duecourse.teams.models import Role, User

    found = []
    for user in User.objects.order_by("pk"):
        pages = _pages_of_a_caller if user.role == Role.CALLER else _pages_of_a_lead
        ask = _ask_as(user)
        found += [(name, path, ask) for name, path in pages(user)]
    return found


def measure(listed: Sequence[tuple[str, str, Ask]], rounds: int = ROUNDS) -> dict[str, dict[str, float]]:
    """By page: times on the clock and of the processor, in milliseconds. The first round warms up and does not count;
    the lead is one person and is asked as often as twenty callers."""
    from duecourse.lib.memory import settle

    wall: dict[str, list[float]] = {name: [] for name, _, _ in listed}
    busy: dict[str, list[float]] = {name: [] for name, _, _ in listed}
    settle()  # as the server does once it is loaded
    for n in range(rounds + 1):
        for name, path, ask in listed:
            for _ in range(4 if n and name.startswith("lead") else 1):
                started, worked = time.perf_counter(), time.process_time()
                response = ask(path)
                took = (time.perf_counter() - started) * 1000, (time.process_time() - worked) * 1000
                if response.status_code not in (200, 302):  # one match alone is opened at once
                    raise SystemExit(f"{path}: answered {response.status_code}")
                if n:
                    wall[name].append(took[0])
                    busy[name].append(took[1])
    return {
        name: {
            "p50_ms": _at(wall[name], 0.5), "p95_ms": _at(wall[name], 0.95), "cpu_p50_ms": _at(busy[name], 0.5),
            "cpu_p95_ms": _at(busy[name], 0.95), "limit_ms": LIMIT_MS,
        }
        for name in wall
    }  # fmt: skip


def _at(times: list[float], share: float) -> float:
    return round(sorted(times)[int(len(times) * share)], 1)


def _print(figures: dict[str, dict[str, float]]) -> None:
    print(f"{'page':<34} {'p50':>8} {'p95':>8} {'cpu p50':>8} {'cpu p95':>8}")
    for name, figure in figures.items():
        columns = " ".join(f"{figure[key]:>8.1f}" for key in ("p50_ms", "p95_ms", "cpu_p50_ms", "cpu_p95_ms"))
        print(f"{name:<34} {columns}")


def main(arguments: Sequence[str]) -> int:
    sizes = [int(a) for a in arguments if a.isdecimal()]
    with tempfile.TemporaryDirectory(prefix="duecourse-bench-") as folder:
        prepare(Path(folder))
        from made_ledger import ledger_in  # once Django is set up

        ledger_in(Path(folder), sizes[0] if sizes else INVOICES)
        begin()
        figures = measure(visits())
    if "--json" in arguments:
        print(json.dumps(figures))
    else:
        _print(figures)
    return tell(
        *(
            Held(f"page: {name}, p95", figure["p95_ms"], LIMIT_MS, "ms", processor=figure["cpu_p95_ms"])
            for name, figure in figures.items()
        )
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
