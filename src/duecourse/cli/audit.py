"""`duecourse audit verify`."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import Any

from duecourse.cli import boot


def add(subparsers: Any) -> None:
    command = subparsers.add_parser("audit", help="the log of every write")
    verbs = command.add_subparsers(dest="verb", required=True)
    verify = verbs.add_parser("verify", help="walk the hash chain from the first entry; exit 1 where it breaks")
    verify.set_defaults(run=_verify)


def _verify(_given: argparse.Namespace) -> int:
    boot.database()
    from duecourse.teams import audit  # after Django is set up

    report = audit.verify()
    print(json.dumps(asdict(report)))
    return 0 if report.first_broken is None else 1
