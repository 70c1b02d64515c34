"""One call about two invoices, as the codebook's JSON, with everything in it that must not leave the house."""

from __future__ import annotations

from typing import Any

from duecourse.domain.conversation.turns import CallInput, parse_call

WORDS = [
    ("caller", "Good morning, this is Priya Nair from Northwind Supplies. Is that Maria Lopez?"),
    ("client", "Yes, Maria speaking."),
    ("caller", "Thanks. It's about INV-1042 for 890 dollars, which was due on October 1st. What is holding it up?"),
    ("client", "Our bookkeeper Rachel Brandt was ill for two weeks, so nothing went out. I am sorry."),
    ("caller", "Two weeks, that must have been a stressful time. You obviously forgot the other one as well."),
    ("client", "No! You can have the 890 on Friday the 27th. Write to maria@harbour.example or 212 555 0142."),
    ("caller", "So 890 dollars on Friday the 27th of November, is that right?"),
    ("client", "That's right. Our account number is 99321, the policy AB1234567."),
    ("caller", "Thank you. I'll send you a statement today. Goodbye, Maria."),
]  # fmt: skip


def call_json(words: list[tuple[str, str]] | None = None, **given: Any) -> dict[str, Any]:
    return {
        "id": "c-1",
        "started_at": "2026-11-18T10:02:00-05:00",
        "direction": "out",
        "language": "en",
        "caller": {"name": "Priya Nair", "company": "Northwind Supplies"},
        "account": {
            "name": "Harbour Cafe",
            "kind": "business",
            "contact": "Maria Lopez",
            "currency": "USD",
            "invoices": [
                {"number": "INV-1042", "issued_on": "2026-09-01", "due_on": "2026-10-01", "amount": "890.00",
                 "balance": "890.00", "status": "open"},
                {"number": "INV-1077", "issued_on": "2026-09-20", "due_on": "2026-10-20", "amount": "412.50",
                 "balance": "412.50", "status": "open"},
            ],
            "known_facts": ["Maria Lopez promised 890.00 for 2026-11-10, not kept"],
        },
        "authority": {"may_agree_instalments": 3, "may_agree_days": 60},
        "turns": [{"n": n, "who": who, "text": text} for n, (who, text) in enumerate(words or WORDS, 1)],
        **given,
    }  # fmt: skip


def a_call(words: list[tuple[str, str]] | None = None, **given: Any) -> CallInput:
    return parse_call(call_json(words, **given))


RIGHT: dict[str, Any] = {
    "marks": [
        {"n": 3, "label": "open_question", "quote": "What is holding it up?"},
        {"n": 5, "label": "empathy", "quote": "that must have been a stressful time"},
        {"n": 5, "label": "assumption", "quote": "You obviously forgot the other one as well."},
        {"n": 7, "label": "clarifying", "quote": "So 890 dollars on Friday the 27th of November, is that right?"},
    ],
    "client_acts": [
        {"n": 4, "act": "delay_reason", "reason": "staff_absent", "quote": "was ill for two weeks"},
        {"n": 6, "act": "promise", "amount": "890.00", "on": "2026-11-27", "quote": "the 890 on Friday the 27th"},
    ],
    "summary": [
        "The client promised 890.00 on invoice INV-1042 by Friday 27 November.",
        "The bookkeeper was ill for two weeks, so nothing went out.",
    ],
}  # fmt: skip
