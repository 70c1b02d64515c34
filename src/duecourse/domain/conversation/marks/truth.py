"""False statements: a figure, a date, a status or a consequence that contradicts the account or is plainly untrue."""

from __future__ import annotations

from collections.abc import Iterator

from duecourse.domain.conversation.amounts import Amount
from duecourse.domain.conversation.marks import truth_dates, truth_record
from duecourse.domain.conversation.results import Mark
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.views import View

_NEAR_ENOUGH = 0.06  # a figure said to be rounded may be off by this share
_CLAIMS = frozenset(
    "owe owes owing owed due outstanding balance invoice invoices unpaid open overdue total totals together altogether "
    "all claim claims bill billed bills approved account amount amounts fees rent behind short "
    "which for at past unsettled".split()
)
_OWED = frozenset("owe owes owing owed due outstanding balance unpaid overdue".split())
_PROPOSES = frozenset(
    "could would can if each month monthly week weekly per plan instalment instalments installment installments split "
    "payments fee fees off discount part parts offer you'd half quarter deposit credit refund shipping tax vat "
    "interest waive from pay paid next friday monday tuesday wednesday thursday tomorrow today".split()
)


_TELLING_DIGITS = 3  # "forty chairs" beside an item number is no sum, "four forty" is


def false_statement(view: View, state: State) -> Iterator[Mark]:
    """The first contradiction in the turn."""
    for hit in view.hits.get("false_statement", ()):
        if truth_record.is_agreed(view, hit, state):
            continue
        yield Mark(view.n, "false_statement", view.hit_quote(hit), hit.family.id)
        return
    if not state.ledger.items:
        return
    for rule, check in _CHECKS:
        found = check(view, state)
        if found is not None:
            yield Mark(view.n, "false_statement", view.quote(*found), rule)
            return


def _wrong_amount(view: View, state: State) -> tuple[int, int] | None:
    """A sum said to be due that is on no item, no sum of items, and was not brought up by the client."""
    for amount in view.amounts:
        if not _is_claim(view, amount, state) or _exists(amount, state):
            continue
        state.wrong_figure = True
        return amount.first, amount.last
    return None


def _is_claim(view: View, amount: Amount, state: State) -> bool:
    """Is the sum stated as due, not proposed, waived or asked about?"""
    sentence = view.words.sentence_at(amount.first)
    begin, end = max(sentence.first, amount.first - 9), min(sentence.last, amount.last + 5)
    around = set(view.words.items[begin : amount.first]) | set(view.words.items[amount.last : end])
    bound = any(begin <= r.first < end for r in view.references)
    if not amount.sure and (len(amount.digits) < _TELLING_DIGITS or not (bound or around & _OWED)):
        return False
    if amount.minor < 100 or around & _PROPOSES or view.asks(amount.first, amount.last):
        return False
    return bound or bool(around & _CLAIMS)


def _exists(amount: Amount, state: State) -> bool:
    ledger = state.ledger
    known = ledger.known | ledger.parts | state.client_amounts | state.caller_offers
    if amount.known(known):
        return True
    others = ledger.fact_amounts | state.client_amounts | state.caller_offers
    if any(a + b in amount.readings or abs(a - b) in amount.readings for a in ledger.known for b in others):
        return True
    if any(abs(i.amount_minor - i.balance_minor) in amount.readings for i in ledger.items):
        return True
    return amount.near and any(abs(r - k) <= _NEAR_ENOUGH * k for r in amount.readings for k in ledger.known)


_CHECKS = (
    ("wrong amount", _wrong_amount),
    ("paid part left out", truth_record.paid_part_left_out),
    ("wrong due date", truth_dates.wrong_due_date),
    ("wrong age", truth_dates.wrong_age),
    ("wrong status", truth_record.wrong_status),
    ("wrong count", truth_record.wrong_count),
    ("denies the record", truth_record.denies_the_record),
    ("wrong promise", truth_record.wrong_promise),
    ("wrong item", truth_record.wrong_item),
    ("wrong terms", truth_dates.wrong_terms),
    ("wrong invoice date", truth_dates.wrong_invoice_date),
)
