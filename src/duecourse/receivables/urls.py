"""Addresses of the ledger's pages."""

from __future__ import annotations

from django.urls import path

from duecourse.receivables.views import accounts

app_name = "receivables"
urlpatterns = [
    path("accounts/", accounts.accounts, name="accounts"),
]
