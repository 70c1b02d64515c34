"""The `duecourse` command: a skin over actions. Each module adds its commands; output that programs read is JSON."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

import duecourse
from duecourse.playbooks import PlaybookError

# One module per group of commands, each with `add(subparsers)`. They import what is heavy inside their functions.
COMMANDS = (
    "run",
    "care",
    "people",
    "audit",
    "imports",
    "desk",
    "contact",
    "retention",
    "policy",
    "ledger",
    "conversation",
    "recordings",
    "second_opinion",
)


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="duecourse", description=duecourse.__doc__)
    top.add_argument("--version", action="version", version=duecourse.__version__)
    subparsers = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in COMMANDS:
        import_module(f"duecourse.cli.{name}").add(subparsers)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0 done, 1 the answer is no (a broken chain, a failed check), 2 the input cannot be used."""
    given = parser().parse_args(arguments)
    try:
        status = int(given.run(given) or 0)
        sys.stdout.flush()
        return status
    except PlaybookError as problem:  # a file of one's own: without it no answer is right
        print(problem, file=sys.stderr)
        return 2
    except BrokenPipeError:  # whoever reads the output has seen enough, as `| head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
