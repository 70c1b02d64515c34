"""Addresses of retention."""

from __future__ import annotations

from django.urls import path

from duecourse.retention import views

app_name = "retention"
urlpatterns = [path("retention/", views.retention, name="plan")]
