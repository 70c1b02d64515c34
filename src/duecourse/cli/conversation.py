"""`duecourse analyse-call`: what was said on a call. Reads JSON or JSON Lines, needs no database."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any


def add(subparsers: Any) -> None:
    command = subparsers.add_parser(
        "analyse-call", help="marks, client acts, commitments, points and outcome of calls (JSON or JSON Lines)"
    )
    command.add_argument("file", metavar="FILE", help="a call as JSON, calls as JSON Lines, or - for standard input")
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Exit status 0: analysed; 2: something could not be read (what could be is written all the same)."""
    from duecourse.playbooks.analyse_call import (
        MALFORMED,
        analyse_call_json,
    )  # hidden: compiling the phrases takes time

    try:
        text = sys.stdin.read() if given.file == "-" else Path(given.file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        print(f"duecourse analyse-call: {given.file}: {error}", file=sys.stderr)
        return MALFORMED
    output = analyse_call_json(text)
    for line in output.lines:
        print(line)
    for problem in output.errors:
        print(f"duecourse analyse-call: {problem}", file=sys.stderr)
    return output.status
