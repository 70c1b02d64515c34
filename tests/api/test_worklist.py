"""The list of the day, the next account, brief and script over the API."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from duecourse.calls.models import Promise
from duecourse.cli import main
from duecourse.lib import clock
from duecourse.playbooks import PlaybookError
from duecourse.playbooks.scripts import load_scripts
from duecourse.receivables.standing import refresh_standing
from make import NOW, TODAY, make_account, make_contact, make_invoice, pay

pytestmark = pytest.mark.django_db


@pytest.fixture
def ledger(people, account):
    """Beside Alice's Harbour Cafe: one that owes less, and one that paid yesterday."""
    small = make_account(people.portfolio, number="A-200", name="Small Shop")
    make_invoice(small, 10_000, days_late=12)
    paid = make_account(people.portfolio, number="A-300", name="Prompt Payer")
    pay(make_invoice(paid, 50_000, days_late=20), 20_000, on=TODAY - timedelta(days=1))
    theirs = make_account(people.other_portfolio, number="B-100", name="Charlie's")
    make_invoice(theirs, 70_000, days_late=50)
    refresh_standing()
    return account


def accounts(entries: list[dict]) -> list[str]:
    return [entry["account"] for entry in entries]


def test_the_list_says_whom_to_call_and_whom_not_with_reasons(alice, ledger):
    status, body = alice.get("/worklist")
    assert status == 200, body
    assert (body["caller"], body["on"]) == ("alice", "2026-11-18")
    assert accounts(body["entries"]) == ["A-100", "A-200"]
    first = body["entries"][0]
    assert (first["rank"], first["overdue"], first["currency"], first["may_contact"]) == (1, "890.00", "USD", "allowed")
    assert all(entry["reasons"] for entry in body["entries"] + body["not_today"])
    assert accounts(body["not_today"]) == ["A-300"]
    assert datetime.fromisoformat(body["not_today"][0]["until"]) > NOW


def test_the_list_is_narrowed_and_cut(alice, ledger):
    assert accounts(alice.get("/worklist", q="small")[1]["entries"]) == ["A-200"]
    cut = alice.get("/worklist", limit=1)[1]
    assert (accounts(cut["entries"]), cut["left"]) == (["A-100"], 2)
    assert alice.get("/worklist", reason="never_reached")[0] == 200
    assert alice.get("/worklist", reason="whatever")[0] == 422


@pytest.mark.parametrize(
    ("name", "status"), [("alice", 200), ("bob", 200), ("charlie", 404), ("dana", 200), ("erin", 200)]
)
def test_a_lead_sees_a_teammates_list_and_a_stranger_does_not(program, people, ledger, name, status):
    answer = program(getattr(people, name)).get("/worklist", caller="alice")
    assert answer[0] == status
    if status == 200:
        assert accounts(answer[1]["entries"]) == ["A-100", "A-200"]


def test_next_takes_the_best_account_and_nobody_else_gets_it(alice, program, people, ledger):
    status, body = alice.post("/worklist/next", None)
    assert (status, body["account"]["ref"]) == (201, "northwind:A-100")
    assert NOW < datetime.fromisoformat(body["until"]) <= NOW + timedelta(minutes=21)
    assert program(people.bob).post("/worklist/next", None)[1]["account"]["number"] == "A-200"
    assert alice.post("/worklist/next", None)[1]["error"]["code"] == "nobody_left"


def test_next_sent_twice_with_a_key_takes_one_account(alice, ledger):
    key = {"Idempotency-Key": "n-1"}
    taken = [alice.post("/worklist/next", None, **key)[1]["account"]["number"] for _ in range(2)]
    assert taken == ["A-100", "A-100"]


def test_at_night_nobody_is_left(alice, ledger):
    clock.set_demo(datetime(2026, 11, 19, 5, 0, tzinfo=ZoneInfo("America/New_York")))
    status, body = alice.post("/worklist/next", None)
    assert (status, body["error"]["code"]) == (404, "nobody_left")
    listed = alice.get("/worklist")[1]
    assert listed["entries"] == []
    assert "A-100" in accounts(listed["not_today"])


def test_an_auditor_takes_nothing(program, people, ledger):
    assert program(people.dana).post("/worklist/next", None)[0] == 403


def test_brief_and_script_are_those_of_the_commands(alice, people, ledger, capsys):
    make_contact(ledger, name="Sam Reed", is_primary=False)
    Promise.objects.create(
        account=ledger, currency="USD", amount_minor=10_000, due_on=TODAY - timedelta(days=9), made_at=NOW,
        state="broken",
    )  # fmt: skip
    for word in ("brief", "script"):
        status, body = alice.get(f"/accounts/A-100/{word}")
        assert status == 200, body
        assert main([word, "northwind:A-100", "--caller", "alice", "--json"]) == 0
        assert json.loads(capsys.readouterr().out) == body


def test_a_script_for_a_machine_never_names_the_debt(alice, ledger):
    status, body = alice.get("/accounts/A-100/script", reached="voicemail")
    assert status == 200
    said = " ".join(text for step in body["steps"] for text in step["say"])
    assert said
    assert "890" not in said
    assert alice.get("/accounts/A-100/script", situation="plan")[1]["situation"] == "plan"


def test_a_broken_script_file_of_the_teams_own_does_not_stop_a_call(alice, ledger, tmp_path, monkeypatch):
    folder = tmp_path / "playbooks" / "scripts"
    folder.mkdir(parents=True)
    (folder / "first-reminder.md").write_text("+++\nthis is not TOML\n+++\n")
    monkeypatch.setenv("DUECOURSE_HOME", str(tmp_path))
    with pytest.raises(PlaybookError):
        load_scripts()
    assert alice.get("/accounts/A-100/script", situation="first_reminder")[0] == 200
    assert alice.get("/accounts/A-100/brief")[0] == 200


def test_brief_and_script_of_a_strangers_account_are_not_there(program, people, ledger):
    charlie = program(people.charlie)
    for word in ("brief", "script"):
        assert charlie.get(f"/accounts/northwind:A-100/{word}")[0] == 404
