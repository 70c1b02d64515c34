"""The currency of payments whose file names none: that of the invoice which a payment names, else of its account."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from duecourse.domain.importing import Plan, Remarks
from duecourse.domain.money import decimal_text, exponent
from duecourse.receivables.models import Account, Invoice

_Row = dict[str, Any]


def in_their_currency(rows: Sequence[_Row], plan: Plan, remarks: Remarks) -> list[_Row]:
    """The rows with their currency, which the remarks name as assumed. A row whose amount has more decimals than that
    currency is an error and left out. The amounts come in minor units of the plan's currency."""
    of_accounts = dict(Account.objects.filter(pk__in={row["account_id"] for row in rows}).values_list("pk", "currency"))
    of_invoices = _of_invoices(rows)
    kept = []
    for row in rows:
        named = of_invoices.get((row["account_id"], row["invoice_number"]), set())
        currency, whose = of_accounts[row["account_id"]], "its account"
        if len(named) == 1:
            currency, whose = next(iter(named)), "the invoice that it pays"
        amount = _in_units_of(row["amount"], plan.currency, currency)
        if amount is None:
            said = decimal_text(row["amount"], plan.currency)
            reason = f"has more decimals than {currency}, the currency of {whose}: say in which currency it came"
            remarks.error_rows += 1
            remarks.error(row["row"], plan.column_name("amount"), said, reason)
            continue
        remarks.note(f"no currency in the file: taken as {currency}, that of {whose}", row["row"], row["number"])
        kept.append(row | {"currency": currency, "amount": amount})
    return kept


def _of_invoices(rows: Sequence[_Row]) -> dict[tuple[int, str], set[str]]:
    """(account, number) → the currencies of its invoices of that number."""
    named = [row for row in rows if row["invoice_number"]]
    found = Invoice.objects.filter(
        account__in={row["account_id"] for row in named}, number__in={row["invoice_number"] for row in named}
    )
    currencies: dict[tuple[int, str], set[str]] = defaultdict(set)
    for account, number, currency in found.order_by().values_list("account", "number", "currency"):
        currencies[account, number].add(currency)
    return currencies


def _in_units_of(minor: int, read_as: str, currency: str) -> int | None:
    """The same figure in minor units of another currency; None where that has too few decimals."""
    whole, rest = divmod(minor * pow(10, exponent(currency)), pow(10, exponent(read_as)))
    return None if rest else whole
