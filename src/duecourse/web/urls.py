"""Every address of the product."""

from __future__ import annotations

from django.urls import path

from duecourse.web import views

urlpatterns = [
    path("health", views.health, name="health"),
]
