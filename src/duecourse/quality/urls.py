"""Addresses of reviews."""

from __future__ import annotations

from django.urls import path

from duecourse.quality import views

app_name = "quality"
urlpatterns = [
    path("reviews/", views.review_list, name="list"),
    path("calls/<int:pk>/review/", views.review, name="review"),
    path("calls/<int:pk>/review/mark/", views.judge, name="judge"),
]
