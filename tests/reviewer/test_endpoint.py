"""The reviewer's endpoint may be right, wrong, slow, huge or no endpoint at all: we ask within bounds and say what it
was."""

from __future__ import annotations

import json
import time

import pytest

from duecourse.reviewer.endpoint import LONGEST_WAIT, Endpoint, NoAnswer, NotSetUp, ask, configured
from duecourse.reviewer.reviewing import review
from reviewer import fake_reviewer as fake
from reviewer.a_call import RIGHT, a_call

KEY = "sk-very-secret"


def endpoint(url: str, seconds: int = 5) -> Endpoint:
    return Endpoint(url, "small-model", KEY, seconds)


def covered(asked: dict) -> dict:
    """The right answer as a reviewer gives it, who sees placeholders only."""
    turns = {turn["n"]: turn["text"] for turn in asked["turns"]}
    assert all(mark["quote"] in turns[mark["n"]] for mark in RIGHT["marks"])
    return RIGHT


def test_a_right_reviewer_is_asked_once_and_its_opinion_stands():
    with fake.a_reviewer(fake.says(covered)) as reviewer:
        found = review(a_call(), endpoint(reviewer.url))
    path, headers, body = reviewer.seen[0]
    assert path == "/v1/chat/completions" and headers["Authorization"] == f"Bearer {KEY}"
    assert body["model"] == "small-model" and body["max_tokens"] <= 4_000
    assert len(found.opinion.marks) == 4 and not found.opinion.dropped
    assert found.reply.tokens_in == 900 and found.reply.tries == 1
    assert found.as_json()["prompt_sha256"] == found.letter.digest
    sent = json.dumps(body)
    assert not [word for word in ("Maria", "Lopez", "Priya", "Harbour", "0142", "harbour.example") if word in sent]


def test_a_lying_reviewer_leaves_nothing_but_a_count_of_its_lies():
    lies = {
        "marks": [
            {"n": 5, "label": "aggression", "quote": "Pay up or we ruin you."},
            {"n": 4, "label": "courtesy", "quote": "I am sorry."},
            {"n": 7, "label": "laziness", "quote": "is that right?"},
            {"n": 44, "label": "empathy", "quote": "is that right?"},
        ],
        "client_acts": [
            {"n": 6, "act": "promise", "amount": "8900.00", "on": "2026-11-27", "quote": "the 890 on Friday the 27th"}
        ],
        "summary": ["The client promised 9,999.00 by Friday 27 November.", "Mr Smith lied."],
    }
    with fake.a_reviewer(fake.says(json.dumps(lies))) as reviewer:
        found = review(a_call(), endpoint(reviewer.url)).opinion
    assert not found.marks and not found.acts and not found.summary
    assert found.reasons["figure_not_said"] == 2
    assert set(found.reasons) == {
        "not_verbatim", "wrong_side", "unknown_label", "no_such_turn", "figure_not_said", "name_not_said",
    }  # fmt: skip


@pytest.mark.parametrize("handle", [fake.stalls, fake.drips, fake.drips_headers], ids=lambda h: h.__name__)
def test_a_reviewer_that_stalls_is_left_when_the_time_is_over(handle):
    begun = time.monotonic()
    with fake.a_reviewer(handle) as reviewer, pytest.raises(NoAnswer, match="longer than 1 seconds") as error:
        ask(endpoint(reviewer.url, seconds=1), [])
    assert error.value.code == "stalled" and time.monotonic() - begun < 3 and len(reviewer.seen) == 1


@pytest.mark.parametrize(
    ("handle", "code"),
    [
        (fake.floods, "too_large"),
        (fake.no_http, "broken"),
        (fake.raw(b"<!doctype html><h1>Sign in</h1>"), "not_chat"),
        (fake.raw(b'{"choices": []}'), "not_chat"),
        (fake.raw(b'{"choices": [{"message": {"content": null}}]}'), "not_chat"),
        (fake.raw(b'{"choices": [{"message": {"content": ' + b"[" * 5_000), "not_chat"),
        (fake.raw(b"\xff\xfe\x00"), "not_chat"),
        (fake.raw(b""), "not_chat"),
        (fake.says("I would rather not."), "unreadable"),
        (fake.says('{"marks": [{"n": 5, "label"'), "unreadable"),
        (fake.refuses(401), "http_401"),
        (fake.refuses(404), "http_404"),
        (fake.refuses(302, Location="http://127.0.0.1:1/elsewhere"), "redirect"),
    ],
)  # fmt: skip
def test_an_answer_that_is_none_is_told_apart_and_not_asked_for_again(handle, code):
    with fake.a_reviewer(handle) as reviewer, pytest.raises(NoAnswer) as error:
        review(a_call(), endpoint(reviewer.url))
    assert error.value.code == code and len(reviewer.seen) == 1
    assert KEY not in str(error.value) and "sk-12345" not in str(error.value)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_reviewer_with_too_much_to_do_is_asked_again_and_answers(status):
    waited: list[float] = []
    handle = fake.refuses(status, times=2, then=fake.says("Done."), Retry_After="9999")
    with fake.a_reviewer(handle) as reviewer:
        reply = ask(Endpoint(reviewer.url, "m", seconds=60), [], sleep=waited.append)
    assert reply.tries == 3 and waited == [LONGEST_WAIT] * 2


def test_it_is_asked_three_times_at_most():
    waited: list[float] = []
    with fake.a_reviewer(fake.refuses(500)) as reviewer, pytest.raises(NoAnswer, match="500 after 3 tries"):
        ask(endpoint(reviewer.url), [], sleep=waited.append)
    assert len(reviewer.seen) == 3 and waited == [1.0, 2.0]


def test_nobody_waits_longer_than_the_time_there_is():
    with fake.a_reviewer(fake.refuses(429, Retry_After="10")) as reviewer, pytest.raises(NoAnswer, match="429"):
        ask(endpoint(reviewer.url, seconds=2), [], sleep=lambda seconds: pytest.fail("waited"))


def test_nobody_at_the_address_is_said_so():
    with fake.a_reviewer(fake.stalls) as reviewer:
        pass
    with pytest.raises(NoAnswer, match="503 after 3 tries"):
        ask(endpoint(reviewer.url), [], sleep=lambda seconds: None)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"URL": "models.example.com"}, "must be a web address"),
        ({"URL": "ftp://models.example.com"}, "must be a web address"),
        ({"URL": "http://[::1"}, "not a web address"),
        ({"URL": "http://models.example.com/v1"}, "must begin with https"),
        ({"URL": "https://me:secret@models.example.com/v1"}, "its own setting"),
        ({"URL": "https://models.example.com/v1", "MODEL": ""}, "MODEL must name"),
        ({"URL": "https://models.example.com/v1", "KEY": "a\r\nb"}, "plain text"),
        ({"URL": "https://models.example.com/v1", "SECONDS": "ages"}, "whole number"),
        ({"URL": "https://models.example.com/v1", "SECONDS": "0"}, "whole number"),
    ],
)  # fmt: skip
def test_a_setting_that_cannot_be_used_is_named_and_no_secret_is_repeated(settings, message):
    given = {f"DUECOURSE_REVIEWER_{name}": value for name, value in {"MODEL": "m", **settings}.items()}
    with pytest.raises(NotSetUp, match=message) as error:
        configured(given)
    assert "secret" not in str(error.value)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:11434/v1", "http://localhost/v1", "http://192.168.1.9:8000", "https://a.example"]
)
def test_an_address_of_ones_own_needs_no_encryption(url):
    found = configured({"DUECOURSE_REVIEWER_URL": url, "DUECOURSE_REVIEWER_MODEL": "m", "DUECOURSE_REVIEWER_KEY": KEY})
    assert found is not None and found.path.endswith("/chat/completions") and KEY not in repr(found)


def test_without_an_address_it_is_off():
    assert configured({"DUECOURSE_REVIEWER_KEY": KEY}) is None
