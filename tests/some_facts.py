"""Accounts for tests of scripts, cards and briefs: four by hand that read like people, and any number made up."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from duecourse.domain.facts import (
    ACCOUNT_KINDS,
    DELAY_REASONS,
    DISPUTE_REASONS,
    AccountFacts,
    CallFact,
    CommitmentFact,
    ContactFact,
    DisputeFact,
    DocumentFact,
    InvoiceFact,
    PaymentFact,
    PromiseFact,
    SettledFact,
)
from duecourse.domain.spoken import Caller

TODAY = date(2026, 11, 18)
NOW = datetime(2026, 11, 18, 16, 12, tzinfo=UTC)
ALICE = Caller("Alice Moran", "", "+1 505 555 0100")


def item(number: str, due_on: date, amount: int, balance: int | None = None, **more) -> InvoiceFact:
    """An item in dollars, in cents; sent thirty days before it was due."""
    left = amount if balance is None else balance
    issued_on = more.pop("issued_on", due_on - timedelta(days=30))
    currency = more.pop("currency", "USD")
    return InvoiceFact(number, currency, amount, left, issued_on, due_on, **more)


def account(**changes) -> AccountFacts:
    """Harbour Cafe: three overdue invoices, one to come, an owner called Maria."""
    base = dict(
        number="C-1001",
        name="Harbour Cafe",
        kind="business",
        creditor="Northwind Supplies",
        creditor_is_client=False,
        country="US",
        region="NM",
        tz_candidates=("America/Denver",),
        currency="USD",
        terms_days=30,
        contacts=(ContactFact(1, "Maria Lopez", "owner", "+15055550142", is_primary=True),),
        open_items=(
            item("INV-0987", date(2026, 9, 18), 89_000),
            item("INV-1011", date(2026, 10, 3), 140_000),
            item("INV-1042", date(2026, 11, 1), 192_500),
            item("INV-1066", date(2026, 12, 1), 89_000),
        ),
    )
    return AccountFacts(**{**base, **changes})


def talk(days_ago: int, outcome: str = "promise", **more) -> CallFact:
    at = NOW - timedelta(days=days_ago)
    return CallFact(days_ago, at, more.pop("direction", "out"), outcome, more.pop("caller", "Alice"), **more)


_NAMES = st.sampled_from(["Maria Lopez", "J. Whitfield", "Anjali Rao", "Zoë O'Hara", "Li"])
_FIRMS = st.sampled_from(["Harbour Cafe", "Castle & Sons", "Nilgiri Foods", "M. Okafor", "Meridian Health Plan"])
_DAYS = st.dates(TODAY - timedelta(days=200), TODAY + timedelta(days=30))
_PAST = st.dates(TODAY - timedelta(days=200), TODAY)
_CURRENCY = st.sampled_from(["USD", "USD", "USD", "EUR", "JPY", "INR"])
_AMOUNT = st.integers(1, 3_000_000)


@st.composite
def _items(draw) -> InvoiceFact:
    amount = draw(_AMOUNT)
    sign = draw(st.sampled_from([1, 1, 1, -1]))
    due = draw(_DAYS)
    return InvoiceFact(
        number=f"{draw(st.sampled_from(['INV', 'A', '88']))}-{draw(st.integers(1, 99_999))}",
        currency=draw(_CURRENCY),
        amount_minor=sign * amount,
        balance_minor=sign * draw(st.integers(1, amount)),
        issued_on=draw(st.sampled_from([None, due - timedelta(days=30)])),
        due_on=due,
        due_is_assumed=draw(st.booleans()),
        disputed=draw(st.integers(0, 11)) == 11,
        po_number=draw(st.sampled_from(["", "PO-7"])),
    )


@st.composite
def _promises(draw) -> PromiseFact:
    amount = draw(_AMOUNT)
    made = draw(_PAST)
    state = draw(st.sampled_from(["open", "kept", "part_kept", "broken", "replaced", "cancelled"]))
    received = {"kept": amount, "part_kept": max(1, amount // 2)}.get(state, 0)
    due = made + timedelta(days=draw(st.integers(0, 60)))
    return PromiseFact(draw(st.integers(1, 999)), draw(_CURRENCY), amount, due, made, state, received)


@st.composite
def _calls(draw) -> CallFact:
    outcome = draw(st.sampled_from(["promise", "voicemail", "no_answer", "dispute", "callback", "wrong_party"]))
    return CallFact(
        id=draw(st.integers(1, 999)),
        at=NOW - timedelta(days=draw(st.integers(0, 150))),
        direction=draw(st.sampled_from(["out", "out", "in"])),
        outcome=outcome,
        caller="Ben",
        summary="Spoke about the open invoices.",
        delay_reason=draw(st.sampled_from(["", *DELAY_REASONS])),
        delay_words=draw(st.sampled_from(["", "the freezer broke", "our client has not paid"])),
        duration_s=draw(st.integers(0, 900)),
    )


@st.composite
def _commitments(draw) -> CommitmentFact:
    return CommitmentFact(
        id=draw(st.integers(1, 999)),
        what=draw(st.sampled_from(["resend the invoice", "send a statement", "call back"])),
        made_on=draw(_PAST),
        due_on=draw(st.none() | _DAYS),
        owner="Ben",
        state=draw(st.sampled_from(["open", "kept", "cancelled"])),
    )


@st.composite
def _disputes(draw) -> DisputeFact:
    return DisputeFact(
        id=draw(st.integers(1, 999)),
        reason=draw(st.sampled_from(DISPUTE_REASONS)),
        opened_on=draw(_PAST),
        state=draw(st.sampled_from(["settled", "withdrawn", "settled", "open"])),
        invoice_number=draw(st.sampled_from(["", "INV-7"])),
    )


@st.composite
def _settled(draw) -> SettledFact:
    due = draw(st.dates(TODAY - timedelta(days=700), TODAY))
    paid = min(TODAY, due + timedelta(days=draw(st.integers(-10, 60))))
    return SettledFact(f"S-{draw(st.integers(1, 999))}", draw(_CURRENCY), draw(_AMOUNT), due, paid)


@st.composite
def any_account(draw) -> AccountFacts:
    """Anything a ledger may hold, the odd corners included."""
    calls = draw(st.lists(_calls(), max_size=4))
    items = draw(st.lists(_items(), max_size=6, unique_by=lambda i: i.number))
    settled = draw(st.lists(_settled(), max_size=14))
    return AccountFacts(
        number="C-1",
        name=draw(_FIRMS),
        kind=draw(st.sampled_from(ACCOUNT_KINDS)),
        creditor=draw(st.sampled_from(["Northwind Supplies", "Bayside Clinic"])),
        creditor_is_client=draw(st.booleans()),
        country=draw(st.sampled_from(["US", "GB", "IN"])),
        region="",
        tz_candidates=draw(st.sampled_from([(), ("America/Denver",), ("Asia/Kolkata",)])),
        currency=draw(_CURRENCY),
        terms_days=draw(st.integers(0, 90)),
        contacts=tuple(ContactFact(1, draw(_NAMES)) for _ in range(draw(st.integers(0, 1)))),
        open_items=tuple(sorted(items, key=lambda i: i.due_on)),
        settled=tuple(sorted(settled, key=lambda s: s.paid_on, reverse=True)),
        payments=tuple(
            PaymentFact(on, draw(_CURRENCY), draw(_AMOUNT))
            for on in sorted(draw(st.lists(_PAST, max_size=3)), reverse=True)
        ),
        promises=tuple(sorted(draw(st.lists(_promises(), max_size=4)), key=lambda p: p.made_on, reverse=True)),
        disputes=tuple(draw(st.lists(_disputes(), max_size=1))),
        commitments=tuple(draw(st.lists(_commitments(), max_size=3))),
        calls=tuple(sorted(calls, key=lambda c: c.at, reverse=True)),
        unapplied_minor=draw(st.dictionaries(_CURRENCY, _AMOUNT, max_size=2)),
        documents=tuple(
            DocumentFact(n, what, on, None, draw(st.sampled_from(["open", "sent"])))
            for n, (what, on) in enumerate(
                draw(st.lists(st.tuples(st.sampled_from(["invoice", "other"]), _PAST), max_size=2))
            )
        ),
    )


any_caller = st.builds(
    Caller,
    name=st.sampled_from(["Alice", "Ben Achterberg"]),
    company=st.sampled_from(["", "Keystone Partners", "Apex Debt Recovery"]),
    phone=st.sampled_from(["", "+1 505 555 0100"]),
)
