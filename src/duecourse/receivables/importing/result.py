"""What an import did, or would do: every row accounted for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from duecourse.domain.importing import OwnTotal, RowError, RowNote
from duecourse.domain.money import decimal_text
from duecourse.receivables.importing.invoices import Missing


@dataclass(frozen=True, slots=True)
class ImportResult:
    """rows = loaded + unchanged + left_out + error_rows. `totals`: currency → minor units of what is then in the
    ledger from this file. `missing`: open items that the file no longer has; `closed` says whether they were closed.
    `own_totals`: what the file's own totals row says, beside that."""

    rows: int
    loaded: int
    unchanged: int
    left_out: int
    error_rows: int
    errors: tuple[RowError, ...]
    errors_not_listed: int
    notes: tuple[RowNote, ...]
    totals: dict[str, int]
    new_accounts: int = 0
    missing: tuple[Missing, ...] = ()
    closed: bool = False
    own_totals: tuple[OwnTotal, ...] = ()

    @property
    def totals_text(self) -> dict[str, str]:
        """Totals as decimal text: what JSON carries."""
        return {currency: decimal_text(minor, currency) for currency, minor in sorted(self.totals.items())}

    def as_json(self, batch: int | None) -> dict[str, Any]:
        """The shape that `duecourse import --json` promises."""
        return {
            "rows": self.rows,
            "loaded": self.loaded,
            "unchanged": self.unchanged,
            "left_out": self.left_out,
            "errors": [{"row": e.row, "column": e.column, "value": e.value, "reason": e.reason} for e in self.errors],
            "errors_not_listed": self.errors_not_listed,
            "notes": [{"reason": n.reason, "rows": n.count, "first_row": n.first_row} for n in self.notes],
            "totals": self.totals_text,
            "own_totals": [_own_total(own) for own in self.own_totals],
            "new_accounts": self.new_accounts,
            "no_longer_in_file": [
                {"currency": m.currency, "items": m.items, "balance": decimal_text(m.balance_minor, m.currency)}
                for m in self.missing
            ],
            "closed": self.closed,
            "batch": batch,
        }


def _own_total(own: OwnTotal) -> dict[str, Any]:
    amounts = {"stated": own.stated_minor, "loaded": own.read_minor, "apart": own.apart_minor}
    said = {name: decimal_text(minor, own.currency) for name, minor in amounts.items()}
    return {"currency": own.currency, "row": own.row, **said, "ties": own.ties}
