"""`duecourse may-contact FILE|-`, as a program would run it."""

from __future__ import annotations

import json
import subprocess
import sys

CASE = {
    "id": "F01", "jurisdiction": "US-OH", "debt_type": "consumer", "party": "third_party",
    "debtor": {"tz_candidates": ["America/New_York"]}, "events": [],
    "query": {"t": "2026-04-07T22:00:00-04:00", "channel": "phone", "debt_id": "D1", "consumer_id": "P1"},
}  # fmt: skip
# Run in a process of its own, and fail if the answer needed Django.
PROGRAM = """
import sys
from duecourse.cli import main
status = main(sys.argv[1:])
assert "django" not in sys.modules, "may-contact is for machines without a database"
sys.exit(status)
"""


def run(*arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", PROGRAM, "may-contact", *arguments]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=False, timeout=60)


def test_a_file_of_cases_gets_one_verdict_a_line_without_a_database(tmp_path):
    file = tmp_path / "cases.json"
    file.write_text(json.dumps([CASE, {**CASE, "id": "F02", "party": "first_party"}]), "utf-8")
    done = run(str(file))
    first, second = map(json.loads, done.stdout.splitlines())
    assert (done.returncode, done.stderr) == (0, "")
    assert (first["id"], first["verdict"]) == ("F01", "blocked")
    assert first["earliest_allowed"] == "2026-04-08T08:00:00-04:00"
    assert first["reasons"][0]["rule"] == "US-TIME-1" and first["packs"] == ["us-federal@2021-11-30"]
    assert second["verdict"] == "allowed"


def test_the_house_rules_are_asked_only_on_request():
    creditor = json.dumps({**CASE, "party": "first_party"})
    assert json.loads(run("-", text=creditor).stdout)["verdict"] == "allowed"
    assert json.loads(run("-", "--house", text=creditor).stdout)["verdict"] == "blocked"


def test_a_case_that_cannot_be_read_ends_with_2_and_says_where():
    done = run("-", text=json.dumps({**CASE, "party": "nobody"}))
    assert done.returncode == 2 and "case.party: 'nobody' is not one of" in done.stderr
    assert "verdict" not in done.stdout


def test_a_file_that_is_not_there_or_no_text_ends_with_2(tmp_path):
    assert run(str(tmp_path / "none.json")).returncode == 2
    binary = tmp_path / "cases.bin"
    binary.write_bytes(b"\xff\xfe\x00\x01")
    done = run(str(binary))
    assert done.returncode == 2 and "cases.bin" in done.stderr and "Traceback" not in done.stderr


def test_a_pack_of_ones_own_that_cannot_be_read_is_named_and_nothing_is_decided(tmp_path, monkeypatch):
    monkeypatch.setenv("DUECOURSE_HOME", str(tmp_path))
    pack = tmp_path / "playbooks" / "policies" / "in.toml"
    pack.parent.mkdir(parents=True)
    pack.write_text('id = "in"\ntitle = "India"\n', "utf-8")
    done = run("-", text=json.dumps(CASE))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("policies/in.toml") and "Traceback" not in done.stderr
