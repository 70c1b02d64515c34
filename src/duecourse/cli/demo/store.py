"""Rows in memory → tables, in large batches: parents before children, so that every key is known when it is needed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from django.db import models

from duecourse.cli.demo.ledger import Ledger
from duecourse.receivables.models import Account, Allocation, Contact, Invoice, Payment

BATCH = 5_000  # Django cuts it down to what the database takes in one statement


def insert(rows: Iterable[models.Model]) -> int:
    """All rows of one table at once, without a query for each; how many."""
    given = list(rows)
    if given:
        manager: Any = type(given[0])._default_manager
        manager.bulk_create(given, batch_size=BATCH)
    return len(given)


def insert_ledgers(ledgers: Sequence[Ledger]) -> dict[type[models.Model], int]:
    """Accounts with everything below them; how many rows of each table."""
    return {
        Account: insert(ledger.account for ledger in ledgers),
        Contact: insert(chain.from_iterable(ledger.contacts for ledger in ledgers)),
        Invoice: insert(chain.from_iterable(ledger.invoices for ledger in ledgers)),
        Payment: insert(chain.from_iterable(ledger.payments for ledger in ledgers)),
        Allocation: insert(chain.from_iterable(ledger.allocations for ledger in ledgers)),
    }
