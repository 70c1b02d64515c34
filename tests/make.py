"""Plain functions that make rows for tests, with sensible defaults."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from duecourse.calls.models import Call, CallRecord, Promise
from duecourse.receivables.models import Account, Allocation, Contact, Creditor, Invoice, Payment
from duecourse.teams.models import User

NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)  # a Wednesday, 10:00 in New York
TODAY = date(2026, 11, 18)
_serial = count(1)


def make_creditor(**given: Any) -> Creditor:
    n = next(_serial)
    return Creditor.objects.create(**{"code": f"creditor-{n}", "name": f"Northwind {n}", "currency": "USD", **given})


def make_account(portfolio: Any = None, creditor: Creditor | None = None, **given: Any) -> Account:
    n = next(_serial)
    line = 142 + Account.objects.count()  # nobody else's: accounts with one number are one person's
    defaults = {
        "number": f"A-{n}", "name": f"Harbour Cafe {n}", "country": "US", "region": "NY", "currency": "USD",
        "time_zone": "America/New_York", "phone": f"+1212555{line:04}",
    }  # fmt: skip
    return Account.objects.create(creditor=creditor or make_creditor(), portfolio=portfolio, **{**defaults, **given})


def make_contact(account: Account, **given: Any) -> Contact:
    defaults = {"name": "Maria Lopez", "role": "owner", "phone": account.phone, "is_primary": True}
    return Contact.objects.create(account=account, **{**defaults, **given})


def make_invoice(account: Account, minor: int = 89_000, *, days_late: int = 30, **given: Any) -> Invoice:
    due = TODAY - timedelta(days=days_late)
    defaults = {
        "number": f"INV-{next(_serial)}", "currency": account.currency, "amount_minor": minor, "balance_minor": minor,
        "issued_on": due - timedelta(days=30), "due_on": due,
    }  # fmt: skip
    return Invoice.objects.create(account=account, **{**defaults, **given})


def pay(invoice: Invoice, minor: int | None = None, *, on: date = TODAY, allocated_on: date | None = None) -> Payment:
    """A payment allocated to that invoice, on the day on which it came unless another is given."""
    minor = invoice.balance_minor if minor is None else minor
    payment = Payment.objects.create(
        account=invoice.account, currency=invoice.currency, amount_minor=minor, received_on=on
    )
    Allocation.of(invoice, minor, allocated_on or on, payment=payment).save()
    invoice.balance_minor -= minor
    invoice.closed_on = None if invoice.balance_minor else on
    invoice.save(update_fields=["balance_minor", "closed_on"])
    return payment


def make_promise(account: Account, minor: int = 89_000, *, due_on: date = TODAY, **given: Any) -> Promise:
    """Made nine days ago, no days of grace."""
    defaults = {
        "currency": account.currency, "amount_minor": minor, "due_on": due_on, "grace_days": 0,
        "made_at": NOW - timedelta(days=9), "promised_by": "Maria Lopez",
    }  # fmt: skip
    return Promise.objects.create(account=account, **{**defaults, **given})


def make_call(account: Account, caller: User, *, at: datetime = NOW, outcome: str = "promise", **given: Any) -> Call:
    """A call of five minutes with its record."""
    call = Call.objects.create(
        account=account, caller=caller, state=Call.State.CLOSED, started_at=at, ended_at=at + timedelta(minutes=5),
        **given,
    )  # fmt: skip
    CallRecord.objects.create(
        call=call, written_at=at, written_by=caller, outcome=outcome, discussed="Talked.", next_step="See the payment"
    )
    return call
