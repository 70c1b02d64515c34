"""Addresses of messages and reminders."""

from __future__ import annotations

from django.urls import path

from duecourse.outbox.views import messages, reminders, write

app_name = "outbox"
urlpatterns = [
    path("accounts/<int:pk>/write/", write.write, name="write"),
    path("accounts/<int:pk>/stop/", write.stop, name="stop"),
    path("accounts/<int:pk>/statement/", write.statement, name="statement"),
    path("accounts/<int:pk>/statement.csv", write.statement_file, name="statement_csv"),
    path("messages/", messages.message_list, name="list"),
    path("messages/<int:pk>/", messages.message, name="message"),
    path("messages/<int:pk>/send/", messages.send, name="send"),
    path("messages/<int:pk>/sent/", messages.sent, name="sent"),
    path("messages/<int:pk>/take-back/", messages.take_back, name="take_back"),
    path("messages/<int:pk>/cancel/", messages.cancel, name="cancel"),
    path("messages/<int:pk>/letter/", messages.letter, name="letter"),
    path("reminders/", reminders.reminders, name="reminders"),
    path("reminders/<int:pk>/", reminders.cadence, name="cadence"),
]
