"""A short way to write calls for tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from duecourse.domain.conversation.engine import analyse
from duecourse.domain.conversation.phrases import Book
from duecourse.domain.conversation.results import Analysis
from duecourse.domain.conversation.turns import parse_call
from duecourse.playbooks.phrases import load_book


@pytest.fixture(scope="session")
def book() -> Book:
    return load_book()


def a_call(*lines: str, kind: str = "business", currency: str = "USD", **changes: Any) -> dict[str, Any]:
    """A call from lines "us: ..." and "them: ...", on Wednesday 18 November 2026, about one invoice of 890.00."""
    account = {
        "name": "Harbour Cafe",
        "kind": kind,
        "contact": "Maria Lopez",
        "currency": currency,
        "invoices": [
            {
                "number": "INV-1042",
                "issued_on": "2026-09-01",
                "due_on": "2026-10-01",
                "amount": "890.00",
                "balance": "890.00",
                "status": "open",
            }
        ],
        "known_facts": [],
    }
    account.update(changes.pop("account", {}))
    turns, clock = [], 0.0
    for n, line in enumerate(lines, 1):
        who, _, text = line.partition(": ")
        length = max(1.0, len(text) / 15)
        turns.append(
            {"n": n, "who": {"us": "caller", "them": "client"}[who], "start": round(clock, 1),
             "end": round(clock + length, 1), "text": text}
        )  # fmt: skip
        clock += length + 0.5
    return {
        "id": "t-1",
        "started_at": "2026-11-18T10:02:00-05:00",
        "direction": "out",
        "language": "en",
        "caller": {"name": "Priya Nair", "company": "Northwind Supplies"},
        "account": account,
        "authority": {
            "may_waive_fees_up_to": "0.00",
            "may_discount_percent": "0",
            "may_agree_instalments": 3,
            "may_agree_days": 60,
            "may_promise": ["resend invoice"],
        },
        "turns": turns,
        **changes,
    }


@pytest.fixture
def heard(book: Book) -> Callable[..., Analysis]:
    """The analysis of a call written in lines."""

    def run(*lines: str, **changes: Any) -> Analysis:
        return analyse(parse_call(a_call(*lines, **changes)), book)

    return run
