"""`duecourse policy`: news of the rules, a pack looked over, and contacts of the past asked about again."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from duecourse.cli import main
from duecourse.compliance.actions import permit_contact, report_outcome
from duecourse.playbooks.policies import shelf
from duecourse.rulebook import actions
from make import NOW, TODAY, make_account

pytestmark = pytest.mark.django_db
MONTH = ("--from", "2026-10-20", "--to", "2026-11-18")


@pytest.fixture(autouse=True)
def _the_day_stands_still(monkeypatch, tmp_path):
    monkeypatch.setattr("duecourse.lib.clock.now", lambda: NOW)
    monkeypatch.setenv("DUECOURSE_HOME", str(tmp_path))


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    status = main(("policy", *arguments))
    said = capsys.readouterr()
    return status, said.out, said.err


@pytest.fixture
def calls(people):
    """Three on days in a row that the gate allowed, and a fourth that it refused."""
    account = make_account(people.portfolio, number="A-1")
    for days in (6, 5, 2, 1):
        at = NOW - timedelta(days=days)
        decision = permit_contact(actor=people.alice, now=at, account=account, contact=None, channel="phone")
        if decision.event:
            report_outcome(now=at, event=decision.event, outcome="no_answer")
    return account


@pytest.fixture
def milder(tmp_path):
    path = tmp_path / "milder.toml"
    path.write_text(shelf().shipped("house").text.replace("limit = 3", "limit = 4", 1), "utf-8")
    return path


def test_changes_since_a_day_for_programs(capsys):
    status, out, _ = run(capsys, "changes", "--since", "2026-01-02", "--json")
    told = json.loads(out)["changes"]
    nyc = next(change for change in told if change["rules"] == ["NYC-1"])
    assert status == 0
    assert (nyc["on"], nyc["what"], nyc["status"], nyc["pack"]) == (
        "2026-09-01", "changed", "secondary", "us-ny-nyc@2026-09-01",
    )  # fmt: skip
    assert {"label": "Limit", "before": "2", "after": "3"} in nyc["differences"]
    assert nyc["means"].startswith("Creditors are bound") and nyc["link"].startswith("https://")
    draft = next(change for change in told if change["rules"] == ["IN-2"])
    assert draft["ahead"] and not draft["certain"]


def test_changes_since_a_day_for_people(capsys):
    status, out, _ = run(capsys, "changes", "--since", "2026-08-01")
    assert status == 0 and "2026-09-01  changed  us-ny-nyc@2026-09-01  NYC-1" in out and "Limit: 2 → 3" in out


def test_a_day_that_is_none_is_refused(capsys):
    with pytest.raises(SystemExit):
        main(("policy", "changes", "--since", "yesterday"))
    assert "write it like" in capsys.readouterr().err


def test_a_pack_is_looked_over(capsys, tmp_path, milder):
    status, _, err = run(capsys, "check", str(milder))
    assert status == 2 and "line 9" in err and "HOUSE-FREQ-2: example" in err and "does not hold" in err
    fine = tmp_path / "fine.toml"
    fine.write_text(shelf().shipped("us-wv").text, "utf-8")
    status, out, _ = run(capsys, "check", str(fine))
    assert status == 0 and "it can be used" in out
    assert run(capsys, "check", str(tmp_path / "none.toml"))[0] == 2


def test_a_pack_in_a_file_tells_what_it_would_have_allowed(capsys, calls, milder):
    status, out, _ = run(capsys, "replay", *MONTH, "--pack", str(milder), "--json")
    told = json.loads(out)
    assert status == 0
    totals = told["totals"]
    assert (totals["allowed"], totals["refused"], totals["stopped"], totals["made"]) == (1, 1, 0, 3)
    assert told["findings"][0]["account"] == "A-1" and told["findings"][0]["reasons"][0]["rule"] == "HOUSE-FREQ-2"
    assert told["left_out"] == 0


def test_a_draft_by_its_number_tells_it_to_people(capsys, calls, people, milder):
    digest = shelf().shipped("house").digest
    draft = actions.copy_pack(actor=people.bob, now=NOW, digest=digest)
    actions.save_draft(actor=people.bob, now=NOW, draft=draft, text=milder.read_text("utf-8"), seen=draft.digest)
    status, out, _ = run(capsys, "replay", *MONTH, "--pack", str(draft.pk))
    assert status == 0
    assert "would have allowed 1 of 1 refused" in out and "would have stopped 0 of 3 made" in out
    assert "A-1  phone  refused; would have been allowed" in out
    assert "and 1 more" in run(capsys, "replay", *MONTH, "--pack", str(draft.pk), "--limit", "0")[1]


@pytest.mark.parametrize("pack", ["in-force", "pending", "as-decided"])
def test_the_rules_on_file_agree_with_what_they_decided(capsys, calls, pack):
    status, out, _ = run(capsys, "replay", *MONTH, "--pack", pack, "--json")
    assert status == 0 and json.loads(out)["findings"] == [] and json.loads(out)["totals"]["asked"] == 4


def test_a_decision_that_cannot_be_repeated_is_a_failure(capsys, calls):
    from duecourse.compliance.models import PolicyText

    PolicyText.objects.all().delete()
    status, out, _ = run(capsys, "replay", *MONTH, "--pack", "as-decided")
    assert status == 1 and "could not be asked about: 4 of 4" in out


@pytest.mark.parametrize("pack", ["yesterday", "999999", "nowhere.toml"])
def test_a_pack_that_is_none_is_refused_with_what_it_may_be(capsys, db, pack):
    status, _, err = run(capsys, "replay", *MONTH, "--pack", pack)
    assert status == 2 and pack in err


def test_days_the_wrong_way_round_are_refused(capsys, db):
    assert run(capsys, "replay", "--from", "2026-11-18", "--to", f"{TODAY - timedelta(days=1)}")[0] == 2
