"""A call looked back on, through its page."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from duecourse.calls.models import Call, CallRecord, Recording, Transcript
from duecourse.quality.models import CallReview, MarkJudgement, ReviewLabel
from make import NOW, make_call, make_invoice, pay
from quality.talks import HARBOUR, as_json, keep, make_reviewed_call

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(people, account) -> Call:
    return make_reviewed_call(account, people.alice)


def page(client, call, **query) -> str:
    answer = client.get(reverse("quality:review", args=[call.pk]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_dont_stands_on_its_words_with_sign_name_reason_and_rule(as_, people, call):
    text = page(as_(people.alice), call)
    assert '<mark class="dont">' in text
    assert "− Don’t: Assumption." in text
    assert "It was said as a fact, and nobody had told us." in text
    assert "Found by:" in text


def test_a_missed_moment_shows_the_callers_own_words_and_a_better_way_filled_from_the_ledger(as_, people, call):
    text = page(as_(people.alice), call)
    assert "you must have forgotten about us" in text
    assert "Has invoice INV-1042 reached you?" in text
    assert "You were saying ‘Well, cash is tight, the freezer" in text


def test_a_good_moment_says_what_it_brought(as_, people, call):
    text = page(as_(people.alice), call)
    assert "It brought the reason: “Well, cash is tight" in text


def test_points_lead_to_the_turn_that_earned_them_and_missed_ones_say_so(as_, people, account):
    short = (("Alice", "Good morning, this is Alice from Northwind Supplies.", 0), ("Maria", "I pay you soon.", 0.5))
    call = make_reviewed_call(account, people.alice, as_json(short))
    text = page(as_(people.alice), call)
    assert re.search(r"✓</b> Who you are <a [^>]*href=\"#turn-1\"", text)
    assert "✗</b> Thank and close" in text
    assert "Thank you for your time, Maria. Goodbye." in text


def test_the_timeline_has_lanes_overlap_silence_and_links_to_turns_with_its_table(as_, people, call):
    text = page(as_(people.alice), call)
    svg = re.search(r"<svg class=\"talk ticked\".*?</svg>", text, re.DOTALL)
    assert svg
    assert 'class="over"' in svg[0] and 'class="quiet"' in svg[0] and 'class="cut"' in svg[0]
    assert re.search(r'<a class="tick dont" href="#turn-5" aria-label="Turn 5: Cut in', svg[0])
    assert "1 interruption, 1 silence, 1 overlap" in text
    assert "We cut in" in text and "6 s of silence before this turn" in text
    assert 'id="turn-5"' in text


def test_measures_show_what_they_are_made_of_and_how_many_calls_are_missing_to_compare(as_, people, call):
    text = page(as_(people.alice), call)
    assert re.search(r"We spoke for \d+(\.\d)? s of \d+(\.\d)? s of speech", text)
    assert "1 of our 5 turns." in text
    assert "Your team: too few calls to compare (0 of 10)" in text


def test_with_ten_other_calls_the_teams_median_stands_beside_the_measure(as_, people, account, call):
    for n in range(10):
        make_reviewed_call(account, people.alice, days_ago=n + 1)
    text = page(as_(people.alice), call)
    assert re.search(r"Your team: median \d+ %, 10 calls", text)
    assert re.search(r"Your other calls: median \d+ %, 10 calls", text)


def test_without_times_the_page_says_what_cannot_be_measured_and_why(as_, people, account):
    call = make_reviewed_call(account, people.alice, as_json(timed=False))
    text = page(as_(people.alice), call)
    assert text.count("not measurable") >= 5
    assert "The transcript has no start and end for each turn." in text
    assert "laid out by words" in text


def test_one_speaker_alone_is_not_compared_with_nobody(as_, people, account):
    message = (("Alice", "Hello, this is Alice from Northwind Supplies. Please call me back. Thank you.", 0),)
    call = make_call(account, people.alice, outcome="voicemail")
    keep(call, as_json(message), caller="Alice")
    assert "Only one side of the call is in the transcript." in page(as_(people.alice), call)


def test_another_language_is_said_and_nothing_is_marked(as_, people, account):
    german = (
        ("Alice", "Guten Tag, hier ist Alice von Northwind, es geht um eine offene Rechnung bei Ihnen im Hause.", 0),
        ("Maria", "Ja, wir zahlen am Freitag den vollen Betrag, bitte schicken Sie uns noch einmal eine Kopie.", 1),
    )
    call = make_reviewed_call(account, people.alice, as_json(german))
    text = page(as_(people.alice), call)
    assert "Nothing is marked in this call" in text and "only English is read" in text
    assert "<mark" not in text


def test_what_was_agreed_holds_only_what_stands_in_the_call_and_fits_the_ledger(as_, people, account):
    said = [*HARBOUR[:6], ("Maria", "I'll pay the 4000 on Friday.", 1), ("Alice", "4000 on Friday, is that right?", 1),
            ("Maria", "Yes.", 1)]  # fmt: skip
    call = make_reviewed_call(account, people.alice, as_json(said))
    text = page(as_(people.alice), call)
    agreed = text[text.index('id="agreed"') :]
    assert "Nothing that both sides settled." in agreed
    assert "only $890.00 is open" in agreed


def test_the_agreed_promise_names_the_item_it_fits(as_, people, call):
    agreed = page(as_(people.alice), call).partition('id="agreed"')[2]
    assert "You will pay $890.00 by Friday 20 November 2026." in agreed
    assert "INV-1042 is open with this sum" in agreed
    assert "We will send the statement by Thursday 19 November 2026." in agreed


def test_an_invoice_paid_since_was_open_on_the_call_all_the_same(as_, people, account, call):
    pay(account.invoices.get(number="INV-1042"))
    CallReview.objects.all().delete()
    text = page(as_(people.alice), call)
    assert "Has invoice INV-1042 reached you?" in text
    assert "Wrong figure or fact" not in text


def test_the_records_sentences_from_the_transcript_lead_to_their_turns(as_, people, call):
    summary = " ".join(s["text"] for s in Transcript.objects.get(call=call).analysis["draft"]["sentences"])
    CallRecord.objects.create(
        call=call, version=2, written_at=NOW, written_by=people.alice, outcome="promise", amends_because="Draft",
        discussed=f"She was in a hurry. {summary}", next_step="See the payment",
    )  # fmt: skip
    for address in ("quality:review", "calls:call"):
        text = as_(people.alice).get(reverse(address, args=[call.pk])).content.decode()
        assert re.search(r"They will pay \$890\.00 by Friday 20 November 2026\. <a [^>]*#turn-\d", text)
        assert "She was in a hurry." in text


def test_the_recording_is_offered_only_where_there_is_one_and_starts_at_the_second_asked_for(as_, people, call):
    assert "<audio" not in page(as_(people.alice), call, t="12")
    Recording.objects.create(
        call=call, file_name="7.wav", stored_as="x", sha256="0" * 64, size=1, form="WAV", caller_channel="left",
        added_at=NOW, added_by=people.alice,
    )  # fmt: skip
    text = page(as_(people.alice), call, t="12")
    assert f'src="{reverse("calls:audio", args=[call.pk])}#t=12"' in text and 'data-at="' in text
    assert "#t=javascript" not in page(as_(people.alice), call, t="javascript:1")


def test_html_in_what_was_said_stays_text(as_, people, account):
    nasty = [*HARBOUR[:4], ("Maria", "It's <img src=x onerror=alert(1)> broken, I'll pay it on Friday.", 1)]
    call = make_reviewed_call(account, people.alice, as_json(nasty))
    text = page(as_(people.alice), call)
    assert "<img src=x" not in text and "&lt;img src=x" in text


def test_a_call_without_a_transcript_says_so_and_where_to_add_one(as_, people, account):
    call = make_call(account, people.alice)
    text = page(as_(people.alice), call)
    assert "There is no transcript of this call" in text
    assert reverse("calls:transcript", args=[call.pk]) in text


def test_a_transcript_may_come_after_the_record_once_and_changes_nothing_of_it(as_, people, account):
    call = make_call(account, people.alice)
    address = reverse("calls:transcript", args=[call.pk])
    answer = as_(people.alice).post(address, {"transcript": as_json()})
    assert answer.url == reverse("quality:review", args=[call.pk])
    assert call.records.get().discussed == "Talked."
    assert CallReview.objects.filter(call=call).exists()
    as_(people.alice).post(address, {"transcript": as_json(HARBOUR[:3])})
    assert len(Transcript.objects.get(call=call).turns) > 3


def test_a_caller_sees_their_own_calls_a_lead_the_teams_an_auditor_all(as_, people, account, call):
    people.portfolio.callers.add(people.charlie)  # the same account, another team: not theirs to look back on
    seen = {name: as_(getattr(people, name)).get(reverse("quality:review", args=[call.pk])).status_code
            for name in ("alice", "bob", "charlie", "dana", "erin")}  # fmt: skip
    assert seen == {"alice": 200, "bob": 200, "charlie": 404, "dana": 200, "erin": 200}


def judge(client, call, **given):
    mark = {"n": "5", "label": "assumption", "verdict": "wrong", "because": "She said so herself."}
    return client.post(reverse("quality:judge", args=[call.pk]), {**mark, **given}, follow=True)


def test_a_lead_takes_a_mark_back_with_a_reason_that_stays_beside_it(as_, people, call):
    text = judge(as_(people.bob), call).content.decode()
    assert "this mark is wrong. She said so herself." in text
    assert "Has invoice INV-1042 reached you?" not in text
    assert not ReviewLabel.objects.filter(label="assumption").exists()
    listed = as_(people.bob).get(reverse("quality:list")).content.decode()
    assert re.search(r"Assumption</td><td class=\"num\">0 of 1", listed)


def test_the_last_word_on_a_mark_holds(as_, people, call):
    judge(as_(people.bob), call)
    judge(as_(people.bob), call, verdict="right")
    assert ReviewLabel.objects.filter(label="assumption").exists()
    assert MarkJudgement.objects.count() == 2


def test_a_wrong_mark_needs_a_reason_and_only_leads_judge(as_, people, call):
    assert "Say in a few words why" in judge(as_(people.bob), call, because=" ").content.decode()
    assert judge(as_(people.alice), call).status_code == 403
    assert judge(as_(people.dana), call).status_code == 403
    assert judge(as_(people.charlie), call).status_code == 404
    assert not MarkJudgement.objects.exists()


def test_a_mark_that_does_not_stand_cannot_be_judged(as_, people, call):
    assert "does not stand any more" in judge(as_(people.bob), call, n="1").content.decode()
    assert judge(as_(people.bob), call, n="x", label="'; DROP").status_code == 200


def test_a_call_that_is_open_can_be_looked_back_on_while_its_record_is_written(as_, people, account):
    from duecourse.calls.actions import start_call

    make_invoice(account)
    call = start_call(actor=people.alice, now=NOW, account=account, contact=account.contacts.first())
    keep(call)
    assert "− Don’t: Assumption." in page(as_(people.alice), call)
    assert f"/calls/{call.pk}/review/#turn-" in as_(people.alice).get(f"/calls/{call.pk}/").content.decode()
