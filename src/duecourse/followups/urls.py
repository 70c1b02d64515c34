"""Addresses of the follow-ups."""

from __future__ import annotations

from django.urls import path

from duecourse.followups import views

app_name = "followups"
urlpatterns = [
    path("follow-ups/", views.follow_ups, name="list"),
    path("follow-ups/reminders/", views.remind, name="remind"),
    path("follow-ups/<slug:kind>/<int:pk>/", views.follow_up, name="item"),
    path("follow-ups/<slug:kind>/<int:pk>/keep/", views.keep, name="keep"),
    path("follow-ups/<slug:kind>/<int:pk>/postpone/", views.postpone, name="postpone"),
    path("follow-ups/<slug:kind>/<int:pk>/reassign/", views.reassign, name="reassign"),
    path("follow-ups/<slug:kind>/<int:pk>/close/", views.close, name="close"),
]
