"""The {placeholders} that scripts, cards and questions may use, each read from the facts.

A placeholder without a fact has no value; the line that wanted it is then left out or another is taken. Every amount,
date, number and count carries its source, so that a figure in a script can always be traced to the ledger.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from duecourse.domain.facts import PAYER, CallFact, DisputeFact, InvoiceFact, PromiseFact
from duecourse.domain.money import format_money
from duecourse.domain.payment_timing import Drift, PayDay
from duecourse.domain.spoken.caller import Caller
from duecourse.domain.spoken.view import AccountView, by_currency, local_date, money_text
from duecourse.domain.wording import count, listed, plain_date, tidy

AMOUNT, DATE, NUMBER, COUNT, WORDS = "amount", "date", "number", "count", "words"

# Text and where it stands; None when there is no fact.
_Found = tuple[str, str] | None
_Read = Callable[[AccountView, Caller], _Found]
_Thing = TypeVar("_Thing")


@dataclass(frozen=True, slots=True)
class Figure:
    """Something in a sentence that came from the ledger: `text` as said, `source` where it stands. `kind` is amount,
    date, number (of an invoice), count, or words (a name, what somebody said)."""

    name: str
    kind: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Placeholder:
    """`private` ones tell that money is owed: they come only after the right person is confirmed."""

    name: str
    kind: str
    meaning: str
    read: _Read
    private: bool = True


def _of(pick: Callable[[AccountView], _Thing | None], text: Callable[[_Thing, date], str], source: str) -> _Read:
    """Reads one thing of the view: nothing when `pick` finds none."""

    def read(view: AccountView, caller: Caller) -> _Found:
        thing = pick(view)
        return None if thing is None else (text(thing, view.today), source)

    return read


def _oldest(view: AccountView) -> InvoiceFact | None:
    return view.asked[0] if view.asked else None


def _next(view: AccountView) -> InvoiceFact | None:
    return view.not_due[0] if view.not_due else None


def _part(view: AccountView) -> InvoiceFact | None:
    return view.part_paid[0] if view.part_paid else None


def _missed(view: AccountView) -> PromiseFact | None:
    return view.broken or view.part_kept


def _coming(view: AccountView) -> PromiseFact | None:
    return view.coming[0] if view.coming else None


def _dispute(view: AccountView) -> DisputeFact | None:
    return view.disputes[0] if view.disputes else None


def _drift(view: AccountView) -> Drift | None:
    return view.habits.drift


def _pay_day(view: AccountView) -> PayDay | None:
    return view.habits.pay_day


def _number(item: InvoiceFact, today: date) -> str:
    return tidy(item.number, 40)


def _due(item: InvoiceFact | PromiseFact, today: date) -> str:
    return plain_date(item.due_on, today)


def _open(item: InvoiceFact, today: date) -> str:
    return format_money(item.balance_minor, item.currency)


def _agreed(promise: PromiseFact, today: date) -> str:
    return format_money(promise.amount_minor, promise.currency)


def _sum_of(pick: Callable[[AccountView], tuple[InvoiceFact, ...]], source: str) -> _Read:
    """The sum of items per currency; a credit, which is negative in the books, is said as a plain amount."""

    def read(view: AccountView, caller: Caller) -> _Found:
        sums = {currency: abs(minor) for currency, minor in by_currency(pick(view)).items()}
        return money_text(sums, view.facts.currency), source

    return read


def _company(view: AccountView, caller: Caller) -> _Found:
    if caller.company or not view.facts.creditor_is_client:
        return tidy(caller.company or view.facts.creditor), "your company"
    return None  # an agency never calls under its client's name


def _asked_count(view: AccountView, caller: Caller) -> _Found:
    noun = "claim" if view.facts.kind == PAYER else "invoice"
    return (count(len(view.asked), noun), "open items") if view.asked else None


def _asked_numbers(view: AccountView, caller: Caller) -> _Found:
    listable = 1 <= len(view.asked) <= 3  # nobody remembers more
    return (listed(tidy(i.number, 40) for i in view.asked), "open items") if listable else None


def _disputed_number(view: AccountView) -> str | None:
    named = next((d.invoice_number for d in view.disputes if d.invoice_number), "")
    return named or (view.disputed[0].number if view.disputed and not view.disputes else None)


_REASON_WORDS = {
    "not_received": "a delivery that did not arrive", "wrong_amount": "the amount", "quality": "the quality",
    "short_delivery": "a delivery that came short", "duplicate": "an invoice that came twice",
    "not_ordered": "something that was not ordered", "missing_po": "a missing order number",
    "service_not_done": "work that was not done", "credit_due": "a credit that is due to you",
    "contract": "what was agreed",
}  # fmt: skip
PAPER_WORDS = {
    "invoice": "the invoice", "statement": "the statement", "proof_of_delivery": "the proof of delivery",
    "contract": "the contract", "itemisation": "the list of what was billed",
}  # fmt: skip


def _talk_date(view: AccountView) -> date | None:
    call: CallFact | None = view.last_talk
    return local_date(call.at, view.facts) if call else None


def _skipped(view: AccountView) -> int | None:
    """How many invoices that fell due later than the oldest open one have been paid already."""
    oldest = _oldest(view)
    paid = sum(s.due_on > oldest.due_on for s in view.facts.settled) if oldest else 0
    return paid or None


def _unusual(view: AccountView) -> InvoiceFact | None:
    """The oldest item, when it is more than twice the largest of what they usually pay (the upper fifth)."""
    oldest = _oldest(view)
    paid = sorted(s.amount_minor for s in view.facts.settled if oldest and s.currency == oldest.currency)
    if oldest is None or len(paid) < 5:
        return None
    return oldest if oldest.amount_minor > 2 * paid[(4 * len(paid)) // 5] else None


_ALL = (
    # people and companies
    Placeholder("caller", WORDS, "your name", lambda v, c: (tidy(c.name), "your profile"), False),
    Placeholder("callback_number", WORDS, "the number to call you back on",
                lambda v, c: (tidy(c.phone, 30), "your profile"), False),
    Placeholder("company", WORDS, "the company you call from: your agency, or the creditor", _company, False),
    Placeholder("creditor", WORDS, "who is owed the money", lambda v, c: (tidy(v.facts.creditor), "the account")),
    Placeholder("account", WORDS, "the account's name", lambda v, c: (tidy(v.facts.name), "the account"), False),
    Placeholder("contact", WORDS, "the person to ask for",
                _of(lambda v: v.facts.contact, lambda p, t: tidy(p.name), "contacts"), False),
    # what is overdue
    Placeholder("overdue", AMOUNT, "everything that is overdue", _sum_of(lambda v: v.overdue, "overdue items")),
    Placeholder("asked", AMOUNT, "what is overdue and not in dispute",
                _sum_of(lambda v: v.asked, "overdue items not in dispute")),
    Placeholder("asked_count", COUNT, 'how many that are: "3 invoices"', _asked_count),
    Placeholder("asked_numbers", NUMBER, "their numbers, when there are three at most", _asked_numbers),
    Placeholder("oldest_number", NUMBER, "the number of the oldest of these", _of(_oldest, _number, "oldest item")),
    Placeholder("oldest_amount", AMOUNT, "what is open on it", _of(_oldest, _open, "oldest item")),
    Placeholder("oldest_due", DATE, "the day it was due", _of(_oldest, _due, "oldest item")),
    Placeholder("oldest_days", COUNT, 'how late it is: "41 days"',
                _of(_oldest, lambda i, t: count(i.days_late(t), "day"), "oldest item")),
    Placeholder("oldest_issued", DATE, "the day it was sent",
                _of(lambda v: v.asked[0].issued_on if v.asked else None, plain_date, "oldest item")),
    Placeholder("part_number", NUMBER, "an overdue invoice that is paid in part", _of(_part, _number, "open items")),
    Placeholder("part_left", AMOUNT, "what is left on it", _of(_part, _open, "open items")),
    Placeholder("part_received", AMOUNT, "what was paid on it",
                _of(_part, lambda i, t: format_money(i.amount_minor - i.balance_minor, i.currency), "open items")),
    Placeholder("large_amount", AMOUNT, "an invoice far above what they usually pay",
                _of(_unusual, lambda i, t: format_money(i.amount_minor, i.currency), "oldest item")),
    Placeholder("skipped_count", COUNT, "later invoices that are paid already",
                _of(_skipped, lambda n, t: count(n, "later invoice"), "paid invoices")),
    # what is not due yet
    Placeholder("next_number", NUMBER, "the invoice that is due next", _of(_next, _number, "open items")),
    Placeholder("next_amount", AMOUNT, "what is open on it", _of(_next, _open, "open items")),
    Placeholder("next_due", DATE, "the day it is due", _of(_next, _due, "open items")),
    # agreed payments
    Placeholder("promise_amount", AMOUNT, "the agreed payment that did not come in full",
                _of(_missed, _agreed, "promises")),
    Placeholder("promise_due", DATE, "the day it was agreed for", _of(_missed, _due, "promises")),
    Placeholder("promise_received", AMOUNT, "what came of it",
                _of(lambda v: v.part_kept, lambda p, t: format_money(p.received_minor, p.currency), "payments")),
    Placeholder("promise_left", AMOUNT, "what is missing from it",
                _of(lambda v: v.part_kept,
                    lambda p, t: format_money(max(0, p.amount_minor - p.received_minor), p.currency), "promises")),
    Placeholder("coming_amount", AMOUNT, "the next agreed payment", _of(_coming, _agreed, "promises")),
    Placeholder("coming_due", DATE, "the day it is agreed for", _of(_coming, _due, "promises")),
    Placeholder("coming_count", COUNT, 'how many agreed payments are to come: "3 payments"',
                _of(lambda v: len(v.coming) or None, lambda n, t: count(n, "payment"), "promises")),
    # what came in
    Placeholder("paid_amount", AMOUNT, "the last payment, if it came in the last two weeks",
                _of(lambda v: v.recent_payment, lambda p, t: format_money(p.amount_minor, p.currency), "payments")),
    Placeholder("paid_on", DATE, "the day it came",
                _of(lambda v: v.recent_payment, lambda p, t: plain_date(p.received_on, t), "payments")),
    Placeholder("unmatched", AMOUNT, "money that came and that no invoice claims yet",
                lambda v, c: (money_text(v.facts.unapplied_minor, v.facts.currency), "payments not matched yet")),
    Placeholder("credit", AMOUNT, "credits in their favour", _sum_of(lambda v: v.credits, "open credits")),
    # disputes
    Placeholder("dispute_number", NUMBER, "the invoice in dispute",
                _of(_disputed_number, lambda n, t: tidy(n, 40), "disputes")),
    Placeholder("dispute_reason", WORDS, 'what the dispute is about: "the quality"',
                _of(_dispute, lambda d, t: _REASON_WORDS.get(d.reason, ""), "disputes")),
    Placeholder("dispute_opened", DATE, "the day it was raised",
                _of(_dispute, lambda d, t: plain_date(d.opened_on, t), "disputes")),
    Placeholder("disputed_amount", AMOUNT, "what is in dispute",
                _sum_of(lambda v: v.disputed, "open items in dispute")),
    # what we owe them
    Placeholder("commitment", WORDS, "what we said we would do and have not done",
                _of(lambda v: v.we_owe[0] if v.we_owe else None, lambda o, t: tidy(o.what, 80), "our commitments")),
    Placeholder("commitment_due", DATE, "the day we said we would do it by",
                _of(lambda v: v.we_owe[0].due_on if v.we_owe else None, plain_date, "our commitments")),
    Placeholder("paper", WORDS, "a paper they asked for and have not got",
                _of(lambda v: v.papers[0] if v.papers else None,
                    lambda d, t: PAPER_WORDS.get(d.what, "the papers"), "documents asked for")),
    Placeholder("paper_asked", DATE, "the day they asked for it",
                _of(lambda v: v.papers[0].asked_on if v.papers else None, plain_date, "documents asked for")),
    # the last talk, and their habits
    Placeholder("last_talk", DATE, "the day of the last talk", _of(_talk_date, plain_date, "call records")),
    Placeholder("reason_words", WORDS, "the reason they gave, in their own words",
                _of(lambda v: v.delay, lambda call, t: tidy(call.delay_words, 90), "call records")),
    Placeholder("unanswered", COUNT, 'calls since then that were not answered: "3 calls"',
                _of(lambda v: len(v.unanswered) or None, lambda n, t: count(n, "call"), "calls")),
    Placeholder("before_days", COUNT, "how late they used to pay (the middle one)",
                _of(_drift, lambda d, t: count(max(0, d.before_days), "day"), "paid invoices")),
    Placeholder("now_days", COUNT, "how late they pay lately",
                _of(_drift, lambda d, t: count(max(0, d.now_days), "day"), "paid invoices")),
    Placeholder("now_count", COUNT, "the number of invoices that lately rests on",
                _of(_drift, lambda d, t: count(d.now_count, "invoice"), "paid invoices")),
    Placeholder("pay_day", WORDS, 'when they pay: "pays on the 25th"',
                _of(_pay_day, lambda p, t: p.text, "paid invoices")),
    Placeholder("pay_day_hits", COUNT, 'how sure that is: "8 of 11"',
                _of(_pay_day, lambda p, t: f"{p.hits} of {p.of}", "paid invoices")),
    Placeholder("terms", COUNT, 'the days they have to pay: "30 days"',
                lambda v, c: (count(v.facts.terms_days, "day"), "the account's terms")),
)  # fmt: skip

PLACEHOLDERS: dict[str, Placeholder] = {placeholder.name: placeholder for placeholder in _ALL}


def figures_of(view: AccountView, caller: Caller) -> dict[str, Figure]:
    """Every placeholder that has a fact today, by name."""
    figures = {}
    for name, placeholder in PLACEHOLDERS.items():
        found = placeholder.read(view, caller)
        if found is not None and found[0]:
            figures[name] = Figure(name, placeholder.kind, *found)
    return figures
