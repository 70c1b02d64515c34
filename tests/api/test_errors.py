"""Whatever is wrong is said in one shape, with where and what to do."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from duecourse.api.frame import LARGEST_BODY
from duecourse.calls.models import Call

pytestmark = pytest.mark.django_db


def raw(program, path: str, body: str | bytes, method: str = "post"):
    client = Client(headers={"Authorization": f"Bearer {program.secret}"})
    return getattr(client, method)(f"/api/v1{path}", data=body, content_type="application/json")


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ('{"account": }', "line 1, column 13"),
        ('{"account":\n "A-100",}', "line 2"),
        ("[" * 100_000, "nested too deeply"),
        (b'{"account": "\xff"}', "not JSON"),
        ('{"account": NaN}', "NaN is no JSON"),
        ("account=A-100", "line 1, column 1"),
    ],
)
def test_a_body_that_is_not_json_is_refused_with_the_place(alice, account, body, where):
    answer = raw(alice, "/calls", body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "not_json")
    assert where in answer.json()["error"]["message"]


@pytest.mark.parametrize("body", ["", "[]", '"x"', "null", "7", "{}"])
def test_a_body_of_another_kind_is_refused(alice, account, body):
    assert raw(alice, "/calls", body).status_code == 422


@pytest.mark.parametrize(("text", "says"), [(r"\ud800", "half a character"), (r"\u0000", "NUL character")])
def test_text_that_no_database_keeps_is_refused_in_words(alice, account, text, says):
    body = '{"account": "A-100", "override_reason": "here"}'
    field = raw(alice, "/calls", body.replace("here", text)).json()["error"]["fields"][0]
    assert field["field"] == "override_reason" and says in field["message"]


def test_a_huge_body_is_refused_before_it_is_read(alice, account):
    answer = raw(alice, "/calls", json.dumps({"account": "x" * LARGEST_BODY}))
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        ("/accounts", {"limt": 3}, "limt"),
        ("/accounts", {"limit": 0}, "limit"),
        ("/accounts", {"limit": 201}, "limit"),
        ("/accounts", {"after": "x"}, "after"),
        ("/accounts", {"after": 2**64}, "after"),
        ("/accounts", {"kind": "shop"}, "kind"),
        ("/accounts", {"q": "a\x00"}, "q"),
        ("/accounts/A-100", {"x": 1}, "x"),
        ("/invoices", {"due_from": "tomorrow"}, "due_from"),
        ("/invoices", {"due_from": "2026-02-30"}, "due_from"),
        ("/promises", {"state": "maybe"}, "state"),
        ("/calls", {"since": "2026-11-18"}, "since"),
        ("/calls", {"since": "0001-01-01T00:00:00+14:00"}, "since"),
        ("/may-contact", {}, "account"),
        ("/may-contact", {"account": "A-100", "channel": "pigeon"}, "channel"),
    ],
)
def test_a_parameter_that_means_nothing_is_named(alice, account, path, query, field):
    status, body = alice.get(path, **query)
    assert status == 422, body
    assert [f["field"] for f in body["error"]["fields"]] == [field]
    assert body["error"]["fields"][0]["message"]


@pytest.mark.parametrize("path", ["/nothing", "/accounts/", "/calls/x", "/calls/7/nothing", "/accounts/a%00b", ""])
def test_an_address_that_is_not_there_answers_as_json_too(alice, path):
    answer = alice.ask("GET", path)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


def test_an_id_beyond_all_ids_is_just_not_there(alice):
    for path in (f"/calls/{10**30}", f"/promises/{10**30}", f"/accounts/{10**30}", "/accounts/" + "9" * 5000):
        assert alice.get(path)[0] == 404


def test_a_method_that_is_not_there_says_which_are(alice, account):
    answer = alice.ask("DELETE", "/accounts/A-100")
    assert (answer.status_code, answer["Allow"]) == (405, "GET")
    assert answer.json()["error"]["code"] == "not_this_method"


def test_what_nobody_foresaw_is_logged_and_told_without_its_insides(alice, account, monkeypatch, caplog):
    def broken(*_arguments, **_options):
        raise RuntimeError("the secret inside")

    monkeypatch.setattr("duecourse.api.resources.ledger.page_of", broken)
    status, body = alice.get("/accounts")
    assert (status, body["error"]["code"]) == (500, "failed")
    assert "secret" not in str(body)
    assert "the secret inside" in caplog.text


def test_html_in_text_comes_back_as_json_text_and_is_not_sniffed(alice, account):
    body = {"account": "<script>alert(1)</script>"}
    answer = alice.ask("POST", "/calls", body)
    assert answer["Content-Type"] == "application/json"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert not Call.objects.exists()
