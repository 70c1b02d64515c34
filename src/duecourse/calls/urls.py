"""Addresses of calls."""

from __future__ import annotations

from django.urls import path

from duecourse.calls.views import calls

app_name = "calls"
urlpatterns = [
    path("accounts/<int:pk>/call/", calls.start, name="start"),
    path("calls/", calls.call_list, name="list"),
    path("calls/<int:pk>/", calls.call_page, name="call"),
    path("calls/<int:pk>/draft/", calls.draft, name="draft"),
    path("calls/<int:pk>/close/", calls.close, name="close"),
    path("calls/<int:pk>/discard/", calls.discard, name="discard"),
    path("calls/<int:pk>/amend/", calls.amend, name="amend"),
]
