"""Where words of the call are here, what the page suggests of a promise is nobody's word: it is not saved."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from duecourse.calls import actions
from duecourse.calls.live import turns as live
from duecourse.calls.models import Call, CallDraft, Promise
from duecourse.domain.conversation.turns import CALLER, CLIENT, Turn
from make import NOW, make_account, make_contact, make_creditor, make_invoice

pytestmark = pytest.mark.django_db

NOT_READ_BACK = """Alice: Good morning, this is Alice from Northwind Supplies. Is that Maria Lopez?
Maria: Speaking.
Alice: It's about invoice INV-0987, 890 dollars. When could you pay it?
Maria: I'll try to pay the 890 on Friday week.
Alice: Thank you, goodbye.
"""
SUGGESTED = {
    "outcome": "promise", "promise_1_amount": "4215.00", "promise_1_on": "2026-11-20", "promise_1_by": "Maria Lopez",
    "discussed": "She will pay.", "suggested": "promise_1_amount promise_1_on promise_1_by",
}  # fmt: skip


@pytest.fixture
def call(people) -> Call:
    account = make_account(people.portfolio, make_creditor(name="Northwind Supplies"), name="Harbour Cafe")
    make_invoice(account, 89_000, number="INV-0987")
    make_invoice(account, 332_500, number="INV-1042")
    make_invoice(account, 89_000, number="INV-1066", days_late=-13)
    return actions.start_call(actor=people.alice, now=NOW, account=account, contact=make_contact(account))


def pasted(desk, call):
    desk.post(reverse("calls:transcript", args=[call.pk]), {"transcript": NOT_READ_BACK})


def heard(people, call):
    turns = [Turn(1, CALLER, "Is that Maria Lopez?"), Turn(2, CLIENT, "Speaking. I'll pay the 890 on Friday week.")]
    live.add_turns(actor=people.alice, now=NOW, call=call, turns=turns)


def saved(desk, call, **more):
    return desk.post(reverse("calls:close", args=[call.pk]), {**SUGGESTED, **more})


def page_of(desk, call) -> str:
    return desk.get(reverse("calls:call", args=[call.pk])).content.decode()


def test_keys_alone_still_save_what_was_suggested_and_seen(desk, call):
    assert saved(desk, call).status_code == 302
    assert [(p.amount_minor, str(p.due_on)) for p in Promise.objects.all()] == [(421_500, "2026-11-20")]


def test_with_a_transcript_a_suggestion_that_nobody_changed_is_refused(desk, call):
    pasted(desk, call)
    answer = saved(desk, call)
    assert answer.status_code == 422 and not Promise.objects.exists()
    page = answer.content.decode()
    assert "Write the amount and the day of the promise." in page
    assert "4215.00" not in page.partition('name="promise_1_amount"')[2].partition(">")[0].partition("data-theirs")[0]


def test_with_words_heard_live_a_window_that_has_not_noticed_is_refused_as_well(people, desk, call):
    heard(people, call)
    assert saved(desk, call).status_code == 422 and not Promise.objects.exists()
    live.add_turns(actor=people.alice, now=NOW, call=call, turns=[])
    assert saved(desk, call, outcome="part_promise").status_code == 422 and not Promise.objects.exists()


def test_a_day_alone_that_was_only_suggested_is_asked_for(people, desk, call):
    heard(people, call)
    answer = saved(desk, call, promise_1_amount="890", suggested="promise_1_on promise_1_by")
    assert answer.status_code == 422 and "Which day?" in answer.content.decode()
    assert 'value="890"' in answer.content.decode()


def test_what_the_caller_put_in_is_saved(people, desk, call):
    heard(people, call)
    given = {"outcome": "part_promise", "promise_1_amount": "890", "promise_1_on": "2026-11-27", "suggested": ""}
    assert saved(desk, call, **given).status_code == 302
    assert [(p.amount_minor, str(p.due_on)) for p in Promise.objects.all()] == [(89_000, "2026-11-27")]


def test_a_suggestion_that_stood_before_a_transcript_came_gives_way_to_it(people, desk, call):
    actions.save_draft(actor=people.alice, now=NOW, call=call, body=SUGGESTED, revision=3)
    pasted(desk, call)
    body = CallDraft.objects.get().body
    assert "promise_1_amount" not in body and "promise_1_on" not in body
    assert body["outcome"] == "promise"  # their own choice stays, and saving asks for the rest


def test_a_suggestion_gives_way_to_what_was_read_back(people, desk, call):
    actions.save_draft(actor=people.alice, now=NOW, call=call, body=SUGGESTED, revision=3)
    read_back = NOT_READ_BACK.replace("try to ", "").replace(
        "Thank you", "So 890 dollars on Friday the 27th. Thank you"
    )
    desk.post(reverse("calls:transcript", args=[call.pk]), {"transcript": read_back})
    body = CallDraft.objects.get().body
    assert (body["promise_1_amount"], body["promise_1_on"], body["suggested"]) == ("890.00", "2026-11-27", "")
    assert desk.post(reverse("calls:close", args=[call.pk]), body).status_code == 302
    assert Promise.objects.get().amount_minor == 89_000


@pytest.mark.parametrize("way", ["pasted", "live", "none"])
def test_the_page_says_whether_it_suggests(people, desk, call, way):
    if way == "pasted":
        pasted(desk, call)
    if way == "live":
        heard(people, call)
    page = page_of(desk, call)
    assert ("data-has-words" in page) is (way != "none")
    assert ('<p class="help" data-suggests-nothing hidden>' in page) is (way == "none")


def test_a_suggestion_kept_in_the_draft_is_not_shown_once_words_are_heard(people, desk, call):
    actions.save_draft(actor=people.alice, now=NOW, call=call, body=SUGGESTED, revision=3)
    assert 'value="4215.00"' in page_of(desk, call)
    heard(people, call)
    assert 'value="4215.00"' not in page_of(desk, call)


def test_no_sum_is_suggested_for_a_part_or_a_plan(desk, call):
    page = page_of(desk, call)
    field = page.partition('name="promise_1_amount"')[2].partition(">")[0]
    assert json.loads(field.partition('suggest-by="')[2].partition('"')[0].replace("&quot;", '"')) == {
        "promise": "4215.00"
    }


def test_a_part_that_is_all_that_is_overdue_is_asked_about_and_a_yes_keeps_it(people, desk, call):
    heard(people, call)
    given = {"outcome": "part_promise", "promise_1_amount": "4215", "promise_1_on": "2026-11-27", "suggested": ""}
    answer = saved(desk, call, **given)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "That is all that is overdue, not a part of it. Keep it as a part?" in page
    assert 'name="keep_no_part" value="USD 4215.00"' in page
    assert saved(desk, call, **given, keep_no_part="USD 4215.00").status_code == 302
    assert Promise.objects.get().amount_minor == 421_500
