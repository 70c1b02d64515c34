"""One payment that arrived, entered by a program as by hand. Files of payments go through imports."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

from ninja import Router
from pydantic import Field

from duecourse.api.door import Asked, the
from duecourse.api.errors import WRITES, FieldError, Refused, answers, unreadable
from duecourse.api.fields import Amount, Day, Given, text
from duecourse.api.once import TAKES_KEY, once
from duecourse.api.resources.ledger import AccountRef
from duecourse.api.shapes.ledger import PaymentOut, payment_out
from duecourse.domain.money import CURRENCIES, written_minor
from duecourse.receivables import actions
from duecourse.receivables.models import Account
from duecourse.receivables.queries import open_invoices_of

router = Router()


class PaymentIn(Given):
    amount: Amount
    currency: Annotated[str, text(3)] = Field("", description="May be left out: the account's own currency")
    received_on: Day = Field(description="The day on which it arrived, not one to come")
    method: Annotated[str, text(40)] = ""
    reference: Annotated[str, text(120)] = ""
    invoices: list[Annotated[str, text(64)]] | None = Field(
        None, max_length=200, description="Numbers of those it pays; left out: the oldest due first; []: none of them"
    )
    again: bool = Field(False, strict=True, description="Enter it although one like it of that day is there")


@router.post(
    "/accounts/{account}/payments", response=answers(PaymentOut, 404, *WRITES, ok=201), openapi_extra=TAKES_KEY
)
@once
def enter_payment(request: Asked, account: AccountRef, given: PaymentIn) -> PaymentOut:
    """Money that arrived. Promises on the account are judged at once; what no invoice takes stays unapplied."""
    row, asking = the(Account, request), request.auth
    currency = given.currency or row.currency
    try:
        payment = actions.enter_payment(
            actor=asking.user,
            now=asking.now,
            today=asking.now.astimezone(ZoneInfo(asking.user.time_zone)).date(),
            account=row,
            currency=currency,
            amount_minor=_minor(given.amount, currency),
            received_on=given.received_on,
            method=given.method,
            reference=given.reference,
            invoices=None if given.invoices is None else _keys(row, currency, given.invoices),
            again=given.again,
            sure=True,  # a program makes no slip of the hand
        )
    except actions.NotAPayment as refused:
        raise unreadable([FieldError(field=refused.field, message=str(refused))]) from None
    except actions.SamePayment as same:
        raise Refused(409, "payment_exists", f"{same} With “again”: true it is entered a second time.") from None
    return payment_out(payment)


def _minor(amount: str, currency: str) -> int:
    if currency not in CURRENCIES:
        raise unreadable([FieldError(field="currency", message="This is no currency of ISO 4217.")])
    try:
        return written_minor(amount, currency)
    except ValueError as error:
        raise unreadable([FieldError(field="amount", message=str(error))]) from None


def _keys(account: Account, currency: str, numbers: list[str]) -> list[int]:
    """Every instalment of the invoices with those numbers."""
    rows = open_invoices_of(account, currency)
    known = {row.number for row in rows}
    if strange := [n for n, number in enumerate(numbers) if number not in known]:
        message = f"No open invoice in {currency} has this number."
        raise unreadable(FieldError(field=f"invoices.{n}", message=message) for n in strange)
    return [row.pk for row in rows if row.number in numbers]
