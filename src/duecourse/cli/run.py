"""Running the product: init, serve, worker, demo, backup, restore, doctor."""

from __future__ import annotations

import argparse
from typing import Any

from duecourse.cli import boot


def add(subparsers: Any) -> None:
    init = subparsers.add_parser("init", help="make the database and the first administrator")
    init.set_defaults(run=_init)


def _init(_given: argparse.Namespace) -> int:
    boot.database()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return 0
