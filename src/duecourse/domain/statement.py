"""A statement of account: every open item with what is due on it, as of a day. What a client can check line by line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from duecourse.domain.facts import AccountFacts, InvoiceFact
from duecourse.domain.money import decimal_text
from duecourse.domain.spoken.view import view_of
from duecourse.domain.wording import count


@dataclass(frozen=True, slots=True)
class Line:
    """One open item. `days_late` is negative while it is not due."""

    number: str
    instalment: int
    po_number: str
    issued_on: date | None
    due_on: date
    days_late: int
    currency: str
    amount_minor: int
    open_minor: int
    disputed: bool

    @property
    def late_text(self) -> str:
        if self.open_minor < 0:
            return "credit"
        if self.days_late > 0:
            return f"{count(self.days_late, 'day')} late"
        return "not due yet" if self.days_late < 0 else "due"


@dataclass(frozen=True, slots=True)
class Total:
    """One currency. `open_minor` is what is left when credits and money not matched yet are taken off."""

    currency: str
    overdue_minor: int
    not_due_minor: int
    credits_minor: int  # negative
    unapplied_minor: int
    open_minor: int

    @property
    def is_mixed(self) -> bool:
        """Part of it is late and part is not due yet: said apart, so that nobody reads the sum as all due."""
        return bool(self.overdue_minor and self.not_due_minor)


@dataclass(frozen=True, slots=True)
class Statement:
    creditor: str
    account: str
    number: str
    as_of: date
    lines: tuple[Line, ...]
    totals: tuple[Total, ...]


def statement_of(facts: AccountFacts, today: date) -> Statement:
    """The account as it stands today, the earliest due first; one total for each currency, its own first."""
    view = view_of(facts, today)
    disputed = set(view.disputed)
    items = sorted(facts.open_items, key=lambda i: (i.due_on, i.number, i.instalment))
    currencies = {i.currency for i in items} | {c for c, minor in facts.unapplied_minor.items() if minor}
    ordered = sorted(currencies, key=lambda c: (c != facts.currency, c))
    return Statement(
        creditor=facts.creditor,
        account=facts.name,
        number=facts.number,
        as_of=today,
        lines=tuple(_line(item, today, item in disputed) for item in items),
        totals=tuple(_total(currency, facts, today) for currency in ordered),
    )


def _line(item: InvoiceFact, today: date, disputed: bool) -> Line:
    return Line(
        item.number, item.instalment, item.po_number, item.issued_on, item.due_on, item.days_late(today),
        item.currency, item.amount_minor, item.balance_minor, disputed,
    )  # fmt: skip


def _total(currency: str, facts: AccountFacts, today: date) -> Total:
    items = [i for i in facts.open_items if i.currency == currency]
    overdue = sum(i.balance_minor for i in items if i.balance_minor > 0 and i.due_on < today)
    not_due = sum(i.balance_minor for i in items if i.balance_minor > 0 and i.due_on >= today)
    credits = sum(i.balance_minor for i in items if i.balance_minor < 0)
    unapplied = facts.unapplied_minor.get(currency, 0)
    return Total(currency, overdue, not_due, credits, unapplied, overdue + not_due + credits - unapplied)


HEADER = ("Invoice", "Your order", "Invoice date", "Due date", "Days late", "Currency", "Amount", "Open", "Remark")


def table_of(statement: Statement) -> Iterator[tuple[str | int | Decimal | date | None, ...]]:
    """The lines as cells of a table under HEADER, one total a currency below them."""
    for line in statement.lines:
        number = f"{line.number}/{line.instalment}" if line.instalment > 1 else line.number
        remark = "in dispute" if line.disputed else "credit" if line.open_minor < 0 else ""
        yield (
            number, line.po_number, line.issued_on, line.due_on, max(line.days_late, 0), line.currency,
            _decimal(line.amount_minor, line.currency), _decimal(line.open_minor, line.currency), remark,
        )  # fmt: skip
    for total in statement.totals:
        if total.unapplied_minor:
            money = _decimal(-total.unapplied_minor, total.currency)
            yield "", "", None, None, None, total.currency, None, money, "received, not matched to an invoice yet"
        yield "", "", None, None, None, total.currency, None, _decimal(total.open_minor, total.currency), "total open"
        if total.is_mixed:
            late = _decimal(total.overdue_minor, total.currency)
            yield "", "", None, None, None, total.currency, None, late, "of it past the due date"


def _decimal(minor: int, currency: str) -> Decimal:
    return Decimal(decimal_text(minor, currency))
