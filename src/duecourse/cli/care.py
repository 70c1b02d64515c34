"""Looking after an installation: backup, restore, doctor."""

from __future__ import annotations

import argparse
import json
import shutil
import sqlite3
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from duecourse.cli import boot
from duecourse.domain.wording import count

_FOLDERS = ("uploads", "playbooks")


def add(subparsers: Any) -> None:
    backup = subparsers.add_parser("backup", help="database, uploads and own playbooks into one file")
    backup.add_argument("file", type=Path, help="the archive to write; it must not exist yet")
    backup.set_defaults(run=_backup)
    restore = subparsers.add_parser("restore", help="put a backup back; the present state is kept beside it")
    restore.add_argument("file", type=Path, help="an archive that backup wrote")
    restore.set_defaults(run=_restore)
    doctor = subparsers.add_parser("doctor", help="look for what is wrong with this installation")
    doctor.set_defaults(run=_doctor)


def _is_sqlite() -> bool:
    from django.db import connection

    return connection.vendor == "sqlite"


def _refuse_postgresql(verb: str) -> int:
    print(f"This installation uses PostgreSQL: {verb} its database with pg_dump and pg_restore, "
          "and copy the folders uploads and playbooks.", file=sys.stderr)  # fmt: skip
    return 2


def _backup(given: argparse.Namespace) -> int:
    boot.database()
    if not _is_sqlite():
        return _refuse_postgresql("save")
    if given.file.exists():
        print(f"{given.file} exists already; name another file.", file=sys.stderr)
        return 2
    from django.conf import settings
    from django.db import connection

    with tempfile.TemporaryDirectory() as scratch, tarfile.open(given.file, "x:gz") as archive:
        copy = Path(scratch) / "duecourse.sqlite3"
        connection.ensure_connection()
        with sqlite3.connect(copy) as target:  # SQLite's own online backup: whole even while people work
            connection.connection.backup(target)
        target.close()
        archive.add(copy, "duecourse.sqlite3")
        for name in _FOLDERS:
            if (settings.HOME / name).is_dir():
                archive.add(settings.HOME / name, name)
    print(f"Saved in {given.file}")
    return 0


def _restore(given: argparse.Namespace) -> int:
    boot.django()
    if not _is_sqlite():
        return _refuse_postgresql("restore")
    from django.conf import settings

    home: Path = settings.HOME
    with tempfile.TemporaryDirectory(dir=home) as scratch:
        try:
            with tarfile.open(given.file) as archive:
                archive.extractall(scratch, filter="data")
            with sqlite3.connect(Path(scratch) / "duecourse.sqlite3") as check:
                check.execute("SELECT count(*) FROM django_migrations").fetchone()
            check.close()
        except (OSError, tarfile.TarError, sqlite3.Error) as error:
            print(f"{given.file} is not a backup of Duecourse: {error}", file=sys.stderr)
            return 2
        kept = Path(tempfile.mkdtemp(prefix="before-restore-", dir=home))
        for name in ("duecourse.sqlite3", "duecourse.sqlite3-wal", "duecourse.sqlite3-shm", *_FOLDERS):
            if (home / name).exists():
                shutil.move(home / name, kept / name)
        for name in ("duecourse.sqlite3", *_FOLDERS):
            if (Path(scratch) / name).exists():
                shutil.move(Path(scratch) / name, home / name)
    print(f"Restored. What was there before is in {kept}")
    return 0


def _findings() -> Iterator[tuple[str, bool, str]]:
    from django.conf import settings
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from duecourse.teams import audit

    waiting = MigrationExecutor(connection).migration_plan(MigrationExecutor(connection).loader.graph.leaf_nodes())
    yield (
        "database",
        not waiting,
        f"{count(len(waiting), 'update')} to make: run duecourse init" if waiting else connection.vendor,
    )
    report = audit.verify()
    yield "audit", report.first_broken is None, report.reason or f"{count(report.entries, 'entry', 'entries')}, whole"
    free = shutil.disk_usage(settings.HOME).free // 2**20
    yield "disk", free > 500, f"{free} MB free where Duecourse lives"
    secret = (settings.HOME / "secret-key").stat().st_mode & 0o077 if (settings.HOME / "secret-key").exists() else 0
    yield "secret key", not secret, "readable by others: chmod 600" if secret else "private"
    yield ("rules", *_rules())
    yield ("mail", *_mail())


def _rules() -> tuple[bool, str]:
    """Whether the packs can be read: while one cannot, nobody is contacted."""
    from duecourse.playbooks import PlaybookError
    from duecourse.playbooks.policies import all_packs

    try:
        return True, f"{len(all_packs())} packs can be read"
    except PlaybookError as problem:
        return False, f"nobody is contacted until this is put right: {problem}"


def _mail() -> tuple[bool, str]:
    """Whether the mail server answers; nothing is sent."""
    import smtplib

    from duecourse.outbox.mailing import reach_server
    from duecourse.outbox.queries import sends_mail

    if not sends_mail():
        return True, "no mail server is set up: people send their e-mails themselves"
    try:
        reach_server()
    except (OSError, smtplib.SMTPException) as error:
        return False, f"the mail server does not answer ({type(error).__name__}): see DUECOURSE_MAIL_URL"
    return True, "the mail server answers"


def _doctor(_given: argparse.Namespace) -> int:
    boot.database()
    found = [{"what": what, "ok": ok, "says": says} for what, ok, says in _findings()]
    print(json.dumps(found, indent=1))
    return 0 if all(f["ok"] for f in found) else 1
