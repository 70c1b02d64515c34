"""Fifty calls at once, each with a stream open: the whole request that says a turn, how long until its event arrives,
and what the streams cost the pages beside them.

    python benchmarks/live_bench.py [CALLS]

One server process (`duecourse serve --workers 1`) on an empty machine's port, SQLite, real requests over the loopback.
The engine's own share of a turn stands in conversation_bench.py; its limit is 5 ms at the 99th percentile.
"""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conversation_bench import OWN, calls
from limits import Held, tell

CALLS = 50
VISITS = 60  # of a page, with and without streams
START_S = 60
PAGE_MS = 150


@dataclass(frozen=True)
class Talker:
    """One caller in one open call."""

    call: int
    token: str
    cookie: str


def prepare(home: Path) -> None:
    os.environ.update(DUECOURSE_HOME=str(home), DJANGO_SETTINGS_MODULE="duecourse.settings")
    import django  # after the folder is known

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def people_in_calls(count: int) -> list[Talker]:
    """As many callers, each in a call about one open invoice."""
    from datetime import timedelta

    from duecourse.calls.actions import start_call
    from duecourse.lib import clock
    from duecourse.receivables.models import Account, Contact, Creditor, Invoice
    from duecourse.teams.actions import issue_token
    from duecourse.teams.models import Portfolio, Role, Team, User

    now = clock.now()
    team = Team.objects.create(name="North")
    creditor = Creditor.objects.create(code="northwind", name="Northwind", currency="USD")
    found = []
    for n in range(count):
        caller = User.objects.create(username=f"caller{n}", first_name="Priya", role=Role.CALLER, team=team)
        portfolio = Portfolio.objects.create(name=f"P{n}", team=team)
        portfolio.callers.add(caller)
        account = Account.objects.create(
            creditor=creditor, portfolio=portfolio, number=f"A-{n}", name="Harbour Cafe", country="US", currency="USD",
            time_zone="America/New_York", phone="+12125550142",
        )  # fmt: skip
        contact = Contact.objects.create(account=account, name="Maria Lopez", is_primary=True)
        due = now.date() - timedelta(days=30)
        Invoice.objects.create(
            account=account, number="INV-1042", currency="USD", amount_minor=89_000, balance_minor=89_000, due_on=due
        )
        call = start_call(actor=caller, now=now, account=account, contact=contact, direction="in")
        _, token = issue_token(actor=caller, now=now, name="bench")
        found.append(Talker(call.pk, token, _signed_in(caller)))
    return found


def _signed_in(user: Any) -> str:
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


@contextmanager
def server() -> Iterator[int]:
    """One process that answers, until the block ends; its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "duecourse.cli", "serve", "--port", str(port), "--workers", "1", "--no-worker"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        until = time.monotonic() + START_S
        while time.monotonic() < until:
            try:
                ask(port, "GET", "/health")
                break
            except OSError:
                time.sleep(0.2)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=30)


def ask(port: int, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, bytes, float]:
    """Status, body and milliseconds."""
    started = time.perf_counter()
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    given = {"Content-Type": "application/json", **headers} if body is not None else headers
    line.request(method, path, None if body is None else json.dumps(body), given)
    answer = line.getresponse()
    content = answer.read()
    line.close()
    return answer.status, content, (time.perf_counter() - started) * 1000


def page_times(port: int, talkers: Sequence[Talker]) -> list[float]:
    """The page of a call in progress."""
    times = []
    for n in range(VISITS):
        talker = talkers[n % len(talkers)]
        status, _, took = ask(port, "GET", f"/calls/{talker.call}/", Cookie=talker.cookie)
        if status != 200:
            raise SystemExit(f"the page answered {status}")
        times.append(took)
    return times


class Ears:
    """A stream for each call, and when each of its events came."""

    def __init__(self, port: int, talkers: Sequence[Talker]) -> None:
        self.port, self.talkers = port, talkers
        self.came: dict[tuple[int, int], float] = {}
        self.open = 0

    async def listen(self, talker: Talker) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        head = f"GET /api/v1/calls/{talker.call}/events HTTP/1.1\r\nHost: localhost\r\n"
        writer.write(f"{head}Authorization: Bearer {talker.token}\r\n\r\n".encode())
        while line := await reader.readline():
            if line.startswith(b"retry:"):
                self.open += 1
            if line.startswith(b"id:"):
                self.came[talker.call, int(line[3:])] = time.perf_counter()


def say_everything(port: int, talkers: Sequence[Talker], sent: dict[tuple[int, int], float]) -> list[float]:
    """Our own calls said turn by turn, all talkers taking turns; milliseconds of each request."""
    spoken = calls(OWN)
    times = []
    for n in range(1, max(len(call.turns) for call in spoken) + 1):
        for place, talker in enumerate(talkers):
            turns = spoken[place % len(spoken)].turns
            if n > len(turns):
                continue
            turn = turns[n - 1]
            body = {"turns": [{"n": n, "who": turn.who, "text": turn.text, "start": turn.start, "end": turn.end}]}
            sent[talker.call, n] = time.perf_counter()
            path, bearer = f"/api/v1/calls/{talker.call}/turns", f"Bearer {talker.token}"
            status, content, took = ask(port, "POST", path, body, Authorization=bearer)
            if status != 200:
                raise SystemExit(f"a turn was answered {status}: {content!r}")
            times.append(took)
    return times


async def measure(port: int, talkers: Sequence[Talker]) -> dict[str, float]:
    alone = await asyncio.to_thread(page_times, port, talkers)
    ears = Ears(port, talkers)
    streams = [asyncio.create_task(ears.listen(talker)) for talker in talkers]
    while ears.open < len(talkers):
        await asyncio.sleep(0.05)
    beside = await asyncio.to_thread(page_times, port, talkers)
    sent: dict[tuple[int, int], float] = {}
    said = await asyncio.to_thread(say_everything, port, talkers, sent)
    await asyncio.sleep(2)
    for stream in streams:
        stream.cancel()
    late = [(ears.came[key] - at) * 1000 for key, at in sent.items() if key in ears.came]
    return {
        "streams": len(talkers), "page_p50_ms": _at(alone, 0.5), "page_p95_ms": _at(alone, 0.95),
        "page_beside_streams_p50_ms": _at(beside, 0.5), "page_beside_streams_p95_ms": _at(beside, 0.95),
        "turn_request_p50_ms": _at(said, 0.5), "turn_request_p99_ms": _at(said, 0.99),
        "event_after_p50_ms": _at(late, 0.5), "event_after_p99_ms": _at(late, 0.99),
        "events_lost": len(sent) - len(late),
    }  # fmt: skip


def _at(times: list[float], share: float) -> float:
    return round(sorted(times)[int(len(times) * share)], 1) if times else 0.0


def main(arguments: Sequence[str]) -> int:
    count = int(arguments[0]) if arguments else CALLS
    with tempfile.TemporaryDirectory(prefix="duecourse-bench-") as folder:
        prepare(Path(folder))
        talkers = people_in_calls(count)
        with server() as port:
            figures = asyncio.run(measure(port, talkers))
    print(json.dumps(figures))
    return tell(
        Held("events of open calls that got lost", figures["events_lost"], 1, ""),
        Held("page of an open call beside 50 streams, p95", figures["page_beside_streams_p95_ms"], PAGE_MS, "ms"),
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
