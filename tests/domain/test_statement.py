"""A statement adds up: what is due is what is open, less credits and money not matched yet."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from hypothesis import given

from duecourse.domain.statement import HEADER, statement_of, table_of
from some_facts import TODAY, account, any_account, item


def test_it_lists_every_item_the_earliest_due_first_and_adds_up():
    facts = account(unapplied_minor={"USD": 10_000})
    found = statement_of(facts, TODAY)
    assert [line.number for line in found.lines] == ["INV-0987", "INV-1011", "INV-1042", "INV-1066"]
    total = found.totals[0]
    assert (total.overdue_minor, total.not_due_minor, total.unapplied_minor) == (421_500, 89_000, 10_000)
    assert total.open_minor == 500_500
    rows = list(table_of(found))
    assert rows[-2][-2:] == (Decimal("5005.00"), "total open")
    assert rows[-1][-2:] == (Decimal("4215.00"), "of it past the due date")
    assert rows[-3][-2:] == (Decimal("-100.00"), "received, not matched to an invoice yet")


def test_credits_and_disputes_are_marked():
    facts = account(open_items=(item("C-1", TODAY, -5_000), item("INV-1", TODAY, 9_000, disputed=True)))
    assert [row[-1] for row in table_of(statement_of(facts, TODAY))] == ["credit", "in dispute", "total open"]


def test_one_day_is_no_days():
    facts = account(open_items=(item("INV-1", TODAY - timedelta(days=1), 9_000), item("INV-2", TODAY, 9_000)))
    assert [line.late_text for line in statement_of(facts, TODAY).lines] == ["1 day late", "due"]


@given(facts=any_account())
def test_the_totals_are_the_sums_of_the_lines_in_every_currency(facts):
    found = statement_of(facts, TODAY)
    for total in found.totals:
        lines = [line for line in found.lines if line.currency == total.currency]
        assert sum(line.open_minor for line in lines) - total.unapplied_minor == total.open_minor
    assert {line.currency for line in found.lines} <= {total.currency for total in found.totals}
    assert all(len(row) == len(HEADER) for row in table_of(found))
