"""`duecourse may-contact`: contact cases in, verdicts out, without a database. `duecourse contact evidence`: why one
contact was allowed."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from duecourse.cli import boot
from duecourse.playbooks.may_contact import MALFORMED, may_contact_json


def add(subparsers: Any) -> None:
    command = subparsers.add_parser(
        "may-contact",
        help="may this contact take place, why not, and when: contact cases in, verdicts out",
        description="Reads one contact case (JSON object), a list of them, or one on each line; writes one verdict on "
        "each line. Exit status 2 when a case cannot be read.",
    )
    command.add_argument("file", help="the cases; - is standard input")
    command.add_argument("--house", action="store_true", help="also the house rules, as the product itself asks")
    command.set_defaults(run=_may_contact)
    contact = subparsers.add_parser("contact", help="a contact that was made or refused")
    verbs = contact.add_subparsers(dest="verb", required=True)
    evidence = verbs.add_parser(
        "evidence",
        help="why it was allowed, as JSON: decision, facts, rules of that time, what was said, record, audit trail",
        description="Walks the whole audit log. Exit status 1 when something in it does not hold, 2 when there is no "
        "such contact.",
    )
    evidence.add_argument("id", type=int, help="the decision's number, as in /contact-decisions/ID/")
    evidence.set_defaults(run=_evidence)


def _may_contact(given: argparse.Namespace) -> int:
    try:
        text = _read(given.file)
    except (OSError, UnicodeDecodeError) as error:
        print(f"{given.file}: {error}", file=sys.stderr)
        return MALFORMED
    answers = may_contact_json(text, house=given.house)
    for line in answers.lines:
        print(line)
    for fault in answers.errors:
        print(fault, file=sys.stderr)
    return answers.exit_code


def _read(name: str) -> str:
    return sys.stdin.buffer.read().decode("utf-8-sig") if name == "-" else Path(name).read_text("utf-8-sig")


def _evidence(given: argparse.Namespace) -> int:
    boot.database()
    from duecourse.calls.evidence import as_json, checks_of, evidence_of
    from duecourse.compliance.models import ContactDecision

    rows = ContactDecision.objects.select_related("account__creditor", "contact", "asked_by", "overridden_by")
    decision = rows.filter(pk=given.id).first()
    if decision is None:
        print(f"there is no contact {given.id}", file=sys.stderr)
        return MALFORMED
    found = evidence_of(decision, whole_chain=True)
    print(json.dumps(as_json(found), indent=1))
    return 1 if any(check.holds is False for check in checks_of(found)) else 0
