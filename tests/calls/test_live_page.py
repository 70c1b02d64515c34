"""A call while it goes on, on its page: lines as they are said, one prompt, points suggested, the draft from it."""

from __future__ import annotations

import json
from html import unescape
from pathlib import Path

import pytest
from django.urls import reverse

from duecourse.calls import actions
from duecourse.calls.hearing import LIVE, drafted_from, live_rows, setting_for, turns_heard
from duecourse.calls.live import listening
from duecourse.calls.live import turns as live
from duecourse.calls.models import Call, CallDraft, LiveTurn, Promise, Transcript
from duecourse.domain.conversation.engine import begin, finish, on_turn
from duecourse.domain.conversation.results import HOSTILE
from duecourse.domain.conversation.turns import Turn, parse_call
from duecourse.playbooks.phrases import load_book
from make import NOW, make_account, make_contact, make_creditor, make_invoice

pytestmark = pytest.mark.django_db

OWN = Path(__file__).parents[1] / "data" / "calls"


@pytest.fixture
def call(people) -> Call:
    account = make_account(people.portfolio, make_creditor(name="Northwind Supplies"), name="Harbour Cafe")
    make_invoice(account, number="INV-1042")
    return actions.start_call(actor=people.alice, now=NOW, account=account, contact=make_contact(account))


def say(desk, call, who: str, text: str, **more):
    return desk.post(reverse("calls:said", args=[call.pk]), {"who": who, "text": text, **more}, follow=True)


OPENING = (("caller", "Hi, it's Alice from Northwind Supplies. Is that Maria Lopez?"), ("client", "Yes, speaking."))


def test_a_typed_line_brings_the_prompt_without_any_script(desk, call):
    for who, text in (*OPENING, ("caller", "You owe us 980 dollars on INV-1042.")):
        page = say(desk, call, who, text)
    shown = page.content.decode()
    assert "You said $980.00. On file it is $890.00." in shown
    assert shown.count("data-prompt=") == 1
    assert 'aria-live="polite"' in shown
    assert "You owe us 980 dollars on INV-1042." in shown


def test_points_heard_are_suggested_and_not_written(desk, call):
    for who, text in OPENING:
        page = say(desk, call, who, text)
    shown = page.content.decode()
    assert '<span class="soft small" data-heard="verified_party"> · heard</span>' in shown
    assert '<span class="soft small" data-heard="amount" hidden> · heard</span>' in shown
    assert CallDraft.objects.get(call=call).body == {}


def test_by_script_only_what_changed_comes_back(desk, call):
    htmx = {"headers": {"HX-Request": "true"}}
    said = desk.post(reverse("calls:said", args=[call.pk]), {"who": "client", "text": "Hi.", "n": "1"}, **htmx)
    assert "<html" not in said.content.decode() and 'hx-swap-oob="true"' in said.content.decode()
    heard = reverse("calls:heard", args=[call.pk])
    assert desk.get(heard, {"n": "2"}, **htmx).status_code == 204
    assert desk.get(heard, {"n": "1"}, **htmx).status_code == 200


def test_the_prompt_that_is_shown_already_is_left_alone(desk, call):
    for who, text in (*OPENING, ("caller", "You owe us 980 dollars.")):
        say(desk, call, who, text)
    heard = reverse("calls:heard", args=[call.pk])
    assert desk.get(heard, {"showing": "figure.amount:3"})["HX-Reswap"] == "none"
    assert "HX-Reswap" not in desk.get(heard, {"showing": ""})


def test_the_same_line_sent_twice_is_there_once_and_another_one_comes_behind(desk, call):
    say(desk, call, "client", "Hello.", n="1")
    say(desk, call, "client", "Hello.", n="1")
    say(desk, call, "client", "Who is it?", n="1")
    say(desk, call, "client", "   ")
    assert list(LiveTurn.objects.values_list("n", "text")) == [(1, "Hello."), (2, "Who is it?")]


def test_a_card_that_is_typed_is_masked(desk, call):
    page = say(desk, call, "client", "It's 4111 1111 1111 1111.")
    assert "It&#x27;s [card ending 1111]." in page.content.decode()
    assert LiveTurn.objects.get().text == "It's [card ending 1111]."


def test_what_is_typed_is_never_markup(desk, call):
    shown = say(desk, call, "client", "<script>alert(1)</script>").content.decode()
    assert "<script>alert(1)" not in shown and "&lt;script&gt;alert(1)" in shown


def test_a_quiet_call_shows_no_prompt_and_can_be_asked_to_again(desk, call):
    quiet = reverse("calls:quiet", args=[call.pk])
    desk.post(quiet, {"quiet": "1"})
    for who, text in (*OPENING, ("caller", "You owe us 980 dollars.")):
        page = say(desk, call, who, text)
    assert "data-prompt=" not in page.content.decode() and "Prompts again" in page.content.decode()
    page = desk.post(quiet, {"quiet": "0"}, follow=True)
    assert "data-prompt=" in page.content.decode()


def test_a_dismissed_prompt_does_not_come_back_in_any_window(desk, call):
    for who, text in (*OPENING, ("caller", "You owe us 980 dollars.")):
        page = say(desk, call, who, text).content.decode()
    prompt = unescape(page.partition('data-prompt="')[2].partition('"')[0])
    page = desk.post(reverse("calls:dismiss", args=[call.pk]), {"prompt": prompt}, follow=True)
    assert page.status_code == 200 and "data-prompt=" not in page.content.decode()
    assert "data-prompt=" not in desk.get(reverse("calls:call", args=[call.pk])).content.decode()
    assert "data-prompt=" in say(desk, call, "client", "My lawyer will speak with you.").content.decode()


def test_prompts_switched_off_in_ones_settings_stay_off(desk, people, call):
    desk.post(reverse("web:me"), {"daily_goal": "40", "time_zone": "America/New_York", "single_keys": "on"})
    for who, text in (*OPENING, ("caller", "You owe us 980 dollars.")):
        page = say(desk, call, who, text)
    assert "data-prompt=" not in page.content.decode() and "Prompts are off in" in page.content.decode()


def test_what_was_said_fills_the_draft_beside_what_was_typed(desk, people, call):
    actions.save_draft(actor=people.alice, now=NOW, call=call, body={"discussed": "Freezer broke."}, revision=7)
    lines = (
        *OPENING, ("caller", "When could you pay the 890?"), ("client", "I'll pay the 890 on Friday."),
        ("caller", "So 890 dollars on Friday the 20th. Thank you, goodbye."),
    )  # fmt: skip
    for who, text in lines:
        say(desk, call, who, text)
    page = desk.post(reverse("calls:draft_heard", args=[call.pk]), follow=True).content.decode()
    body = CallDraft.objects.get(call=call).body
    assert body["discussed"].startswith("Freezer broke.\n\nThey will pay $890.00")
    assert (body["outcome"], body["promise_1_on"]) == ("promise", "2026-11-20")
    assert "They will pay $890.00 by Friday 20 November 2026." in page
    assert not Promise.objects.exists()
    saved = desk.post(reverse("calls:close", args=[call.pk]), body)
    assert saved.status_code == 302 and Promise.objects.count() == 1
    assert Transcript.objects.get().source == LIVE and not LiveTurn.objects.exists()


def test_a_draft_of_nothing_says_so(desk, call):
    page = desk.post(reverse("calls:draft_heard", args=[call.pk]), follow=True)
    assert "Nothing was heard yet" in page.content.decode()


def test_a_pasted_transcript_goes_before_what_was_heard(desk, call):
    say(desk, call, "client", "Hello.")
    desk.post(
        reverse("calls:transcript", args=[call.pk]),
        {"transcript": "Alice: Hi there.\nMaria: Hello.", "caller": "Alice"},
    )
    desk.post(
        reverse("calls:close", args=[call.pk]),
        {"outcome": "no_answer", "next_step": "Again", "next_step_on": "2026-11-19"},
    )
    assert Transcript.objects.get().source != LIVE and not LiveTurn.objects.exists()


def test_after_the_call_is_closed_nothing_more_is_said(desk, call):
    desk.post(
        reverse("calls:close", args=[call.pk]),
        {"outcome": "no_answer", "next_step": "Again", "next_step_on": "2026-11-19"},
    )
    assert say(desk, call, "client", "Hello?").redirect_chain[0][0] == reverse("calls:call", args=[call.pk])
    answer = desk.post(reverse("calls:said", args=[call.pk]), {"text": "x"}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Refresh"]) == (204, "true")
    assert not LiveTurn.objects.exists()


def test_nobody_else_sees_or_says_what_is_said(client, people, call):
    for person in (people.bob, people.erin):
        client.force_login(person)
        assert client.get(reverse("calls:heard", args=[call.pk])).status_code == 403
        assert client.post(reverse("calls:said", args=[call.pk]), {"text": "x"}).status_code == 403
    client.force_login(people.charlie)
    assert client.get(reverse("calls:events", args=[call.pk])).status_code == 404


def test_the_pages_stream_ends_at_once_where_the_server_cannot_keep_it(desk, call):
    say(desk, call, "client", "Hello.")
    answer = desk.get(reverse("calls:events", args=[call.pk]), {"after": "0"})
    told = b"".join(answer.streaming_content).decode()
    assert answer["Content-Type"] == "text/event-stream" and told.startswith("retry: 2000\n\nid: 1\nevent: turn\n")


def own_calls():
    lines = [line for name in ("own.jsonl", "apart.jsonl") for line in (OWN / name).read_text("utf-8").splitlines()]
    return [parse_call(json.loads(line)) for line in lines]


@pytest.mark.parametrize("spoken", own_calls(), ids=lambda spoken: spoken.id)
def test_turn_by_turn_over_two_processes_gives_what_a_replay_gives(people, call, spoken):
    """Every third turn arrives in a process that has to work the state out again; at the end all is as in one go."""
    for turn in spoken.turns:
        if turn.n % 3 == 0:
            listening._KEPT.clear()
        answer = live.add_turns(actor=people.alice, now=NOW, call=call, turns=[turn])
    whole = drafted_from(turns_heard(call), setting_for(call))
    assert turns_heard(call) == tuple(Turn(t.n, t.who, t.text, t.start, t.end) for t in spoken.turns)
    in_one_go = begin(setting_for(call), load_book())
    last = [on_turn(turn, in_one_go) for turn in spoken.turns][-1]
    assert (set(answer.acts), answer.points) == (set(last.acts), last.points)
    assert finish(in_one_go) == whole.analysis
    found: list[object] = [mark for _, result in live.heard_after(call, 0) for mark in result.marks]
    settled = {"jargon", *HOSTILE}  # by the end of the call: what nobody explained, and tone by a second look
    assert [m for m in whole.analysis.marks if m not in found and m.label not in settled] == []
    assert [row["text"] for row in live_rows(call, whole.turns)] == [t.text for t in spoken.turns]
