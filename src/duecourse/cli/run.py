"""Running the product: init, serve, worker, demo, backup, restore, doctor."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from duecourse.cli import boot


def add(subparsers: Any) -> None:
    init = subparsers.add_parser("init", help="make or update the database; with --administrator the first person")
    init.add_argument("--administrator", metavar="NAME", help="make this administrator; the password is asked for")
    init.set_defaults(run=_init)
    serve = subparsers.add_parser("serve", help="the web pages, and a worker beside them")
    _address(serve)
    serve.add_argument("--workers", type=int, default=2, help="processes that answer pages")
    serve.add_argument("--no-worker", action="store_true", help="jobs run elsewhere (duecourse worker)")
    serve.set_defaults(run=_serve)
    worker = subparsers.add_parser("worker", help="the jobs: imports, judging promises, reminders")
    worker.set_defaults(run=_worker)
    demo = subparsers.add_parser("demo", help="an invented ledger in a scratch database, one click to sign in")
    _address(demo)
    demo.add_argument("--accounts", type=int, default=400, help="how many accounts to invent")
    demo.add_argument("--seed", type=int, default=1, help="another number, another ledger")
    demo.add_argument("--keep", action="store_true", help="go on with the last demo instead of a fresh one")
    demo.add_argument("--reload", action="store_true", help="for developers: start again whenever the code changes")
    demo.set_defaults(run=_demo)


def _address(command: argparse.ArgumentParser) -> None:
    command.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    command.add_argument("--port", type=int, default=8000, help="the port to listen on")


def _init(given: argparse.Namespace) -> int:
    boot.django()
    from django.core.management import call_command

    from duecourse.lib.sql import gather_statistics

    call_command("migrate", verbosity=0)
    gather_statistics()
    if given.administrator:
        from duecourse.cli import people

        password = people.ask_password(given.administrator)
        status = people.add_person(
            username=given.administrator, role="administrator", team=None, called="", password=password
        )
        if status:
            return status
    from django.conf import settings

    print(f"Ready. Everything lives in {settings.HOME}")
    return 0


def _serve(given: argparse.Namespace) -> int:
    boot.database()
    _publish_rules()
    return _serve_until_stopped(given, workers=given.workers, with_jobs=not given.no_worker)


def _publish_rules() -> None:
    """The gate reads files: they are what the rows say, also after a restore or with another database."""
    from duecourse.rulebook.actions import publish_versions

    publish_versions()


def _serve_until_stopped(given: argparse.Namespace, *, workers: int, with_jobs: bool) -> int:
    """Pages in this process's children, jobs in one more; all end together."""
    from django.db import connections
    from granian.constants import Interfaces
    from granian.server import Server

    connections.close_all()  # children open their own
    with _jobs_beside(with_jobs):
        Server(
            "duecourse.web.asgi:application",
            address=given.host,
            port=given.port,
            interface=Interfaces.ASGINL,
            workers=workers,
            blocking_threads=1,
            log_access=False,
            workers_kill_timeout=10,  # a browser that holds its connection open must not keep us from stopping
        ).serve()
    return 0


def _serve_and_watch(given: argparse.Namespace) -> int:
    """Django's own server, which starts itself again when a file changes."""
    from django.core.management import call_command

    with _jobs_beside(not _started_again()):
        call_command("runserver", f"{given.host}:{given.port}")
    return 0


def _started_again() -> bool:
    """Whether Django's reloader started this process: the one before it has made the ledger and started the jobs."""
    return os.environ.get("RUN_MAIN") == "true"


@contextmanager
def _jobs_beside(wanted: bool) -> Iterator[None]:
    """The job cluster in a process group of its own: told to stop, given time to finish, and swept away whole, because
    one that is stopped while it starts leaves children behind."""
    jobs = (
        subprocess.Popen([sys.executable, "-m", "duecourse.cli", "worker"], start_new_session=True) if wanted else None
    )
    try:
        yield
    finally:
        if jobs is not None:
            jobs.terminate()
            with suppress(subprocess.TimeoutExpired):
                jobs.wait(timeout=20)
            with suppress(ProcessLookupError):
                os.killpg(jobs.pid, signal.SIGKILL)
            jobs.wait()


def _worker(_given: argparse.Namespace) -> int:
    boot.database()
    from django.core.management import call_command

    from duecourse.web.schedules import ensure_schedules

    ensure_schedules()
    call_command("qcluster", verbosity=0)
    return 0


def _name_the_agency(home: Path) -> None:
    """The demo's agency has a name to say: our house rules with it, laid over the shipped ones as a lead would."""
    from duecourse.playbooks import SHIPPED

    own = home / "playbooks" / "scripts" / "house.toml"
    if not own.exists():
        own.parent.mkdir(parents=True, exist_ok=True)
        shipped = (SHIPPED / "scripts" / "house.toml").read_text("utf-8")
        own.write_text(shipped.replace('company = ""', 'company = "Tidewater Partners"'), "utf-8")


def _demo(given: argparse.Namespace) -> int:
    home = Path(os.environ.get("DUECOURSE_DEMO_HOME") or Path(tempfile.gettempdir()) / f"duecourse-demo-{os.getuid()}")
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ.update(DUECOURSE_HOME=str(home), DUECOURSE_DEMO="1")
    os.environ.pop("DATABASE_URL", None)
    database = home / "duecourse.sqlite3"
    if not given.keep and not _started_again():
        for file in home.glob("duecourse.sqlite3*"):
            file.unlink()
    fresh = not database.exists()
    boot.database()
    _publish_rules()
    if fresh:
        from duecourse.cli.demo import DEMO_NOW, build
        from duecourse.lib import clock

        print(f"Inventing a ledger of {given.accounts} accounts ...", flush=True)
        clock.set_demo(DEMO_NOW)
        print(build(accounts=given.accounts, seed=given.seed, now=DEMO_NOW))
        _name_the_agency(home)
    print(f"Duecourse is on http://{given.host}:{given.port} (stop with Ctrl-C)", flush=True)
    return _serve_and_watch(given) if given.reload else _serve_until_stopped(given, workers=1, with_jobs=True)
