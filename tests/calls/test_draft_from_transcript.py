"""A pasted or uploaded transcript fills the draft of the call, through the page, and saves nothing by itself."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from duecourse.calls import actions
from duecourse.calls.models import Call, CallDraft, CallRecord, Promise, Transcript
from make import NOW, make_account, make_contact, make_creditor, make_invoice, make_promise

pytestmark = pytest.mark.django_db

SAID = """Alice: Good morning, this is Alice from Northwind Supplies. Is that Maria Lopez?
Maria: Speaking.
Alice: It's about invoice INV-1042, 890 dollars, due in October. What's holding it up?
Maria: It's waiting for approval, my boss has to sign it.
Alice: So it's waiting for your boss. When could you pay it?
Maria: I'll pay the 890 on Friday.
Alice: 890 dollars on Friday the 20th. I'll send you a statement tomorrow. Thank you, goodbye.
"""


@pytest.fixture
def call(people) -> Call:
    account = make_account(people.portfolio, make_creditor(name="Northwind Supplies"), name="Harbour Cafe")
    make_invoice(account, number="INV-1042")
    return actions.start_call(actor=people.alice, now=NOW, account=account, contact=make_contact(account))


def paste(desk, call, text, **more):
    return desk.post(reverse("calls:transcript", args=[call.pk]), {"transcript": text, **more}, follow=True)


def body(call) -> dict:
    return CallDraft.objects.get(call=call).body


def test_a_pasted_transcript_fills_the_draft_and_saves_no_promise(desk, call):
    page = paste(desk, call, SAID)
    drafted = body(call)
    assert page.redirect_chain == [(reverse("calls:call", args=[call.pk]), 302)]
    assert (drafted["promise_1_amount"], drafted["promise_1_on"]) == ("890.00", "2026-11-20")
    assert drafted["promise_1_by"] == "Maria Lopez"
    assert (drafted["outcome"], drafted["delay_reason"]) == ("promise", "approval_pending")
    assert drafted["delay_words"] in SAID
    assert (drafted["commitment_1_what"], drafted["commitment_1_on"]) == ("Send statement", "2026-11-19")
    assert {"identified", "verified_party", "amount", "recap"} <= set(drafted["points"])
    assert not Promise.objects.exists() and not CallRecord.objects.exists()


def test_who_has_questions_left_is_told_so_at_the_top(desk, call):
    assert "left open for you, under the form" not in paste(desk, call, SAID).content.decode()
    unread = SAID.replace("890 dollars on Friday the 20th. I'll send", "Good. I'll send")
    assert "One question is left open for you, under the form." in paste(desk, call, unread).content.decode()
    more = unread.replace("I'll send you a statement tomorrow", "I'll send you a statement")
    assert "2 questions are left open for you, under the form." in paste(desk, call, more).content.decode()


def test_each_drafted_sentence_is_shown_with_the_words_it_stands_on(desk, call):
    page = paste(desk, call, SAID).content.decode()
    assert "They will pay $890.00 by Friday 20 November 2026." in page
    assert "I&#x27;ll pay the 890 on Friday." in page
    assert f"{reverse('quality:review', args=[call.pk])}#turn-6" in page
    whole = desk.get(reverse("calls:transcript", args=[call.pk])).content.decode()
    assert 'id="turn-6"' in whole and "Alice (us)" in whole


def test_the_record_is_written_only_when_the_caller_saves_what_they_see(desk, call):
    paste(desk, call, SAID)
    answer = desk.post(reverse("calls:close", args=[call.pk]), body(call))
    assert answer.status_code == 302
    assert [(p.amount_minor, str(p.due_on)) for p in Promise.objects.all()] == [(89_000, "2026-11-20")]


def test_what_the_caller_has_typed_stays(people, desk, call):
    typed = {"discussed": "Freezer broke.", "outcome": "part_promise", "promise_1_amount": "400", "points": ["recap"]}
    actions.save_draft(actor=people.alice, now=NOW, call=call, body=typed, revision=7)
    paste(desk, call, SAID)
    drafted = body(call)
    assert drafted["outcome"] == "part_promise"
    assert (drafted["promise_1_amount"], drafted.get("promise_1_on", "")) == ("400", "")
    assert drafted["discussed"].startswith("Freezer broke.\n\n")
    assert CallDraft.objects.get(call=call).revision > 7


def test_a_save_that_was_on_its_way_cannot_undo_the_draft(people, desk, call):
    paste(desk, call, SAID)
    assert not actions.save_draft(actor=people.alice, now=NOW, call=call, body={}, revision=3)
    assert body(call)["promise_1_on"] == "2026-11-20"


def test_a_second_transcript_replaces_what_the_first_one_filled(desk, call):
    paste(desk, call, SAID)
    paste(desk, call, SAID.replace("on Friday.", "tomorrow.").replace("Friday the 20th", "Thursday the 19th"))
    assert body(call)["promise_1_on"] == "2026-11-19"
    assert body(call)["discussed"].count("They will pay") == 1
    assert Transcript.objects.count() == 1


def test_a_promise_that_was_not_read_back_is_asked_and_not_filled_in(desk, call):
    page = paste(desk, call, SAID.replace("890 dollars on Friday the 20th. ", "")).content.decode()
    assert "promise_1_amount" not in body(call)
    assert "Did they promise $890.00 by Friday 20 November 2026? It was not read back." in page


def test_which_friday_is_asked_with_both_dates(desk, call):
    text = SAID.replace("on Friday.", "next Friday.").replace("890 dollars on Friday the 20th. ", "")
    page = paste(desk, call, text).content.decode()
    assert "Friday 27 November 2026 or Friday 20 November 2026?" in page


def test_when_nothing_says_who_is_ours_the_page_asks(desk, call):
    text = "Voice A: Hello there.\nVoice B: I'll pay it on Friday."
    page = paste(desk, call, text)
    assert page.status_code == 422 and "Which speaker are you?" in page.content.decode()
    assert not Transcript.objects.exists()
    paste(desk, call, text, caller="Voice A")
    assert [t["who"] for t in Transcript.objects.get().turns] == ["caller", "client"]


def test_a_card_number_is_masked_before_anything_is_kept(desk, call):
    paste(desk, call, SAID + "Maria: My card is 4111 1111 1111 1111, security code 123.\n")
    kept = Transcript.objects.get()
    assert "4111 1111" not in str(kept.turns) + str(kept.analysis) + str(body(call))
    assert "[card ending 1111]" in str(kept.turns)


def test_a_webvtt_file_is_read_with_its_times(desk, call):
    cues = "WEBVTT\n\n00:00:00.000 --> 00:00:04.000\n<v Alice>Hi, Alice from Northwind.</v>\n\n"
    cues += "00:00:02.000 --> 00:00:09.000\n<v Maria>Hold on, who is this please?</v>\n"
    upload = SimpleUploadedFile("call.vtt", cues.encode(), "text/vtt")
    desk.post(reverse("calls:transcript", args=[call.pk]), {"file": upload})
    assert Transcript.objects.get().analysis["measures"]["timed"] is True


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "empty"), ("no names in here", "does not say who speaks"), ("{broken", "cannot be read")],
)
def test_what_cannot_be_read_is_said_and_changes_nothing(desk, call, text, said):
    page = paste(desk, call, text)
    assert page.status_code == 422 and said in page.content.decode()
    assert body(call) == {} and not Transcript.objects.exists()


@pytest.mark.parametrize("content", [b"\xff\xfe\x00binary", b"RIFF" + b"\x80" * 50])
def test_a_file_that_is_no_text_is_refused(desk, call, content):
    answer = desk.post(reverse("calls:transcript", args=[call.pk]), {"file": SimpleUploadedFile("call.wav", content)})
    assert answer.status_code == 422 and "UTF-8" in answer.content.decode()


def test_a_file_of_three_megabytes_is_refused(desk, call):
    upload = SimpleUploadedFile("call.txt", b"A: hi\n" * 500_000)
    answer = desk.post(reverse("calls:transcript", args=[call.pk]), {"file": upload})
    assert answer.status_code == 422 and "2 MB" in answer.content.decode()


def test_html_in_a_transcript_is_shown_and_never_run(desk, call):
    page = paste(desk, call, SAID + "Maria: I'll pay <script>alert(1)</script> it on Friday.\n").content.decode()
    assert "<script>alert(1)" not in page


def test_only_the_caller_of_the_open_call_adds_a_transcript(client, people, call):
    client.force_login(people.bob)
    paste(client, call, SAID)
    assert not Transcript.objects.exists()
    client.force_login(people.charlie)
    assert client.post(reverse("calls:transcript", args=[call.pk]), {"transcript": SAID}).status_code == 404
    client.force_login(people.dana)
    assert client.post(reverse("calls:transcript", args=[call.pk]), {"transcript": SAID}).status_code in (403, 404)


def test_another_language_is_said_and_nothing_is_drafted(desk, call):
    german = "Alice: Guten Tag, hier ist Alice von Northwind, es geht um eine offene Rechnung bei Ihnen im Hause.\n"
    german += (
        "Maria: Ja, wir zahlen am Freitag den vollen Betrag, bitte schicken Sie uns noch einmal eine Kopie davon zu, "
    )
    german += "weil unsere Buchhaltung umgezogen ist und wir nichts mehr finden können in den alten Ordnern.\n"
    page = paste(desk, call, german).content.decode()
    assert "only English" in page
    assert "promise_1_amount" not in body(call)


@pytest.mark.parametrize(("said", "is_wrong"), [("five hundred", False), ("six hundred", True)])
def test_a_promise_said_to_be_another_sum_than_it_was_is_a_false_statement(desk, call, said, is_wrong):
    make_promise(call.account, 50_000, due_on=date(2026, 11, 10), state="broken")
    paste(desk, call, f"Alice: You promised us {said} dollars for the tenth of November.\nMaria: I know.\n")
    marks = {mark["label"] for mark in Transcript.objects.get(call=call).analysis["marks"]}
    assert ("false_statement" in marks) is is_wrong
