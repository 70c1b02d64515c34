"""The command as a program in a pipe."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from pathlib import Path


def test_a_reader_that_has_seen_enough_ends_the_command_without_a_complaint():
    calls = (Path(__file__).parents[1] / "data/calls/own.jsonl").read_bytes() * 20
    command = [sys.executable, "-m", "duecourse.cli", "analyse-call", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        assert run.stdin and run.stdout and run.stderr
        run.stdout.close()
        with contextlib.suppress(BrokenPipeError):
            run.stdin.write(calls)
            run.stdin.close()
        assert (run.stderr.read(), run.wait()) == (b"", 0)
