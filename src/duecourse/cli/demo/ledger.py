"""One account with all that was invoiced and received, as rows that are not saved yet.

Every movement goes through `allocate`, so that amount − paid_before − Σ allocations = balance holds by construction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from duecourse.cli.demo.words import Place
from duecourse.domain.facts import PaymentFact
from duecourse.receivables.models import Account, Allocation, Contact, Invoice, Payment

Kind = Allocation.Kind


@dataclass(slots=True)
class Ledger:
    """`behaviour` names how the account pays (see behaviours.py), or "story"; `portfolio` is a key of people.py."""

    account: Account
    place: Place
    behaviour: str
    portfolio: str
    contacts: list[Contact] = field(default_factory=list)
    invoices: list[Invoice] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    allocations: list[Allocation] = field(default_factory=list)

    @property
    def contact(self) -> Contact:
        """The person to ask for."""
        return self.contacts[0]

    def add_invoice(
        self, number: str, amount_minor: int, *, issued_on: date | None, due_on: date, **rest: Any
    ) -> Invoice:
        """An open item, nothing of it paid yet but `paid_before_minor`. A negative amount is a credit."""
        row = Invoice(
            account=self.account,
            number=number,
            amount_minor=amount_minor,
            balance_minor=amount_minor - rest.get("paid_before_minor", 0),
            issued_on=issued_on,
            due_on=due_on,
            **{"currency": self.account.currency, **rest},
        )
        self.invoices.append(row)
        return row

    def allocate(
        self, invoice: Invoice, amount_minor: int, on: date, kind: str = Kind.PAYMENT, payment: Payment | None = None
    ) -> None:
        """Lower the balance by that amount (negative: use up a credit), and the payment's unapplied part with it."""
        self.allocations.append(Allocation.of(invoice, amount_minor, on, payment=payment, kind=kind))
        invoice.balance_minor -= amount_minor
        if invoice.balance_minor == 0:
            invoice.closed_on = on
        if payment is not None:
            payment.unapplied_minor -= amount_minor

    def receive(
        self,
        amount_minor: int,
        on: date,
        *,
        currency: str = "",
        method: str = "",
        reference: str = "",
        parts: Sequence[tuple[Invoice, int]] = (),
    ) -> Payment:
        """Money that arrived; `parts` say for what. What no part names stays unapplied."""
        payment = Payment(
            account=self.account,
            currency=currency or self.account.currency,
            amount_minor=amount_minor,
            unapplied_minor=amount_minor,
            received_on=on,
            method=method,
            reference=reference,
        )
        self.payments.append(payment)
        for invoice, part in parts:
            self.allocate(invoice, part, on, payment=payment)
        return payment

    def apply_credit(self, credit: Invoice, invoice: Invoice, amount_minor: int, on: date) -> None:
        """Use up part of a credit against an invoice: two movements that add up to nothing."""
        self.allocate(credit, -amount_minor, on, Kind.CREDIT)
        self.allocate(invoice, amount_minor, on, Kind.CREDIT)

    def balance_on(self, invoice: Invoice, day: date) -> int:
        """What was open of it at the end of that day."""
        moved = sum(a.amount_minor for a in self.allocations if a.invoice is invoice and a.allocated_on <= day)
        return invoice.amount_minor - invoice.paid_before_minor - moved

    def overdue_on(self, day: date) -> list[tuple[Invoice, int]]:
        """Invoices in the account's currency that were due before that day with what was open of them then, oldest
        first."""
        rows = [
            i for i in self.invoices if i.due_on < day and i.amount_minor > 0 and i.currency == self.account.currency
        ]
        left = [(row, self.balance_on(row, day)) for row in sorted(rows, key=lambda i: i.due_on)]
        return [(row, balance) for row, balance in left if balance > 0]

    def payment_facts(self) -> tuple[PaymentFact, ...]:
        """The payments as the rules for promises read them."""
        return tuple(
            PaymentFact(p.received_on, p.currency, p.amount_minor, p.unapplied_minor, p.reference, p.method)
            for p in self.payments
        )
