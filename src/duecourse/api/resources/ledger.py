"""Accounts, invoices and promises: to read."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from ninja import Query, Router
from pydantic import Field

from duecourse.api.door import Asked, the
from duecourse.api.errors import FieldError, answers, unreadable
from duecourse.api.fields import Day, Given, Maybe, OneOf, Pages, text
from duecourse.api.paging import page_of
from duecourse.api.shapes.calls import PromiseOut, Promises, promise_out
from duecourse.api.shapes.ledger import (
    AccountDetail,
    Accounts,
    Invoices,
    account_detail,
    account_out,
    invoice_out,
)
from duecourse.calls.models import Promise
from duecourse.calls.queries import promises_for
from duecourse.domain.ageing import BASES, BY_DUE
from duecourse.domain.facts import ACCOUNT_KINDS
from duecourse.receivables.ageing import ageing_json, ageing_report
from duecourse.receivables.models import Account, Contact, Creditor, Invoice
from duecourse.receivables.queries import (
    account_named,
    accounts_for,
    as_of,
    coded,
    creditors_for,
    invoices_for,
    matching,
)

router = Router()
AccountRef = Annotated[str, text(120, description="CREDITOR:NUMBER, a number that only one account has, or the `id`")]


class AccountFilter(Pages):
    creditor: Maybe[Annotated[str, text(40)]] = Field(None, description="The creditor's code")
    kind: Maybe[Annotated[str, OneOf(*ACCOUNT_KINDS)]] = None
    q: Maybe[Annotated[str, text(80)]] = Field(None, description="In name, number, telephone or an invoice's number")


class OneAccountsInvoices(Pages):
    state: Annotated[str, OneOf("open", "all")] = Field("open", description="`open`: a balance is left")
    as_of: Maybe[Day] = Field(None, description="As it was at the end of that day; without it as it is now")


class InvoiceFilter(OneAccountsInvoices):
    account: Maybe[AccountRef] = None
    due_from: Maybe[Day] = None
    due_to: Maybe[Day] = None


class AgeingQuestion(Given):
    as_of: Maybe[Day] = Field(None, description="The day; without it today in your time zone")
    creditor: Maybe[Annotated[str, text(40)]] = Field(None, description="Only what is owed to this one: its code")
    basis: Annotated[str, OneOf(*BASES)] = Field(BY_DUE, description="Age by due date or by invoice date")


class PromiseFilter(Pages):
    account: Maybe[AccountRef] = None
    state: Maybe[Annotated[str, OneOf(*Promise.State.values)]] = None
    due_from: Maybe[Day] = None
    due_to: Maybe[Day] = None


@router.get("/accounts", response=answers(Accounts))
def accounts(request: Asked, filters: Query[AccountFilter]) -> Accounts:
    """Accounts in the order of their `id`."""
    rows = accounts_for(request.auth.user).prefetch_related("standings")
    if filters.creditor:
        rows = rows.filter(creditor__code__iexact=filters.creditor)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.q and (text := " ".join(filters.q.split())):
        rows = matching(rows, text)
    found, after = page_of(rows, filters)
    return Accounts(items=[account_out(row) for row in found], next=after)


@router.get("/accounts/{account}", response=answers(AccountDetail, 404, 409))
def account(request: Asked, account: AccountRef) -> AccountDetail:
    """One account with its contacts."""
    return account_detail(the(Account, request))


@router.get("/accounts/{account}/invoices", response=answers(Invoices, 404, 409))
def account_invoices(request: Asked, account: AccountRef, filters: Query[OneAccountsInvoices]) -> Invoices:
    """One account's invoices and credits."""
    rows = invoices_for(request.auth.user).filter(account=the(Account, request))
    return _invoices(rows, filters)


@router.get("/invoices", response=answers(Invoices, 404, 409))
def invoices(request: Asked, filters: Query[InvoiceFilter]) -> Invoices:
    """Invoices and credits in the order of their `id`: what is open, unless `state=all`."""
    rows = invoices_for(request.auth.user)
    if filters.account:
        rows = rows.filter(account=account_named(request.auth.user, filters.account))
    return _invoices(_due(rows, filters.due_from, filters.due_to), filters)


@router.get("/ageing", response=answers(dict[str, Any], 404))
def ageing(request: Asked, question: Query[AgeingQuestion]) -> dict[str, Any]:
    """How late the open money of your accounts is, per currency and account, with its control totals. As
    `duecourse ageing --json`."""
    user = request.auth.user
    accounts = accounts_for(user)
    if question.creditor:
        if (creditor := coded(creditors_for(user), question.creditor)) is None:
            raise Creditor.DoesNotExist
        accounts = accounts.filter(creditor=creditor)
    day = question.as_of or request.auth.now.astimezone(ZoneInfo(user.time_zone)).date()
    return ageing_json(ageing_report(accounts, day, question.basis))


def _invoices(rows: QuerySet[Invoice], filters: OneAccountsInvoices) -> Invoices:
    balance = "balance_minor"
    if filters.as_of:
        rows, balance = as_of(rows, filters.as_of), "balance_then"
    if filters.state == "open":
        rows = rows.exclude(**{balance: 0})
    found, after = page_of(rows, filters)
    return Invoices(items=[invoice_out(row) for row in found], next=after)


@router.get("/promises", response=answers(Promises, 404, 409))
def promises(request: Asked, filters: Query[PromiseFilter]) -> Promises:
    """What clients said they would pay, in the order of their `id`."""
    rows = promises_for(request.auth.user)
    if filters.account:
        rows = rows.filter(account=account_named(request.auth.user, filters.account))
    if filters.state:
        rows = rows.filter(state=filters.state)
    found, after = page_of(_due(rows, filters.due_from, filters.due_to), filters)
    return Promises(items=[promise_out(row) for row in found], next=after)


@router.get("/promises/{int:promise}", response=answers(PromiseOut, 404))
def promise(request: Asked, promise: int) -> PromiseOut:
    return promise_out(the(Promise, request))


def contact_of(account: Account, key: int | None) -> Contact | None:
    """That person at the account; without a key whoever is asked for first, if anybody is known."""
    contacts = account.contacts.order_by("-is_primary", "name")
    contact = (contacts.filter(pk=key) if key else contacts).first()
    if key and contact is None:
        raise unreadable([FieldError(field="contact", message="This account has no such contact.")])
    return contact


def _due(rows: QuerySet[Any], first: date | None, last: date | None) -> QuerySet[Any]:
    if first:
        rows = rows.filter(due_on__gte=first)
    return rows.filter(due_on__lte=last) if last else rows
