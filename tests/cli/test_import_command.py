"""`duecourse import`: JSON that a program can rely on, and exit 2 with a message when nothing was loaded."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from duecourse.cli import main
from duecourse.receivables.models import Account, Creditor, ImportBatch, Invoice
from receivables.loading import HEADER, ITEMS, ledger_totals

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path, capsys):
    """Run the command on a file with that content: exit status, JSON, what was said to the person."""

    def ran(content: str | bytes, *arguments: str, name: str = "items.csv") -> tuple[int, dict[str, Any], str]:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        status = main(["import", str(path), "--json", *arguments])
        said = capsys.readouterr()
        return status, json.loads(said.out), said.err

    return ran


def test_a_first_file_on_an_empty_installation_just_loads(run):
    status, result, _ = run(ITEMS)
    assert status == 0
    assert {name: result[name] for name in ("rows", "loaded", "unchanged", "errors", "totals")} == {
        "rows": 4,
        "loaded": 4,
        "unchanged": 0,
        "errors": [],
        "totals": {"EUR": "960.00", "USD": "510.00"},
    }
    assert ImportBatch.objects.get(pk=result["batch"]).state == "loaded"
    assert ledger_totals() == {"USD": 51_000, "EUR": 96_000}


def test_the_same_file_again_is_unchanged_and_no_failure(run):
    run(ITEMS)
    status, result, _ = run(ITEMS)
    assert (status, result["loaded"], result["unchanged"]) == (0, 0, 4)


def test_a_dry_run_leaves_nothing_behind_not_even_the_creditor(run):
    status, result, _ = run(ITEMS, "--dry-run", "--creditor", "North & Co")
    assert (status, result["loaded"], result["batch"]) == (0, 4, None)
    assert result["totals"] == {"EUR": "960.00", "USD": "510.00"}
    for table in (Creditor, Account, Invoice, ImportBatch):
        assert not table.objects.exists()


def test_the_ibm_sample_as_the_contract_says(shared_data, capsys):
    path = shared_data / "ledgers/ibm-late-payments/WA_Fn-UseC_-Accounts-Receivable.csv"
    assert main(["import", str(path), "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["rows"], result["loaded"], result["unchanged"], result["errors"]) == (2466, 2466, 0, [])
    assert result["totals"] == {"USD": "147703.18"}
    assert main(["ageing", "--as-of", "2013-06-30", "--json"]) == 0
    ageing = json.loads(capsys.readouterr().out)
    assert ageing["currencies"]["USD"]["total"] == ageing["currencies"]["USD"]["control_total"] == "5119.85"


def test_an_ambiguous_date_order_ends_with_the_option_that_answers_it(run):
    text = "Customer,Invoice Number,Due Date,Amount\nA,1,03/04/2026,5.00\n"
    status, result, said = run(text)
    assert status == 2
    assert "--date-order dmy or --date-order mdy" in said
    assert (result["loaded"], result["batch"]) == (0, None)
    assert "03/04/2026 in row 2" in result["errors"][0]["reason"]
    assert not Creditor.objects.exists()
    assert run(text, "--date-order", "dmy")[0] == 0
    assert Invoice.objects.get().due_on.isoformat() == "2026-04-03"


def test_an_ambiguous_file_is_read_to_its_end_before_anything_is_asked(run):
    rows = "".join(f"A,{n},03/04/2026,5.00\n" for n in range(3_000))
    status, _, _ = run(
        "Customer,Invoice Number,Due Date,Amount\n" + rows + "A,x,31/04/2026,5.00\nA,y,30/04/2026,5.00\n"
    )
    assert status == 0
    assert Invoice.objects.get(number="1").due_on.isoformat() == "2026-04-03"


def test_columns_can_be_mapped_and_given_for_all_rows(run):
    text = "Who,What,Ref,Sum\nA,1,X9,5.00\n"
    status, result, said = run(text, "--kind", "open_items")
    assert status == 2
    assert "Choose a column for Account number" in said
    assert "columns: Who, What, Ref, Sum" in said
    mapping = ("account_name=Who", "invoice_number=Ref", "amount=Sum", "account_kind==consumer", "currency==GBP")
    status, result, _ = run(text, "--kind", "open_items", *(word for pair in mapping for word in ("--map", pair)))
    assert (status, result["totals"]) == (0, {"GBP": "5.00"})
    assert Account.objects.get().kind == "consumer"


def test_errors_carry_row_column_value_and_reason(run):
    status, result, _ = run(ITEMS.replace("2026-11-19", "30.02.26"))
    assert (status, result["loaded"]) == (0, 3)
    assert result["errors"] == [
        {"row": 3, "column": "Due Date", "value": "30.02.26", "reason": "is not a date in the calendar"}
    ]


def test_nothing_that_loads_is_exit_two(run):
    status, result, _ = run("Customer,Invoice Number,Amount,Due Date\nA,1,ten,2026-01-31\n")
    assert (status, result["loaded"], len(result["errors"])) == (2, 0, 1)


def test_whose_ledger_it_is_has_to_be_said_when_there_are_several(run):
    assert run(ITEMS, "--creditor", "A")[0] == 0
    assert run(ITEMS, "--creditor", "B")[0] == 0
    status, _, said = run(ITEMS)
    assert status == 2
    assert "--creditor with one of a, b" in said
    assert Invoice.objects.filter(number="1001").count() == 2


def test_a_portfolio_that_is_not_there_is_answered_with_those_that_are(run, people):
    status, _, said = run(ITEMS, "--portfolio", "Ost")
    assert status == 2
    assert "there is none of that name; there are: " in said
    assert people.portfolio.name in said


def test_what_disappeared_is_closed_only_when_asked(run):
    run(ITEMS)
    shorter = "".join(line for line in ITEMS.splitlines(keepends=True) if ",1002," not in line)
    assert run(shorter)[1]["closed"] is False
    status, result, _ = run(shorter, "--close-missing")
    assert (status, result["closed"]) == (0, True)
    assert result["no_longer_in_file"] == [{"currency": "USD", "items": 1, "balance": "120.00"}]


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "empty.csv", "empty.csv: the file is empty"),
        (b"\x89PNG\r\n\x1a\n", "scan.csv", "scan.csv: the file is a picture"),
        (b"Customer,Invoice Number,Amount\n", "head.csv", "head.csv: the file has column names in row 1 but no rows"),
        (b"<html><table><tr><td>Customer</td></tr></table>", "report.xls", "report.xls: the file is a web page"),
        (b"PK\x03\x04 not really", "broken.xlsx", "broken.xlsx: the spreadsheet is damaged"),
    ],
)
def test_a_bad_file_is_named_with_the_reason(run, content, name, said):
    status, result, heard = run(content, name=name)
    assert status == 2
    assert heard.startswith(said)
    assert result["errors"][0]["reason"].startswith(said)


def test_a_dash_is_standard_input(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(ITEMS.encode()), encoding="utf-8"))
    assert main(["import", "-", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["loaded"] == 4
    assert ImportBatch.objects.get().file_name == "standard input"


def test_a_file_that_is_not_there_says_so(capsys):
    assert main(["import", str(Path("nowhere.csv"))]) == 2
    assert capsys.readouterr().err == "nowhere.csv: there is no such file\n"


def test_a_directory_is_called_one(tmp_path, capsys):
    assert main(["import", str(tmp_path)]) == 2
    said = "this is a directory: name the file in it that you want to load"
    assert capsys.readouterr().err == f"{tmp_path.name}: {said}\n"


def test_one_row_is_no_rows(tmp_path, capsys):
    path = tmp_path / "items.csv"
    path.write_text(HEADER + "C1,Harbour Cafe,1001,2026-09-01,2026-10-01,890.00,390.00,USD\nTotal,,,,,890.00,390.00,\n")
    assert main(["import", str(path)]) == 0
    said = capsys.readouterr().out
    assert "Loaded 1 of 2 rows; 0 unchanged, 1 left out, 0 with errors" in said
    assert "(1 row, first row 3)" in said


def test_without_json_a_person_reads_what_happened(tmp_path, capsys):
    path = tmp_path / "items.csv"
    path.write_text(ITEMS.replace("2026-11-19", "30.02.26"))
    assert main(["import", str(path)]) == 0
    said = capsys.readouterr().out
    assert "Loaded 3 of 4 rows; 0 unchanged, 0 left out, 1 with errors" in said
    assert "row 3, Due Date: '30.02.26' is not a date in the calendar" in said


@pytest.fixture
def told(tmp_path, capsys):
    """Run the command on a file with that content and read what a person reads, line by line."""

    def ran(content: str, *arguments: str) -> list[str]:
        path = tmp_path / "items.csv"
        path.write_text(content)
        main(["import", str(path), *arguments])
        return [line.strip() for line in capsys.readouterr().out.splitlines()]

    return ran


def test_it_is_said_how_the_file_was_read(told):
    said = told(
        "Customer;Invoice Number;Due Date;Amount\nMüller;1;31.01.2026;1.234,50\n", "--map", "account_kind==payer"
    )
    assert "encoding: UTF-8, every byte fits UTF-8" in said
    assert "delimiter: semicolon, every row has 4 columns when split at each semicolon" in said
    columns = "Customer → account name, Invoice Number → invoice number, Due Date → due date, Amount → amount"
    assert f"columns: {columns}, payer → kind of account of all rows" in said


def test_it_is_said_what_becomes_of_items_that_the_file_no_longer_has(told):
    assert "stay open" not in " ".join(told(ITEMS)), "a first file has nothing before it"
    shorter = "".join(line for line in ITEMS.splitlines(keepends=True) if ",1002," not in line)
    assert "open items that this file does not have stay open (--close-missing closes them)" in told(shorter)
    gone = "no longer in the file: 1 open item worth USD 120.00"
    broken = shorter.replace("890.00,390.00", "ten,390.00")
    kept = "no longer in the file: 2 open items worth USD 510.00: not closed"
    assert kept in told(broken, "--close-missing")
    assert f"{gone}: would be closed" in told(shorter, "--close-missing", "--dry-run")
    assert f"{gone}: closed" in told(shorter, "--close-missing")
    assert "no longer in the file: nothing that is open" in told(shorter, "--close-missing")
