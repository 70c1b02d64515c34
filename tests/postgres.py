"""A private PostgreSQL for one run: `python tests/postgres.py -- pytest tests/calls`.

The cluster lives in a temporary folder, listens on a socket in that folder only, and is gone afterwards, however the
run ends. The command gets its address in DATABASE_URL.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import programs

ROLE = "duecourse"
# Nothing in it has to survive a power cut.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=40", "shared_buffers=128MB")
START_TIMEOUT_S = 60


class DidNotStart(RuntimeError):
    """The server could not be made or started; the message is its own."""


@contextmanager
def private_cluster(binaries: Path) -> Iterator[str]:
    """Its DATABASE_URL. The folder's name is short (a socket's path may have about 100 characters) and it is private
    (whoever reaches the socket is let in)."""
    folder = Path(tempfile.mkdtemp(prefix="duecourse-pg-", dir="/tmp"))
    owner = _owner()
    try:
        if owner:
            shutil.chown(folder, owner["user"], owner["group"])
        data, log = folder / "data", folder / "log"
        made = [binaries / "initdb", "-D", data, "-U", ROLE, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]
        _must(made, folder, owner)
        with log.open("wb") as output:
            server = subprocess.Popen(
                [binaries / "postgres", "-D", data, "-k", folder, "-h", "", *_settings()],
                stdout=output, stderr=output, cwd=folder, start_new_session=True, **owner,
            )  # fmt: skip
        try:
            _wait(server, [binaries / "pg_isready", "-q", "-h", folder], log)
            yield f"postgres://{ROLE}@/postgres?host={folder}"
        finally:
            server.send_signal(signal.SIGQUIT)  # at once: there is nothing to keep
            server.wait(timeout=30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _owner() -> dict[str, Any]:
    """PostgreSQL refuses to run as root; its package brings a user for it."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam("postgres")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": ()}


def _settings() -> list[str]:
    return [part for setting in FAST for part in ("-c", setting)]


def _must(command: Sequence[object], folder: Path, owner: dict[str, Any]) -> None:
    parts = [str(part) for part in command]
    done = subprocess.run(parts, check=False, capture_output=True, text=True, cwd=folder, **owner)
    if done.returncode:
        raise DidNotStart(f"{parts[0]}: {done.stderr or done.stdout}")


def _wait(server: subprocess.Popen[bytes], is_ready: Sequence[object], log: Path) -> None:
    until = time.monotonic() + START_TIMEOUT_S
    while server.poll() is None and time.monotonic() < until:
        if subprocess.run([str(part) for part in is_ready], check=False).returncode == 0:
            return
        time.sleep(0.1)
    raise DidNotStart(f"postgres: {log.read_text()}")


def main(command: Sequence[str]) -> int:
    """The command's exit status. Without PostgreSQL: 1 in CI, otherwise 0 with a word about it."""
    binaries = programs.postgresql()
    if binaries is None:
        print("PostgreSQL is not installed: its part of the tests did not run.", file=sys.stderr)
        return int(programs.required())
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the cluster is stopped then, too
    with private_cluster(binaries) as url:
        print(f"On PostgreSQL {binaries.parts[-2]}:", flush=True)
        return subprocess.run(command, check=False, env={**os.environ, "DATABASE_URL": url}).returncode


if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] != "--":
        sys.exit("usage: python tests/postgres.py -- COMMAND [ARGUMENT ...]")
    sys.exit(main(sys.argv[2:]))
