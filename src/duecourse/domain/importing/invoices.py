"""What an invoice row means: amount and balance from the columns there are, credits and payments by sign and type,
and the checks that compare two columns."""

from __future__ import annotations

from operator import ge

from duecourse.domain.importing.cells import Columns
from duecourse.domain.importing.plan import Plan, Remarks
from duecourse.domain.importing.profile import Profile
from duecourse.domain.importing.tables import plain_name
from duecourse.domain.importing.unnumbered import Unnumbered
from duecourse.domain.money import format_money

INVOICE, CREDIT, PAYMENT = "invoice", "credit", "payment"

# Copied as they are when the file has them; what is derived comes before them.
_KEPT = (
    "account_name", "instalment", "issued_on", "due_on", "settled_on", "disputed", "terms_days", "po_number",
    "description", "creditor", "account_kind", "country", "email", "phone",
)  # fmt: skip


def invoice_outputs(plan: Plan) -> list[str]:
    """The items of an invoice row, in order: what every row has, then what this file has."""
    derived = ["account_number", "invoice_number", "currency", "amount", "balance"]
    nature = ["nature"] if plan.tells_natures else []
    return [*derived, *nature, *(name for name in _KEPT if name in plan.has)]


def derive_invoices(columns: Columns, plan: Plan, remarks: Remarks, unnumbered: Unnumbered) -> set[int]:
    """Add amount, balance and nature to a chunk of invoice rows, and check them.

    Returns the indexes of rows to leave out; each has its error or note in `remarks`.
    """
    _amounts(columns)
    _originals(columns, remarks)
    _clean_numbers(columns, plan)
    skipped = _natures(columns, plan, remarks) if plan.tells_natures else set()
    unnumbered.name(columns, remarks)
    _check_dates(columns, plan, remarks)
    skipped |= _money_to_come("settled_on", columns, plan, remarks, skipped)
    return skipped | _check_money(columns, plan, remarks, skipped)


def _amounts(columns: Columns) -> None:
    """Fill `amount` and `balance` from whichever of amount, balance, paid, debit, credit and settled_on there are."""
    if "debit" in columns and "amount" not in columns and "balance" not in columns:
        credits = columns.get("credit") or [None] * len(columns["debit"])
        columns["amount"] = [(d or 0) - (c or 0) for d, c in zip(columns["debit"], credits, strict=True)]
    if "amount" not in columns:
        columns["amount"] = columns["balance"]
    elif None in columns["amount"]:
        others = columns.get("balance") or columns["amount"]
        columns["amount"] = [b if a is None else a for a, b in zip(columns["amount"], others, strict=True)]
    if "balance" not in columns:
        columns["balance"] = _balances(columns)
    elif None in columns["balance"]:
        columns["balance"] = [
            b if given is None else given for given, b in zip(columns["balance"], _balances(columns), strict=True)
        ]


def _balances(columns: Columns) -> list[int]:
    """What is open when the file does not say: nothing once settled, else the amount less what was paid."""
    amounts = columns["amount"]
    if "paid" in columns:
        amounts = [a - (p or 0) for a, p in zip(amounts, columns["paid"], strict=True)]
    if "settled_on" in columns:
        amounts = [0 if settled else a for a, settled in zip(amounts, columns["settled_on"], strict=True)]
    return amounts


def _originals(columns: Columns, remarks: Remarks) -> None:
    """An amount of zero with something open: the report left the original amount out, so the balance stands for it."""
    amounts, balances = columns["amount"], columns["balance"]
    if amounts is balances or 0 not in amounts:
        return
    for index, (amount, balance) in enumerate(zip(amounts, balances, strict=True)):
        if amount == 0 and balance != 0:
            amounts[index] = balance
            remarks.note("amount of zero with an open balance: the balance counts", columns.numbers[index])


def _clean_numbers(columns: Columns, plan: Plan) -> None:
    """Numbers without what a report writes behind them."""
    if pattern := plan.profile.number:
        matches = map(pattern.fullmatch, columns["invoice_number"])
        columns["invoice_number"] = [
            match[1] if match else number for number, match in zip(columns["invoice_number"], matches, strict=True)
        ]


def _natures(columns: Columns, plan: Plan, remarks: Remarks) -> set[int]:
    """Tell credits and payments by type or number, see to their signs, and leave out what is no receivable."""
    profile = plan.profile
    types = columns.get("document_type") or [""] * len(columns.numbers)
    kinds = {text: plain_name(text) for text in set(types)}
    nature = columns["nature"] = [
        PAYMENT if kinds[text] in profile.payment_types else CREDIT if kinds[text] in profile.credit_types else INVOICE
        for text in types
    ]
    if pattern := profile.payment_numbers:
        for index, number in enumerate(columns["invoice_number"]):
            if pattern.fullmatch(number):
                nature[index] = PAYMENT
    if set(nature) != {INVOICE}:
        _see_to_signs(columns, nature, signed=profile.signed)
    out = {text: why for text, kind in kinds.items() if (why := _why_left_out(text, kind, profile))}
    skipped = {index for index, text in enumerate(types) if text in out} if out else set()
    for index in sorted(skipped):
        remarks.leave_out(out[types[index]], columns.numbers[index], types[index])
    return skipped


def _why_left_out(text: str, kind: str, profile: Profile) -> str:
    if kind in profile.skip_types:
        return "document type that is no receivable"
    return "matched in full: nothing of it is open" if profile.settled and profile.settled.fullmatch(text) else ""


def _see_to_signs(columns: Columns, nature: list[str], *, signed: bool) -> None:
    """Credits and payments are negative. In a report that writes its signs a positive one is owed to us: money that was
    paid back, a credit that was taken back."""
    for index, each in enumerate(nature):
        if each != INVOICE and columns["amount"][index] > 0:
            if signed:
                nature[index] = INVOICE
            else:
                columns["amount"][index] *= -1
                columns["balance"][index] = -abs(columns["balance"][index])


def _check_money(columns: Columns, plan: Plan, remarks: Remarks, skipped: set[int]) -> set[int]:
    """Leave out rows of zero; an open balance beyond the amount is an error."""
    left_out: set[int] = set()
    amounts, balances = columns["amount"], columns["balance"]
    if not amounts or (min(amounts) > 0 and min(balances) >= 0 and all(map(ge, amounts, balances))):
        return _applied_payments(columns, remarks)
    odd = [
        index
        for index, (a, b) in enumerate(zip(columns["amount"], columns["balance"], strict=True))
        if a == 0 or (a != b and not (0 <= b <= a or a <= b <= 0))
    ]
    for index in odd:
        if index in skipped:
            continue
        left_out.add(index)
        amount, balance = columns["amount"][index], columns["balance"][index]
        number, currency = columns.numbers[index], columns["currency"][index]
        if amount == 0 and balance == 0:
            remarks.leave_out("amount of zero", number, columns["invoice_number"][index])
            continue
        reason = f"the open balance is more than the amount ({format_money(amount, currency)})"
        if (amount < 0) != (balance < 0):
            reason = f"the open balance has the opposite sign of the amount ({format_money(amount, currency)})"
        remarks.error_rows += 1
        remarks.error(number, plan.column_name("balance"), format_money(balance, currency), reason)
    return left_out | _applied_payments(columns, remarks)


def _applied_payments(columns: Columns, remarks: Remarks) -> set[int]:
    """Payments of which nothing is left to apply: the invoices' balances already say so."""
    if PAYMENT not in columns.get("nature", ()):
        return set()
    applied = {
        index
        for index, (nature, balance) in enumerate(zip(columns["nature"], columns["balance"], strict=True))
        if nature == PAYMENT and balance == 0
    }
    for index in applied:
        remarks.leave_out("payment that is fully applied", columns.numbers[index], columns["invoice_number"][index])
    return applied


_LATER = (
    ("settled_on", "issued_on", "paid before it was issued"),
    ("due_on", "issued_on", "due before it was issued"),
)


def _check_dates(columns: Columns, plan: Plan, remarks: Remarks) -> None:
    """Dates in an order that is odd but possible (a prepayment): noted, loaded. ISO text compares as dates do."""
    for later, earlier, reason in _LATER:
        if later in columns and earlier in columns:
            if (
                None not in columns[later]
                and None not in columns[earlier]
                and all(map(ge, columns[later], columns[earlier]))
            ):
                continue
            pairs = zip(columns[later], columns[earlier], strict=True)
            for index in [index for index, (a, b) in enumerate(pairs) if a and b and a < b]:
                remarks.note(reason, columns.numbers[index], columns["invoice_number"][index])
    if "settled_on" in columns and "balance" in plan.columns:
        pairs = zip(columns["settled_on"], columns["balance"], strict=True)
        for index in [index for index, (settled, balance) in enumerate(pairs) if settled and balance]:
            remarks.note("has a date of payment and is still open: its balance counts", columns.numbers[index])


def check_payments(columns: Columns, plan: Plan, remarks: Remarks) -> set[int]:
    """Indexes of payment rows to leave out: zero is noted, less than zero and a day to come are errors."""
    left_out = {index for index, amount in enumerate(columns["amount"]) if amount <= 0}
    for index in left_out:
        amount, number, currency = columns["amount"][index], columns.numbers[index], columns["currency"][index]
        if amount == 0:
            remarks.leave_out("amount of zero", number)
            continue
        remarks.error_rows += 1
        reason = "is negative: a refund or a returned payment is no payment"
        remarks.error(number, plan.column_name("amount"), format_money(amount, currency), reason)
    return left_out | _money_to_come("received_on", columns, plan, remarks, left_out)


def _money_to_come(field: str, columns: Columns, plan: Plan, remarks: Remarks, skipped: set[int]) -> set[int]:
    """Indexes of rows whose money would come on a later day than today: each is an error. Of a day that is not known
    yet nothing is paid, and the item would be open and paid at once."""
    days, today = columns.get(field, ()), plan.today.isoformat()
    if max(filter(None, days), default="") <= today:
        return set()
    early = {index for index, day in enumerate(days) if day and day > today} - skipped
    for index in sorted(early):
        remarks.error_rows += 1
        reason = "is a day that has not come yet: money counts once it has arrived"
        remarks.error(columns.numbers[index], plan.column_name(field), days[index], reason)
    return early
