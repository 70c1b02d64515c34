"""Writes to the ledger that no file brings: portfolios of accounts, and payments entered by hand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet

from duecourse.domain.allocation import Allocated, OpenItem, allocate_payment
from duecourse.domain.money import format_money
from duecourse.domain.promise_terms import is_far_above
from duecourse.domain.redaction import redact, redact_all
from duecourse.lib.phones import as_dialled
from duecourse.playbooks.places import may_keep
from duecourse.receivables import moved, standing
from duecourse.receivables.models import Account, Allocation, Contact, ImportChange, Invoice, Payment
from duecourse.receivables.queries import currencies_of, open_invoices_of
from duecourse.teams import audit
from duecourse.teams.models import Portfolio, User
from duecourse.teams.queries import NotAllowed, require_administrator, require_writer

OLDEST_DAYS = 366


class NotAPayment(ValueError):
    """It cannot be entered as it stands. `field` is the field to go to; the message says what to do."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class SamePayment(Exception):
    """That amount is there already on that day: `payment`. Entered a second time only when asked to."""

    def __init__(self, payment: Payment) -> None:
        where = f"loaded from {payment.batch.file_name}" if payment.batch else "in the ledger"
        if payment.entered_by is not None:
            where = f"entered by {payment.entered_by.label}"
        amount = format_money(payment.amount_minor, payment.currency)
        super().__init__(f"{amount} of that day is there already, {where}.")
        self.payment = payment


class FarAboveOpen(Exception):
    """So much more than is open may be a slip of the hand. Entered when somebody is `sure` of it."""

    def __init__(self, amount_minor: int, open_minor: int, currency: str) -> None:
        above = f"{format_money(amount_minor - open_minor, currency)} more than is open"
        what = f"That is {above} ({format_money(open_minor, currency)})" if open_minor else "Nothing is open"
        super().__init__(
            f"{what}. Is {format_money(amount_minor, currency)} right? What no invoice takes is unapplied."
        )


class CannotTakeBack(ValueError):
    """The payment stays; the message says what depends on it."""


@transaction.atomic
def assign_portfolio(*, actor: User, now: datetime, accounts: QuerySet[Account], portfolio: Portfolio) -> int:
    """Put those accounts into the portfolio: from now on its callers see them, and nobody else's. How many moved."""
    require_administrator(actor)
    moving = list(accounts.exclude(portfolio=portfolio).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(moving), 500):
        Account.objects.filter(pk__in=moving[start : start + 500]).update(portfolio=portfolio)
    if moving:
        facts = {"accounts": moving, "portfolio": str(portfolio)}
        audit.record(actor=actor, now=now, verb="assign_portfolio", subject=portfolio, facts=facts)
    return len(moving)


# What laws ask about a debt and about the ways to reach somebody, and no file or nobody yet has said.
OF_WAYS = ("phone_kind", "email_kind")
OF_DEBT = ("debt_kind", "debtor_is", "vat_registered")
# Where they are: whose law holds, and what time it is there.
OF_PLACE = ("country", "region", "city", "postal_code", "time_zone")
_NOT_FOR_THE_LOG = ("city", "postal_code")  # it is kept for ever


@transaction.atomic
def describe_account(
    *,
    actor: User,
    now: datetime,
    account: Account,
    said: Mapping[str, Any],
    of_people: Mapping[int, Mapping[str, str]] | None = None,
) -> bool:
    """Keep what was said of the account (OF_DEBT, OF_PLACE, OF_WAYS) and of its people (contact → OF_WAYS). Whether
    anything is new. The contact gate decides by it from now on."""
    require_writer(actor)
    told = _told(account, said, (*OF_DEBT, *OF_PLACE, *OF_WAYS))
    told |= _set_clocks(account, told)
    changed = {f"account {name}": "said" if name in _NOT_FOR_THE_LOG else value for name, value in told.items()}
    if "country" in told:
        _dial_from(account)
    for contact in Contact.objects.filter(account=account, pk__in=of_people or {}):
        told = _told(contact, (of_people or {})[contact.pk], OF_WAYS)
        changed |= {f"contact {contact.pk} {name}": value for name, value in told.items()}
    if changed:
        audit.record(actor=actor, now=now, verb="describe_account", subject=account, facts=changed)
    return bool(changed)


def _set_clocks(account: Account, told: Mapping[str, Any]) -> dict[str, Any]:
    """Who has moved goes by the clock of the new place, until they tell another; the person who owes goes by what was
    told last, at whichever row."""
    has_moved = "country" in told or "region" in told
    new: dict[str, Any] = {}
    if has_moved and "time_zone" not in told and _is_elsewhere(account.time_zone, account):
        new = _told(account, {"time_zone": ""}, ("time_zone",))
    if account.kind == Account.Kind.CONSUMER and (has_moved or "time_zone" in told):
        for contact in Contact.objects.filter(account=account).exclude(time_zone=""):
            if "time_zone" in told or _is_elsewhere(contact.time_zone, account):
                _told(contact, {"time_zone": ""}, ("time_zone",))
    return new


def _is_elsewhere(zone: str, account: Account) -> bool:
    return bool(zone) and not may_keep(zone, account.country, account.region)


def _dial_from(account: Account) -> None:
    """Once the country is known, so are the numbers that were typed as they are dialled within it."""
    rows: list[Account | Contact] = [account, *Contact.objects.filter(account=account)]
    for row in rows:
        if (dialled := as_dialled(row.phone, account.country)) != row.phone:
            row.phone = dialled
            row.save(update_fields=["phone"])


def _told(row: Account | Contact, said: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Save what is new of a row, and give it back. A city that is a card number is none: the log keeps it for ever."""
    typed = {name: redact_all(said[name]) for name in names if name in said}
    new = {name: value for name, value in typed.items() if value != getattr(row, name)}
    for name, value in new.items():
        setattr(row, name, value)
    if new:
        row.save(update_fields=list(new))
    return new


@transaction.atomic
def enter_payment(
    *,
    actor: User,
    now: datetime,
    today: date,
    account: Account,
    currency: str,
    amount_minor: int,
    received_on: date,
    method: str = "",
    reference: str = "",
    invoices: Collection[int] | None = None,
    again: bool = False,
    sure: bool = False,
) -> Payment:
    """Money that arrived. `invoices`: the keys of those it pays; None: the oldest due first; empty: none of them. What
    is left stays unapplied. `today` is the actor's.

    Raises NotAPayment, SamePayment unless it is entered `again` although one like it is there, and FarAboveOpen unless
    somebody is `sure` of the figure (who enters it again is).
    """
    require_writer(actor)
    _check(account, currency, amount_minor, received_on, today)
    if not again and (known := _like(account, currency, amount_minor, received_on)):
        raise SamePayment(known)
    rows = open_invoices_of(account, currency)
    if not (sure or again) and is_far_above(amount_minor, open_minor := sum(row.balance_minor for row in rows)):
        raise FarAboveOpen(amount_minor, open_minor, currency)
    named = None if invoices is None else _named(rows, invoices)
    split = allocate_payment(amount_minor, map(_item, rows), named)
    payment = Payment.objects.create(
        account=account, currency=currency, amount_minor=amount_minor, unapplied_minor=split.left_minor,
        received_on=received_on, method=redact(method.strip())[:40], reference=redact(reference.strip())[:120],
        entered_at=now, entered_by=actor,
    )  # fmt: skip
    _pay(payment, rows, split)
    standing.refresh([account.pk], today=today)
    audit.record(actor=actor, now=now, verb="enter_payment", subject=payment, facts=_facts(payment, rows, split))
    moved.tell(now, [account.pk])
    return payment


def _check(account: Account, currency: str, amount_minor: int, received_on: date, today: date) -> None:
    if amount_minor <= 0:
        raise NotAPayment("amount", "A payment is more than nothing.")
    known = currencies_of(account)
    if currency not in known:
        raise NotAPayment("currency", f"This account has nothing in {currency}. It has: {', '.join(known)}.")
    if received_on > today:
        raise NotAPayment("received_on", "That day has not come yet. Enter money once it has arrived.")
    if received_on < today - timedelta(days=OLDEST_DAYS):
        raise NotAPayment("received_on", "That is more than a year ago. Is the year right?")


def _like(account: Account, currency: str, amount_minor: int, received_on: date) -> Payment | None:
    same = Payment.objects.that_count().filter(
        account=account, currency=currency, amount_minor=amount_minor, received_on=received_on
    )
    return same.select_related("batch", "entered_by").first()


def _item(row: Invoice) -> OpenItem:
    return OpenItem(row.pk, row.balance_minor, row.due_on, row.is_disputed or bool(getattr(row, "in_dispute", False)))


def _named(rows: Sequence[Invoice], wanted: Collection[int]) -> Collection[int]:
    if set(wanted) - {row.pk for row in rows}:
        raise NotAPayment("invoices", "One of these invoices is not open any more, or in another currency.")
    return wanted


def _pay(payment: Payment, rows: Sequence[Invoice], split: Allocated) -> None:
    """Move the balances, each as it was when it was read: two people who enter money at once do not overpay one."""
    by_key = {row.pk: row for row in rows}
    for share in split.shares:
        row = by_key[share.key]
        left = row.balance_minor - share.amount_minor
        fields = {"balance_minor": left, "closed_on": None if left else payment.received_on}
        if not Invoice.objects.filter(pk=row.pk, balance_minor=row.balance_minor).update(**fields):
            raise NotAPayment("amount", f"{row.number} was paid at this very moment. Look again.")
    Allocation.objects.bulk_create(
        Allocation.of(by_key[share.key], share.amount_minor, payment.received_on, payment=payment)
        for share in split.shares
    )


def _facts(payment: Payment, rows: Sequence[Invoice], split: Allocated) -> dict[str, object]:
    numbers = {row.pk: row.number for row in rows}
    return {
        "account": payment.account.number,
        "amount_minor": payment.amount_minor,
        "currency": payment.currency,
        "received_on": payment.received_on,
        "invoices": [numbers[share.key] for share in split.shares],
        "unapplied_minor": split.left_minor,
    }


def why_it_stays(payment: Payment) -> str:
    """Why a payment cannot be taken back, in words for the person; empty when it can."""
    if payment.entered_by_id is None or payment.reverses_id is not None:
        return "It came with a file: undo that file under Imports."
    if Payment.objects.filter(reverses=payment).exists():
        return "It was taken back already."
    changed = ImportChange.objects.filter(
        Q(table="invoice", row_id__in=payment.allocations.values("invoice")) | Q(table="payment", row_id=payment.pk),
        batch__loaded_at__gt=payment.entered_at,
    )
    if (change := changed.select_related("batch").first()) is not None:
        return f"{change.batch.file_name}, loaded since, says what is open now: undo that file first."
    return ""


def may_take_back(actor: User, payment: Payment) -> bool:
    """Whoever entered it, or a lead."""
    return actor.may_write and (payment.entered_by_id == actor.pk or not actor.is_caller)


@transaction.atomic
def take_back_payment(*, actor: User, now: datetime, today: date, payment: Payment, because: str) -> Payment:
    """The money was not there after all, or somewhere else. A second row turns every amount round; the first one stays.

    Raises NotAllowed (somebody else's, and not a lead), CannotTakeBack.
    """
    require_writer(actor)
    if not may_take_back(actor, payment):
        raise NotAllowed("Whoever entered a payment, or a lead, takes it back.")
    if not because.strip():
        raise CannotTakeBack("Say why it is taken back.")
    if reason := why_it_stays(payment):
        raise CannotTakeBack(reason)
    on = max(today, payment.received_on)
    try:
        with transaction.atomic():
            turned = Payment.objects.create(
                account=payment.account, currency=payment.currency, amount_minor=-payment.amount_minor,
                unapplied_minor=-payment.unapplied_minor, received_on=on, method=payment.method,
                reference=payment.reference, entered_at=now, entered_by=actor, reverses=payment,
                because=redact(because.strip())[:200],
            )  # fmt: skip
    except IntegrityError as error:
        raise CannotTakeBack("It was taken back already.") from error
    _give_back(payment, turned, on)
    standing.refresh([payment.account_id], today=today)
    facts = {"amount_minor": payment.amount_minor, "currency": payment.currency, "because": turned.because}
    audit.record(actor=actor, now=now, verb="take_back_payment", subject=payment, facts=facts)
    moved.tell(now, [payment.account_id])
    return turned


def _give_back(payment: Payment, turned: Payment, on: date) -> None:
    """What it paid is open again."""
    shares = list(payment.allocations.select_related("invoice__account"))
    for share in shares:
        Invoice.objects.filter(pk=share.invoice_id).update(
            balance_minor=F("balance_minor") + share.amount_minor, closed_on=None
        )
    Allocation.objects.bulk_create(Allocation.of(s.invoice, -s.amount_minor, on, payment=turned) for s in shares)
