"""Addresses of calls."""

from __future__ import annotations

from django.urls import path

from duecourse.calls.views import calls, evidence, live, recording, scripts, transcript

app_name = "calls"
urlpatterns = [
    path("accounts/<int:pk>/call/", calls.start, name="start"),
    path("calls/", calls.call_list, name="list"),
    path("calls/<int:pk>/", calls.call_page, name="call"),
    path("calls/<int:pk>/draft/", calls.draft, name="draft"),
    path("calls/<int:pk>/close/", calls.close, name="close"),
    path("calls/<int:pk>/discard/", calls.discard, name="discard"),
    path("calls/<int:pk>/amend/", calls.amend, name="amend"),
    path("calls/<int:pk>/transcript/", transcript.transcript, name="transcript"),
    path("calls/<int:pk>/recording/", recording.recording, name="recording"),
    path("calls/<int:pk>/recording/progress/", recording.progress, name="recording_progress"),
    path("calls/<int:pk>/recording/audio/", recording.audio, name="audio"),
    path("contact-decisions/<int:pk>/evidence/", evidence.evidence, name="evidence"),
    path("contact-decisions/<int:pk>/evidence.json", evidence.evidence_json, name="evidence_json"),
    path("calls/<int:pk>/said/", live.said, name="said"),
    path("calls/<int:pk>/heard/", live.heard, name="heard"),
    path("calls/<int:pk>/heard/draft/", live.draft_heard, name="draft_heard"),
    path("calls/<int:pk>/quiet/", live.quiet, name="quiet"),
    path("calls/<int:pk>/dismiss/", live.dismiss, name="dismiss"),
    path("calls/<int:pk>/events/", live.events, name="events"),
    path("scripts/", scripts.playbooks, name="scripts"),
    path("scripts/check/", scripts.check_text, name="check_text"),
    path("scripts/file/", scripts.playbook, name="playbook"),
    path("scripts/file/edit/", scripts.edit_playbook, name="edit_playbook"),
    path("scripts/file/take-back/", scripts.take_back_playbook, name="take_back_playbook"),
]
