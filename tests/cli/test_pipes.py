"""The command as a program in a pipe."""

from __future__ import annotations

import contextlib
import json
import os
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


def test_quotes_are_what_was_said_whatever_the_terminal_writes():
    text = "So you’re saying it’s £890 — you people “never” pay. Thank you, José…"
    call = {
        "started_at": "2026-11-18T10:00:00+00:00",
        "account": {"name": "Harbour", "kind": "payer", "currency": "GBP", "invoices": []},
        "turns": [{"who": "client", "text": "Speaking."}, {"who": "caller", "text": text}],
    }
    run = subprocess.run(
        [sys.executable, "-m", "duecourse.cli", "analyse-call", "-"],
        input=json.dumps(call, ensure_ascii=False).encode(),
        env={**os.environ, "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"},
        capture_output=True,
        check=True,
    )
    heard = json.loads(run.stdout.decode("utf-8"))
    assert heard["turns"][1]["text"] == text
    assert heard["marks"] and all(mark["quote"] in text for mark in heard["marks"])
