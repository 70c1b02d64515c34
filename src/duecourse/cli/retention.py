"""`duecourse retention`: delete what need not be kept any longer, or say what would be."""

from __future__ import annotations

import argparse
import json
from typing import Any

from duecourse.cli import boot


def add(subparsers: Any) -> None:
    command = subparsers.add_parser(
        "retention",
        help="delete the words whose retention period is over, and say by which rule; holds keep them",
        description="Transcripts, notes and facts go; that there was a contact, its verdict and outcome stay, with a "
        "tombstone and an audit entry. The worker does the same every hour.",
    )
    command.add_argument("--dry-run", action="store_true", help="only say what would be deleted, and what is held")
    command.add_argument("--json", action="store_true", help="one object: deleted (or due), held, counts")
    command.set_defaults(run=_retention)


def _retention(given: argparse.Namespace) -> int:
    boot.database()
    from duecourse.lib import clock
    from duecourse.retention.actions import remove_expired
    from duecourse.retention.queries import plan_of

    now = clock.now()
    plan = plan_of(now)
    if not given.dry_run:
        gone = {(row.what, row.account_id, row.call) for row in remove_expired(actor=None, now=now)}
        due = [i for i in plan.due if (i.what, i.account.pk, i.call.pk if i.call else None) in gone]
    else:
        due = list(plan.due)
    verb = "due" if given.dry_run else "deleted"
    if given.json:
        found = {verb: [item.as_json() for item in due], "held": [item.as_json() for item in plan.held]}
        print(json.dumps(found, indent=1))
        return 0
    for item in due:
        print(f"{verb}: {item.account.number} {item.what}, kept until {item.keeping.until} ({item.keeping.rule.id})")
    for item in plan.held:
        print(f"held: {item.account.number} {item.what}: {', '.join(item.holds)}")
    print(f"{len(due)} {verb}, {len(plan.held)} held")
    return 0
