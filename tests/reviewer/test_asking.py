"""A lead switches second opinions on, asks for one, and sees it beside the marks; nothing else changes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from duecourse.calls.models import CallRecord, Promise, Transcript
from duecourse.quality.actions import keep_review
from duecourse.quality.models import CallReview, ReviewLabel
from duecourse.reviewer import actions
from duecourse.reviewer.jobs import get_opinions
from duecourse.reviewer.models import OpinionRequest, SecondOpinion, TeamSwitch
from duecourse.teams.audit import verify
from duecourse.teams.models import AuditEntry
from duecourse.teams.queries import NotAllowed
from make import NOW
from reviewer import fake_reviewer as fake
from reviewer.a_call import RIGHT

pytestmark = pytest.mark.django_db


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def asked_for(call, people) -> OpinionRequest:
    actions.ask_opinion(actor=people.bob, now=NOW, call=call)
    get_opinions()
    return OpinionRequest.objects.latest("pk")


def test_from_the_button_to_the_opinion_beside_the_marks(as_, people, call, switched_on, set_up):
    keep_review(now=NOW, call=call)
    lead, page = as_(people.bob), reverse("quality:review", args=[call.pk])
    with fake.a_reviewer(fake.says(lambda asked: RIGHT)) as reviewer:
        set_up(reviewer)
        assert "Ask for a second opinion" in text_of(lead.get(page))
        assert "The answer will stand here" in text_of(lead.post(reverse("reviewer:ask", args=[call.pk]), follow=True))
        get_opinions()
    shown = text_of(lead.get(page))
    assert "By the language model small-model" in shown and "found by both" in shown
    assert "The client promised 890.00 on invoice INV-1042 by Friday 27 November." in shown
    assert "None of its proposals had to be dropped" in shown and "sk-very-secret" not in shown
    row = SecondOpinion.objects.get()
    assert (row.model, row.kept, row.dropped, row.tokens_in) == ("small-model", 8, 0, 900)
    verbs = list(AuditEntry.objects.order_by("sequence").values_list("verb", flat=True))
    assert verbs[-2:] == ["ask_second_opinion", "keep_second_opinion"] and verify().first_broken is None


def test_an_opinion_changes_no_mark_no_figure_no_record_and_makes_no_promise(people, call, switched_on, set_up):
    keep_review(now=NOW, call=call)

    def everything():
        tables = (Promise, CallRecord, CallReview, ReviewLabel, Transcript)
        return [list(table.objects.order_by("pk").values_list()) for table in tables]

    before = everything()
    with fake.a_reviewer(fake.says(lambda asked: RIGHT)) as reviewer:
        set_up(reviewer)
        assert asked_for(call, people).state == "done"
    assert everything() == before


def test_what_was_dropped_is_shown_with_its_reason_and_escaped(as_, people, call, switched_on, set_up):
    lies = {"marks": [{"n": 5, "label": "aggression", "quote": "<script>alert(1)</script> pay up"}]}
    with fake.a_reviewer(fake.says(lambda asked: lies)) as reviewer:
        set_up(reviewer)
        asked_for(call, people)
    shown = text_of(as_(people.bob).get(reverse("reviewer:opinion", args=[call.pk])))
    assert "1 of 1 proposals did not stand up" in shown and "quotes words that were not said in that turn" in shown
    assert "<script>alert" not in shown and "&lt;script&gt;alert" in shown
    assert "found nothing at all where our own marks are several" in shown


@pytest.mark.parametrize(
    ("handle", "problem"),
    [
        (fake.stalls, "took longer than 1 seconds"),
        (fake.drips, "took longer than 1 seconds"),
        (fake.floods, "larger than 256 KB"),
        (fake.no_http, "no HTTP"),
        (fake.raw(b"<h1>Sign in</h1>"), "not an answer of a chat endpoint"),
        (fake.says('{"marks": [{"n"'), "cannot be read"),
        (fake.says("{\"marks\": \"\\u0000\"}"), "not a list"),
        (fake.refuses(429, Retry_After="60"), "too much to do"),
        (fake.refuses(500, Retry_After="60"), "trouble of its own"),
    ],
)  # fmt: skip
def test_whatever_a_reviewer_does_the_page_says_what_it_was(as_, people, call, switched_on, set_up, handle, problem):
    with fake.a_reviewer(handle) as reviewer:
        set_up(reviewer, seconds=1)
        assert asked_for(call, people).state == "failed"
    page = as_(people.bob).get(reverse("quality:review", args=[call.pk]))
    assert page.status_code == 200
    assert SecondOpinion.objects.count() == 0
    shown = text_of(as_(people.bob).get(reverse("reviewer:opinion", args=[call.pk])))
    assert problem in shown


def test_garbage_between_the_lines_of_an_answer_is_kept_nowhere(people, call, switched_on, set_up):
    odd = {"marks": [{"n": 5, "label": "a\x00b", "quote": "\ud800"}, None], "summary": ["A \x00 bell", "\x1b[2J"]}
    with fake.a_reviewer(fake.says(lambda asked: odd)) as reviewer:
        set_up(reviewer)
        asked_for(call, people)
    assert "\x00" not in str(SecondOpinion.objects.get().told)


def test_it_is_off_until_it_is_set_up_and_switched_on(as_, people, call, set_up):
    review = reverse("quality:review", args=[call.pk])
    assert "Second opinion" not in text_of(as_(people.bob).get(review))
    with pytest.raises(actions.CannotAsk, match="No language model is set up"):
        actions.ask_opinion(actor=people.bob, now=NOW, call=call)
    with fake.a_reviewer(fake.says("{}")) as reviewer:
        set_up(reviewer)
        assert "switched off for this team" in text_of(as_(people.bob).get(review))
        with pytest.raises(actions.CannotAsk, match="switched off"):
            actions.ask_opinion(actor=people.bob, now=NOW, call=call)
        page = reverse("reviewer:settings")
        team = people.bob.team_id
        assert "Saved." in text_of(
            as_(people.bob).post(page, {"team": team, "is_on": "on", "most_a_day": 3}, follow=True)
        )
        actions.ask_opinion(actor=people.bob, now=NOW, call=call)
        assert reviewer.seen == []


def test_a_switch_that_is_turned_off_meanwhile_holds(people, call, switched_on, set_up):
    with fake.a_reviewer(fake.says(lambda asked: RIGHT)) as reviewer:
        set_up(reviewer)
        actions.ask_opinion(actor=people.bob, now=NOW, call=call)
        TeamSwitch.objects.update(is_on=False)
        get_opinions()
        assert reviewer.seen == []
    assert "switched off" in OpinionRequest.objects.get().problem


def test_a_team_asks_so_often_a_day_and_no_more(people, call, switched_on, set_up):
    TeamSwitch.objects.update(most_a_day=2)
    with fake.a_reviewer(fake.says(lambda asked: RIGHT)) as reviewer:
        set_up(reviewer)
        asked_for(call, people)
        asked_for(call, people)
        with pytest.raises(actions.CannotAsk, match="2 within a day"):
            actions.ask_opinion(actor=people.bob, now=NOW, call=call)
        actions.ask_opinion(actor=people.bob, now=NOW + timedelta(days=1, minutes=1), call=call)


def test_a_call_is_asked_about_once_at_a_time_and_by_one_worker(people, call, switched_on, set_up):
    with fake.a_reviewer(fake.says(lambda asked: RIGHT)) as reviewer:
        set_up(reviewer)
        request = actions.ask_opinion(actor=people.bob, now=NOW, call=call)
        with pytest.raises(actions.CannotAsk, match="already"):
            actions.ask_opinion(actor=people.bob, now=NOW, call=call)
        assert actions.get_opinion(now=NOW, request=request) is not None
        assert actions.get_opinion(now=NOW, request=request) is None
        assert len(reviewer.seen) == 1


def test_a_request_whose_worker_died_is_given_up_and_can_be_asked_again(people, call, switched_on, set_up):
    with fake.a_reviewer(fake.says(lambda asked: RIGHT)) as reviewer:
        set_up(reviewer)
        request = actions.ask_opinion(actor=people.bob, now=NOW, call=call)
        OpinionRequest.objects.filter(pk=request.pk).update(state="running", started_at=NOW - timedelta(hours=1))
        get_opinions()
        request.refresh_from_db()
        assert request.state == "failed" and "Ask again" in request.problem and reviewer.seen == []
        assert asked_for(call, people).state == "done"


def test_words_that_have_to_go_take_the_opinion_with_them(people, call, switched_on, set_up):
    with fake.a_reviewer(fake.says(lambda asked: RIGHT)) as reviewer:
        set_up(reviewer)
        asked_for(call, people)
    Transcript.objects.filter(call=call).delete()
    assert not SecondOpinion.objects.exists() and not OpinionRequest.objects.exists()


def test_an_opinion_on_words_that_were_replaced_is_not_shown(as_, people, call, switched_on, set_up):
    with fake.a_reviewer(fake.says(lambda asked: RIGHT)) as reviewer:
        set_up(reviewer)
        asked_for(call, people)
    Transcript.objects.filter(call=call).update(added_at=NOW + timedelta(minutes=5))
    shown = text_of(as_(people.bob).get(reverse("reviewer:opinion", args=[call.pk])))
    assert "By the language model" not in shown


def test_only_the_teams_lead_asks_and_switches(as_, people, call, switched_on):
    for person in (people.alice, people.dana):
        with pytest.raises(NotAllowed):
            actions.ask_opinion(actor=person, now=NOW, call=call)
        with pytest.raises(NotAllowed):
            actions.switch_second_opinions(actor=person, now=NOW, team=people.bob.team, is_on=True, most_a_day=5)
    with pytest.raises(NotAllowed, match="own team"):
        actions.switch_second_opinions(actor=people.bob, now=NOW, team=people.charlie.team, is_on=True, most_a_day=5)
    assert as_(people.alice).get(reverse("reviewer:settings")).status_code == 404
    assert as_(people.charlie).get(reverse("reviewer:opinion", args=[call.pk])).status_code == 404


@pytest.mark.parametrize("most", ["0", "201", "", "many", "-1", "9" * 30])
def test_a_limit_that_is_none_is_asked_for_again(as_, people, call, most):
    page = reverse("reviewer:settings")
    answer = as_(people.bob).post(page, {"team": people.bob.team_id, "is_on": "on", "most_a_day": most})
    assert answer.status_code == 422 and not TeamSwitch.objects.exists()


def test_the_page_shows_word_for_word_what_is_sent(as_, people, call, switched_on, set_up):
    with fake.a_reviewer(fake.says(lambda asked: RIGHT)) as reviewer:
        set_up(reviewer)
        page = as_(people.bob).get(reverse("reviewer:sent", args=[call.pk]))
        asked_for(call, people)
    letter = page.context["letter"]
    assert reviewer.seen[0][2]["messages"] == letter.messages
    sent = str(reviewer.seen[0][2])
    assert not [word for word in ("Maria", "Lopez", "Harbour", "Northwind", "Rachel", "0142", "99321") if word in sent]
    assert "[THEIR_PERSON_1]" in page.content.decode() and "sk-very-secret" not in page.content.decode()


def test_the_caller_and_the_auditor_read_it_and_have_no_button(as_, people, call, switched_on, set_up):
    with fake.a_reviewer(fake.says(lambda asked: RIGHT)) as reviewer:
        set_up(reviewer)
        asked_for(call, people)
        for person in (people.alice, people.dana):
            shown = text_of(as_(person).get(reverse("quality:review", args=[call.pk])))
            assert "By the language model small-model" in shown and "Ask again" not in shown
            answer = as_(person).post(reverse("reviewer:ask", args=[call.pk]))
            assert answer.status_code == 403
    assert OpinionRequest.objects.count() == 1
