"""Documents without a number: money that was not applied, journal entries. Their rows are open items all the same, so
they are recognised by what stays the same of them from one file to the next."""

from __future__ import annotations

from collections import Counter
from typing import Any

from duecourse.domain.importing.cells import Columns
from duecourse.domain.importing.plan import Plan, Remarks
from duecourse.domain.importing.tables import plain_name
from duecourse.domain.money import decimal_text

_LONGEST_TYPE = 24  # characters of it that a number begins with


class Unnumbered:
    """Knows which rows of a file may be without a number, and gives them one. Counts over all chunks of the file."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._seen: Counter[tuple[Any, ...]] = Counter()

    def allowed(self, columns: Columns) -> set[int]:
        """Indexes of rows that need no number: payments, and whatever has a day where the system leaves numbers out.
        (Sums have none.)"""
        profile, count = self._plan.profile, len(columns.numbers)
        types = columns.get("document_type", [""] * count)
        days = columns.get("issued_on", [None] * count) if profile.unnumbered else [None] * count
        return {
            index
            for index, number in enumerate(columns.get("invoice_number", ()))
            if not number and (days[index] or (types[index] and plain_name(types[index]) in profile.payment_types))
        }

    def name(self, columns: Columns, remarks: Remarks) -> None:
        """Give each row without a number one of its own: its type, day and amount, and which of several such it is."""
        numbers = columns["invoice_number"]
        if "" not in numbers:
            return
        natures = columns.get("nature", ())
        for index in [index for index, number in enumerate(numbers) if not number]:
            if natures and natures[index] == "payment":
                remarks.note("payment without a number: its customer, day and amount tell it", columns.numbers[index])
            else:
                numbers[index] = self._number(columns, index)
                remarks.note(
                    "without a number: named after its type, day and amount", columns.numbers[index], numbers[index]
                )

    def _number(self, columns: Columns, index: int) -> str:
        amount, currency = columns["amount"][index], columns["currency"][index]
        types = columns.get("document_type") or [""] * (index + 1)
        words = [types[index][:_LONGEST_TYPE] or ("Credit" if amount < 0 else "Invoice")]
        if "issued_on" in columns and columns["issued_on"][index]:
            words.append(columns["issued_on"][index])
        if self._plan.has & {"amount", "debit"}:  # a balance changes with each payment
            words.append(decimal_text(amount, currency))
        number = " ".join(words)
        of_whom = [columns[name][index] for name in ("creditor", "account_number") if name in columns]
        self._seen[(*of_whom, currency, number)] += 1
        times = self._seen[(*of_whom, currency, number)]
        return number if times == 1 else f"{number} ({times})"
