"""False statements: a figure, a date, a status or a consequence that contradicts the account or is plainly untrue."""

from __future__ import annotations

from collections.abc import Iterator

from duecourse.domain.conversation.amounts import Amount
from duecourse.domain.conversation.dates import When
from duecourse.domain.conversation.numbers import small
from duecourse.domain.conversation.results import Mark
from duecourse.domain.conversation.state import State
from duecourse.domain.conversation.views import View

_NEAR_ENOUGH = 0.06  # a figure said to be rounded may be off by this share
_CLAIMS = frozenset(
    "owe owes owing owed due outstanding balance invoice invoices unpaid open overdue total totals together altogether "
    "all claim claims bill billed bills approved account amount amounts fees rent behind short "
    "which for at past unsettled".split()
)
_PROPOSES = frozenset(
    "could would can if each month monthly week weekly per plan instalment instalments installment installments split "
    "payments fee fees off discount part parts offer you'd half quarter deposit credit refund shipping tax vat "
    "interest waive from pay paid next friday monday tuesday wednesday thursday tomorrow today".split()
)
_UNITS = {"day": 1, "days": 1, "week": 7, "weeks": 7, "month": 30.4, "months": 30.4, "year": 365, "years": 365}
_AGE_WORDS = frozenset({*_UNITS, "plus", "bucket"})
_LATE = frozenset("overdue late past behind old outstanding unpaid".split())


def false_statement(view: View, state: State) -> Iterator[Mark]:
    """The first contradiction in the turn."""
    for hit in view.hits.get("false_statement", ()):
        yield Mark(view.n, "false_statement", view.hit_quote(hit), hit.family.id)
        return
    if not state.ledger.items:
        return
    for check in (_wrong_amount, _wrong_due_date, _wrong_age, _wrong_status, _wrong_count):
        found = check(view, state)
        if found is not None:
            yield Mark(view.n, "false_statement", view.quote(*found), check.__name__.strip("_").replace("_", " "))
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
    if not amount.sure and not bound:
        return False
    if amount.minor < 100 or around & _PROPOSES or view.asks(amount.first, amount.last):
        return False
    return bound or bool(around & _CLAIMS)


def _exists(amount: Amount, state: State) -> bool:
    ledger = state.ledger
    known = ledger.known | ledger.parts | state.client_amounts | state.caller_offers
    if amount.known(known):
        return True
    if any(a + b in amount.readings or abs(a - b) in amount.readings for a in ledger.known for b in known):
        return True
    return amount.near and any(abs(r - k) <= _NEAR_ENOUGH * k for r in amount.readings for k in ledger.known)


def _wrong_due_date(view: View, state: State) -> tuple[int, int] | None:
    """ "Due on the 28th" when no item was due that day."""
    due = {i.due_on for i in state.ledger.items if i.due_on}
    if not due:
        return None
    for when in view.whens:
        day = _said_as_due(view, when, state)
        if day is not None and day not in due:
            state.wrong_figure = True
            return when.first, when.last
    return None


def _said_as_due(view: View, when: When, state: State) -> object:
    before = view.words.items[max(0, when.first - 4) : when.first]
    if "due" not in before or view.asks(when.first, when.last) or when.past is None or when.rule == "weekday":
        return None
    if not {"was", "were", "fell", "been"} & set(view.words.items[max(0, when.first - 7) : when.first]):
        return None
    return when.past


def _wrong_age(view: View, state: State) -> tuple[int, int] | None:
    """ "Six months overdue" when the oldest open item is two."""
    ages = [(state.setting.today - i.due_on).days for i in state.ledger.open_items if i.due_on]
    if not ages or not _AGE_WORDS & view.words.vocabulary:
        return None
    items = view.words.items
    for place, word in enumerate(items[:-1]):
        number = small(word)
        unit = _UNITS.get(items[place + 1], 0)
        tail = items[place + 2 : place + 5]
        if not number or not unit or not _LATE & set(tail[:2]):
            continue
        said = number * unit
        slack = max(unit * 0.75, 0.12 * said)
        over = {"over", "than", "least"} & set(items[max(0, place - 2) : place])
        if not any(abs(said - age) <= slack or (over and age >= said) for age in ages) and said > max(ages):
            return place, place + 3
    return _wrong_bucket(view, ages)


def _wrong_bucket(view: View, ages: list[int]) -> tuple[int, int] | None:
    """ "Ninety-plus bucket" for an item that is 43 days late."""
    items = view.words.items
    for place, word in enumerate(items):
        number = small(word)
        if number in (30, 60, 90, 120) and items[place + 1 : place + 2] in (("plus",), ("day",), ("days",)):
            if "bucket" in items[place : place + 4] and max(ages) < number - 30:
                return place, place + 3
            if items[place + 1] == "plus" and "bucket" in items[place : place + 4] and max(ages) <= number:
                return place, place + 3
    return None


_COUNTED = frozenset(("invoices", "claims", "bills"))
_OPEN = frozenset("open unpaid overdue outstanding owe owing due showing".split())


def _wrong_status(view: View, state: State) -> tuple[int, int] | None:
    """A paid item called open."""
    for reference in view.references:
        item = state.ledger.item(reference.number)
        sentence = view.words.sentence_at(reference.first)
        said = view.words.items[sentence.first : sentence.last]
        if item is None or item.is_open or view.asks(reference.first, reference.last):
            continue
        if _OPEN & set(said) and not {"paid", "cleared", "settled", "not", "closed"} & set(said):
            return reference.first, reference.last
    return None


def _wrong_count(view: View, state: State) -> tuple[int, int] | None:
    """ "Three invoices open" when there is one."""
    items = view.words.items
    if not _COUNTED & view.words.vocabulary:
        return None
    for place, word in enumerate(items[:-1]):
        number = small(word)
        tail = items[place + 1 : place + 5]
        if (
            not 2 <= number <= 20
            or not _COUNTED & set(tail[:2])
            or not _OPEN & set(items[max(0, place - 3) : place + 6])
        ):
            continue
        if number > len(state.ledger.items) and not view.asks(place, place + 1):
            return place, place + 2
    return None
