"""`duecourse brief` and `duecourse script`: what a caller sees, for programs and for terminals."""

from __future__ import annotations

import json

import pytest

from duecourse.cli import main
from make import make_account

pytestmark = pytest.mark.django_db


def printed(capsys, *arguments: str, status: int = 0) -> str:
    assert main(arguments) == status
    out = capsys.readouterr()
    return out.out if status == 0 else out.err


def test_the_brief_is_printed_as_json_with_money_as_decimal_text(world, capsys):
    brief = json.loads(printed(capsys, "brief", world.account.number, "--json"))
    assert brief["account"] == world.account.number
    assert brief["headline"]
    (line,) = brief["currencies"].values()
    assert line["total"] == line["control_total"]
    assert all("." in item["open"] for item in brief["items"])
    assert all(question["fact"] for question in brief["questions"])


def test_a_brief_tells_no_local_time_where_none_is_known(world, capsys):
    number = make_account(world.people.portfolio, country="", region="", phone="", time_zone="").number
    assert "their local time is not known" in printed(capsys, "brief", number)
    brief = json.loads(printed(capsys, "brief", number, "--json"))
    assert brief["local_time"] == brief["zone"] == ""


def test_the_script_is_printed_as_json_with_every_figure_and_its_source(world, capsys):
    script = json.loads(printed(capsys, "script", world.account.number, "--caller", "alice", "--json"))
    assert script["reasons"]
    said = "\n".join(text for step in script["steps"] for text in step["say"])
    assert "This is Alice" in said or "this is Alice" in said
    assert all(figure["text"] in said and figure["source"] for figure in script["figures"])


def test_a_voicemail_script_holds_no_amount(world, capsys):
    text = printed(capsys, "script", world.account.number, "--reached", "voicemail", "--json")
    assert not [f for f in json.loads(text)["figures"] if f["kind"] == "amount"]


def test_people_get_lines_to_read(world, capsys):
    assert "Worth asking" in printed(capsys, "brief", world.account.ref.upper())
    assert "Aim:" in printed(capsys, "script", world.account.ref)


def test_an_account_or_a_caller_that_is_not_there_says_so(world, capsys):
    assert "There is no account “none”" in printed(capsys, "brief", "none", status=2)
    assert "nobody called “mallory”" in printed(capsys, "brief", "A-100", "--caller", "mallory", status=2)
    assert "There is no account" in printed(capsys, "script", "A-100", "--caller", "charlie", status=2)


def test_a_message_is_printed_with_every_figure_and_the_law_behind_it_and_nothing_is_sent(world, capsys):
    told = json.loads(
        printed(capsys, "message", world.account.number, "--caller", "alice", "--text", "statement", "--json")
    )
    assert told["message"].startswith("Dear Maria Lopez,")
    assert all(figure["text"] in told["message"] for figure in told["figures"])
    assert "Subject: Statement of your account" in printed(
        capsys, "message", world.account.number, "--text", "statement"
    )
    wrong = printed(capsys, "message", world.account.number, "--text", "statement", "--channel", "sms", status=2)
    assert "no such text for a text message" in wrong
