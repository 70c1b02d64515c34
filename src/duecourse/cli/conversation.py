"""`duecourse analyse-call`: what was said on a call. Reads JSON or JSON Lines, needs no database."""

from __future__ import annotations

import argparse
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Any


def add(subparsers: Any) -> None:
    command = subparsers.add_parser(
        "analyse-call", help="marks, client acts, commitments, points and outcome of calls (JSON or JSON Lines)"
    )
    command.add_argument("file", metavar="FILE", help="a call as JSON, calls as JSON Lines, or - for standard input")
    command.add_argument(
        "--call",
        metavar="CALL.json",
        help="FILE is a transcript (text, WebVTT, SRT, CSV, JSON); this call says what it is about",
    )
    command.add_argument("--speaker", metavar="NAME", default="", help="which speaker of the transcript is ours")
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    """Exit status 0: analysed; 2: something could not be read (what could be is written all the same)."""
    from duecourse.playbooks.analyse_call import (
        MALFORMED,
        analyse_call_json,
        analyse_transcript,
    )  # hidden: compiling the phrases takes time

    try:
        text = _read(given.file)
        about = _read(given.call) if given.call else ""
    except _Unreadable as error:
        print(f"duecourse analyse-call: {error}", file=sys.stderr)
        return MALFORMED
    output = analyse_transcript(text, about, given.speaker) if given.call else analyse_call_json(text)
    _speak_utf8(sys.stdout)
    for line in output.lines:
        print(line)
    for problem in output.errors:
        print(f"duecourse analyse-call: {problem}", file=sys.stderr)
    return output.status


class _Unreadable(Exception):
    """A file that is no text, or is not there: which, and why."""


def _speak_utf8(stream: Any) -> None:
    """JSON is UTF-8, whatever the terminal or the service manager thinks: a quote stays what was said."""
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors=stream.errors)


def _read(name: str) -> str:
    _speak_utf8(sys.stdin)
    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text("utf-8")
    except OSError as error:
        raise _Unreadable(f"{name}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise _Unreadable(f"{name} is not text in UTF-8. Save it as UTF-8.") from error
