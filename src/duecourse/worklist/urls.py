"""Addresses of the desk."""

from __future__ import annotations

from django.urls import path

from duecourse.worklist import views

app_name = "worklist"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("next/", views.next_account, name="next"),
    path("accounts/<int:pk>/", views.account, name="account"),
    path("accounts/<int:pk>/claim/", views.claim, name="claim"),
    path("accounts/<int:pk>/release/", views.release, name="release"),
]
