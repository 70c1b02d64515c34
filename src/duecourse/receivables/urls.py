"""Addresses of the ledger's pages."""

from __future__ import annotations

from django.urls import path

from duecourse.receivables.views import accounts, ageing, imports, payments

app_name = "receivables"
urlpatterns = [
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/<int:pk>/payments/", payments.payments, name="payments"),
    path("accounts/<int:pk>/payments/<int:payment>/take-back/", payments.take_back, name="take_back"),
    path("ageing/", ageing.ageing, name="ageing"),
    path("ageing/ageing.csv", ageing.ageing_csv, name="ageing_csv"),
    path("ageing/ageing.xlsx", ageing.ageing_xlsx, name="ageing_xlsx"),
    path("imports/", imports.imports, name="imports"),
    path("imports/upload/", imports.upload, name="upload"),
    path("imports/<int:pk>/", imports.one_import, name="import"),
    path("imports/<int:pk>/reading/", imports.reading, name="reading"),
    path("imports/<int:pk>/progress/", imports.progress, name="import_progress"),
    path("imports/<int:pk>/errors.csv", imports.import_errors, name="import_errors"),
    path("imports/<int:pk>/load/", imports.load, name="load"),
    path("imports/<int:pk>/undo/", imports.undo_import, name="undo"),
    path("imports/<int:pk>/profile/", imports.save_profile, name="save_profile"),
    path("imports/profiles/<int:pk>/remove/", imports.remove_profile, name="remove_profile"),
]
