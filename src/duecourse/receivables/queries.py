"""Reads of the ledger, narrowed to what the actor may see."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from duecourse.receivables.models import Account, Creditor, Invoice
from duecourse.teams.models import User
from duecourse.teams.queries import portfolios_for


def accounts_for(actor: User) -> QuerySet[Account]:
    """The accounts the actor may see; views turn a miss into 404."""
    accounts = Account.objects.select_related("creditor")
    if actor.sees_everything and actor.is_active:
        return accounts
    return accounts.filter(portfolio__in=portfolios_for(actor))


def creditors_for(actor: User) -> QuerySet[Creditor]:
    """The creditors with at least one account the actor may see; all of them for those who load files."""
    if not actor.is_active:
        return Creditor.objects.none()
    if actor.is_caller:
        return Creditor.objects.filter(accounts__in=accounts_for(actor)).distinct()
    return Creditor.objects.all()


def search_accounts(actor: User, text: str, *, limit: int = 50) -> list[Account]:
    """Accounts whose name, number, telephone, or invoice number holds the text."""
    text = text.strip()
    if not text:
        return []
    hit = (
        Q(name__icontains=text)
        | Q(number__icontains=text)
        | Q(phone__contains=text)
        | Exists(Invoice.objects.filter(account=OuterRef("pk"), number__istartswith=text))
    )
    return list(accounts_for(actor).filter(hit).prefetch_related("standings").order_by("name")[:limit])
