"""Ways in which people say when they will pay, each as it was put and answered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from duecourse.domain.conversation.results import Analysis

TALKS = Path(__file__).parents[2] / "data" / "calls" / "promises.txt"
OPENING = (
    "us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?",
    "them: Yes, speaking.",
    "us: It's about invoice 1042 for 890 dollars, due on the first of October. What happened with it?",
    "them: It's been a slow season, I won't pretend otherwise.",
)
AT_AN_INSURER = (
    "them: Provider line, this is Dana.",
    "us: Hi Dana, Priya Nair from Northwind, calling on claim 1042 for 890 dollars.",
    "them: One moment. I have it here.",
)
TWO_INVOICES = (
    "us: Hi, Priya Nair from Northwind Supplies. Is that Maria Lopez?",
    "them: Yes, speaking.",
    "us: It's about two invoices, 1042 for 890 and 1077 for 610, 1,500 together. What happened with them?",
    "them: It's been a slow season.",
)


def talks(about: str) -> list[tuple[str, str]]:
    """What is promised, and the talk, of the lines that are about this."""
    lines = [line.split(" || ") for line in TALKS.read_text("utf-8").splitlines() if not line.startswith("#")]
    return [(expected, talk) for whom, expected, talk in lines if whom == about]


def plans() -> list[tuple[str, str, str]]:
    """What is due ("EUR 6000"), what is promised, and the talk."""
    lines = [
        line.split(" || ")
        for line in TALKS.read_text("utf-8").splitlines()
        if line[:3].isalpha() and line[:3].isupper()
    ]
    return [(due, expected, talk) for due, expected, talk in lines]


def promised(found: Analysis) -> str:
    """ "300@11-20 590@11-30"; "all@11-20" for everything due, "nothing" without a promise."""
    acts = [a for a in found.acts if a.act == "promise"]
    sums = [(f"{a.amount_minor / 100:.10g}" if a.amount_minor else "all", a.on) for a in acts]
    return " ".join(f"{amount}@{on:%m-%d}" for amount, on in sums if on) or "nothing"


@pytest.mark.parametrize(("expected", "talk"), talks("business"))
def test_a_day_is_promised_in_many_words(heard: Callable[..., Analysis], expected: str, talk: str) -> None:
    assert promised(heard(*OPENING, *talk.split(" | "))) == expected


@pytest.mark.parametrize(("expected", "talk"), talks("insurer"))
def test_an_insurer_says_when_it_pays(heard: Callable[..., Analysis], expected: str, talk: str) -> None:
    assert promised(heard(*AT_AN_INSURER, *talk.split(" | "), kind="payer")) == expected


@pytest.mark.parametrize(("expected", "talk"), talks("consumer"))
def test_people_pay_out_of_what_they_have(heard: Callable[..., Analysis], expected: str, talk: str) -> None:
    assert promised(heard(*OPENING, *talk.split(" | "), kind="consumer")) == expected


@pytest.mark.parametrize(("expected", "talk"), talks("two invoices"))
def test_of_two_invoices_each_may_have_its_day(heard: Callable[..., Analysis], expected: str, talk: str) -> None:
    items = [
        {"number": number, "issued_on": issued, "due_on": due, "amount": owed, "balance": owed, "status": "open"}
        for number, issued, due, owed in (
            ("INV-1042", "2026-09-01", "2026-10-01", "890.00"),
            ("INV-1077", "2026-10-01", "2026-10-31", "610.00"),
        )
    ]
    assert promised(heard(*TWO_INVOICES, *talk.split(" | "), account={"invoices": items})) == expected


@pytest.mark.parametrize(("due", "expected", "talk"), plans())
def test_each_part_of_a_plan_has_its_sum_and_its_day(
    heard: Callable[..., Analysis], due: str, expected: str, talk: str
) -> None:
    currency, amount = due.split()
    owed = amount if "." in amount else f"{amount}.00"
    item = {
        "number": "INV-1042", "issued_on": "2026-09-01", "due_on": "2026-10-01", "amount": owed, "balance": owed,
        "status": "open",
    }  # fmt: skip
    opening = (*OPENING[:2], f"us: It's about invoice 1042 for {amount}. What happened with it?", OPENING[3])
    found = heard(*opening, *talk.split(" | "), currency=currency, account={"invoices": [item]})
    assert sorted(promised(found).split()) == sorted(expected.split())
