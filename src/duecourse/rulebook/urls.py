"""Addresses of the rulebook."""

from __future__ import annotations

from django.urls import path

from duecourse.rulebook.views import drafts, replays, rules

app_name = "rulebook"
urlpatterns = [
    path("rules/", rules.rules, name="rules"),
    path("rules/pack/", rules.pack, name="pack"),
    path("rules/changes/", rules.changes, name="changes"),
    path("rules/drafts/", drafts.drafts, name="drafts"),
    path("rules/drafts/copy/", drafts.copy, name="copy"),
    path("rules/drafts/<int:pk>/", drafts.draft, name="draft"),
    path("rules/drafts/<int:pk>/edit/", drafts.edit, name="edit"),
    path("rules/drafts/<int:pk>/propose/", drafts.propose, name="propose"),
    path("rules/drafts/<int:pk>/approve/", drafts.approve, name="approve"),
    path("rules/drafts/<int:pk>/take-back/", drafts.take_back, name="take_back"),
    path("rules/drafts/<int:pk>/discard/", drafts.discard, name="discard"),
    path("rules/replays/", replays.replays, name="replays"),
    path("rules/replays/<int:pk>/", replays.replay, name="replay"),
    path("rules/replays/<int:pk>/progress/", replays.progress, name="replay_progress"),
]
