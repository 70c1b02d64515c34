"""Addresses of the ledger's pages."""

from __future__ import annotations

from django.urls import path

from duecourse.receivables.views import accounts, ageing

app_name = "receivables"
urlpatterns = [
    path("accounts/", accounts.accounts, name="accounts"),
    path("ageing/", ageing.ageing, name="ageing"),
    path("ageing/ageing.csv", ageing.ageing_csv, name="ageing_csv"),
    path("ageing/ageing.xlsx", ageing.ageing_xlsx, name="ageing_xlsx"),
]
