"""`duecourse ageing` and `duecourse worklist`: the JSON that other programs rely on, and what a person reads."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from duecourse.cli import main
from duecourse.receivables import standing
from duecourse.receivables.models import Invoice
from make import NOW, TODAY, make_account, make_creditor, make_invoice, make_promise, pay

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _the_day_stands_still(monkeypatch):
    monkeypatch.setattr("duecourse.lib.clock.now", lambda: NOW)


@pytest.fixture
def account(people):
    account = make_account(people.portfolio, make_creditor(code="north"), name="Harbour Cafe", number="A-1")
    make_invoice(account, 18_400_00, days_late=41)
    standing.refresh(today=TODAY)
    return account


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    status = main(arguments)
    said = capsys.readouterr()
    return status, said.out, said.err


def test_ageing_has_the_agreed_shape(account, capsys) -> None:
    status, out, _ = run(capsys, "ageing", "--json")
    columns = {
        "current": "0.00", "1-30": "0.00", "31-60": "18400.00", "61-90": "0.00", "91-120": "0.00", "120+": "0.00",
        "credits": "0.00", "unapplied": "0.00", "total": "18400.00", "control_total": "18400.00",
    }  # fmt: skip
    answer = json.loads(out)
    assert status == 0
    assert answer["as_of"] == "2026-11-18"
    assert answer["currencies"] == {"USD": columns}
    assert answer["accounts"] == [
        {"account": "A-1", "name": "Harbour Cafe", "creditor": "north", "currency": "USD", **columns}
    ]


def test_ageing_of_a_past_day_by_invoice_date_of_one_creditor(account, capsys) -> None:
    make_invoice(make_account(), 500)
    pay(Invoice.objects.get(account=account), on=TODAY)
    _, out, _ = run(capsys, "ageing", "--as-of", "2026-11-17", "--basis", "invoice", "--creditor", "North", "--json")
    assert json.loads(out)["currencies"]["USD"]["61-90"] == "18400.00"


def test_a_person_reads_aligned_columns(account, capsys) -> None:
    status, out, _ = run(capsys, "ageing")
    lines = out.splitlines()
    assert status == 0
    assert lines[2].split()[:5] == ["north", "A-1", "Harbour", "Cafe", "USD"]
    assert lines[0] == "Ageing on 2026-11-18 by due date"
    assert lines[-1].split() == [
        "Total", "USD", "0.00", "0.00", "18400.00", "0.00", "0.00", "0.00", "0.00", "0.00", "18400.00", "18400.00",
    ]  # fmt: skip
    assert len({len(line) for line in lines[1:]}) == 1


def test_what_is_dated_after_the_day_is_told_beside_it(account, capsys) -> None:
    make_invoice(account, 120_00, days_late=-60, issued_on=TODAY + timedelta(days=1))
    standing.refresh(today=TODAY)
    _, out, _ = run(capsys, "ageing")
    assert out.splitlines()[-1] == "USD: booked after this day 120.00; with it the ledger stands at 18520.00"
    _, out, _ = run(capsys, "ageing", "--json")
    assert json.loads(out)["later"] == {"USD": "120.00"}


def test_a_ledger_that_disagrees_with_itself_is_exit_status_one(account, capsys) -> None:
    Invoice.objects.update(paid_before_minor=100)
    status, _, err = run(capsys, "ageing")
    assert (status, err) == (1, "USD: total and control total are 1.00 apart\n")


def test_an_unknown_creditor_and_an_unknown_caller_are_named_with_those_there_are(account, capsys) -> None:
    assert run(capsys, "ageing", "--creditor", "south") == (2, "", "There is no creditor “south”. There are: north.\n")
    status, _, err = run(capsys, "worklist", "--caller", "zoe")
    assert status == 2
    assert err.startswith("There is nobody called “zoe”. There are: alice, bob")


def test_a_day_that_is_none_is_refused(capsys) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["ageing", "--as-of", "2026-02-30"])
    assert stopped.value.code == 2
    assert "'2026-02-30' is not a date; write it like 2026-11-18" in capsys.readouterr().err


def test_worklist_has_the_agreed_shape(people, account, capsys) -> None:
    waits = make_account(people.portfolio, account.creditor, name="Promised", number="A-2")
    make_invoice(waits, 1000_00)
    make_promise(waits, 1000_00, due_on=TODAY + timedelta(days=2))
    standing.refresh(today=TODAY)
    status, out, _ = run(capsys, "worklist", "--caller", "alice", "--json")
    assert status == 0
    assert json.loads(out) == {
        "caller": "alice",
        "on": "2026-11-18",
        "left": 1,
        "waiting": 1,
        "entries": [
            {"rank": 1, "account": "A-1", "account_id": account.pk, "name": "Harbour Cafe", "overdue": "18400.00",
             "currency": "USD", "also": [], "reasons": ["$18,400 overdue, 41 days", "nobody reached yet"],
             "may_contact": "allowed"}
        ],
        "not_today": [
            {"account": "A-2", "account_id": waits.pk, "name": "Promised", "overdue": "1000.00", "currency": "USD",
             "also": [], "reasons": ["promise of $1,000 for Friday is not due yet"],
             "until": "2026-11-20T08:00:00-05:00"}
        ],
    }  # fmt: skip


def test_worklist_of_another_day_is_that_mornings(account, capsys) -> None:
    _, out, _ = run(capsys, "worklist", "--caller", "alice", "--on", "2026-12-01", "--json")
    answer = json.loads(out)
    assert answer["on"] == "2026-12-01"
    assert "$18,400 overdue, 54 days" in answer["entries"][0]["reasons"]


def test_a_person_reads_who_and_why(account, capsys) -> None:
    _, out, _ = run(capsys, "worklist", "--caller", "alice")
    assert out.splitlines() == [
        "Alice, 2026-11-18: 1 to call, $18,400",
        "   1  A-1  Harbour Cafe",
        "      $18,400 overdue, 41 days · nobody reached yet",
    ]
