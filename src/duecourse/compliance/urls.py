"""Addresses of the contact page and its forms."""

from __future__ import annotations

from django.urls import path

from duecourse.compliance import views

app_name = "compliance"
urlpatterns = [
    path("accounts/<int:pk>/contact/", views.contact, name="contact"),
    path("accounts/<int:pk>/holds/", views.place_hold, name="place_hold"),
    path("accounts/<int:pk>/holds/<int:hold>/lift/", views.lift_hold, name="lift_hold"),
    path("accounts/<int:pk>/events/", views.record, name="record"),
    path("accounts/<int:pk>/known/", views.describe, name="describe"),
    path("contact-decisions/<int:pk>/", views.decision, name="decision"),
]
