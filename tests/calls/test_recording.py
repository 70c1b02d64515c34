"""The recording of a call: kept by its content, measured by the worker, heard by whoever may see it, gone in time."""

from __future__ import annotations

import hashlib
import io
import json
import wave
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from duecourse.calls import actions, jobs, recordings
from duecourse.calls.models import Call, CallDraft, Recording, Transcript
from duecourse.calls.queries import recording_of, segments_of
from duecourse.lib import uploads
from duecourse.retention.actions import remove_expired
from duecourse.teams.models import AuditEntry
from duecourse.teams.queries import NotAllowed
from make import NOW, make_account, make_call, make_contact, make_creditor, make_invoice
from quality.talks import make_reviewed_call
from speech.fake_endpoint import endpoint, good
from speech.sounds import RECORDINGS

pytestmark = pytest.mark.django_db
SOUND = (RECORDINGS / "phone-8k-mulaw.wav").read_bytes()


@pytest.fixture
def call(people) -> Call:
    account = make_account(people.portfolio, make_creditor(name="Northwind Supply"), name="Harbour Cafe")
    make_invoice(account, number="INV-1042")
    return actions.start_call(actor=people.alice, now=NOW, account=account, contact=make_contact(account))


def upload(desk, call, content=SOUND, name="call.wav", **fields):
    body = {"file": SimpleUploadedFile(name, content), "caller_channel": "left", **fields}
    return desk.post(reverse("calls:recording", args=[call.pk]), body)


def page(desk, call):
    return desk.get(reverse("calls:recording", args=[call.pk])).content.decode()


def test_an_upload_is_kept_by_its_hash_measured_and_shown(desk, call):
    assert upload(desk, call, name="../../etc/call.mp3").status_code == 302
    kept = recording_of(call)
    assert kept.form == "WAV" and kept.file_name == "call.mp3" and kept.sha256 == hashlib.sha256(SOUND).hexdigest()
    assert "Waiting for the worker" in page(desk, call) and segments_of(call) == ()
    jobs.measure_recordings()
    assert [(t.who, round(t.start)) for t in segments_of(call)][:3] == [("caller", 1), ("client", 3), ("client", 6)]
    shown = page(desk, call)
    assert "Our share of the talk" in shown and "<audio" in shown and 'class="talk"' in shown
    assert {e.verb for e in AuditEntry.objects.all()} >= {"add_recording", "measure_recording"}


def test_the_rule_on_recording_stands_beside_it(desk, call):
    upload(desk, call)
    assert recording_of(call).basis["needs"] in ("one_party", "notice", "all_parties")
    assert "told" not in recording_of(call).basis


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"Priya: Hello.\nMaria: Hi.\n" * 9, "it is text"), (SOUND[:40], "damaged"), (b"", "This file is empty")],
    ids=["text", "a stub", "nothing"],
)
def test_what_is_no_recording_is_refused_and_not_kept(desk, call, content, says):
    before = set(uploads.path_of("x").parent.iterdir())
    answer = upload(desk, call, content)
    assert answer.status_code == 422 and says in answer.content.decode()
    assert recording_of(call) is None and set(uploads.path_of("x").parent.iterdir()) == before


def test_the_channel_is_asked_unless_the_installation_has_it_laid_down(desk, call, settings):
    assert "checked" not in page(desk, call)
    assert "Say which channel is yours" in upload(desk, call, caller_channel="").content.decode()
    settings.CALLER_CHANNEL = "right"
    assert 'value="right" required checked' in page(desk, call)


def test_a_file_too_large_is_refused_with_a_way_out(desk, call, settings):
    settings.MAX_RECORDING_MB = 0
    assert "MP3 or OGG" in upload(desk, call).content.decode()


@pytest.mark.parametrize(
    ("asked", "status", "part", "told"),
    [
        ("", 200, SOUND, None),
        ("bytes=0-99", 206, SOUND[:100], f"bytes 0-99/{len(SOUND)}"),
        ("bytes=1000-", 206, SOUND[1000:], f"bytes 1000-{len(SOUND) - 1}/{len(SOUND)}"),
        ("bytes=-50", 206, SOUND[-50:], f"bytes {len(SOUND) - 50}-{len(SOUND) - 1}/{len(SOUND)}"),
        ("bytes=9999999-", 416, b"", f"bytes */{len(SOUND)}"),
        ("bytes=50-10", 416, b"", f"bytes */{len(SOUND)}"),
        ("bytes=-", 416, b"", f"bytes */{len(SOUND)}"),
        ("pages=1-2", 200, SOUND, None),
    ],
)
def test_a_player_gets_the_part_it_asks_for(desk, call, asked, status, part, told):
    upload(desk, call)
    answer = desk.get(reverse("calls:audio", args=[call.pk]), headers={"range": asked} if asked else {})
    content = b"".join(answer) if answer.streaming else answer.content
    assert (answer.status_code, content, answer.get("Content-Range")) == (status, part, told)
    if status != 416:
        assert answer["Content-Type"] == "audio/wav" and answer["Cache-Control"] == "private, no-store"


def test_only_whoever_may_see_the_call_hears_it(desk, call, people):
    upload(desk, call)
    sound = reverse("calls:audio", args=[call.pk])
    for person, status in ((people.charlie, 404), (people.bob, 200), (people.dana, 200)):
        desk.force_login(person)
        assert desk.get(sound).status_code == status


def test_only_whoever_may_look_back_on_the_words_is_led_to_them(desk, people, call):
    closed = make_reviewed_call(call.account, people.alice)
    people.portfolio.callers.add(people.charlie)
    for person, led in ((people.alice, True), (people.bob, True), (people.charlie, False)):
        desk.force_login(person)
        assert ("Look back on what was said" in page(desk, closed)) is led


def test_only_its_caller_and_leads_add_one(call, people):
    given = {"now": NOW, "call": call, "file_name": "x.wav", "blocks": [SOUND], "caller_channel": "left"}
    for person in (people.charlie, people.dana):
        with pytest.raises(NotAllowed):
            recordings.add_recording(actor=person, **given)
    assert recordings.add_recording(actor=people.bob, **given).added_by == people.bob


def test_a_second_upload_replaces_the_first_file_and_all(desk, call, django_capture_on_commit_callbacks):
    upload(desk, call)
    first = recording_of(call)
    with django_capture_on_commit_callbacks(execute=True):
        upload(desk, call, (RECORDINGS / "mono.mp3").read_bytes())
    assert recording_of(call).form == "MP3"
    assert not uploads.path_of(first.stored_as).exists()
    jobs.measure_recordings()
    assert "both sides are on one channel" in page(desk, call)


def test_it_is_measured_once_and_begun_again_when_a_worker_died(call, people):
    given = {"now": NOW, "call": call, "file_name": "x.wav", "blocks": [SOUND], "caller_channel": "left"}
    row = recordings.add_recording(actor=people.alice, **given)
    Recording.objects.update(state="working", began_at=NOW)
    assert recordings.waiting(NOW) == [] and recordings.measure(now=NOW, recording=row) is None
    later = NOW + timedelta(hours=3)
    assert recordings.waiting(later) == [row] and recordings.measure(now=later, recording=row)
    assert recordings.waiting(later) == []


def test_a_recording_that_cannot_be_measured_says_why_and_keeps_nobody_waiting(desk, call, people):
    silent = io.BytesIO()
    with wave.open(silent, "wb") as file:
        file.setparams((2, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(4 * 8000 * 5))
    upload(desk, call, silent.getvalue())
    other = make_call(call.account, people.alice)
    upload(desk, other)
    uploads.path_of(recording_of(other).stored_as).write_bytes(b"RIFF1234WAVEbroken since")
    jobs.measure_recordings()
    assert "Nobody speaks in this recording." in page(desk, call)
    assert recording_of(other).state == "failed" and "damaged" in page(desk, other)


def said(*lines):
    return good(*((0.0, 60.0, line) for line in lines))


@pytest.fixture
def recogniser(monkeypatch):
    """An endpoint that hears a promise in the second turn that it is sent."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.delenv("DUECOURSE_SPEECH_MODEL", raising=False)
    words = ["Good morning, this is Alice.", "Mm-hm.", "I'll pay the 890 on Friday.", "Thank you."]
    with endpoint([said(line) for line in words]) as (url, asked):
        monkeypatch.setenv("DUECOURSE_SPEECH_URL", url)
        yield asked


def test_words_that_were_asked_for_fill_the_draft_like_any_transcript(desk, call, recogniser):
    assert "Make a transcript of it as well (sent to http://127.0.0.1" in page(desk, call)
    upload(desk, call, with_words="on")
    jobs.measure_recordings()
    kept = Transcript.objects.get(call=call)
    assert kept.source.startswith("recording, whisper-1 at 127.0.0.1")
    assert {t["who"] for t in kept.turns} == {"caller", "client"} and all(t["end"] > t["start"] for t in kept.turns)
    assert "890" in json.dumps(CallDraft.objects.get(call=call).body)
    assert recording_of(call).message == ""
    assert b"INV-1042" in recogniser[0][1], "the account's own words help to hear right"


def test_nothing_is_sent_when_no_words_were_asked_for(desk, call, recogniser):
    upload(desk, call)
    jobs.measure_recordings()
    assert recogniser == [] and not Transcript.objects.exists()


def test_words_without_sides_are_not_kept(desk, call, recogniser):
    upload(desk, call, (RECORDINGS / "mono.mp3").read_bytes(), with_words="on")
    jobs.measure_recordings()
    assert recogniser == [] and not Transcript.objects.exists()
    assert "nobody can say who speaks" in page(desk, call)


def test_an_endpoint_in_trouble_leaves_the_measures_standing(desk, call, monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with endpoint([(403, b"go away")]) as (url, _asked):
        monkeypatch.setenv("DUECOURSE_SPEECH_URL", url)
        upload(desk, call, with_words="on")
        jobs.measure_recordings()
    assert recording_of(call).state == "measured" and not Transcript.objects.exists()
    assert "No transcript: The transcription endpoint refuses with 403." in page(desk, call)


def test_the_sound_goes_when_its_time_is_over(call, people, django_capture_on_commit_callbacks):
    old = make_call(make_account(people.portfolio, make_creditor()), people.alice, at=NOW - timedelta(days=800))
    given = {"now": NOW, "call": old, "file_name": "x.wav", "blocks": [SOUND], "caller_channel": "left"}
    row = recordings.add_recording(actor=people.alice, **given)
    with django_capture_on_commit_callbacks(execute=True):
        (tombstone,) = remove_expired(actor=None, now=NOW)
    assert tombstone.counts == {"recordings": 1}
    assert not Recording.objects.exists() and not uploads.path_of(row.stored_as).exists()
