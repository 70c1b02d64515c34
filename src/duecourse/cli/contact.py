"""`duecourse may-contact`: contact cases in, verdicts out. Needs no database."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

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
