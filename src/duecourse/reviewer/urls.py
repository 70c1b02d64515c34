"""Addresses of second opinions."""

from __future__ import annotations

from django.urls import path

from duecourse.reviewer import views

app_name = "reviewer"
urlpatterns = [
    path("second-opinions/", views.settings, name="settings"),
    path("calls/<int:pk>/second-opinion/", views.opinion, name="opinion"),
    path("calls/<int:pk>/second-opinion/ask/", views.ask, name="ask"),
    path("calls/<int:pk>/second-opinion/sent/", views.sent, name="sent"),
]
