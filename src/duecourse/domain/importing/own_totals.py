"""What a file says of itself: the sums in its totals rows, to be held beside what was read from it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from duecourse.domain.importing.amounts import read_amount
from duecourse.domain.importing.fields import PAID_HISTORY
from duecourse.domain.importing.findings import as_text
from duecourse.domain.importing.layout import PART, WHOLE
from duecourse.domain.importing.plan import Plan
from duecourse.domain.importing.tables import plain_name
from duecourse.domain.money import CURRENCIES, exponent

_CODE = re.compile(r"\b[A-Z]{3}\b(?=\)?\s*:?$)")  # "Total USD", "Total (EUR):"
_PLACES = 4  # no currency has more decimals: sums are kept so until it is known in which one they are


@dataclass(frozen=True, slots=True)
class OwnTotal:
    """The file's own total in one currency, from that row, beside what the ledger has from the file after the load."""

    row: int
    currency: str
    stated_minor: int
    read_minor: int

    @property
    def ties(self) -> bool:
        return self.stated_minor == self.read_minor

    @property
    def apart_minor(self) -> int:
        """How far the two are apart, always positive."""
        return abs(self.stated_minor - self.read_minor)


@dataclass(slots=True)
class _Sum:
    """The highest totals rows of one currency: the last of them, and what those before it add up to."""

    sum_of: int
    row: int
    last: int
    before: int = 0

    @property
    def stated(self) -> int:
        """Rows of one rank are parts of the whole, one per customer, unless the last repeats what those before say."""
        return self.last if self.sum_of == WHOLE and self.before == self.last else self.before + self.last


class OwnTotals:
    """Collects the totals rows of a file. Sums of parts are not kept where a row adds up more than they do."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._figures = [(plan.columns[name], sign) for name, sign in _figures(plan)]
        self._other_amounts = _other_amounts(plan)
        self._sums: dict[str, _Sum] = {}

    def add(self, row: int, cells: Sequence[object], sum_of: int) -> None:
        """Take in a totals row. `sum_of`: PART, a number of stars, or WHOLE (see `layout`)."""
        figure = self._figure(cells, sum_of) if sum_of != PART else None
        if figure is None:
            return
        currency = self._currency(cells)
        known = self._sums.get(currency)
        if known is None or known.sum_of < sum_of:
            self._sums[currency] = _Sum(sum_of, row, figure)
        elif known.sum_of == sum_of:
            known.before, known.last, known.row = known.before + known.last, figure, row

    def _figure(self, cells: Sequence[object], sum_of: int) -> int | None:
        read = [(self._read(cells[index]), sign) for index, sign in self._figures if index < len(cells)]
        found = [amount * sign for amount, sign in read if amount is not None]
        if not found and sum_of != WHOLE:  # lines with stars are not always divided as the rows above them are
            elsewhere = [cell for index, cell in enumerate(cells) if index not in self._other_amounts]
            found = [amount for cell in elsewhere if (amount := self._read(cell)) is not None]
            return found[0] if len(found) == 1 else None
        return sum(found) if found else None

    def _read(self, cell: object) -> int | None:
        try:
            return read_amount(cell, self._plan.decimal_mark, _PLACES)
        except ValueError:
            return None

    def _currency(self, cells: Sequence[object]) -> str:
        """The currency that the row names; the only one of a file that has no column for it; else ""."""
        if "currency" not in self._plan.columns:
            return self._plan.currency
        texts = [text for cell in cells if (text := as_text(cell).strip().upper())]
        words = [*texts, *_CODE.findall(texts[0] if texts else "")]
        return next((word for word in words if word in CURRENCIES), "")

    def beside(self, totals: Mapping[str, int]) -> tuple[OwnTotal, ...]:
        """The file's own totals beside `totals` (currency → minor units). A sum over several currencies says nothing,
        and one of nil over items that are none was never calculated by the program that wrote the file."""
        found = []
        for named, sums in self._sums.items():
            currency = named or (next(iter(totals)) if len(totals) == 1 else "")
            if currency and not (sums.stated == 0 and totals.get(currency)):
                minor = round(sums.stated / 10 ** (_PLACES - exponent(currency)))
                found.append(OwnTotal(sums.row, currency, minor, totals.get(currency, 0)))
        return tuple(sorted(found, key=lambda own: own.currency))


def _other_amounts(plan: Plan) -> set[int]:
    """Where the system writes amounts that are not read, such as those in the company's own currency."""
    known = plan.profile.names_for("balance", plan.kind.name)
    return {index for index, name in enumerate(plan.names) if plain_name(name) in known} - set(plan.columns.values())


def _figures(plan: Plan) -> list[tuple[str, int]]:
    """The columns whose sum is the file's total, each with its sign: what is open, or what was invoiced or received."""
    if "balance" in plan.columns and plan.kind.name != PAID_HISTORY:
        return [("balance", 1)]
    if "amount" in plan.columns:
        paid = plan.kind.is_invoices and plan.kind.name != PAID_HISTORY
        return [("amount", 1), *([("paid", -1)] if paid and "paid" in plan.columns else [])]
    return [(name, sign) for name, sign in (("balance", 1), ("debit", 1), ("credit", -1)) if name in plan.columns]
