"""Reads of the ledger, narrowed to what the actor may see."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Length, Replace
from django.db.models.lookups import GreaterThan, IContains, IEndsWith, IStartsWith

from duecourse.lib.spelling import in_any_spelling, without_accents
from duecourse.lib.sql import Octets
from duecourse.receivables.models import (
    Account,
    AccountStanding,
    Allocation,
    Creditor,
    Dispute,
    ImportBatch,
    Invoice,
    Payment,
)
from duecourse.teams.models import User
from duecourse.teams.queries import portfolios_for


def accounts_for(actor: User) -> QuerySet[Account]:
    """The accounts the actor may see; views turn a miss into 404."""
    accounts = Account.objects.select_related("creditor")
    if actor.sees_everything and actor.is_active:
        return accounts
    return accounts.filter(portfolio__in=portfolios_for(actor))


def on_accounts_for(actor: User) -> Q:
    """The same as a condition on rows that have an account. By joining, not by a list of accounts: so the database may
    begin where few rows are, with what is open."""
    if actor.sees_everything and actor.is_active:
        return Q(account__isnull=False)
    return Q(account__portfolio__in=portfolios_for(actor))


def creditors_for(actor: User) -> QuerySet[Creditor]:
    """The creditors with at least one account the actor may see; all of them for those who load files."""
    if not actor.is_active:
        return Creditor.objects.none()
    if actor.is_caller:
        return Creditor.objects.filter(accounts__in=accounts_for(actor)).distinct()
    return Creditor.objects.all()


def invoices_for(actor: User) -> QuerySet[Invoice]:
    """Open and closed items of the accounts the actor may see. `in_dispute` is true while one is open about it."""
    about_it = Dispute.objects.filter(invoice=OuterRef("pk"), state=Dispute.State.OPEN)
    invoices = Invoice.objects.filter(on_accounts_for(actor)).select_related("account__creditor")
    return invoices.annotate(in_dispute=Exists(about_it))


def as_of(invoices: QuerySet[Invoice], day: date) -> QuerySet[Invoice]:
    """Those that existed on that day, with what was open of them at its end as `balance_then`: today's balance and
    whatever has been taken off since. Money counts from the day on which it was there and applied, as in ageing."""
    since = Allocation.objects.filter(invoice=OuterRef("pk"), counts_on__gt=day)
    taken_off = since.order_by().values("invoice").annotate(minor=Sum("amount_minor")).values("minor")
    existed = invoices.filter(Q(issued_on__lte=day) | Q(issued_on__isnull=True))
    return existed.annotate(balance_then=F("balance_minor") + Coalesce(Subquery(taken_off), 0))


@dataclass(frozen=True, slots=True)
class Ahead:
    """Something booked for a later day. Money counts negative: it lowers what is owed."""

    on: date
    account: Account
    what: str
    currency: str
    amount_minor: int


def dated_after(accounts: QuerySet[Account], day: date, limit: int) -> list[Ahead]:
    """What is booked for later than that day, the soonest first: invoices loaded with a date ahead, and money.
    Only accounts are looked at whose kept line says that there is something."""
    ahead = AccountStanding.objects.exclude(booked_minor=F("control_minor")).values("account")
    mine = accounts.filter(pk__in=ahead).order_by().values("pk")
    invoices = Invoice.objects.filter(account__in=mine, issued_on__gt=day).select_related("account")
    money = Payment.objects.filter(account__in=mine, received_on__gt=day).select_related("account")
    rows = [
        *(
            Ahead(row.issued_on or day, row.account, row.number, row.currency, row.amount_minor - row.paid_before_minor)
            for row in invoices.order_by("issued_on", "pk")[:limit]
        ),
        *(
            Ahead(row.received_on, row.account, f"payment {row.reference}".strip(), row.currency, -row.amount_minor)
            for row in money.order_by("received_on", "pk")[:limit]
        ),
    ]
    return sorted(rows, key=lambda row: row.on)[:limit]


def coded(creditors: Iterable[Creditor], code: str) -> Creditor | None:
    """The one with that code, whatever its capitals; of two that differ in those alone the one that is written so."""
    found = [creditor for creditor in creditors if creditor.code.lower() == code.lower()]
    return min(found, key=lambda creditor: (creditor.code != code, creditor.code), default=None)


class AmbiguousAccount(LookupError):
    """Several accounts go by that name; `refs` tell them apart."""

    def __init__(self, text: str, refs: list[str]) -> None:
        super().__init__(f"“{text}” may be any of these: {', '.join(refs)}.")
        self.refs = refs


def account_named(actor: User, text: str) -> Account:
    """The account that a program or a command means: CREDITOR:NUMBER, a number alone, or our own key.

    Raises Account.DoesNotExist, and AmbiguousAccount rather than taking one debtor for another.
    """
    if "\x00" in text:
        raise Account.DoesNotExist
    code, _, number = text.partition(":")
    creditors = list(Creditor.objects.only("code"))  # so that the index on (creditor, number) is used
    hit = Q(creditor__in=creditors, number=text)
    if (creditor := coded(creditors, code)) is not None:
        hit |= Q(creditor=creditor, number=number)
    found = {account.pk: account for account in accounts_for(actor).filter(hit)[:9]}
    if text.isascii() and text.isdigit() and len(text) < 19:
        found |= {account.pk: account for account in accounts_for(actor).filter(pk=int(text))}
    if not found:
        raise Account.DoesNotExist
    if len(found) > 1:
        raise AmbiguousAccount(text, [account.ref for account in found.values()])
    return next(iter(found.values()))


def open_numbers_of(account: Account) -> dict[str, str]:
    """The numbers of its open invoices, credits left out, each with its currency."""
    return dict(Invoice.objects.filter(account=account, balance_minor__gt=0).values_list("number", "currency"))


def owed_by_currency(account: Account, *, due_before: date | None = None) -> dict[str, int]:
    """What is open, credits taken off; with `due_before` only what was due before that day."""
    items = Invoice.objects.filter(account=account).exclude(balance_minor=0).order_by()
    items = items if due_before is None else items.filter(due_on__lt=due_before)
    return {currency: int(owed) for currency, owed in items.values_list("currency").annotate(Sum("balance_minor"))}


def open_invoices_of(account: Account, currency: str) -> list[Invoice]:
    """What it owes in that currency, the earliest due first, without credits; each knows whether it is `in_dispute`."""
    about_it = Dispute.objects.filter(invoice=OuterRef("pk"), state=Dispute.State.OPEN)
    rows = Invoice.objects.filter(account=account, currency=currency, balance_minor__gt=0).select_related("account")
    return list(rows.annotate(in_dispute=Exists(about_it)).order_by("due_on", "number", "instalment"))


def currencies_of(account: Account) -> list[str]:
    """The currencies in which it has ever owed or paid, its own first."""
    known = AccountStanding.objects.filter(account=account).order_by("currency").values_list("currency", flat=True)
    return list(dict.fromkeys([account.currency, *known]))


def payments_of(account: Account) -> QuerySet[Payment]:
    """All of them, newest first, with who entered or loaded them, what they paid, and whether they were taken back."""
    rows = Payment.objects.filter(account=account, reverses__isnull=True).select_related("batch", "entered_by")
    return rows.prefetch_related(
        Prefetch("allocations", Allocation.objects.select_related("invoice").order_by("invoice__due_on", "pk")),
        Prefetch("reversals", Payment.objects.select_related("entered_by")),
    ).order_by("-received_on", "-pk")


_LONGEST_TEXT = 200  # characters: no name and no number holds more


def matching(accounts: QuerySet[Account], text: str) -> QuerySet[Account]:
    """Those whose name holds every word of the text, in any order and spelling (accents, capitals), or whose number or
    telephone holds the text, or that have an invoice with it, whatever dashes and blanks stand between. A pattern is
    slow over a hundred thousand names: those in ASCII alone are not held to it. A million invoices are looked through
    only for what may be the number of one: a text with a figure in it."""
    words = text.split()
    plain, spelled = Q(), Q(GreaterThan(Octets("name"), Length("name")))
    for word in words:
        plain &= Q(name__icontains=without_accents(word))
        spelled &= Q(name__iregex=in_any_spelling(word))
    wanted = plain | spelled | Q(number__icontains=text)
    if any(letter.isdecimal() for letter in text):
        bare = _BETWEEN.sub("", text)
        invoices = Invoice.objects.filter(_numbered(text, bare), account=OuterRef("pk"))
        wanted |= Q(IContains(_bare("number"), bare)) | Q(phone__contains=_dialled(text)) | Q(Exists(invoices))
    return accounts.filter(wanted)


def _numbered(text: str, bare: str) -> Q:
    """Invoices whose number begins or ends with that. Taking a million numbers apart is slow: only those are that hold
    the longest run of figures as it stands. With fewer than three of them a number has to begin as it was typed."""
    figures = max(re.findall(r"\d+", text), key=len)
    if len(figures) < _FEWEST_FIGURES:
        return Q(number__istartswith=text)
    number = _bare("number")
    return Q(number__contains=figures) & (Q(IStartsWith(number, bare)) | Q(IEndsWith(number, bare)))


_BETWEEN = re.compile(r"[-\s/.]")
_FEWEST_FIGURES = 3


def _bare(field: str) -> Replace:
    """A number without what stands between its parts."""
    found: Any = F(field)
    for sign in "- /.":
        found = Replace(found, Value(sign), Value(""))
    return cast(Replace, found)


def _dialled(text: str) -> str:
    """A telephone number as it is kept, however it was typed: "(207) 555-0142", "0207 946 0012"."""
    digits = re.sub(r"[\s()./+-]", "", text)
    return digits.lstrip("0") if digits.isdecimal() and len(digits) >= _SHORTEST_NUMBER else text


_SHORTEST_NUMBER = 5  # digits: fewer are part of an account's or an invoice's number


def search_accounts(actor: User, text: str, *, limit: int = 50) -> list[Account]:
    """The first of those that match; none for an empty text, nor for one that nothing can hold."""
    text = " ".join(text.split())
    if not text or len(text) > _LONGEST_TEXT:
        return []
    return list(matching(accounts_for(actor), text).prefetch_related("standings").order_by("name")[:limit])


def batches_for(actor: User) -> QuerySet[ImportBatch]:
    """The files that the actor may see: a lead those of their team and of the command line, newest first."""
    if not actor.is_active or actor.is_caller:
        return ImportBatch.objects.none()
    if actor.sees_everything:
        return ImportBatch.objects.all()
    return ImportBatch.objects.filter(Q(uploaded_by__team=actor.team_id) | Q(uploaded_by=None))
