"""Accounts and invoices."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel, Field

from duecourse.domain.money import decimal_text
from duecourse.receivables.models import Account, AccountStanding, Contact, Invoice, Payment


class AccountName(BaseModel):
    """Which account something belongs to."""

    account: str = Field(description="The creditor's own number")
    account_id: int
    creditor: str = Field(description="The creditor's code")
    name: str


class Standing(BaseModel):
    """The sums of one account in one currency."""

    currency: str
    open: str = Field(description="Open invoices, credits left out")
    credits: str = Field(description="Open credits, negative")
    unapplied: str = Field(description="Money received that no invoice has been given yet")
    open_count: int
    oldest_due_on: date | None
    last_paid_on: date | None
    last_paid: str | None


class AccountOut(BaseModel):
    id: int
    ref: str = Field(description="CREDITOR:NUMBER, which no other account has")
    number: str
    name: str
    creditor: str
    kind: str
    portfolio_id: int | None
    country: str
    region: str
    city: str
    time_zone: str = Field(description="Empty: worked out from place and number")
    language: str
    currency: str
    terms_days: int
    phone: str
    phone_kind: str = Field(description="mobile, home or work; empty: nobody has said")
    email: str
    email_kind: str = Field(description="personal or work; empty: nobody has said")
    debt_kind: str = Field(description="Empty: what the creditor's debts are")
    debtor_is: str = Field(description="person, sole_trader, partnership or company; empty: nobody has said")
    vat_registered: bool | None
    standing: list[Standing]


class Accounts(BaseModel):
    items: list[AccountOut]
    next: int | None


class ContactOut(BaseModel):
    id: int
    name: str
    role: str
    phone: str
    phone_kind: str = Field(description="mobile, home or work; empty: nobody has said")
    email: str
    email_kind: str = Field(description="personal or work; empty: nobody has said")
    time_zone: str
    language: str
    is_primary: bool


class AccountDetail(AccountOut):
    contacts: list[ContactOut]


class InvoiceOut(AccountName):
    id: int
    number: str
    instalment: int
    currency: str
    amount: str = Field(description="Negative for a credit")
    balance: str = Field(description="What is still open")
    issued_on: date | None
    due_on: date
    due_is_assumed: bool = Field(description="The file had no due date: the terms of the account were applied")
    closed_on: date | None
    is_disputed: bool
    po_number: str
    description: str


class Invoices(BaseModel):
    items: list[InvoiceOut]
    next: int | None


class PaidOut(BaseModel):
    """The part of a payment that one invoice got."""

    invoice: str
    instalment: int
    amount: str


class PaymentOut(AccountName):
    id: int
    currency: str
    amount: str
    unapplied: str = Field(description="What no invoice got")
    received_on: date
    method: str
    reference: str
    entered_by: str | None = Field(description="Null: it came with a file")
    paid: list[PaidOut]


def account_name(account: Account) -> dict[str, Any]:
    return {
        "account": account.number,
        "account_id": account.pk,
        "creditor": account.creditor.code,
        "name": account.name,
    }


def _standing(row: AccountStanding) -> Standing:
    def money(minor: int) -> str:
        return decimal_text(minor, row.currency)

    return Standing(
        currency=row.currency,
        open=money(row.open_minor),
        credits=money(row.credits_minor),
        unapplied=money(row.unapplied_minor),
        open_count=row.open_count,
        oldest_due_on=row.oldest_due_on,
        last_paid_on=row.last_paid_on,
        last_paid=None if row.last_paid_minor is None else money(row.last_paid_minor),
    )


def _account_fields(row: Account) -> dict[str, Any]:
    same = (
        "number", "name", "kind", "portfolio_id", "country", "region", "city", "time_zone", "language", "currency",
        "phone", "phone_kind", "email", "email_kind", "debt_kind", "debtor_is", "vat_registered", "ref",
    )  # fmt: skip
    return {
        **{name: getattr(row, name) for name in same},
        "id": row.pk,
        "creditor": row.creditor.code,
        "terms_days": row.creditor.terms_days if row.terms_days is None else row.terms_days,
        "standing": [_standing(s) for s in sorted(row.standings.all(), key=lambda s: s.currency)],
    }


def account_out(row: Account) -> AccountOut:
    return AccountOut(**_account_fields(row))


def account_detail(row: Account) -> AccountDetail:
    return AccountDetail(**_account_fields(row), contacts=[_contact(c) for c in row.contacts.all()])


def _contact(row: Contact) -> ContactOut:
    return ContactOut(**{name: getattr(row, name) for name in ContactOut.model_fields})


def invoice_out(row: Any) -> InvoiceOut:
    """`row` comes from `invoices_for`, which knows about open disputes; perhaps through `as_of`, which knows what was
    open on an earlier day."""
    invoice: Invoice = row
    balance = getattr(row, "balance_then", invoice.balance_minor)
    same = ("number", "instalment", "currency", "issued_on", "due_on", "due_is_assumed", "po_number", "description")
    return InvoiceOut(
        **account_name(invoice.account),
        **{name: getattr(invoice, name) for name in same},
        id=invoice.pk,
        amount=decimal_text(invoice.amount_minor, invoice.currency),
        balance=decimal_text(balance, invoice.currency),
        closed_on=None if balance else invoice.closed_on,
        is_disputed=invoice.is_disputed or row.in_dispute,
    )


def payment_out(row: Payment) -> PaymentOut:
    paid = row.allocations.select_related("invoice").order_by("invoice__due_on", "pk")
    return PaymentOut(
        **account_name(row.account),
        **{name: getattr(row, name) for name in ("currency", "received_on", "method", "reference")},
        id=row.pk,
        amount=decimal_text(row.amount_minor, row.currency),
        unapplied=decimal_text(row.unapplied_minor, row.currency),
        entered_by=row.entered_by.username if row.entered_by else None,
        paid=[
            PaidOut(
                invoice=share.invoice.number,
                instalment=share.invoice.instalment,
                amount=decimal_text(share.amount_minor, row.currency),
            )
            for share in paid
        ],
    )
