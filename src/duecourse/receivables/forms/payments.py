"""Forms of an account's payments: one that arrived, and one that is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from duecourse.domain.money import format_money, parse_typed
from duecourse.receivables.models import Account, Invoice
from duecourse.receivables.queries import currencies_of, open_invoices_of

METHODS = ("bank transfer", "card", "cheque", "direct debit", "cash", "online")


class PaymentForm(forms.Form):
    """Money that arrived. No invoice ticked means the oldest due first; `unapplied` means none of them."""

    amount = forms.CharField(max_length=30, widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}))
    currency = forms.ChoiceField()
    received_on = forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    method = forms.CharField(max_length=40, required=False, widget=forms.TextInput({"list": "payment-methods"}))
    reference = forms.CharField(max_length=120, required=False)
    invoices = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    unapplied = forms.BooleanField(required=False)
    again = forms.BooleanField(required=False)
    sure = forms.CharField(required=False, max_length=40)  # the figure that somebody was asked about and keeps

    def __init__(self, *arguments: Any, account: Account, today: date, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.currencies = currencies_of(account)
        self.asked_about = str(self.data.get("sure", ""))
        self.open_items = [row for code in self.currencies for row in open_invoices_of(account, code)]
        self._choose("currency", [(code, code) for code in self.currencies])
        self._choose("invoices", [(str(row.pk), _words(row)) for row in self.open_items])
        self.fields["received_on"].widget.attrs["max"] = today.isoformat()
        self.initial = {"currency": self._most_overdue(today), "received_on": today, **self.initial}

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def _most_overdue(self, today: date) -> str:
        """The currency with the most items past due, its own where none is."""
        late = [row.currency for row in self.open_items if row.due_on < today]
        return max(self.currencies, key=late.count)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("amount") and given.get("currency"):
            try:
                given["amount_minor"] = parse_typed(given["amount"], given["currency"])
            except ValueError as error:
                self.add_error("amount", str(error))
        if given.get("unapplied") and given.get("invoices"):
            self.add_error("unapplied", "Tick the invoices it pays, or that it pays none: not both.")
        return given

    def ask_whether_sure(self, question: str) -> None:
        """Show the question beside a box for this very figure."""
        self.asked_about = self.figure
        self.add_error("sure", question)

    def payment(self) -> dict[str, Any]:
        """Arguments for `enter_payment`; only after `is_valid()`."""
        given = self.cleaned_data
        named: Sequence[int] | None = [int(key) for key in given["invoices"]] or None
        return {
            **{name: given[name] for name in ("currency", "amount_minor", "received_on", "method", "reference")},
            "invoices": () if given["unapplied"] else named,
            "again": given["again"],
            "sure": given["sure"] == self.figure,
        }

    @property
    def figure(self) -> str:
        """What a yes is about: another figure is asked about again. Empty before it is read."""
        given = getattr(self, "cleaned_data", {})
        return f"{given['currency']} {given['amount_minor']}" if "amount_minor" in given else ""


def _words(row: Invoice) -> str:
    part = f" ({row.instalment})" if row.instalment > 1 else ""
    disputed = ", disputed" if row.is_disputed or getattr(row, "in_dispute", False) else ""
    due = f"{row.due_on.day} {row.due_on:%b %Y}"
    return f"{row.number}{part} · due {due} · {format_money(row.balance_minor, row.currency)}{disputed}"


class TakeBackForm(forms.Form):
    because = forms.CharField(max_length=200)
