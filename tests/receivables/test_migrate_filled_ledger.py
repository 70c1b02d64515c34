"""A ledger that is full when the program is brought up to date: what later writes keep is filled in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from duecourse.receivables import standing
from duecourse.receivables.models import AccountStanding, Allocation
from make import TODAY, make_account, make_creditor, make_invoice, pay
from receivables.loading import kept_lines_are_true

BEFORE = [("receivables", "0013_allocations_since_a_day")]


def _migrate_to(targets: list[tuple[str, str]]) -> None:
    MigrationExecutor(connection).migrate(targets)


def _newest() -> list[tuple[str, str]]:
    """From where the ledger stands: one that took some steps takes the others, not what is squashed out of them. Of all
    apps: a step back takes those of others with it that stand upon it."""
    return MigrationExecutor(connection).loader.graph.leaf_nodes()


@pytest.mark.django_db(transaction=True)
def test_allocations_learn_their_account_and_day_and_accounts_what_was_booked() -> None:
    account = make_account(creditor=make_creditor())
    early = make_invoice(account, 1_000, days_late=-20, issued_on=TODAY - timedelta(days=3))
    pay(early, 400, on=TODAY - timedelta(days=9))
    pay(make_invoice(account, 700, days_late=30), on=TODAY - timedelta(days=2), allocated_on=TODAY - timedelta(days=5))
    Allocation.of(make_invoice(account, 90, days_late=200, balance_minor=0), 90, TODAY, kind="write_off").save()
    make_invoice(account, 550, days_late=12, currency="EUR", issued_on=None)
    standing.refresh(today=TODAY)
    days = list(Allocation.objects.order_by("pk").values_list("counts_on", flat=True))
    sums = list(AccountStanding.objects.order_by("currency").values_list("booked_minor", "overdue_minor"))
    try:
        _migrate_to(BEFORE)
    finally:
        _migrate_to(_newest())
    assert list(Allocation.objects.order_by("pk").values_list("counts_on", flat=True)) == days
    assert list(AccountStanding.objects.order_by("currency").values_list("booked_minor", "overdue_minor")) == sums
    kept_lines_are_true()
